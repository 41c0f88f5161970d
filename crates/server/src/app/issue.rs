//! Examining, issuing and turning down applications (D13.1 to D13.3, M7.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ca::certificate::{Certificate, Period, Subject};
use ca::key::KeyPair;
use contract::Reason;
use contract::application::{ApplicationField, ApplicationState};
use contract::operator::{ExaminedApplication, WaitingApplication, check_rejection_reason};
use contract::page::Page;
use contract::problem::ProblemCode;
use contract::session::Company;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use zeroize::Zeroizing;

use crate::app::applications::detail;
use crate::audit::{self, Action, Actor, Entry};
use crate::auth::password::on_hashing_thread;
use crate::authority::seconds;
use crate::clock::Moment;
use crate::db::begin_write;
use crate::entity::{application, user};
use crate::mail;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::certificates::{self, NewCertificate};
use crate::store::counters::{self, Counter};
use crate::store::cursor::PageRequest;
use crate::store::{AllCompanies, CompanyScope, Reach, applications, bindings, mails, users};

/// How long a certificate is valid.
const VALID_MONTHS: i32 = 24;

/// An application under examination, and the version that its ETag names.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The application.
    pub detail: ExaminedApplication,
    /// Goes up with every change.
    pub version: i64,
}

/// The waiting applications of all companies, the oldest first.
///
/// # Errors
///
/// A 422 for a cursor or limit that cannot be used.
pub async fn list_waiting(
    state: &AppState,
    all: AllCompanies,
    cursor: Option<&str>,
    limit: Option<u32>,
) -> Outcome<Page<WaitingApplication>> {
    let page = PageRequest::parse(cursor, limit)?;
    let (rows, total) = applications::list_waiting(&state.db, all, &page).await?;
    let mut companies: Vec<Company> = Vec::new();
    for row in &rows {
        if companies.iter().all(|company| company.company_id != row.company_id) {
            companies.push(company_of(state, row).await?);
        }
    }
    let company = |id: &str| {
        let found = companies.iter().find(|company| company.company_id == id).cloned();
        found.unwrap_or_else(|| Company { company_id: id.to_owned(), name: String::new() })
    };
    Ok(page.page(
        rows,
        total,
        |row| row.receipt_number.clone(),
        |row| WaitingApplication {
            state: applications::state_of(&row),
            received_at: Moment(row.received_at).to_wire(),
            company: company(&row.company_id),
            receipt_number: row.receipt_number,
            department_name: row.department_name,
            title_name: row.title_name,
        },
    ))
}

pub(super) async fn company_of(state: &AppState, row: &application::Model) -> Outcome<Company> {
    let company = users::company(&state.db, &CompanyScope::of_application(row)).await?;
    Ok(Company { company_id: company.company_id, name: company.name })
}

/// An application of any company.
///
/// # Errors
///
/// `NotFound`.
pub async fn find(state: &AppState, all: AllCompanies, receipt_number: &str) -> Outcome<Examined> {
    let row = applications::find_of_any(&state.db, all, receipt_number).await?;
    let row = row.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
    let company = company_of(state, &row).await?;
    let versioned = detail(&state.db, &CompanyScope::of_application(&row), row, state.now()).await?;
    Ok(Examined { detail: ExaminedApplication { company, application: versioned.detail }, version: versioned.version })
}

/// Who decides on an application, at which version.
#[derive(Clone, Debug)]
pub struct Decision<'a> {
    /// The right to reach the application.
    pub all: AllCompanies,
    /// The application.
    pub receipt_number: &'a str,
    /// The version that was seen; the server's own job takes whatever there is.
    pub seen_version: Option<i64>,
    /// Who decides.
    pub actor: Actor,
}

impl Decision<'_> {
    /// The application, locked, if it still can be decided on.
    async fn lock(&self, tx: &DatabaseTransaction) -> Outcome<application::Model> {
        let row = applications::find_and_lock(tx, Reach::All(self.all), self.receipt_number).await?;
        let row = row.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
        self.check(&row)?;
        Ok(row)
    }

    fn check(&self, row: &application::Model) -> Outcome<()> {
        if !applications::state_of(row).is_under_way() {
            return Err(Failure::refused(ProblemCode::NotUnderWay));
        }
        if self.seen_version.is_some_and(|seen| seen != row.version) {
            return Err(Failure::refused(ProblemCode::PreconditionFailed));
        }
        Ok(())
    }

    pub(super) async fn audit(
        &self,
        tx: &DatabaseTransaction,
        state: &AppState,
        row: &application::Model,
        action: Action,
        detail: serde_json::Value,
    ) -> Outcome<()> {
        let actor = self.actor.clone().in_chain(&row.company_id);
        let entry = Entry { actor: &actor, action, object: &row.receipt_number, outcome: "ok", detail };
        Ok(audit::append(tx, &state.key, state.now(), entry).await?)
    }
}

/// Begins to examine an application; one that is being examined stays as it is.
///
/// # Errors
///
/// `NotFound`; `NotUnderWay` for one that is decided or withdrawn.
pub async fn examine(state: &AppState, decision: &Decision<'_>) -> Outcome<Examined> {
    let tx = begin_write(&state.db).await?;
    let row = decision.lock(&tx).await?;
    if applications::state_of(&row) == ApplicationState::Received {
        let row = applications::advance(&tx, row, ApplicationState::Examining, state.now(), None).await?;
        decision.audit(&tx, state, &row, Action::ExamineApplication, serde_json::json!({})).await?;
        tx.commit().await?;
    }
    find(state, decision.all, decision.receipt_number).await
}

/// Turns an application down; the applicant is mailed the reason.
///
/// # Errors
///
/// `NotFound`, `NotUnderWay`, 412, and 422 for a reason that may not stand.
pub async fn reject(state: &AppState, decision: &Decision<'_>, reason: &str) -> Outcome<Examined> {
    let reason = check_rejection_reason(reason).map_err(|why| Failure::field("/reason", why))?;
    let tx = begin_write(&state.db).await?;
    let row = decision.lock(&tx).await?;
    let row = applications::advance(&tx, row, ApplicationState::Rejected, state.now(), Some(reason)).await?;
    let notice = mail::text::application_rejected(&state.config, &row, mail::message_id(state));
    mails::record(&tx, state, notice, state.now()).await?;
    decision.audit(&tx, state, &row, Action::RejectApplication, serde_json::json!({})).await?;
    tx.commit().await?;
    state.mail_bell.notify_waiters();
    find(state, decision.all, decision.receipt_number).await
}

/// What an issue makes before its transaction begins.
struct Made {
    number: String,
    certificate: Certificate,
    wrapped_key: Vec<u8>,
    pin: Zeroizing<String>,
}

/// Issues the certificate: key pair, PIN, both wraps, certificate, binding and mails, all or nothing (M7.3).
///
/// What takes time (the PIN's Argon2id, an authority elsewhere) is done before the transaction; whoever comes second
/// finds the application decided, and what was made for it is dropped.
///
/// # Errors
///
/// `NotFound`, `NotUnderWay`, 412, and 422 when the chosen user has left or is disabled meanwhile.
pub async fn issue(state: &AppState, decision: &Decision<'_>) -> Outcome<Examined> {
    let row = applications::find_of_any(&state.db, decision.all, decision.receipt_number).await?;
    let row = row.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
    decision.check(&row)?;
    // Looked at again in the transaction; here it saves a number and the PIN's hashing.
    active_signer(&state.db, &row).await?;
    let made = make(state, &row).await?;

    let now = state.now();
    let tx = begin_write(&state.db).await?;
    let row = decision.lock(&tx).await?;
    let signer = active_signer(&tx, &row).await?;
    insert(&tx, &row, &made).await?;
    bindings::bind(&tx, &made.number, signer.id, None, now).await?;
    let row = applications::advance(&tx, row, ApplicationState::Issued, now, None).await?;
    record_mails(&tx, state, &row, &signer, &made).await?;
    let detail = serde_json::json!({ "certificate": made.number, "bound": signer.user_id });
    decision.audit(&tx, state, &row, Action::IssueCertificate, detail).await?;
    tx.commit().await?;
    state.mail_bell.notify_waiters();
    find(state, decision.all, decision.receipt_number).await
}

/// The chosen user, if the certificate can still be bound to them.
async fn active_signer(db: &impl ConnectionTrait, row: &application::Model) -> Outcome<user::Model> {
    let found = users::find_many(db, &CompanyScope::of_application(row), [row.signer]).await?;
    let signer = found.into_iter().find(|user| user.state == users::ACTIVE);
    signer.ok_or_else(|| Failure::fields(vec![ApplicationField::SignerUserId.error(Reason::DisabledUser)]))
}

async fn make(state: &AppState, row: &application::Model) -> Outcome<Made> {
    // The number is bound into the wraps, so it is taken first. Should the issue fail, it stays unused: a number is
    // never given twice.
    let tx = begin_write(&state.db).await?;
    let number = counters::next(&tx, Counter::Certificate).await?;
    tx.commit().await?;

    let mut fill = |buffer: &mut [u8]| state.entropy.fill(buffer);
    let key = KeyPair::generate(&mut fill);
    let pin = ca::pin::generate(&mut fill);
    let subject = Subject {
        organization: row.company_latin.clone(),
        organizational_unit: row.department_latin.clone(),
        title: row.title_latin.clone(),
        certificate_number: number.clone(),
    };
    let not_before = state.now().floor_to_second();
    let not_after = not_before.plus_months(VALID_MONTHS).plus_seconds(-1);
    let period = Period { not_before: seconds(not_before), not_after: seconds(not_after) };
    let certificate = state.authority().await?.issue(&subject, &key.public_key()?, period).await?;

    let private_key = key.to_pkcs8()?;
    let (secret, server_key, entropy) = (pin.clone(), state.key.clone(), state.entropy.clone());
    let bound_to = number.clone();
    let wrapped_key = on_hashing_thread(state, move || {
        ca::wrap::wrap(&private_key, &secret, server_key.bytes(), &bound_to, &mut |buffer| entropy.fill(buffer))
    });
    Ok(Made { wrapped_key: wrapped_key.await??, number, certificate, pin })
}

fn moment(seconds: ca::Seconds) -> Moment {
    Moment(i64::try_from(seconds.0).unwrap_or(i64::MAX).saturating_mul(1000))
}

async fn insert(tx: &DatabaseTransaction, row: &application::Model, made: &Made) -> Outcome<()> {
    let period = made.certificate.period();
    let new = NewCertificate {
        certificate_number: made.number.clone(),
        company_id: row.company_id.clone(),
        receipt_number: row.receipt_number.clone(),
        department_name: row.department_name.clone(),
        title_name: row.title_name.clone(),
        not_before: moment(period.not_before),
        not_after: moment(period.not_after),
        serial: crate::key::hex(&made.certificate.serial()),
        der: STANDARD.encode(made.certificate.to_der()?),
        wrapped_key: STANDARD.encode(&made.wrapped_key),
    };
    Ok(certificates::insert(tx, new).await?)
}

async fn record_mails(
    tx: &DatabaseTransaction,
    state: &AppState,
    row: &application::Model,
    signer: &user::Model,
    made: &Made,
) -> Outcome<()> {
    let (config, now) = (&state.config, state.now());
    let end = moment(made.certificate.period().not_after);
    let issued = mail::text::certificate_issued(config, row, signer, &made.number, end, mail::message_id(state));
    mails::record(tx, state, issued, now).await?;
    let pin = mail::text::pin(config, row, signer, &made.number, &made.pin, mail::message_id(state));
    mails::record(tx, state, pin, now).await?;
    Ok(())
}

/// Issues what has waited for the set delay and no operator has opened; answers how many (D13.1). What may not be issued
/// as it is, because the chosen user has left meanwhile, waits for an operator from then on.
///
/// # Errors
///
/// When the database fails.
pub async fn issue_automatically(state: &AppState) -> Outcome<u32> {
    const AT_ONCE: u64 = 20;
    let Some(delay) = state.config.auto_issue_seconds else { return Ok(0) };
    let all = AllCompanies::for_jobs();
    let until = state.now().plus_seconds(-i64::from(delay));
    let mut issued = 0;
    for receipt_number in applications::received_before(&state.db, all, until, AT_ONCE).await? {
        let decision = Decision { all, receipt_number: &receipt_number, seen_version: None, actor: Actor::server("") };
        match issue(state, &decision).await {
            Ok(_) => issued += 1,
            Err(Failure::Refused(problem)) if problem.code == ProblemCode::InvalidFields => {
                tracing::warn!(receipt_number, "not issued by itself: an operator has to look at it");
                examine(state, &decision).await?;
            }
            // Another server was quicker, or an operator.
            Err(Failure::Refused(problem)) => tracing::info!(receipt_number, code = ?problem.code, "not issued"),
            Err(failure) => return Err(failure),
        }
    }
    Ok(issued)
}
