//! cargo-machete, which finds unused dependencies.

use super::{Source, Tool};

/// cargo-machete as the project wants it.
pub(crate) fn tool() -> Tool {
    Tool {
        name: "cargo-machete",
        version: "0.9.2".to_owned(),
        states_version: true,
        programs: &["cargo-machete"],
        prebuilt: None, // Half a minute builds it.
        source: Source::Cargo { features: &[], minutes: 1 },
    }
}
