//! What waits to be done in a company.

use contract::session::Todo;

use crate::problem::Outcome;
use crate::state::AppState;
use crate::store::{CompanyScope, applications, certificates};

/// What an administrator's home screen shows.
///
/// # Errors
///
/// When the database fails.
pub async fn todo(state: &AppState, scope: &CompanyScope) -> Outcome<Todo> {
    let applications_under_way = applications::count_under_way(&state.db, scope).await?;
    let (certificates_expiring, next) = certificates::expiring(&state.db, scope, state.now()).await?;
    Ok(Todo { applications_under_way, certificates_expiring, next_expiry: next.map(crate::clock::Moment::to_wire) })
}
