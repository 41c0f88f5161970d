//! The application: what every page shares, and who sees the login and who the pages.
//!
//! Nobody logged in is no page of its own: whatever the address, the login takes its place until somebody is, and
//! then the page that was wanted appears. So there is no way back to be carried along, and none to be forged.

use leptos::mount::mount_to;
use leptos::prelude::*;

use crate::api;
use crate::browser;
use crate::components::notice::failure;
use crate::components::page::PageTurns;
use crate::components::remote::waiting;
use crate::layout::frame;
use crate::pages;
use crate::parts;
use crate::reactive::{effect, spawn};
use crate::session::{Phase, Session, somebody_was_in};
use crate::shell::Shell;
use crate::version::Version;

/// The element of index.html in which the application lives.
const ROOT: &str = "app";

/// Puts the application beside what index.html shows; that goes once there is something to put in its place.
pub(crate) fn mount() {
    if let Some(root) = browser::element(ROOT) {
        mount_to(root, App).forget();
    }
}

/// The application.
#[component]
fn App() -> impl IntoView {
    let (session, shell, version) = (Session::new(), Shell::new(), Version::new());
    provide_context(session);
    provide_context(PageTurns::new());
    provide_context(shell);
    provide_context(version);
    version.watch();

    if somebody_was_in() {
        parts::fetch_inside();
    }
    effect(move || {
        if session.phase.get() == Phase::Asking {
            spawn(async move {
                let me = parts::with_inside(version, api::me(session)).await;
                session.answered(me);
            });
        }
    });

    let nothing = || ().into_any();
    let plain = move |page| frame(nothing(), nothing(), page);
    view! {
        {move || match leave_shell(shell, session.phase.get()) {
            Phase::Asking if shell.is_there() => nothing(),
            Phase::Asking => plain(waiting()),
            Phase::Unreachable => {
                let again = Callback::new(move |()| session.ask_again());
                plain(session.unreachable_because().map(|error| failure(&error, Some(again))).into_any())
            }
            Phase::LoggedOut => {
                parts::fetch_all();
                plain(pages::login::login())
            }
            Phase::LoggedIn | Phase::ChangedHands => {
                parts::fetch_all();
                parts::enter()
            }
        }}
    }
    .into_any()
}

/// The shell of index.html goes as soon as it is known what comes in its place.
fn leave_shell(shell: Shell, phase: Phase) -> Phase {
    if phase != Phase::Asking {
        shell.leave(pages::login::FIELDS);
    }
    phase
}
