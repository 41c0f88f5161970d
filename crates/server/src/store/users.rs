//! Users of a company.

use std::collections::BTreeSet;

use contract::text::fold_for_search;
use contract::user::{Role, UserReference, UserSummary};
use sea_orm::sea_query::{Expr, ExprTrait as _, LikeExpr, Order};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait, Select,
};

use super::CompanyScope;
use super::cursor::{PageRequest, count_statement};
use super::search::{self, Count, Driver, Field, Part};
use crate::entity::{binding, company, user};

/// The state of a user who can log in and can be chosen; the others are `disabled` and `left` (D4.4).
pub const ACTIVE: &str = "active";

/// A user's role; an unknown code in the table is given no rights.
pub fn role(user: &user::Model) -> Role {
    Role::from_code(&user.role).unwrap_or(Role::Member)
}

/// A user's row in the words of the wire, where only who it is matters.
pub fn reference(user: &user::Model) -> UserReference {
    UserReference { user_id: user.user_id.clone(), name: user.name.clone(), department: user.department.clone() }
}

/// The user with these folded IDs, of whatever company: the one question that is asked before anybody is logged in.
///
/// # Errors
///
/// When the database fails.
pub async fn find_for_login(
    db: &impl ConnectionTrait,
    company_key: &str,
    user_key: &str,
) -> Result<Option<user::Model>, DbErr> {
    let company = company::Entity::find().filter(company::Column::LoginKey.eq(company_key)).one(db).await?;
    let Some(company) = company else { return Ok(None) };
    user::Entity::find()
        .filter(user::Column::CompanyId.eq(company.company_id))
        .filter(user::Column::LoginKey.eq(user_key))
        .one(db)
        .await
}

/// The company of a scope.
///
/// # Errors
///
/// When the database fails.
pub async fn company(db: &impl ConnectionTrait, scope: &CompanyScope) -> Result<company::Model, DbErr> {
    let found = company::Entity::find_by_id(scope.company_id()).one(db).await?;
    found.ok_or_else(|| DbErr::RecordNotFound("the company of a user".to_owned()))
}

/// A user of the company by 利用者ID, whatever the user's state.
///
/// # Errors
///
/// When the database fails.
pub async fn find(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    user_id: &str,
) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find()
        .filter(user::Column::CompanyId.eq(scope.company_id()))
        .filter(user::Column::LoginKey.eq(fold_for_search(user_id)))
        .one(db)
        .await
}

/// The company's administrators who can log in.
///
/// # Errors
///
/// When the database fails.
pub async fn administrators(db: &impl ConnectionTrait, scope: &CompanyScope) -> Result<Vec<user::Model>, DbErr> {
    user::Entity::find()
        .filter(user::Column::CompanyId.eq(scope.company_id()))
        .filter(user::Column::State.eq(ACTIVE))
        .filter(user::Column::Role.eq(Role::Administrator.code()))
        .order_by_asc(user::Column::LoginKey)
        .all(db)
        .await
}

/// Users of the company by their row numbers.
///
/// # Errors
///
/// When the database fails.
pub async fn find_many(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<user::Model>, DbErr> {
    many(scope, ids).all(db).await
}

/// They as a query.
pub fn many(scope: &CompanyScope, ids: impl IntoIterator<Item = i64>) -> Select<user::Entity> {
    // One user's doings are many.
    let ids: BTreeSet<i64> = ids.into_iter().collect();
    user::Entity::find().filter(user::Column::Id.is_in(ids)).filter(scope.of_found(user::Column::CompanyId))
}

/// Conditions of the search, already folded; empty ones match all.
#[derive(Clone, Debug, Default)]
pub struct UserConditions {
    /// A part of the ID.
    pub user_id: String,
    /// A part of the name.
    pub name: String,
    /// A part of the department.
    pub department: String,
}

impl UserConditions {
    /// What is looked for by its grams.
    pub fn parts(&self) -> Vec<Part<'_>> {
        let all =
            [(Field::UserId, &self.user_id), (Field::UserName, &self.name), (Field::UserDepartment, &self.department)];
        all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(field, text)| Part { field, text }).collect()
    }
}

/// The company's active users that match, by ID (D4.4).
///
/// # Errors
///
/// When the database fails.
pub async fn search(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    conditions: &UserConditions,
    page: &PageRequest,
) -> Result<contract::page::Page<UserSummary>, DbErr> {
    let driver = search::rarest(db, scope, &conditions.parts()).await?;
    let rows = page_of(scope, conditions, driver.as_ref(), page).all(db).await?;
    let total = match page.all_of(&rows) {
        Some(total) => total,
        None => count_of(scope, conditions, driver.as_ref()).carry_out(db).await?,
    };
    let bound = bound_among(db, rows.iter().map(|row| row.id)).await?;
    Ok(page.page(
        rows,
        total,
        |row| row.login_key.clone(),
        |row| UserSummary {
            is_signing_id: bound.contains(&row.id),
            user_id: row.user_id,
            name: row.name,
            department: row.department,
            mail_address: row.mail_address,
        },
    ))
}

/// The company's active users that match, in no order; led by the driver's grams, if there is one.
fn matching(scope: &CompanyScope, conditions: &UserConditions, driver: Option<&Driver>) -> Select<user::Entity> {
    let mut filter =
        Condition::all().add(user::Column::CompanyId.eq(scope.company_id())).add(user::Column::State.eq(ACTIVE));
    for part in conditions.parts().into_iter().filter(|part| !driver.is_some_and(|driver| driver.tells(*part))) {
        let column = match part.field {
            Field::UserName => user::Column::NameKey,
            Field::UserDepartment => user::Column::DepartmentKey,
            _ => user::Column::LoginKey,
        };
        // What the gram's row tells is told before the user is looked up.
        let text = match driver {
            Some(_) if part.field.is_object() => Driver::object(),
            _ => Expr::col((user::Entity, column)),
        };
        filter = filter.add(text.like(contains(part.text)));
    }
    if driver.is_some() {
        filter = filter.add(Expr::col((user::Entity, user::Column::LoginKey)).eq(Driver::object()));
    }
    user::Entity::find().filter(filter)
}

/// One page of them, by ID.
pub fn page_of(
    scope: &CompanyScope,
    conditions: &UserConditions,
    driver: Option<&Driver>,
    page: &PageRequest,
) -> Select<user::Entity> {
    let mut query = matching(scope, conditions, driver);
    let key = match driver {
        Some(driver) => {
            driver.lead(QueryTrait::query(&mut query), scope, (user::Entity, user::Column::LoginKey));
            Driver::object()
        }
        None => Expr::col((user::Entity, user::Column::LoginKey)),
    };
    if let Some(after) = &page.after {
        query = query.filter(key.clone().gt(after.as_str()));
    }
    query.order_by(key, Order::Asc).limit(page.rows_to_read())
}

/// How they are counted.
pub fn count_of(scope: &CompanyScope, conditions: &UserConditions, driver: Option<&Driver>) -> Count {
    let Some(driver) = driver else { return Count::Exact(count_statement(matching(scope, conditions, None))) };
    if let [part] = conditions.parts().as_slice()
        && let Some(count) = driver.count(scope, contains(part.text))
    {
        return count;
    }
    let mut query = matching(scope, conditions, Some(driver));
    driver.lead_first(QueryTrait::query(&mut query), scope, (user::Entity, user::Column::LoginKey));
    let statement = count_statement(query);
    if driver.is_compared() { Count::Exact(statement) } else { Count::AtLeast(statement) }
}

/// Which of these users are bound to a certificate now: 署名用ID.
async fn bound_among(db: &impl ConnectionTrait, ids: impl IntoIterator<Item = i64>) -> Result<Vec<i64>, DbErr> {
    binding::Entity::find()
        .select_only()
        .column(binding::Column::User)
        .distinct()
        .filter(binding::Column::User.is_in(ids))
        .filter(binding::Column::ReleasedAt.is_null())
        .into_tuple()
        .all(db)
        .await
}

/// A pattern that matches texts with this part; `%` and `_` in it stand for themselves.
pub(super) fn contains(part: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for c in part.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}
