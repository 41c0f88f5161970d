//! Certificates whose application can be reused.

use axum::Json;
use axum::extract::State;
use contract::certificate::{ReusableCertificate, ReusableContent};
use contract::page::{Page, PageQuery};

use super::Problems;
use crate::app;
use crate::auth::Administrator;
use crate::extract::{Number, Params};
use crate::problem::Outcome;
use crate::state::AppState;

/// The certificates of my company whose application can be reused (M2.1, M2.2), the one that ends last first.
///
/// # Errors
///
/// 401, 403, 422.
#[utoipa::path(get, path = contract::routes::REUSABLE_CERTIFICATES, tag = "certificates", security(("session" = [])),
    params(PageQuery), responses((status = OK, body = Page<ReusableCertificate>), Problems))]
pub async fn list_reusable(
    State(state): State<AppState>,
    administrator: Administrator,
    Params(query): Params<PageQuery>,
) -> Outcome<Json<Page<ReusableCertificate>>> {
    let page = app::certificates::list_reusable(&state, &administrator.company, query.cursor.as_deref(), query.limit);
    Ok(Json(page.await?))
}

/// What the application of one of them held when it was issued (M2.4).
///
/// # Errors
///
/// 401, 403, 404.
#[utoipa::path(get, path = contract::routes::REUSABLE_CERTIFICATE, tag = "certificates", security(("session" = [])),
    params(("certificate_number" = String, Path, description = "電子証明書管理番号")),
    responses((status = OK, body = ReusableContent), Problems))]
pub async fn reusable_content(
    State(state): State<AppState>,
    administrator: Administrator,
    Number(certificate_number): Number,
) -> Outcome<Json<ReusableContent>> {
    let content = app::certificates::reusable_content(&state, &administrator.company, &certificate_number);
    Ok(Json(content.await?))
}
