//! Where things are: the clone, cargo's target folder, the folder of the tools; and which programs are on PATH.

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};

use crate::job;

/// The folders that every command needs.
pub(crate) struct Place {
    /// The top of the clone.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever it was told to keep it.
    pub(crate) target: PathBuf,
    /// The folder of the tools, outside the clone.
    pub(crate) tools: PathBuf,
}

impl Place {
    /// Finds the folders.
    pub(crate) fn find() -> Result<Place> {
        let root = root()?;
        let answer = job::ask(
            Command::new(cargo())
                .args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"])
                .arg(root.join("Cargo.toml")),
        )
        .ok_or_else(|| anyhow!("`cargo metadata` fails; run it in {} to see why", root.display()))?;
        let metadata: serde_json::Value = serde_json::from_str(&answer)?;
        let target = metadata["target_directory"].as_str().context("`cargo metadata` names no target folder")?;
        Ok(Place {
            target: PathBuf::from(target),
            tools: tools_folder(|name| std::env::var_os(name).filter(|value| !value.is_empty()))?,
            root,
        })
    }

    /// A program to be run at the top of the clone.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        // What cargo told this program about itself is not for others: it makes build scripts run again.
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        // A relative one would mean another folder at the top of the clone.
        if std::env::var_os("CARGO_TARGET_DIR").is_some() {
            command.env("CARGO_TARGET_DIR", &self.target);
        }
        command
    }

    /// Cargo, to be run at the top of the clone.
    pub(crate) fn cargo(&self) -> Command {
        self.command(cargo())
    }

    /// The version of a package in Cargo.lock, the one place where versions of crates are kept.
    pub(crate) fn locked(&self, package: &str) -> Result<String> {
        let text = std::fs::read_to_string(self.root.join("Cargo.lock"))
            .context("there is no Cargo.lock; `cargo generate-lockfile` makes it")?;
        locked_version(&text, package)
    }
}

/// The cargo that runs this program.
fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn root() -> Result<PathBuf> {
    // At run time, because a target folder that clones share may hold the program of another clone.
    let package =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let root = package.parent().context("xtask has no folder above it")?;
    Ok(root.canonicalize()?)
}

fn tools_folder(env: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf> {
    if let Some(folder) = env("SHIRUSHI_TOOLS") {
        return Ok(std::path::absolute(folder)?);
    }
    if let Some(cache) = env("XDG_CACHE_HOME") {
        return Ok(std::path::absolute(cache)?.join("shirushi/tools"));
    }
    let home = env("HOME").context("set SHIRUSHI_TOOLS to a folder for the tools: HOME is not set")?;
    Ok(PathBuf::from(home).join(".cache/shirushi/tools"))
}

fn locked_version(lock: &str, package: &str) -> Result<String> {
    let lock: toml::Table = lock.parse().context("Cargo.lock can't be read")?;
    let packages = lock.get("package").and_then(toml::Value::as_array);
    let version = packages.into_iter().flatten().find_map(|entry| {
        let name = entry.get("name")?.as_str()?;
        (name == package).then(|| entry.get("version")?.as_str())?
    });
    version.map(str::to_owned).with_context(|| format!("Cargo.lock has no {package}"))
}

/// The first program of that name on PATH.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(program)).find(|path| is_program(path))
}

/// Whether there is a file that can be run.
pub(crate) fn is_program(path: &Path) -> bool {
    path.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// Whether this is the system's administrator.
pub(crate) fn is_root() -> bool {
    job::ask(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_says_the_version() {
        let lock = "version = 4\n\n[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.50\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").unwrap(), "0.2.129");
        assert!(locked_version(lock, "leptos").is_err());
        assert!(locked_version("", "leptos").is_err());
    }

    #[test]
    fn the_tools_are_where_the_environment_says() {
        let folder = |set: &'static [(&str, &str)]| {
            let find = |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into());
            tools_folder(find).map(|path| path.display().to_string()).ok()
        };
        assert_eq!(folder(&[("SHIRUSHI_TOOLS", "/t"), ("HOME", "/h")]).as_deref(), Some("/t"));
        assert_eq!(folder(&[("XDG_CACHE_HOME", "/c"), ("HOME", "/h")]).as_deref(), Some("/c/shirushi/tools"));
        assert_eq!(folder(&[("HOME", "/h")]).as_deref(), Some("/h/.cache/shirushi/tools"));
        assert_eq!(folder(&[]), None);
    }
}
