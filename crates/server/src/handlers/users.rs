//! The users of a company.

use axum::Json;
use axum::extract::State;
use contract::page::Page;
use contract::user::{UserQuery, UserSummary};

use super::Problems;
use crate::app;
use crate::auth::Administrator;
use crate::extract::Params;
use crate::problem::Outcome;
use crate::state::AppState;

/// The active users of my company that match (D4.4), by 利用者ID.
///
/// # Errors
///
/// 401, 403, 422.
#[utoipa::path(get, path = contract::routes::USERS, tag = "users", security(("session" = [])), params(UserQuery),
    responses((status = OK, body = Page<UserSummary>), Problems))]
pub async fn search(
    State(state): State<AppState>,
    administrator: Administrator,
    Params(query): Params<UserQuery>,
) -> Outcome<Json<Page<UserSummary>>> {
    Ok(Json(app::users::search(&state, &administrator.company, &query).await?))
}
