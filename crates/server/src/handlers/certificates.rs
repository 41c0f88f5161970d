//! Certificates of a company.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use contract::binding::{BindingChange, CertificateView};
use contract::certificate::{
    CertificateDetail, CertificateQuery, CertificateSummary, ReusableCertificate, ReusableContent, Revocation,
    UserCertificate,
};
use contract::page::{Page, PageQuery};

use super::Problems;
use crate::app;
use crate::app::bindings::{self, Viewed};
use crate::app::revocation;
use crate::auth::Administrator;
use crate::extract::{self, Number, Params, UserId};
use crate::problem::Outcome;
use crate::state::AppState;
use crate::store::Reach;

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

/// The certificates of my company that match (M8.1, D8.2).
///
/// # Errors
///
/// 401, 403, 422.
#[utoipa::path(get, path = contract::routes::CERTIFICATES, tag = "certificates", security(("session" = [])),
    params(CertificateQuery), responses((status = OK, body = Page<CertificateSummary>), Problems))]
pub async fn list(
    State(state): State<AppState>,
    administrator: Administrator,
    Params(query): Params<CertificateQuery>,
) -> Outcome<Json<Page<CertificateSummary>>> {
    Ok(Json(app::certificates::list(&state, &administrator.company, &query).await?))
}

/// All that match as a file for a spreadsheet; `cursor` and `limit` do not matter here.
///
/// # Errors
///
/// 401, 403, 422.
#[utoipa::path(get, path = contract::routes::CERTIFICATES_CSV, tag = "certificates", security(("session" = [])),
    params(CertificateQuery), responses((status = OK, body = String, content_type = "text/csv"), Problems))]
pub async fn csv(
    State(state): State<AppState>,
    administrator: Administrator,
    Params(query): Params<CertificateQuery>,
) -> Outcome<Response> {
    let file = app::certificates::csv(&state, &administrator.company, &query).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"certificates.csv\""),
    ];
    Ok((headers, file).into_response())
}

/// One certificate of my company, with who is bound, was bound, and the mails about it (M9.1).
///
/// # Errors
///
/// 401, 403, 404.
#[utoipa::path(get, path = contract::routes::CERTIFICATE, tag = "certificates", security(("session" = [])),
    params(("certificate_number" = String, Path, description = "電子証明書管理番号")),
    responses((status = OK, body = CertificateView, headers(("ETag" = String))), Problems))]
pub async fn detail(
    State(state): State<AppState>,
    administrator: Administrator,
    Number(certificate_number): Number,
) -> Outcome<Response> {
    Ok(with_etag(bindings::view(&state, &administrator.company, &certificate_number).await?))
}

fn with_etag(viewed: Viewed) -> Response {
    ([(header::ETAG, extract::etag(viewed.version))], Json(viewed.view)).into_response()
}

/// Binds one more user and releases some, all or nothing (M11.1, D11.5, BAR S15).
///
/// # Errors
///
/// 401, 403, 404, 412, 422, 428.
#[utoipa::path(post, path = contract::routes::BINDING_CHANGES, tag = "certificates", security(("session" = [])),
    params(("certificate_number" = String, Path, description = "電子証明書管理番号"),
        ("If-Match" = String, Header, description = "The ETag of the certificate as it was seen")),
    request_body = BindingChange,
    responses((status = OK, body = CertificateView, headers(("ETag" = String))), Problems))]
pub async fn change_bindings(
    State(state): State<AppState>,
    administrator: Administrator,
    Number(certificate_number): Number,
    headers: HeaderMap,
    extract::Json(change): extract::Json<BindingChange>,
) -> Outcome<Response> {
    // Whether there is such a certificate is told before what the request lacks.
    bindings::view(&state, &administrator.company, &certificate_number).await?;
    let version = extract::if_match(&headers)?;
    Ok(with_etag(bindings::change(&state, &administrator, &certificate_number, version, &change).await?))
}

/// The certificate itself and the one that issued it, PEM.
///
/// # Errors
///
/// 401, 403, 404.
#[utoipa::path(get, path = contract::routes::CERTIFICATE_PEM, tag = "certificates", security(("session" = [])),
    params(("certificate_number" = String, Path, description = "電子証明書管理番号")),
    responses((status = OK, body = String, content_type = "application/x-pem-file"), Problems))]
pub async fn chain(
    State(state): State<AppState>,
    administrator: Administrator,
    Number(certificate_number): Number,
) -> Outcome<Response> {
    let pem = app::certificates::chain(&state, &administrator.company, &certificate_number).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/x-pem-file".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{certificate_number}.pem\"")),
    ];
    Ok((headers, pem).into_response())
}

/// The certificates that a user of my company is bound to.
///
/// # Errors
///
/// 401, 403, 404.
#[utoipa::path(get, path = contract::routes::USER_CERTIFICATES, tag = "users", security(("session" = [])),
    params(("user_id" = String, Path, description = "利用者ID")),
    responses((status = OK, body = Vec<UserCertificate>), Problems))]
pub async fn of_user(
    State(state): State<AppState>,
    administrator: Administrator,
    UserId(user_id): UserId,
) -> Outcome<Json<Vec<UserCertificate>>> {
    Ok(Json(app::certificates::of_user(&state, &administrator.company, &user_id).await?))
}

/// Revokes a certificate for good (D14.3).
///
/// # Errors
///
/// 401, 403, 404, 422.
#[utoipa::path(post, path = contract::routes::REVOCATION, tag = "certificates", security(("session" = [])),
    params(("certificate_number" = String, Path, description = "電子証明書管理番号")), request_body = Revocation,
    responses((status = OK, body = CertificateDetail), Problems))]
pub async fn revoke(
    State(state): State<AppState>,
    administrator: Administrator,
    Number(certificate_number): Number,
    extract::Json(request): extract::Json<Revocation>,
) -> Outcome<Json<CertificateDetail>> {
    let reach = Reach::Company(&administrator.company);
    let actor = administrator.principal.actor();
    Ok(Json(revocation::revoke(&state, reach, &certificate_number, request.reason, actor).await?))
}
