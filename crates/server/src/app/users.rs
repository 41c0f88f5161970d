//! Finding a user to be bound (M4.2, D4.4).

use contract::page::Page;
use contract::text::{fold_for_search, fold_name_for_search};
use contract::user::{UserQuery, UserSummary};

use crate::problem::Outcome;
use crate::state::AppState;
use crate::store::CompanyScope;
use crate::store::cursor::{PageRequest, check_conditions};
use crate::store::users::{self, UserConditions};

/// The company's users that match the conditions.
///
/// # Errors
///
/// A 422 for a condition, cursor or limit that cannot be used.
pub async fn search(state: &AppState, scope: &CompanyScope, query: &UserQuery) -> Outcome<Page<UserSummary>> {
    check_conditions(&[("user_id", &query.user_id), ("name", &query.name), ("department", &query.department)])?;
    let page = PageRequest::parse(query.cursor.as_deref(), query.limit)?;
    let conditions = UserConditions {
        user_id: fold_for_search(query.user_id.trim()),
        name: fold_name_for_search(&query.name),
        department: fold_name_for_search(&query.department),
    };
    Ok(users::search(&state.db, scope, &conditions, &page).await?)
}
