//! Logging in and out.

use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use contract::routes;
use contract::session::{LoginRequest, Me, PasswordChange};

use super::Problems;
use crate::app;
use crate::auth::{Principal, login, session};
use crate::clock::Moment;
use crate::extract::Json;
use crate::problem::Outcome;
use crate::state::AppState;

/// The address of the client, where nobody is logged in yet.
#[derive(Debug)]
pub struct ClientAddress(std::net::IpAddr);

impl axum::extract::FromRequestParts<AppState> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        Ok(Self(crate::auth::address_of(parts, state)))
    }
}

fn cookies(
    values: impl IntoIterator<Item = Option<HeaderValue>>,
) -> AppendHeaders<Vec<(header::HeaderName, HeaderValue)>> {
    AppendHeaders(values.into_iter().flatten().map(|value| (header::SET_COOKIE, value)).collect())
}

/// Logs in. The cookie it sets names the session.
///
/// # Errors
///
/// 401 whatever was wrong (BAR S7), 429.
#[utoipa::path(post, path = routes::SESSION, tag = "session", request_body = LoginRequest,
    responses((status = OK, body = Me, headers(("Set-Cookie" = String))), Problems))]
pub async fn log_in(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Json(request): Json<LoginRequest>,
) -> Outcome<Response> {
    let config = &state.config;
    let old = session::token_of(config, &headers);
    let device = session::device_token_of(config, &headers);
    let logged_in = login::log_in(&state, request, address, old, device).await?;
    let ends_at = state.now().plus_seconds(i64::from(config.session_absolute_seconds));
    let me = app::session::me(&state, &logged_in.user, ends_at).await?;
    let cookies = cookies([
        session::set_cookie(config, &logged_in.session_token),
        logged_in.device_token.and_then(|token| session::set_device_cookie(config, &token)),
    ]);
    Ok((cookies, axum::Json(me)).into_response())
}

/// Who am I? Asking keeps the session alive.
///
/// # Errors
///
/// 401.
#[utoipa::path(get, path = routes::SESSION, tag = "session", security(("session" = [])),
    responses((status = OK, body = Me), Problems))]
pub async fn who_am_i(State(state): State<AppState>, principal: Principal) -> Outcome<axum::Json<Me>> {
    let ends_at = Moment(principal.session.ends_at);
    Ok(axum::Json(app::session::me(&state, &principal.user, ends_at).await?))
}

/// Logs out: the session is dead on the server from then on.
///
/// # Errors
///
/// 401.
#[utoipa::path(delete, path = routes::SESSION, tag = "session", security(("session" = [])),
    responses((status = NO_CONTENT), Problems))]
pub async fn log_out(State(state): State<AppState>, principal: Principal, headers: HeaderMap) -> Outcome<Response> {
    if let Some(token) = session::token_of(&state.config, &headers) {
        app::session::log_out(&state, &principal, &token).await?;
    }
    Ok((StatusCode::NO_CONTENT, cookies([session::clear_cookie(&state.config)])).into_response())
}

/// Changes one's own password (BAR S4).
///
/// # Errors
///
/// 401, 422, 429.
#[utoipa::path(put, path = routes::PASSWORD, tag = "session", security(("session" = [])),
    request_body = PasswordChange, responses((status = NO_CONTENT), Problems))]
pub async fn change_password(
    State(state): State<AppState>,
    principal: Principal,
    Json(change): Json<PasswordChange>,
) -> Outcome<StatusCode> {
    app::session::change_password(&state, &principal, change).await?;
    Ok(StatusCode::NO_CONTENT)
}
