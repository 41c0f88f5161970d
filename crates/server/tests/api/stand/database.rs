//! Each test runs on SQLite and on PostgreSQL, each time with a database of its own.

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sea_orm::ConnectionTrait as _;
use server::clock::Moment;
use tokio::sync::OnceCell;

use super::folder::{TemporaryFolder, unique_name};
use super::template;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// A database of one test, which is made when it is filled or emptied first, and a folder for whatever else the test
/// writes.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    pub(crate) kind: Kind,
    pub(crate) url: String,
    pub(crate) folder: PathBuf,
    filled: Arc<OnceCell<()>>,
}

impl Database {
    pub(crate) fn new(kind: Kind, url: String, folder: &Path) -> Self {
        Self { kind, url, folder: folder.to_owned(), filled: Arc::default() }
    }

    /// Makes it with the data of [`super::world`] as they are at that moment, if it is not made yet.
    pub(crate) async fn fill(&self, begin: Moment) {
        self.filled.get_or_init(|| async { template::copy(self, begin).await }).await;
    }

    /// Makes it without a table.
    pub(crate) async fn make_empty(&self) {
        if let Some((server, name)) = self.on_server() {
            execute(&server, &format!("CREATE DATABASE {name}")).await;
        }
    }

    /// Removes it; files go with their folder.
    async fn remove(&self) {
        if let Some((server, name)) = self.on_server() {
            execute(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }

    /// The PostgreSQL server and the name of the database there.
    pub(crate) fn on_server(&self) -> Option<(String, &str)> {
        let (_, name) = self.url.rsplit_once('/').unwrap();
        (self.kind == Kind::Postgres).then(|| (server_of(Kind::Postgres).unwrap(), name))
    }

    /// SQLite's file.
    pub(crate) fn file(&self) -> &Path {
        Path::new(self.url.trim_start_matches("sqlite://").split('?').next().unwrap())
    }

    /// The server's key, beside the database, so that a process of the server's own can work on the same data.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.folder.join("server.key")
    }
}

/// The database of that kind with this name.
pub(crate) fn named(kind: Kind, name: &str, folder: &Path) -> Option<Database> {
    let server = server_of(kind)?;
    let url = match kind {
        Kind::Sqlite => format!("sqlite://{}/{name}.db?mode=rwc", folder.display()),
        Kind::Postgres => format!("{}/{name}", server.rsplit_once('/').unwrap().0),
    };
    Some(Database::new(kind, url, folder))
}

/// Makes two tests of each function named, `NAME::sqlite` and `NAME::postgres`.
macro_rules! on_each_database {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use crate::stand::database::{Kind, run};

            #[test]
            fn sqlite() {
                run(Kind::Sqlite, super::$name);
            }

            #[test]
            fn postgres() {
                run(Kind::Postgres, super::$name);
            }
        }
    )+};
}
pub(crate) use on_each_database;

/// Runs a test on a new database and removes that, whether the test passes or not.
pub(crate) fn run<F: Future<Output = ()>>(kind: Kind, test: impl FnOnce(Database) -> F) {
    let folder = TemporaryFolder::make();
    let Some(database) = named(kind, &unique_name(), folder.path()) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let ended = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(database.clone()))));
    runtime.block_on(database.remove());
    runtime.shutdown_background();
    if let Err(panic) = ended {
        resume_unwind(panic);
    }
}

/// The server on which databases can be made; none when the test is to be left out. SQLite needs none.
pub(crate) fn server_of(kind: Kind) -> Option<String> {
    if kind == Kind::Sqlite {
        return Some(String::new());
    }
    if let Some(url) = std::env::var("SHIRUSHI_TEST_POSTGRES").ok().filter(|url| !url.is_empty()) {
        return Some(url);
    }
    let wanted = std::env::var("SHIRUSHI_TEST_SKIP_POSTGRES").is_ok_and(|value| value == "1");
    assert!(
        wanted,
        "SHIRUSHI_TEST_POSTGRES names no server, such as postgres://postgres@127.0.0.1:5432/postgres. \
         `cargo xtask test --only api` starts one; SHIRUSHI_TEST_SKIP_POSTGRES=1 leaves this half out."
    );
    // Past the capture of the test's output: nobody shall take this for a pass.
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(std::io::stderr(), "SKIPPED, NOT TESTED ON POSTGRESQL: {name}");
    None
}

/// Runs SQL on the server, in no database of a test.
pub(crate) async fn execute(server: &str, sql: &str) {
    let mut options = sea_orm::ConnectOptions::new(server.to_owned());
    options.max_connections(1).sqlx_logging(false);
    let db = sea_orm::Database::connect(options).await.unwrap();
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}
