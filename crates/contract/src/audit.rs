//! What was done in a company, as its administrators read it (BAR S9).

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditRow {
    /// Its number in the company's chain.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// 利用者ID of who did it; empty for the provider's staff, who are not named. [`crate::ja::audit_who`] has the words.
    pub user_id: String,
    /// The role's code; [`crate::ja::audit_role`] has the words.
    pub role: String,
    /// The network address it came from.
    pub address: String,
    /// What was done: a code; [`crate::ja::audit_action`] has the words.
    pub action: String,
    /// To what: a receipt number, a certificate number.
    pub object: String,
    /// How it ended: `ok` or the code of the refusal; [`crate::ja::audit_outcome`] has the words.
    pub outcome: String,
}

/// Which rows are wanted; the newest come first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// 利用者ID, whole.
    #[serde(default)]
    pub user_id: String,
    /// A receipt or certificate number, whole.
    #[serde(default)]
    pub object: String,
    /// The first day, `2026-11-22`, in Japan's calendar.
    #[serde(default)]
    pub from: String,
    /// The last day.
    #[serde(default)]
    pub to: String,
    /// Where to go on: `next_cursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    #[serde(default)]
    pub limit: Option<u32>,
}
