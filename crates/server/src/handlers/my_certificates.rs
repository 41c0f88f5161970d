//! What a bound user does: 証明書有効性確認, signing.

use axum::Json;
use axum::extract::State;
use contract::routes;
use contract::signing::{CheckReport, CheckRequest, MyCertificate, SignRequest, Signature};

use super::Problems;
use crate::app::signing;
use crate::auth::CompanyMember;
use crate::extract::{self, Number};
use crate::problem::Outcome;
use crate::state::AppState;

/// The certificates I am bound to (D13.4).
///
/// # Errors
///
/// 401, 403.
#[utoipa::path(get, path = routes::MY_CERTIFICATES, tag = "signing", security(("session" = [])),
    responses((status = OK, body = Vec<MyCertificate>), Problems))]
pub async fn list(State(state): State<AppState>, member: CompanyMember) -> Outcome<Json<Vec<MyCertificate>>> {
    Ok(Json(signing::my_certificates(&state, &member).await?))
}

/// 証明書有効性確認 with the PIN; wrong PINs are counted (D13.4).
///
/// # Errors
///
/// 401, 403, 404, 422, 429.
#[utoipa::path(post, path = routes::MY_CHECK, tag = "signing", security(("session" = [])),
    params(("certificate_number" = String, Path, description = "電子証明書管理番号")), request_body = CheckRequest,
    responses((status = OK, body = CheckReport), Problems))]
pub async fn check(
    State(state): State<AppState>,
    member: CompanyMember,
    Number(certificate_number): Number,
    extract::Json(request): extract::Json<CheckRequest>,
) -> Outcome<Json<CheckReport>> {
    Ok(Json(signing::check(&state, &member, &certificate_number, &request.pin).await?))
}

/// Signs the SHA-256 digest of a file with the PIN (D13.5).
///
/// # Errors
///
/// 401, 403 with the reason, 404, 422, 429.
#[utoipa::path(post, path = routes::MY_SIGNATURE, tag = "signing", security(("session" = [])),
    params(("certificate_number" = String, Path, description = "電子証明書管理番号")), request_body = SignRequest,
    responses((status = OK, body = Signature), Problems))]
pub async fn sign(
    State(state): State<AppState>,
    member: CompanyMember,
    Number(certificate_number): Number,
    extract::Json(request): extract::Json<SignRequest>,
) -> Outcome<Json<Signature>> {
    Ok(Json(signing::sign(&state, &member, &certificate_number, &request.digest, &request.pin).await?))
}
