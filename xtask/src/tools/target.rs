//! What belongs to Rust itself: the standard library for the browser, rustfmt and clippy.

use std::path::Path;

use anyhow::{Result, bail};

use crate::args::Install;
use crate::job;
use crate::place::{self, Place};
use crate::say::Steps;

/// The page's target.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Sees to the standard library for the browser.
pub(crate) fn ensure(place: &Place, install: Install, steps: &mut Steps) -> Result<()> {
    let step = steps.next(&format!("Rust's standard library for {WASM}"));
    if has_std(place) {
        step.done("present");
        return Ok(());
    }
    let without_rustup = "it is missing, and there is no rustup on PATH to get it with\n\n\
         Install Rust from https://rustup.rs, or the package of your system that holds this target \
         (on Debian: sudo apt-get install libstd-rust-dev-wasm32), then repeat the command";
    rustup(place, install, &["target", "add", WASM], without_rustup)?;
    if !has_std(place) {
        bail!(
            "`rustup target add {WASM}` worked, but the rustc that is used does not see it: {}\n\n\
             Is another Rust before rustup's on PATH? `which rustc` tells",
            place::on_path("rustc").unwrap_or_default().display()
        );
    }
    step.done("installed by rustup");
    Ok(())
}

/// Sees to rustfmt and clippy.
pub(crate) fn ensure_lints(place: &Place, install: Install, steps: &mut Steps) -> Result<()> {
    let step = steps.next("rustfmt and clippy");
    let present =
        || ["fmt", "clippy"].iter().all(|command| job::ask(place.cargo().args([command, "--version"])).is_some());
    if present() {
        step.done("present");
        return Ok(());
    }
    let without_rustup = "they are missing, and there is no rustup on PATH to get them with\n\n\
         Install Rust from https://rustup.rs, or your system's packages (on Debian: sudo apt-get install rustfmt rust-clippy)";
    rustup(place, install, &["component", "add", "rustfmt", "clippy"], without_rustup)?;
    if !present() {
        bail!("rustup added rustfmt and clippy, but `cargo fmt --version` or `cargo clippy --version` still fails");
    }
    step.done("installed by rustup");
    Ok(())
}

fn rustup(place: &Place, install: Install, words: &[&str], without: &str) -> Result<()> {
    let by_hand = format!("rustup {}", words.join(" "));
    if place::on_path("rustup").is_none() {
        bail!("{without}");
    }
    if install == Install::Nothing {
        bail!("missing; to get it: {by_hand}");
    }
    job::quietly(place.command("rustup").args(words), &by_hand)?;
    Ok(())
}

fn has_std(place: &Place) -> bool {
    let folder = job::ask(place.command("rustc").args(["--print", "target-libdir", "--target", WASM]));
    let Some(entries) = folder.and_then(|folder| Path::new(folder.trim()).read_dir().ok()) else {
        return false;
    };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
}
