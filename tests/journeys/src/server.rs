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
    pub(crate) fn url(&self) -> &str {
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

    /// Changes its data behind its back, by SQL: for what else only time or many people could do.
    pub fn is_changed(&self, statement: &str) {
        let script = "import sqlite3, sys; one = sqlite3.connect(sys.argv[1], timeout=30); \
                      one.execute(sys.argv[2]); one.commit()";
        let mut command = Command::new(place::python());
        command.arg("-c").arg(script).arg(self.folder.join("shirushi.db")).arg(statement);
        succeeds(command);
    }

    /// A large company comes in, with an administrator who logs in like those of the demonstration.
    pub fn gets_a_large_company(&self, certificates: u32) {
        let mut command = command(&self.folder);
        command.args(["scale-data", "--users", "60", "--certificates", &certificates.to_string()]);
        succeeds(command);
        self.is_changed(
            "UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE user_id = 'yamada.taro') \
             WHERE company_id = 'K900001' AND role = 'administrator'",
        );
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
    let mut command = command(folder);
    command
        .arg("serve")
        .env("SHIRUSHI_LISTEN", listen)
        .env("SHIRUSHI_MAIL_DIR", folder.join("mail"))
        .env("SHIRUSHI_PAGE_DIR", place::page())
        .env("SHIRUSHI_DEMONSTRATION", "true")
        // A journey that wants applications to be issued by themselves says so.
        .env("SHIRUSHI_AUTO_ISSUE_SECONDS", "86400")
        .envs(settings.iter().map(|(name, value)| (name, value)));
    Program::start(command, |line| Some(line.strip_prefix("listening on ")?.trim_end_matches('/').to_owned()))
}

/// The server's program with its data in `folder`.
fn command(folder: &Path) -> Command {
    let mut command = Command::new(place::server());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SHIRUSHI_")) {
        command.env_remove(name);
    }
    command
        .env("SHIRUSHI_DATABASE_URL", format!("sqlite://{}?mode=rwc", folder.join("shirushi.db").display()))
        .env("SHIRUSHI_KEY_FILE", folder.join("server.key"))
        .env_remove("RUST_LOG");
    command
}

fn succeeds(mut command: Command) {
    match command.output() {
        Ok(output) if output.status.success() => {}
        Ok(output) => panic!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => panic!("{command:?}: {error}"),
    }
}
