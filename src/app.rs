//! The application: what every page shares, and which page an address shows.
//!
//! Nobody logged in is no page of its own: whatever the address, the login takes its place until somebody is, and
//! then the page that was wanted appears. So there is no way back to be carried along, and none to be forged.
//!
//! The router keeps the history, the links and the parameters. Which page stands at an address is said by
//! [`PagePath`] and the match below, and not by a table of routes, whose types cost 30 KiB (SPEED).

use contract::user::Role;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::api;
use crate::browser;
use crate::components::notice::failure;
use crate::components::page::PageTurns;
use crate::components::remote::waiting;
use crate::form::ApplicationDraft;
use crate::layout::Frame;
use crate::pages;
use crate::parts::{self, Part};
use crate::paths::PagePath;
use crate::reactive::{computed, effect, spawn};
use crate::session::{Phase, Session, use_session};
use crate::shell::{Shell, use_shell};
use crate::version::{Version, use_version};

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
    provide_context(Session::new());
    provide_context(PageTurns::new());
    provide_context(Shell::new());
    provide_context(Version::new());
    view! {
        <Router>
            <Screens />
        </Router>
    }
    .into_any()
}

/// The pages, or the login in their place.
#[component]
fn Screens() -> impl IntoView {
    let session = use_session();
    effect(move || {
        if session.phase.get() == Phase::Asking {
            spawn(async move { session.answered(api::me(session).await) });
        }
    });

    use_version().watch();
    session.watch();

    let pathname = use_location().pathname;
    let browser_url = expect_context::<BrowserUrl>();
    effect(move || {
        // The address bar follows once the page has changed; the router waits for this word.
        pathname.track();
        browser_url.ready_to_complete();
    });

    let shell = use_shell();
    view! {
        {move || match leave_shell(shell, session.phase.get()) {
            Phase::Asking if shell.is_there() => ().into_any(),
            Phase::Asking => view! { <Frame>{waiting()}</Frame> }.into_any(),
            Phase::Unreachable => {
                let again = Callback::new(move |()| session.ask_again());
                view! { <Frame>{session.unreachable_because().map(|error| failure(&error, Some(again)))}</Frame> }
                    .into_any()
            }
            Phase::LoggedOut => view! { <Frame>{pages::login::login()}</Frame> }.into_any(),
            Phase::ChangedHands => view! { <Frame>{pages::changed_hands::changed_hands()}</Frame> }.into_any(),
            Phase::LoggedIn => {
                provide_context(ApplicationDraft::open(session));
                parts::fetch_soon();
                view! { <Frame>{pages(session)}</Frame> }.into_any()
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
