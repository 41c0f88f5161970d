//! Which crates really go into something, as cargo sees it: Cargo.lock also names those that nobody turns on.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use crate::job;
use crate::place::Place;

/// A crate at a version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
}

impl Package {
    /// The crate of that name and version.
    pub(crate) fn new(name: &str, version: &str) -> Package {
        Package { name: name.to_owned(), version: version.to_owned() }
    }
}

/// The crates of `cargo tree` with these words.
pub(crate) fn packages(place: &Place, words: &[&str]) -> Result<BTreeSet<Package>> {
    let mut command = place.cargo();
    command.args(["tree", "--prefix", "none", "--format", "{p}"]).args(words);
    let ended = job::silently(&mut command)?;
    if !ended.success {
        bail!("cargo tree {} fails:\n{}", words.join(" "), ended.complaint());
    }
    Ok(ended.lines.iter().filter_map(|line| package(line)).collect())
}

fn package(line: &str) -> Option<Package> {
    let mut words = line.split_whitespace();
    let name = words.next()?;
    let version = words.next()?.strip_prefix('v')?;
    version.starts_with(|c: char| c.is_ascii_digit()).then(|| Package::new(name, version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_tree_are_read() {
        assert_eq!(package("serde v1.0.229"), Some(Package::new("serde", "1.0.229")));
        let line = "contract v0.1.0 (/home/me/shirushi/crates/contract) (*)";
        assert_eq!(package(line), Some(Package::new("contract", "0.1.0")));
        assert_eq!(package("    Updating crates.io index"), None);
        assert_eq!(package(""), None);
    }
}
