//! wasm-bindgen, which makes the page's WASM callable, and its test runner.

use anyhow::Result;

use super::prebuilt::{Prebuilt, machine};
use super::{Source, Tool};
use crate::place::Place;

/// wasm-bindgen at the version of the crate in Cargo.lock: the two have to be the same.
pub(crate) fn tool(place: &Place) -> Result<Tool> {
    let version = place.locked("wasm-bindgen")?;
    let triple = machine().map(|(arch, os)| match (arch, os) {
        (arch, "macos") => format!("{arch}-apple-darwin"),
        ("x86_64", _) => "x86_64-unknown-linux-musl".to_owned(),
        (arch, _) => format!("{arch}-unknown-linux-gnu"),
    });
    Ok(Tool {
        name: "wasm-bindgen",
        states_version: true,
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        prebuilt: triple.map(|triple| Prebuilt {
            url: format!(
                "https://github.com/wasm-bindgen/wasm-bindgen/releases/download/{version}/wasm-bindgen-{version}-{triple}.tar.gz"
            ),
            into: "bin",
            strip: 1,
        }),
        source: Source::Cargo {
            features: &[],
            minutes: 2,
        },
        version,
    })
}
