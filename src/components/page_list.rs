//! A list that the server gives in pages, with its conditions and the page in the address bar.

use contract::page::Page;
use leptos::html::Select;
use leptos::prelude::*;

use super::pager::{Pager, Place};
use super::remote::{Remote, Stand};
use super::text_field::{TextField, TextKind};
use crate::browser;
use crate::reactive::{effect, on};

impl<T: Send + Sync + 'static> Remote<Page<T>> {
    /// How many there are.
    pub(crate) fn found(self) -> AnyView {
        let words = move || match &*self.stand.read() {
            Stand::Ready(page) => Place::of(page, None).words(),
            _ => String::new(),
        };
        view! {
            <p class="list__found" role="status">
                {words}
            </p>
        }
        .into_any()
    }

    /// The rows, the ways to other pages, and a way on where the server refuses what the address asks for.
    ///
    /// `is_later` tells whether this is not the first page, `turn` goes to the page of a cursor or to the first, and
    /// `again` asks once more.
    pub(crate) fn pages(
        self,
        label: &'static str,
        is_later: impl Fn() -> bool + Send + 'static,
        turn: Callback<Option<String>>,
        again: Callback<()>,
        rows: impl Fn(&[T]) -> AnyView + Send + 'static,
    ) -> AnyView {
        let ready = move |page: &Page<T>| {
            let before = is_later().then(|| Callback::new(move |()| turn.run(None)));
            let after = page.next_cursor.clone().map(|cursor| Callback::new(move |()| turn.run(Some(cursor.clone()))));
            view! {
                {rows(&page.items)}
                <Pager label=label before_label="最初へ" before=before after=after />
            }
            .into_any()
        };
        view! {
            {self.view(again, ready)}
            {self.way_out()}
        }
        .into_any()
    }
}

/// The field of one condition: a text of the conditions that are wished for.
pub(crate) fn condition<Q: Clone + Send + Sync + 'static>(
    wish: RwSignal<Q>,
    id: &'static str,
    label: &'static str,
    kind: TextKind,
    part: fn(&mut Q) -> &mut String,
) -> AnyView {
    let value = Signal::derive(move || part(&mut wish.get()).clone());
    let on_change = Callback::new(move |text| wish.update(|wish| *part(wish) = text));
    view! { <TextField id=id label=label kind=kind value=value on_change=on_change /> }.into_any()
}

/// The select of a state that is wished for, by its code; すべて comes first and is empty.
pub(crate) fn state_condition(
    id: &'static str,
    class: &'static str,
    states: &[(&'static str, &'static str)],
    value: Signal<String>,
    on_change: Callback<String>,
) -> AnyView {
    let node = NodeRef::<Select>::new();
    let choose = move |_| {
        if let Some(select) = node.get_untracked() {
            on_change.run(select.value());
        }
    };
    effect(move || {
        let code = value.get();
        if let Some(select) = node.get() {
            browser::after_render(move || select.set_value(&code));
        }
    });
    let options =
        states.iter().map(|(code, name)| view! { <option value=*code>{*name}</option> }.into_any()).collect_view();
    view! {
        <div class=class>
            <label class="field__label" for=id>
                "状態"
            </label>
            <select node_ref=node id=id class="select" on:change=on(choose)>
                <option value="">"すべて"</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
