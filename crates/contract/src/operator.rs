//! What the provider's operators do: examine, issue, turn down (D13.1).

use serde::{Deserialize, Serialize};

use crate::application::{ApplicationDetail, ApplicationState};
use crate::binding::BoundUser;
use crate::certificate::CertificateDetail;
use crate::session::Company;
use crate::text::{count, is_control};
use crate::{Reason, Timestamp};

/// The most characters of the reason of a rejection.
pub const REJECTION_REASON_MAX: u32 = 500;

/// A row of the list of waiting applications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingApplication {
    /// 受付番号
    pub receipt_number: String,
    /// Where it stands.
    pub state: ApplicationState,
    /// When it was filed.
    pub received_at: Timestamp,
    /// Who applies.
    pub company: Company,
    /// The department the certificate names, in Japanese.
    pub department_name: String,
    /// The title the certificate names, in Japanese.
    pub title_name: String,
}

/// An application as an operator examines it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExaminedApplication {
    /// Who applies.
    pub company: Company,
    /// The application.
    pub application: ApplicationDetail,
}

/// A certificate of whatever company, as an operator looks at it before revoking it (D14.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExaminedCertificate {
    /// Whose it is.
    pub company: Company,
    /// The certificate.
    pub certificate: CertificateDetail,
    /// Who may sign with it, by 利用者ID.
    pub bound: Vec<BoundUser>,
}

/// Turns an application down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    /// Why, in words for the applicant.
    pub reason: String,
}

/// A request that says everything by its address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// What is stored and mailed of a typed reason.
///
/// # Errors
///
/// [`Reason::Required`], [`Reason::TooLong`], [`Reason::ControlCharacter`] for anything but line breaks.
pub fn check_rejection_reason(typed: &str) -> Result<String, Reason> {
    let reason = typed.replace("\r\n", "\n").trim().to_owned();
    if reason.is_empty() {
        return Err(Reason::Required);
    }
    let actual = count(&reason);
    if actual > REJECTION_REASON_MAX {
        return Err(Reason::TooLong { max: REJECTION_REASON_MAX, actual });
    }
    if reason.chars().any(|c| c != '\n' && is_control(c)) {
        return Err(Reason::ControlCharacter);
    }
    Ok(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rejection_needs_a_reason_d13_1() {
        assert_eq!(check_rejection_reason(" \n"), Err(Reason::Required));
        assert_eq!(check_rejection_reason("役職名が\r\n異なります"), Ok("役職名が\n異なります".to_owned()));
        assert_eq!(check_rejection_reason("a\u{0}b"), Err(Reason::ControlCharacter));
        assert_eq!(check_rejection_reason(&"あ".repeat(501)), Err(Reason::TooLong { max: 500, actual: 501 }));
    }
}
