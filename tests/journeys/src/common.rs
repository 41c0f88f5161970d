//! What all journeys share: chromedriver, the demonstration's data, and the folder that everything lies in.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::place;
use crate::program::Program;
use crate::server;

/// What is made once.
#[derive(Debug)]
pub(crate) struct Common {
    /// chromedriver's address.
    pub(crate) chromedriver: String,
    root: PathBuf,
    folders: AtomicU32,
    _driver: Program,
    _janitor: Child,
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
        let mut command = Command::new(place::chromedriver());
        // Whatever browser and driver leave behind goes with the folder.
        command.arg("--port=0").env("TMPDIR", &root);
        let (driver, port) = Program::start(command, |line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let janitor = janitor(&driver, &root);
        server::prepare(&root.join(PREPARED));
        let chromedriver = format!("http://127.0.0.1:{port}");
        Self { chromedriver, root, folders: AtomicU32::new(0), _driver: driver, _janitor: janitor }
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

/// Clears up when this process is gone, however it ended: the test runner leaves no place to do so.
fn janitor(driver: &Program, root: &Path) -> Child {
    let janitor = Command::new("sh")
        .args(["-c", r#"trap '' INT TERM HUP; cat; kill "$1"; for i in 1 2 3 4 5 6 7 8 9; do kill -0 "$1" || break; sleep 0.2; done; rm -rf "$2""#])
        .arg("janitor")
        .arg(driver.id().to_string())
        .arg(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    janitor.unwrap_or_else(|error| panic!("sh does not start: {error}"))
}

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
