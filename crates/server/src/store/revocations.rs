//! Revoked certificates and the lists of them.

use contract::certificate::RevocationReason;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _,
    IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, Set,
};

use crate::clock::Moment;
use crate::entity::{certificate, revocation_list};

/// Marks a locked certificate revoked.
///
/// # Errors
///
/// When the database fails.
pub async fn revoke(
    tx: &DatabaseTransaction,
    row: certificate::Model,
    reason: RevocationReason,
    now: Moment,
) -> Result<certificate::Model, DbErr> {
    let version = row.version + 1;
    let mut row = row.into_active_model();
    row.revoked_at = Set(Some(now.0));
    row.revocation_reason = Set(Some(reason.code().to_owned()));
    row.revoked = Set(1);
    row.version = Set(version);
    row.update(tx).await
}

/// Whether the certificate that was issued on an application is revoked.
///
/// # Errors
///
/// When the database fails.
pub async fn is_revoked(db: &impl ConnectionTrait, receipt_number: &str) -> Result<bool, DbErr> {
    let revoked = certificate::Entity::find()
        .filter(certificate::Column::ReceiptNumber.eq(receipt_number))
        .filter(certificate::Column::RevokedAt.is_not_null());
    Ok(revoked.count(db).await? > 0)
}

/// All revoked certificates, in the order of their revocation.
///
/// # Errors
///
/// When the database fails.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<certificate::Model>, DbErr> {
    certificate::Entity::find()
        // As the index has it: anybody may ask for the list, and most certificates are not revoked.
        .filter(certificate::Column::Revoked.eq(1))
        .order_by_asc(certificate::Column::RevokedAt)
        .order_by_asc(certificate::Column::CertificateNumber)
        .all(db)
        .await
}

/// The newest list, if one was made.
///
/// # Errors
///
/// When the database fails.
pub async fn newest_list(db: &impl ConnectionTrait) -> Result<Option<revocation_list::Model>, DbErr> {
    revocation_list::Entity::find().order_by_desc(revocation_list::Column::Number).one(db).await
}

/// Keeps a new list and forgets the ones before.
///
/// # Errors
///
/// When the database fails.
pub async fn keep_list(tx: &DatabaseTransaction, number: i64, der: String, now: Moment) -> Result<(), DbErr> {
    let row = revocation_list::ActiveModel { number: Set(number), der: Set(der), this_update: Set(now.0) };
    revocation_list::Entity::insert(row).exec_without_returning(tx).await?;
    revocation_list::Entity::delete_many().filter(revocation_list::Column::Number.lt(number)).exec(tx).await.map(|_| ())
}
