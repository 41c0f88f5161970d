//! What the administrator has chosen for one certificate; it outlives a reload and an ended session (BAR F5).

use contract::binding::BindingChange;
use contract::user::UserReference;
use serde::{Deserialize, Serialize};

use crate::browser;
use crate::session::Session;
use crate::wire;

/// The choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Draft {
    /// The user to be bound.
    pub(super) bind: Option<UserReference>,
    /// 利用者ID of those to be released.
    pub(super) release: Vec<String>,
    /// The version of the bindings that was seen when choosing.
    pub(super) etag: String,
}

impl Draft {
    /// As the API takes it.
    pub(super) fn change(&self) -> BindingChange {
        BindingChange { bind: self.bind.as_ref().map(|user| user.user_id.clone()), release: self.release.clone() }
    }

    /// The choice that this user left for a certificate.
    pub(super) fn load(session: Session, number: &str) -> Self {
        let text = browser::storage().and_then(|storage| storage.get_item(&key(session, number)).ok().flatten());
        text.and_then(|text| wire::read(&text).ok()).unwrap_or_default()
    }

    /// Keeps it.
    pub(super) fn keep(&self, session: Session, number: &str) {
        if let Some(storage) = browser::storage() {
            // Where the store is full or forbidden, the choice lives until the page is left.
            let _ = storage.set_item(&key(session, number), &wire::write(self));
        }
    }

    /// Forgets it.
    pub(super) fn forget(session: Session, number: &str) {
        if let Some(storage) = browser::storage() {
            let _ = storage.remove_item(&key(session, number));
        }
    }
}

fn key(session: Session, number: &str) -> String {
    session.with_me(|me| {
        let company = me.and_then(|me| me.company.as_ref()).map(|company| company.company_id.as_str());
        let user = me.map(|me| me.user_id.as_str());
        ["bindings", company.unwrap_or_default(), user.unwrap_or_default(), number].join("/")
    })
}
