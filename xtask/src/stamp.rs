//! Whether the built page is still what a build would make.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::page::hosting::OF_THE_SITE;

/// What the page is made of, seen from the top of the clone; what does not exist is passed over.
const SOURCES: [&str; 11] = [
    "src",
    "crates/contract",
    "style",
    "public",
    "xtask/src/page",
    "xtask/src/page.rs",
    "index.html",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "rust-toolchain.toml",
];

/// What a build went in with and came out with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stamp {
    sources: u64,
    page: u64,
}

impl Stamp {
    /// The stamp of things as they are now.
    pub(crate) fn of(root: &Path, page: &Path) -> Result<Stamp> {
        // The clone's own place is part of it: clones may share a target folder, where stamps are kept.
        let mut sources = DefaultHasher::new();
        root.hash(&mut sources);
        for source in SOURCES {
            for file in files(&root.join(source))? {
                file.strip_prefix(root)?.hash(&mut sources);
                fs::read(&file)?.hash(&mut sources);
            }
        }
        // Names carry a hash of the content, so that names and sizes tell a changed file.
        let mut built = DefaultHasher::new();
        for file in files(page)? {
            // What depends on where the page is served, and not on its sources.
            if file.file_name().is_some_and(|name| OF_THE_SITE.iter().any(|other| *other == name)) {
                continue;
            }
            file.strip_prefix(page)?.hash(&mut built);
            file.metadata()?.len().hash(&mut built);
        }
        Ok(Stamp { sources: sources.finish(), page: built.finish() })
    }

    /// The stamp that a build left.
    pub(crate) fn read(file: &Path) -> Option<Stamp> {
        let text = fs::read_to_string(file).ok()?;
        let (sources, page) = text.trim().split_once(' ')?;
        Some(Stamp { sources: sources.parse().ok()?, page: page.parse().ok()? })
    }

    /// Leaves the stamp.
    pub(crate) fn write(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(file, format!("{} {}\n", self.sources, self.page))?)
    }

    /// Whether nothing that went in changed since this stamp, for a build whose sources may change meanwhile.
    pub(crate) fn same_sources(&self, other: &Stamp) -> bool {
        self.sources == other.sources
    }
}

/// All files below, in an order that stays.
pub(crate) fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            found.extend(files(&entry?.path())?);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_changes_with_sources_and_page_and_with_nothing_else() {
        let root = std::env::temp_dir().join(format!("shirushi-stamp-test-{}", std::process::id()));
        let page = root.join("dist");
        fs::create_dir_all(root.join("src/pages")).unwrap();
        fs::create_dir_all(&page).unwrap();
        fs::write(root.join("src/pages/a.rs"), "a").unwrap();
        fs::write(page.join("page.js"), "page").unwrap();
        let stamp = Stamp::of(&root, &page).unwrap();

        fs::write(root.join("README.md"), "words").unwrap();
        assert_eq!(Stamp::of(&root, &page).unwrap(), stamp);

        fs::write(root.join("src/pages/a.rs"), "b").unwrap();
        let changed = Stamp::of(&root, &page).unwrap();
        assert!(!changed.same_sources(&stamp));
        fs::write(root.join("src/pages/a.rs"), "a").unwrap();

        fs::rename(root.join("src/pages/a.rs"), root.join("src/pages/b.rs")).unwrap();
        assert!(!Stamp::of(&root, &page).unwrap().same_sources(&stamp));
        fs::rename(root.join("src/pages/b.rs"), root.join("src/pages/a.rs")).unwrap();

        fs::remove_file(page.join("page.js")).unwrap();
        let lost = Stamp::of(&root, &page).unwrap();
        assert!(lost.same_sources(&stamp) && lost != stamp);

        let file = root.join("kept/page.stamp");
        stamp.write(&file).unwrap();
        assert_eq!(Stamp::read(&file), Some(stamp));
        fs::write(&file, "12").unwrap();
        assert_eq!(Stamp::read(&file), None);
        fs::remove_dir_all(root).unwrap();
    }
}
