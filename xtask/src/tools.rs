//! Getting a tool at its pinned version: on PATH, in the tools folder, prebuilt, or built here, in that order.

pub(crate) mod apt;
pub(crate) mod axe;
pub(crate) mod binaryen;
pub(crate) mod chromium;
pub(crate) mod engines;
mod folder;
pub(crate) mod machete;
pub(crate) mod nginx;
mod npm;
pub(crate) mod postgres;
mod prebuilt;
pub(crate) mod python;
pub(crate) mod target;
pub(crate) mod wasm_bindgen;
pub(crate) mod wasm_split;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::args::Install;
use crate::job;
use crate::place::{self, Place};
use crate::say::{self, Steps};
use folder::Partial;
use prebuilt::Prebuilt;

/// A program that is wanted at exactly one version.
pub(crate) struct Tool {
    /// Its name, also that of its folder.
    name: &'static str,
    /// The version that each of its programs has to state.
    version: String,
    /// Whether its programs state it. Where they do not, only the folder's name does.
    states_version: bool,
    /// The programs that have to be there.
    programs: &'static [&'static str],
    /// A release to download, where this kind of machine has one.
    prebuilt: Option<Prebuilt>,
    /// The way that works wherever the package registries can be reached.
    source: Source,
}

/// How a tool is made from a package registry.
enum Source {
    /// `cargo install`, and about how many minutes that takes on two cores.
    Cargo { features: &'static [&'static str], minutes: u32 },
    /// `npm install` of a package.
    Npm { package: &'static str },
}

/// Settings that build a tool in half the time: it is used for seconds, so its own speed matters less.
const QUICK: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256"),
    ("CARGO_INCREMENTAL", "0"),
];

impl Tool {
    /// The folder to put in front of PATH, if any, and where the tool came from.
    fn get(&self, place: &Place, install: Install) -> Result<(Option<PathBuf>, String)> {
        if self.is_on_path() {
            return Ok((None, "found on PATH".into()));
        }
        let home = place.tools.join(format!("{}-{}", self.name, self.version));
        if let Some(programs) = self.programs_in(&home) {
            return Ok((Some(programs), "present in the tools folder".into()));
        }
        if install == Install::Nothing {
            bail!("{} {} is missing\n\n{}", self.name, self.version, self.by_hand());
        }
        let partial = Partial::begin(&place.tools, &home)?;
        // Somebody else may have made it while this process waited for its turn.
        if let Some(programs) = self.programs_in(&home) {
            return Ok((Some(programs), "made by another cargo xtask".into()));
        }
        let how = self.make(&partial)?;
        if self.programs_in(partial.path()).is_none() {
            partial.empty()?;
            bail!(
                "what was installed as {} does not say that it is version {}; it was removed\n\n{}",
                self.name,
                self.version,
                self.by_hand()
            );
        }
        partial.finish()?;
        Ok((self.programs_in(&home), how.into()))
    }

    /// Finds or gets the tool as one step; the folder to put in front of PATH, if it is not there already.
    pub(crate) fn ensure(&self, place: &Place, install: Install, steps: &mut Steps) -> Result<Option<PathBuf>> {
        let step = steps.next(&format!("{} {}", self.name, self.version));
        let (folder, how) = self.get(place, install)?;
        step.done(&how);
        Ok(folder)
    }

    fn make(&self, partial: &Partial) -> Result<&'static str> {
        if let Some(prebuilt) = &self.prebuilt
            && prebuilt.fetch(partial.path())?
        {
            if self.programs_in(partial.path()).is_some() {
                return Ok("downloaded");
            }
            say::note("the prebuilt one does not run on this machine");
            partial.empty()?;
        }
        match self.source {
            Source::Cargo { features, minutes } => {
                say::note(&format!("building it from source, about {minutes} min on two cores; this happens once"));
                self.build(features, partial)?;
                Ok("built")
            }
            Source::Npm { package } => {
                npm::install(package, &self.version, partial.path())?;
                Ok("installed by npm")
            }
        }
    }

    fn build(&self, features: &[&str], partial: &Partial) -> Result<()> {
        let build = partial.path().join("build");
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args(["install", self.package(), "--version", &self.version, "--locked"])
            .args(features)
            .arg("--root")
            .arg(partial.path())
            .arg("--target-dir")
            .arg(&build)
            // Outside the clone, whose cargo settings are for its own crates.
            .current_dir(partial.path())
            .env_remove("RUSTFLAGS")
            .envs(QUICK);
        if let Err(error) = job::quietly(&mut command, &format!("building {}", self.name)) {
            bail!("{error}\n\nTo try again, going on where it stopped: the same command.\n{}", self.by_hand());
        }
        std::fs::remove_dir_all(build)?;
        Ok(())
    }

    /// The folder of the programs below `home`, when all are there and of the right version.
    fn programs_in(&self, home: &Path) -> Option<PathBuf> {
        [home.join("bin"), home.join("node_modules/.bin")]
            .into_iter()
            .find(|folder| self.programs.iter().all(|name| self.is_right(&folder.join(name))))
    }

    fn is_on_path(&self) -> bool {
        if !self.states_version {
            return false;
        }
        let mut programs = self.programs.iter().map(|name| place::on_path(name));
        programs.all(|path| path.is_some_and(|path| self.is_right(&path)))
    }

    fn is_right(&self, program: &Path) -> bool {
        let states_it =
            || job::ask(Command::new(program).arg("--version")).is_some_and(|text| states(&text, &self.version));
        place::is_program(program) && (!self.states_version || states_it())
    }

    /// The crate that holds the tool.
    fn package(&self) -> &'static str {
        match self.name {
            "wasm-bindgen" => "wasm-bindgen-cli",
            "wasm-split" => "wasm_split_cli_support",
            name => name,
        }
    }

    /// What a person can type to have it on PATH.
    fn by_hand(&self) -> String {
        match self.source {
            Source::Cargo { features, .. } => {
                let mut words = vec!["cargo install", self.package(), "--locked --version", &self.version];
                words.extend(features);
                format!("To install it yourself: {}", words.join(" "))
            }
            Source::Npm { package } => {
                format!("To install it yourself: npm install --global {package}@{}", self.version)
            }
        }
    }
}

/// Whether an answer to `--version` names exactly this version.
fn states(answer: &str, version: &str) -> bool {
    answer.split_whitespace().any(|word| word.strip_prefix('v').unwrap_or(word) == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_a_whole_word() {
        assert!(states("wasm-opt version 132 (version_132)\n", "132"));
        assert!(states("wasm-bindgen 0.2.12", "0.2.12"));
        assert!(states("v22.1.0", "22.1.0"));
        assert!(!states("wasm-bindgen 0.2.129", "0.2.12"));
        assert!(!states("", "0.21.14"));
    }
}
