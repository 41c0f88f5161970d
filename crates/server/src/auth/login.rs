//! Logging in (BAR S2, S6, S7).

use std::net::IpAddr;

use contract::problem::ProblemCode;
use contract::session::{LoginRequest, normalise_id};
use contract::text::{fold_for_search, is_control};
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, Set};

use super::throttle::{self, Key};
use super::{password, session};
use crate::audit::{self, Action, Actor, Entry};
use crate::db::begin_write;
use crate::entity::{known_device, user};
use crate::problem::{Failure, Outcome, code_text};
use crate::state::AppState;
use crate::store::users;

/// A login that succeeded. Never printed, not even by `Debug`: its tokens open the session.
pub struct LoggedIn {
    /// The new session's token.
    pub session_token: String,
    /// The token by which this browser is known from now on, where it was not.
    pub device_token: Option<String>,
    /// Who logged in.
    pub user: user::Model,
}

/// Logs in. The session that the browser had before, if any, ends.
///
/// # Errors
///
/// `LoginFailed`, whatever was wrong; `TooManyAttempts`.
pub async fn log_in(
    state: &AppState,
    request: LoginRequest,
    address: IpAddr,
    old_session: Option<String>,
    device: Option<String>,
) -> Outcome<LoggedIn> {
    let company_key = login_key(&request.company_id);
    let user_key = login_key(&request.user_id);
    let found = users::find_for_login(&state.db, &company_key, &user_key).await?;

    let device_hash = device.as_deref().map(session::hash_token);
    let known_device = match (&found, &device_hash) {
        (Some(user), Some(hash)) => {
            let device = known_device::Entity::find_by_id(hash).one(&state.db).await?;
            device.filter(|device| device.user == user.id)
        }
        _ => None,
    };
    let account = match &known_device {
        Some(device) => Key::device(&device.token_hash),
        None => Key::account(&company_key, &user_key),
    };
    let network = Key::address(address);
    // Neither has a stranger at the same address any influence on a known browser.
    let network = known_device.is_none().then_some(&network);
    let actor = actor(found.as_ref(), address);
    if let Err(failure) = count_attempt(state, &account, network).await {
        if let Some(seconds) = failure.retry_after()
            && state.told_waits.is_first(&account, state.now(), seconds)
        {
            refused(state, &actor, ProblemCode::TooManyAttempts).await;
        }
        return Err(failure);
    }

    let can_log_in = found.as_ref().filter(|user| user.state == users::ACTIVE);
    let hash = can_log_in.and_then(|user| user.password_hash.clone());
    let right = password::verify(state, request.password, hash).await?;
    let Some(user) = found.filter(|_| right) else {
        refused(state, &actor, ProblemCode::LoginFailed).await;
        return Err(Failure::refused(ProblemCode::LoginFailed));
    };

    let tx = begin_write(&state.db).await?;
    throttle::forget(&tx, &account).await?;
    if let Some(network) = network {
        throttle::take_back(&tx, network, state.now()).await?;
    }
    if let Some(old) = old_session {
        session::close(&tx, &old).await?;
    }
    let session_token = session::open(&tx, state, user.id).await?;
    let device_token = match known_device {
        Some(_) => None,
        None => {
            let token = state.token();
            let row = known_device::ActiveModel {
                token_hash: Set(session::hash_token(&token)),
                user: Set(user.id),
                created_at: Set(state.now().0),
            };
            row.insert(&tx).await?;
            Some(token)
        }
    };
    let entry =
        Entry { actor: &actor, action: Action::Login, object: "", outcome: "ok", detail: serde_json::json!({}) };
    audit::append(&tx, &state.key, state.now(), entry).await?;
    tx.commit().await?;
    Ok(LoggedIn { session_token, device_token, user })
}

/// What a typed ID is looked up by; one with control characters is nobody's.
fn login_key(typed: &str) -> String {
    let key = fold_for_search(&normalise_id(typed));
    if key.chars().any(is_control) { String::new() } else { key }
}

/// Counts an attempt whose password is going to be looked at; one that has to wait counts nowhere.
async fn count_attempt(state: &AppState, account: &Key, network: Option<&Key>) -> Outcome<()> {
    let now = state.now();
    let tx = begin_write(&state.db).await?;
    let mut wait = None;
    // Always in the same order, so that two requests cannot wait for each other.
    for key in [Some(account), network].into_iter().flatten() {
        wait = wait.max(throttle::attempt(&tx, key, now).await?.err());
    }
    match wait {
        None => Ok(tx.commit().await?),
        Some(seconds) => {
            tx.rollback().await?;
            Err(Failure::too_many(seconds))
        }
    }
}

fn actor(user: Option<&user::Model>, address: IpAddr) -> Actor {
    match user {
        Some(user) => Actor {
            chain: user.company_id.clone(),
            user_id: user.user_id.clone(),
            role: users::role(user).code(),
            address,
        },
        None => Actor { chain: audit::SERVICE_CHAIN.to_owned(), user_id: String::new(), role: "", address },
    }
}

async fn refused(state: &AppState, actor: &Actor, code: ProblemCode) {
    let outcome = code_text(code);
    let entry = Entry { actor, action: Action::Login, object: "", outcome: &outcome, detail: serde_json::json!({}) };
    audit::append_alone(state, entry).await;
}
