//! The schema, told once to both databases.
//!
//! A migration is written with SeaORM's schema builder, never in the SQL of one database, so that SQLite and PostgreSQL
//! cannot drift apart; a test compares what came of it. To add one: a new module `m0002_what`, listed below. A
//! migration that has been released is never changed.
//!
//! Moments are `BIGINT` milliseconds since 1970 (UTC), codes are texts.

use sea_orm_migration::{MigrationTrait, MigratorTrait};

mod m0001_ground;

/// Brings a database up to date.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_ground::Migration)]
    }
}
