//! The people an application names.

use serde::{Deserialize, Serialize};

/// Who is mailed the PIN: PIN送付先情報 (M5.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PinRecipient {
    /// Department, in Japanese; may be left empty.
    pub department: String,
    /// The person's name, in Japanese.
    pub name: String,
    /// An address that can receive: the PIN is sent there, once.
    pub mail_address: String,
}

/// Whom the provider contacts about the application: 申請担当者情報 (M5.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Department, in Japanese; may be left empty.
    pub department: String,
    /// The person's name, in Japanese.
    pub name: String,
    /// Telephone number.
    pub phone: String,
    /// The receipt and the notice of issue go there.
    pub mail_address: String,
}
