//! Where a page of a list ends, as an opaque text.
//!
//! A cursor is the sort key of the last row. It is no secret and gives no right: the list it continues is scoped by
//! company and checked like any other request, so a forged one finds at most another place in one's own list.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::page::{COUNTED_MAX, DEFAULT_LIMIT, MAX_LIMIT, Page};
use contract::text::is_control;
use contract::{FieldError, Reason};
use sea_orm::sea_query::{Expr, Func, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QuerySelect as _, QueryTrait as _, Select};

use crate::clock::Moment;
use crate::problem::Failure;

/// A page that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// The sort key after which to go on.
    pub after: Option<String>,
    /// How many rows.
    pub limit: u64,
}

impl PageRequest {
    /// Reads the parameters `cursor` and `limit`.
    ///
    /// # Errors
    ///
    /// A 422 that names the parameter.
    pub fn parse(cursor: Option<&str>, limit: Option<u32>) -> Result<Self, Failure> {
        let invalid = |name: &str| Failure::field(name, Reason::InvalidValue);
        let after = match cursor.filter(|cursor| !cursor.is_empty()) {
            Some(cursor) => Some(decode(cursor).ok_or_else(|| invalid("cursor"))?),
            None => None,
        };
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(invalid("limit"));
        }
        Ok(Self { after, limit: u64::from(limit) })
    }

    /// How many rows to read: one more than asked for tells whether there is a next page.
    pub fn rows_to_read(&self) -> u64 {
        self.limit + 1
    }

    /// How many rows there are, where the ones that were read are all: then nothing need be counted.
    pub fn all_of<R>(&self, rows: &[R]) -> Option<Counted> {
        let read = rows.len() as u64;
        (self.after.is_none() && read <= self.limit).then(|| read.into())
    }

    /// Makes the page of the rows that were read.
    pub fn page<R, T>(
        &self,
        mut rows: Vec<R>,
        total: impl Into<Counted>,
        key: impl Fn(&R) -> String,
        item: impl FnMut(R) -> T,
    ) -> Page<T> {
        let more = rows.len() as u64 > self.limit;
        rows.truncate(usize::try_from(self.limit).unwrap_or(usize::MAX));
        let next_cursor = rows.last().filter(|_| more).map(|row| URL_SAFE_NO_PAD.encode(key(row)));
        let Counted { rows: counted, is_least } = total.into();
        let total = counted.max(rows.len() as u64);
        // On a first page that has no next, all is there to see.
        let is_least = is_least && (more || self.after.is_some());
        Page { items: rows.into_iter().map(item).collect(), next_cursor, total, total_is_least: is_least }
    }
}

/// How many rows there are, or at least are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    rows: u64,
    is_least: bool,
}

impl Counted {
    /// How many.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// So many were found where not everything was looked at.
    pub fn at_least(rows: u64) -> Self {
        Self { rows: rows.min(COUNTED_MAX), is_least: true }
    }
}

impl From<u64> for Counted {
    /// What was counted to one more than [`COUNTED_MAX`].
    fn from(rows: u64) -> Self {
        Self { rows: rows.min(COUNTED_MAX), is_least: rows > COUNTED_MAX }
    }
}

/// How many rows a query matches, counted to one more than [`COUNTED_MAX`], so that a long list stays quick.
///
/// # Errors
///
/// When the database fails.
pub async fn count<E: EntityTrait>(db: &impl ConnectionTrait, query: Select<E>) -> Result<u64, DbErr> {
    number_of(db, &count_statement(query)).await
}

/// The one number that a statement of this module answers.
///
/// # Errors
///
/// When the database fails.
pub async fn number_of(db: &impl ConnectionTrait, statement: &SelectStatement) -> Result<u64, DbErr> {
    let row = db.query_one(statement).await?;
    let rows: i64 = row.map_or(Ok(0), |row| row.try_get("", "rows"))?;
    Ok(u64::try_from(rows).unwrap_or(0))
}

/// The statement of [`count`].
pub fn count_statement<E: EntityTrait>(query: Select<E>) -> SelectStatement {
    capped(query.select_only().expr_as(Expr::value(1), "one").into_query(), COUNTED_MAX + 1)
}

/// How many rows a query has, counted to a limit.
pub fn capped(mut query: SelectStatement, limit: u64) -> SelectStatement {
    let rows = query.limit(limit).to_owned();
    Query::select().expr_as(Func::count(Expr::value(1)), "rows").from_subquery(rows, "counted").to_owned()
}

fn decode(cursor: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok().filter(|bytes| bytes.len() <= 1024)?;
    String::from_utf8(bytes).ok().filter(|key| !key.chars().any(is_control))
}

/// Checks the conditions of a search: neither control characters nor endless texts.
///
/// # Errors
///
/// A 422 that names each refused parameter.
pub fn check_conditions(conditions: &[(&str, &str)]) -> Result<(), Failure> {
    let check = |value: &str| {
        contract::text::refuse_control(value)?;
        let (max, actual) = (contract::page::CONDITION_MAX, contract::text::count(value));
        if actual > max { Err(Reason::TooLong { max, actual }) } else { Ok(()) }
    };
    let errors: Vec<FieldError> = conditions
        .iter()
        .filter_map(|(name, value)| check(value).err().map(|reason| FieldError { pointer: (*name).to_owned(), reason }))
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Failure::fields(errors)) }
}

/// Reads a range of days of Japan's calendar, each a parameter's name and value; empty ones are open.
///
/// Answers the first moment of the first day, and the first moment after the last day.
///
/// # Errors
///
/// A 422 that names the parameter that is no day, or the second when the range is reversed.
pub fn day_range(first: (&str, &str), last: (&str, &str)) -> Result<(Option<Moment>, Option<Moment>), Failure> {
    let read = |(name, text): (&str, &str)| match text {
        "" => Ok(None),
        _ => Moment::midnight_in_japan(text).map(Some).ok_or_else(|| Failure::field(name, Reason::InvalidValue)),
    };
    let (from, to) = (read(first)?, read(last)?);
    match (from, to) {
        (Some(from), Some(to)) if to < from => Err(Failure::field(last.0, Reason::InvalidValue)),
        _ => Ok((from, to.map(|to| to.plus_days(1)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_join_without_gap_or_overlap() {
        let request = PageRequest::parse(None, Some(2)).expect("good");
        let page = request.page(vec!["a", "b", "c"], 3, |row| (*row).to_owned(), |row| row);
        assert_eq!(page.items, ["a", "b"]);
        let next = PageRequest::parse(page.next_cursor.as_deref(), Some(2)).expect("good");
        assert_eq!(next.after.as_deref(), Some("b"));
        assert_eq!(next.page(vec!["c"], 3, |row| (*row).to_owned(), |row| row).next_cursor, None);
    }

    #[test]
    fn a_cursor_that_was_tampered_with_is_refused() {
        for cursor in ["%%%", "AAA", "_w", &URL_SAFE_NO_PAD.encode("a\0b")] {
            assert!(PageRequest::parse(Some(cursor), None).is_err(), "{cursor}");
        }
        assert!(PageRequest::parse(None, Some(0)).is_err());
        assert!(PageRequest::parse(None, Some(201)).is_err());
    }
}
