//! Companies and users, taken over from the contract service: `shirushi-server import-users FILE`.
//!
//! Shirushi does not edit users. Whoever runs it exports them where they are kept, once or every night, and this brings
//! the tables to the same state: rows of the file are added or changed, users that are not in it stay as they are, since
//! a file may hold one company only. All or nothing; every fault of the file is told with its line.

mod file;

use std::collections::{BTreeMap, BTreeSet};

use contract::Reason;
use contract::certificate::CertificateState;
use contract::text::fold_for_search;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _, Set};

pub use self::file::{Fault, HEADINGS};
use self::file::{Row, companies, read};
use crate::app::certificates;
use crate::audit::{self, Action, Actor, Entry};
use crate::auth::password;
use crate::db::begin_write;
use crate::entity::{company, session, user};
use crate::problem::Outcome;
use crate::state::AppState;
use crate::store::{CompanyScope, search, users};

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Users that were not there before.
    pub added: u64,
    /// Users that are different now.
    pub changed: u64,
    /// Users that were as the file has them.
    pub unchanged: u64,
    /// Valid certificates that nobody who can log in is bound to any more, because of this.
    pub without_signer: Vec<String>,
}

/// Why nothing was taken over.
#[derive(Debug)]
pub enum Refused {
    /// The file has faults.
    Faults(Vec<Fault>),
    /// The database fails.
    Failed(crate::problem::Failure),
}

impl<E: Into<crate::problem::Failure>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Reads a file and brings the tables to what it says.
///
/// # Errors
///
/// See [`Refused`]; then nothing is changed.
pub async fn import(state: &AppState, file: &[u8]) -> Result<Imported, Refused> {
    let rows = read(file).map_err(Refused::Faults)?;
    let tx = begin_write(&state.db).await?;
    for (company_id, (name, kind)) in companies(&rows) {
        let row = company::ActiveModel {
            company_id: Set(company_id.to_owned()),
            login_key: Set(fold_for_search(company_id)),
            kind: Set(kind.to_owned()),
            name: Set(name.to_owned()),
        };
        let known = OnConflict::column(company::Column::CompanyId)
            .update_columns([company::Column::Kind, company::Column::Name])
            .to_owned();
        company::Entity::insert(row).on_conflict(known).exec_without_returning(&tx).await?;
    }
    let mut done = Imported::default();
    let (mut leavers, mut stale) = (Vec::new(), BTreeSet::new());
    let mut changes: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &rows {
        let counted = match take_over(&tx, row).await? {
            Taken::Added => &mut done.added,
            Taken::Changed { gone, found_otherwise } => {
                leavers.extend(gone);
                if found_otherwise {
                    stale.insert(&row.company_id);
                }
                &mut done.changed
            }
            Taken::Unchanged => {
                done.unchanged += 1;
                continue;
            }
        };
        *counted += 1;
        *changes.entry(&row.company_id).or_default() += 1;
    }
    for company_id in stale {
        search::renew(&tx, company_id).await?;
    }
    search::complete(&tx).await?;
    for (company_id, users) in changes {
        let entry = Entry {
            actor: &Actor::server(company_id),
            action: Action::ImportUsers,
            object: "",
            outcome: "ok",
            detail: serde_json::json!({ "users": users }),
        };
        audit::append(&tx, &state.key, state.now(), entry).await?;
    }
    tx.commit().await?;
    for user in leavers {
        for held in certificates::of_user(state, &CompanyScope::of(&user), &user.user_id).await? {
            if held.is_only_signer && held.certificate.state == CertificateState::Valid {
                done.without_signer.push(held.certificate.certificate_number);
            }
        }
    }
    done.without_signer.sort();
    done.without_signer.dedup();
    Ok(done)
}

/// Why a password was not set.
#[derive(Debug, thiserror::Error)]
pub enum PasswordRefused {
    /// There is no such user.
    #[error("there is no such user in this company")]
    Nobody,
    /// It breaks the rule for passwords (BAR S4).
    #[error("this password may not stand: {0:?}")]
    Rule(Reason),
    /// The database fails.
    #[error("{0:?}")]
    Failed(crate::problem::Failure),
}

impl<E: Into<crate::problem::Failure>> From<E> for PasswordRefused {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Gives a user a password: for the first administrator, and for who has lost theirs. Ends the user's sessions.
///
/// # Errors
///
/// See [`PasswordRefused`].
pub async fn set_password(state: &AppState, company_id: &str, user_id: &str, new: &str) -> Result<(), PasswordRefused> {
    contract::password::check(new, &[company_id, user_id]).map_err(PasswordRefused::Rule)?;
    let hash = password::hash(state, new.to_owned()).await?;
    let tx = begin_write(&state.db).await?;
    let found = user::Entity::find()
        .filter(user::Column::CompanyId.eq(company_id))
        .filter(user::Column::LoginKey.eq(fold_for_search(user_id)))
        .one(&tx)
        .await?;
    let found = found.ok_or(PasswordRefused::Nobody)?;
    session::Entity::delete_many().filter(session::Column::User.eq(found.id)).exec(&tx).await?;
    let object = found.user_id.clone();
    user::ActiveModel { id: Set(found.id), password_hash: Set(Some(hash)), ..Default::default() }.update(&tx).await?;
    let actor = Actor::server(company_id);
    let entry = Entry {
        actor: &actor,
        action: Action::ChangePassword,
        object: &object,
        outcome: "ok",
        detail: serde_json::json!({}),
    };
    audit::append(&tx, &state.key, state.now(), entry).await?;
    tx.commit().await?;
    Ok(())
}

enum Taken {
    Added,
    /// With the row of a user who could log in before and no longer can.
    Changed {
        gone: Option<Box<user::Model>>,
        /// Whether the texts by which the user is found have changed.
        found_otherwise: bool,
    },
    Unchanged,
}

async fn take_over(tx: &DatabaseTransaction, row: &Row) -> Outcome<Taken> {
    let present = user::Entity::find()
        .filter(user::Column::CompanyId.eq(row.company_id.as_str()))
        .filter(user::Column::LoginKey.eq(fold_for_search(&row.user_id)))
        .one(tx)
        .await?;
    let Some(present) = present else {
        user::ActiveModel { id: sea_orm::NotSet, ..row.model(None) }.insert(tx).await?;
        return Ok(Taken::Added);
    };
    let mut wanted = row.model(present.password_hash.clone());
    wanted.id = Set(present.id);
    let after: user::Model = wanted.clone().try_into()?;
    if after == present {
        return Ok(Taken::Unchanged);
    }
    // Who may no longer log in, has another role or another password, logs in again.
    if after.state != present.state || after.role != present.role || after.password_hash != present.password_hash {
        session::Entity::delete_many().filter(session::Column::User.eq(present.id)).exec(tx).await?;
    }
    wanted.reset_all().update(tx).await?;
    let gone = present.state == users::ACTIVE && after.state != users::ACTIVE;
    let searched = |user: &user::Model| [&user.name_key, &user.department_key, &user.state].map(String::clone);
    let found_otherwise = searched(&present) != searched(&after);
    Ok(Taken::Changed { gone: gone.then(|| Box::new(after)), found_otherwise })
}
