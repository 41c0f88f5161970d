//! Who is logged in.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::mail_address;
use crate::user::Role;

/// What the login form sends.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// 企業ID
    pub company_id: String,
    /// 利用者ID
    pub user_id: String,
    /// The password, as typed.
    #[cfg_attr(feature = "openapi", schema(format = Password))]
    pub password: String,
}

/// What is looked up of an ID that was typed into a login field: half-width, without outer spaces.
pub fn normalise_id(text: &str) -> String {
    mail_address::normalise(text)
}

/// The company of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Company {
    /// 企業ID
    pub company_id: String,
    /// The company's name in Japanese.
    pub name: String,
}

/// The user who is logged in, and how long that lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The company; operators have none.
    pub company: Option<Company>,
    /// 利用者ID
    pub user_id: String,
    /// The person's name.
    pub name: String,
    /// Department.
    pub department: String,
    /// Telephone number.
    pub phone: String,
    /// Mail address.
    pub mail_address: String,
    /// What the user may do.
    pub role: Role,
    /// The session ends after so many seconds without a request.
    pub idle_seconds: u32,
    /// The session ends then, whatever happens.
    pub ends_at: Timestamp,
    /// The server's time, so that the page can count down by a clock that is wrong.
    pub now: Timestamp,
}

/// A change of one's own password.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password until now.
    #[cfg_attr(feature = "openapi", schema(format = Password))]
    pub present: String,
    /// The password from now on; the rules are in [`crate::password`].
    #[cfg_attr(feature = "openapi", schema(format = Password))]
    pub new: String,
}

/// What waits to be done in the company, for the home screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Todo {
    /// Applications that wait for the provider.
    pub applications_under_way: u64,
    /// Certificates that are valid but whose expiry notice has been sent: renew them by method 1 (M1.3).
    pub certificates_expiring: u64,
    /// The earliest end of validity among those.
    pub next_expiry: Option<Timestamp>,
}
