//! What stands around every page.

use leptos::prelude::*;

use crate::components::print::print_note;
use crate::reactive::on;
use crate::session::{Phase, use_session};
use crate::version::use_version;

mod header;
mod log_out;
mod session_end;

pub(crate) use header::Header;

/// What this part of the service is for.
pub(crate) const SERVICE_PART: &str = "電子証明書管理";

/// The id of the main part, to which the skip link leads.
const MAIN: &str = "main";

/// A page's frame: skip link, header, main part.
#[component]
pub(crate) fn Frame(
    /// The page.
    children: Children,
) -> impl IntoView {
    let skip = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        crate::browser::focus(MAIN);
    };
    let session = use_session();
    view! {
        <a class="skip-link" href="#main" on:click=on(skip)>
            "本文へ移動"
        </a>
        <Header />
        {move || (session.phase.get() == Phase::LoggedIn).then(|| print_note(session))}
        <main id=MAIN class="main" tabindex="-1">
            {use_version().view()}
            {children()}
        </main>
    }
    .into_any()
}
