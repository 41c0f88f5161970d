//! Who did what, when, from where, and how it ended: one append-only table (BAR S9).
//!
//! Each company's rows form a chain: a row's hash covers its content and the hash of the row before, under the server's
//! key, which is not in the database. A row that was changed, removed or slipped in no longer fits. Nor does a chain
//! whose end was cut off: its head says how long it is, and a head cannot be set back without that key either. What
//! nobody can see is a database that was put back as a whole to an earlier day, or a chain that was removed with its
//! head; keep copies elsewhere. No PIN, password, key or token is ever a part of a row.

use std::net::IpAddr;

use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set, sea_query::OnConflict,
};

use crate::clock::Moment;
use crate::db::{begin_read, begin_write};
use crate::entity::{audit, audit_head};
use crate::key::ServerKey;
use crate::state::AppState;

/// The chain of what belongs to no company.
pub const SERVICE_CHAIN: &str = "service";

/// What was done, or tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Logging in.
    Login,
    /// Logging out.
    Logout,
    /// Changing one's own password.
    ChangePassword,
    /// Filing an application.
    FileApplication,
    /// Withdrawing an application.
    WithdrawApplication,
    /// Beginning to examine an application.
    ExamineApplication,
    /// Issuing a certificate.
    IssueCertificate,
    /// Turning an application down.
    RejectApplication,
    /// Sending the mail with the PIN again after it was given up.
    ResendPinMail,
    /// 証明書有効性確認
    CheckCertificate,
    /// Signing.
    Sign,
    /// Binding and releasing users.
    ChangeBindings,
    /// Revoking a certificate.
    RevokeCertificate,
    /// Announcing the end of a certificate's validity.
    SendExpiryNotice,
    /// Users taken over from the contract service.
    ImportUsers,
    /// A new server key; the rows before it are under an earlier one.
    RotateKey,
    /// A request that the role may not make.
    Access,
}

impl Actor {
    /// The same actor, acting in a company's chain: an operator's work for a company is that company's to see.
    #[must_use]
    pub fn in_chain(mut self, company_id: &str) -> Self {
        company_id.clone_into(&mut self.chain);
        self
    }

    /// The server itself, acting for a company.
    pub fn server(company_id: &str) -> Self {
        Self {
            chain: company_id.to_owned(),
            user_id: String::new(),
            role: "server",
            address: IpAddr::from([127, 0, 0, 1]),
        }
    }
}

impl Action {
    /// The action's name in the table.
    pub fn code(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Logout => "logout",
            Self::ChangePassword => "change_password",
            Self::FileApplication => "file_application",
            Self::WithdrawApplication => "withdraw_application",
            Self::ExamineApplication => "examine_application",
            Self::IssueCertificate => "issue_certificate",
            Self::RejectApplication => "reject_application",
            Self::ResendPinMail => "resend_pin_mail",
            Self::CheckCertificate => "check_certificate",
            Self::Sign => "sign",
            Self::ChangeBindings => "change_bindings",
            Self::RevokeCertificate => "revoke_certificate",
            Self::SendExpiryNotice => "send_expiry_notice",
            Self::ImportUsers => "import_users",
            Self::RotateKey => "rotate_key",
            Self::Access => "access",
        }
    }
}

/// Who acts, and from where.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The chain: a company's ID, or [`SERVICE_CHAIN`].
    pub chain: String,
    /// 利用者ID; empty when nobody is known.
    pub user_id: String,
    /// The role's code; empty when nobody is known.
    pub role: &'static str,
    /// The network address the request came from.
    pub address: IpAddr,
}

/// One row to be.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// Did what.
    pub action: Action,
    /// To what: a receipt number, a path.
    pub object: &'a str,
    /// How it ended: `ok`, or the code of the refusal.
    pub outcome: &'a str,
    /// What else is worth knowing, as JSON; nothing secret.
    pub detail: serde_json::Value,
}

/// Appends a row on the transaction of what it tells of. Call it last: it holds the company's chain until the commit.
///
/// # Errors
///
/// When the database fails.
pub async fn append(tx: &DatabaseTransaction, key: &ServerKey, at: Moment, entry: Entry<'_>) -> Result<(), DbErr> {
    let chain = &entry.actor.chain;
    let head = lock_head(tx, chain).await?;
    let previous = hash_at(tx, chain, head.sequence).await?;
    let mut row = audit::Model {
        id: 0,
        chain: chain.clone(),
        sequence: head.sequence + 1,
        at: at.0,
        actor: entry.actor.user_id.clone(),
        role: entry.actor.role.to_owned(),
        address: entry.actor.address.to_string(),
        action: entry.action.code().to_owned(),
        object: entry.object.to_owned(),
        outcome: entry.outcome.to_owned(),
        detail: entry.detail.to_string(),
        previous,
        hash: String::new(),
    };
    row.hash = hash_of(key, &row);
    let (sequence, hash) = (row.sequence, seal(key, chain, row.sequence, &row.hash));
    let mut insert: audit::ActiveModel = row.into();
    insert.id = sea_orm::NotSet;
    // Everything but the id is new, also what SeaORM would take for unchanged.
    insert = insert.reset_all_but_id();
    audit::Entity::insert(insert).exec_without_returning(tx).await?;
    audit_head::ActiveModel { chain: Set(chain.clone()), sequence: Set(sequence), hash: Set(hash) }.update(tx).await?;
    Ok(())
}

/// Appends a row in a transaction of its own: for refusals, which change nothing else.
pub async fn append_alone(state: &AppState, entry: Entry<'_>) {
    let appended = async {
        let tx = begin_write(&state.db).await?;
        append(&tx, &state.key, state.now(), entry.clone()).await?;
        tx.commit().await
    };
    if let Err(error) = appended.await {
        tracing::error!(%error, action = entry.action.code(), outcome = entry.outcome, "audit row could not be written");
    }
}

trait ResetAllButId {
    fn reset_all_but_id(self) -> Self;
}

impl ResetAllButId for audit::ActiveModel {
    fn reset_all_but_id(self) -> Self {
        let mut model = self.reset_all();
        model.id = sea_orm::NotSet;
        model
    }
}

async fn lock_head(tx: &DatabaseTransaction, chain: &str) -> Result<audit_head::Model, DbErr> {
    let new = audit_head::ActiveModel { chain: Set(chain.to_owned()), sequence: Set(0), hash: Set(String::new()) };
    audit_head::Entity::insert(new)
        .on_conflict(OnConflict::column(audit_head::Column::Chain).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    let head = audit_head::Entity::find_by_id(chain).lock_exclusive().one(tx).await?;
    head.ok_or_else(|| DbErr::RecordNotFound(format!("audit head of {chain}")))
}

/// The hash of a row; empty where the chain begins, or where somebody has removed the row, which [`verify`] will tell.
async fn hash_at(tx: &DatabaseTransaction, chain: &str, sequence: i64) -> Result<String, DbErr> {
    let row = audit::Entity::find()
        .filter(audit::Column::Chain.eq(chain))
        .filter(audit::Column::Sequence.eq(sequence))
        .one(tx)
        .await?;
    Ok(row.map(|row| row.hash).unwrap_or_default())
}

/// What the head holds: that the chain ends with this row. Unlike the row's own hash it stands nowhere else, so that a
/// chain that was cut off cannot be given the head of an earlier day from what is left of it.
fn seal(key: &ServerKey, chain: &str, sequence: i64, hash: &str) -> String {
    key.mac("audit head", &serde_json::json!([chain, sequence, hash]).to_string())
}

/// The hash of a row: over every column but the id and the hash itself, as an unambiguous JSON array.
fn hash_of(key: &ServerKey, row: &audit::Model) -> String {
    let content = serde_json::json!([
        row.chain,
        row.sequence,
        row.at,
        row.actor,
        row.role,
        row.address,
        row.action,
        row.object,
        row.outcome,
        row.detail,
        row.previous
    ]);
    key.mac("audit", &content.to_string())
}

/// The first row of a chain that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A row's content is not what was hashed, or does not follow the row before.
    #[error("chain {chain}: row {sequence} does not fit")]
    Row {
        /// The chain.
        chain: String,
        /// The row.
        sequence: i64,
    },
    /// Rows are missing: the chain goes on at another number, or ends too early.
    #[error("chain {chain}: row {sequence} is missing")]
    Missing {
        /// The chain.
        chain: String,
        /// The first missing row.
        sequence: i64,
    },
    /// The chain ends under an earlier server key: the rotation is not finished, or somebody has put the end back.
    #[error("chain {chain} ends under an earlier server key; if rotate-key was interrupted, run it again")]
    EarlierKey {
        /// The chain.
        chain: String,
    },
}

/// Verifies every chain as it is at one moment, while servers go on writing; answers how many rows there are, or the
/// first that does not fit.
///
/// # Errors
///
/// When the database fails.
pub async fn verify(db: &DatabaseConnection, key: &ServerKey) -> Result<Result<u64, Broken>, DbErr> {
    let tx = begin_read(db).await?;
    let verified = verify_in(&tx, key).await?;
    tx.rollback().await?;
    Ok(verified)
}

/// [`verify`] of what a transaction sees.
///
/// # Errors
///
/// When the database fails.
pub async fn verify_in(db: &impl ConnectionTrait, key: &ServerKey) -> Result<Result<u64, Broken>, DbErr> {
    const STEP: u64 = 1000;
    let mut rows = 0;
    for head in heads(db).await? {
        let (mut sequence, mut previous) = (0, String::new());
        // The keys that the next row may be under, the latest first: never an earlier one than the row before.
        let mut keys: Vec<ServerKey> = key.each().collect();
        loop {
            let next = audit::Entity::find()
                .filter(audit::Column::Chain.eq(&head.chain))
                .filter(audit::Column::Sequence.gt(sequence))
                .order_by_asc(audit::Column::Sequence)
                .limit(STEP)
                .all(db)
                .await?;
            if next.is_empty() {
                break;
            }
            for row in next {
                let chain = head.chain.clone();
                if row.sequence != sequence + 1 {
                    return Ok(Err(Broken::Missing { chain, sequence: sequence + 1 }));
                }
                let under = keys.iter().rposition(|key| row.hash == hash_of(key, &row));
                let Some(under) = under.filter(|_| row.previous == previous) else {
                    return Ok(Err(Broken::Row { chain, sequence: row.sequence }));
                };
                keys.truncate(under + 1);
                (sequence, previous) = (row.sequence, row.hash);
                rows += 1;
            }
        }
        let sealed = |key: &ServerKey| head.hash == seal(key, &head.chain, sequence, &previous);
        if sequence != head.sequence || !key.each().any(|key| sealed(&key)) {
            return Ok(Err(Broken::Missing { chain: head.chain, sequence: sequence + 1 }));
        }
        if !sealed(key) {
            return Ok(Err(Broken::EarlierKey { chain: head.chain }));
        }
    }
    Ok(Ok(rows))
}

/// The head of every chain; an empty one for rows that have none.
async fn heads(db: &impl ConnectionTrait) -> Result<Vec<audit_head::Model>, DbErr> {
    let mut heads = audit_head::Entity::find().order_by_asc(audit_head::Column::Chain).all(db).await?;
    let chains: Vec<String> = audit::Entity::find()
        .select_only()
        .column(audit::Column::Chain)
        .distinct()
        .order_by_asc(audit::Column::Chain)
        .into_tuple()
        .all(db)
        .await?;
    for chain in chains {
        if !heads.iter().any(|head| head.chain == chain) {
            heads.push(audit_head::Model { chain, sequence: 0, hash: String::new() });
        }
    }
    Ok(heads)
}
