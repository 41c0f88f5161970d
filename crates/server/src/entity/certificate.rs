//! 電子証明書.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub certificate_number: String,
    pub company_id: String,
    pub receipt_number: String,
    pub not_before: i64,
    pub not_after: i64,
    pub notice_sent_at: Option<i64>,
    pub revoked_at: Option<i64>,
    pub revocation_reason: Option<String>,
    pub revoked: i32,
    pub department_name: String,
    pub department_key: String,
    pub title_name: String,
    pub title_key: String,
    pub version: i64,
    pub serial: String,
    pub der: String,
    pub wrapped_key: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
