//! 証明書有効性確認 and signing: what the bound user does (D13.4, D13.5).

use serde::{Deserialize, Serialize};

use crate::certificate::CertificateState;
use crate::{Reason, Timestamp};

/// How many wrong PINs lock a binding.
pub const WRONG_PINS_MAX: u32 = 10;

/// How a user stands to a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BindingState {
    /// Bound, but the validity check is not done yet: cannot sign (M1.4).
    Unchecked,
    /// Bound and checked: can sign.
    Checked,
    /// Too many wrong PINs: cannot sign until an administrator binds the user anew.
    Locked,
}

/// A certificate that the user who is logged in is bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyCertificate {
    /// 電子証明書管理番号
    pub certificate_number: String,
    /// The department it names, in Japanese.
    pub department_name: String,
    /// The title it names, in Japanese.
    pub title_name: String,
    /// The subject it carries.
    pub subject: String,
    /// The first moment of its validity.
    pub not_before: Timestamp,
    /// The last second of its validity.
    pub not_after: Timestamp,
    /// Whether it is valid now.
    pub state: CertificateState,
    /// How the user stands to it.
    pub binding: BindingState,
    /// Since when the user is bound.
    pub bound_at: Timestamp,
    /// When the validity check was done.
    pub checked_at: Option<Timestamp>,
    /// How many wrong PINs are left before the binding is locked.
    pub tries_left: u32,
}

/// What the PIN is sent with.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// The PIN as typed; see [`crate::pin`].
    #[cfg_attr(feature = "openapi", schema(format = Password))]
    pub pin: String,
}

/// One of the checks, in their order (D13.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckStep {
    /// The PIN opens the private key.
    PinOpensKey,
    /// The private key belongs to the certificate.
    KeyFitsCertificate,
    /// The service's authority issued the certificate.
    Chain,
    /// Now is within its validity.
    Validity,
    /// It is not revoked.
    Revocation,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// In order.
    Passed,
    /// Not in order.
    Failed,
    /// Could not be looked at, because an earlier one failed.
    NotRun,
}

/// One check and how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckResult {
    /// Which.
    pub step: CheckStep,
    /// How.
    pub outcome: CheckOutcome,
}

/// What came of a validity check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckReport {
    /// The checks, in their order.
    pub results: Vec<CheckResult>,
    /// The certificate as it stands now.
    pub certificate: MyCertificate,
    /// Seconds to wait before the next PIN is looked at; 0 when it can be tried at once.
    pub wait_seconds: u32,
}

/// What is to be signed: the SHA-256 digest of a file that stays where it is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignRequest {
    /// SHA-256, as 64 hexadecimal digits.
    pub digest: String,
    /// The PIN as typed.
    #[cfg_attr(feature = "openapi", schema(format = Password))]
    pub pin: String,
}

/// A signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signature {
    /// CMS SignedData (RFC 5652), detached, DER, in base64: the content of a `.p7s` file.
    pub cms: String,
    /// When it was made.
    pub signed_at: Timestamp,
}

/// Reads a digest.
///
/// # Errors
///
/// [`Reason::InvalidValue`] for anything but 64 hexadecimal digits.
pub fn parse_digest(text: &str) -> Result<[u8; 32], Reason> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() == 64).ok_or(Reason::InvalidValue)?;
    let mut digest = [0u8; 32];
    for (byte, pair) in digest.iter_mut().zip(digits.chunks(2)) {
        *byte = pair[0] << 4 | pair[1];
    }
    Ok(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_has_32_bytes() {
        assert_eq!(parse_digest(&"0f".repeat(32)), Ok([15; 32]));
        for bad in ["", "0f", &"0f".repeat(33), &"0g".repeat(32), &"０f".repeat(32)] {
            assert_eq!(parse_digest(bad), Err(Reason::InvalidValue), "{bad}");
        }
    }
}
