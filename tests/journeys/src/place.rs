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

/// Chromium.
pub(crate) fn chromium() -> PathBuf {
    named("SHIRUSHI_TEST_CHROMIUM")
}

/// geckodriver.
pub(crate) fn geckodriver() -> PathBuf {
    named("SHIRUSHI_TEST_GECKODRIVER")
}

/// Firefox.
pub(crate) fn firefox() -> PathBuf {
    named("SHIRUSHI_TEST_FIREFOX")
}

/// WebKitWebDriver.
pub(crate) fn webkit_driver() -> PathBuf {
    named("SHIRUSHI_TEST_WEBKITDRIVER")
}

/// WebKitGTK's browser.
pub(crate) fn minibrowser() -> PathBuf {
    named("SHIRUSHI_TEST_MINIBROWSER")
}

/// The X server that nobody sees.
pub(crate) fn xvfb() -> PathBuf {
    named("SHIRUSHI_TEST_XVFB")
}

/// A Python.
pub(crate) fn python() -> PathBuf {
    std::env::var_os("SHIRUSHI_TEST_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from)
}

/// nginx, where it is to be had.
pub(crate) fn nginx() -> Option<PathBuf> {
    std::env::var_os("SHIRUSHI_TEST_NGINX").filter(|path| !path.is_empty()).map(PathBuf::from)
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
