//! Sends what is due.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::{Rejected, Transport};
use crate::clock::Moment;
use crate::entity::mail;
use crate::problem::Outcome;
use crate::state::AppState;
use crate::store::mails::{self, Ending};

/// The delays before the second and the further attempts, in seconds; the last one repeats.
const DELAYS: [i64; 9] = [30, 60, 120, 300, 900, 1800, 3600, 7200, 14_400];
/// A mail that could not be handed over for so long is given up; an administrator sees it as failed.
const GIVE_UP_AFTER_DAYS: i64 = 5;
/// How often a worker looks when nobody rings: for mails that another server's process has left behind.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Sends mails until told to stop. Any number of workers, in any number of processes, may run beside each other.
pub async fn run(state: AppState, transport: Arc<Transport>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        // Asked for before looking, so that a ring during the look is not missed.
        let bell = state.mail_bell.notified();
        tokio::pin!(bell);
        bell.as_mut().enable();
        match send_due(&state, &transport).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(failure) => tracing::error!(?failure, "the outbox cannot be read"),
        }
        tokio::select! {
            () = bell => {}
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Sends one mail that is due; answers how many it tried: none or one.
///
/// # Errors
///
/// When the database fails.
pub async fn send_due(state: &AppState, transport: &Transport) -> Outcome<u32> {
    let claim = state.token();
    let Some(row) = mails::claim_due(&state.db, &claim, state.now(), state.config.mail_lease_seconds).await? else {
        return Ok(0);
    };
    let limit = longest_sending(state.config.mail_lease_seconds);
    let sent = match mails::open_body(&state.key, &row) {
        Some(body) => tokio::time::timeout(limit, transport.send(&state.config, &row, &body))
            .await
            .unwrap_or_else(|_| Err(Rejected::for_now(format!("no end within {} s", limit.as_secs_f32())))),
        None => Err(Rejected::for_good("the text was sealed by another server's key")),
    };
    let now = state.now();
    let smtp_status = sent.as_ref().err().and_then(|rejected| rejected.smtp_status);
    let ending = match sent {
        Ok(()) => Ending::Sent,
        Err(rejected) => ending_of(&row, rejected, now),
    };
    // The address, the text, and the mail server's words, which like to repeat the address, stay out of the log.
    let ended = ending.name();
    tracing::info!(mail = row.id, kind = row.kind, attempt = row.attempts, ended, smtp_status, "mail");
    mails::finish(&state.db, &row, ending, now).await?;
    Ok(1)
}

/// How long one mail may take in all: less than the claim on it lasts, so that nobody else takes it meanwhile.
fn longest_sending(lease_seconds: u32) -> Duration {
    Duration::from_secs(u64::from(lease_seconds)) * 3 / 4
}

fn ending_of(row: &mail::Model, rejected: Rejected, now: Moment) -> Ending {
    if rejected.for_good || now >= Moment(row.recorded_at).plus_days(GIVE_UP_AFTER_DAYS) {
        return Ending::Failed { error: rejected.why };
    }
    let attempt = usize::try_from(row.attempts).unwrap_or(1).max(1);
    let delay = DELAYS[(attempt - 1).min(DELAYS.len() - 1)];
    Ending::Retry { at: now.plus_seconds(delay), error: rejected.why }
}
