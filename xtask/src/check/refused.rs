//! Crates that may not be there at all.

use std::collections::BTreeSet;

use anyhow::Result;

use super::deny::Rules;
use super::tree::{self, Package};
use crate::place::Place;

/// What is wrong.
pub(crate) fn find(place: &Place, rules: &Rules) -> Result<Vec<String>> {
    let everything = ["--workspace", "--all-features", "--target", "all", "--edges", "normal,build,dev"];
    Ok(judge(&tree::packages(place, &everything)?, rules))
}

fn judge(packages: &BTreeSet<Package>, rules: &Rules) -> Vec<String> {
    let mut complaints = Vec::new();
    for package in packages {
        for entry in rules.deny.iter().filter(|entry| entry.matches(package)) {
            let Package { name, version } = package;
            complaints.push(format!(
                "{name} {version} is refused: {}\n    who wants it: cargo tree --workspace --target all --invert {name}@{version}",
                entry.reason
            ));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_crate_is_told_with_its_reason() {
        let rules = Rules::parse("[bans]\ndeny = [{ crate = \"rsa\", reason = \"timing\" }]").unwrap();
        let packages = BTreeSet::from([Package::new("rsa", "0.9.8"), Package::new("rsa-pss", "1.0.0")]);
        let complaints = judge(&packages, &rules);
        assert_eq!(complaints.len(), 1);
        assert!(complaints[0].starts_with("rsa 0.9.8 is refused: timing"), "{complaints:?}");
        assert!(judge(&BTreeSet::new(), &rules).is_empty());
    }
}
