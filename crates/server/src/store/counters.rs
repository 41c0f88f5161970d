//! Numbers that go up by one and are never given out twice.

use sea_orm::{
    ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _, QuerySelect as _, Set,
    sea_query::{Expr, ExprTrait as _, OnConflict},
};

use crate::entity::counter;

/// What is numbered.
#[derive(Clone, Copy, Debug)]
pub enum Counter {
    /// 受付番号
    Receipt,
    /// 電子証明書管理番号
    Certificate,
    /// The number of a revocation list.
    RevocationList,
}

impl Counter {
    fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Certificate => "certificate",
            Self::RevocationList => "revocation_list",
        }
    }

    fn number(self, value: i64) -> String {
        match self {
            Self::Receipt => format!("AP-{value:08}"),
            Self::Certificate => format!("JC-{value:08}"),
            Self::RevocationList => value.to_string(),
        }
    }
}

/// The next number; it is taken when the transaction commits, and the next asker waits until then.
///
/// # Errors
///
/// When the database fails.
pub async fn next(tx: &DatabaseTransaction, counter: Counter) -> Result<String, DbErr> {
    next_value(tx, counter).await.map(|value| counter.number(value))
}

/// [`next`], as a bare number.
///
/// # Errors
///
/// When the database fails.
pub async fn next_value(tx: &DatabaseTransaction, counter: Counter) -> Result<i64, DbErr> {
    let new = counter::ActiveModel { name: Set(counter.name().to_owned()), value: Set(0) };
    counter::Entity::insert(new)
        .on_conflict(OnConflict::column(counter::Column::Name).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    counter::Entity::update_many()
        .col_expr(counter::Column::Value, Expr::col(counter::Column::Value).add(1))
        .filter(counter::Column::Name.eq(counter.name()))
        .exec(tx)
        .await?;
    let value: Option<i64> = counter::Entity::find_by_id(counter.name())
        .select_only()
        .column(counter::Column::Value)
        .into_tuple()
        .one(tx)
        .await?;
    value.ok_or_else(|| DbErr::RecordNotFound(counter.name().to_owned()))
}
