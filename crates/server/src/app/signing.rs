//! 証明書有効性確認 and signing (D13.4, D13.5).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ca::certificate::Certificate;
use ca::key::KeyPair;
use contract::application::ApplicationState;
use contract::certificate::CertificateState;
use contract::problem::ProblemCode;
use contract::signing::{
    BindingState, CheckOutcome, CheckReport, CheckResult, CheckStep, MyCertificate, Signature, parse_digest,
};

use crate::audit::{self, Action, Entry};
use crate::auth::CompanyMember;
use crate::auth::password::on_hashing_thread;
use crate::authority::seconds;
use crate::clock::Moment;
use crate::db::begin_write;
use crate::entity::{binding, certificate};
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::certificates::WithApplication;
use crate::store::{Reach, applications, bindings, certificates};

/// So many wrong PINs cost nothing; from then on each doubles the wait.
const FREE_TRIES: i32 = 3;
/// The longest wait between two PINs.
const LONGEST_WAIT_SECONDS: i64 = 60;

/// The certificates of a row of the database.
pub(super) fn read(row: &certificate::Model) -> Outcome<Certificate> {
    let der = STANDARD.decode(&row.der).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(Certificate::from_der(&der)?)
}

fn on_wire(state: &AppState, binding: &binding::Model, found: &WithApplication) -> Outcome<MyCertificate> {
    let validity = certificates::state_of(&found.0, state.now());
    Ok(bindings::my_certificate(binding, &found.0, &found.1, read(&found.0)?.subject(), validity))
}

/// The certificates that the user is bound to now.
///
/// # Errors
///
/// When the database fails.
pub async fn my_certificates(state: &AppState, member: &CompanyMember) -> Outcome<Vec<MyCertificate>> {
    let found = bindings::of_user(&state.db, &member.company, &member.principal.user).await?;
    found.iter().map(|(binding, certificate)| on_wire(state, binding, certificate)).collect()
}

/// The user's binding to a certificate, if it is not released.
async fn bound(
    state: &AppState,
    member: &CompanyMember,
    certificate_number: &str,
) -> Outcome<(binding::Model, WithApplication)> {
    let found = bindings::latest(&state.db, &member.company, &member.principal.user, certificate_number).await?;
    let found = found.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
    if found.0.released_at.is_some() {
        return Err(Failure::refused(ProblemCode::BindingReleased));
    }
    Ok(found)
}

/// A PIN that was looked at.
enum Tried {
    /// It opens the key.
    Right(KeyPair),
    /// It does not.
    Wrong,
    /// No PIN would: what is kept of the key is damaged, or was made with another server's key. Not counted as a try.
    Damaged,
}

/// Tries a PIN. The try is counted before it is looked at, in a transaction that locks the binding, so that fifty at
/// once let no more through than one after the other (BAR S11); a right one takes the count back.
///
/// # Errors
///
/// `PinLocked`, `PinSlowedDown`, `BindingReleased`.
async fn try_pin(state: &AppState, binding: i64, row: &certificate::Model, pin: String) -> Outcome<Tried> {
    let now = state.now();
    let tx = begin_write(&state.db).await?;
    let locked = bindings::lock(&tx, binding).await?;
    if locked.released_at.is_some() {
        return Err(Failure::refused(ProblemCode::BindingReleased));
    }
    if bindings::state_of(&locked) == BindingState::Locked {
        return Err(Failure::refused(ProblemCode::PinLocked));
    }
    if now < Moment(locked.pin_blocked_until) {
        return Err(Failure::pin_slowed_down(now.seconds_until(Moment(locked.pin_blocked_until))));
    }
    // What can be seen without the PIN is looked at before the try is counted.
    let wrapped = STANDARD.decode(&row.wrapped_key).unwrap_or_default();
    let Ok(sealed) = ca::wrap::open_outer(&wrapped, state.key.bytes(), &row.certificate_number) else {
        tracing::error!(certificate = row.certificate_number, "the private key that is kept cannot be used");
        return Ok(Tried::Damaged);
    };
    let tries = locked.wrong_pins + 1;
    bindings::set_wrong_pins(&tx, locked, tries, now.plus_seconds(wait_seconds(tries))).await?;
    tx.commit().await?;

    let pin = zeroize::Zeroizing::new(pin);
    match on_hashing_thread(state, move || sealed.open(&pin)).await? {
        Ok(key) => {
            let tx = begin_write(&state.db).await?;
            let locked = bindings::lock(&tx, binding).await?;
            bindings::set_wrong_pins(&tx, locked, 0, Moment(0)).await?;
            tx.commit().await?;
            Ok(KeyPair::from_pkcs8(&key).map_or(Tried::Damaged, Tried::Right))
        }
        Err(ca::Error::WrongKey) => Ok(Tried::Wrong),
        Err(error) => Err(error.into()),
    }
}

/// The wait after so many wrong PINs.
fn wait_seconds(tries: i32) -> i64 {
    let over = tries - FREE_TRIES;
    if over <= 0 { 0 } else { (1_i64 << over.min(20)).min(LONGEST_WAIT_SECONDS) }
}

/// Does 証明書有効性確認: every check, one by one; when all pass, the user can sign from then on (M1.4).
///
/// # Errors
///
/// `NotFound`, `BindingReleased`, `PinLocked`, `PinSlowedDown`, 422 for what can be no PIN.
pub async fn check(
    state: &AppState,
    member: &CompanyMember,
    certificate_number: &str,
    typed: &str,
) -> Outcome<CheckReport> {
    let (binding, found) = bound(state, member, certificate_number).await?;
    let pin = contract::pin::check(typed).map_err(|reason| Failure::field("/pin", reason))?;
    let tried = try_pin(state, binding.id, &found.0, pin).await?;

    let certificate = read(&found.0)?;
    let chain = certificate.is_issued_by(state.authority().await?.root());
    let validity = certificates::state_of(&found.0, state.now());
    let in_time = !certificates::has_expired(&found.0, state.now()) && Moment(found.0.not_before) <= state.now();
    let outcome = |good: bool| if good { CheckOutcome::Passed } else { CheckOutcome::Failed };
    let fits = match &tried {
        Tried::Right(key) => outcome(certificate.fits(key)),
        Tried::Wrong => CheckOutcome::NotRun,
        Tried::Damaged => CheckOutcome::Failed,
    };
    let opens = match &tried {
        Tried::Right(_) => CheckOutcome::Passed,
        Tried::Wrong => CheckOutcome::Failed,
        // Nothing can be said about the PIN.
        Tried::Damaged => CheckOutcome::NotRun,
    };
    let results = vec![
        CheckResult { step: CheckStep::PinOpensKey, outcome: opens },
        CheckResult { step: CheckStep::KeyFitsCertificate, outcome: fits },
        CheckResult { step: CheckStep::Chain, outcome: outcome(chain) },
        CheckResult { step: CheckStep::Validity, outcome: outcome(in_time) },
        CheckResult { step: CheckStep::Revocation, outcome: outcome(validity != CertificateState::Revoked) },
    ];
    let all_passed = results.iter().all(|result| result.outcome == CheckOutcome::Passed);
    finish_check(state, member, binding.id, &found, results, all_passed).await
}

async fn finish_check(
    state: &AppState,
    member: &CompanyMember,
    binding: i64,
    found: &WithApplication,
    results: Vec<CheckResult>,
    all_passed: bool,
) -> Outcome<CheckReport> {
    let now = state.now();
    let tx = begin_write(&state.db).await?;
    let mut row = bindings::lock(&tx, binding).await?;
    if row.released_at.is_some() {
        return Err(Failure::refused(ProblemCode::BindingReleased));
    }
    if all_passed {
        row = bindings::set_checked(&tx, row, now).await?;
        // The application's way ends when the user it named has checked.
        if found.1.signer == row.user {
            let scope = Reach::Company(&member.company);
            let application = applications::find_and_lock(&tx, scope, &found.1.receipt_number).await?;
            if let Some(application) = application
                && applications::state_of(&application) == ApplicationState::Issued
            {
                applications::advance(&tx, application, ApplicationState::Checked, now, None).await?;
            }
        }
    }
    let failed: Vec<CheckStep> =
        results.iter().filter(|r| r.outcome == CheckOutcome::Failed).map(|result| result.step).collect();
    let actor = member.principal.actor();
    let entry = Entry {
        actor: &actor,
        action: Action::CheckCertificate,
        object: &found.0.certificate_number,
        outcome: if all_passed { "ok" } else { "failed" },
        detail: serde_json::json!({ "failed": failed }),
    };
    audit::append(&tx, &state.key, now, entry).await?;
    tx.commit().await?;
    Ok(CheckReport {
        results,
        wait_seconds: now.seconds_until(Moment(row.pin_blocked_until)),
        certificate: on_wire(state, &row, found)?,
    })
}

/// Signs a digest with a certificate (D13.5).
///
/// # Errors
///
/// `NotFound`, `BindingReleased`, `CertificateRevoked`, `CertificateExpired`, `NotChecked`, `WrongPin`, `PinLocked`,
/// `PinSlowedDown`, 422 for what can be no digest or PIN.
pub async fn sign(
    state: &AppState,
    member: &CompanyMember,
    certificate_number: &str,
    digest: &str,
    typed: &str,
) -> Outcome<Signature> {
    let (binding, found) = bound(state, member, certificate_number).await?;
    may_sign(state, &binding, &found.0)?;
    let bytes = parse_digest(digest).map_err(|reason| Failure::field("/digest", reason))?;
    let pin = contract::pin::check(typed).map_err(|reason| Failure::field("/pin", reason))?;
    let key = match try_pin(state, binding.id, &found.0, pin).await? {
        Tried::Right(key) => key,
        Tried::Wrong => {
            let left = bindings::tries_left(&binding_now(state, binding.id).await?);
            return Err(Failure::wrong_pin(left));
        }
        Tried::Damaged => return Err(Failure::refused(ProblemCode::KeyUnusable)),
    };

    let now = state.now();
    let certificate = read(&found.0)?;
    let authority = state.authority().await?;
    let cms = ca::signature::sign(&bytes, &certificate, &[authority.root()], &key, seconds(now))?;
    // Between the first look and now the right may have ended; the lock holds a release off until this is committed.
    // The certificate first, as a change of its bindings does: in the other order the two could wait for each other.
    let tx = begin_write(&state.db).await?;
    let row = certificates::find_and_lock(&tx, Reach::Company(&member.company), certificate_number).await?;
    let binding = bindings::lock(&tx, binding.id).await?;
    if binding.released_at.is_some() {
        return Err(Failure::refused(ProblemCode::BindingReleased));
    }
    may_sign(state, &binding, &row.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?)?;
    bindings::record_signature(&tx, binding.id, &digest.to_ascii_lowercase(), now).await?;
    let actor = member.principal.actor();
    let entry = Entry {
        actor: &actor,
        action: Action::Sign,
        object: certificate_number,
        outcome: "ok",
        detail: serde_json::json!({ "digest": digest.to_ascii_lowercase() }),
    };
    audit::append(&tx, &state.key, now, entry).await?;
    tx.commit().await?;
    Ok(Signature { cms: STANDARD.encode(cms), signed_at: now.to_wire() })
}

async fn binding_now(state: &AppState, id: i64) -> Outcome<binding::Model> {
    use sea_orm::EntityTrait as _;
    let row = binding::Entity::find_by_id(id).one(&state.db).await?;
    row.ok_or_else(|| Failure::refused(ProblemCode::BindingReleased))
}

/// Whether certificate and binding allow a signature now, whatever the PIN.
fn may_sign(state: &AppState, binding: &binding::Model, row: &certificate::Model) -> Outcome<()> {
    match certificates::state_of(row, state.now()) {
        CertificateState::Revoked => return Err(Failure::refused(ProblemCode::CertificateRevoked)),
        CertificateState::Expired => return Err(Failure::refused(ProblemCode::CertificateExpired)),
        CertificateState::Valid => {}
    }
    match bindings::state_of(binding) {
        BindingState::Checked => Ok(()),
        BindingState::Unchecked => Err(Failure::refused(ProblemCode::NotChecked)),
        BindingState::Locked => Err(Failure::refused(ProblemCode::PinLocked)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_the_binding_locks_d13_4() {
        let waits: Vec<i64> = (1..=contract::signing::WRONG_PINS_MAX as i32).map(wait_seconds).collect();
        assert_eq!(waits, [0, 0, 0, 2, 4, 8, 16, 32, 60, 60]);
    }
}
