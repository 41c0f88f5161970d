//! The data of [`super::world`], made once for a kind of database and a beginning, copied for each test.

use std::collections::HashMap;
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex};

use sea_orm::{ConnectionTrait as _, Statement};
use server::clock::Moment;
use tokio::sync::OnceCell;

use super::database::{Database, Kind, execute, named, server_of};
use super::folder::{TemporaryFolder, unique_name};
use super::{Stand, world};

/// What is copied.
struct Template {
    key: Vec<u8>,
    data: Data,
}

enum Data {
    /// The file.
    Sqlite(Vec<u8>),
    /// The name of the database.
    Postgres(String),
}

/// What PostgreSQL's templates are called: this, the process, a number.
const NAME: &str = "shirushi_world";

type Templates = HashMap<(Kind, i64), Arc<OnceCell<Template>>>;

/// Makes the database as a copy of the data as they are at that moment.
pub(super) async fn copy(database: &Database, begin: Moment) {
    static TEMPLATES: LazyLock<Mutex<Templates>> = LazyLock::new(Mutex::default);
    let cell = TEMPLATES.lock().unwrap().entry((database.kind, begin.0)).or_default().clone();
    let template = cell.get_or_init(|| make(database.kind, begin)).await;
    std::fs::write(database.key_file(), &template.key).unwrap();
    match (&template.data, database.on_server()) {
        (Data::Postgres(of), Some((server, name))) => {
            execute(&server, &format!("CREATE DATABASE {name} TEMPLATE {of}")).await;
        }
        (Data::Sqlite(file), _) => std::fs::write(database.file(), file).unwrap(),
        (Data::Postgres(_), None) => unreachable!("the template is of the database's kind"),
    }
}

async fn make(kind: Kind, begin: Moment) -> Template {
    let folder = TemporaryFolder::make();
    let name = unique_name().replacen("shirushi_test", NAME, 1);
    let database = named(kind, &name, folder.path()).unwrap();
    if kind == Kind::Postgres {
        remove_leftovers().await;
    }
    database.make_empty().await;
    let stand = Stand::on(&database, begin, |_| {}).await;
    world::make(&stand).await;
    // What is copied has no connections, and in SQLite's one file is everything.
    stand.state.db.clone().close().await.unwrap();
    let key = std::fs::read(database.key_file()).unwrap();
    let data = match kind {
        Kind::Sqlite => Data::Sqlite(std::fs::read(database.file()).unwrap()),
        Kind::Postgres => Data::Postgres(name),
    };
    Template { key, data }
}

/// A test program cannot tell its end, so the templates of those that have ended are removed by the next.
async fn remove_leftovers() {
    let server = server_of(Kind::Postgres).unwrap();
    let db = sea_orm::Database::connect(server.clone()).await.unwrap();
    let sql = format!("SELECT datname FROM pg_database WHERE datname LIKE '{NAME}\\_%'");
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    db.close().await.unwrap();
    for row in rows {
        let name: String = row.try_get_by_index(0).unwrap();
        let process = name.trim_start_matches(NAME).split('_').nth(1).unwrap_or_default();
        let lives = Command::new("kill").args(["-0", process]).stderr(Stdio::null()).status().unwrap().success();
        if !lives {
            execute(&server, &format!("DROP DATABASE IF EXISTS {name}")).await;
        }
    }
}
