//! Who may sign with which certificate.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bindings")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub certificate_number: String,
    pub user: i64,
    pub bound_at: i64,
    pub bound_by: Option<i64>,
    pub released_at: Option<i64>,
    pub released_by: Option<i64>,
    pub checked_at: Option<i64>,
    pub wrong_pins: i32,
    pub pin_blocked_until: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
