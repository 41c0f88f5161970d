//! A program that runs beside the journeys.

use std::io::{BufRead as _, BufReader, Read};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};

use crate::fail::DEADLINE;
use crate::janitor;

/// A running program; dropped, it is killed.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    log: Arc<Mutex<String>>,
    /// Whether it leads a group of processes of its own.
    apart: bool,
}

impl Program {
    /// Starts it and waits for the line of its output in which `find` finds something.
    pub(crate) fn start(command: Command, find: fn(&str) -> Option<String>) -> (Self, String) {
        Self::begin(command, find, false)
    }

    /// The same, for a program that starts others: they all end with it, and with this process.
    pub(crate) fn start_apart(mut command: Command, find: fn(&str) -> Option<String>) -> (Self, String) {
        command.process_group(0);
        Self::begin(command, find, true)
    }

    /// The same, for one that says nothing to wait for.
    pub(crate) fn start_silent(mut command: Command) -> Self {
        command.process_group(0);
        Self::spawn(command, true, |_| {})
    }

    fn begin(command: Command, find: fn(&str) -> Option<String>, apart: bool) -> (Self, String) {
        let name = command.get_program().to_owned();
        let (tell, found) = channel();
        let program = Self::spawn(command, apart, move |line| {
            if let Some(word) = find(line) {
                // Nobody listens any more once the first has been found.
                let _ = tell.send(word);
            }
        });
        match found.recv_timeout(DEADLINE * 2) {
            Ok(word) => (program, word),
            Err(why) => {
                let why = if why == RecvTimeoutError::Timeout { "is not ready in time" } else { "has ended" };
                panic!("{} {why}:\n{}", name.display(), program.log());
            }
        }
    }

    fn spawn(mut command: Command, apart: bool, tell: impl FnMut(&str) + Clone + Send + 'static) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let name = command.get_program().to_owned();
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{} does not start: {error}", name.display()));
        let log = Arc::new(Mutex::new(String::new()));
        if let Some(errors) = child.stderr.take() {
            keep(errors, &log, tell.clone());
        }
        if let Some(output) = child.stdout.take() {
            keep(output, &log, tell);
        }
        if apart {
            janitor::watches(child.id());
        }
        Self { child, log, apart }
    }

    /// All that it has said.
    pub(crate) fn log(&self) -> String {
        self.log.lock().map(|log| log.clone()).unwrap_or_default()
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn end(mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.id().to_string()]).status();
        assert!(asked.is_ok_and(|status| status.success()), "kill does not work");
        assert!(self.child.wait().is_ok(), "it cannot be waited for");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if self.apart {
            let group = format!("-{}", self.id());
            let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        }
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if self.apart {
            janitor::forgets(self.id());
        }
    }
}

/// Reads what a program says, so that it never has to wait for a reader.
fn keep(from: impl Read + Send + 'static, log: &Arc<Mutex<String>>, mut tell: impl FnMut(&str) + Send + 'static) {
    let log = log.clone();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if let Ok(mut log) = log.lock() {
                log.push_str(&line);
                log.push('\n');
            }
            tell(&line);
        }
    });
}
