//! The end of the session: warned of in time, and put off on request (BAR F5).

use leptos::prelude::*;
use std::time::Duration;

use crate::api::{self, ApiError};
use crate::components::dialog::Dialog;
use crate::form::ApplicationDraft;
use crate::reactive::{computed, on, spawn};
use crate::session::{Farewell, use_session};

/// How many seconds before the end the warning comes.
const WARN_BEFORE: f64 = 120.0;

/// Watches the session, warns, and ends it.
#[component]
pub(crate) fn SessionEnd(
    /// Set this to log out.
    log_out: RwSignal<bool>,
) -> impl IntoView {
    let session = use_session();
    let open = RwSignal::new(false);
    let seconds = RwSignal::new(0_u32);
    let extendable = RwSignal::new(true);
    // An end that cannot be put off is warned of once; closing the warning must stay possible.
    let told = StoredValue::new(false);

    let look = move || {
        let Some(left) = session.remaining() else { return };
        if left.seconds <= 0.0 {
            open.set(false);
            session.end(Farewell::Ended);
        } else if left.seconds <= WARN_BEFORE {
            seconds.set(left.seconds as u32);
            extendable.set(left.extendable);
            if left.extendable || !told.get_value() {
                told.set_value(!left.extendable);
                open.set(true);
            }
        } else {
            open.set(false);
        }
    };
    let ticking = set_interval_with_handle(look, Duration::from_secs(1)).ok();
    on_cleanup(move || {
        if let Some(ticking) = ticking {
            ticking.clear();
        }
    });

    // Nothing but an application is stored while it is written.
    let draft = use_context::<ApplicationDraft>();
    let has_draft = computed(move || draft.is_some_and(ApplicationDraft::is_in_progress));

    let unheard = RwSignal::new(None::<String>);
    let extend = move || {
        spawn(async move {
            // Any answer makes the session longer, and an answer that it has ended shows the login. Without one the
            // warning comes back, and says why.
            let answer = api::me(session).await.map(|me| session.compare(me));
            unheard.try_set(answer.err().filter(ApiError::is_uncertain).map(|error| error.message()));
        });
    };
    // Read out every 30 seconds, not every second.
    let spoken = computed(move || seconds.get().div_ceil(30) * 30);
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        // Closing the warning by Esc means: I am here.
        if was_open == Some(true)
            && !is_open
            && extendable.try_get_untracked().unwrap_or(false)
            && session.remaining().is_some()
        {
            extend();
        }
        is_open
    });

    view! {
        <Dialog id="session-end" title="まもなくログインの有効時間が終わります" open=open>
            <p>
                {move || {
                    if has_draft.get() {
                        "入力途中の申請は保存されています。時間が過ぎても、ログインし直せば続きから入力できます。"
                    } else {
                        "時間が過ぎると、もう一度ログインが必要になります。"
                    }
                }}
            </p>
            <p class="session-end__unheard" role="alert">
                {move || unheard.get()}
            </p>
            <p class="session-end__left" aria-hidden="true">
                "残り "
                {move || minutes(seconds.get())}
            </p>
            <p class="visually-hidden" role="status">
                "残りおよそ"
                {move || minutes(spoken.get())}
            </p>
            <div class="button-row">
                {move || {
                    let label = if extendable.get() { "延長する" } else { "閉じる" };
                    view! {
                        <button type="button" class="button button--primary" on:click=on(move |_| open.set(false))>
                            {label}
                        </button>
                    }.into_any()
                }}
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        extendable.set(false);
                        open.set(false);
                        log_out.set(true);
                    }
                >
                    "ログアウト"
                </button>
            </div>
        </Dialog>
    }
    .into_any()
}

/// 1分30秒
fn minutes(seconds: u32) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let mut words = String::new();
    if minutes > 0 {
        words.push_str(&minutes.to_string());
        words.push('分');
    }
    if seconds > 0 || minutes == 0 {
        words.push_str(&seconds.to_string());
        words.push('秒');
    }
    words
}
