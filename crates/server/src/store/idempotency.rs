//! A request that is sent twice is carried out once (BAR S14, D6.2).
//!
//! A key is claimed in a transaction of its own, so that the same request arriving meanwhile learns that it is in
//! progress; the work's transaction then marks it done. A claim whose process died is taken over after a while: its
//! transaction was rolled back, and the mark it would have set names a claim that is no longer the key's.

use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QuerySelect as _, Set, sea_query::Expr, sea_query::OnConflict,
};

use super::CompanyScope;
use crate::clock::Moment;
use crate::db::begin_write;
use crate::entity::idempotency_key::{ActiveModel, Column, Entity};

/// A claim is believed for so long.
const LEASE_SECONDS: i64 = 60;

/// What came of claiming a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The key is new, or its claim has lapsed: carry the request out.
    Mine,
    /// It was carried out already, with this receipt.
    Done(String),
    /// Somebody is at it.
    InProgress,
    /// The key was used for another content.
    OtherContent,
}

/// Claims a key of the company for a content.
///
/// # Errors
///
/// When the database fails.
pub async fn claim(
    db: &DatabaseConnection,
    scope: &CompanyScope,
    key: &str,
    fingerprint: &str,
    claim: &str,
    now: Moment,
) -> Result<Claim, DbErr> {
    let tx = begin_write(db).await?;
    let new = ActiveModel {
        company_id: Set(scope.company_id().to_owned()),
        key: Set(key.to_owned()),
        fingerprint: Set(fingerprint.to_owned()),
        claim: Set(None),
        claimed_until: Set(0),
        receipt_number: Set(None),
        created_at: Set(now.0),
    };
    // Changes nothing of a row that is there, but locks it, so that it is not given back before it is read.
    Entity::insert(new)
        .on_conflict(OnConflict::columns([Column::CompanyId, Column::Key]).update_column(Column::Key).to_owned())
        .exec_without_returning(&tx)
        .await?;
    let id = (scope.company_id().to_owned(), key.to_owned());
    let row = Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("idempotency key".to_owned()))?;
    let outcome = if row.fingerprint != fingerprint {
        Claim::OtherContent
    } else if let Some(receipt) = row.receipt_number {
        Claim::Done(receipt)
    } else if row.claim.is_some() && now < Moment(row.claimed_until) {
        Claim::InProgress
    } else {
        let mut row = row.into_active_model();
        row.claim = Set(Some(claim.to_owned()));
        row.claimed_until = Set(now.plus_seconds(LEASE_SECONDS).0);
        row.update(&tx).await?;
        Claim::Mine
    };
    tx.commit().await?;
    Ok(outcome)
}

/// Marks the key done, on the transaction of the work. Answers whether the claim still held; if not, roll back.
///
/// # Errors
///
/// When the database fails.
pub async fn finish(
    tx: &DatabaseTransaction,
    scope: &CompanyScope,
    key: &str,
    claim: &str,
    receipt_number: &str,
) -> Result<bool, DbErr> {
    let updated = Entity::update_many()
        .col_expr(Column::ReceiptNumber, Expr::value(receipt_number))
        .col_expr(Column::Claim, Expr::value(Option::<String>::None))
        .filter(Column::CompanyId.eq(scope.company_id()))
        .filter(Column::Key.eq(key))
        .filter(Column::Claim.eq(claim))
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// Gives a claim back after the work was refused: the corrected request may come with the same key.
///
/// # Errors
///
/// When the database fails.
pub async fn give_back(db: &DatabaseConnection, scope: &CompanyScope, key: &str, claim: &str) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::CompanyId.eq(scope.company_id()))
        .filter(Column::Key.eq(key))
        .filter(Column::Claim.eq(claim))
        .exec(db)
        .await
        .map(|_| ())
}
