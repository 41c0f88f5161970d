//! Issued certificates.

use contract::certificate::{CertificateState, ReusableCertificate, ReuseReason};
use contract::page::Page;
use contract::text::fold_name_for_search;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select, Set,
};

use super::cursor::{PageRequest, count};
use super::{CompanyScope, Reach, search};
use crate::clock::Moment;
use crate::entity::{application, certificate};

/// A certificate and the application it was issued on.
pub type WithApplication = (certificate::Model, application::Model);

/// A certificate that was issued.
#[derive(Clone, Debug)]
pub struct NewCertificate {
    /// 電子証明書管理番号
    pub certificate_number: String,
    /// The company.
    pub company_id: String,
    /// The application it was issued on.
    pub receipt_number: String,
    /// The department, as the application has it.
    pub department_name: String,
    /// The title, as the application has it.
    pub title_name: String,
    /// The first moment of its validity.
    pub not_before: Moment,
    /// The last second of its validity.
    pub not_after: Moment,
    /// Hexadecimal digits.
    pub serial: String,
    /// DER, in base64.
    pub der: String,
    /// The private key under its wraps, in base64.
    pub wrapped_key: String,
}

/// The row of a certificate that was issued.
pub(crate) fn new_row(new: NewCertificate) -> certificate::ActiveModel {
    certificate::ActiveModel {
        certificate_number: Set(new.certificate_number),
        company_id: Set(new.company_id),
        receipt_number: Set(new.receipt_number),
        not_before: Set(new.not_before.0),
        not_after: Set(new.not_after.0),
        notice_sent_at: Set(None),
        revoked_at: Set(None),
        revocation_reason: Set(None),
        revoked: Set(0),
        department_key: Set(fold_name_for_search(&new.department_name)),
        department_name: Set(new.department_name),
        title_key: Set(fold_name_for_search(&new.title_name)),
        title_name: Set(new.title_name),
        version: Set(1),
        serial: Set(new.serial),
        der: Set(new.der),
        wrapped_key: Set(new.wrapped_key),
    }
}

/// Keeps a certificate that was issued, and makes it found by its texts.
///
/// # Errors
///
/// When the database fails.
pub async fn insert(tx: &DatabaseTransaction, new: NewCertificate) -> Result<(), DbErr> {
    let number = new.certificate_number.clone();
    certificate::Entity::insert(new_row(new)).exec_without_returning(tx).await?;
    search::add_certificate(tx, &number).await
}

/// Whether the last second of a certificate's validity has passed.
pub fn has_expired(certificate: &certificate::Model, now: Moment) -> bool {
    Moment(certificate.not_after) < now.floor_to_second()
}

/// Whether a certificate is valid at a moment.
pub fn state_of(certificate: &certificate::Model, now: Moment) -> CertificateState {
    if certificate.revoked_at.is_some() {
        CertificateState::Revoked
    } else if has_expired(certificate, now) {
        CertificateState::Expired
    } else {
        CertificateState::Valid
    }
}

/// Why the application of a certificate may be reused at a moment, if it may (M2.2).
///
/// A revoked certificate is not offered: what led to the revocation should not be repeated by a slip.
pub fn reuse_reason(certificate: &certificate::Model, now: Moment) -> Option<ReuseReason> {
    if certificate.revoked_at.is_some() || Moment(certificate.not_after) < now.minus_one_year() {
        None
    } else if has_expired(certificate, now) {
        Some(ReuseReason::Expired)
    } else {
        certificate.notice_sent_at.map(|_| ReuseReason::ExpiryNoticeSent)
    }
}

/// No certificate is announced to expire further ahead: the longest month.
const NOTICE_DAYS: i64 = 31;

/// The same as a condition, for the list. A test holds the two together.
fn reusable(scope: &CompanyScope, now: Moment) -> Condition {
    // Without the bound the list would walk past everything that is valid for long.
    reusable_of_old(scope, now).add(certificate::Column::NotAfter.lte(now.plus_days(NOTICE_DAYS).0))
}

/// The same for rows that are known not to be valid for long.
fn reusable_of_old(scope: &CompanyScope, now: Moment) -> Condition {
    Condition::all()
        .add(certificate::Column::CompanyId.eq(scope.company_id()))
        .add(certificate::Column::RevokedAt.is_null())
        .add(certificate::Column::NotAfter.gte(now.minus_one_year().0))
        .add(
            Condition::any()
                .add(certificate::Column::NotAfter.lt(now.floor_to_second().0))
                .add(certificate::Column::NoticeSentAt.is_not_null()),
        )
}

fn summary((certificate, application): &WithApplication, now: Moment) -> Option<ReusableCertificate> {
    Some(ReusableCertificate {
        certificate_number: certificate.certificate_number.clone(),
        department_name: application.department_name.clone(),
        title_name: application.title_name.clone(),
        not_after: Moment(certificate.not_after).to_wire(),
        reason: reuse_reason(certificate, now)?,
    })
}

/// A certificate of one company or of any.
///
/// # Errors
///
/// When the database fails.
pub async fn find(
    db: &impl ConnectionTrait,
    reach: Reach<'_>,
    certificate_number: &str,
) -> Result<Option<WithApplication>, DbErr> {
    let row = certificate::Entity::find_by_id(certificate_number)
        .filter(reach.condition(certificate::Column::CompanyId))
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let application = application::Entity::find_by_id(&row.receipt_number).one(db).await?;
    Ok(application.map(|application| (row, application)))
}

/// A certificate that nobody else changes until the transaction ends.
///
/// # Errors
///
/// When the database fails.
pub async fn find_and_lock(
    tx: &DatabaseTransaction,
    reach: Reach<'_>,
    certificate_number: &str,
) -> Result<Option<certificate::Model>, DbErr> {
    certificate::Entity::find_by_id(certificate_number)
        .filter(reach.condition(certificate::Column::CompanyId))
        .lock_exclusive()
        .one(tx)
        .await
}

/// The company's certificates whose application can be reused, the one that ended last first (M2.1).
///
/// # Errors
///
/// When the database fails.
pub async fn list_reusable(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    now: Moment,
    page: &PageRequest,
) -> Result<Page<ReusableCertificate>, DbErr> {
    let total = count(db, reusable_rows(scope, now)).await?;
    let rows = reusable_page_of(scope, now, page).all(db).await?;
    let mut with_applications = Vec::with_capacity(rows.len());
    let receipts: Vec<&str> = rows.iter().map(|row| row.receipt_number.as_str()).collect();
    let applications = application::Entity::find()
        .filter(application::Column::CompanyId.eq(scope.company_id()))
        .filter(application::Column::ReceiptNumber.is_in(receipts))
        .all(db)
        .await?;
    for row in rows {
        if let Some(application) = applications.iter().find(|a| a.receipt_number == row.receipt_number) {
            with_applications.push((row, application.clone()));
        }
    }
    let key = |row: &WithApplication| format!("{}/{}", row.0.not_after, row.0.certificate_number);
    let page = page.page(with_applications, total, key, |row| summary(&row, now));
    Ok(Page {
        items: page.items.into_iter().flatten().collect(),
        next_cursor: page.next_cursor,
        total: page.total,
        total_is_least: page.total_is_least,
    })
}

/// One page of them.
pub fn reusable_page_of(scope: &CompanyScope, now: Moment, page: &PageRequest) -> Select<certificate::Entity> {
    let (not_after, number) = (certificate::Column::NotAfter, certificate::Column::CertificateNumber);
    let last = now.plus_days(NOTICE_DAYS).0;
    // One bound on this side, the nearer: SQLite's index takes one, and not always the better of two.
    let condition = match page.after.as_deref().and_then(split_key) {
        Some((after, after_number)) if after <= last => {
            let own = Expr::tuple([Expr::col(not_after), Expr::col(number)]);
            reusable_of_old(scope, now).add(own.lt(Expr::tuple([after.into(), after_number.into()])))
        }
        _ => reusable(scope, now),
    };
    let query = certificate::Entity::find().filter(condition);
    query.order_by_desc(not_after).order_by_desc(number).limit(page.rows_to_read())
}

/// How many of the company's certificates can be reused, as a query.
pub fn reusable_rows(scope: &CompanyScope, now: Moment) -> Select<certificate::Entity> {
    certificate::Entity::find().filter(reusable(scope, now))
}

/// Whether a cursor is one of this list.
pub fn is_reusable_cursor(page: &PageRequest) -> bool {
    page.after.as_deref().is_none_or(|key| split_key(key).is_some())
}

/// A sort key of the list above: the end of validity, then the number.
fn split_key(key: &str) -> Option<(i64, &str)> {
    let (not_after, number) = key.split_once('/')?;
    Some((not_after.parse().ok()?, number))
}

/// One of them, with its application.
///
/// # Errors
///
/// When the database fails.
pub async fn find_reusable(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    now: Moment,
    certificate_number: &str,
) -> Result<Option<(ReusableCertificate, application::Model)>, DbErr> {
    let row = certificate::Entity::find_by_id(certificate_number).filter(reusable(scope, now)).one(db).await?;
    let Some(row) = row else { return Ok(None) };
    let application = super::applications::find(db, scope, &row.receipt_number).await?;
    Ok(application.and_then(|application| {
        let found = (row, application);
        summary(&found, now).map(|summary| (summary, found.1))
    }))
}

/// How many of the company's certificates are valid but announced to expire, and the earliest end among them.
///
/// # Errors
///
/// When the database fails.
pub async fn expiring(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    now: Moment,
) -> Result<(u64, Option<Moment>), DbErr> {
    let query = certificate::Entity::find()
        .filter(certificate::Column::CompanyId.eq(scope.company_id()))
        .filter(certificate::Column::RevokedAt.is_null())
        .filter(certificate::Column::NotAfter.gte(now.floor_to_second().0))
        .filter(certificate::Column::NotAfter.lte(now.plus_days(NOTICE_DAYS).0))
        .filter(certificate::Column::NoticeSentAt.is_not_null());
    let rows = query.clone().count(db).await?;
    let first = query.order_by_asc(certificate::Column::NotAfter).one(db).await?;
    Ok((rows, first.map(|row| Moment(row.not_after))))
}
