//! A browser with its driver, and fonts for what it shows.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::apt;
use crate::args::Install;
use crate::job;
use crate::place;
use crate::say::{self, Steps};

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The programs that a journey needs.
pub(crate) struct Browser {
    /// The browser.
    pub(crate) chromium: PathBuf,
    /// chromedriver.
    pub(crate) driver: PathBuf,
}

/// Finds or installs them.
pub(crate) fn ensure(install: Install, steps: &mut Steps) -> Result<Browser> {
    let step = steps.next("Chromium, chromedriver and a Japanese font");
    let mut how = "present";
    let browser = match find() {
        Some(browser) => browser,
        None => {
            apt::install("Chromium or chromedriver", &["chromium", "chromium-driver"], install)?;
            how = "installed";
            find().context("Chromium was installed, but is not on PATH")?
        }
    };
    if !has_font() {
        match apt::install("a Japanese font", &["fontconfig", "fonts-noto-cjk"], install) {
            Ok(()) => how = "installed",
            // Every test still holds; only its pictures say nothing.
            Err(error) => say::note(&format!("screenshots will show boxes: {error}")),
        }
    }
    step.done(&format!("{how}: {}", browser.chromium.display()));
    Ok(browser)
}

fn find() -> Option<Browser> {
    let named = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    Some(Browser {
        chromium: named("SHIRUSHI_TEST_CHROMIUM").or_else(|| BROWSERS.into_iter().find_map(place::on_path))?,
        driver: named("SHIRUSHI_TEST_CHROMEDRIVER").or_else(|| place::on_path("chromedriver"))?,
    })
}

fn has_font() -> bool {
    job::ask(Command::new("fc-list").arg(":lang=ja")).is_some_and(|fonts| !fonts.trim().is_empty())
}
