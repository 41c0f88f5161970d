//! The schema is the same on both databases: tables, columns, what may be null, keys and indexes.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement, TryGetable};

use crate::stand::database::{Database, Kind, run, server_of};

/// A table as both databases can tell it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    /// Name, kind, whether it may be null; in their order.
    columns: Vec<(String, &'static str, bool)>,
    /// The columns of an index, and whether it is unique; the primary key is one of them.
    indexes: BTreeSet<(Vec<String>, bool)>,
    /// A column, and the table and column that it points to.
    foreign_keys: BTreeSet<(String, String, String)>,
}

type Schema = BTreeMap<String, Table>;

#[test]
fn both_databases_have_the_same_schema() {
    // Without a PostgreSQL there is nothing to compare with; this says so.
    if server_of(Kind::Postgres).is_none() {
        return;
    }
    let (mut sqlite, mut postgres) = (Schema::new(), Schema::new());
    run(Kind::Sqlite, async |database: Database| sqlite = schema_of_sqlite(&connect(&database).await).await);
    run(Kind::Postgres, async |database: Database| postgres = schema_of_postgres(&connect(&database).await).await);
    assert!(sqlite.len() > 10 && sqlite.values().all(|table| !table.columns.is_empty() && !table.indexes.is_empty()));
    let tables: BTreeSet<&String> = sqlite.keys().chain(postgres.keys()).collect();
    for table in tables {
        assert_eq!(sqlite.get(table), postgres.get(table), "{table}: SQLite on the left, PostgreSQL on the right");
    }
}

#[test]
fn migrating_twice_changes_nothing() {
    run(Kind::Sqlite, async |database: Database| {
        let first = schema_of_sqlite(&connect(&database).await).await;
        assert_eq!(schema_of_sqlite(&connect(&database).await).await, first);
    });
}

async fn connect(database: &Database) -> DatabaseConnection {
    database.make_empty().await;
    server::db::connect(&database.url, 2).await.unwrap()
}

/// The rows of a query with three columns.
async fn rows<A: TryGetable, B: TryGetable, C: TryGetable>(db: &DatabaseConnection, sql: &str) -> Vec<(A, B, C)> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let read = |row: sea_orm::QueryResult| {
        (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap(), row.try_get_by_index(2).unwrap())
    };
    rows.into_iter().map(read).collect()
}

/// What a type is on either: SQLite keeps every whole number in 64 bits and every text without a limit.
fn kind(name: &str) -> &'static str {
    match name.to_ascii_lowercase().as_str() {
        "bigint" | "integer" | "int" => "number",
        "varchar" | "character varying" | "text" => "text",
        "boolean" => "truth",
        other => panic!("a type that nobody has compared yet: {other}"),
    }
}

async fn schema_of_sqlite(db: &DatabaseConnection) -> Schema {
    assert_eq!(db.get_database_backend(), DbBackend::Sqlite);
    let names = "SELECT name, '', '' FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut schema = Schema::new();
    for (name, _, _) in rows::<String, String, String>(db, names).await {
        let mut table = Table::default();
        let columns = format!("SELECT name, type, \"notnull\" + pk FROM pragma_table_info('{name}') ORDER BY cid");
        for (column, of_kind, needed) in rows::<String, String, i64>(db, &columns).await {
            table.columns.push((column, kind(&of_kind), needed == 0));
        }
        let key = format!("SELECT name, '', pk FROM pragma_table_info('{name}') WHERE pk > 0 ORDER BY pk");
        let key: Vec<String> = rows::<String, String, i64>(db, &key).await.into_iter().map(|row| row.0).collect();
        table.indexes.insert((key, true));
        let indexes = format!("SELECT name, '', \"unique\" FROM pragma_index_list('{name}')");
        for (index, _, unique) in rows::<String, String, i64>(db, &indexes).await {
            let columns = format!("SELECT name, '', seqno FROM pragma_index_info('{index}') ORDER BY seqno");
            let columns = rows::<String, String, i64>(db, &columns).await.into_iter().map(|row| row.0).collect();
            table.indexes.insert((columns, unique == 1));
        }
        let keys = format!("SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list('{name}')");
        table.foreign_keys.extend(rows::<String, String, String>(db, &keys).await);
        schema.insert(name, table);
    }
    schema
}

async fn schema_of_postgres(db: &DatabaseConnection) -> Schema {
    assert_eq!(db.get_database_backend(), DbBackend::Postgres);
    let mut schema = Schema::new();
    let columns = "SELECT table_name || '.' || column_name, data_type::text, is_nullable::text \
        FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position";
    for (path, of_kind, null) in rows::<String, String, String>(db, columns).await {
        let (table, column) = path.split_once('.').unwrap();
        let table = schema.entry(table.to_owned()).or_default();
        table.columns.push((column.to_owned(), kind(&of_kind), null == "YES"));
    }
    let indexes = "SELECT t.relname::text, \
        (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, true), ',' ORDER BY k) FROM generate_series(1, i.indnatts) k), \
        i.indisunique \
        FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace \
        WHERE n.nspname = 'public'";
    for (table, columns, unique) in rows::<String, String, bool>(db, indexes).await {
        let columns = columns.split(',').map(|column| column.trim_matches('"').to_owned()).collect();
        schema.get_mut(&table).unwrap().indexes.insert((columns, unique));
    }
    let keys = "SELECT k.table_name || '.' || k.column_name, c.table_name::text, c.column_name::text \
        FROM information_schema.referential_constraints r \
        JOIN information_schema.key_column_usage k ON k.constraint_name = r.constraint_name \
        JOIN information_schema.constraint_column_usage c ON c.constraint_name = r.constraint_name";
    for (path, to_table, to_column) in rows::<String, String, String>(db, keys).await {
        let (table, column) = path.split_once('.').unwrap();
        schema.get_mut(table).unwrap().foreign_keys.insert((column.to_owned(), to_table, to_column));
    }
    schema
}
