//! 電子証明書追加発行申請: filing, looking, withdrawing (method 1).

use contract::Reason;
use contract::application::{
    ApplicationDetail, ApplicationField, ApplicationForm, ApplicationState, ApplicationSummary,
};
use contract::page::Page;
use contract::problem::ProblemCode;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::audit::{self, Action, Entry};
use crate::auth::Administrator;
use crate::clock::Moment;
use crate::db::begin_write;
use crate::entity::{application, user};
use crate::key::sha256_hex;
use crate::mail;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::applications::NewApplication;
use crate::store::counters::{self, Counter};
use crate::store::cursor::PageRequest;
use crate::store::idempotency::{self, Claim};
use crate::store::{CompanyScope, Reach, applications, certificates, mails, users};

/// An application, and the version that its ETag names.
#[derive(Clone, Debug)]
pub struct Versioned {
    /// The application.
    pub detail: ApplicationDetail,
    /// Goes up with every change.
    pub version: i64,
}

/// Files an application once, however often it is sent with this key (M6.1, D6.2).
///
/// # Errors
///
/// 422 for refused values, 409 while the same request is under way, 422 for a key used with another content.
pub async fn file(
    state: &AppState,
    administrator: &Administrator,
    key: &str,
    form: &ApplicationForm,
) -> Outcome<Versioned> {
    let (scope, form) = (&administrator.company, form.normalised());
    let errors = form.check();
    if !errors.is_empty() {
        return Err(Failure::fields(errors));
    }

    let content = serde_json::to_string(&form).map_err(|error| Failure::Internal(error.to_string()))?;
    let claim = state.token();
    match idempotency::claim(&state.db, scope, key, &sha256_hex(content.as_bytes()), &claim, state.now()).await? {
        Claim::Mine => {}
        Claim::Done(receipt) => return find(state, scope, &receipt).await,
        Claim::InProgress => return Err(Failure::refused(ProblemCode::IdempotencyKeyInUse)),
        Claim::OtherContent => return Err(Failure::refused(ProblemCode::IdempotencyKeyReused)),
    }

    let carried_out = carry_out(state, administrator, key, &claim, &form).await;
    match &carried_out {
        Ok(_) => state.mail_bell.notify_waiters(),
        Err(_) => idempotency::give_back(&state.db, scope, key, &claim).await?,
    }
    carried_out
}

async fn carry_out(
    state: &AppState,
    administrator: &Administrator,
    key: &str,
    claim: &str,
    form: &ApplicationForm,
) -> Outcome<Versioned> {
    let (scope, now) = (&administrator.company, state.now());
    let tx = begin_write(&state.db).await?;
    let signer = check_existence(&tx, scope, form, now).await?;
    let filed_by = &administrator.principal.user;
    let receipt_number = counters::next(&tx, Counter::Receipt).await?;
    let new = NewApplication { receipt_number, form, signer: signer.id, filed_by: filed_by.id, received_at: now };
    let row = applications::insert(&tx, scope, new).await?;

    let receipt = mail::text::application_received(&state.config, &row, &signer, mail::message_id(state));
    mails::record(&tx, state, receipt, now).await?;
    if !idempotency::finish(&tx, scope, key, claim, &row.receipt_number).await? {
        // Somebody took the claim over while this request stood still; theirs is the one that counts.
        return Err(Failure::refused(ProblemCode::IdempotencyKeyInUse));
    }
    let filed = detail(&tx, scope, row, now).await?;
    let actor = administrator.principal.actor();
    let entry = Entry {
        actor: &actor,
        action: Action::FileApplication,
        object: &filed.detail.receipt_number,
        outcome: "ok",
        detail: serde_json::json!({ "signer": signer.user_id, "subject": subject(form) }),
    };
    audit::append(&tx, &state.key, now, entry).await?;
    tx.commit().await?;
    Ok(filed)
}

/// The rules that need the database: the user is one of the company's who can be chosen, the certificate one whose
/// application may be reused.
async fn check_existence(
    tx: &DatabaseTransaction,
    scope: &CompanyScope,
    form: &ApplicationForm,
    now: crate::clock::Moment,
) -> Outcome<user::Model> {
    let mut errors = Vec::new();
    if let Some(number) = &form.reused_certificate
        && certificates::find_reusable(tx, scope, now, number).await?.is_none()
    {
        errors.push(ApplicationField::ReusedCertificate.error(Reason::NotReusable));
    }
    let signer = users::find(tx, scope, &form.signer_user_id).await?;
    match signer {
        None => errors.push(ApplicationField::SignerUserId.error(Reason::UnknownUser)),
        Some(user) if user.state != users::ACTIVE => {
            errors.push(ApplicationField::SignerUserId.error(Reason::DisabledUser));
        }
        Some(user) if errors.is_empty() => return Ok(user),
        Some(_) => {}
    }
    Err(Failure::fields(errors))
}

fn subject(form: &ApplicationForm) -> String {
    form.certificate.subject().map(|(name, value)| format!("{name}={value}")).join(", ")
}

/// The company's applications, the newest first.
///
/// # Errors
///
/// A 422 for a state, cursor or limit that cannot be used.
pub async fn list(
    state: &AppState,
    scope: &CompanyScope,
    of_state: Option<&str>,
    cursor: Option<&str>,
    limit: Option<u32>,
) -> Outcome<Page<ApplicationSummary>> {
    let page = PageRequest::parse(cursor, limit)?;
    let of_state = match of_state.filter(|code| !code.is_empty()) {
        Some(code) => {
            let state = ApplicationState::from_code(code);
            Some(state.ok_or_else(|| Failure::field("state", Reason::InvalidValue))?)
        }
        None => None,
    };
    Ok(applications::list(&state.db, scope, of_state, &page).await?)
}

/// One of the company's applications.
///
/// # Errors
///
/// `NotFound`, also for another company's.
pub async fn find(state: &AppState, scope: &CompanyScope, receipt_number: &str) -> Outcome<Versioned> {
    let row = applications::find(&state.db, scope, receipt_number).await?;
    detail(&state.db, scope, row.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?, state.now()).await
}

/// Withdraws an application that is not yet issued (D13.1), if it still is at the version that was seen.
///
/// # Errors
///
/// `NotFound`; 412 when it was changed meanwhile; 409 when it is no longer under way.
pub async fn withdraw(
    state: &AppState,
    administrator: &Administrator,
    receipt_number: &str,
    seen_version: i64,
) -> Outcome<Versioned> {
    let (scope, now) = (&administrator.company, state.now());
    let tx = begin_write(&state.db).await?;
    let row = applications::find_and_lock(&tx, Reach::Company(scope), receipt_number).await?;
    let row = row.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
    if !applications::state_of(&row).is_under_way() {
        return Err(Failure::refused(ProblemCode::NotUnderWay));
    }
    if row.version != seen_version {
        return Err(Failure::refused(ProblemCode::PreconditionFailed));
    }
    let row = applications::advance(&tx, row, ApplicationState::Withdrawn, now, None).await?;
    let withdrawn = detail(&tx, scope, row, now).await?;
    let actor = administrator.principal.actor();
    let entry = Entry {
        actor: &actor,
        action: Action::WithdrawApplication,
        object: receipt_number,
        outcome: "ok",
        detail: serde_json::json!({}),
    };
    audit::append(&tx, &state.key, now, entry).await?;
    tx.commit().await?;
    Ok(withdrawn)
}

pub(super) async fn detail(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    row: application::Model,
    now: Moment,
) -> Outcome<Versioned> {
    let certificate = applications::certificate(db, scope, &row.receipt_number).await?;
    let people = users::find_many(db, scope, [row.signer, row.filed_by]).await?;
    let signer = applications::reference_among(&people, row.signer);
    let detail = ApplicationDetail {
        state: applications::state_of(&row),
        steps: applications::steps_of(&row),
        form: applications::form_of(&row, signer.user_id.clone()),
        signer,
        filed_by: applications::reference_among(&people, row.filed_by),
        certificate_state: certificate.as_ref().map(|certificate| certificates::state_of(certificate, now)),
        certificate_number: certificate.map(|certificate| certificate.certificate_number),
        mails: mails::about(db, scope, &row.receipt_number).await?,
        receipt_number: row.receipt_number,
        rejection_reason: row.rejection_reason,
    };
    Ok(Versioned { detail, version: row.version })
}
