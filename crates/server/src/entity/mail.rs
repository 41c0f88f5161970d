//! The outbox.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub company_id: Option<String>,
    pub cause: String,
    pub about: String,
    pub kind: String,
    pub to_address: String,
    pub subject: String,
    pub body: String,
    pub secret: bool,
    pub message_id: String,
    pub state: String,
    pub attempts: i32,
    pub recorded_at: i64,
    pub next_attempt_at: i64,
    pub claim: Option<String>,
    pub claimed_until: i64,
    pub sent_at: Option<i64>,
    pub last_error: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
