//! What all journeys share: the demonstration's data, a driver where one serves all, and the folder that everything
//! lies in.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::engine::Engine;
use crate::janitor;
use crate::program::Program;
use crate::server;

/// What is made once.
#[derive(Debug)]
pub(crate) struct Common {
    root: PathBuf,
    folders: AtomicU32,
    driver: OnceLock<(Vec<Program>, String)>,
}

/// What is made once; made when first asked for.
pub(crate) fn common() -> &'static Common {
    static COMMON: OnceLock<Common> = OnceLock::new();
    COMMON.get_or_init(Common::make)
}

impl Common {
    fn make() -> Self {
        let root = std::env::temp_dir().join(format!("shirushi-journeys-{}", std::process::id()));
        make(&root);
        janitor::start(&root);
        server::prepare(&root.join(PREPARED));
        Self { root, folders: AtomicU32::new(0), driver: OnceLock::new() }
    }

    /// The address of the driver that all browsers of this engine share.
    pub(crate) fn shared_driver(&self, engine: Engine) -> String {
        self.driver.get_or_init(|| engine.driver(&self.root, &self.root)).1.clone()
    }

    /// A new folder.
    pub(crate) fn folder(&self) -> PathBuf {
        let number = self.folders.fetch_add(1, Ordering::Relaxed);
        let folder = self.root.join(number.to_string());
        make(&folder);
        folder
    }

    /// A new folder with the demonstration's data.
    pub(crate) fn data_folder(&self) -> PathBuf {
        let folder = self.folder();
        copy(&self.root.join(PREPARED), &folder);
        folder
    }
}

const PREPARED: &str = "prepared";

fn make(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
}

fn copy(from: &Path, to: &Path) {
    make(to);
    let entries = std::fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    for entry in entries.flatten() {
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &copied);
        } else if let Err(error) = std::fs::copy(&path, &copied) {
            panic!("{}: {error}", path.display());
        }
    }
}
