//! The database's rows, by noun. SeaORM speaks to SQLite and to PostgreSQL, so each query is written once.
//!
//! Whatever a company sees is read through a [`CompanyScope`]: the functions ask for one in their signature, and there
//! is no way to a company's rows without. Only a logged-in user's row makes a scope.

pub mod applications;
pub mod audit_list;
pub mod bindings;
pub mod certificate_list;
pub mod certificates;
pub mod counters;
pub mod cursor;
pub mod idempotency;
pub mod mails;
pub mod revocations;
pub mod search;
pub mod users;

use sea_orm::sea_query::{BinOper, Expr, ExprTrait as _, SimpleExpr};
use sea_orm::{ColumnTrait, Condition};

use crate::auth::Operator;
use crate::entity::{application, user};

/// The one company whose rows a request may reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyScope(String);

/// The right to look at every company's rows: an operator's, or the server's own jobs'.
#[derive(Clone, Copy, Debug)]
pub struct AllCompanies(());

impl AllCompanies {
    /// An operator's right.
    pub fn of(_: &Operator) -> Self {
        Self(())
    }

    /// The right of the server's own jobs.
    pub(crate) fn for_jobs() -> Self {
        Self(())
    }
}

/// Where a row is looked for: in one company, or in all.
#[derive(Clone, Copy, Debug)]
pub enum Reach<'a> {
    /// In one company.
    Company(&'a CompanyScope),
    /// In all companies.
    All(AllCompanies),
}

impl Reach<'_> {
    /// The condition on a column that holds 企業ID.
    fn condition(self, column: impl ColumnTrait) -> Condition {
        match self {
            Self::Company(scope) => Condition::all().add(column.eq(scope.company_id())),
            Self::All(_) => Condition::all(),
        }
    }
}

impl CompanyScope {
    /// The company of a user.
    pub fn of(user: &user::Model) -> Self {
        Self(user.company_id.clone())
    }

    /// The company of an application, for what is done about it.
    pub(crate) fn of_application(application: &application::Model) -> Self {
        Self(application.company_id.clone())
    }

    /// 企業ID
    pub fn company_id(&self) -> &str {
        &self.0
    }

    /// The company as a condition on rows that are found by another column's many values. It is written as no index
    /// answers it: SQLite takes a company for ten rows, and would read all of them instead of five by their numbers.
    fn of_found(&self, column: impl ColumnTrait) -> SimpleExpr {
        Expr::col(column.as_column_ref()).binary(BinOper::Custom("||"), "").eq(self.company_id())
    }
}
