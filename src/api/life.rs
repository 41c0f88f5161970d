//! The endpoints of the certificate's life: operators, the validity check, signing, the audit.

use contract::audit::{AuditQuery, AuditRow};
use contract::certificate::{CertificateDetail, Revocation};
use contract::operator::{ExaminedApplication, ExaminedCertificate, Rejection, WaitingApplication};
use contract::page::Page;
use contract::routes;
use contract::signing::{CheckReport, CheckRequest, MyCertificate, SignRequest, Signature};
use gloo_net::http::Method;

use super::call::{Call, Pending};
use super::{Versioned, versioned};
use crate::session::Session;
use crate::wire::Empty;

/// One page of the applications that wait, the oldest first.
pub(crate) fn waiting_applications(session: Session, cursor: &str) -> Pending<Page<WaitingApplication>> {
    Call::new(Method::GET, routes::OPERATOR_APPLICATIONS).query("cursor", cursor).send(session)
}

/// One application, for an operator.
pub(crate) fn examined_application(session: Session, receipt: &str) -> Pending<Versioned<ExaminedApplication>> {
    versioned(Call::new(Method::GET, &routes::fill(routes::OPERATOR_APPLICATION, receipt)), session)
}

/// Begins to examine it.
pub(crate) fn examine(session: Session, receipt: &str) -> Pending<Versioned<ExaminedApplication>> {
    versioned(Call::new(Method::POST, &routes::fill(routes::EXAMINATION, receipt)).json(&Empty {}), session)
}

/// Issues the certificate, unless somebody has changed the application since `etag`.
pub(crate) fn issue(session: Session, receipt: &str, etag: &str) -> Pending<Versioned<ExaminedApplication>> {
    let call = Call::new(Method::POST, &routes::fill(routes::ISSUE, receipt)).header("If-Match", etag);
    versioned(call.json(&Empty {}), session)
}

/// Turns the application down, unless somebody has changed it since `etag`.
pub(crate) fn reject(
    session: Session,
    receipt: &str,
    etag: &str,
    rejection: &Rejection,
) -> Pending<Versioned<ExaminedApplication>> {
    let call = Call::new(Method::POST, &routes::fill(routes::REJECTION, receipt)).header("If-Match", etag);
    versioned(call.json(rejection), session)
}

/// Sends the mail with the PIN again after it was given up.
pub(crate) fn send_pin_mail_again(session: Session, receipt: &str) -> Pending<Versioned<ExaminedApplication>> {
    versioned(Call::new(Method::POST, &routes::fill(routes::PIN_MAIL, receipt)).json(&Empty {}), session)
}

/// One certificate of whatever company, for an operator.
pub(crate) fn operator_certificate(session: Session, number: &str) -> Pending<ExaminedCertificate> {
    Call::new(Method::GET, &routes::fill(routes::OPERATOR_CERTIFICATE, number)).send(session)
}

/// Revokes it.
pub(crate) fn operator_revoke(session: Session, number: &str, revocation: &Revocation) -> Pending<CertificateDetail> {
    Call::new(Method::POST, &routes::fill(routes::OPERATOR_REVOCATION, number)).json(revocation).send(session)
}

/// The certificates that I am bound to.
pub(crate) fn my_certificates(session: Session) -> Pending<Vec<MyCertificate>> {
    Call::new(Method::GET, routes::MY_CERTIFICATES).send(session)
}

/// 証明書有効性確認
pub(crate) fn check(session: Session, number: &str, request: &CheckRequest) -> Pending<CheckReport> {
    Call::new(Method::POST, &routes::fill(routes::MY_CHECK, number)).json(request).send(session)
}

/// Signs a digest.
pub(crate) fn sign(session: Session, number: &str, request: &SignRequest) -> Pending<Signature> {
    Call::new(Method::POST, &routes::fill(routes::MY_SIGNATURE, number)).json(request).send(session)
}

/// One page of what was done in the company, the newest first.
pub(crate) fn audit(session: Session, query: &AuditQuery) -> Pending<Page<AuditRow>> {
    let mut call = Call::new(Method::GET, routes::AUDIT);
    for (name, value) in audit_parameters(query) {
        call = call.query(name, value);
    }
    call.query("cursor", query.cursor.as_deref().unwrap_or_default()).send(session)
}

/// The conditions as parameters, for the list, the file and the address bar alike.
pub(crate) fn audit_parameters(query: &AuditQuery) -> [(&'static str, &str); 4] {
    [("user_id", &query.user_id), ("object", &query.object), ("from", &query.from), ("to", &query.to)]
}
