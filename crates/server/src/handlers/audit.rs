//! What was done in a company.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use contract::audit::{AuditQuery, AuditRow};
use contract::page::Page;
use contract::routes;

use super::Problems;
use crate::app::audit;
use crate::auth::Administrator;
use crate::extract::Params;
use crate::problem::Outcome;
use crate::state::AppState;

/// What was done in my company, the newest first (BAR S9).
///
/// # Errors
///
/// 401, 403, 422.
#[utoipa::path(get, path = routes::AUDIT, tag = "audit", security(("session" = [])), params(AuditQuery),
    responses((status = OK, body = Page<AuditRow>), Problems))]
pub async fn list(
    State(state): State<AppState>,
    administrator: Administrator,
    Params(query): Params<AuditQuery>,
) -> Outcome<Json<Page<AuditRow>>> {
    Ok(Json(audit::list(&state, &administrator.company, &query).await?))
}

/// The same rows as a file for a spreadsheet; `cursor` and `limit` do not matter here.
///
/// # Errors
///
/// 401, 403, 422.
#[utoipa::path(get, path = routes::AUDIT_CSV, tag = "audit", security(("session" = [])), params(AuditQuery),
    responses((status = OK, body = String, content_type = "text/csv"), Problems))]
pub async fn csv(
    State(state): State<AppState>,
    administrator: Administrator,
    Params(query): Params<AuditQuery>,
) -> Outcome<Response> {
    let file = audit::csv(&state, &administrator.company, &query).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
    ];
    Ok((headers, file).into_response())
}
