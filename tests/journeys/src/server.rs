//! The real server, as a process of its own with data of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use crate::common::common;
use crate::place;
use crate::program::Program;

/// A server on the demonstration's data.
#[derive(Debug)]
pub struct Server {
    url: String,
    folder: PathBuf,
    settings: Vec<(String, String)>,
    program: Mutex<Option<Program>>,
    /// What it said before it was stopped.
    before: Mutex<String>,
}

impl Server {
    pub(crate) fn start(settings: Vec<(String, String)>) -> Self {
        let folder = common().data_folder();
        let (program, url) = serve(&folder, "127.0.0.1:0", &settings);
        Self { url, folder, settings, program: Mutex::new(Some(program)), before: Mutex::default() }
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Kills it, as an outage would.
    pub fn stop(&self) {
        let program = self.program.lock().ok().and_then(|mut program| program.take());
        if let (Some(program), Ok(mut before)) = (program, self.before.lock()) {
            before.push_str(&program.log());
        }
    }

    /// Starts it again, at the same address, with the same data.
    pub fn start_again(&self) {
        self.stop();
        let address = self.url.trim_start_matches("http://");
        let (program, _) = serve(&self.folder, address, &self.settings);
        if let Ok(mut place) = self.program.lock() {
            *place = Some(program);
        }
    }

    /// All that it has said.
    pub(crate) fn log(&self) -> String {
        let before = self.before.lock().map(|before| before.clone()).unwrap_or_default();
        let now = self.program.lock().ok().and_then(|program| program.as_ref().map(Program::log));
        [before, now.unwrap_or_default()].concat()
    }
}

/// Makes the demonstration's data, which takes its time: certificates are really issued.
pub(crate) fn prepare(folder: &Path) {
    let (program, _) = serve(folder, "127.0.0.1:0", &[]);
    program.end();
}

/// Starts a server that keeps all it has in `folder`, and answers with its address.
fn serve(folder: &Path, listen: &str, settings: &[(String, String)]) -> (Program, String) {
    std::fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut command = Command::new(place::server());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SHIRUSHI_")) {
        command.env_remove(name);
    }
    command
        .arg("serve")
        .env("SHIRUSHI_LISTEN", listen)
        .env("SHIRUSHI_DATABASE_URL", format!("sqlite://{}?mode=rwc", folder.join("shirushi.db").display()))
        .env("SHIRUSHI_KEY_FILE", folder.join("server.key"))
        .env("SHIRUSHI_MAIL_DIR", folder.join("mail"))
        .env("SHIRUSHI_PAGE_DIR", place::page())
        .env("SHIRUSHI_DEMONSTRATION", "true")
        // A journey that wants applications to be issued by themselves says so.
        .env("SHIRUSHI_AUTO_ISSUE_SECONDS", "86400")
        .env_remove("RUST_LOG")
        .envs(settings.iter().map(|(name, value)| (name, value)));
    Program::start(command, |line| Some(line.strip_prefix("listening on ")?.trim_end_matches('/').to_owned()))
}
