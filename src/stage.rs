//! A place in the document on which tests put a view and act as its user.

use contract::Timestamp;
use contract::session::{Company, Me};
use contract::user::Role;
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use std::any::Any;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test_configure;
use web_sys::{HtmlElement, HtmlInputElement};

use crate::browser;
use crate::components::page::PageTurns;
use crate::form::ApplicationDraft;
use crate::session::Session;
use crate::shell::Shell;

wasm_bindgen_test_configure!(run_in_browser);

/// A view in the document, taken out of it when this is dropped.
pub(crate) struct Stage {
    root: HtmlElement,
    /// Dropped with the stage, and the view with it.
    _view: Box<dyn Any>,
}

/// An administrator of a company.
pub(crate) fn administrator(company_id: &str, user_id: &str) -> Me {
    let moment = |text: &str| Timestamp(text.to_owned());
    Me {
        company: Some(Company { company_id: company_id.to_owned(), name: "株式会社山田建設".to_owned() }),
        user_id: user_id.to_owned(),
        name: "山田 太郎".to_owned(),
        department: "総務部".to_owned(),
        phone: "03-1234-5678".to_owned(),
        mail_address: "yamada@example.co.jp".to_owned(),
        role: Role::Administrator,
        idle_seconds: 900,
        ends_at: moment("2026-11-22T13:00:00Z"),
        now: moment("2026-11-22T05:00:00Z"),
    }
}

/// Forgets what earlier tests left in the browser's store.
pub(crate) fn empty_store() {
    if let Some(storage) = browser::storage() {
        storage.clear().expect("a store");
    }
}

/// What every page of a logged-in administrator finds around it; answers the draft.
pub(crate) fn provide_surroundings() -> ApplicationDraft {
    let session = Session::new();
    session.begin(administrator("K100001", "yamada.taro"));
    provide_context(session);
    provide_context(PageTurns::new());
    provide_context(Shell::new());
    let draft = ApplicationDraft::open(session);
    provide_context(draft);
    draft
}

impl Stage {
    /// Puts a view on the stage.
    pub(crate) fn with(view: impl FnOnce() -> AnyView + 'static) -> Self {
        let root: HtmlElement = document().create_element("div").expect("an element").unchecked_into();
        document().body().expect("a body").append_child(&root).expect("a place");
        let handle: UnmountHandle<_> = mount_to(root.clone(), view);
        Self { root, _view: Box::new(handle) }
    }

    /// The element that everything is in.
    pub(crate) fn root(&self) -> &HtmlElement {
        &self.root
    }

    /// The one element that a selector finds.
    pub(crate) fn find<T: JsCast>(&self, selector: &str) -> T {
        let found = browser::all_within(&self.root, selector);
        assert_eq!(found.len(), 1, "{selector} in {}", self.root.inner_html());
        found[0].clone().dyn_into().expect("an element of that kind")
    }

    /// Whether a selector finds anything.
    pub(crate) fn has(&self, selector: &str) -> bool {
        !browser::all_within(&self.root, selector).is_empty()
    }

    /// All its words, also those that are folded away.
    pub(crate) fn text(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }

    /// The words that can be read.
    pub(crate) fn words(&self) -> String {
        self.root.inner_text()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// Types a text into a control at once, as a paste or the end of a composition does.
pub(crate) fn type_into(input: &HtmlInputElement, text: &str) {
    input.set_value(text);
    input_event(input, false);
}

/// Puts a text into a control as an IME does while it composes.
pub(crate) fn compose_into(input: &HtmlInputElement, text: &str) {
    input.set_value(text);
    input_event(input, true);
}

fn input_event(input: &HtmlInputElement, is_composing: bool) {
    let make = if is_composing {
        "new InputEvent(name, { bubbles: true, isComposing: true })"
    } else {
        "new InputEvent(name, { bubbles: true })"
    };
    dispatch(input, make, "input");
}

/// Lets something happen to an element.
pub(crate) fn fire(element: &HtmlElement, name: &str) {
    dispatch(element, "new Event(name, { bubbles: true, cancelable: true })", name);
}

/// Presses a key on an element.
pub(crate) fn press(element: &HtmlElement, key: &str) {
    dispatch(element, "new KeyboardEvent('keydown', { bubbles: true, cancelable: true, key: name })", key);
}

/// Events are made by the browser's own script: the page has no use for their constructors.
fn dispatch(element: &HtmlElement, make: &str, name: &str) {
    run(&["element.dispatchEvent(", make, ")"].concat(), element, name);
}

/// Runs a script with `element` and `name`.
pub(crate) fn run(script: &str, element: &HtmlElement, name: &str) {
    let function = js_sys::Function::new_with_args("element, name", script);
    function.call2(&wasm_bindgen::JsValue::NULL, element, &name.into()).expect("a script that runs");
}

/// Waits until something holds; fails when it does not come to hold.
pub(crate) async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if holds() {
            return;
        }
        next_turn().await;
    }
    panic!("it never came to this: {what}");
}

/// Lets the browser do what is due.
pub(crate) async fn next_turn() {
    let turn = js_sys::Promise::new(&mut |resolve, _| {
        window().set_timeout_with_callback(&resolve).expect("a timer");
    });
    wasm_bindgen_futures::JsFuture::from(turn).await.expect("a turn");
}
