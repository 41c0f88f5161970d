//! Sessions on the server, and the cookies that name them (BAR S2).

use axum::http::{HeaderMap, HeaderValue, header};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, Set, sea_query::Expr};

use crate::clock::Moment;
use crate::config::Config;
use crate::entity::{session, user};
use crate::key::sha256_hex;
use crate::state::AppState;

/// The name of the session's cookie; with `__Host-` before it where cookies are secure.
const SESSION: &str = "shirushi_session";
/// The name of the cookie of a browser from which somebody has logged in before (BAR S6).
const DEVICE: &str = "shirushi_device";
/// How long a browser is remembered: 400 days is the longest that browsers keep a cookie.
pub(crate) const DEVICE_SECONDS: u32 = 400 * 86_400;

/// How often a session's last use is written down; more often would make a write of every read.
const TOUCH_SECONDS: i64 = 15;

fn cookie_name(config: &Config, name: &str) -> String {
    if config.secure_cookies { format!("__Host-{name}") } else { name.to_owned() }
}

fn cookie(config: &Config, name: &str, value: &str, max_age: Option<u32>) -> Option<HeaderValue> {
    let secure = if config.secure_cookies { "; Secure" } else { "" };
    let age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}", cookie_name(config, name));
    HeaderValue::from_str(&text).ok()
}

/// Sets the session's cookie; it lives as long as the browser runs.
pub fn set_cookie(config: &Config, token: &str) -> Option<HeaderValue> {
    cookie(config, SESSION, token, None)
}

/// Removes the session's cookie.
pub fn clear_cookie(config: &Config) -> Option<HeaderValue> {
    cookie(config, SESSION, "", Some(0))
}

/// Sets the cookie of a known browser.
pub fn set_device_cookie(config: &Config, token: &str) -> Option<HeaderValue> {
    cookie(config, DEVICE, token, Some(DEVICE_SECONDS))
}

/// The token of the session's cookie.
pub fn token_of(config: &Config, headers: &HeaderMap) -> Option<String> {
    read_cookie(headers, &cookie_name(config, SESSION))
}

/// The token of the known browser's cookie.
pub fn device_token_of(config: &Config, headers: &HeaderMap) -> Option<String> {
    read_cookie(headers, &cookie_name(config, DEVICE))
}

fn read_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut pairs = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let found = pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
    // Tokens are 43 characters; anything longer is not worth hashing.
    found.filter(|value| !value.is_empty() && value.len() <= 64)
}

/// What a token is stored and found by.
pub fn hash_token(token: &str) -> String {
    sha256_hex(token.as_bytes())
}

/// Opens a session and answers its token.
///
/// # Errors
///
/// When the database fails.
pub async fn open(db: &impl ConnectionTrait, state: &AppState, user: i64) -> Result<String, DbErr> {
    let (token, now) = (state.token(), state.now());
    let row = session::ActiveModel {
        token_hash: Set(hash_token(&token)),
        user: Set(user),
        created_at: Set(now.0),
        last_seen_at: Set(now.0),
        ends_at: Set(now.plus_seconds(i64::from(state.config.session_absolute_seconds)).0),
    };
    session::Entity::insert(row).exec_without_returning(db).await?;
    Ok(token)
}

/// The session and its user, if the token names one that has not ended and the user may still log in.
///
/// # Errors
///
/// When the database fails.
pub async fn find(state: &AppState, token: &str) -> Result<Option<(session::Model, user::Model)>, DbErr> {
    let now = state.now();
    let Some(found) = session::Entity::find_by_id(hash_token(token)).one(&state.db).await? else { return Ok(None) };
    let idle_end = Moment(found.last_seen_at).plus_seconds(i64::from(state.config.session_idle_seconds));
    if now >= idle_end || now >= Moment(found.ends_at) {
        session::Entity::delete_by_id(&found.token_hash).exec(&state.db).await?;
        return Ok(None);
    }
    let Some(owner) = user::Entity::find_by_id(found.user).one(&state.db).await? else { return Ok(None) };
    if owner.state != crate::store::users::ACTIVE {
        return Ok(None);
    }
    if now >= Moment(found.last_seen_at).plus_seconds(TOUCH_SECONDS) {
        session::Entity::update_many()
            .col_expr(session::Column::LastSeenAt, Expr::value(now.0))
            .filter(session::Column::TokenHash.eq(&found.token_hash))
            .exec(&state.db)
            .await?;
    }
    Ok(Some((found, owner)))
}

/// Ends the session that a token names, if there is one.
///
/// # Errors
///
/// When the database fails.
pub async fn close(db: &impl ConnectionTrait, token: &str) -> Result<(), DbErr> {
    session::Entity::delete_by_id(hash_token(token)).exec(db).await.map(|_| ())
}

/// Ends all sessions of a user but the one to keep: after a change of the password.
///
/// # Errors
///
/// When the database fails.
pub async fn close_others(db: &impl ConnectionTrait, user: i64, keep: &str) -> Result<(), DbErr> {
    session::Entity::delete_many()
        .filter(session::Column::User.eq(user))
        .filter(session::Column::TokenHash.ne(keep))
        .exec(db)
        .await
        .map(|_| ())
}
