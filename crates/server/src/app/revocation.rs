//! Looking at a certificate, revoking it, and the list of the revoked (D14.3, BAR K2).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ca::crl::{Reason, Revoked};
use contract::certificate::{CertificateDetail, RevocationReason};
use contract::operator::ExaminedCertificate;
use contract::problem::ProblemCode;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::bindings::bound_user;
use super::issue::company_of;
use super::signing::read;
use crate::audit::{self, Action, Actor, Entry};
use crate::authority::seconds;
use crate::clock::Moment;
use crate::db::begin_write;
use crate::key::{hex, sha256_hex};
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::counters::{self, Counter};
use crate::store::{AllCompanies, CompanyScope, Reach, bindings, certificates, mails, revocations};

/// How long a list may be relied on.
const LIST_VALID_DAYS: i64 = 7;
/// A list older than this is made anew when it is asked for.
const LIST_FRESH_HOURS: i64 = 12;

/// One certificate of a company, or of any.
///
/// # Errors
///
/// `NotFound`, also for another company's.
pub async fn detail(state: &AppState, reach: Reach<'_>, certificate_number: &str) -> Outcome<CertificateDetail> {
    let found = certificates::find(&state.db, reach, certificate_number).await?;
    let (row, application) = found.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
    let certificate = read(&row)?;
    Ok(CertificateDetail {
        department_name: application.department_name,
        title_name: application.title_name,
        subject: certificate.subject(),
        serial: hex(&certificate.serial()),
        fingerprint: sha256_hex(&certificate.to_der()?),
        not_before: Moment(row.not_before).to_wire(),
        not_after: Moment(row.not_after).to_wire(),
        state: certificates::state_of(&row, state.now()),
        revoked_at: row.revoked_at.map(|at| Moment(at).to_wire()),
        revocation_reason: row.revocation_reason.as_deref().and_then(RevocationReason::from_code),
        certificate_number: row.certificate_number,
        receipt_number: row.receipt_number,
    })
}

/// One certificate of whatever company, with whose it is and who is bound.
///
/// # Errors
///
/// `NotFound`.
pub async fn examined(state: &AppState, all: AllCompanies, certificate_number: &str) -> Outcome<ExaminedCertificate> {
    let reach = Reach::All(all);
    let found = certificates::find(&state.db, reach, certificate_number).await?;
    let (row, application) = found.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
    let bound = bindings::of_certificate(&state.db, &CompanyScope::of_application(&application), &row).await?;
    Ok(ExaminedCertificate {
        company: company_of(state, &application).await?,
        certificate: detail(state, reach, certificate_number).await?,
        bound: bound.iter().map(bound_user).collect(),
    })
}

/// Revokes a certificate for good. The right to sign ends with the commit, and the new list is part of it; a PIN that was
/// not delivered yet is forgotten (BAR S10). Revoking again changes nothing.
///
/// # Errors
///
/// `NotFound`, also for another company's.
pub async fn revoke(
    state: &AppState,
    reach: Reach<'_>,
    certificate_number: &str,
    reason: RevocationReason,
    actor: Actor,
) -> Outcome<CertificateDetail> {
    let now = state.now();
    let tx = begin_write(&state.db).await?;
    let row = certificates::find_and_lock(&tx, reach, certificate_number).await?;
    let row = row.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
    if row.revoked_at.is_none() {
        let row = revocations::revoke(&tx, row, reason, now).await?;
        let number = next_list_number(&tx).await?;
        make_list(state, &tx, number, now).await?;
        mails::forget_pin(&tx, &row.receipt_number, "the certificate was revoked", now).await?;
        let actor = actor.in_chain(&row.company_id);
        let entry = Entry {
            actor: &actor,
            action: Action::RevokeCertificate,
            object: certificate_number,
            outcome: "ok",
            detail: serde_json::json!({ "reason": reason }),
        };
        audit::append(&tx, &state.key, now, entry).await?;
        tx.commit().await?;
    }
    detail(state, reach, certificate_number).await
}

/// The number of the next list. To be taken first: it makes the makers of lists wait for each other.
async fn next_list_number(tx: &DatabaseTransaction) -> Outcome<i64> {
    Ok(counters::next_value(tx, Counter::RevocationList).await?)
}

async fn make_list(state: &AppState, tx: &DatabaseTransaction, number: i64, now: Moment) -> Outcome<Vec<u8>> {
    let mut revoked = Vec::new();
    for row in revocations::all(tx).await? {
        let reason = row.revocation_reason.as_deref().and_then(RevocationReason::from_code);
        revoked.push(Revoked {
            serial: read(&row)?.serial(),
            at: seconds(Moment(row.revoked_at.unwrap_or(now.0))),
            reason: match reason {
                Some(RevocationReason::AffiliationChanged) => Reason::AffiliationChanged,
                Some(RevocationReason::Superseded) => Reason::Superseded,
                Some(RevocationReason::CessationOfOperation) => Reason::CessationOfOperation,
                // Where nothing is known, the gravest is assumed.
                Some(RevocationReason::KeyCompromise) | None => Reason::KeyCompromise,
            },
        });
    }
    let next_update = seconds(now.plus_days(LIST_VALID_DAYS));
    let authority = state.authority().await?;
    let list = authority.revocation_list(&revoked, number.unsigned_abs(), seconds(now), next_update).await?;
    revocations::keep_list(tx, number, STANDARD.encode(&list), now).await?;
    Ok(list)
}

/// The revocation list, DER, never older than half a day.
///
/// # Errors
///
/// When the database fails.
pub async fn list(state: &AppState) -> Outcome<Vec<u8>> {
    let now = state.now();
    if let Some(list) = fresh_list(&state.db, now).await? {
        return Ok(list);
    }
    let tx = begin_write(&state.db).await?;
    let number = next_list_number(&tx).await?;
    // Of many who ask at once one makes it, and the others find it made.
    if let Some(list) = fresh_list(&tx, now).await? {
        return Ok(list);
    }
    let list = make_list(state, &tx, number, now).await?;
    tx.commit().await?;
    Ok(list)
}

async fn fresh_list(db: &impl ConnectionTrait, now: Moment) -> Outcome<Option<Vec<u8>>> {
    let newest = revocations::newest_list(db).await?;
    let fresh = newest.filter(|list| now < Moment(list.this_update).plus_seconds(LIST_FRESH_HOURS * 3600));
    let der = fresh.map(|list| STANDARD.decode(list.der));
    der.transpose().map_err(|error| Failure::Internal(error.to_string()))
}
