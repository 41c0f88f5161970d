//! Mails: recorded with their cause, sent after the commit, retried with growing delays (D15.3, D15.4).
//!
//! # What a crash does
//!
//! A mail is a row of the causing transaction, so no crash loses one. A worker claims a row for a while, hands the mail
//! over and writes down that it did. If the process dies in between, the claim lapses and the mail is sent again. Only
//! when it dies after the SMTP server said yes and before that was written down is it handed over a second time:
//! nobody but the SMTP server knows that it was accepted. We err on that side, because a PIN or a receipt that never comes stops a
//! contract, while a second copy is recognised by its `Message-ID`, which is the same at every attempt.

pub mod folder;
pub mod text;
mod transport;
pub mod worker;

pub use transport::{MemoryMails, Rejected, SentMail, Transport};

use crate::state::AppState;

/// A new `Message-ID`, at the domain of the sender.
pub fn message_id(state: &AppState) -> String {
    let domain = state.config.mail_from.rsplit('@').next().unwrap_or("localhost").trim_end_matches('>');
    format!("<{}@{domain}>", state.token())
}
