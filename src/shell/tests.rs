use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};

use super::{Shell, Typed};
use crate::browser;
use crate::pages::login::FIELDS;
use crate::stage::{Stage, until};

/// The login of index.html as it is.
fn shell_of_the_page() -> Stage {
    let page = include_str!("../../index.html");
    let begin = page.find("<div id=\"shell\">").expect("a shell");
    let end = page.rfind("</div>\n  </body>").expect("its end");
    let stage = Stage::with(|| ().into_any());
    stage.root().set_inner_html(&page[begin..end]);
    stage
}

#[wasm_bindgen_test]
async fn what_is_typed_before_the_application_is_there_is_kept_with_the_caret() {
    let stage = shell_of_the_page();
    for (id, value) in FIELDS.into_iter().zip(["K100001", "yamada", "𠮷 secret"]) {
        stage.find::<HtmlInputElement>(&["#", id].concat()).set_value(value);
    }
    let user: HtmlInputElement = stage.find("#login-user");
    user.focus().expect("focus");
    user.set_selection_range(2, 4).expect("a caret");

    let owner = Owner::new();
    let shell = owner.with(Shell::new);
    assert!(shell.is_there());
    shell.leave(FIELDS);
    assert!(!shell.is_there());
    let typed = shell.take();
    assert_eq!(typed.values, ["K100001", "yamada", "𠮷 secret"]);
    assert_eq!(typed.caret, Some(("login-user".to_owned(), 2, 4)));
    assert!(!typed.sent);
    assert_eq!(shell.take(), Typed::default(), "a password is handed over once");

    stage.root().set_inner_html("<input id='login-user' value='yamada'>");
    typed.restore_caret();
    until("the focus is back", || browser::focused().is_some_and(|focused| focused.id() == "login-user")).await;
    let user: HtmlInputElement = stage.find("#login-user");
    assert_eq!((user.selection_start(), user.selection_end()), (Ok(Some(2)), Ok(Some(4))));
}

#[wasm_bindgen_test]
fn sending_it_without_a_script_goes_nowhere_and_loses_nothing() {
    let stage = shell_of_the_page();
    let company: HtmlInputElement = stage.find("#login-company");
    company.set_value("K100001");
    let before = window().location().href();
    // The stage has no script of index.html, as where scripts are late.
    stage.find::<HtmlElement>("#shell-form button").click();
    assert_eq!(window().location().href(), before);
    assert_eq!(company.value(), "K100001");
    stage.find::<HtmlElement>("#shell-form").set_attribute("data-sent", "").expect("an attribute");
    let owner = Owner::new();
    let shell = owner.with(Shell::new);
    shell.leave(FIELDS);
    assert!(shell.take().sent);
}
