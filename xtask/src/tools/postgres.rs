//! PostgreSQL: its programs, and a cluster that lives as long as the tests.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::apt;
use crate::args::Install;
use crate::interrupt::{Group, TemporaryFolder};
use crate::job;
use crate::place;
use crate::say::Steps;

/// How long a cluster may take to start.
const START: Duration = Duration::from_secs(60);

/// Finds or installs the programs; their folder.
pub(crate) fn ensure(install: Install, steps: &mut Steps) -> Result<PathBuf> {
    let step = steps.next("PostgreSQL");
    if let Some(folder) = find() {
        step.done(&format!("present: {}", folder.display()));
        return Ok(folder);
    }
    apt::install("PostgreSQL", &["postgresql"], install)?;
    let folder = find().context("PostgreSQL was installed, but initdb and postgres are not found")?;
    step.done(&format!("installed: {}", folder.display()));
    Ok(folder)
}

/// The folder that has both programs: of PATH, else the newest of Debian's.
fn find() -> Option<PathBuf> {
    let has_both =
        |folder: &PathBuf| ["initdb", "postgres"].iter().all(|program| place::is_program(&folder.join(program)));
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).find(has_both).or_else(|| newest(Path::new("/usr/lib/postgresql")).filter(has_both))
}

fn newest(versions: &Path) -> Option<PathBuf> {
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let entries = versions.read_dir().ok()?.flatten().map(|entry| entry.path());
    let newest = entries.filter(|path| number(path).is_some()).max_by_key(number)?;
    Some(newest.join("bin"))
}

/// A running cluster with nothing in it; dropped, it ends and leaves nothing behind.
pub(crate) struct Cluster {
    /// The address as the tests want it.
    pub(crate) url: String,
    // Ended by `drop`, before the folder goes.
    group: Group,
    ended: Receiver<()>,
    _folder: TemporaryFolder,
}

impl Cluster {
    /// Starts one with the programs of that folder.
    pub(crate) fn start(programs: &Path) -> Result<Cluster> {
        Cluster::start_one(programs, "postgres")
    }

    /// One of several at a time, told apart by name.
    pub(crate) fn start_one(programs: &Path, name: &str) -> Result<Cluster> {
        let folder = TemporaryFolder::make(name).context("no temporary folder for PostgreSQL")?;
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700))?;
        let owner = if place::is_root() { Some(stand_in()?) } else { None };
        if let Some((user, group)) = owner {
            chown(folder.path(), Some(user), Some(group))?;
        }
        let command = |program: &str| {
            let mut command = Command::new(programs.join(program));
            command.current_dir(folder.path()).env("LC_ALL", "C");
            if let Some((user, group)) = owner {
                command.uid(user).gid(group);
            }
            command
        };
        let mut initdb = command("initdb");
        initdb
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .arg("--pgdata=data");
        job::quietly(&mut initdb, "initdb")?;

        // Between asking for a port and using it, another program may take it.
        let mut told = String::new();
        for _ in 0..3 {
            let port = free_port()?;
            let mut postgres = command("postgres");
            postgres.args(["-D", "data", "-h", "127.0.0.1", "-p", &port.to_string(), "-k"]);
            postgres.arg(folder.path());
            // Nothing of this has to outlive a power cut.
            for setting in ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=400"] {
                postgres.args(["-c", setting]);
            }
            let log = folder.path().join("log");
            match launch(&mut postgres, &log)? {
                Ok((group, ended)) => {
                    return Ok(Cluster {
                        url: format!("postgres://postgres@127.0.0.1:{port}/postgres"),
                        group,
                        ended,
                        _folder: folder,
                    });
                }
                Err(log) => told = log,
            }
        }
        bail!("PostgreSQL does not start; it says:\n{told}")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.group.end();
        let _ = self.ended.recv_timeout(Duration::from_secs(5));
    }
}

type Launched = Result<(Group, Receiver<()>), String>;

/// Starts the program and waits until it takes connections; else what it told.
fn launch(postgres: &mut Command, log: &Path) -> Result<Launched> {
    let output = File::create(log)?;
    let mut child = postgres
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output)
        .process_group(0)
        .spawn()
        .context("postgres does not start")?;
    // Asked like this it ends at once; TERM would wait for everyone to hang up.
    let group = Group::hold(child.id(), "INT");
    let (sender, ended) = mpsc::channel();
    thread::spawn(move || {
        let _ = child.wait();
        let _ = sender.send(());
    });
    let begun = Instant::now();
    loop {
        let told = fs::read_to_string(log).unwrap_or_default();
        if told.contains("ready to accept connections") {
            return Ok(Ok((group, ended)));
        }
        let is_over = ended.recv_timeout(Duration::from_millis(50)).is_ok();
        if is_over || begun.elapsed() > START {
            group.end();
            return Ok(Err(told));
        }
    }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

/// PostgreSQL refuses to run as root: who runs it instead, as (user, group).
fn stand_in() -> Result<(u32, u32)> {
    let number =
        |flag: &str, user: &str| job::ask(Command::new("id").args([flag, user])).and_then(|id| id.trim().parse().ok());
    ["postgres", "nobody"].into_iter().find_map(|user| Some((number("-u", user)?, number("-g", user)?))).context(
        "PostgreSQL does not run as root, and there is no user `postgres` or `nobody`: useradd --system postgres",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_by_number() {
        let folder = std::env::temp_dir().join(format!("shirushi-newest-test-{}", std::process::id()));
        for version in ["9", "15", "common"] {
            fs::create_dir_all(folder.join(version)).unwrap();
        }
        assert_eq!(newest(&folder), Some(folder.join("15/bin")));
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(newest(&folder), None);
    }
}
