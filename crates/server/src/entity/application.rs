//! 電子証明書追加発行申請.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "applications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub receipt_number: String,
    pub company_id: String,
    pub state: String,
    pub version: i64,
    pub filed_by: i64,
    pub signer: i64,
    pub reused_certificate: Option<String>,
    pub company_name: String,
    pub company_latin: String,
    pub department_name: String,
    pub department_latin: String,
    pub title_name: String,
    pub title_latin: String,
    pub pin_recipient_department: String,
    pub pin_recipient_name: String,
    pub pin_recipient_mail_address: String,
    pub applicant_department: String,
    pub applicant_name: String,
    pub applicant_phone: String,
    pub applicant_mail_address: String,
    pub rejection_reason: Option<String>,
    pub received_at: i64,
    pub examining_at: Option<i64>,
    pub issued_at: Option<i64>,
    pub checked_at: Option<i64>,
    pub rejected_at: Option<i64>,
    pub withdrawn_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
