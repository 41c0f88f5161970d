//! Crates that are there in two versions: bytes that every visitor pays for, minutes that every build does.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::deny::Rules;
use super::tree::{self, Package};
use crate::place::Place;
use crate::tools::target::WASM;

/// What is wrong.
pub(crate) fn find(place: &Place, rules: &Rules) -> Result<Vec<String>> {
    let page = ["--edges", "normal", "--package", "shirushi", "--target", WASM];
    let server = ["--edges", "normal", "--package", "server"];
    let trees = [(page.join(" "), tree::packages(place, &page)?), (server.join(" "), tree::packages(place, &server)?)];
    Ok(judge(&trees, rules))
}

fn judge(trees: &[(String, BTreeSet<Package>)], rules: &Rules) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut used = vec![false; rules.skip.len()];
    for (words, packages) in trees {
        let mut by_name: BTreeMap<&str, Vec<&Package>> = BTreeMap::new();
        for package in packages {
            by_name.entry(&package.name).or_default().push(package);
        }
        for (name, versions) in by_name.into_iter().filter(|(_, versions)| versions.len() > 1) {
            let mut unlisted = Vec::new();
            for package in versions {
                let mut listed = false;
                for (entry, used) in rules.skip.iter().zip(&mut used) {
                    if entry.matches(package) {
                        listed = true;
                        *used = true;
                    }
                }
                if !listed {
                    unlisted.push(package.version.as_str());
                }
            }
            if unlisted.len() > 1 {
                let versions = unlisted.join(" and ");
                let example = unlisted[0];
                complaints.push(format!(
                    "{name} is there as {versions}\n    who wants it: cargo tree {words} --invert {name}@{example}"
                ));
            }
        }
    }
    for (entry, _) in rules.skip.iter().zip(used).filter(|(_, used)| !used) {
        complaints.push(format!(
            "deny.toml skips {}, which is no duplicate any more: remove the line ({})",
            entry.text, entry.reason
        ));
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(packages: &[(&str, &str)], skip: &str) -> Vec<String> {
        let packages = packages.iter().map(|(name, version)| Package::new(name, version)).collect();
        let rules = Rules::parse(&format!("[bans]\nskip = [{skip}]")).unwrap();
        judge(&[("--package p".to_owned(), packages)], &rules)
    }

    const TWO: [(&str, &str); 3] = [("syn", "1.0.9"), ("syn", "2.0.1"), ("serde", "1.0.0")];

    #[test]
    fn a_duplicate_is_told_with_who_to_ask() {
        let complaints = judged(&TWO, "");
        assert_eq!(complaints.len(), 1);
        assert!(complaints[0].contains("cargo tree --package p --invert syn@1.0.9"), "{complaints:?}");
    }

    #[test]
    fn one_of_two_versions_may_be_listed() {
        assert!(judged(&TWO, "{ crate = \"syn:1\", reason = \"r\" }").is_empty());
        let three = [("syn", "1.0.9"), ("syn", "2.0.1"), ("syn", "3.0.0")];
        assert_eq!(judged(&three, "{ crate = \"syn:1\", reason = \"r\" }").len(), 1);
    }

    #[test]
    fn a_line_for_what_is_gone_has_to_go() {
        let complaints = judged(&[("syn", "1.0.9")], "{ crate = \"syn:1\", reason = \"r\" }");
        assert!(complaints[0].contains("no duplicate any more"), "{complaints:?}");
    }
}
