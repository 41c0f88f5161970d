//! The ways a mail leaves the house.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use lettre::message::{Mailbox, header::ContentType};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::folder;
use crate::clock::Moment;
use crate::config::Config;
use crate::entity::mail;

/// How long one answer of the SMTP server may take. What the whole conversation may take is the worker's to say.
const SMTP_TIMEOUT: Duration = Duration::from_secs(30);

/// A mail that the memory transport was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentMail {
    /// The address it went to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// Its `Message-ID`.
    pub message_id: String,
}

/// The mails of a memory transport.
pub type MemoryMails = Arc<Mutex<Vec<SentMail>>>;

/// Where mails go.
#[derive(Clone, Debug)]
pub enum Transport {
    /// A real SMTP server.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    /// `.eml` files.
    Folder(PathBuf),
    /// A list, for tests.
    Memory(MemoryMails),
}

/// Why a mail was not taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Whether another try cannot help: the address does not exist, say.
    pub for_good: bool,
    /// The server's words. They may hold the address: for the outbox only, never for the log.
    pub why: String,
    /// What the SMTP server answered, if it was that.
    pub smtp_status: Option<u16>,
}

impl Rejected {
    /// Another try may help.
    pub fn for_now(why: impl ToString) -> Self {
        Self { for_good: false, why: why.to_string(), smtp_status: None }
    }

    /// Another try cannot help.
    pub fn for_good(why: impl ToString) -> Self {
        Self { for_good: true, why: why.to_string(), smtp_status: None }
    }
}

impl Transport {
    /// The transport that the settings ask for: SMTP where there is a server, the folder otherwise.
    ///
    /// # Errors
    ///
    /// When the SMTP server's URL cannot be used.
    pub fn from_config(config: &Config) -> Result<Self, lettre::transport::smtp::Error> {
        Ok(match &config.smtp_url {
            Some(url) => {
                let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.timeout(Some(SMTP_TIMEOUT)).build();
                Self::Smtp(Box::new(smtp))
            }
            None => Self::Folder(config.mail_dir.clone()),
        })
    }

    /// Hands a mail over.
    ///
    /// # Errors
    ///
    /// When it was not taken over.
    pub async fn send(&self, config: &Config, row: &mail::Model, body: &str) -> Result<(), Rejected> {
        if let Self::Memory(mails) = self {
            let mail = SentMail {
                to: row.to_address.clone(),
                subject: row.subject.clone(),
                body: body.to_owned(),
                message_id: row.message_id.clone(),
            };
            mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
            return Ok(());
        }
        let message = compose(config, row, body).map_err(Rejected::for_good)?;
        match self {
            Self::Smtp(smtp) => smtp.send(message).await.map(|_| ()).map_err(|error| {
                let smtp_status = error.status().map(u16::from);
                // 550 to 553: this mailbox, not this server, is the trouble (RFC 5321, 4.2.3).
                Rejected { for_good: matches!(smtp_status, Some(550..=553)), why: error.to_string(), smtp_status }
            }),
            Self::Folder(path) => {
                let (path, name, bytes) = (path.clone(), folder::file_name(row), message.formatted());
                let written = tokio::task::spawn_blocking(move || folder::write(&path, &name, &bytes)).await;
                written.map_err(Rejected::for_now)?.map_err(Rejected::for_now)
            }
            Self::Memory(_) => Ok(()),
        }
    }
}

/// The mail as RFC 5322 has it. The text is plain, in UTF-8.
fn compose(config: &Config, row: &mail::Model, body: &str) -> Result<Message, String> {
    let mailbox = |address: &str| address.parse::<Mailbox>().map_err(|error| format!("{address}: {error}"));
    // The rules of `contract` let no control character through; this is the last door (BAR S13).
    if [&row.to_address, &row.subject].into_iter().any(|text| text.chars().any(contract::text::is_control)) {
        return Err("a control character in a header".to_owned());
    }
    let recorded = u64::try_from(Moment(row.recorded_at).0).unwrap_or_default();
    Message::builder()
        .from(mailbox(&config.mail_from)?)
        .to(mailbox(&row.to_address)?)
        .subject(row.subject.clone())
        .message_id(Some(row.message_id.clone()))
        .date(SystemTime::UNIX_EPOCH + Duration::from_millis(recorded))
        .header(ContentType::TEXT_PLAIN)
        .body(body.to_owned())
        .map_err(|error| error.to_string())
}
