//! Paper: an internal approval (稟議) goes round with what was, or is about to be, done.

use leptos::prelude::*;

use crate::browser;
use crate::reactive::on;
use crate::session::Session;

/// ［印刷］, for the rows of buttons of pages that are passed round on paper.
pub(crate) fn print_button() -> AnyView {
    let print = |_: web_sys::MouseEvent| {
        // A browser that forbids it has a menu of its own for it.
        let _ = window().print();
    };
    view! {
        <button type="button" class="button" on:click=on(print)>
            "印刷"
        </button>
    }
    .into_any()
}

/// Who printed this, and when. Seen on paper only; the moment is taken when the browser begins to print.
pub(crate) fn print_note(session: Session) -> AnyView {
    let printed_at = RwSignal::new(String::new());
    let listening = window_event_listener_untyped("beforeprint", move |_| {
        printed_at.try_set(browser::date_time_now());
    });
    on_cleanup(move || listening.remove());
    let who = session.with_me(|me| {
        let me = me?;
        let company = me.company.as_ref().map_or("", |company| company.name.as_str());
        Some([company, "　", &me.name, "（", &me.user_id, "）"].concat().trim_start_matches('　').to_owned())
    });
    view! { <p class="print-note">"印刷：" {printed_at} "　" {who}</p> }.into_any()
}
