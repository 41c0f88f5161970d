//! Clears up when this process is gone, however it ended: the test runner leaves no place to do so.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};

/// Reads which groups of processes there are until this process is gone, ends them, and removes the folder.
const SCRIPT: &str = r#"
    trap '' INT TERM HUP
    all=' '
    while read -r one; do
        case $one in
            -*) all=$(printf '%s' "$all" | sed "s/ ${one#-} / /") ;;
            *) all="$all$one " ;;
        esac
    done
    for one in $all; do kill -TERM -- "-$one"; done
    for one in $all; do
        for i in 1 2 3 4 5 6 7 8 9; do kill -0 -- "-$one" || break; sleep 0.2; done
        kill -KILL -- "-$one"
    done
    rm -rf "$1""#;

static JANITOR: OnceLock<Mutex<Child>> = OnceLock::new();

/// Starts it; it removes `root` in the end.
pub(crate) fn start(root: &Path) {
    let started = Command::new("sh")
        .args(["-c", SCRIPT, "janitor"])
        .arg(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let janitor = started.unwrap_or_else(|error| panic!("sh does not start: {error}"));
    // It is started once.
    let _ = JANITOR.set(Mutex::new(janitor));
}

/// From now on this group of processes ends with this process.
pub(crate) fn watches(group: u32) {
    tell(&format!("{group}\n"));
}

/// That group has ended.
pub(crate) fn forgets(group: u32) {
    tell(&format!("-{group}\n"));
}

fn tell(line: &str) {
    if let Some(Ok(mut janitor)) = JANITOR.get().map(Mutex::lock)
        && let Some(ear) = &mut janitor.stdin
    {
        // Without a janitor it stays what an end by force leaves behind.
        let _ = ear.write_all(line.as_bytes());
    }
}
