//! Who may sign with a certificate, and 紐付け更新 (method 2).

use serde::{Deserialize, Serialize};

use crate::certificate::{CertificateDetail, CertificateState};
use crate::contact::PinRecipient;
use crate::mail::MailDelivery;
use crate::signing::BindingState;
use crate::user::UserReference;
use crate::{FieldError, Reason, Timestamp};

/// A user bound to a certificate now: a row of 電子署名書利用者（署名用ID）情報 (M9.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoundUser {
    /// Who.
    pub user: UserReference,
    /// Whether the user has left or is disabled since, and so cannot log in.
    pub is_disabled: bool,
    /// Whether the validity check is done (D9.2).
    pub state: BindingState,
    /// Since when.
    pub bound_at: Timestamp,
    /// When the validity check was done.
    pub checked_at: Option<Timestamp>,
}

/// Something that happened to the bindings of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BindingEvent {
    /// When.
    pub at: Timestamp,
    /// To whom.
    pub user: UserReference,
    /// Whether the user was bound or released.
    pub bound: bool,
    /// By which administrator; absent for the binding that comes with the issue.
    pub by: Option<UserReference>,
}

/// 自社電子証明書照会: a certificate and all about its bindings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateView {
    /// The certificate.
    pub certificate: CertificateDetail,
    /// Who was sent its PIN at the issue, and can share it (M12.3).
    pub pin_recipient: PinRecipient,
    /// Who may sign with it, by 利用者ID.
    pub bound: Vec<BoundUser>,
    /// What happened to the bindings, the newest first; at most the last 200.
    pub history: Vec<BindingEvent>,
    /// The mails about it, its issue and its PIN, and how each ended (D15.3).
    pub mails: Vec<MailDelivery>,
}

/// One user more and any number less, in one operation (M11.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BindingChange {
    /// 利用者ID of the user to be bound; one at a time (M10.1).
    pub bind: Option<String>,
    /// 利用者ID of the users to be released.
    #[serde(default)]
    pub release: Vec<String>,
}

impl BindingChange {
    /// Whether the change may stand before these bindings and this state of the certificate. What needs the list of
    /// users is for the server to say.
    pub fn check(&self, bound: &[&str], state: CertificateState) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut refuse = |pointer: String, reason| errors.push(FieldError { pointer, reason });
        if self.bind.is_none() && self.release.is_empty() {
            refuse("/bind".to_owned(), Reason::NoChange);
        }
        if let Some(user) = &self.bind {
            if state != CertificateState::Valid {
                refuse("/bind".to_owned(), Reason::CertificateNotValid);
            } else if bound.contains(&user.as_str()) {
                refuse("/bind".to_owned(), Reason::AlreadyBound);
            }
        }
        for (index, user) in self.release.iter().enumerate() {
            if !bound.contains(&user.as_str()) || self.release[..index].contains(user) {
                refuse(format!("/release/{index}"), Reason::NotBound);
            }
        }
        errors
    }

    /// Who will be able to sign with a certificate in this state after the change.
    pub fn leaves(&self, bound: &[BoundUser], state: CertificateState) -> SignersLeft {
        // Only a release takes a signer away.
        if self.release.is_empty() {
            return SignersLeft::Some;
        }
        // Who has left or is disabled cannot log in.
        let staying = || bound.iter().filter(|user| !user.is_disabled && !self.release.contains(&user.user.user_id));
        let has_checked = |user: &BoundUser| !user.is_disabled && user.state == BindingState::Checked;
        if self.bind.is_none() && staying().next().is_none() {
            SignersLeft::Nobody
        } else if state == CertificateState::Valid && bound.iter().any(has_checked) && !staying().any(has_checked) {
            SignersLeft::Unchecked
        } else {
            SignersLeft::Some
        }
    }
}

/// Who will be able to sign with a certificate after a change of its bindings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignersLeft {
    /// As before: the change takes nobody away whom it would need.
    Some,
    /// Nobody at once: of those who stay or come, none has done the validity check (M1.4).
    Unchecked,
    /// Nobody.
    Nobody,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(bind: Option<&str>, release: &[&str]) -> BindingChange {
        BindingChange { bind: bind.map(str::to_owned), release: release.iter().map(|&id| id.to_owned()).collect() }
    }

    fn reasons(change: &BindingChange, state: CertificateState) -> Vec<(String, Reason)> {
        change.check(&["a", "b"], state).into_iter().map(|error| (error.pointer, error.reason)).collect()
    }

    #[test]
    fn one_more_and_any_number_less_go_together_m11_1() {
        assert_eq!(reasons(&change(Some("c"), &["a", "b"]), CertificateState::Valid), []);
    }

    #[test]
    fn nothing_is_no_change_d11_3() {
        assert_eq!(reasons(&change(None, &[]), CertificateState::Valid), [("/bind".to_owned(), Reason::NoChange)]);
    }

    #[test]
    fn a_bound_user_is_not_bound_again_d10_2() {
        assert_eq!(
            reasons(&change(Some("a"), &["a"]), CertificateState::Valid),
            [("/bind".to_owned(), Reason::AlreadyBound)]
        );
    }

    #[test]
    fn only_a_valid_certificate_gets_new_users_but_a_release_is_always_possible_d12_4() {
        for state in [CertificateState::Expired, CertificateState::Revoked] {
            assert_eq!(reasons(&change(Some("c"), &[]), state), [("/bind".to_owned(), Reason::CertificateNotValid)]);
            assert_eq!(reasons(&change(None, &["a"]), state), []);
        }
    }

    #[test]
    fn only_the_bound_are_released_and_each_once() {
        assert_eq!(
            reasons(&change(None, &["a", "x", "a"]), CertificateState::Valid),
            [("/release/1".to_owned(), Reason::NotBound), ("/release/2".to_owned(), Reason::NotBound)]
        );
    }

    fn bound(user_id: &str, state: BindingState, is_disabled: bool) -> BoundUser {
        let (name, department) = (String::new(), String::new());
        let user = UserReference { user_id: user_id.to_owned(), name, department };
        let bound_at = Timestamp("2026-11-22T05:00:00Z".to_owned());
        BoundUser { user, is_disabled, state, bound_at, checked_at: None }
    }

    #[test]
    fn the_last_signers_release_is_noticed() {
        use BindingState::{Checked, Locked, Unchecked};
        let [a, b] = [bound("a", Checked, false), bound("b", Unchecked, false)];
        let both = [a.clone(), b.clone()];
        let left = |change: BindingChange, bound: &[BoundUser]| change.leaves(bound, CertificateState::Valid);
        assert_eq!(left(change(None, &["b", "a"]), &both), SignersLeft::Nobody);
        // M1.4: who has not done the validity check cannot sign yet, be it somebody who stays or who comes.
        assert_eq!(left(change(None, &["a"]), &both), SignersLeft::Unchecked);
        assert_eq!(left(change(Some("c"), &["b", "a"]), &both), SignersLeft::Unchecked);
        assert_eq!(left(change(None, &["a"]), &[a.clone(), bound("b", Locked, false)]), SignersLeft::Unchecked);
        // Nothing gets worse.
        assert_eq!(left(change(None, &["b"]), &both), SignersLeft::Some);
        assert_eq!(left(change(Some("c"), &[]), &both), SignersLeft::Some);
        assert_eq!(left(change(None, &["a"]), &[bound("a", Unchecked, false), b]), SignersLeft::Some);
        // Who is disabled signs nothing.
        assert_eq!(left(change(None, &["a"]), &[a, bound("b", Checked, true)]), SignersLeft::Nobody);
        // With a certificate that has ended nobody signs anyway.
        assert_eq!(change(None, &["a"]).leaves(&both, CertificateState::Revoked), SignersLeft::Some);
    }
}
