//! A person's login in one company.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub company_id: String,
    pub user_id: String,
    pub login_key: String,
    pub name_key: String,
    pub department_key: String,
    pub name: String,
    pub department: String,
    pub phone: String,
    pub mail_address: String,
    pub role: String,
    pub state: String,
    pub password_hash: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
