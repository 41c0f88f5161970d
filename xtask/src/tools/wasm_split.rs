//! wasm-split, which makes several files of the page's WASM: what is seen first, and what may come later.

use super::{Source, Tool};

/// It has to understand what the crate `wasm_split_helpers` of Cargo.lock marks; cargo-leptos uses the same.
const VERSION: &str = "0.2.4";

/// wasm-split as the project wants it.
pub(crate) fn tool() -> Tool {
    Tool {
        name: "wasm-split",
        version: VERSION.to_owned(),
        states_version: false,
        programs: &["wasm-split-cli"],
        prebuilt: None,
        source: Source::Cargo { features: &["--features", "build-binary"], minutes: 2 },
    }
}
