//! What waits to be done.

use axum::Json;
use axum::extract::State;
use contract::session::Todo;

use super::Problems;
use crate::app;
use crate::auth::Administrator;
use crate::problem::Outcome;
use crate::state::AppState;

/// What waits to be done in my company.
///
/// # Errors
///
/// 401, 403.
#[utoipa::path(get, path = contract::routes::TODO, tag = "session", security(("session" = [])),
    responses((status = OK, body = Todo), Problems))]
pub async fn todo(State(state): State<AppState>, administrator: Administrator) -> Outcome<Json<Todo>> {
    Ok(Json(app::todo::todo(&state, &administrator.company).await?))
}
