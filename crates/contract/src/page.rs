//! Lists in pieces.

use serde::{Deserialize, Serialize};

/// How many rows a list answers when the request does not say.
pub const DEFAULT_LIMIT: u32 = 50;
/// The most rows a list answers at once.
pub const MAX_LIMIT: u32 = 200;
/// Hits are counted up to so many: nobody pages through more, and counting on would make a long list slow.
pub const COUNTED_MAX: u64 = 10_000;
/// The most characters of a search condition.
pub const CONDITION_MAX: u32 = 100;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows, in the order of the list.
    pub items: Vec<T>,
    /// Give this as `cursor` to get the rows after these; absent on the last page. Opaque: make none yourself.
    pub next_cursor: Option<String>,
    /// How many rows the conditions match in all; counted up to [`COUNTED_MAX`] only.
    pub total: u64,
    /// Whether there are more than `total`, which were not counted.
    #[serde(default)]
    pub total_is_least: bool,
}

/// Which page of a list is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Where to go on: `next_cursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    #[serde(default)]
    pub limit: Option<u32>,
}
