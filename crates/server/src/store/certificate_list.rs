//! 自社電子証明書一覧: searching, sorting and paging (M8.1, D8.2).
//!
//! Each sort key has an index that begins with the company and ends with the certificate's number, so that a page is read
//! from the index in its order: no scan of the table, no sort of more than a page. A condition on a column other than the
//! sort key is looked at row by row on that way; it is written so that no database takes its index instead and sorts.

use contract::certificate::{CertificateSort, CertificateState};
use contract::text::is_control;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
};

use super::CompanyScope;
use super::users::contains;
use crate::clock::Moment;
use crate::entity::certificate::{Column, Entity, Model};
use crate::entity::{binding, user};

/// What is looked for; texts are folded, empty ones match all.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// A part of the number.
    pub certificate_number: String,
    /// A part of the department.
    pub department: String,
    /// A part of the title.
    pub title: String,
    /// The state.
    pub state: Option<CertificateState>,
    /// The end of validity is not before this.
    pub expires_from: Option<Moment>,
    /// The end of validity is before this.
    pub expires_before: Option<Moment>,
    /// The folded ID of a user who is bound now; whole.
    pub user_key: String,
}

/// The order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub by: CertificateSort,
    /// Whether the last come first.
    pub descending: bool,
}

/// The certificates that match, in no order.
pub fn matching(scope: &CompanyScope, conditions: &Conditions, now: Moment, sort: CertificateSort) -> Select<Entity> {
    let mut all = Condition::all().add(Column::CompanyId.eq(scope.company_id()));
    // Certificate numbers are ASCII; folding only takes their case away.
    if !conditions.certificate_number.is_empty() {
        let number = conditions.certificate_number.to_uppercase();
        all = all.add(Expr::col((Entity, Column::CertificateNumber)).like(contains(&number)));
    }
    for (column, part) in [(Column::DepartmentKey, &conditions.department), (Column::TitleKey, &conditions.title)] {
        if !part.is_empty() {
            all = all.add(Expr::col((Entity, column)).like(contains(part)));
        }
    }
    let by_time = sort == CertificateSort::ExpiresAt;
    let (revoked, not_after) = (number(Column::Revoked, false), number(Column::NotAfter, by_time));
    let this_second = now.floor_to_second().0;
    match conditions.state {
        Some(CertificateState::Valid) => {
            all = all.add(revoked.eq(0)).add(not_after.clone().gte(this_second));
        }
        Some(CertificateState::Expired) => all = all.add(revoked.eq(0)).add(not_after.clone().lt(this_second)),
        Some(CertificateState::Revoked) => all = all.add(revoked.eq(1)),
        None => {}
    }
    if let Some(from) = conditions.expires_from {
        all = all.add(not_after.clone().gte(from.0));
    }
    if let Some(before) = conditions.expires_before {
        all = all.add(not_after.lt(before.0));
    }
    if !conditions.user_key.is_empty() {
        all =
            all.add(Expr::col((Entity, Column::CertificateNumber)).in_subquery(bound_to(scope, &conditions.user_key)));
    }
    Entity::find().filter(all)
}

/// A column of numbers; unless `by_index`, as an expression that no index answers.
fn number(column: Column, by_index: bool) -> SimpleExpr {
    let column = Expr::col((Entity, column));
    if by_index { column } else { column.add(0_i64) }
}

/// The numbers of the certificates that a user of the company is bound to now.
fn bound_to(scope: &CompanyScope, user_key: &str) -> sea_orm::sea_query::SelectStatement {
    let users = Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .and_where(user::Column::CompanyId.eq(scope.company_id()))
        .and_where(user::Column::LoginKey.eq(user_key))
        .to_owned();
    Query::select()
        .column(binding::Column::CertificateNumber)
        .from(binding::Entity)
        .and_where(Expr::col(binding::Column::User).in_subquery(users))
        .and_where(Expr::col(binding::Column::ReleasedAt).is_null())
        .to_owned()
}

/// The columns of the sort key, the number last.
fn key_columns(sort: CertificateSort) -> &'static [Column] {
    match sort {
        CertificateSort::Number => &[Column::CertificateNumber],
        CertificateSort::Department => &[Column::DepartmentKey, Column::CertificateNumber],
        CertificateSort::Title => &[Column::TitleKey, Column::CertificateNumber],
        CertificateSort::IssuedAt => &[Column::NotBefore, Column::CertificateNumber],
        CertificateSort::ExpiresAt => &[Column::NotAfter, Column::CertificateNumber],
        CertificateSort::State => &[Column::Revoked, Column::NotAfter, Column::CertificateNumber],
    }
}

/// The sort key of a row, as its cursor holds it: with the column's name, because two columns' keys can look alike.
pub fn key_of(row: &Model, sort: CertificateSort) -> String {
    let number = serde_json::json!(row.certificate_number);
    let values = match sort {
        CertificateSort::Number => vec![number],
        CertificateSort::Department => vec![row.department_key.clone().into(), number],
        CertificateSort::Title => vec![row.title_key.clone().into(), number],
        CertificateSort::IssuedAt => vec![row.not_before.into(), number],
        CertificateSort::ExpiresAt => vec![row.not_after.into(), number],
        CertificateSort::State => vec![row.revoked.into(), row.not_after.into(), number],
    };
    serde_json::json!([sort.code(), values]).to_string()
}

/// Reads a sort key; nothing, when it is none of this column's.
fn read_key(key: &str, sort: CertificateSort) -> Option<Vec<SimpleExpr>> {
    let (code, values): (String, Vec<serde_json::Value>) = serde_json::from_str(key).ok()?;
    let columns = key_columns(sort);
    if code != sort.code() || values.len() != columns.len() {
        return None;
    }
    let is_number = |column: &Column| matches!(column, Column::Revoked | Column::NotBefore | Column::NotAfter);
    let read = |(column, value): (&Column, &serde_json::Value)| match value {
        serde_json::Value::Number(number) if is_number(column) => number.as_i64().map(Expr::value),
        // An escape of JSON can hide a control character, and PostgreSQL takes no NUL.
        serde_json::Value::String(text) if !is_number(column) && !text.chars().any(is_control) => {
            Some(Expr::value(text.as_str()))
        }
        _ => None,
    };
    columns.iter().zip(&values).map(read).collect()
}

/// One page of the matching certificates in an order; nothing, when `after` is no key of that order.
pub fn page(query: Select<Entity>, order: Order, after: Option<&str>, rows: u64) -> Option<Select<Entity>> {
    let down = order.descending;
    let columns = key_columns(order.by);
    let mut query = query;
    if let Some(after) = after {
        let key = Expr::tuple(read_key(after, order.by)?);
        let own = Expr::tuple(columns.iter().map(|column| Expr::col((Entity, *column))).collect::<Vec<_>>());
        query = query.filter(if down { own.lt(key) } else { own.gt(key) });
    }
    for column in columns {
        query = if down { query.order_by_desc(*column) } else { query.order_by_asc(*column) };
    }
    Some(query.limit(rows))
}

/// How many users are bound now to each of these certificates.
///
/// # Errors
///
/// When the database fails.
pub async fn bound_users(db: &impl ConnectionTrait, numbers: Vec<String>) -> Result<Vec<(String, i64)>, DbErr> {
    binding::Entity::find()
        .select_only()
        .column(binding::Column::CertificateNumber)
        .column_as(binding::Column::Id.count(), "users")
        .filter(binding::Column::CertificateNumber.is_in(numbers))
        .filter(binding::Column::ReleasedAt.is_null())
        .group_by(binding::Column::CertificateNumber)
        .into_tuple()
        .all(db)
        .await
}
