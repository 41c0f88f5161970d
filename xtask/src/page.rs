//! Building the page into `dist/`.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::job;
use crate::kit::Kit;
use crate::place::Place;
use crate::say::{self, Steps};
use crate::stamp::Stamp;

/// Where the built page is.
pub(crate) fn folder(place: &Place) -> PathBuf {
    place.root.join("dist")
}

/// Builds the page, unless the one in `dist/` is what a build would make.
pub(crate) fn build(place: &Place, kit: &Kit, steps: &mut Steps) -> Result<()> {
    let step = steps.next("the page");
    let page = folder(place);
    let file = place.target.join("xtask/page.stamp");
    let before = Stamp::of(&place.root, &page)?;
    if page.join("index.html").is_file() && Stamp::read(&file) == Some(before) {
        step.done("unchanged in dist/ since it was last built");
        return Ok(());
    }
    say::note("building it, optimised; 2 to 4 min on two cores the first time");
    // Trunk works offline below, so that it takes the tools as they are, and cargo with it.
    job::quietly(place.cargo().arg("fetch"), "cargo fetch")?;
    let mut trunk = place.command(kit.program("trunk"));
    trunk
        .args(["build", "--release", "--offline", "--skip-version-check"])
        .env("PATH", kit.path())
        .env("TRUNK_COLOR", "never")
        // When a build fails, where Trunk was inside of itself helps nobody.
        .env("RUST_LIB_BACKTRACE", "0")
        // Trunk understands only `true` and `false` here, while the rest of the world sets 1.
        .env_remove("NO_COLOR");
    job::quietly(&mut trunk, "building the page")?;
    if !page.join("index.html").is_file() {
        bail!("Trunk built no dist/index.html; does Trunk.toml name another folder?");
    }
    let after = Stamp::of(&place.root, &page)?;
    // A file that was saved meanwhile may or may not be in it: then the next build decides.
    if after.same_sources(&before) {
        after.write(&file)?;
    }
    step.done("built into dist/");
    Ok(())
}
