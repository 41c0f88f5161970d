//! Who is logged in, and for how long.

use contract::problem::ProblemCode;
use contract::session::Me;
use contract::user::Role;
use leptos::prelude::*;

use crate::api::{self, ApiError};
use crate::browser;
use crate::form::is_draft_stored;
use crate::reactive::{computed, spawn};

/// Where tabs of one browser tell each other when the server last answered; their session is the same.
const HEARD_AT: &str = "shirushi.heard";

/// Where it is noted who is logged in and until when, for the other tabs, which have the same cookie. The script in
/// index.html looks whether it is there: then it need not show a login first.
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
    /// Somebody else is than this tab believed: another tab has logged them in.
    ChangedHands,
}

/// Why the login screen is shown, where there is something to say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Farewell {
    /// The session has ended by itself.
    Ended,
    /// It has, and what the user had entered is in the store.
    EndedWithDraft,
    /// The user logged out.
    LoggedOut,
    /// The user logged out, but the server could not be told.
    ServerNotTold,
}

/// Who is logged in, shared by the whole page.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    me: RwSignal<Option<Me>>,
    /// Who has logged in in another tab, in the place of `me`.
    other: RwSignal<Option<Me>>,
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
        let other = RwSignal::new(None::<Me>);
        let asked = RwSignal::new(None::<Result<(), ApiError>>);
        let phase = computed(move || match (&*me.read(), &*asked.read()) {
            (Some(_), _) if other.read().is_some() => Phase::ChangedHands,
            (Some(_), _) => Phase::LoggedIn,
            (None, None) => Phase::Asking,
            (None, Some(Ok(()))) => Phase::LoggedOut,
            (None, Some(Err(_))) => Phase::Unreachable,
        });
        Self {
            me,
            other,
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
                note(None);
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
        self.take_end(&me);
        self.note_answer(browser::now_ms());
        note(Some((&who(&me), self.ends_at.get_value())));
        self.farewell.set(None);
        self.asked.set(Some(Ok(())));
        self.other.set(None);
        self.me.set(Some(me));
    }

    fn take_end(self, me: &Me) {
        let left = browser::milliseconds(&me.ends_at).zip(browser::milliseconds(&me.now)).map(|(end, now)| end - now);
        self.ends_at.set_value(left.map_or(f64::INFINITY, |left| browser::now_ms() + left));
    }

    /// Nobody is logged in any more.
    pub(crate) fn end(self, farewell: Farewell) {
        if self.me.with_untracked(Option::is_some) {
            if !self.is_noted_otherwise() {
                note(None);
            }
            self.farewell.set(Some(match farewell {
                Farewell::Ended if self.with_me(is_draft_stored) => Farewell::EndedWithDraft,
                farewell => farewell,
            }));
            self.asked.set(Some(Ok(())));
            self.other.set(None);
            self.me.set(None);
        }
    }

    /// From now on looks who is logged in whenever somebody comes back to this tab, or another tab notes a change.
    pub(crate) fn watch(self) {
        for name in ["focus", "storage"] {
            let listening = window_event_listener_untyped(name, move |_| {
                // Other things are stored, too.
                if name == "focus" || noted().is_none() || self.is_noted_otherwise() {
                    self.look();
                }
            });
            on_cleanup(move || listening.remove());
        }
    }

    /// Whether another tab has noted somebody else than this tab shows.
    fn is_noted_otherwise(self) -> bool {
        let mine = self.me.with_untracked(|me| me.as_ref().map(who));
        mine.is_some_and(|mine| noted().is_some_and(|(noted, _)| noted != mine))
    }

    /// Whether another tab has logged somebody else in, in whose name nothing may be done that was decided here. Looks
    /// at once who it is.
    pub(crate) fn has_changed_hands(self) -> bool {
        let has = self.is_noted_otherwise();
        if has {
            self.look();
        }
        has
    }

    /// Asks the server who is logged in now.
    fn look(self) {
        if self.me.with_untracked(Option::is_some) {
            spawn(async move {
                if let Ok(me) = api::me(self).await {
                    self.compare(me);
                }
            });
        }
    }

    /// Takes what the server says of who is logged in now: the same user has perhaps another end, another user is told.
    pub(crate) fn compare(self, now: Me) {
        let Some(mine) = self.me.with_untracked(|me| me.as_ref().map(who)) else { return };
        if who(&now) == mine {
            self.take_end(&now);
            if noted().is_none() || self.is_noted_otherwise() {
                note(Some((&mine, self.ends_at.get_value())));
            }
            self.other.set(None);
        } else {
            self.other.set(Some(now));
        }
    }

    /// The name of whoever has logged in in another tab.
    pub(crate) fn name_of_other(self) -> String {
        self.other.with_untracked(|other| other.as_ref().map(|other| other.name.clone()).unwrap_or_default())
    }

    /// Begins anew as whoever has logged in in another tab.
    pub(crate) fn begin_as_other(self) {
        if let Some(other) = self.other.try_update_untracked(Option::take).flatten() {
            self.begin(other);
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
        // Another tab may have logged the same user in anew.
        let ends_at = noted().filter(|_| !self.is_noted_otherwise()).map_or(self.ends_at.get_value(), |(_, end)| end);
        let by_age = (ends_at - now) / 1000.0;
        Some(Remaining { seconds: by_idling.min(by_age), extendable: by_idling < by_age })
    }
}

/// Who a user is, among all companies.
fn who(me: &Me) -> String {
    let company = me.company.as_ref().map_or("", |company| company.company_id.as_str());
    [company, "/", &me.user_id].concat()
}

/// Notes who is logged in and until when, for other tabs and for the next time the page is opened.
fn note(session: Option<(&str, f64)>) {
    if let Some(storage) = browser::storage() {
        let _ = match session {
            Some((who, end)) => storage.set_item(SOMEBODY_IS_IN, &[who, " ", &(end as u64).to_string()].concat()),
            None => storage.remove_item(SOMEBODY_IS_IN),
        };
    }
}

/// Whether somebody was logged in when the page was last open here.
pub(crate) fn somebody_was_in() -> bool {
    noted().is_some()
}

/// Who was noted last, and until when.
fn noted() -> Option<(String, f64)> {
    let text = browser::storage()?.get_item(SOMEBODY_IS_IN).ok()??;
    let (who, end) = text.rsplit_once(' ')?;
    Some((who.to_owned(), end.parse::<u64>().ok()? as f64))
}

/// Who is logged in.
pub(crate) fn use_session() -> Session {
    expect_context()
}

#[cfg(test)]
mod tests;
