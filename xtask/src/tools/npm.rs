//! Installing from the npm registry.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::job;
use crate::place;

/// Installs one package below `home`, as `node_modules/…`.
pub(crate) fn install(package: &str, version: &str, home: &Path) -> Result<()> {
    if place::on_path("npm").is_none() || place::on_path("node").is_none() {
        bail!(
            "{package} {version} comes from the npm registry, and there is no npm on PATH\n\n\
             Install Node.js with npm, then repeat the command. On Debian: sudo apt-get install nodejs npm"
        );
    }
    let mut command = Command::new("npm");
    command
        .args(["install", "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--prefix"])
        .arg(home)
        .arg(format!("{package}@{version}"))
        // Elsewhere npm would take the nearest package.json for its own.
        .current_dir(home);
    job::quietly(&mut command, &format!("npm install {package}@{version}"))?;
    Ok(())
}
