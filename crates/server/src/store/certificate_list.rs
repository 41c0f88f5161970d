//! 自社電子証明書一覧: searching, sorting and paging (M8.1, D8.2).
//!
//! Each sort key has an index that begins with the company and ends with the certificate's number, so that a page is read
//! from the index in its order: no scan of the table, no sort of more than a page. A condition on a column other than the
//! sort key is looked at row by row on that way; it is written so that SQLite does not take its index instead and sort.
//! PostgreSQL may, where its statistics say that there is little to sort.
//!
//! That is the way when much matches. When little does ([`FEW`]), it would be a long one; so it is asked first how much
//! there is to each condition, and where it is little, that is read by the condition's own index and put in order
//! ([`Way`]).

use contract::certificate::{CertificateSort, CertificateState};
use contract::text::is_control;
use sea_orm::sea_query::{BinOper, Expr, ExprTrait as _, LikeExpr, Order as Direction, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait, Select,
};

use super::CompanyScope;
use super::cursor::{capped, count_statement, number_of};
use super::search::{self, Count, Driver, FEW, Field, Part};
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

impl Conditions {
    /// What is looked for by its grams.
    fn parts(&self) -> Vec<Part<'_>> {
        let all = [
            (Field::CertificateNumber, &self.certificate_number),
            (Field::CertificateDepartment, &self.department),
            (Field::CertificateTitle, &self.title),
        ];
        all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(field, text)| Part { field, text }).collect()
    }

    /// Whether a column of numbers is among them.
    fn has_numbers(&self) -> bool {
        self.state.is_some() || self.expires_from.is_some() || self.expires_before.is_some()
    }
}

/// By what the certificates that match are found.
#[derive(Clone, Debug)]
pub enum Way {
    /// By the index of the order: much matches, or nobody can tell.
    Sorted,
    /// By a gram: it is rare, or its rows come in the order asked for.
    Led(Driver),
    /// By the state and the end of validity: few have them.
    Narrow,
    /// By the user who is bound.
    ByUser,
}

impl Way {
    /// Finds the way for these conditions in this order.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn find(
        db: &impl ConnectionTrait,
        scope: &CompanyScope,
        conditions: &Conditions,
        now: Moment,
        sort: CertificateSort,
    ) -> Result<(Self, Option<Driver>), DbErr> {
        if !conditions.user_key.is_empty() {
            return Ok((Self::ByUser, None));
        }
        let driver = search::rarest(db, scope, &conditions.parts()).await?;
        if let Some(driver) = driver.clone().filter(Driver::is_few) {
            return Ok((Self::Led(driver.clone()), Some(driver)));
        }
        if conditions.has_numbers() {
            let numbers = Conditions {
                state: conditions.state,
                expires_from: conditions.expires_from,
                expires_before: conditions.expires_before,
                ..Conditions::default()
            };
            let query = matching(scope, &numbers, now, &Self::Narrow, ByIndex::NUMBERS);
            let query = query.select_only().expr_as(Expr::value(1), "one").into_query();
            if number_of(db, &capped(query, FEW + 1)).await? <= FEW {
                return Ok((Self::Narrow, driver));
            }
        }
        Ok(match driver.clone() {
            Some(led) if sort == CertificateSort::Number => (Self::Led(led), driver),
            _ => (Self::Sorted, driver),
        })
    }
}

/// Which conditions on numbers an index of SQLite may answer; the others are only looked at row by row.
#[derive(Clone, Copy, Debug)]
struct ByIndex {
    revoked: bool,
    /// The end of validity: not before, and before.
    from: bool,
    before: bool,
}

impl ByIndex {
    /// All: by what they find there is no order to keep.
    const NUMBERS: Self = Self { revoked: true, from: true, before: true };

    /// None: something else finds the rows.
    const NONE: Self = Self { revoked: false, from: false, before: false };

    /// Those that the index of an order answers on its way.
    fn sorted(conditions: &Conditions, order: Order, continues: bool) -> Self {
        let by_state = order.by == CertificateSort::State;
        // Of the state's index the end of validity is a range only under one state.
        let by_time = order.by == CertificateSort::ExpiresAt || by_state && conditions.state.is_some();
        // Where a page goes on is itself the nearer bound on its side, and SQLite takes one.
        Self {
            revoked: by_state,
            from: by_time && (!continues || order.descending),
            before: by_time && !(continues && order.descending),
        }
    }
}

/// The certificates that match, in no order.
fn matching(
    scope: &CompanyScope,
    conditions: &Conditions,
    now: Moment,
    way: &Way,
    by_index: ByIndex,
) -> Select<Entity> {
    let mut all = Condition::all().add(Column::CompanyId.eq(scope.company_id()));
    for part in conditions.parts() {
        let column = Expr::col((Entity, column_of(part.field)));
        match way {
            Way::Led(driver) if driver.tells(part) => {}
            // Told before the row is looked up.
            Way::Led(_) if part.field.is_object() => all = all.add(Driver::object().like(pattern(part))),
            _ => all = all.add(column.like(pattern(part))),
        }
    }
    if let Way::Led(_) = way {
        all = all.add(Expr::col((Entity, Column::CertificateNumber)).eq(Driver::object()));
    }
    let revoked = number(Column::Revoked, by_index.revoked);
    let (from, before) = (number(Column::NotAfter, by_index.from), number(Column::NotAfter, by_index.before));
    let this_second = now.floor_to_second().0;
    match conditions.state {
        Some(CertificateState::Valid) => all = all.add(revoked.eq(0)).add(from.clone().gte(this_second)),
        Some(CertificateState::Expired) => all = all.add(revoked.eq(0)).add(before.clone().lt(this_second)),
        Some(CertificateState::Revoked) => all = all.add(revoked.eq(1)),
        None => {}
    }
    if let Some(first) = conditions.expires_from {
        all = all.add(from.gte(first.0));
    }
    if let Some(end) = conditions.expires_before {
        all = all.add(before.lt(end.0));
    }
    if !conditions.user_key.is_empty() {
        all =
            all.add(Expr::col((Entity, Column::CertificateNumber)).in_subquery(bound_to(scope, &conditions.user_key)));
    }
    Entity::find().filter(all)
}

fn column_of(field: Field) -> Column {
    match field {
        Field::CertificateDepartment => Column::DepartmentKey,
        Field::CertificateTitle => Column::TitleKey,
        _ => Column::CertificateNumber,
    }
}

/// What a text with this part looks like.
fn pattern(part: Part<'_>) -> LikeExpr {
    match part.field {
        // Certificate numbers are ASCII and keep their case in their column.
        Field::CertificateNumber => contains(&part.text.to_uppercase()),
        _ => contains(part.text),
    }
}

/// How the certificates that match are counted.
pub fn count_of(
    scope: &CompanyScope,
    conditions: &Conditions,
    now: Moment,
    (way, driver): (&Way, Option<&Driver>),
) -> Count {
    let Some(driver) = driver.filter(|_| !matches!(way, Way::Narrow)) else {
        // Nothing is put in order here, so any index of the conditions will do.
        let way = if matches!(way, Way::ByUser) { way } else { &Way::Narrow };
        return Count::Exact(count_statement(matching(scope, conditions, now, way, ByIndex::NUMBERS)));
    };
    if let [part] = conditions.parts().as_slice()
        && !conditions.has_numbers()
        && let Some(count) = driver.count(scope, pattern(*part))
    {
        return count;
    }
    let led = Way::Led(driver.clone());
    let mut query = matching(scope, conditions, now, &led, ByIndex::NONE);
    driver.lead_first(QueryTrait::query(&mut query), scope, (Entity, Column::CertificateNumber));
    let statement = count_statement(query);
    if driver.is_compared() { Count::Exact(statement) } else { Count::AtLeast(statement) }
}

/// A column of numbers; unless `by_index`, as an expression that no index of SQLite answers, which goes by rules.
///
/// To PostgreSQL, which goes by statistics, a cast to the column's own type is the column: it shall know how much matches.
fn number(column: Column, by_index: bool) -> SimpleExpr {
    let own_type = if matches!(column, Column::Revoked) { "INTEGER" } else { "BIGINT" };
    let column = Expr::col((Entity, column));
    if by_index { column } else { column.cast_as(own_type) }
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

fn is_number(column: Column) -> bool {
    matches!(column, Column::Revoked | Column::NotBefore | Column::NotAfter)
}

/// Reads a sort key; nothing, when it is none of this column's.
fn read_key(key: &str, sort: CertificateSort) -> Option<Vec<SimpleExpr>> {
    let (code, values): (String, Vec<serde_json::Value>) = serde_json::from_str(key).ok()?;
    let columns = key_columns(sort);
    if code != sort.code() || values.len() != columns.len() {
        return None;
    }
    let read = |(column, value): (&Column, &serde_json::Value)| match value {
        serde_json::Value::Number(number) if is_number(*column) => number.as_i64().map(Expr::value),
        // An escape of JSON can hide a control character, and PostgreSQL takes no NUL.
        serde_json::Value::String(text) if !is_number(*column) && !text.chars().any(is_control) => {
            Some(Expr::value(text.as_str()))
        }
        _ => None,
    };
    columns.iter().zip(&values).map(read).collect()
}

/// A column of the sort key on its way.
fn sorted_by(column: Column, order: Order, way: &Way) -> SimpleExpr {
    match way {
        Way::Led(_) if order.by == CertificateSort::Number => Driver::object(),
        Way::Sorted | Way::ByUser => Expr::col((Entity, column)),
        // What was found is put in order; no database shall walk an index for the order instead.
        _ if is_number(column) => Expr::col((Entity, column)).add(0_i64),
        _ => Expr::col((Entity, column)).binary(BinOper::Custom("||"), ""),
    }
}

/// One page of the certificates that match, in an order; nothing, when `after` is no key of that order.
pub fn page(
    scope: &CompanyScope,
    conditions: &Conditions,
    now: Moment,
    (way, order): (&Way, Order),
    after: Option<&str>,
    rows: u64,
) -> Option<Select<Entity>> {
    let by_index = match way {
        Way::Sorted => ByIndex::sorted(conditions, order, after.is_some()),
        Way::Narrow => ByIndex::NUMBERS,
        Way::Led(_) | Way::ByUser => ByIndex::NONE,
    };
    let mut query = matching(scope, conditions, now, way, by_index);
    if let Way::Led(driver) = way {
        driver.lead(QueryTrait::query(&mut query), scope, (Entity, Column::CertificateNumber));
    }
    // What is the same in all rows that match, no index need go by.
    let known = usize::from(order.by == CertificateSort::State && conditions.state.is_some());
    let columns = key_columns(order.by).iter().skip(known);
    let columns: Vec<SimpleExpr> = columns.map(|column| sorted_by(*column, order, way)).collect();
    if let Some(after) = after {
        let key = read_key(after, order.by)?.split_off(known);
        // A tuple of one would not be told from the one by every database's index.
        let (own, key) = match (columns.as_slice(), key.as_slice()) {
            ([own], [key]) => (own.clone(), key.clone()),
            _ => (Expr::tuple(columns.clone()), Expr::tuple(key)),
        };
        query = query.filter(if order.descending { own.lt(key) } else { own.gt(key) });
    }
    let direction = if order.descending { Direction::Desc } else { Direction::Asc };
    for column in columns {
        query = query.order_by(column, direction.clone());
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
