//! Building the page into `dist/`.
//!
//! Trunk could do all of this but the splitting; it is what serves the page while one works on it (`trunk serve`).

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::kit::Kit;
use crate::place::Place;
use crate::say::{self, Steps};
use crate::stamp::Stamp;

mod bundle;
pub(crate) mod hosting;
mod lean;
mod named;
pub(crate) mod pack;
mod paths;
mod script;
pub(crate) mod wasm;

use hosting::Site;

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
        // It may have been told since of another site.
        hosting::write(place, &page, &Site::default())?;
        step.done("unchanged in dist/ since it was last built");
        return Ok(());
    }
    say::note("building it, optimised; 2 to 4 min on two cores the first time");
    let made = wasm::make(place, kit, &wasm::folder(place))?;
    if page.exists() {
        fs::remove_dir_all(&page)?;
    }
    bundle::write(place, &made, &page)?;
    hosting::write(place, &page, &Site::default())?;
    let after = Stamp::of(&place.root, &page)?;
    // A file that was saved meanwhile may or may not be in it: then the next build decides.
    if after.same_sources(&before) {
        after.write(&file)?;
    }
    step.done("built into dist/");
    Ok(())
}
