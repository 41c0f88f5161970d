//! What somebody who is logged in sees: the router, the menus, and which page an address shows.
//!
//! All of it is a part of the page (`src/parts.rs`), which comes while the login is filled in.
//!
//! The router keeps the history, the links and the parameters. Which page stands at an address is said by
//! [`PagePath`] and the match below, and not by a table of routes, whose types cost 30 KiB (SPEED).

use contract::user::Role;
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::components::page::Target;
use crate::components::print::print_note;
use crate::form::ApplicationDraft;
use crate::layout::{frame, menus};
use crate::pages;
use crate::parts::{self, Part};
use crate::paths::PagePath;
use crate::reactive::{computed, effect};
use crate::session::{Phase, Session, use_session};
use crate::version::use_version;

/// Everything, for whoever is logged in now.
pub(crate) fn inside() -> AnyView {
    if use_session().phase.get_untracked() == Phase::ChangedHands {
        let nothing = || ().into_any();
        return frame(nothing(), nothing(), pages::changed_hands::changed_hands());
    }
    view! {
        <Router>
            <Screens />
        </Router>
    }
    .into_any()
}

/// The pages in their frame.
#[component]
fn Screens() -> impl IntoView {
    let session = use_session();
    session.watch();
    provide_context(ApplicationDraft::open(session));
    let location = use_location();
    provide_context(Target(location.hash));

    let version = use_version();
    let browser_url = expect_context::<BrowserUrl>();
    effect(move || {
        location.pathname.track();
        // The address bar follows once the page has changed; the router waits for this word.
        browser_url.ready_to_complete();
        version.look();
    });
    frame(menus(session), print_note(session), pages(session))
}

/// The page at the present address.
fn pages(session: Session) -> AnyView {
    let pathname = use_location().pathname;
    let path = computed(move || PagePath::parse(&pathname.read()));
    view! {
        {move || match path.get() {
            None => pages::not_found::not_found(),
            Some(path) if !is_open_to(&path, session.role()) => pages::not_found::forbidden(whose(&path), session.role()),
            Some(path) => match part_of(&path) {
                None => pages::home::home(),
                Some(part) => parts::page(part, path),
            },
        }}
    }
    .into_any()
}

/// Whose page it is, for those to whom it is not open.
fn whose(path: &PagePath) -> Role {
    [Role::Administrator, Role::Operator].into_iter().find(|role| is_open_to(path, Some(*role))).unwrap_or(Role::Member)
}

/// The part of the page in which an address lies; none for what is there from the beginning.
fn part_of(path: &PagePath) -> Option<Part> {
    Some(match path {
        PagePath::Home => return None,
        PagePath::ApplicationInput
        | PagePath::ApplicationConfirm
        | PagePath::ApplicationComplete
        | PagePath::Applications
        | PagePath::Application(_) => Part::Applications,
        PagePath::Certificates
        | PagePath::Certificate(_)
        | PagePath::BindingsInput(_)
        | PagePath::BindingsConfirm(_)
        | PagePath::BindingsComplete(_)
        | PagePath::UserCertificates(_)
        | PagePath::MyCertificates
        | PagePath::Check(_)
        | PagePath::Sign => Part::Certificates,
        PagePath::OperatorApplications
        | PagePath::OperatorApplication(_)
        | PagePath::OperatorCertificates
        | PagePath::OperatorCertificate(_)
        | PagePath::Audit
        | PagePath::Password
        | PagePath::Mails => Part::Others,
    })
}

/// Whether a role may see a page (D1.2). The API refuses the others whatever is shown; this says so at once.
fn is_open_to(path: &PagePath, role: Option<Role>) -> bool {
    match path {
        PagePath::ApplicationInput
        | PagePath::ApplicationConfirm
        | PagePath::ApplicationComplete
        | PagePath::Applications
        | PagePath::Application(_)
        | PagePath::Certificates
        | PagePath::Certificate(_)
        | PagePath::BindingsInput(_)
        | PagePath::BindingsConfirm(_)
        | PagePath::BindingsComplete(_)
        | PagePath::UserCertificates(_)
        | PagePath::Audit => role == Some(Role::Administrator),
        PagePath::OperatorApplications
        | PagePath::OperatorApplication(_)
        | PagePath::OperatorCertificates
        | PagePath::OperatorCertificate(_) => role == Some(Role::Operator),
        PagePath::MyCertificates | PagePath::Check(_) | PagePath::Sign => {
            matches!(role, Some(Role::Administrator | Role::Member))
        }
        PagePath::Home | PagePath::Password | PagePath::Mails => true,
    }
}
