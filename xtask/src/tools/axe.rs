//! axe-core, which checks accessibility from inside a page.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::folder::Partial;
use super::npm;
use crate::args::Install;
use crate::place::Place;
use crate::say::Steps;

const VERSION: &str = "4.14.1";
const FILE: &str = "node_modules/axe-core/axe.min.js";

/// Finds or installs it; the path of `axe.min.js`.
pub(crate) fn ensure(place: &Place, install: Install, steps: &mut Steps) -> Result<PathBuf> {
    let step = steps.next(&format!("axe-core {VERSION}"));
    let home = place.tools.join(format!("axe-core-{VERSION}"));
    let file = home.join(FILE);
    if file.is_file() {
        step.done("present in the tools folder");
        return Ok(file);
    }
    if install == Install::Nothing {
        bail!("axe-core is missing\n\nTo install it: npm install --prefix {} axe-core@{VERSION}", home.display());
    }
    let partial = Partial::begin(&place.tools, &home)?;
    if !file.is_file() {
        npm::install("axe-core", VERSION, partial.path())?;
        partial.finish()?;
    }
    if !file.is_file() {
        bail!("axe-core {VERSION} has no {FILE}");
    }
    step.done("installed by npm");
    Ok(file)
}
