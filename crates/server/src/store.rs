//! The database's rows, by noun. SeaORM speaks to SQLite and to PostgreSQL, so each query is written once.
//!
//! Whatever a company sees is read through a [`CompanyScope`]: the functions ask for one in their signature, and there
//! is no way to a company's rows without. Only a logged-in user's row makes a scope.

pub mod applications;
pub mod certificates;
pub mod counters;
pub mod cursor;
pub mod idempotency;
pub mod mails;
pub mod users;

use crate::entity::user;

/// The one company whose rows a request may reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyScope(String);

impl CompanyScope {
    /// The company of a user.
    pub fn of(user: &user::Model) -> Self {
        Self(user.company_id.clone())
    }

    /// 企業ID
    pub fn company_id(&self) -> &str {
        &self.0
    }
}
