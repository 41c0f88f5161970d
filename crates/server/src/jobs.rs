//! What the server does by itself.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ColumnTrait as _, ConnectionTrait as _, DbBackend, DbErr, EntityTrait as _, QueryFilter as _};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::{expiry, issue};
use crate::auth::session::DEVICE_SECONDS;
use crate::entity::{idempotency_key, known_device, login_throttle, session};
use crate::mail::{Transport, worker};
use crate::problem::Outcome;
use crate::state::AppState;

/// How many mails are handed over at once.
const MAIL_WORKERS: usize = 2;
/// How often what has lapsed is removed.
const TIDY_EVERY: Duration = Duration::from_secs(3600);
/// How often ends of validity are looked for. Daily would do; more often costs one look at an index.
const NOTICE_EVERY: Duration = Duration::from_secs(3600);
/// How often applications are looked for that issue themselves.
const ISSUE_EVERY: Duration = Duration::from_secs(5);
/// How long an idempotency key is remembered.
const KEY_DAYS: i64 = 30;

/// Starts the workers; they end when `stop` becomes true.
pub fn start(state: &AppState, transport: Transport, stop: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    let transport = Arc::new(transport);
    let mut running = Vec::new();
    for _ in 0..MAIL_WORKERS {
        running.push(tokio::spawn(worker::run(state.clone(), transport.clone(), stop.clone())));
    }
    running.push(tokio::spawn(regularly("tidy", state.clone(), stop.clone(), TIDY_EVERY, |state| async move {
        tidy(&state).await?;
        Ok(())
    })));
    running.push(tokio::spawn(regularly(
        "expiry_notices",
        state.clone(),
        stop.clone(),
        NOTICE_EVERY,
        |state| async move {
            expiry::announce(&state).await?;
            Ok(())
        },
    )));
    running.push(tokio::spawn(regularly(
        "automatic_issue",
        state.clone(),
        stop.clone(),
        ISSUE_EVERY,
        |state| async move {
            issue::issue_automatically(&state).await?;
            Ok(())
        },
    )));
    running
}

/// Does something at once and then again and again, until told to stop. A failure is logged and tried again next time.
async fn regularly<F: Future<Output = Outcome<()>> + Send>(
    job: &'static str,
    state: AppState,
    mut stop: watch::Receiver<bool>,
    every: Duration,
    work: impl Fn(AppState) -> F + Send,
) {
    while !*stop.borrow() {
        let ended = work(state.clone()).await;
        state.metrics.job_ended(job, ended.is_ok(), state.now());
        if let Err(failure) = ended {
            tracing::error!(job, ?failure, "a job failed");
        }
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Removes what has lapsed: ended sessions, forgotten failures, browsers long not seen, old idempotency keys.
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
    // Their cookies have gone by then.
    known_device::Entity::delete_many()
        .filter(known_device::Column::CreatedAt.lte(now.plus_seconds(-i64::from(DEVICE_SECONDS)).0))
        .exec(&state.db)
        .await?;
    idempotency_key::Entity::delete_many()
        .filter(idempotency_key::Column::CreatedAt.lte(now.plus_days(-KEY_DAYS).0))
        .exec(&state.db)
        .await?;
    if state.db.get_database_backend() == DbBackend::Sqlite {
        // The pages of before, with what was deleted since, stay in the log until it is written back.
        state.db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    }
    Ok(())
}
