//! Moments on the wire.

use serde::{Deserialize, Serialize};

/// A moment in UTC, as RFC 3339 writes it: `2026-11-22T05:00:00Z`. Screens show it in Japan's time.
///
/// A text and not a number of its own: the browser's `Intl` reads and formats it, and no date library is shipped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, format = DateTime))]
#[serde(transparent)]
pub struct Timestamp(pub String);
