//! The lists of deny.toml. It is a file for cargo-deny; this reads the part that the project's own check enforces, so
//! that nobody has to install cargo-deny to work here.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::tree::Package;

/// `[bans]` of deny.toml.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    /// Versions that may be there besides another one.
    pub(crate) skip: Vec<Listed>,
    /// Crates that may not be there at all.
    pub(crate) deny: Vec<Listed>,
}

/// A crate on a list.
#[derive(Debug)]
pub(crate) struct Listed {
    /// As it stands in the file.
    pub(crate) text: String,
    name: String,
    versions: Versions,
    /// Why it is listed.
    pub(crate) reason: String,
}

#[derive(Debug)]
enum Versions {
    Any,
    /// `name@1.2.3`
    Exactly(String),
    /// `name:1` or `name:0.2`: what is compatible with it.
    Compatible(String),
}

impl Rules {
    /// Reads the file.
    pub(crate) fn read(file: &Path) -> Result<Rules> {
        let text = std::fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
        Rules::parse(&text).with_context(|| file.display().to_string())
    }

    /// Reads the text of such a file.
    pub(crate) fn parse(text: &str) -> Result<Rules> {
        let file: toml::Table = text.parse()?;
        let list = |name: &str| -> Result<Vec<Listed>> {
            let entries = file.get("bans").and_then(|bans| bans.get(name)).and_then(toml::Value::as_array);
            entries.into_iter().flatten().map(Listed::parse).collect()
        };
        Ok(Rules { skip: list("skip")?, deny: list("deny")? })
    }
}

impl Listed {
    fn parse(entry: &toml::Value) -> Result<Listed> {
        let word = |key: &str| entry.get(key).and_then(toml::Value::as_str);
        let Some(text) = word("crate") else {
            bail!("an entry has no `crate`: {entry:?}");
        };
        let Some(reason) = word("reason").filter(|reason| !reason.trim().is_empty()) else {
            bail!("{text} has no `reason`");
        };
        let (name, versions) = match text.split_once(['@', ':']) {
            None => (text, Versions::Any),
            Some((name, version)) if text.contains('@') => (name, Versions::Exactly(version.to_owned())),
            Some((name, version)) => {
                if line(&format!("{version}.0.0")) != version {
                    bail!("{text}: after the colon write `1` or `0.2`, or a whole version after an @");
                }
                (name, Versions::Compatible(version.to_owned()))
            }
        };
        Ok(Listed { text: text.to_owned(), name: name.to_owned(), versions, reason: reason.to_owned() })
    }

    /// Whether this is about that package.
    pub(crate) fn matches(&self, package: &Package) -> bool {
        self.name == package.name
            && match &self.versions {
                Versions::Any => true,
                Versions::Exactly(version) => *version == package.version,
                Versions::Compatible(version) => *version == line(&package.version),
            }
    }
}

/// The part of a version that compatible versions share.
fn line(version: &str) -> &str {
    let parts = if version.starts_with("0.") { 2 } else { 1 };
    let end = version.match_indices('.').nth(parts - 1).map_or(version.len(), |(at, _)| at);
    &version[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(listed: &str, name: &str, version: &str) -> bool {
        let text = format!("[bans]\nskip = [{{ crate = \"{listed}\", reason = \"r\" }}]");
        Rules::parse(&text).unwrap().skip[0].matches(&Package::new(name, version))
    }

    #[test]
    fn an_entry_names_any_one_or_compatible_versions() {
        assert!(matches("syn", "syn", "2.0.1"));
        assert!(!matches("syn", "synstructure", "2.0.1"));
        assert!(matches("syn@2.0.1", "syn", "2.0.1"));
        assert!(!matches("syn@2.0.1", "syn", "2.0.11"));
        assert!(matches("syn:2", "syn", "2.0.11"));
        assert!(!matches("syn:2", "syn", "20.0.0"));
        assert!(matches("rand:0.8", "rand", "0.8.5"));
        assert!(!matches("rand:0.8", "rand", "0.9.0"));
    }

    #[test]
    fn every_entry_gives_a_reason() {
        assert!(Rules::parse("[bans]\nskip = [{ crate = \"syn:2\" }]").is_err());
        assert!(Rules::parse("[bans]\ndeny = [{ crate = \"rsa\", reason = \" \" }]").is_err());
        assert!(Rules::parse("[bans]\nskip = [{ crate = \"syn:2.0.1\", reason = \"r\" }]").is_err());
        assert!(Rules::parse("[bans]\nskip = [\"syn\"]").is_err());
    }

    #[test]
    fn other_tables_are_for_others() {
        let rules = Rules::parse("[licenses]\nallow = [\"MIT\"]\n").unwrap();
        assert!(rules.skip.is_empty() && rules.deny.is_empty());
        assert!(Rules::parse("[bans").is_err());
    }
}
