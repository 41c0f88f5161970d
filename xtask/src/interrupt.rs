//! Ctrl-C and a polite kill end everything that this program started, and remove what it put aside.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

static HELD: Mutex<Vec<Held>> = Mutex::new(Vec::new());
static HAPPENED: AtomicBool = AtomicBool::new(false);

/// How long a process has to end when asked to.
const PATIENCE: Duration = Duration::from_secs(5);

enum Held {
    Group { id: u32, signal: &'static str },
    Folder(PathBuf),
}

/// Starts to listen for the signals.
pub(crate) fn watch() {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
        return; // Then the default holds: this process ends, and its children with the terminal.
    };
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            HAPPENED.store(true, Ordering::SeqCst);
            eprintln!("\nxtask: stopping …");
            end_all();
            std::process::exit(128 + signal);
        }
    });
}

/// Returns at once, unless a signal came: then what follows is the handler's business, which ends the process.
pub(crate) fn leave_to_handler() {
    while HAPPENED.load(Ordering::SeqCst) {
        thread::park();
    }
}

/// A process group to be ended with this program; forgotten when dropped.
pub(crate) struct Group {
    id: u32,
    signal: &'static str,
}

impl Group {
    /// Holds the group that the process `id` leads; `signal` is the one that ends it well.
    pub(crate) fn hold(id: u32, signal: &'static str) -> Group {
        held().push(Held::Group { id, signal });
        Group { id, signal }
    }

    /// Ends the whole group, at last by force.
    pub(crate) fn end(&self) {
        end_group(self.id, self.signal);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        held().retain(|held| !matches!(held, Held::Group { id, .. } if *id == self.id));
    }
}

/// A folder that goes when this is dropped, or with the program.
pub(crate) struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    /// Makes `shirushi-NAME-PID` in the system's folder for such things, empty.
    pub(crate) fn make(name: &str) -> std::io::Result<TemporaryFolder> {
        let path = std::env::temp_dir().join(format!("shirushi-{name}-{}", std::process::id()));
        if path.exists() {
            std::fs::remove_dir_all(&path)?;
        }
        std::fs::create_dir_all(&path)?;
        held().push(Held::Folder(path.clone()));
        Ok(TemporaryFolder(path))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
        held().retain(|held| !matches!(held, Held::Folder(path) if *path == self.0));
    }
}

fn held() -> MutexGuard<'static, Vec<Held>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

fn end_all() {
    let held = std::mem::take(&mut *held());
    for one in &held {
        if let Held::Group { id, signal } = one {
            send(*id, signal);
        }
    }
    for one in &held {
        if let Held::Group { id, signal } = one {
            end_group(*id, signal);
        }
    }
    for one in held {
        if let Held::Folder(path) = one {
            let _ = std::fs::remove_dir_all(path);
        }
    }
}

fn end_group(id: u32, signal: &str) {
    if !send(id, signal) {
        return;
    }
    let asked = Instant::now();
    while send(id, "0") {
        if asked.elapsed() > PATIENCE {
            send(id, "KILL");
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Sends a signal to a group; `false` when there is nobody left in it.
fn send(id: u32, signal: &str) -> bool {
    // The standard library can only kill outright, and this way no unsafe code is needed.
    Command::new("sh")
        .args(["-c", &format!("kill -s {signal} -- -{id}")])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
