//! `cargo xtask dist`: the page as static files, and what their host has to be told.

use anyhow::Result;

use crate::args::Install;
use crate::kit::{Kit, PAGE};
use crate::page;
use crate::page::hosting::{self, Site};
use crate::place::Place;
use crate::say::{self, Steps};
use crate::size;
use crate::stamp;

/// Builds the page for a site and lists its files.
pub(crate) fn run(place: &Place, site: &Site) -> Result<bool> {
    let mut steps = Steps::new(PAGE.len() + 2);
    let kit = Kit::gather(place, &PAGE, Install::Missing, &mut steps)?;
    page::build(place, &kit, &mut steps)?;
    let step = steps.next("what its host has to be told");
    let folder = page::folder(place);
    hosting::write(place, &folder, site)?;
    step.done("config.json, _headers, _redirects and the name in index.html; hosting/ for nginx, Vercel and Firebase");
    let api = if site.api.is_empty() { "at the page's own origin" } else { &site.api };
    say::note(&format!("the API is {api}"));

    let files = stamp::files(&folder)?;
    let files: Vec<_> = files.into_iter().filter(|file| !size::is_packed(file)).collect();
    println!("\n{}", size::table(&folder, &files)?);
    Ok(true)
}
