//! Each test runs on SQLite and on PostgreSQL, each time with a database of its own.

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;

use sea_orm::ConnectionTrait as _;

use super::folder::{TemporaryFolder, unique_name};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// An empty database, and a folder for whatever else the test writes.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    pub(crate) kind: Kind,
    pub(crate) url: String,
    pub(crate) folder: PathBuf,
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
    let Some(server) = server_of(kind) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let folder = TemporaryFolder::make();
    let name = unique_name();
    let url = match kind {
        Kind::Sqlite => format!("sqlite://{}/test.db?mode=rwc", folder.path().display()),
        Kind::Postgres => {
            runtime.block_on(execute(&server, &format!("CREATE DATABASE {name}")));
            let (before, _) = server.rsplit_once('/').unwrap();
            format!("{before}/{name}")
        }
    };
    let database = Database { kind, url, folder: folder.path().to_owned() };
    let ended = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(database))));
    if kind == Kind::Postgres {
        runtime.block_on(execute(&server, &format!("DROP DATABASE {name} WITH (FORCE)")));
    }
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

async fn execute(server: &str, sql: &str) {
    let mut options = sea_orm::ConnectOptions::new(server.to_owned());
    options.max_connections(1).sqlx_logging(false);
    let db = sea_orm::Database::connect(options).await.unwrap();
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}
