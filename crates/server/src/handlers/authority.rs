//! What anybody may fetch of the certificate authority.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use contract::routes;

use super::Problems;
use crate::app::revocation;
use crate::problem::Outcome;
use crate::state::AppState;

/// The authority's own certificate, PEM.
///
/// # Errors
///
/// None of the caller's making.
#[utoipa::path(get, path = routes::ROOT_CERTIFICATE, tag = "authority",
    responses((status = OK, body = String, content_type = "application/x-pem-file"), Problems))]
pub async fn root_certificate(State(state): State<AppState>) -> Outcome<Response> {
    let pem = state.authority().await?.root().to_pem()?;
    Ok(([(header::CONTENT_TYPE, "application/x-pem-file")], pem).into_response())
}

/// The revocation list, DER (RFC 5280); certificates name this address.
///
/// # Errors
///
/// None of the caller's making.
#[utoipa::path(get, path = routes::ROOT_CRL, tag = "authority",
    responses((status = OK, body = Vec<u8>, content_type = "application/pkix-crl"), Problems))]
pub async fn revocation_list(State(state): State<AppState>) -> Outcome<Response> {
    let list = revocation::list(&state).await?;
    let headers = [(header::CONTENT_TYPE, "application/pkix-crl"), (header::CACHE_CONTROL, "public, max-age=300")];
    Ok((headers, list).into_response())
}
