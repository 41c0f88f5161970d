//! `cargo xtask check`: what holds for the code before any test runs.

mod deny;
mod duplicates;
mod refused;
mod tree;
mod unused;

use anyhow::Result;

use crate::args::Install;
use crate::job;
use crate::kit::{Kit, Need};
use crate::place::Place;
use crate::say::Steps;
use crate::tools::target::WASM;

/// What the checks need.
pub(crate) const NEEDS: [Need; 3] = [Need::Target, Need::Lints, Need::Machete];

/// How many steps [`all`] takes.
pub(crate) const STEPS: usize = 6;

/// Gets what is needed and checks everything.
pub(crate) fn run(place: &Place, install: Install) -> Result<bool> {
    let mut steps = Steps::new(NEEDS.len() + STEPS);
    let kit = Kit::gather(place, &NEEDS, install, &mut steps)?;
    let failed = all(place, &kit, &mut steps)?;
    if failed.is_empty() {
        println!("\nall checks passed");
    } else {
        println!("\nfailed: {}", failed.join(", "));
    }
    Ok(failed.is_empty())
}

/// Checks everything, also past a failure; the names of what failed.
pub(crate) fn all(place: &Place, kit: &Kit, steps: &mut Steps) -> Result<Vec<&'static str>> {
    let mut failed = Vec::new();
    let mut check = |name: &'static str, remedy: &str, find: &dyn Fn() -> Result<Vec<String>>| {
        let step = steps.next(name);
        let complaints = find()?;
        if complaints.is_empty() {
            step.done("ok");
        } else {
            for complaint in complaints {
                println!("{complaint}");
            }
            step.done(&format!("FAILED; {remedy}"));
            failed.push(name);
        }
        anyhow::Ok(())
    };
    check("format", "to mend it: cargo fmt --all", &|| cargo(place, &["fmt", "--all", "--check"]))?;
    check("clippy", "mend what is above", &|| {
        let words = ["clippy", "--workspace", "--exclude", "shirushi", "--all-targets", "--all-features"];
        cargo(place, &[&words[..], &["--", "-D", "warnings"]].concat())
    })?;
    check("clippy of the page", "mend what is above", &|| {
        let words = ["clippy", "--package", "shirushi", "--target", WASM, "--all-targets"];
        cargo(place, &[&words[..], &["--", "-D", "warnings"]].concat())
    })?;
    let rules = deny::Rules::read(&place.root.join("deny.toml"));
    let rules = || rules.as_ref().map_err(|error| anyhow::anyhow!("{error:#}"));
    check("duplicate dependencies", "get rid of them, or say why not in deny.toml", &|| {
        duplicates::find(place, rules()?)
    })?;
    check("refused dependencies", "do without; deny.toml says why", &|| refused::find(place, rules()?))?;
    check(
        "unused dependencies",
        "remove them, or list them as `ignored` in that file under [package.metadata.cargo-machete]",
        &|| unused::find(place, kit),
    )?;
    Ok(failed)
}

/// Runs cargo; what it complains about, as one piece.
fn cargo(place: &Place, words: &[&str]) -> Result<Vec<String>> {
    let ended = job::silently(place.cargo().args(words))?;
    Ok(if ended.success { vec![] } else { vec![ended.complaint()] })
}
