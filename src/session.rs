//! Who is logged in, and for how long.

use contract::problem::ProblemCode;
use contract::session::Me;
use contract::user::Role;
use leptos::prelude::*;

use crate::api::ApiError;
use crate::browser;
use crate::reactive::computed;

/// Where tabs of one browser tell each other when the server last answered; their session is the same.
const HEARD_AT: &str = "shirushi.heard";

/// Where it is noted that somebody is logged in, for the script in index.html: it need not show them a login first.
const SOMEBODY_IS_IN: &str = "shirushi.in";

/// Where the visit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The server has not yet said whether somebody is logged in.
    Asking,
    /// The server could not be asked.
    Unreachable,
    /// Nobody is logged in.
    LoggedOut,
    /// Somebody is.
    LoggedIn,
}

/// Why the login screen is shown, where there is something to say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Farewell {
    /// The session has ended by itself.
    Ended,
    /// The user logged out.
    LoggedOut,
    /// The user logged out, but the server could not be told.
    ServerNotTold,
}

/// Who is logged in, shared by the whole page.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    me: RwSignal<Option<Me>>,
    /// Where the visit stands.
    pub(crate) phase: Memo<Phase>,
    asked: RwSignal<Option<Result<(), ApiError>>>,
    /// Why the login screen is shown.
    pub(crate) farewell: RwSignal<Option<Farewell>>,
    /// When the server last answered this tab, by the browser's clock.
    heard_at: StoredValue<f64>,
    /// When the session ends whatever happens, by the browser's clock.
    ends_at: StoredValue<f64>,
}

/// How much of the session is left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Remaining {
    /// Seconds until it ends.
    pub(crate) seconds: f64,
    /// Whether another request would make it longer.
    pub(crate) extendable: bool,
}

impl Session {
    /// A visit of which nothing is known yet.
    pub(crate) fn new() -> Self {
        let me = RwSignal::new(None::<Me>);
        let asked = RwSignal::new(None::<Result<(), ApiError>>);
        let phase = computed(move || match (&*me.read(), &*asked.read()) {
            (Some(_), _) => Phase::LoggedIn,
            (None, None) => Phase::Asking,
            (None, Some(Ok(()))) => Phase::LoggedOut,
            (None, Some(Err(_))) => Phase::Unreachable,
        });
        Self {
            me,
            phase,
            asked,
            farewell: RwSignal::new(None),
            heard_at: StoredValue::new(browser::now_ms()),
            ends_at: StoredValue::new(f64::INFINITY),
        }
    }

    /// The user, who must be logged in where this is asked; an empty one where nobody is.
    pub(crate) fn with_me<T>(self, read: impl FnOnce(Option<&Me>) -> T) -> T {
        self.me.with_untracked(|me| read(me.as_ref()))
    }

    /// What the user may do. Followed: a screen that asks is drawn anew when it changes.
    pub(crate) fn role(self) -> Option<Role> {
        self.me.read().as_ref().map(|me| me.role)
    }

    /// Why the server could not be asked.
    pub(crate) fn unreachable_because(self) -> Option<ApiError> {
        self.asked.get().and_then(Result::err)
    }

    /// Takes what the server said about who is logged in.
    pub(crate) fn answered(self, answer: Result<Me, ApiError>) {
        match answer {
            Ok(me) => self.begin(me),
            Err(error) if error.code() == Some(ProblemCode::NotLoggedIn) => {
                note_somebody(false);
                self.asked.set(Some(Ok(())));
            }
            Err(error) => self.asked.set(Some(Err(error))),
        }
    }

    /// Asks anew.
    pub(crate) fn ask_again(self) {
        self.asked.set(None);
    }

    /// Somebody is logged in.
    pub(crate) fn begin(self, me: Me) {
        let now = browser::now_ms();
        let left = browser::milliseconds(&me.ends_at).zip(browser::milliseconds(&me.now)).map(|(end, now)| end - now);
        self.ends_at.set_value(left.map_or(f64::INFINITY, |left| now + left));
        self.note_answer(now);
        note_somebody(true);
        self.farewell.set(None);
        self.asked.set(Some(Ok(())));
        self.me.set(Some(me));
    }

    /// Nobody is logged in any more.
    pub(crate) fn end(self, farewell: Farewell) {
        if self.me.with_untracked(Option::is_some) {
            note_somebody(false);
            self.farewell.set(Some(farewell));
            self.asked.set(Some(Ok(())));
            self.me.set(None);
        }
    }

    /// A call was answered; `error` says if not well.
    pub(crate) fn heard(self, error: Option<&ApiError>) {
        match error.map(ApiError::code) {
            Some(Some(ProblemCode::NotLoggedIn)) => self.end(Farewell::Ended),
            None | Some(Some(_)) => self.note_answer(browser::now_ms()),
            Some(None) => {}
        }
    }

    fn note_answer(self, now: f64) {
        self.heard_at.set_value(now);
        if let Some(storage) = browser::storage() {
            // A full store costs only the other tabs' knowledge.
            let _ = storage.set_item(HEARD_AT, &(now as u64).to_string());
        }
    }

    /// How much of the session is left; nothing when nobody is logged in.
    pub(crate) fn remaining(self) -> Option<Remaining> {
        let idle = self.me.with_untracked(|me| me.as_ref().map(|me| f64::from(me.idle_seconds)))?;
        let elsewhere = browser::storage()
            .and_then(|storage| storage.get_item(HEARD_AT).ok().flatten())
            .and_then(|text| text.parse::<u64>().ok())
            .map_or(0.0, |ms| ms as f64);
        let now = browser::now_ms();
        let heard = self.heard_at.get_value().max(elsewhere.min(now));
        let by_idling = idle - (now - heard) / 1000.0;
        let by_age = (self.ends_at.get_value() - now) / 1000.0;
        Some(Remaining { seconds: by_idling.min(by_age), extendable: by_idling < by_age })
    }
}

/// Notes whether somebody is logged in, for the next time the page is opened.
fn note_somebody(is_in: bool) {
    if let Some(storage) = browser::storage() {
        let _ = if is_in { storage.set_item(SOMEBODY_IS_IN, "1") } else { storage.remove_item(SOMEBODY_IS_IN) };
    }
}

/// Whether somebody was logged in when the page was last open here.
pub(crate) fn somebody_was_in() -> bool {
    browser::storage().is_some_and(|storage| storage.get_item(SOMEBODY_IS_IN).is_ok_and(|noted| noted.is_some()))
}

/// Who is logged in.
pub(crate) fn use_session() -> Session {
    expect_context()
}

#[cfg(test)]
mod tests;
