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

/// Whether a certificate is valid now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CertificateState {
    /// 有効
    Valid,
    /// 期限切れ
    Expired,
    /// 失効
    Revoked,
}

/// Why a certificate is revoked (RFC 5280, 5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RevocationReason {
    /// The PIN may be known to somebody it should not.
    KeyCompromise,
    /// Department or title are no longer so.
    AffiliationChanged,
    /// Another certificate has taken its place.
    Superseded,
    /// It is no longer needed.
    CessationOfOperation,
}

impl RevocationReason {
    /// All reasons, in the order of the screen.
    pub const ALL: [Self; 4] =
        [Self::KeyCompromise, Self::AffiliationChanged, Self::Superseded, Self::CessationOfOperation];

    /// The reason's name on the wire and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::KeyCompromise => "key_compromise",
            Self::AffiliationChanged => "affiliation_changed",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessation_of_operation",
        }
    }

    /// The reason with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// Revokes a certificate for good (D14.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// Why.
    pub reason: RevocationReason,
}

/// One issued certificate, as its company sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateDetail {
    /// 電子証明書管理番号
    pub certificate_number: String,
    /// The application it was issued on.
    pub receipt_number: String,
    /// The department it names, in Japanese.
    pub department_name: String,
    /// The title it names, in Japanese.
    pub title_name: String,
    /// The subject it carries.
    pub subject: String,
    /// Its serial number, in hexadecimal digits.
    pub serial: String,
    /// SHA-256 of the certificate, in hexadecimal digits.
    pub fingerprint: String,
    /// 発行日
    pub not_before: Timestamp,
    /// 有効期限: the last second.
    pub not_after: Timestamp,
    /// Whether it is valid now.
    pub state: CertificateState,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// Why it was revoked.
    pub revocation_reason: Option<RevocationReason>,
}

/// A column by which 自社電子証明書一覧 is sorted (D8.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CertificateSort {
    /// 電子証明書管理番号
    #[default]
    Number,
    /// 部署名
    Department,
    /// 役職名
    Title,
    /// 発行日
    IssuedAt,
    /// 有効期限
    ExpiresAt,
    /// 状態: those not revoked by their end, the expired before the valid; the revoked last.
    State,
}

impl CertificateSort {
    /// All columns, in the order of the screen.
    pub const ALL: [Self; 6] =
        [Self::Number, Self::Department, Self::Title, Self::IssuedAt, Self::ExpiresAt, Self::State];

    /// The column's name on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Department => "department",
            Self::Title => "title",
            Self::IssuedAt => "issued_at",
            Self::ExpiresAt => "expires_at",
            Self::State => "state",
        }
    }

    /// The column with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.code() == code)
    }
}

impl CertificateState {
    /// All states, in the order of the screen.
    pub const ALL: [Self; 3] = [Self::Valid, Self::Expired, Self::Revoked];

    /// The state's name on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    /// The state with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Which of the company's certificates are wanted (M8.1, D8.2); empty conditions match all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields, default)]
pub struct CertificateQuery {
    /// A part of 電子証明書管理番号.
    pub certificate_number: String,
    /// A part of the department.
    pub department: String,
    /// A part of the title.
    pub title: String,
    /// The [code](CertificateState::code) of a state.
    pub state: String,
    /// The first day of 有効期限, `2026-11-22`, in Japan's calendar.
    pub expires_from: String,
    /// The last day of 有効期限.
    pub expires_to: String,
    /// 利用者ID of a user who is bound now; whole.
    pub user_id: String,
    /// The [code](CertificateSort::code) of a column; the number when absent.
    pub sort: String,
    /// `asc` or `desc`; `asc` when absent.
    pub order: String,
    /// Where to go on: `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    pub limit: Option<u32>,
}

/// A row of 自社電子証明書一覧.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateSummary {
    /// 電子証明書管理番号
    pub certificate_number: String,
    /// The department it names, in Japanese.
    pub department_name: String,
    /// The title it names, in Japanese.
    pub title_name: String,
    /// 発行日
    pub not_before: Timestamp,
    /// 有効期限: the last second.
    pub not_after: Timestamp,
    /// Whether it is valid now.
    pub state: CertificateState,
    /// How many users are bound to it now.
    pub bound_users: u32,
}

/// A certificate that a user of the company is bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserCertificate {
    /// The certificate.
    pub certificate: CertificateSummary,
    /// How the user stands to it.
    pub state: crate::signing::BindingState,
    /// Whether nobody else who can log in is bound to it: without this user it would have no signer.
    pub is_only_signer: bool,
}
