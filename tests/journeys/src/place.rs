//! Where things are on this machine.

use std::path::PathBuf;

/// The program or folder that an environment variable names.
fn named(variable: &str) -> PathBuf {
    match std::env::var_os(variable) {
        Some(path) if !path.is_empty() => PathBuf::from(path),
        _ => panic!("{variable} is not set; `cargo xtask test --only journeys` sets all that the journeys need"),
    }
}

/// The built server.
pub(crate) fn server() -> PathBuf {
    named("SHIRUSHI_TEST_SERVER")
}

/// The folder of the built page.
pub(crate) fn page() -> PathBuf {
    named("SHIRUSHI_TEST_PAGE")
}

/// chromedriver.
pub(crate) fn chromedriver() -> PathBuf {
    named("SHIRUSHI_TEST_CHROMEDRIVER")
}

/// The browser.
pub(crate) fn chromium() -> PathBuf {
    named("SHIRUSHI_TEST_CHROMIUM")
}

/// `axe.min.js`.
pub(crate) fn axe() -> PathBuf {
    named("SHIRUSHI_TEST_AXE")
}

/// The folder in which pictures are kept; made where it is missing.
pub(crate) fn shots() -> PathBuf {
    let folder = named("SHIRUSHI_TEST_SHOTS");
    std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    folder
}
