//! Debian's packages, where this process may install them.

use std::process::Command;

use anyhow::{Result, bail};

use crate::args::Install;
use crate::job;
use crate::place;
use crate::say;

/// Installs packages, or says what to type; `what` names the thing that is missing.
pub(crate) fn install(what: &str, packages: &[&str], install: Install) -> Result<()> {
    let words = packages.join(" ");
    if place::on_path("apt-get").is_none() {
        bail!(
            "{what} is missing\n\nInstall it with your system's package manager, then repeat the command \
             (Debian's packages: {words})"
        );
    }
    if install == Install::Nothing || !place::is_root() {
        bail!("{what} is missing\n\nTo install it: sudo apt-get install {words}");
    }
    say::note(&format!("apt-get install {words}"));
    // Lists that are too old name packages that are gone. Should it fail, the install may still work.
    job::silently(apt().arg("update"))?;
    let mut command = apt();
    command.args(["install", "--yes", "--no-install-recommends"]).args(packages);
    job::quietly(&mut command, &format!("apt-get install {words}"))?;
    Ok(())
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.arg("-q").env("DEBIAN_FRONTEND", "noninteractive");
    command
}
