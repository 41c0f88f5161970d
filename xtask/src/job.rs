//! Running other programs: in a process group of their own, with their output read line by line.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::interrupt::{self, Group};
use crate::say::Live;

/// A program that is silent for this long hangs, and is ended.
const SILENCE: Duration = Duration::from_secs(15 * 60);

/// How long the output of a program that has ended may still come in.
const AFTERMATH: Duration = Duration::from_secs(2);

/// How many lines of a failed program's output are shown.
const SHOWN: usize = 400;

/// A program that has ended.
pub(crate) struct Ended {
    /// Whether it ended well.
    pub(crate) success: bool,
    /// Its output and errors, in the order in which they came.
    pub(crate) lines: Vec<String>,
}

/// Runs a program behind a live line; its output is shown only when it fails, and then that is an error.
pub(crate) fn quietly(command: &mut Command, what: &str) -> Result<Ended> {
    let ended = run(command, false)?;
    if !ended.success {
        println!("{}", ended.complaint());
        bail!("{what} failed; what it said is above");
    }
    Ok(ended)
}

/// Runs a program behind a live line, whatever comes of it.
pub(crate) fn silently(command: &mut Command) -> Result<Ended> {
    run(command, false)
}

/// Runs a program and shows what it prints, but for the lines with which cargo says which crate it is at.
pub(crate) fn openly(command: &mut Command) -> Result<Ended> {
    run(command, true)
}

/// Runs a program that prints for itself, until it or this one is ended; whether it ended well.
pub(crate) fn serve(command: &mut Command) -> Result<bool> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child =
        command.stdin(Stdio::null()).process_group(0).spawn().with_context(|| format!("{program} does not start"))?;
    let _group = Group::hold(child.id(), "TERM");
    let status = child.wait()?;
    interrupt::leave_to_handler();
    Ok(status.success())
}

/// The output of a short question such as `--version`; none when it can't be asked or fails.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(text)
}

impl Ended {
    /// The end of what it printed, without the lines that only tell progress.
    pub(crate) fn complaint(&self) -> String {
        let telling: Vec<_> = self.lines.iter().filter(|line| !is_progress(line)).collect();
        let from = telling.len().saturating_sub(SHOWN);
        telling[from..].iter().map(|line| format!("{line}\n")).collect()
    }
}

fn run(command: &mut Command, open: bool) -> Result<Ended> {
    let program = command.get_program().to_string_lossy().into_owned();
    // One pipe for both streams keeps their lines in order.
    let (reader, writer) = std::io::pipe().context("no pipe")?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer).process_group(0);
    let mut child = command.spawn().with_context(|| format!("{program} does not start"))?;
    // The command holds the writing end, and while anyone holds it the reading end never ends.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let group = Group::hold(child.id(), "TERM");

    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            line.clear();
            if sender.send(text).is_err() {
                return;
            }
        }
    });

    let mut listener = Listener::new(open);
    let status = listener.until_ended(&mut child, &lines, &group)?;
    // Whatever the program left behind would keep the pipe, ports and files.
    if !listener.drain(&lines) {
        group.end();
    }
    listener.live.clear();
    interrupt::leave_to_handler();
    Ok(Ended { success: status.is_some_and(|status| status.success()), lines: listener.kept })
}

struct Listener {
    open: bool,
    live: Live,
    kept: Vec<String>,
    last: Instant,
}

impl Listener {
    fn new(open: bool) -> Listener {
        Listener { open, live: Live::new(), kept: Vec::new(), last: Instant::now() }
    }

    /// Listens until the program has ended; none when it had to be ended because it hung.
    fn until_ended(
        &mut self,
        child: &mut std::process::Child,
        lines: &Receiver<String>,
        group: &Group,
    ) -> Result<Option<ExitStatus>> {
        loop {
            match lines.recv_timeout(Duration::from_millis(100)) {
                Ok(line) => self.heard(line),
                // Its output may be closed before it ends.
                Err(RecvTimeoutError::Disconnected) => thread::sleep(Duration::from_millis(10)),
                Err(RecvTimeoutError::Timeout) => {}
            }
            self.live.tick();
            if let Some(status) = child.try_wait()? {
                return Ok(Some(status));
            }
            if self.last.elapsed() > SILENCE {
                self.heard(format!("no output for {} minutes: ended", SILENCE.as_secs() / 60));
                group.end();
                let _ = child.kill();
                child.wait()?;
                return Ok(None);
            }
        }
    }

    /// Takes what is still in the pipe; `false` when somebody keeps it open.
    fn drain(&mut self, lines: &Receiver<String>) -> bool {
        let ended = Instant::now();
        loop {
            match lines.recv_timeout(AFTERMATH.saturating_sub(ended.elapsed())) {
                Ok(line) => self.heard(line),
                Err(RecvTimeoutError::Disconnected) => return true,
                Err(RecvTimeoutError::Timeout) => return false,
            }
        }
    }

    fn heard(&mut self, line: String) {
        self.last = Instant::now();
        self.live.heard(&line);
        if self.open && !is_progress(&line) {
            self.live.clear();
            println!("{line}");
        }
        self.kept.push(line);
    }
}

/// Whether cargo only says which crate it is at.
fn is_progress(line: &str) -> bool {
    let line = line.trim_start();
    ["Compiling ", "Checking ", "Downloaded ", "Downloading ", "Blocking ", "Updating ", "Locking ", "Adding "]
        .iter()
        .any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_streams_come_in_order() {
        let ended = silently(Command::new("sh").args(["-c", "echo a; echo b >&2; echo c; exit 3"])).unwrap();
        assert!(!ended.success);
        assert_eq!(ended.lines, ["a", "b", "c"]);
    }

    #[test]
    fn a_program_that_leaves_another_behind_is_not_waited_for() {
        let begun = Instant::now();
        let ended = silently(Command::new("sh").args(["-c", "sleep 60 & echo started"])).unwrap();
        assert!(ended.success);
        assert_eq!(ended.lines, ["started"]);
        assert!(begun.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn a_complaint_leaves_progress_out() {
        let lines = ["   Compiling serde v1", "error: no", "  --> here"];
        let ended = Ended { success: false, lines: lines.map(String::from).to_vec() };
        assert_eq!(ended.complaint(), "error: no\n  --> here\n");
    }
}
