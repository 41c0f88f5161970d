//! The server as a process of its own, which can be frozen and killed.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::Child;

use super::client::Client;
use super::database::Database;
use super::{DEADLINE, until};

/// A running `shirushi-server serve`; dropped, it is killed.
pub(crate) struct Process {
    child: Child,
    /// Its address.
    pub(crate) url: String,
    log: Arc<Mutex<String>>,
    said: Arc<Mutex<String>>,
}

/// The program, set up to work on that database.
fn program(database: &Database) -> tokio::process::Command {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_shirushi-server"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SHIRUSHI_")) {
        command.env_remove(name);
    }
    command
        .env("SHIRUSHI_LISTEN", "127.0.0.1:0")
        .env("SHIRUSHI_DATABASE_URL", &database.url)
        .env("SHIRUSHI_MAIL_DIR", database.folder.join("mail"))
        .env("SHIRUSHI_KEY_FILE", database.folder.join("server.key"))
        .env_remove("RUST_LOG");
    command
}

/// The same for a command that reads a line.
pub(crate) async fn typed(database: &Database, arguments: &[&str], line: &str) -> std::process::Output {
    let mut command = program(database);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // A command that refuses without reading closes the pipe; what it says is looked at, not this.
    let _ = input.write_all(format!("{line}\n").as_bytes()).await;
    drop(input);
    tokio::time::timeout(DEADLINE, child.wait_with_output()).await.expect("the command does not end").unwrap()
}

/// Runs a command of the program that ends by itself.
pub(crate) async fn command(database: &Database, arguments: &[&str]) -> std::process::Output {
    let output = program(database).args(arguments).kill_on_drop(true).output();
    tokio::time::timeout(DEADLINE, output).await.expect("the command does not end").unwrap()
}

impl Process {
    /// Starts it on that database with these settings more, and waits until it listens.
    pub(crate) async fn start(database: &Database, settings: &[(&str, &str)]) -> Self {
        let mut child = program(database)
            .arg("serve")
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();

        let log = Arc::new(Mutex::new(String::new()));
        let mut errors = BufReader::new(child.stderr.take().unwrap()).lines();
        let kept = log.clone();
        tokio::spawn(async move {
            while let Ok(Some(line)) = errors.next_line().await {
                kept.lock().unwrap().push_str(&format!("{line}\n"));
            }
        });
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = tokio::time::timeout(DEADLINE, async {
            while let Some(line) = output.next_line().await.unwrap() {
                if let Some(url) = line.strip_prefix("listening on ") {
                    return url.to_owned();
                }
            }
            panic!("the server ended: {}", log.lock().unwrap());
        });
        let url = url.await.expect("the server does not start");
        let said = Arc::new(Mutex::new(String::new()));
        let kept = said.clone();
        // Whatever it says later must not stop it.
        tokio::spawn(async move {
            while let Ok(Some(line)) = output.next_line().await {
                kept.lock().unwrap().push_str(&format!("{line}\n"));
            }
        });
        Self { child, url, log, said }
    }

    /// Where its figures are, once it has said so.
    pub(crate) async fn figures(&self) -> String {
        let find = || {
            let said = self.said.lock().unwrap();
            let line = said.lines().find_map(|line| line.strip_prefix("figures at "))?;
            line.strip_suffix("/metrics").map(str::to_owned)
        };
        until("it says where its figures are", || async { find().is_some() }).await;
        find().unwrap()
    }

    /// A browser for it.
    pub(crate) fn client(&self) -> Client {
        Client::to(&self.url)
    }

    /// All that it has logged.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// SIGKILL, and waits until it is gone.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// SIGSTOP, and waits until each of its threads stands still: whatever it is sent from now on, it does not see.
    pub(crate) async fn freeze(&self) {
        let id = self.child.id().unwrap();
        let stopped = Command::new("sh").args(["-c", &format!("kill -STOP {id}")]).status().unwrap();
        assert!(stopped.success());
        until("the server is frozen", || async { is_frozen(Path::new(&format!("/proc/{id}/task"))) }).await;
    }
}

/// Whether every thread is in the state `T`, which stands after the name in parentheses.
fn is_frozen(threads: &Path) -> bool {
    threads.read_dir().unwrap().flatten().all(|thread| {
        let stat = std::fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
        stat.rsplit_once(") ").is_none_or(|(_, state)| state.starts_with('T'))
    })
}
