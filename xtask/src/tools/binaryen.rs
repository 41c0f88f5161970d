//! wasm-opt, which makes the page's WASM small.

use super::prebuilt::{Prebuilt, machine};
use super::{Source, Tool};

const VERSION: &str = "132";

/// wasm-opt as the project wants it.
pub(crate) fn tool() -> Tool {
    let name = machine().map(|(arch, os)| match (arch, os) {
        ("aarch64", "macos") => "arm64-macos".to_owned(),
        (arch, os) => format!("{arch}-{os}"),
    });
    Tool {
        name: "binaryen",
        version: VERSION.to_owned(),
        states_version: true,
        programs: &["wasm-opt"],
        prebuilt: name.map(|name| Prebuilt {
            url: format!(
                "https://github.com/WebAssembly/binaryen/releases/download/version_{VERSION}/binaryen-version_{VERSION}-{name}.tar.gz"
            ),
            into: ".",
            strip: 1,
        }),
        source: Source::Npm { package: "binaryen" },
    }
}
