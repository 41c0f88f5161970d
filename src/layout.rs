//! What stands around every page.

use leptos::prelude::*;

use crate::paths::HOME;
use crate::reactive::on;
use crate::site;
use crate::version::use_version;

mod log_out;
mod menus;
mod session_end;

pub(crate) use menus::menus;

/// What this part of the service is for.
const SERVICE_PART: &str = "電子証明書管理";

/// The id of the main part, to which the skip link leads.
const MAIN: &str = "main";

/// A page's frame: skip link, header, what stands above the main part, main part.
pub(crate) fn frame(in_header: AnyView, above: AnyView, page: AnyView) -> AnyView {
    let skip = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        crate::browser::focus(MAIN);
    };
    view! {
        <a class="skip-link" href="#main" on:click=on(skip)>
            "本文へ移動"
        </a>
        <header class="header">
            <div class="header__inner">
                <a class="header__service" href=HOME>
                    <span class="header__name">{site::service_name()}</span>
                    <span class="header__part">{SERVICE_PART}</span>
                </a>
                {in_header}
            </div>
        </header>
        {above}
        <main id=MAIN class="main" tabindex="-1">
            {use_version().view()}
            {page}
        </main>
    }
    .into_any()
}
