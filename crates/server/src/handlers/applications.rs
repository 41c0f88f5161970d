//! 電子証明書追加発行申請.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::application::{ApplicationDetail, ApplicationForm, ApplicationQuery, ApplicationSummary, Withdrawal};
use contract::page::Page;
use contract::routes;

use super::Problems;
use crate::app::applications::{self, Versioned};
use crate::auth::Administrator;
use crate::extract::{self, Number, Params};
use crate::problem::Outcome;
use crate::state::AppState;

fn with_etag(versioned: Versioned) -> Response {
    ([(header::ETAG, extract::etag(versioned.version))], Json(versioned.detail)).into_response()
}

/// Files an application (M6.1), once for one `Idempotency-Key` (BAR S14).
///
/// # Errors
///
/// 400, 401, 403, 409, 422.
#[utoipa::path(post, path = routes::APPLICATIONS, tag = "applications", security(("session" = [])),
    params(("Idempotency-Key" = String, Header, min_length = 16, max_length = 64, pattern = "^[A-Za-z0-9_-]{16,64}$",
        description = "Made by the caller; the same for every attempt to file this application")),
    request_body = ApplicationForm,
    responses((status = CREATED, body = ApplicationDetail, headers(("ETag" = String), ("Location" = String))), Problems))]
pub async fn file(
    State(state): State<AppState>,
    administrator: Administrator,
    headers: HeaderMap,
    extract::Json(form): extract::Json<ApplicationForm>,
) -> Outcome<Response> {
    let key = extract::idempotency_key(&headers)?;
    let filed = applications::file(&state, &administrator, key, &form).await?;
    let location = routes::fill(routes::APPLICATION, &filed.detail.receipt_number);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], with_etag(filed)).into_response())
}

/// My company's applications, the newest first (D13.1).
///
/// # Errors
///
/// 401, 403, 422.
#[utoipa::path(get, path = routes::APPLICATIONS, tag = "applications", security(("session" = [])),
    params(ApplicationQuery), responses((status = OK, body = Page<ApplicationSummary>), Problems))]
pub async fn list(
    State(state): State<AppState>,
    administrator: Administrator,
    Params(query): Params<ApplicationQuery>,
) -> Outcome<Json<Page<ApplicationSummary>>> {
    let (of_state, cursor) = (query.state.as_deref(), query.cursor.as_deref());
    Ok(Json(applications::list(&state, &administrator.company, of_state, cursor, query.limit).await?))
}

/// One of my company's applications.
///
/// # Errors
///
/// 401, 403, 404.
#[utoipa::path(get, path = routes::APPLICATION, tag = "applications", security(("session" = [])),
    params(("receipt_number" = String, Path, description = "受付番号")),
    responses((status = OK, body = ApplicationDetail, headers(("ETag" = String))), Problems))]
pub async fn detail(
    State(state): State<AppState>,
    administrator: Administrator,
    Number(receipt_number): Number,
) -> Outcome<Response> {
    Ok(with_etag(applications::find(&state, &administrator.company, &receipt_number).await?))
}

/// Withdraws an application that is not yet issued (D13.1).
///
/// # Errors
///
/// 401, 403, 404, 409, 412, 428.
#[utoipa::path(post, path = routes::WITHDRAWAL, tag = "applications", security(("session" = [])),
    params(("receipt_number" = String, Path, description = "受付番号"),
        ("If-Match" = String, Header, description = "The ETag of the application as it was seen")),
    request_body = Withdrawal,
    responses((status = OK, body = ApplicationDetail, headers(("ETag" = String))), Problems))]
pub async fn withdraw(
    State(state): State<AppState>,
    administrator: Administrator,
    Number(receipt_number): Number,
    headers: HeaderMap,
    extract::Json(Withdrawal {}): extract::Json<Withdrawal>,
) -> Outcome<Response> {
    // Whether there is such an application is told before what the request lacks.
    applications::find(&state, &administrator.company, &receipt_number).await?;
    let version = extract::if_match(&headers)?;
    Ok(with_etag(applications::withdraw(&state, &administrator, &receipt_number, version).await?))
}
