//! A button that starts something which takes a while, and cannot start it twice.

use leptos::prelude::*;

use super::remote::SHOW_WAIT_AFTER;
use crate::reactive::{effect, on};

/// A submit button. While `busy` it keeps its place and the focus, says so, and does nothing.
#[component]
pub(crate) fn BusyButton(
    /// Its name.
    label: &'static str,
    /// What is going on while it is busy.
    busy_label: &'static str,
    /// Whether it is busy.
    busy: Signal<bool>,
    /// The class of its look.
    #[prop(default = "button button--primary")]
    class: &'static str,
    /// What it starts; without this it submits its form, whose handler must look at `busy` itself.
    #[prop(optional)]
    on_click: Option<Callback<()>>,
) -> impl IntoView {
    let slow = slowly(busy);
    let start = move |event: web_sys::MouseEvent| {
        if busy.try_get_untracked().unwrap_or(true) {
            event.prevent_default();
        } else if let Some(on_click) = on_click {
            on_click.run(());
        }
    };
    view! {
        <button
            type=if on_click.is_some() { "button" } else { "submit" }
            class=class
            aria-disabled=move || busy.get().then_some("true")
            on:click=on(start)
        >
            {label}
        </button>
        <p class="busy" role="status">
            {move || slow.get().then_some(busy_label)}
        </p>
    }
    .into_any()
}

/// Whether something has been busy for long enough to say so.
pub(crate) fn slowly(busy: Signal<bool>) -> RwSignal<bool> {
    let slow = RwSignal::new(false);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    effect(move || {
        stop();
        if busy.get() {
            let started = set_timeout_with_handle(
                move || {
                    slow.try_set(true);
                },
                SHOW_WAIT_AFTER,
            );
            timer.set_value(started.ok());
        } else {
            slow.try_set(false);
        }
    });
    on_cleanup(stop);
    slow
}
