//! Issued certificates.

use contract::certificate::{ReusableCertificate, ReuseReason};
use contract::page::Page;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};

use super::CompanyScope;
use super::cursor::PageRequest;
use crate::clock::Moment;
use crate::entity::{application, certificate};

/// A certificate and the application it was issued on.
pub type WithApplication = (certificate::Model, application::Model);

/// Why the application of a certificate may be reused at a moment, if it may (M2.2).
///
/// A revoked certificate is not offered: what led to the revocation should not be repeated by a slip.
pub fn reuse_reason(certificate: &certificate::Model, now: Moment) -> Option<ReuseReason> {
    if certificate.revoked_at.is_some() || Moment(certificate.not_after) < now.minus_one_year() {
        None
    } else if Moment(certificate.not_after) < now {
        Some(ReuseReason::Expired)
    } else {
        certificate.notice_sent_at.map(|_| ReuseReason::ExpiryNoticeSent)
    }
}

/// The same as a condition, for the list. A test holds the two together.
fn reusable(scope: &CompanyScope, now: Moment) -> Condition {
    Condition::all()
        .add(certificate::Column::CompanyId.eq(scope.company_id()))
        .add(certificate::Column::RevokedAt.is_null())
        .add(certificate::Column::NotAfter.gte(now.minus_one_year().0))
        .add(
            Condition::any()
                .add(certificate::Column::NotAfter.lt(now.0))
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
    let filter = reusable(scope, now);
    let total = certificate::Entity::find().filter(filter.clone()).count(db).await?;
    let mut query = certificate::Entity::find().filter(filter);
    if let Some((not_after, number)) = page.after.as_deref().and_then(split_key) {
        query = query.filter(
            Condition::any().add(certificate::Column::NotAfter.lt(not_after)).add(
                Expr::col(certificate::Column::NotAfter)
                    .eq(not_after)
                    .and(certificate::Column::CertificateNumber.lt(number)),
            ),
        );
    }
    let rows = query
        .order_by_desc(certificate::Column::NotAfter)
        .order_by_desc(certificate::Column::CertificateNumber)
        .limit(page.rows_to_read())
        .all(db)
        .await?;
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
    Ok(Page { items: page.items.into_iter().flatten().collect(), next_cursor: page.next_cursor, total })
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
    let row = certificate::Entity::find_by_id(certificate_number)
        .filter(reusable(scope, now))
        .one(db)
        .await?;
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
        .filter(certificate::Column::NotAfter.gte(now.0))
        .filter(certificate::Column::NoticeSentAt.is_not_null());
    let count = query.clone().count(db).await?;
    let first = query.order_by_asc(certificate::Column::NotAfter).one(db).await?;
    Ok((count, first.map(|row| Moment(row.not_after))))
}
