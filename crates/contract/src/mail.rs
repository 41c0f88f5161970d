//! What the service mails, and how that ended (D15.3).

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// Why a mail is sent; each kind has its own subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// 電子証明書追加発行申請受付のお知らせ (M6.3)
    ApplicationReceived,
    /// 電子証明書追加発行申請却下のお知らせ (D13.1)
    ApplicationRejected,
    /// 電子証明書発行のお知らせ (M7.3)
    CertificateIssued,
    /// PINのお知らせ (M7.3)
    Pin,
    /// 電子証明書有効期間満了のお知らせ (M14.1)
    ExpiryNotice,
    /// 電子証明書紐付情報更新（署名者変更）のお知らせ (M12.1)
    BindingsChanged,
}

impl MailKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::ApplicationReceived,
        Self::ApplicationRejected,
        Self::CertificateIssued,
        Self::Pin,
        Self::ExpiryNotice,
        Self::BindingsChanged,
    ];

    /// The kind's name on the wire and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::ApplicationReceived => "application_received",
            Self::ApplicationRejected => "application_rejected",
            Self::CertificateIssued => "certificate_issued",
            Self::Pin => "pin",
            Self::ExpiryNotice => "expiry_notice",
            Self::BindingsChanged => "bindings_changed",
        }
    }

    /// The kind with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// How the sending of a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// Waits to be sent for the first time.
    Queued,
    /// Failed for now, will be tried again.
    Retrying,
    /// Taken over by the mail server.
    Sent,
    /// Given up: the mail server refuses it, or was away too long.
    Failed,
}

/// One mail, as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailDelivery {
    /// Why it is sent.
    pub kind: MailKind,
    /// The address it goes to.
    pub to: String,
    /// Its subject line.
    pub subject: String,
    /// How it stands.
    pub state: MailState,
    /// When it was recorded, in the transaction of its cause.
    pub recorded_at: Timestamp,
    /// When the mail server took it over.
    pub sent_at: Option<Timestamp>,
    /// When it is tried again, while it waits.
    pub next_attempt_at: Option<Timestamp>,
    /// How often it has been tried.
    pub attempts: u32,
}

/// A mail of the demonstration, to be read in the browser (D15.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DemonstrationMail {
    /// The address it went to.
    pub to: String,
    /// Its subject line.
    pub subject: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Its text.
    pub body: String,
}
