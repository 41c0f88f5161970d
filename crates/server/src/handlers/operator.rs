//! What operators do.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use contract::certificate::{CertificateDetail, Revocation};
use contract::operator::{ExaminedApplication, ExaminedCertificate, Nothing, Rejection, WaitingApplication};
use contract::page::{Page, PageQuery};
use contract::routes;

use super::Problems;
use crate::app::issue::{self, Decision, Examined};
use crate::app::{pin_mail, revocation};
use crate::auth::Operator;
use crate::extract::{self, Number, Params};
use crate::problem::Outcome;
use crate::state::AppState;
use crate::store::{AllCompanies, Reach};

fn with_etag(examined: Examined) -> Response {
    ([(header::ETAG, extract::etag(examined.version))], Json(examined.detail)).into_response()
}

fn decision<'a>(operator: &Operator, receipt_number: &'a str, seen_version: Option<i64>) -> Decision<'a> {
    Decision { all: AllCompanies::of(operator), receipt_number, seen_version, actor: operator.principal.actor() }
}

/// The waiting applications of all companies, the oldest first (D13.1).
///
/// # Errors
///
/// 401, 403, 422.
#[utoipa::path(get, path = routes::OPERATOR_APPLICATIONS, tag = "operator", security(("session" = [])),
    params(PageQuery), responses((status = OK, body = Page<WaitingApplication>), Problems))]
pub async fn list_waiting(
    State(state): State<AppState>,
    operator: Operator,
    Params(query): Params<PageQuery>,
) -> Outcome<Json<Page<WaitingApplication>>> {
    let all = AllCompanies::of(&operator);
    Ok(Json(issue::list_waiting(&state, all, query.cursor.as_deref(), query.limit).await?))
}

/// One application, with everything the applicant entered.
///
/// # Errors
///
/// 401, 403, 404.
#[utoipa::path(get, path = routes::OPERATOR_APPLICATION, tag = "operator", security(("session" = [])),
    params(("receipt_number" = String, Path, description = "受付番号")),
    responses((status = OK, body = ExaminedApplication, headers(("ETag" = String))), Problems))]
pub async fn application(
    State(state): State<AppState>,
    operator: Operator,
    Number(receipt_number): Number,
) -> Outcome<Response> {
    Ok(with_etag(issue::find(&state, AllCompanies::of(&operator), &receipt_number).await?))
}

/// Begins to examine an application.
///
/// # Errors
///
/// 401, 403, 404, 409.
#[utoipa::path(post, path = routes::EXAMINATION, tag = "operator", security(("session" = [])),
    params(("receipt_number" = String, Path, description = "受付番号")), request_body = Nothing,
    responses((status = OK, body = ExaminedApplication, headers(("ETag" = String))), Problems))]
pub async fn examine(
    State(state): State<AppState>,
    operator: Operator,
    Number(receipt_number): Number,
    extract::Json(Nothing {}): extract::Json<Nothing>,
) -> Outcome<Response> {
    Ok(with_etag(issue::examine(&state, &decision(&operator, &receipt_number, None)).await?))
}

/// Issues the certificate (M7.3).
///
/// # Errors
///
/// 401, 403, 404, 409, 412, 422, 428.
#[utoipa::path(post, path = routes::ISSUE, tag = "operator", security(("session" = [])),
    params(("receipt_number" = String, Path, description = "受付番号"),
        ("If-Match" = String, Header, description = "The ETag of the application as it was seen")),
    request_body = Nothing,
    responses((status = OK, body = ExaminedApplication, headers(("ETag" = String))), Problems))]
pub async fn issue_certificate(
    State(state): State<AppState>,
    operator: Operator,
    Number(receipt_number): Number,
    headers: HeaderMap,
    extract::Json(Nothing {}): extract::Json<Nothing>,
) -> Outcome<Response> {
    issue::find(&state, AllCompanies::of(&operator), &receipt_number).await?;
    let version = extract::if_match(&headers)?;
    Ok(with_etag(issue::issue(&state, &decision(&operator, &receipt_number, Some(version))).await?))
}

/// Turns the application down; the applicant is mailed the reason (D13.1).
///
/// # Errors
///
/// 401, 403, 404, 409, 412, 422, 428.
#[utoipa::path(post, path = routes::REJECTION, tag = "operator", security(("session" = [])),
    params(("receipt_number" = String, Path, description = "受付番号"),
        ("If-Match" = String, Header, description = "The ETag of the application as it was seen")),
    request_body = Rejection,
    responses((status = OK, body = ExaminedApplication, headers(("ETag" = String))), Problems))]
pub async fn reject(
    State(state): State<AppState>,
    operator: Operator,
    Number(receipt_number): Number,
    headers: HeaderMap,
    extract::Json(rejection): extract::Json<Rejection>,
) -> Outcome<Response> {
    issue::find(&state, AllCompanies::of(&operator), &receipt_number).await?;
    let version = extract::if_match(&headers)?;
    let decision = decision(&operator, &receipt_number, Some(version));
    Ok(with_etag(issue::reject(&state, &decision, &rejection.reason).await?))
}

/// Sends the mail with the PIN again, after it was given up; to the same address (M7.3, D15.3).
///
/// # Errors
///
/// 401, 403, 404, 409.
#[utoipa::path(post, path = routes::PIN_MAIL, tag = "operator", security(("session" = [])),
    params(("receipt_number" = String, Path, description = "受付番号")), request_body = Nothing,
    responses((status = OK, body = ExaminedApplication, headers(("ETag" = String))), Problems))]
pub async fn send_pin_mail_again(
    State(state): State<AppState>,
    operator: Operator,
    Number(receipt_number): Number,
    extract::Json(Nothing {}): extract::Json<Nothing>,
) -> Outcome<Response> {
    Ok(with_etag(pin_mail::send_again(&state, &decision(&operator, &receipt_number, None)).await?))
}

/// One certificate of whatever company, with whose it is and who is bound.
///
/// # Errors
///
/// 401, 403, 404.
#[utoipa::path(get, path = routes::OPERATOR_CERTIFICATE, tag = "operator", security(("session" = [])),
    params(("certificate_number" = String, Path, description = "電子証明書管理番号")),
    responses((status = OK, body = ExaminedCertificate), Problems))]
pub async fn certificate(
    State(state): State<AppState>,
    operator: Operator,
    Number(certificate_number): Number,
) -> Outcome<Json<ExaminedCertificate>> {
    Ok(Json(revocation::examined(&state, AllCompanies::of(&operator), &certificate_number).await?))
}

/// Revokes a certificate for good (D14.3).
///
/// # Errors
///
/// 401, 403, 404, 422.
#[utoipa::path(post, path = routes::OPERATOR_REVOCATION, tag = "operator", security(("session" = [])),
    params(("certificate_number" = String, Path, description = "電子証明書管理番号")), request_body = Revocation,
    responses((status = OK, body = CertificateDetail), Problems))]
pub async fn revoke(
    State(state): State<AppState>,
    operator: Operator,
    Number(certificate_number): Number,
    extract::Json(request): extract::Json<Revocation>,
) -> Outcome<Json<CertificateDetail>> {
    let reach = Reach::All(AllCompanies::of(&operator));
    let actor = operator.principal.actor();
    Ok(Json(revocation::revoke(&state, reach, &certificate_number, request.reason, actor).await?))
}
