//! The database: SQLite by default, PostgreSQL by URL. SeaORM speaks to both; nothing else in the crate knows which.

use std::path::Path;
use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::migrations::Migrator;

/// A connection that was idle for no longer is used without asking first whether it still is one: that would double
/// the ways to the database and back.
const TRUSTED: Duration = Duration::from_secs(1);

/// What a connection may keep of SQLite's file, in KiB when below zero: what a search looks up lies on hundreds of pages,
/// and the usual 2 MiB do not hold them beside those of the index.
const SQLITE_CACHE: &str = "-8192";

/// Connects, and brings the schema up to date.
///
/// # Errors
///
/// When the database cannot be reached or a migration fails.
pub async fn connect(url: &str, connections: u32) -> Result<DatabaseConnection, DbErr> {
    create_folder(url);
    let mut options = ConnectOptions::new(url.to_owned());
    // secure_delete: a PIN that was sent is overwritten in SQLite's file, not only unlinked (BAR S10).
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .connect_timeout(Duration::from_secs(10))
        .sqlx_logging(false)
        .test_before_acquire_if_idle_for(TRUSTED)
        .map_sqlx_sqlite_opts(|options| {
            options
                .busy_timeout(Duration::from_secs(15))
                .pragma("secure_delete", "ON")
                .pragma("cache_size", SQLITE_CACHE)
        });
    let db = Database::connect(options).await?;
    if db.get_database_backend() == DbBackend::Sqlite {
        // Readers do not wait for the writer; writers wait for each other instead of failing.
        db.execute_unprepared("PRAGMA journal_mode = WAL").await?;
    }
    migrate(&db, url).await?;
    Ok(db)
}

/// Brings the schema up to date; of several servers that start at once, one does.
async fn migrate(db: &DatabaseConnection, url: &str) -> Result<(), DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Migrator::up(db, None).await;
    }
    // The lock belongs to a connection and ends with it, so it has one of its own.
    let mut options = ConnectOptions::new(url.to_owned());
    options.max_connections(1).connect_timeout(Duration::from_secs(10)).sqlx_logging(false);
    let locked = Database::connect(options).await?;
    locked.execute_unprepared(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})")).await?;
    let migrated = Migrator::up(&locked, None).await;
    locked.close().await?;
    migrated
}

/// Any number that nothing else in the database locks by.
const MIGRATION_LOCK: i64 = 0x5348_4952_5553_4849;

/// Begins to read: everything is seen as it is at one moment, whatever is written meanwhile.
///
/// # Errors
///
/// When the database is away.
pub async fn begin_read(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    db.begin_with_options(TransactionOptions {
        // SQLite's readers always see one moment.
        isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
        ..Default::default()
    })
    .await
}

/// Why a database could not be copied.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// It is not SQLite.
    #[error("this copies SQLite only; for PostgreSQL: pg_dump --format=custom --file=FILE DATABASE")]
    NotSqlite,
    /// The file is there already.
    #[error("{0} is there already; a backup is never overwritten")]
    There(String),
    /// The database refuses.
    #[error("the database cannot be copied: {0}")]
    Database(#[from] DbErr),
}

/// Copies a SQLite database to a new file, as it is at one moment, while servers go on writing.
///
/// # Errors
///
/// See [`BackupError`].
pub async fn backup(url: &str, to: &Path) -> Result<(), BackupError> {
    let options = ConnectOptions::new(url.replace("mode=rwc", "mode=rw"));
    let db = Database::connect(options).await?;
    if db.get_database_backend() != DbBackend::Sqlite {
        return Err(BackupError::NotSqlite);
    }
    let name = to.display().to_string();
    if to.exists() {
        return Err(BackupError::There(name));
    }
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [name.into()]);
    db.execute_raw(copy).await?;
    Ok(())
}

/// Begins a transaction that is going to write.
///
/// On SQLite it takes the write lock at once: a transaction that read first and wrote later could not be let in.
///
/// # Errors
///
/// When the database is away.
pub async fn begin_write(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    })
    .await
}

/// Makes the folder of a SQLite file.
fn create_folder(url: &str) {
    let Some(path) = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) else { return };
    let path = path.split('?').next().unwrap_or(path);
    if let Some(folder) = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()) {
        // If it cannot be made, connecting says why.
        let _ = std::fs::create_dir_all(folder);
    }
}
