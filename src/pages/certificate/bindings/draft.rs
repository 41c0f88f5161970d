//! What the administrator has chosen for one certificate; it outlives a reload and an ended session (BAR F5).

use contract::binding::{BindingChange, CertificateView};
use contract::certificate::CertificateState;
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

    /// Takes away what the certificate, as it is now, does not allow any more, and says what and why: the input screen
    /// has nothing with which it could be taken back.
    pub(super) fn settle(&mut self, view: &CertificateView) -> Vec<String> {
        let mut dropped = Vec::new();
        let mut drop = |user: &str, what: &str, why: &str| {
            dropped.push(["利用者ID ", user, "の", what, "は、", why, "ため、選択から外しました。"].concat());
        };
        let is_bound = |id: &str| view.bound.iter().any(|bound| bound.user.user_id == id);
        self.bind = self.bind.take().filter(|user| {
            let why = match view.certificate.state {
                CertificateState::Expired => "電子証明書の有効期限が過ぎた",
                CertificateState::Revoked => "電子証明書が失効した",
                CertificateState::Valid if is_bound(&user.user_id) => "既に紐付いている",
                CertificateState::Valid => return true,
            };
            drop(&user.user_id, "追加", why);
            false
        });
        self.release.retain(|id| {
            let stays = is_bound(id);
            if !stays {
                drop(id, "解除", "既に解除されている");
            }
            stays
        });
        dropped
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
