//! Companies and users, taken over from the contract service: `shirushi-server import-users FILE`.
//!
//! Shirushi does not edit users. Whoever runs it exports them where they are kept, once or every night, and this brings
//! the tables to the same state: rows of the file are added or changed, users that are not in it stay as they are, since
//! a file may hold one company only. All or nothing; every fault of the file is told with its line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use contract::certificate::CertificateState;
use contract::text::fold_for_search;
use contract::user::Role;
use contract::{Reason, mail_address, name, phone, session as wire_session};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _, Set};
use serde::Deserialize;

use crate::app::certificates;
use crate::audit::{self, Action, Actor, Entry};
use crate::auth::password;
use crate::db::begin_write;
use crate::entity::{company, session, user};
use crate::problem::Outcome;
use crate::state::AppState;
use crate::store::{CompanyScope, search, users};

/// The columns, by their headings; any order.
pub const HEADINGS: &str =
    "company_id,company_name,user_id,name,department,phone,mail_address,role,state,password_hash";

/// A row of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    company_id: String,
    company_name: String,
    user_id: String,
    name: String,
    department: String,
    phone: String,
    mail_address: String,
    /// `administrator`, `member` or `operator`.
    role: String,
    /// `active`, `disabled` or `left`.
    state: String,
    /// Argon2id in PHC form. Left out or empty, the password stays as it is.
    #[serde(default)]
    password_hash: String,
}

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

/// A fault of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line; the headings are line 1.
    pub line: u64,
    /// What is wrong, and with which column.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
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

impl Row {
    fn normalised(self) -> Self {
        Self {
            company_id: wire_session::normalise_id(&self.company_id),
            company_name: name::normalise(&self.company_name),
            user_id: wire_session::normalise_id(&self.user_id),
            name: name::normalise(&self.name),
            department: name::normalise(&self.department),
            phone: phone::normalise(&self.phone),
            mail_address: mail_address::normalise(&self.mail_address),
            ..self
        }
    }

    /// Its faults: the columns' rules are those of the forms.
    fn faults(&self) -> Vec<String> {
        let id = |text: &str| name::check(text).and_then(|()| no_spaces(text));
        let phone = if self.phone.is_empty() { Ok(()) } else { phone::check(&self.phone) };
        let checked = [
            ("company_id", id(&self.company_id)),
            ("company_name", name::check(&self.company_name)),
            ("user_id", id(&self.user_id)),
            ("name", name::check(&self.name)),
            ("department", name::check_optional(&self.department)),
            ("phone", phone),
            ("mail_address", mail_address::check(&self.mail_address)),
        ];
        let rules = checked.into_iter().filter_map(|(column, checked)| Some(format!("{column}: {:?}", checked.err()?)));
        let mut faults: Vec<String> = rules.collect();
        if Role::from_code(&self.role).is_none() {
            faults.push(format!("role: {} is none of administrator, member, operator", self.role));
        }
        if !["active", "disabled", "left"].contains(&self.state.as_str()) {
            faults.push(format!("state: {} is none of active, disabled, left", self.state));
        }
        if !self.password_hash.is_empty() && !password::is_strong_hash(&self.password_hash) {
            faults.push("password_hash: not Argon2id in PHC form with m=19456, t=2, p=1 or more".to_owned());
        }
        faults
    }

    /// The row of the table; the password's hash is the file's, or this one.
    fn model(&self, password_hash: Option<String>) -> user::ActiveModel {
        let given = Some(self.password_hash.clone()).filter(|hash| !hash.is_empty());
        user::ActiveModel {
            id: sea_orm::NotSet,
            company_id: Set(self.company_id.clone()),
            user_id: Set(self.user_id.clone()),
            login_key: Set(fold_for_search(&self.user_id)),
            name_key: Set(fold_for_search(&self.name)),
            department_key: Set(fold_for_search(&self.department)),
            name: Set(self.name.clone()),
            department: Set(self.department.clone()),
            phone: Set(self.phone.clone()),
            mail_address: Set(self.mail_address.clone()),
            role: Set(self.role.clone()),
            state: Set(self.state.clone()),
            password_hash: Set(given.or(password_hash)),
        }
    }
}

fn no_spaces(text: &str) -> Result<(), Reason> {
    let spaces: Vec<char> = text.chars().filter(|c| c.is_whitespace()).take(1).collect();
    if spaces.is_empty() { Ok(()) } else { Err(Reason::ForbiddenCharacters { characters: spaces }) }
}

/// The rows, or every fault of the file.
fn read(file: &[u8]) -> Result<Vec<Row>, Vec<Fault>> {
    // Excel begins a file in UTF-8 with a byte order mark.
    let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    let (mut rows, mut faults): (Vec<Row>, Vec<Fault>) = Default::default();
    let mut seen: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut names: BTreeMap<String, (String, bool)> = BTreeMap::new();
    for (index, row) in csv::Reader::from_reader(file).into_deserialize::<Row>().enumerate() {
        let line = u64::try_from(index).unwrap_or(u64::MAX).saturating_add(2);
        let mut fault = |what: String| faults.push(Fault { line, what });
        let row = match row {
            Ok(row) => row.normalised(),
            Err(error) => {
                fault(format!("cannot be read: {error}; the headings are {HEADINGS}"));
                continue;
            }
        };
        row.faults().into_iter().for_each(&mut fault);
        let key = (fold_for_search(&row.company_id), fold_for_search(&row.user_id));
        if let Some(before) = seen.insert(key, line) {
            fault(format!("user_id: {} of {} stands in line {before}, too", row.user_id, row.company_id));
        }
        let operates = row.role == Role::Operator.code();
        let (name, operated) =
            names.entry(row.company_id.clone()).or_insert_with(|| (row.company_name.clone(), operates));
        if *name != row.company_name {
            fault(format!("company_name: {} has two names, {name} and {}", row.company_id, row.company_name));
        }
        if *operated != operates {
            fault(format!("role: operators belong to no customer's company, and {} has others, too", row.company_id));
        }
        rows.push(row);
    }
    if rows.is_empty() && faults.is_empty() {
        faults.push(Fault { line: 1, what: format!("no rows; the headings are {HEADINGS}") });
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// Each company's name and kind.
fn companies(rows: &[Row]) -> BTreeMap<&str, (&str, &'static str)> {
    let kind = |row: &Row| if row.role == Role::Operator.code() { "service" } else { "company" };
    rows.iter().map(|row| (row.company_id.as_str(), (row.company_name.as_str(), kind(row)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "K1,甲建設株式会社,hanako,管理 花子,総務部,03-5550-1234,hanako@k1.example,administrator,active,";

    fn faults(rows: &[&str]) -> Vec<String> {
        let file = format!("\u{feff}{HEADINGS}\r\n{}\r\n", rows.join("\r\n"));
        let faults = read(file.as_bytes()).err().unwrap_or_default();
        faults.iter().map(Fault::to_string).collect()
    }

    #[test]
    fn a_good_file_is_read() {
        assert_eq!(faults(&[GOOD]), Vec::<String>::new());
        assert_eq!(read("user_id\n".as_bytes()).expect_err("empty")[0].line, 1);
    }

    #[test]
    fn every_fault_is_told_with_its_line_and_column() {
        let told = faults(&[
            GOOD,
            "K1,甲建設株式会社,HANAKO,花子,,,hanako@k1.example,member,active,",
            "K1,甲建設,jiro,次郎,,1,nowhere,boss,gone,plain",
            "K1,甲建設株式会社,un ei,運営,,,u@k1.example,operator,active,",
            "K1,too few",
        ]);
        for (line, column) in
            [(3, "user_id"), (4, "company_name"), (4, "phone"), (4, "mail_address"), (4, "role"), (4, "state")]
        {
            assert!(told.iter().any(|fault| fault.starts_with(&format!("line {line}: {column}"))), "{told:#?}");
        }
        assert!(told.iter().any(|fault| fault.starts_with("line 4: password_hash")), "{told:#?}");
        assert!(told.iter().any(|fault| fault.starts_with("line 5: user_id")), "{told:#?}");
        assert!(told.iter().any(|fault| fault.starts_with("line 5: role")), "{told:#?}");
        assert!(told.iter().any(|fault| fault.starts_with("line 6: cannot be read")), "{told:#?}");
    }
}
