//! Making a tool's folder whole or not at all.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::say;

/// A tool's folder while it is made; it gets its real name when it is whole.
///
/// What an interrupted install leaves is kept: a build goes on from there.
pub(crate) struct Partial {
    path: PathBuf,
    home: PathBuf,
    /// Held so that two processes don't make the same thing; released when closed.
    _turn: File,
}

impl Partial {
    /// Waits for its turn in the tools folder and makes a place to install into.
    pub(crate) fn begin(tools: &Path, home: &Path) -> Result<Partial> {
        let turn = turn(tools)?;
        let name = home.file_name().context("a tool's folder has a name")?;
        let path = tools.join(format!(".partial-{}", name.to_string_lossy()));
        fs::create_dir_all(&path).with_context(|| unwritable(tools))?;
        Ok(Partial { path, home: home.to_owned(), _turn: turn })
    }

    /// Where to install.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes what was installed so far.
    pub(crate) fn empty(&self) -> Result<()> {
        fs::remove_dir_all(&self.path)?;
        Ok(fs::create_dir_all(&self.path)?)
    }

    /// Gives the folder its real name.
    pub(crate) fn finish(self) -> Result<()> {
        if self.home.exists() {
            fs::remove_dir_all(&self.home)?; // It was there, but not right.
        }
        fs::rename(&self.path, &self.home).with_context(|| format!("{} can't be put in its place", self.home.display()))
    }
}

/// Waits until no other process installs something into the tools folder.
pub(crate) fn turn(tools: &Path) -> Result<File> {
    fs::create_dir_all(tools).with_context(|| unwritable(tools))?;
    let file = File::create(tools.join(".lock")).with_context(|| unwritable(tools))?;
    if file.try_lock().is_err() {
        say::note("waiting for another cargo xtask that is installing tools");
        file.lock()?;
    }
    Ok(file)
}

fn unwritable(tools: &Path) -> String {
    format!("the folder for the tools, {}, can't be written; set SHIRUSHI_TOOLS to one that can", tools.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_appears_only_when_finished() {
        let tools = std::env::temp_dir().join(format!("shirushi-folder-test-{}", std::process::id()));
        let home = tools.join("thing-1");
        let partial = Partial::begin(&tools, &home).unwrap();
        fs::write(partial.path().join("half"), "").unwrap();
        drop(partial);
        assert!(!home.exists());

        let partial = Partial::begin(&tools, &home).unwrap();
        assert!(partial.path().join("half").exists(), "an interrupted install goes on");
        partial.finish().unwrap();
        assert!(home.join("half").exists());
        fs::remove_dir_all(tools).unwrap();
    }
}
