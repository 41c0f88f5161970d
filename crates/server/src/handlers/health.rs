//! Whether the process lives, and whether it can serve.

use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::ConnectionTrait as _;

use crate::problem::Outcome;
use crate::state::AppState;

/// The process answers.
pub async fn live() -> StatusCode {
    StatusCode::OK
}

/// The database answers too.
///
/// # Errors
///
/// 503 while it does not.
pub async fn ready(State(state): State<AppState>) -> Outcome<StatusCode> {
    state.db.execute_unprepared("SELECT 1").await?;
    Ok(StatusCode::OK)
}
