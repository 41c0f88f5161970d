//! A program that runs beside the journeys.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};

use crate::fail::DEADLINE;

/// A running program; dropped, it is killed.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    log: Arc<Mutex<String>>,
}

impl Program {
    /// Starts it and waits for the line of its output in which `find` finds something.
    pub(crate) fn start(mut command: Command, find: fn(&str) -> Option<String>) -> (Self, String) {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let name = command.get_program().to_owned();
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{} does not start: {error}", name.display()));
        let log = Arc::new(Mutex::new(String::new()));
        let (tell, found) = channel();
        if let Some(errors) = child.stderr.take() {
            keep(errors, &log, |_| {});
        }
        if let Some(output) = child.stdout.take() {
            keep(output, &log, move |line| {
                if let Some(word) = find(line) {
                    // Nobody listens any more once the first has been found.
                    let _ = tell.send(word);
                }
            });
        }
        let program = Self { child, log };
        match found.recv_timeout(DEADLINE * 2) {
            Ok(word) => (program, word),
            Err(why) => {
                let why = if why == RecvTimeoutError::Timeout { "is not ready in time" } else { "has ended" };
                panic!("{} {why}:\n{}", name.display(), program.log());
            }
        }
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
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
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
