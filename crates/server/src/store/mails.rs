//! The outbox's rows (D15.3). How they are sent is in [`crate::mail`].

use contract::mail::{MailDelivery, MailKind, MailState};
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use zeroize::Zeroizing;

use super::CompanyScope;
use crate::clock::Moment;
use crate::db::begin_write;
use crate::entity::certificate;
use crate::entity::mail::{ActiveModel, Column, Entity, Model};
use crate::key::ServerKey;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;

const WAITING: &str = "waiting";
const SENT: &str = "sent";
const FAILED: &str = "failed";
/// What secret texts are sealed for.
const SEAL: &str = "mail";

/// A mail to be recorded. Never printed, not even by `Debug`: its text may hold a PIN.
#[derive(Clone)]
pub struct NewMail {
    /// The company whose administrators see it.
    pub company_id: Option<String>,
    /// What caused it: a receipt number, a certificate's number, a change of its bindings.
    pub cause: String,
    /// What it is about: a receipt number or a certificate's number.
    pub about: String,
    /// Why it is sent.
    pub kind: MailKind,
    /// Where it goes.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: Zeroizing<String>,
    /// Whether the text holds a secret: then it is sealed while it waits, and gone once it is sent (BAR S10).
    pub secret: bool,
    /// Its `Message-ID`, the same at every attempt, by which a receiver recognises a repetition.
    pub message_id: String,
}

/// Records a mail on the transaction of its cause. A second one of the same cause, kind and address is not recorded.
///
/// # Errors
///
/// When the database fails.
pub async fn record(tx: &DatabaseTransaction, state: &AppState, mail: NewMail, now: Moment) -> Result<(), DbErr> {
    let body = if mail.secret {
        state.key.seal(SEAL, &mail.message_id, mail.body.as_bytes(), state.entropy.as_ref())
    } else {
        mail.body.to_string()
    };
    let row = ActiveModel {
        id: sea_orm::NotSet,
        company_id: Set(mail.company_id),
        cause: Set(mail.cause),
        about: Set(mail.about),
        kind: Set(mail.kind.code().to_owned()),
        to_address: Set(mail.to),
        subject: Set(mail.subject),
        body: Set(body),
        secret: Set(mail.secret),
        message_id: Set(mail.message_id),
        state: Set(WAITING.to_owned()),
        attempts: Set(0),
        recorded_at: Set(now.0),
        next_attempt_at: Set(now.0),
        claim: Set(None),
        claimed_until: Set(0),
        sent_at: Set(None),
        last_error: Set(None),
    };
    Entity::insert(row)
        .on_conflict(OnConflict::columns([Column::Cause, Column::Kind, Column::ToAddress]).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// Claims the mail that has been due for longest, so that no other worker takes it while the claim holds.
///
/// # Errors
///
/// When the database fails.
pub async fn claim_due(
    db: &DatabaseConnection,
    claim: &str,
    now: Moment,
    lease_seconds: u32,
) -> Result<Option<Model>, DbErr> {
    let due = |query: sea_orm::Select<Entity>| {
        query
            .filter(Column::State.eq(WAITING))
            .filter(Column::NextAttemptAt.lte(now.0))
            .filter(Column::ClaimedUntil.lte(now.0))
            .order_by_asc(Column::NextAttemptAt)
            .limit(1)
    };
    // Most looks find nothing; they take no lock.
    if due(Entity::find()).one(db).await?.is_none() {
        return Ok(None);
    }
    let tx = begin_write(db).await?;
    let row = due(Entity::find())
        .lock_with_behavior(sea_orm::sea_query::LockType::Update, sea_orm::sea_query::LockBehavior::SkipLocked)
        .one(&tx)
        .await?;
    if let Some(row) = &row {
        Entity::update_many()
            .col_expr(Column::Claim, Expr::value(claim))
            .col_expr(Column::ClaimedUntil, Expr::value(now.plus_seconds(i64::from(lease_seconds)).0))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .filter(Column::Id.eq(row.id))
            .exec(&tx)
            .await?;
    }
    tx.commit().await?;
    Ok(row.map(|row| Model { attempts: row.attempts + 1, claim: Some(claim.to_owned()), ..row }))
}

/// The text of a claimed mail, opened where it is sealed; nothing, when it does not open.
pub fn open_body(key: &ServerKey, row: &Model) -> Option<Zeroizing<String>> {
    if !row.secret {
        return Some(Zeroizing::new(row.body.clone()));
    }
    let opened = key.open(SEAL, &row.message_id, &row.body)?;
    String::from_utf8(opened.to_vec()).ok().map(Zeroizing::new)
}

/// Seals the texts of secret mails that are not sent under the server's current key; how many.
///
/// # Errors
///
/// When the database fails, or none of the server's keys opens one of them.
pub async fn seal_anew(tx: &DatabaseTransaction, state: &AppState) -> Outcome<u64> {
    let rows = Entity::find().filter(Column::State.ne(SENT)).filter(Column::Secret.eq(true)).all(tx).await?;
    let mut done = 0;
    for row in rows {
        let text = open_body(&state.key, &row)
            .ok_or_else(|| Failure::Internal(format!("mail {} opens with none of the keys", row.id)))?;
        let body = state.key.seal(SEAL, &row.message_id, text.as_bytes(), state.entropy.as_ref());
        Entity::update_many().col_expr(Column::Body, Expr::value(body)).filter(Column::Id.eq(row.id)).exec(tx).await?;
        done += 1;
    }
    Ok(done)
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The mail server has taken the mail over.
    Sent,
    /// To be tried again then.
    Retry {
        /// When.
        at: Moment,
        /// Why it failed.
        error: String,
    },
    /// Given up.
    Failed {
        /// Why.
        error: String,
    },
}

impl Ending {
    /// Its name, for the log, which must not see the reason.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Retry { .. } => "retry",
            Self::Failed { .. } => "failed",
        }
    }
}

/// Writes down how an attempt ended, if the claim still is this worker's.
///
/// # Errors
///
/// When the database fails.
pub async fn finish(db: &impl ConnectionTrait, row: &Model, ending: Ending, now: Moment) -> Result<(), DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Claim, Expr::value(Option::<String>::None))
        .col_expr(Column::ClaimedUntil, Expr::value(0_i64))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Claim.eq(row.claim.clone()));
    let update = match ending {
        Ending::Sent => {
            let update =
                update.col_expr(Column::State, Expr::value(SENT)).col_expr(Column::SentAt, Expr::value(Some(now.0)));
            if row.secret { update.col_expr(Column::Body, Expr::value("")) } else { update }
        }
        Ending::Retry { at, error } => update
            .col_expr(Column::NextAttemptAt, Expr::value(at.0))
            .col_expr(Column::LastError, Expr::value(Some(error))),
        Ending::Failed { error } => {
            update.col_expr(Column::State, Expr::value(FAILED)).col_expr(Column::LastError, Expr::value(Some(error)))
        }
    };
    update.exec(db).await.map(|_| ())
}

/// What waits and what was given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Mails not yet handed over.
    pub waiting: i64,
    /// Mails given up.
    pub failed: i64,
    /// When the oldest of the waiting was recorded.
    pub oldest: Option<Moment>,
}

/// Counts what waits and what was given up. Sent mails, which are many, are not looked at.
///
/// # Errors
///
/// When the database fails.
pub async fn backlog(db: &impl ConnectionTrait) -> Result<Backlog, DbErr> {
    let in_state = |state: &str| Entity::find().filter(Column::State.eq(state)).select_only();
    let waiting: Option<(i64, Option<i64>)> = in_state(WAITING)
        .column_as(Column::Id.count(), "waiting")
        .column_as(Column::RecordedAt.min(), "oldest")
        .into_tuple()
        .one(db)
        .await?;
    let failed: Option<i64> = in_state(FAILED).column_as(Column::Id.count(), "failed").into_tuple().one(db).await?;
    let (waiting, oldest) = waiting.unwrap_or_default();
    Ok(Backlog { waiting, failed: failed.unwrap_or_default(), oldest: oldest.map(Moment) })
}

/// The mail with the PIN of an application, if there is one.
///
/// # Errors
///
/// When the database fails.
pub async fn pin_mail(db: &impl ConnectionTrait, receipt_number: &str) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::Cause.eq(receipt_number)).filter(Column::Kind.eq(MailKind::Pin.code())).one(db).await
}

/// Lets a mail that was given up wait to be sent again, as if it had just been recorded: its delays and the days after
/// which it is given up begin anew. Answers whether it still was one that was given up.
///
/// # Errors
///
/// When the database fails.
pub async fn wait_again(tx: &DatabaseTransaction, id: i64, now: Moment) -> Result<bool, DbErr> {
    let updated = Entity::update_many()
        .col_expr(Column::State, Expr::value(WAITING))
        .col_expr(Column::Attempts, Expr::value(0))
        .col_expr(Column::RecordedAt, Expr::value(now.0))
        .col_expr(Column::NextAttemptAt, Expr::value(now.0))
        .col_expr(Column::LastError, Expr::value(Option::<String>::None))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(FAILED))
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// Forgets a PIN that nobody needs any more: the mail with it, if it is not sent yet, is given up without its text. One
/// that a worker is just handing over is left to it.
///
/// # Errors
///
/// When the database fails.
pub async fn forget_pin(tx: &DatabaseTransaction, receipt_number: &str, why: &str, now: Moment) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(FAILED))
        .col_expr(Column::Body, Expr::value(""))
        .col_expr(Column::LastError, Expr::value(Some(why.to_owned())))
        .filter(Column::Cause.eq(receipt_number))
        .filter(Column::Kind.eq(MailKind::Pin.code()))
        .filter(Column::State.ne(SENT))
        .filter(Column::ClaimedUntil.lte(now.0))
        .exec(tx)
        .await
        .map(|_| ())
}

/// The mails about an application or a certificate of the company, oldest first (D15.3).
///
/// # Errors
///
/// When the database fails.
pub async fn about(db: &impl ConnectionTrait, scope: &CompanyScope, number: &str) -> Result<Vec<MailDelivery>, DbErr> {
    let rows = Entity::find()
        .filter(Column::CompanyId.eq(scope.company_id()))
        .filter(Column::About.eq(number))
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    Ok(rows.iter().filter_map(delivery).collect())
}

/// The mails about a certificate of the company, its issue and its PIN, oldest first (D15.3).
///
/// # Errors
///
/// When the database fails.
pub async fn about_certificate(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    certificate: &certificate::Model,
) -> Result<Vec<MailDelivery>, DbErr> {
    let (number, receipt) = (&certificate.certificate_number, &certificate.receipt_number);
    let of_issue = [MailKind::CertificateIssued.code(), MailKind::Pin.code()];
    let rows = Entity::find()
        .filter(Column::CompanyId.eq(scope.company_id()))
        .filter(Column::About.is_in([number, receipt]))
        .filter(Condition::any().add(Column::About.eq(number)).add(Column::Kind.is_in(of_issue)))
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    Ok(rows.iter().filter_map(delivery).collect())
}

fn delivery(row: &Model) -> Option<MailDelivery> {
    let state = match row.state.as_str() {
        SENT => MailState::Sent,
        FAILED => MailState::Failed,
        _ if row.last_error.is_some() => MailState::Retrying,
        _ => MailState::Queued,
    };
    let waits = matches!(state, MailState::Queued | MailState::Retrying);
    Some(MailDelivery {
        kind: MailKind::from_code(&row.kind)?,
        to: row.to_address.clone(),
        subject: row.subject.clone(),
        state,
        recorded_at: Moment(row.recorded_at).to_wire(),
        sent_at: row.sent_at.map(|at| Moment(at).to_wire()),
        next_attempt_at: waits.then(|| Moment(row.next_attempt_at).to_wire()),
        attempts: row.attempts.try_into().unwrap_or(0),
    })
}
