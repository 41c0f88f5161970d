//! What the server does by itself.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ColumnTrait as _, DbErr, EntityTrait as _, QueryFilter as _};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::entity::{idempotency_key, login_throttle, session};
use crate::mail::{Transport, worker};
use crate::state::AppState;

/// How many mails are handed over at once.
const MAIL_WORKERS: usize = 2;
/// How often what has lapsed is removed.
const TIDY_EVERY: Duration = Duration::from_secs(3600);
/// How long an idempotency key is remembered.
const KEY_DAYS: i64 = 30;

/// Starts the workers; they end when `stop` becomes true.
pub fn start(state: &AppState, transport: Transport, stop: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    let transport = Arc::new(transport);
    let mut running = Vec::new();
    for _ in 0..MAIL_WORKERS {
        running.push(tokio::spawn(worker::run(state.clone(), transport.clone(), stop.clone())));
    }
    running.push(tokio::spawn(tidy_regularly(state.clone(), stop.clone())));
    running
}

async fn tidy_regularly(state: AppState, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = tidy(&state).await {
            tracing::error!(%error, "what has lapsed could not be removed");
        }
        tokio::select! {
            () = tokio::time::sleep(TIDY_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Removes what has lapsed: ended sessions, forgotten failures, old idempotency keys.
///
/// # Errors
///
/// When the database fails.
pub async fn tidy(state: &AppState) -> Result<(), DbErr> {
    let now = state.now();
    session::Entity::delete_many().filter(session::Column::EndsAt.lte(now.0)).exec(&state.db).await?;
    login_throttle::Entity::delete_many()
        .filter(login_throttle::Column::LastAttemptAt.lte(now.plus_days(-1).0))
        .exec(&state.db)
        .await?;
    idempotency_key::Entity::delete_many()
        .filter(idempotency_key::Column::CreatedAt.lte(now.plus_days(-KEY_DAYS).0))
        .exec(&state.db)
        .await?;
    Ok(())
}
