//! Users of a company, as the 利用者選択 dialog lists them (D4.4).

use serde::{Deserialize, Serialize};

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 管理用ID: may do 管理者業務 for the company (M1.1).
    Administrator,
    /// 一般権限のID
    Member,
    /// 運営: the provider's staff; belongs to no company.
    Operator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 3] = [Self::Administrator, Self::Member, Self::Operator];

    /// The role's name on the wire and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Member => "member",
            Self::Operator => "operator",
        }
    }

    /// The role with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// A user, where only who it is matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserReference {
    /// 利用者ID
    pub user_id: String,
    /// The person's name.
    pub name: String,
    /// Department.
    pub department: String,
}

/// A row of the 利用者選択 dialog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserSummary {
    /// 利用者ID
    pub user_id: String,
    /// The person's name.
    pub name: String,
    /// Department.
    pub department: String,
    /// Mail address.
    pub mail_address: String,
    /// Whether the user is bound to at least one certificate: 署名用ID.
    pub is_signing_id: bool,
}

/// Conditions of the dialog; each matches a part, ignoring case and width; empty ones match all (M4.2, D4.4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct UserQuery {
    /// A part of the user's ID.
    #[serde(default)]
    pub user_id: String,
    /// A part of the name.
    #[serde(default)]
    pub name: String,
    /// A part of the department's name.
    #[serde(default)]
    pub department: String,
    /// Where to go on: `next_cursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    #[serde(default)]
    pub limit: Option<u32>,
}
