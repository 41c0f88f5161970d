//! 自社電子証明書照会 and 紐付け更新 (method 2).

use contract::binding::{BindingChange, BindingEvent, BoundUser, CertificateView};
use contract::problem::ProblemCode;
use contract::user::UserReference;
use contract::{FieldError, Reason};
use sea_orm::{ActiveModelTrait as _, DatabaseTransaction, IntoActiveModel as _, Set};

use super::revocation;
use crate::audit::{self, Action, Entry};
use crate::auth::Administrator;
use crate::clock::Moment;
use crate::db::begin_write;
use crate::entity::{binding, certificate, user};
use crate::mail;
use crate::mail::text::Change;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::applications::{pin_recipient_of, reference_among};
use crate::store::{CompanyScope, Reach, bindings, certificates, mails, users};

/// How many bindings the history looks back.
const HISTORY: u64 = 200;

/// A certificate with its bindings, and the version that its ETag names.
#[derive(Clone, Debug)]
pub struct Viewed {
    /// The certificate.
    pub view: CertificateView,
    /// Goes up with every change of the bindings.
    pub version: i64,
}

/// One of the company's certificates with all about its bindings (M9.1).
///
/// # Errors
///
/// `NotFound`, also for another company's.
pub async fn view(state: &AppState, scope: &CompanyScope, certificate_number: &str) -> Outcome<Viewed> {
    let found = certificates::find(&state.db, Reach::Company(scope), certificate_number).await?;
    let (row, application) = found.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
    let bound = bindings::of_certificate(&state.db, scope, &row).await?;
    let past = bindings::history(&state.db, &row, HISTORY).await?;
    let view = CertificateView {
        certificate: revocation::detail(state, Reach::Company(scope), certificate_number).await?,
        pin_recipient: pin_recipient_of(&application),
        bound: bound.iter().map(bound_user).collect(),
        history: history(state, scope, &past).await?,
        mails: mails::about_certificate(&state.db, scope, &row).await?,
    };
    Ok(Viewed { view, version: row.version })
}

pub(super) fn bound_user((binding, user): &(binding::Model, user::Model)) -> BoundUser {
    BoundUser {
        user: users::reference(user),
        is_disabled: user.state != users::ACTIVE,
        state: bindings::state_of(binding),
        bound_at: Moment(binding.bound_at).to_wire(),
        checked_at: binding.checked_at.map(|at| Moment(at).to_wire()),
    }
}

async fn history(state: &AppState, scope: &CompanyScope, past: &[binding::Model]) -> Outcome<Vec<BindingEvent>> {
    let mut ids = Vec::new();
    for row in past {
        ids.extend([Some(row.user), row.bound_by, row.released_by].into_iter().flatten());
    }
    let people = users::find_many(&state.db, scope, ids).await?;
    let who = |id: i64| reference_among(&people, id);
    let by = |id: Option<i64>| -> Option<UserReference> { id.map(who) };
    let mut events = Vec::new();
    for row in past {
        let event = |at: i64, bound, by| {
            (at, row.id, BindingEvent { at: Moment(at).to_wire(), user: who(row.user), bound, by })
        };
        events.push(event(row.bound_at, true, by(row.bound_by)));
        if let Some(at) = row.released_at {
            events.push(event(at, false, by(row.released_by)));
        }
    }
    events.sort_by_key(|(at, id, _)| std::cmp::Reverse((*at, *id)));
    Ok(events.into_iter().map(|(_, _, event)| event).collect())
}

/// Binds one more user and releases some, all or nothing, if the bindings still are as they were seen (M11.1, D11.5).
///
/// # Errors
///
/// `NotFound`; 412 when they were changed meanwhile; 422 for a change that may not stand.
pub async fn change(
    state: &AppState,
    administrator: &Administrator,
    certificate_number: &str,
    seen_version: i64,
    wish: &BindingChange,
) -> Outcome<Viewed> {
    let (scope, now) = (&administrator.company, state.now());
    let tx = begin_write(&state.db).await?;
    let row = certificates::find_and_lock(&tx, Reach::Company(scope), certificate_number).await?;
    let row = row.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
    if row.version != seen_version {
        return Err(Failure::refused(ProblemCode::PreconditionFailed));
    }
    let bound = bindings::of_certificate(&tx, scope, &row).await?;
    let ids: Vec<&str> = bound.iter().map(|(_, user)| user.user_id.as_str()).collect();
    let mut errors = wish.check(&ids, certificates::state_of(&row, now));
    let newcomer = find_newcomer(&tx, scope, wish, &mut errors).await?;
    if !errors.is_empty() {
        return Err(Failure::fields(errors));
    }

    let by = &administrator.principal.user;
    let mut released = Vec::new();
    for (binding, user) in bound {
        if wish.release.contains(&user.user_id) {
            bindings::release(&tx, binding, by.id, now).await?;
            released.push(user);
        }
    }
    if let Some(newcomer) = &newcomer {
        bindings::bind(&tx, certificate_number, newcomer.id, Some(by.id), now).await?;
    }
    let row = next_version(&tx, row).await?;
    let issued = certificates::find(&tx, Reach::Company(scope), certificate_number).await?;
    let (_, application) = issued.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
    let pin_recipient = &pin_recipient_of(&application);
    let change =
        Change { certificate: &row, pin_recipient, bound: newcomer.as_ref(), released: &released, by, at: now };
    record_mails(&tx, state, change).await?;
    let actor = administrator.principal.actor();
    let entry = Entry {
        actor: &actor,
        action: Action::ChangeBindings,
        object: certificate_number,
        outcome: "ok",
        detail: serde_json::json!({ "bind": wish.bind, "release": wish.release }),
    };
    audit::append(&tx, &state.key, now, entry).await?;
    tx.commit().await?;
    state.mail_bell.notify_waiters();
    view(state, scope, certificate_number).await
}

async fn find_newcomer(
    tx: &DatabaseTransaction,
    scope: &CompanyScope,
    wish: &BindingChange,
    errors: &mut Vec<FieldError>,
) -> Outcome<Option<user::Model>> {
    let Some(user_id) = &wish.bind else { return Ok(None) };
    // No user has such an ID, and PostgreSQL takes no NUL.
    let possible = contract::text::refuse_control(user_id).is_ok();
    let found = if possible { users::find(tx, scope, user_id).await? } else { None };
    let reason = match found {
        None => Reason::UnknownUser,
        Some(user) if user.state != users::ACTIVE => Reason::DisabledUser,
        Some(user) if user.user_id != *user_id => Reason::UnknownUser,
        Some(user) => return Ok(Some(user)),
    };
    errors.push(FieldError { pointer: "/bind".to_owned(), reason });
    Ok(None)
}

async fn next_version(tx: &DatabaseTransaction, row: certificate::Model) -> Outcome<certificate::Model> {
    let version = row.version + 1;
    let mut row = row.into_active_model();
    row.version = Set(version);
    Ok(row.update(tx).await?)
}

/// To the administrator who did it and to the newly bound user; to nobody who was released (M12.1, M12.2).
///
/// Where both have one mail address, one mail is right: the administrator's, recorded first, tells all that the other
/// would, also what the newly bound user has to do; the outbox leaves the second of the same cause, kind and address out.
async fn record_mails(tx: &DatabaseTransaction, state: &AppState, change: Change<'_>) -> Outcome<()> {
    let recipients = [Some(change.by), change.bound.filter(|user| user.id != change.by.id)];
    for to in recipients.into_iter().flatten() {
        let notice = mail::text::bindings_changed(&state.config, change, to, mail::message_id(state));
        mails::record(tx, state, notice, change.at).await?;
    }
    Ok(())
}
