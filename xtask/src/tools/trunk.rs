//! Trunk, which builds the page.

use super::prebuilt::{Prebuilt, machine};
use super::{Source, Tool};

/// 0.22 wants a newer Rust than the project does.
const VERSION: &str = "0.21.14";

/// Trunk as the project wants it.
pub(crate) fn tool() -> Tool {
    let triple = machine().map(|(arch, os)| match os {
        "macos" => format!("{arch}-apple-darwin"),
        _ => format!("{arch}-unknown-linux-gnu"),
    });
    Tool {
        name: "trunk",
        version: VERSION.to_owned(),
        programs: &["trunk"],
        prebuilt: triple.map(|triple| Prebuilt {
            url: format!("https://github.com/trunk-rs/trunk/releases/download/v{VERSION}/trunk-{triple}.tar.gz"),
            into: "bin",
            strip: 0,
        }),
        source: Source::Cargo { features: &["--no-default-features", "--features", "rustls"], minutes: 5 },
    }
}
