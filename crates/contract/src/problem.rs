//! Every error of the API, in the form of RFC 9457 (`application/problem+json`).

use serde::{Deserialize, Serialize};

use crate::FieldError;

/// What went wrong, for a machine; [`crate::ja::problem`] makes the words for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// 400: the body is not JSON.
    NotJson,
    /// 400: the address or its parameters cannot be read.
    BadRequest,
    /// 422: the body is JSON, but not of the form this endpoint takes.
    WrongShape,
    /// 422: values are refused; `errors` says which and why.
    InvalidFields,
    /// 401: company, user or password is wrong; which one is not said (BAR S7).
    LoginFailed,
    /// 401: nobody is logged in, or the session has ended.
    NotLoggedIn,
    /// 403: the user's role may not do this (D1.2).
    Forbidden,
    /// 403: the request comes from a page of another origin (BAR S3).
    ForeignOrigin,
    /// 404: there is no such thing in the user's company.
    NotFound,
    /// 405: the address has no such method.
    MethodNotAllowed,
    /// 413: the body is too large.
    TooLarge,
    /// 415: a body that is not declared as JSON.
    UnsupportedMediaType,
    /// 429: too many logins failed; `retry_after` says how many seconds to wait (BAR S6).
    TooManyAttempts,
    /// 400: filing needs an `Idempotency-Key` of 16 to 64 letters, digits, hyphens or underscores (BAR S14).
    IdempotencyKeyMissing,
    /// 409: a request with this key is being carried out.
    IdempotencyKeyInUse,
    /// 422: this key was used for another content.
    IdempotencyKeyReused,
    /// 428: a change needs `If-Match` (BAR S15).
    PreconditionRequired,
    /// 412: somebody else changed it meanwhile.
    PreconditionFailed,
    /// 409: the application is no longer one that can be withdrawn (D13.1).
    NotUnderWay,
    /// 403: the PIN is wrong; `tries_left` says how often it may still be (D13.4).
    WrongPin,
    /// 429: after wrong PINs; `retry_after` says how many seconds to wait.
    PinSlowedDown,
    /// 403: too many wrong PINs; an administrator must bind the user anew.
    PinLocked,
    /// 403: the user was bound to this certificate but is no longer (M11.6).
    BindingReleased,
    /// 403: the validity check is not done yet (M1.4).
    NotChecked,
    /// 409: the private key that is kept is damaged; no PIN opens it, and no try was counted (D13.4).
    KeyUnusable,
    /// 409: the mail is to be sent again, but was not given up: it still waits, or has been sent.
    MailNotFailed,
    /// 409: the mail is to be sent again, but its sealed text cannot be opened any more.
    MailUnreadable,
    /// 403: the certificate has expired.
    CertificateExpired,
    /// 403: the certificate is revoked; 409 when it is to be revoked again.
    CertificateRevoked,
    /// 503: the database is away; nothing was changed.
    Unavailable,
    /// 500: a fault of the server.
    Internal,
}

/// The body of every error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// What went wrong.
    pub code: ProblemCode,
    /// A short summary in English, for developers.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The refused fields, where the code is `invalid_fields`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Seconds to wait before the next try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// How many wrong PINs are left before the binding is locked, where the code is `wrong_pin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u32>,
}

/// The media type of [`Problem`].
pub const PROBLEM_JSON: &str = "application/problem+json";
