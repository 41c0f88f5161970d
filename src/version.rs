//! Whether a newer version of the page lies on its host, while this one is open.
//!
//! It is asked when somebody comes back to the tab, goes to another page, or misses a part of the page that a newer
//! version no longer has; every few minutes at most. What was typed is in the browser's store and outlives the reload.

use gloo_net::http::Request;
use leptos::ev;
use leptos::prelude::*;

use crate::browser;
use crate::components::notice::{Notice, NoticeKind};
use crate::reactive::{on, spawn};
use crate::site;

/// The file of the host that names the version.
const VERSION: &str = "/version.txt";

/// How long an answer holds, in milliseconds.
const HOLDS_FOR: f64 = 3.0 * 60.0 * 1000.0;

/// What is known of newer versions, shared by the whole page.
#[derive(Clone, Copy)]
pub(crate) struct Version {
    newer: RwSignal<bool>,
    asked_at: StoredValue<f64>,
}

impl Version {
    /// This version, which was the newest a moment ago.
    pub(crate) fn new() -> Self {
        Self { newer: RwSignal::new(false), asked_at: StoredValue::new(browser::now_ms()) }
    }

    /// Looks from now on whenever somebody comes back to the tab.
    pub(crate) fn watch(self) {
        let back = window_event_listener(ev::focus, move |_| self.look());
        on_cleanup(move || back.remove());
    }

    /// Looks, unless somebody has just done so.
    pub(crate) fn look(self) {
        if browser::now_ms() - self.asked_at.get_value() >= HOLDS_FOR {
            self.look_now();
        }
    }

    /// Looks at once: something is missing that this version needs.
    pub(crate) fn look_now(self) {
        let Some(ours) = site::version() else { return };
        self.asked_at.set_value(browser::now_ms());
        spawn(async move {
            let Ok(answer) = Request::get(VERSION).send().await else { return };
            if !answer.ok() {
                return;
            }
            if let Ok(theirs) = answer.text().await
                && theirs.trim() != ours
            {
                self.newer.try_set(true);
            }
        });
    }

    /// Says so, and offers the newer one.
    pub(crate) fn view(self) -> AnyView {
        let reload = move |_| {
            // Nothing else can be tried where the browser refuses.
            let _ = window().location().reload();
        };
        view! {
            {move || {
                self.newer
                    .get()
                    .then(|| {
                        view! {
                            <Notice kind=NoticeKind::Warning announced=true>
                                <p>
                                    "この画面は新しくなりました。再読み込みすると、新しい画面に切り替わります。入力途中の申請があれば、保存されています。"
                                </p>
                                <button type="button" class="button" on:click=on(reload)>
                                    "再読み込み"
                                </button>
                            </Notice>
                        }.into_any()
                    })
            }}
        }
        .into_any()
    }
}

/// What is known of newer versions.
pub(crate) fn use_version() -> Version {
    expect_context()
}
