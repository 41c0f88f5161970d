//! Releases that can be downloaded, where the network allows it.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;

use crate::job;
use crate::place;
use crate::say;

/// Once the site was out of reach, it is not tried again in this run.
static OUT_OF_REACH: AtomicBool = AtomicBool::new(false);

/// An archive and how its content is laid.
pub(crate) struct Prebuilt {
    /// Where it is; fetched by https only, so that it comes from who it says.
    pub(crate) url: String,
    /// The folder of the tool into which it is unpacked.
    pub(crate) into: &'static str,
    /// How many folders of the archive are dropped.
    pub(crate) strip: u8,
}

impl Prebuilt {
    /// Downloads and unpacks; `false` when it is not to be had, for whatever reason.
    pub(crate) fn fetch(&self, home: &Path) -> Result<bool> {
        if OUT_OF_REACH.load(Ordering::Relaxed) || place::on_path("curl").is_none() || place::on_path("tar").is_none() {
            return Ok(false);
        }
        let archive = home.join("archive.tar.gz");
        let mut fetch = Command::new("curl");
        fetch
            .args(["-fsSL", "--proto", "=https", "--connect-timeout", "5", "--max-time", "300", "-o"])
            .arg(&archive)
            .arg(&self.url);
        let fetched = job::silently(&mut fetch)?;
        if !fetched.success {
            // 22 is a site that answers, but does not have this one.
            let answered = fetched.lines.iter().any(|line| line.starts_with("curl: (22)"));
            OUT_OF_REACH.store(!answered, Ordering::Relaxed);
            say::note("no prebuilt one can be downloaded here");
            return Ok(false);
        }
        let into = home.join(self.into);
        std::fs::create_dir_all(&into)?;
        let mut unpack = Command::new("tar");
        unpack.arg("-xzf").arg(&archive).arg("-C").arg(&into).arg(format!("--strip-components={}", self.strip));
        let unpacked = job::silently(&mut unpack)?.success;
        std::fs::remove_file(archive)?;
        Ok(unpacked)
    }
}

/// The words with which releases name this machine, if it is one of the usual: `(arch, os)` as Rust has them.
pub(crate) fn machine() -> Option<(&'static str, &'static str)> {
    match (std::env::consts::ARCH, std::env::consts::OS) {
        usual @ ("x86_64" | "aarch64", "linux" | "macos") => Some(usual),
        _ => None,
    }
}
