//! A question before something is done: what it means, the button that does it, and ［やめる］.

use leptos::prelude::*;

use super::busy_button::BusyButton;
use super::dialog::Dialog;
use crate::reactive::on;

/// A question in a dialog. The focus begins on ［やめる］, unless something is to be entered before.
#[component]
pub(crate) fn Question(
    /// The dialog's id.
    id: &'static str,
    /// The question.
    title: &'static str,
    /// Whether it is asked.
    asking: RwSignal<bool>,
    /// What the button that does it is called.
    label: &'static str,
    /// What it is called meanwhile.
    busy_label: &'static str,
    /// Whether it is being done.
    busy: RwSignal<bool>,
    /// Does it.
    on_yes: Callback<()>,
    /// Whether something is to be entered before.
    #[prop(optional)]
    has_fields: bool,
    /// Whether it destroys something.
    #[prop(optional)]
    danger: bool,
    /// What it means, and what it is about.
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let class = if danger { "button button--danger" } else { "button button--primary" };
    view! {
        <Dialog id=id title=title open=asking>
            {children.with_value(|children| children())}
            <div class="button-row">
                <BusyButton label=label busy_label=busy_label busy=busy.into() class=class on_click=on_yes />
                <button
                    type="button"
                    class="button"
                    autofocus=!has_fields
                    on:click=on(move |_| asking.set(false))
                >
                    "やめる"
                </button>
            </div>
        </Dialog>
    }
    .into_any()
}
