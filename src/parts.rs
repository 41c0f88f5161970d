//! The parts of the page that are not loaded at the first visit, but afterwards.
//!
//! Built by `cargo xtask`, each part is a WASM file of its own (feature `split`); built by Trunk alone, for
//! development, all is one file and every part is there at once. What several parts use lies in a file that they
//! share, and what the first screens use lies in the first file: none of this is to be said, the build finds it out.
//!
//! First comes what is seen inside, whichever page it is (`src/inside.rs`): it is sent for when the login is drawn, and
//! nobody counts as logged in before it is there. Then the pages come by themselves, so that one that is gone to later
//! is there at once. Four parts and not ten, because each pair of parts has a shared file between them.

use contract::session::Me;
use leptos::prelude::*;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::api::{Answer, ApiError, Pending};
use crate::components::notice::failure;
use crate::components::page::Page;
use crate::components::remote::{Remote, Stand, waiting};
use crate::inside::inside;
use crate::pages::not_found::not_found;
use crate::pages::{application, audit, certificate, mails, my_certificate, operator, password};
use crate::paths::PagePath;
use crate::reactive::spawn;
use crate::version::{Version, use_version};

/// How long after the login or the first screen the parts with pages are sent for: first come the things that are
/// wanted now.
const FETCH_AFTER: Duration = Duration::from_millis(500);

/// Makes what the function of this name draws a file of its own behind two functions, `load` and `draw`.
macro_rules! file {
    ($name:ident ($($value:ident: $type:ty)?)) => {
        #[cfg(feature = "split")]
        mod $name {
            use leptos::prelude::AnyView;
            use wasm_split_helpers::{SplitLoaderError, wasm_split};

            #[wasm_split($name, fallible, preload(load))]
            pub(super) fn draw($($value: $type)?) -> Result<AnyView, SplitLoaderError> {
                Ok(super::$name($($value)?))
            }
        }

        #[cfg(not(feature = "split"))]
        mod $name {
            use leptos::prelude::AnyView;
            use std::convert::Infallible;

            pub(super) async fn load() -> Result<(), Infallible> {
                Ok(())
            }

            pub(super) async fn draw($($value: $type)?) -> Result<AnyView, Infallible> {
                Ok(super::$name($($value)?))
            }
        }
    };
}

/// Declares the parts that are pages: an enum of them, and for each its file.
macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident = $module:ident;)+) => {
        /// A part of the page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Part {
            $($(#[$doc])* $part,)+
        }

        impl Part {
            const ALL: &[Self] = &[$(Self::$part),+];

            /// Loads it; done at once when it is there.
            async fn load(self) -> Result<(), ApiError> {
                match self {
                    $(Self::$part => $module::load().await,)+
                }
                .map_err(|_| ApiError::PartMissing)
            }

            /// One of its pages.
            async fn page(self, path: PagePath) -> Result<AnyView, ApiError> {
                match self {
                    $(Self::$part => $module::draw(path).await,)+
                }
                .map_err(|_| ApiError::PartMissing)
            }
        }

        $(file!($module(path: crate::paths::PagePath));)+
    };
}

file!(inside());

parts! {
    /// 電子証明書追加発行申請 and 申請状況.
    Applications = applications;
    /// 自社電子証明書照会, 紐付け更新 and 証明書管理.
    Certificates = certificates;
    /// What is seldom wanted, and 運営業務.
    Others = others;
}

fn applications(path: PagePath) -> AnyView {
    match path {
        PagePath::ApplicationInput => application::input::input(),
        PagePath::ApplicationConfirm => application::confirm::confirm(),
        PagePath::ApplicationComplete => application::complete::complete(),
        PagePath::Applications => application::list::list(),
        PagePath::Application(receipt) => application::detail::detail(receipt),
        _ => not_found(),
    }
}

fn certificates(path: PagePath) -> AnyView {
    match path {
        PagePath::Certificates => certificate::list::list(),
        PagePath::Certificate(number) => certificate::detail::detail(number),
        PagePath::BindingsInput(number) => certificate::bindings::input::input(number),
        PagePath::BindingsConfirm(number) => certificate::bindings::confirm::confirm(number),
        PagePath::BindingsComplete(number) => certificate::bindings::complete::complete(number),
        PagePath::UserCertificates(user) => certificate::of_user::of_user(user),
        PagePath::MyCertificates => my_certificate::list::list(),
        PagePath::Check(number) => my_certificate::check::check(number),
        PagePath::Sign => my_certificate::sign::sign(),
        _ => not_found(),
    }
}

fn others(path: PagePath) -> AnyView {
    match path {
        PagePath::OperatorApplications => operator::list::list(),
        PagePath::OperatorCertificates => operator::certificate::find(),
        PagePath::OperatorCertificate(number) => operator::certificate::detail(number),
        PagePath::OperatorApplication(receipt) => operator::detail::detail(receipt),
        PagePath::Audit => audit::audit(),
        PagePath::Password => password::password(),
        PagePath::Mails => mails::mails(),
        _ => not_found(),
    }
}

/// A page of a part, or a sign of waiting until the part has come.
pub(crate) fn page(part: Part, path: PagePath) -> AnyView {
    if let Some(page) = at_once(part, &path) {
        return page;
    }
    let version = use_version();
    let loaded = Remote::<()>::new();
    let load = move || {
        loaded.load(Box::pin(async move {
            let outcome = part.load().await;
            if outcome.is_err() {
                // A newer version has other files than this one asks for.
                version.look_now();
            }
            outcome
        }));
    };
    load();
    let again = Callback::new(move |()| load());
    // A page of its own, told by its title and its heading, as long as the part is missing (BAR F3).
    let missing = move |error: &ApiError| {
        let told = failure(error, Some(again));
        view! { <Page title="画面を読み込めません">{told}</Page> }.into_any()
    };
    let shown = move || match &*loaded.stand.read() {
        Stand::Loading => waiting(),
        Stand::Ready(()) => at_once(part, &path).into_any(),
        Stand::Failed(error) => missing(error),
    };
    view! { {shown} }.into_any()
}

/// The page, when its part is here.
fn at_once(part: Part, path: &PagePath) -> Option<AnyView> {
    drawn(part.page(path.clone())).and_then(Result::ok)
}

/// What somebody who is logged in sees; it is here, because nobody is logged in before ([`with_inside`]).
pub(crate) fn enter() -> AnyView {
    drawn(inside::draw()).and_then(Result::ok).into_any()
}

/// What is drawn, where nothing has to be waited for.
fn drawn<T>(draw: impl Future<Output = T>) -> Option<T> {
    match pin!(draw).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(view) => Some(view),
        Poll::Pending => None,
    }
}

/// The answer that lets somebody in, once there is something to be seen inside.
pub(crate) async fn with_inside(version: Version, me: Pending<Me>) -> Answer<Me> {
    let me = me.await?;
    match inside::load().await {
        Ok(()) => Ok(me),
        Err(_) => {
            version.look_now();
            Err(ApiError::PartMissing)
        }
    }
}

/// Sends for what is seen inside.
pub(crate) fn fetch_inside() {
    spawn(async {
        let _ = inside::load().await;
    });
}

/// Sends for all parts, one after the other, so that they are here when they are wanted.
pub(crate) fn fetch_all() {
    fetch_inside();
    let fetch = || {
        spawn(async {
            for part in Part::ALL {
                // Who then wants the page is told what went wrong.
                let _ = part.load().await;
            }
        });
    };
    set_timeout(fetch, FETCH_AFTER);
}
