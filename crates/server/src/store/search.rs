//! Searching for a part of a text (D4.4, D8.2) by an index, on both databases.
//!
//! No index of a text answers `LIKE '%part%'`. So the table `search_grams` has a row for every 1, 2 or 3 characters in a
//! row that a folded text has somewhere, and its primary key ends with what the list is sorted by. A part of up to three
//! characters, which is what a Japanese word mostly has, is one look-up, and its hits come in the list's order. Of a
//! longer part the rarest of its grams is looked up, and each row found is compared with the whole part.
//!
//! The rows here are written on the transaction of the row that they are about ([`add_certificate`]). Users come from
//! elsewhere: `shirushi-server import-users` adds them ([`complete`]) and writes a company anew in which some have changed
//! ([`renew`]); a company that has no row here is taken in when the server starts ([`take_in_companies`]). The statements are SQL that both databases
//! take alike, because they cut the texts inside the database: a hundred thousand rows would be long on the way.

use contract::page::COUNTED_MAX;
use sea_orm::sea_query::{
    Alias, Asterisk, Expr, ExprTrait as _, LikeExpr, Query, SelectStatement, SimpleExpr, SubQueryStatement,
};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, JoinType, QueryFilter as _, Statement};

use super::CompanyScope;
use super::cursor::{Counted, capped, number_of};
use crate::entity::company;
use crate::entity::search_gram::{Column, Entity};

/// The most characters of a gram.
const GRAM: usize = 3;

/// How many grams of a part are looked at.
const PROBES: usize = 4;

/// Up to so many hits count as few: then they all are looked at and put in order. The hits of a frequent part are read
/// in the list's order instead.
pub const FEW: u64 = 2_000;

/// No more than so many rows are looked up one by one only to count them. That is the dearest there is, and who sees
/// that it is "at least" so many asks for less, and does not turn the pages.
pub const COMPARED: u64 = 300;

/// A text that is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// 利用者ID; only of users who can be chosen, as in the next two.
    UserId = 1,
    /// A user's name.
    UserName = 2,
    /// A user's department.
    UserDepartment = 3,
    /// 電子証明書管理番号
    CertificateNumber = 4,
    /// The department that a certificate names.
    CertificateDepartment = 5,
    /// The title that a certificate names.
    CertificateTitle = 6,
}

impl Field {
    /// Whether the text is what the list is sorted by, up to its case.
    pub(super) fn is_object(self) -> bool {
        matches!(self, Self::UserId | Self::CertificateNumber)
    }
}

/// A part of a text that is looked for; folded, not empty.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The text.
    pub field: Field,
    /// The part.
    pub text: &'a str,
}

/// A gram by which rows can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Driver {
    field: Field,
    gram: String,
    /// Whether this gram is the whole part.
    is_whole: bool,
    /// How many rows have it; counted to one more than [`FEW`].
    rows: u64,
    backend: DbBackend,
}

/// How the rows that match are counted.
#[derive(Clone, Debug)]
pub enum Count {
    /// They are already.
    Known(u64),
    /// By this statement, up to [`COUNTED_MAX`].
    Exact(SelectStatement),
    /// By this statement, which does not look at all of them.
    AtLeast(SelectStatement),
}

impl Count {
    /// Counts.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn carry_out(self, db: &impl ConnectionTrait) -> Result<Counted, DbErr> {
        Ok(match self {
            Self::Known(rows) => rows.into(),
            Self::Exact(statement) => number_of(db, &statement).await?.into(),
            Self::AtLeast(statement) => Counted::at_least(number_of(db, &statement).await?),
        })
    }
}

/// Grams that a text with this part must have, some of them: the first, the last, and at even distances between.
fn grams(part: &str) -> Vec<String> {
    let chars: Vec<char> = part.chars().collect();
    if chars.len() <= GRAM {
        return vec![part.to_owned()];
    }
    let last = chars.len() - GRAM;
    let mut starts: Vec<usize> = (0..PROBES).map(|step| last * step / (PROBES - 1)).collect();
    starts.dedup();
    let mut grams: Vec<String> = Vec::new();
    for gram in starts.into_iter().map(|start| chars[start..start + GRAM].iter().collect()) {
        if !grams.contains(&gram) {
            grams.push(gram);
        }
    }
    grams
}

/// The rarest gram of the parts; none when there is no part.
///
/// # Errors
///
/// When the database fails.
pub async fn rarest(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    parts: &[Part<'_>],
) -> Result<Option<Driver>, DbErr> {
    let mut drivers = Vec::new();
    for part in parts {
        for gram in grams(part.text) {
            let is_whole = gram == part.text;
            drivers.push(Driver { field: part.field, gram, is_whole, rows: 0, backend: db.get_database_backend() });
        }
    }
    if drivers.is_empty() {
        return Ok(None);
    }
    let mut counts = Query::select();
    for (index, driver) in drivers.iter().enumerate() {
        let count = capped(driver.rows_of(scope, Expr::value(1)), FEW + 1);
        let count = Expr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(count)));
        counts.expr_as(count, Alias::new(format!("rows_{index}")));
    }
    let row = db.query_one(&counts).await?;
    for (index, driver) in drivers.iter_mut().enumerate() {
        let rows: i64 = row.as_ref().map_or(Ok(0), |row| row.try_get("", &format!("rows_{index}")))?;
        driver.rows = u64::try_from(rows).unwrap_or(0);
    }
    Ok(drivers.into_iter().min_by_key(|driver| driver.rows))
}

impl Driver {
    /// How many rows have the gram; counted to one more than [`FEW`].
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Whether all rows with the gram can be looked at.
    pub fn is_few(&self) -> bool {
        self.rows <= FEW
    }

    /// Whether all rows with the gram can be looked up to count those that match.
    pub fn is_compared(&self) -> bool {
        self.rows <= COMPARED
    }

    /// Whether the rows with the gram are exactly those that have the part.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The rows with the gram, in the order of the primary key.
    pub fn objects(&self, scope: &CompanyScope) -> SelectStatement {
        self.rows_of(scope, Self::object())
    }

    fn rows_of(&self, scope: &CompanyScope, what: SimpleExpr) -> SelectStatement {
        let mut query = Query::select();
        query.expr(what).from(Entity);
        self.narrow(&mut query, scope);
        query.to_owned()
    }

    /// How the rows that have a part, the only condition, are counted, when this table can tell that by itself;
    /// `pattern` is the part's own.
    pub fn count(&self, scope: &CompanyScope, pattern: LikeExpr) -> Option<Count> {
        if self.rows == 0 || self.is_whole && self.is_few() {
            return Some(Count::Known(self.rows));
        }
        if self.is_whole {
            return Some(Count::Exact(capped(self.rows_of(scope, Expr::value(1)), COUNTED_MAX + 1)));
        }
        if !self.field.is_object() {
            return None;
        }
        let mut query = Query::select();
        query.expr(Expr::value(1)).from_subquery(self.objects(scope).limit(FEW).to_owned(), Entity);
        query.and_where(Self::object().like(pattern));
        let statement = capped(query, COUNTED_MAX + 1);
        Some(if self.is_few() { Count::Exact(statement) } else { Count::AtLeast(statement) })
    }

    /// Takes this table into a query of the entity, as what is read first; the column is what rows are listed by.
    pub fn lead<E: EntityTrait>(&self, query: &mut SelectStatement, scope: &CompanyScope, listed: (E, E::Column)) {
        query.from_clear().from(Entity);
        self.then(query, scope, listed);
        self.narrow(query, scope);
    }

    /// The same with the first [`COMPARED`] rows of this table only.
    pub fn lead_first<E: EntityTrait>(
        &self,
        query: &mut SelectStatement,
        scope: &CompanyScope,
        listed: (E, E::Column),
    ) {
        let first = self.objects(scope).limit(COMPARED).to_owned();
        query.from_clear().from_subquery(first, Entity);
        self.then(query, scope, listed);
    }

    /// Has the entity's rows looked up one by one. SQLite keeps the order of a cross join. PostgreSQL would rather read
    /// the whole table when it takes a gram for frequent; of a derived table with a limit it cannot.
    fn then<E: EntityTrait>(&self, query: &mut SelectStatement, scope: &CompanyScope, (entity, key): (E, E::Column)) {
        if self.backend != DbBackend::Postgres {
            query.cross_join(entity);
            return;
        }
        let row = Query::select()
            .column(Asterisk)
            .from(entity)
            .and_where(Expr::col(Alias::new("company_id")).eq(scope.company_id()))
            .and_where(Expr::col(key).eq(Self::object()))
            .limit(1)
            .to_owned();
        query.join_lateral(JoinType::InnerJoin, row, entity, Expr::cust("TRUE"));
    }

    /// What a row is listed by, in a query that this leads.
    pub fn object() -> SimpleExpr {
        Expr::col((Entity, Column::Object))
    }

    /// Whether a row that was found need not be compared with this part.
    pub fn tells(&self, part: Part<'_>) -> bool {
        self.is_whole && self.field == part.field
    }

    fn narrow(&self, query: &mut SelectStatement, scope: &CompanyScope) {
        query
            .and_where(Expr::col((Entity, Column::CompanyId)).eq(scope.company_id()))
            .and_where(Expr::col((Entity, Column::Field)).eq(self.field as i32))
            .and_where(Expr::col((Entity, Column::Gram)).eq(self.gram.as_str()));
    }
}

/// The texts of users who can be chosen: company, field, text, object.
const USERS: &str = "\
    SELECT company_id, 1, login_key, login_key FROM users WHERE state = 'active' AND @ \
    UNION ALL SELECT company_id, 2, name_key, login_key FROM users WHERE state = 'active' AND @ \
    UNION ALL SELECT company_id, 3, department_key, login_key FROM users WHERE state = 'active' AND @";

/// The texts of certificates.
const CERTIFICATES: &str = "\
    SELECT company_id, 4, LOWER(certificate_number), certificate_number FROM certificates WHERE @ \
    UNION ALL SELECT company_id, 5, department_key, certificate_number FROM certificates WHERE @ \
    UNION ALL SELECT company_id, 6, title_key, certificate_number FROM certificates WHERE @";

/// The statement that writes every gram of some rows' texts, unless it is there.
fn statement(texts: &str, condition: &str) -> String {
    let texts = texts.replace('@', condition);
    format!(
        "INSERT INTO search_grams (company_id, field, gram, object) \
         WITH RECURSIVE texts(company_id, field, text, object) AS ({texts}), \
         sizes(size) AS (SELECT 1 UNION ALL SELECT size + 1 FROM sizes WHERE size < {GRAM}), \
         starts(start) AS (SELECT 1 UNION ALL SELECT start + 1 FROM starts \
             WHERE start < (SELECT MAX(LENGTH(text)) FROM texts)) \
         SELECT DISTINCT company_id, field, SUBSTR(text, start, size), object \
         FROM texts CROSS JOIN sizes CROSS JOIN starts WHERE start + size <= LENGTH(text) + 1 \
         ORDER BY 1, 2, 3, 4 \
         ON CONFLICT DO NOTHING"
    )
}

async fn execute(db: &impl ConnectionTrait, sql: String, value: &str) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [value.into()]);
    db.execute_raw(statement).await.map(|_| ())
}

/// Makes a new certificate found by its texts.
///
/// # Errors
///
/// When the database fails.
pub async fn add_certificate(tx: &impl ConnectionTrait, certificate_number: &str) -> Result<(), DbErr> {
    execute(tx, statement(CERTIFICATES, "certificate_number = $1"), certificate_number).await
}

/// Makes the users and certificates of a company found by their texts as they are now.
///
/// # Errors
///
/// When the database fails.
pub async fn renew(tx: &impl ConnectionTrait, company_id: &str) -> Result<(), DbErr> {
    execute(tx, "DELETE FROM search_grams WHERE company_id = $1".to_owned(), company_id).await?;
    for texts in [USERS, CERTIFICATES] {
        execute(tx, statement(texts, "company_id = $1"), company_id).await?;
    }
    Ok(())
}

/// Takes in the companies of which nothing is found yet.
///
/// # Errors
///
/// When the database fails.
pub async fn take_in_companies(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let known = Query::select()
        .expr(Expr::value(1))
        .from(Entity)
        .and_where(Expr::col((Entity, Column::CompanyId)).equals((company::Entity, company::Column::CompanyId)))
        .to_owned();
    let companies = company::Entity::find().filter(Expr::exists(known).not()).all(db).await?;
    for company in companies {
        renew(db, &company.company_id).await?;
    }
    Ok(())
}

/// Adds what is missing of users and certificates that were added by something else than a request.
///
/// # Errors
///
/// When the database fails.
pub async fn complete(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    // A row whose ID begins with a gram that is not there was never taken in.
    let missing = |field: i32, key: &str, object: &str| {
        format!(
            "NOT EXISTS (SELECT 1 FROM search_grams g WHERE g.company_id = {table}.company_id AND g.field = {field} \
             AND g.gram = SUBSTR({key}, 1, 1) AND g.object = {object})",
            table = if field == 1 { "users" } else { "certificates" },
        )
    };
    db.execute_unprepared(&statement(USERS, &missing(1, "login_key", "login_key"))).await?;
    let certificates = missing(4, "LOWER(certificate_number)", "certificate_number");
    db.execute_unprepared(&statement(CERTIFICATES, &certificates)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grams_are_spread_over_the_part() {
        assert_eq!(grams("部"), ["部"]);
        assert_eq!(grams("東京支"), ["東京支"]);
        assert_eq!(grams("東京支店"), ["東京支", "京支店"]);
        assert_eq!(grams("第777課長"), ["第77", "777", "77課", "7課長"]);
        assert_eq!(grams("jc-00000123"), ["jc-", "-00", "000", "123"]);
        assert_eq!(grams(&"長".repeat(100)), ["長長長"]);
    }

    #[test]
    fn every_gram_of_a_part_is_in_it() {
        for part in ["abcd", "abcdefghijklmnopqrstuvwxyz", "🦀🦀蟹🦀🦀"] {
            assert!(grams(part).iter().all(|gram| part.contains(gram.as_str())), "{part}");
        }
    }
}
