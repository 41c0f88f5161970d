//! Logging out, which asks first when a draft would stay behind on this computer.

use contract::problem::ProblemCode;
use leptos::prelude::*;

use crate::api;
use crate::components::dialog::Dialog;
use crate::form::use_draft;
use crate::paths::{PagePath, use_go};
use crate::reactive::{effect, on, spawn};
use crate::session::{Farewell, use_session};

/// Logs out as soon as it is `wanted`, or asks what shall become of the draft.
#[component]
pub(crate) fn LogOut(
    /// Set this to log out.
    wanted: RwSignal<bool>,
) -> impl IntoView {
    let session = use_session();
    let draft = use_draft();
    let go = use_go();
    let asking = RwSignal::new(false);

    let leave = move || {
        // Whoever logs in next does not begin on this user's page.
        go.instead(&PagePath::Home.href());
        spawn(async move {
            // Whatever comes of it, this page forgets the user; but who believes to have logged out must have.
            let told = api::log_out(session).await;
            session.end(match told {
                Err(error) if error.code() != Some(ProblemCode::NotLoggedIn) => Farewell::ServerNotTold,
                _ => Farewell::LoggedOut,
            });
        });
    };
    effect(move || {
        if wanted.get() {
            wanted.set(false);
            if draft.is_in_progress() { asking.set(true) } else { leave() }
        }
    });

    view! {
        <Dialog id="log-out" title="入力途中の申請があります" open=asking>
            <p>
                "残しておくと、次に同じ利用者IDで、このブラウザーからログインしたときに続きから入力できます。共用のパソコンでは破棄してください。"
            </p>
            <div class="button-row">
                <button
                    type="button"
                    class="button button--primary"
                    on:click=move |_| {
                        asking.set(false);
                        leave();
                    }
                >
                    "残してログアウト"
                </button>
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        asking.set(false);
                        draft.discard();
                        leave();
                    }
                >
                    "破棄してログアウト"
                </button>
                <button type="button" class="button button--quiet" on:click=on(move |_| asking.set(false))>
                    "やめる"
                </button>
            </div>
        </Dialog>
    }
    .into_any()
}
