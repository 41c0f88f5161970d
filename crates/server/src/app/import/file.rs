//! The file that is imported: its columns, their rules, its faults.

use std::collections::BTreeMap;
use std::fmt;

use contract::text::{fold_for_search, fold_name_for_search};
use contract::user::Role;
use contract::{Reason, mail_address, name, phone, session as wire_session};
use sea_orm::Set;
use serde::Deserialize;

use crate::auth::password;
use crate::entity::user;

/// The columns, by their headings; any order.
pub const HEADINGS: &str =
    "company_id,company_name,user_id,name,department,phone,mail_address,role,state,password_hash";

/// A row of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) company_id: String,
    pub(super) company_name: String,
    pub(super) user_id: String,
    pub(super) name: String,
    pub(super) department: String,
    pub(super) phone: String,
    pub(super) mail_address: String,
    /// `administrator`, `member` or `operator`.
    pub(super) role: String,
    /// `active`, `disabled` or `left`.
    pub(super) state: String,
    /// Argon2id in PHC form. Left out or empty, the password stays as it is.
    #[serde(default)]
    pub(super) password_hash: String,
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
    pub(super) fn model(&self, password_hash: Option<String>) -> user::ActiveModel {
        let given = Some(self.password_hash.clone()).filter(|hash| !hash.is_empty());
        user::ActiveModel {
            id: sea_orm::NotSet,
            company_id: Set(self.company_id.clone()),
            user_id: Set(self.user_id.clone()),
            login_key: Set(fold_for_search(&self.user_id)),
            name_key: Set(fold_name_for_search(&self.name)),
            department_key: Set(fold_name_for_search(&self.department)),
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
pub(super) fn read(file: &[u8]) -> Result<Vec<Row>, Vec<Fault>> {
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
pub(super) fn companies(rows: &[Row]) -> BTreeMap<&str, (&str, &'static str)> {
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
