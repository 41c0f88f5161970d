//! Browsers beside Chromium, for journeys in all engines. One that cannot be had is no failure: it is told, loudly.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{Source, Tool, apt};
use crate::args::Install;
use crate::place::{self, Place};
use crate::say::Steps;

/// The driver of Firefox.
const GECKODRIVER: &str = "0.37.1";

/// An engine's programs, each with the environment variable that names it to the journeys.
pub(crate) type Programs = Vec<(&'static str, PathBuf)>;

/// Finds or installs Firefox and geckodriver.
pub(crate) fn firefox(place: &Place, install: Install, steps: &mut Steps) -> Result<Programs> {
    let step = steps.next("Firefox");
    let (browser, how) = found(install, "Firefox", &["firefox-esr"], || {
        named("SHIRUSHI_TEST_FIREFOX").or_else(|| ["firefox-esr", "firefox"].into_iter().find_map(place::on_path))
    })?;
    step.done(&format!("{how}: {}", browser.display()));
    let driver = match named("SHIRUSHI_TEST_GECKODRIVER") {
        Some(driver) => {
            steps.next("geckodriver").done("named by SHIRUSHI_TEST_GECKODRIVER");
            driver
        }
        None => match geckodriver().ensure(place, install, steps)? {
            Some(folder) => folder.join("geckodriver"),
            None => place::on_path("geckodriver").context("geckodriver is not on PATH any more")?,
        },
    };
    Ok(vec![("SHIRUSHI_TEST_FIREFOX", browser), ("SHIRUSHI_TEST_GECKODRIVER", driver)])
}

fn geckodriver() -> Tool {
    Tool {
        name: "geckodriver",
        version: GECKODRIVER.to_owned(),
        states_version: true,
        programs: &["geckodriver"],
        prebuilt: None,
        source: Source::Cargo { features: &[], minutes: 4 },
    }
}

/// Finds or installs WebKitGTK's browser and driver, and a display that nobody sees.
pub(crate) fn webkit(install: Install, steps: &mut Steps) -> Result<Programs> {
    let step = steps.next("WebKitGTK with its driver, and Xvfb");
    let packages = ["webkit2gtk-driver", "xvfb"];
    let (programs, how) = found(install, "WebKitWebDriver, MiniBrowser or Xvfb", &packages, || {
        Some(vec![
            ("SHIRUSHI_TEST_WEBKITDRIVER", at("SHIRUSHI_TEST_WEBKITDRIVER", "WebKitWebDriver")?),
            ("SHIRUSHI_TEST_XVFB", at("SHIRUSHI_TEST_XVFB", "Xvfb")?),
            ("SHIRUSHI_TEST_MINIBROWSER", named("SHIRUSHI_TEST_MINIBROWSER").or_else(minibrowser)?),
        ])
    })?;
    step.done(how);
    Ok(programs)
}

/// What `find` finds, before or after the packages were installed.
fn found<T>(
    install: Install,
    what: &str,
    packages: &[&str],
    find: impl Fn() -> Option<T>,
) -> Result<(T, &'static str)> {
    if let Some(found) = find() {
        return Ok((found, "present"));
    }
    apt::install(what, packages, install)?;
    let found = find().with_context(|| format!("{what} was installed, but is not found"))?;
    Ok((found, "installed"))
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from)
}

fn at(variable: &str, program: &str) -> Option<PathBuf> {
    named(variable).or_else(|| place::on_path(program))
}

/// MiniBrowser, which no distribution puts on PATH.
fn minibrowser() -> Option<PathBuf> {
    let below = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let libraries = [Path::new("/usr/lib"), Path::new("/usr/libexec"), Path::new("/usr/lib64")];
    let mut folders: Vec<PathBuf> = libraries.iter().map(|folder| folder.to_path_buf()).collect();
    folders.extend(below(PathBuf::from("/usr/lib")).filter(|folder| folder.to_string_lossy().contains("-linux-gnu")));
    folders
        .into_iter()
        .flat_map(below)
        .filter(|folder| folder.to_string_lossy().contains("webkit"))
        .map(|folder| folder.join("MiniBrowser"))
        .find(|program| place::is_program(program))
}
