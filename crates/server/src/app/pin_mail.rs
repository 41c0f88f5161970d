//! The mail with the PIN, after sending it was given up (M7.3, D15.3).

use contract::problem::ProblemCode;

use super::issue::{self, Decision, Examined};
use crate::audit::Action;
use crate::db::begin_write;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::{Reach, applications, mails, revocations};

/// Sends the mail with the PIN again, after it was given up: the same mail to the same address.
///
/// The PIN is in that one mail only (BAR S10). While it is not delivered, its text lies sealed in the outbox, also when
/// sending was given up; once it is delivered, it is gone and there is nothing to be sent again.
///
/// # Errors
///
/// `NotFound`; `MailNotFailed` for one that waits, is sent, or was never recorded; `CertificateRevoked`;
/// `MailUnreadable` when its text was sealed by another server's key.
pub async fn send_again(state: &AppState, decision: &Decision<'_>) -> Outcome<Examined> {
    let now = state.now();
    let tx = begin_write(&state.db).await?;
    let row = applications::find_and_lock(&tx, Reach::All(decision.all), decision.receipt_number).await?;
    let row = row.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
    let not_failed = || Failure::refused(ProblemCode::MailNotFailed);
    if revocations::is_revoked(&tx, &row.receipt_number).await? {
        return Err(Failure::refused(ProblemCode::CertificateRevoked));
    }
    let mail = mails::pin_mail(&tx, &row.receipt_number).await?.ok_or_else(not_failed)?;
    if !mails::wait_again(&tx, mail.id, now).await? {
        return Err(not_failed());
    }
    if mails::open_body(&state.key, &mail).is_none() {
        return Err(Failure::refused(ProblemCode::MailUnreadable));
    }
    decision.audit(&tx, state, &row, Action::ResendPinMail, serde_json::json!({})).await?;
    tx.commit().await?;
    state.mail_bell.notify_waiters();
    issue::find(state, decision.all, decision.receipt_number).await
}
