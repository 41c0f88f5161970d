//! Python with what the tests of the API need: a mail server to be tested against, and a fuzzer.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::{apt, folder};
use crate::args::Install;
use crate::job;
use crate::place::{self, Place};
use crate::say::Steps;

const PACKAGES: [(&str, &str); 3] = [("aiosmtpd", "1.4.6"), ("pkilint", "0.13.3"), ("schemathesis", "4.32.5")];

/// Finds or makes the virtual environment; its Python.
pub(crate) fn ensure(place: &Place, install: Install, steps: &mut Steps) -> Result<PathBuf> {
    let title = PACKAGES.map(|(name, version)| format!("{name} {version}")).join(" and ");
    let step = steps.next(&format!("Python with {title}"));
    let home = place.tools.join(PACKAGES.map(|(name, version)| format!("{name}-{version}")).join("-"));
    let python = home.join("bin/python");
    if works(&home) {
        step.done("present in the tools folder");
        return Ok(python);
    }
    if install == Install::Nothing {
        bail!("Python's packages {title} are missing\n\nTo install them: the same command without --skip-install");
    }
    if place::on_path("python3").is_none() {
        apt::install("python3", &["python3", "python3-venv"], install)?;
    }
    let _turn = folder::turn(&place.tools)?;
    if !works(&home) {
        make(&home, install)?;
    }
    step.done("installed by pip");
    Ok(python)
}

/// A virtual environment has its own path inside, so it can't be made elsewhere and moved: a mark says that it is whole.
fn works(home: &Path) -> bool {
    home.join(".done").exists()
        && job::ask(Command::new(home.join("bin/python")).args(["-c", "import aiosmtpd, pkilint, schemathesis"]))
            .is_some()
}

fn make(home: &Path, install: Install) -> Result<()> {
    if !make_empty(home)? {
        // Debian keeps the half that this needs in a package of its own.
        apt::install("Python's venv module", &["python3-venv"], install)?;
        if !make_empty(home)? {
            bail!("`python3 -m venv {}` fails; run it to see why", home.display());
        }
    }
    let mut pip = Command::new(home.join("bin/python"));
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input"])
        .args(PACKAGES.map(|(name, version)| format!("{name}=={version}")));
    job::quietly(&mut pip, "pip install")?;
    fs::write(home.join(".done"), "")?;
    if !works(home) {
        bail!("the packages in {} were installed, but can't be imported", home.display());
    }
    Ok(())
}

fn make_empty(home: &Path) -> Result<bool> {
    if home.exists() {
        fs::remove_dir_all(home)?;
    }
    Ok(job::silently(Command::new("python3").args(["-m", "venv"]).arg(home))?.success)
}
