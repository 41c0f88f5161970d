//! Where the page was built is nobody's business: a panic names its place in the sources, and the WASM holds these names.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::job;
use crate::place::Place;
use crate::tools::target::WASM;

/// The folders of this machine that a compiler would name: those that hold crates, the clone, and where it is built.
pub(super) fn hidden(place: &Place) -> Result<BTreeSet<String>> {
    let mut cargo = place.cargo();
    cargo.args(["metadata", "--format-version", "1", "--filter-platform", WASM]);
    let metadata: Value = serde_json::from_str(&job::ask(&mut cargo).context("`cargo metadata` fails")?)?;
    let packages = metadata["packages"].as_array().context("`cargo metadata` names no packages")?;
    let manifests = packages.iter().filter_map(|package| package["manifest_path"].as_str());
    let mut folders: BTreeSet<String> = manifests
        .map(Path::new)
        .filter(|manifest| !manifest.starts_with(&place.root))
        .filter_map(|manifest| Some(manifest.parent()?.parent()?.display().to_string()))
        .collect();
    folders.extend([&place.root, &place.target].map(|folder| folder.display().to_string()));
    Ok(folders)
}

/// What cargo is to be told so that the folders are left out, in the form of `--config`.
pub(super) fn as_flags(folders: &BTreeSet<String>) -> String {
    let flags: Vec<Value> = folders.iter().map(|folder| format!("--remap-path-prefix={folder}/=").into()).collect();
    // It is joined with what `.cargo/config.toml` says.
    format!("target.{WASM}.rustflags={}", Value::Array(flags))
}

/// Refuses a file in which one of the folders is named.
pub(super) fn none_in(wasm: &[u8], folders: &BTreeSet<String>) -> Result<()> {
    for folder in folders {
        let named = wasm.windows(folder.len()).any(|text| text == folder.as_bytes());
        ensure!(!named, "the file names {folder}, which is of this machine only");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_left_out_and_looked_for() {
        let folders = BTreeSet::from(["/home/a b/clone".to_owned()]);
        let flags = as_flags(&folders);
        assert_eq!(flags, format!("target.{WASM}.rustflags=[\"--remap-path-prefix=/home/a b/clone/=\"]"));
        assert!(none_in(b"\0src/main.rs", &folders).is_ok());
        assert!(none_in(b"\0/home/a b/clone/src/main.rs", &folders).is_err());
    }
}
