//! Databases to be measured on, and servers on them.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::interrupt::Group;
use crate::job;
use crate::tools::postgres::Cluster;

/// A database, and a folder for what a server keeps beside it.
pub(crate) struct Database {
    url: String,
    folder: PathBuf,
    // Ends with it.
    _cluster: Option<Cluster>,
}

impl Database {
    /// A SQLite file in a folder of its own.
    pub(crate) fn sqlite(folder: &Path, name: &str) -> Result<Database> {
        let folder = folder.join(format!("sqlite-{name}"));
        fs::create_dir_all(&folder)?;
        Ok(Database { url: format!("sqlite://{}/shirushi.db?mode=rwc", folder.display()), folder, _cluster: None })
    }

    /// A cluster's own database: of PostgreSQL's programs only two are sure to be there, and neither makes another.
    pub(crate) fn postgres(cluster: Cluster, folder: &Path, name: &str) -> Result<Database> {
        let folder = folder.join(format!("postgres-{name}"));
        fs::create_dir_all(&folder)?;
        Ok(Database { url: cluster.url.clone(), folder, _cluster: Some(cluster) })
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env("SHIRUSHI_DATABASE_URL", &self.url)
            .env("SHIRUSHI_KEY_FILE", self.folder.join("server.key"))
            .env("SHIRUSHI_MAIL_DIR", self.folder.join("mail"))
            .env("SHIRUSHI_LISTEN", "127.0.0.1:0")
            .env("RUST_LOG", "warn")
            .env_remove("SHIRUSHI_SMTP_URL")
            .env_remove("SHIRUSHI_PAGE_DIR")
            .env_remove("SHIRUSHI_PUBLIC_URL");
        command
    }
}

/// Loads a company; its ID, its administrator's, and the password, as the server tells them.
pub(crate) fn load(program: &Path, database: &Database, size: usize) -> Result<(String, String, String)> {
    let mut command = database.command(program);
    command.args(["scale-data", "--users", &size.to_string(), "--certificates", &size.to_string()]);
    let told = job::quietly(&mut command, "loading")?.lines.join("\n");
    let between = |before: &str, after: char| {
        let rest = told.split(before).nth(1).with_context(|| format!("no `{before}` in: {told}"))?;
        Ok::<_, anyhow::Error>(rest.split(after).next().unwrap_or(rest).trim().to_owned())
    };
    Ok((between("certificates in ", '\n')?, between("administrator: ", ' ')?, between("(password: ", ')')?))
}

/// A server that runs; dropped, it ends.
pub(crate) struct Serving {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    child: Child,
    group: Group,
}

impl Serving {
    /// Starts the server; `workers` says whether it does anything by itself.
    pub(crate) fn start(program: &Path, database: &Database, workers: bool) -> Result<Serving> {
        let mut command = database.command(program);
        command.arg("serve").env("SHIRUSHI_WORKERS", workers.to_string());
        Serving::launch(command)
    }

    /// Starts the bare one.
    pub(crate) fn start_bare(program: &Path, database: &Database) -> Result<Serving> {
        Serving::launch(database.command(program))
    }

    fn launch(mut command: Command) -> Result<Serving> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).process_group(0).spawn()?;
        let group = Group::hold(child.id(), "TERM");
        let output = child.stdout.take().context("no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on http://").context("the server does not start")?;
        Ok(Serving { address: address.parse()?, child, group })
    }

    /// How much of the machine's memory it holds, in KiB.
    pub(crate) fn memory(&self) -> Result<u64> {
        let pid = self.child.id();
        // On macOS as on Linux.
        let told = job::ask(Command::new("ps").args(["-o", "rss=", "-p", &pid.to_string()])).context("no ps")?;
        Ok(told.trim().parse()?)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.group.end();
        let _ = self.child.wait();
    }
}
