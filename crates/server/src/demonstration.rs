//! Data to try the system with: deterministic, plausible, all of it about people and companies that do not exist.

pub mod names;
pub mod scale;
mod world;

use std::sync::Arc;

use contract::user::Role;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};

use crate::auth::password::hash_now;
use crate::clock::{ManualClock, Moment};
use crate::db::begin_write;
use crate::entity::company;
use crate::mail::Transport;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::search;

/// The password of every log-in of the demonstration.
pub const PASSWORD: &str = "kensetsu-demo-2026";

/// A log-in to be shown to whoever starts the demonstration.
#[derive(Clone, Copy, Debug)]
pub struct LogIn {
    /// 企業ID
    pub company_id: &'static str,
    /// 利用者ID
    pub user_id: &'static str,
    /// Who that is.
    pub who: &'static str,
}

/// The log-ins of the demonstration; its other users have no password.
pub const LOG_INS: [LogIn; 6] = [
    LogIn { company_id: "K100001", user_id: "yamada.taro", who: "株式会社山田建設の管理者" },
    LogIn { company_id: "K100001", user_id: "sato.hanako", who: "株式会社山田建設の管理者" },
    LogIn { company_id: "K100001", user_id: "suzuki.ichiro", who: "株式会社山田建設の一般利用者" },
    LogIn { company_id: "K200001", user_id: "tanaka.yoko", who: "東海設備工業株式会社の管理者" },
    LogIn { company_id: "K200001", user_id: "ito.kenichi", who: "東海設備工業株式会社の一般利用者" },
    LogIn { company_id: "UNEI", user_id: "operator", who: "運営" },
];

/// Loads the demonstration into an empty database. Answers whether it did. The mails of the past go out through
/// `transport`.
///
/// # Errors
///
/// When the database fails, or holds anything else than a whole demonstration.
pub async fn load_once(state: &AppState, transport: &Transport) -> Outcome<bool> {
    if company::Entity::find_by_id(world::PROVIDER).one(&state.db).await?.is_some() {
        return Ok(false);
    }
    if company::Entity::find().count(&state.db).await? > 0 {
        let why = "SHIRUSHI_DEMONSTRATION is for an empty database, and this one holds other companies or half a \
                   demonstration whose loading was interrupted; delete it (cargo xtask run --fresh), or name another";
        return Err(Failure::Internal(why.to_owned()));
    }
    let entropy = state.entropy.clone();
    let hashes = tokio::task::spawn_blocking(move || {
        LOG_INS.iter().map(|_| hash_now(entropy.as_ref(), PASSWORD)).collect::<Result<Vec<_>, _>>()
    });
    let hashes = hashes.await.map_err(|error| Failure::Internal(error.to_string()))??;

    let tx = begin_write(&state.db).await?;
    world::companies(&tx).await?;
    world::users(&tx, &hashes).await?;
    search::complete(&tx).await?;
    tx.commit().await?;
    // The authority is older than the oldest certificate.
    at(state, state.now().plus_months(-60)).authority().await?;
    world::certificates(state, transport).await?;
    world::applications_under_way(state).await?;
    let tx = begin_write(&state.db).await?;
    world::provider(&tx, &hashes).await?;
    search::complete(&tx).await?;
    tx.commit().await?;
    Ok(true)
}

/// The same server at another time, for data of the past.
fn at(state: &AppState, moment: Moment) -> AppState {
    state.with_clock(Arc::new(ManualClock::new(moment)))
}

/// The role of a log-in.
fn role_of(log_in: &LogIn) -> Role {
    match log_in.user_id {
        "operator" => Role::Operator,
        "yamada.taro" | "sato.hanako" | "tanaka.yoko" => Role::Administrator,
        _ => Role::Member,
    }
}
