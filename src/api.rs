//! The only caller of HTTP: one function for each endpoint, typed answers and typed errors.
//!
//! Every call tells the [`Session`] how it was answered, so that the idle limit is counted from the last answer, and
//! an ended session shows wherever it is noticed.

use contract::application::{ApplicationDetail, ApplicationForm, ApplicationState, ApplicationSummary};
use contract::certificate::{ReusableCertificate, ReusableContent};
use contract::mail::DemonstrationMail;
use contract::page::{MAX_LIMIT, Page};
use contract::routes;
use contract::session::{LoginRequest, Me, PasswordChange, Todo};
use contract::user::{UserQuery, UserSummary};
use gloo_net::http::Method;
use serde::de::DeserializeOwned;

use crate::session::Session;
use crate::wire::Empty;

mod call;
mod error;
mod life;
mod method2;

use call::Call;
pub(crate) use call::Pending;
pub(crate) use error::ApiError;
pub(crate) use life::*;
pub(crate) use method2::*;

/// What an endpoint answers.
pub(crate) type Answer<T> = Result<T, ApiError>;

/// A thing and its version, which a change of it must name.
#[derive(Clone, Debug)]
pub(crate) struct Versioned<T> {
    /// The thing.
    pub(crate) value: T,
    /// Its `ETag`, for `If-Match`.
    pub(crate) etag: String,
}

/// Logs in.
pub(crate) fn log_in(session: Session, request: &LoginRequest) -> Pending<Me> {
    Call::new(Method::POST, routes::SESSION).json(request).send(session)
}

/// Who is logged in.
pub(crate) fn me(session: Session) -> Pending<Me> {
    Call::new(Method::GET, routes::SESSION).send(session)
}

/// Logs out.
pub(crate) fn log_out(session: Session) -> Pending<()> {
    Call::new(Method::DELETE, routes::SESSION).json(&Empty {}).send_only(session)
}

/// Changes one's own password.
pub(crate) fn change_password(session: Session, change: &PasswordChange) -> Pending<()> {
    Call::new(Method::PUT, routes::PASSWORD).json(change).send_only(session)
}

/// What waits to be done.
pub(crate) fn todo(session: Session) -> Pending<Todo> {
    Call::new(Method::GET, routes::TODO).send(session)
}

/// One page of the company's users.
pub(crate) fn users(session: Session, query: &UserQuery) -> Pending<Page<UserSummary>> {
    Call::new(Method::GET, routes::USERS)
        .query("user_id", &query.user_id)
        .query("name", &query.name)
        .query("department", &query.department)
        .query("cursor", query.cursor.as_deref().unwrap_or_default())
        .send(session)
}

/// The certificates whose application can be reused: as many as one page holds, which is more than a select can show.
pub(crate) fn reusable_certificates(session: Session) -> Pending<Page<ReusableCertificate>> {
    Call::new(Method::GET, routes::REUSABLE_CERTIFICATES).query("limit", &MAX_LIMIT.to_string()).send(session)
}

/// What the application of one of them held.
pub(crate) fn reusable_content(session: Session, certificate_number: &str) -> Pending<ReusableContent> {
    Call::new(Method::GET, &routes::fill(routes::REUSABLE_CERTIFICATE, certificate_number)).send(session)
}

/// Files an application. Doing it again with the same key files nothing more.
pub(crate) fn file_application(
    session: Session,
    form: &ApplicationForm,
    idempotency_key: &str,
) -> Pending<ApplicationDetail> {
    Call::new(Method::POST, routes::APPLICATIONS)
        .header(routes::IDEMPOTENCY_KEY, idempotency_key)
        .json(form)
        .send(session)
}

/// One page of the company's applications, the newest first.
pub(crate) fn applications(
    session: Session,
    state: Option<ApplicationState>,
    cursor: &str,
) -> Pending<Page<ApplicationSummary>> {
    Call::new(Method::GET, routes::APPLICATIONS)
        .query("state", state.map(ApplicationState::code).unwrap_or_default())
        .query("cursor", cursor)
        .send(session)
}

/// One application.
pub(crate) fn application(session: Session, receipt_number: &str) -> Pending<Versioned<ApplicationDetail>> {
    versioned(Call::new(Method::GET, &routes::fill(routes::APPLICATION, receipt_number)), session)
}

/// Withdraws an application, unless somebody has changed it since `etag`.
pub(crate) fn withdraw(session: Session, receipt_number: &str, etag: &str) -> Pending<Versioned<ApplicationDetail>> {
    let call = Call::new(Method::POST, &routes::fill(routes::WITHDRAWAL, receipt_number));
    versioned(call.header("If-Match", etag).json(&Empty {}), session)
}

fn versioned<T: DeserializeOwned + 'static>(call: Call, session: Session) -> Pending<Versioned<T>> {
    let reply = call.exchange(session);
    Box::pin(async move {
        let reply = reply.await?;
        Ok(Versioned { value: reply.read()?, etag: reply.etag })
    })
}

/// The demonstration's mails, the newest first.
pub(crate) fn demonstration_mails(session: Session) -> Pending<Page<DemonstrationMail>> {
    Call::new(Method::GET, routes::DEMONSTRATION_MAILS).send(session)
}
