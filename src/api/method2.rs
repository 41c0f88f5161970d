//! The endpoints of method 2: finding certificates, binding and releasing, revoking.

use contract::binding::{BindingChange, CertificateView};
use contract::certificate::{CertificateDetail, CertificateQuery, CertificateSummary, Revocation, UserCertificate};
use contract::page::Page;
use contract::routes;
use gloo_net::http::Method;

use super::call::{Call, Pending};
use super::{Versioned, versioned};
use crate::session::Session;

/// One page of the company's certificates.
pub(crate) fn certificates(session: Session, query: &CertificateQuery) -> Pending<Page<CertificateSummary>> {
    let mut call = Call::new(Method::GET, routes::CERTIFICATES);
    for (name, value) in certificate_parameters(query) {
        call = call.query(name, value);
    }
    call.query("cursor", query.cursor.as_deref().unwrap_or_default())
        .query("limit", &query.limit.map(|limit| limit.to_string()).unwrap_or_default())
        .send(session)
}

/// The conditions and the order as parameters, for the list, the file and the address bar alike.
pub(crate) fn certificate_parameters(query: &CertificateQuery) -> [(&'static str, &str); 9] {
    [
        ("certificate_number", &query.certificate_number),
        ("department", &query.department),
        ("title", &query.title),
        ("state", &query.state),
        ("expires_from", &query.expires_from),
        ("expires_to", &query.expires_to),
        ("user_id", &query.user_id),
        ("sort", &query.sort),
        ("order", &query.order),
    ]
}

/// A route with parameters, of a file; empty ones are left out.
pub(crate) fn file_route(route: &str, parameters: &[(&'static str, &str)]) -> String {
    let mut href = route.to_owned();
    for (name, value) in parameters {
        routes::push_parameter(&mut href, name, value);
    }
    href
}

/// A file.
pub(crate) fn file(session: Session, route: &str) -> Pending<Vec<u8>> {
    Call::new(Method::GET, route).send_for_file(session)
}

/// One certificate with its bindings.
pub(crate) fn certificate(session: Session, number: &str) -> Pending<Versioned<CertificateView>> {
    versioned(Call::new(Method::GET, &routes::fill(routes::CERTIFICATE, number)), session)
}

/// Binds and releases, unless somebody has changed the bindings since `etag`.
pub(crate) fn change_bindings(
    session: Session,
    number: &str,
    etag: &str,
    change: &BindingChange,
) -> Pending<Versioned<CertificateView>> {
    let call = Call::new(Method::POST, &routes::fill(routes::BINDING_CHANGES, number)).header("If-Match", etag);
    versioned(call.json(change), session)
}

/// Revokes a certificate.
pub(crate) fn revoke(session: Session, number: &str, revocation: &Revocation) -> Pending<CertificateDetail> {
    Call::new(Method::POST, &routes::fill(routes::REVOCATION, number)).json(revocation).send(session)
}

/// The certificates that a user of the company is bound to.
pub(crate) fn user_certificates(session: Session, user_id: &str) -> Pending<Vec<UserCertificate>> {
    Call::new(Method::GET, &routes::fill(routes::USER_CERTIFICATES, user_id)).send(session)
}
