//! 電子証明書: issued certificates.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::application::ApplicationForm;

/// Why the application of a certificate may be reused (M2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReuseReason {
    /// It is still valid, and its expiry notice mail has been sent.
    ExpiryNoticeSent,
    /// It expired within the year before now.
    Expired,
}

/// A certificate whose application can be reused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReusableCertificate {
    /// 電子証明書管理番号
    pub certificate_number: String,
    /// The department it names, in Japanese.
    pub department_name: String,
    /// The title it names, in Japanese.
    pub title_name: String,
    /// The end of its validity.
    pub not_after: Timestamp,
    /// Why it may be reused.
    pub reason: ReuseReason,
}

/// What the application of a certificate held when it was issued (M2.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReusableContent {
    /// The certificate.
    pub certificate: ReusableCertificate,
    /// The content. `reused_certificate` is the certificate's number; `signer_user_id` is empty when that user has
    /// left or is disabled since, because such a one cannot be chosen (D4.4).
    pub form: ApplicationForm,
}
