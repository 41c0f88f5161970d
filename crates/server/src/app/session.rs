//! Who is logged in; logging out; one's own password. Logging in is in [`crate::auth::login`].

use contract::session::{Company, Me, PasswordChange};
use contract::user::Role;
use contract::{FieldError, Reason};
use sea_orm::{ActiveModelTrait as _, IntoActiveModel as _, Set};

use crate::audit::{self, Action, Entry};
use crate::auth::throttle::{self, Key};
use crate::auth::{Principal, password, session};
use crate::clock::Moment;
use crate::db::begin_write;
use crate::entity::user;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::{CompanyScope, users};

/// The user who is logged in, in the words of the wire. `ends_at` is the absolute end of the session.
///
/// # Errors
///
/// When the database fails.
pub async fn me(state: &AppState, user: &user::Model, ends_at: Moment) -> Outcome<Me> {
    let role = users::role(user);
    let company = match role {
        Role::Operator => None,
        Role::Administrator | Role::Member => {
            let company = users::company(&state.db, &CompanyScope::of(user)).await?;
            Some(Company { company_id: company.company_id, name: company.name })
        }
    };
    Ok(Me {
        company,
        user_id: user.user_id.clone(),
        name: user.name.clone(),
        department: user.department.clone(),
        phone: user.phone.clone(),
        mail_address: user.mail_address.clone(),
        role,
        idle_seconds: state.config.session_idle_seconds,
        ends_at: ends_at.to_wire(),
        now: state.now().to_wire(),
    })
}

/// Ends the session on the server; the cookie is worth nothing from then on (BAR S2).
///
/// # Errors
///
/// When the database fails.
pub async fn log_out(state: &AppState, principal: &Principal, token: &str) -> Outcome<()> {
    let tx = begin_write(&state.db).await?;
    session::close(&tx, token).await?;
    let actor = principal.actor();
    let entry =
        Entry { actor: &actor, action: Action::Logout, object: "", outcome: "ok", detail: serde_json::json!({}) };
    audit::append(&tx, &state.key, state.now(), entry).await?;
    Ok(tx.commit().await?)
}

/// Changes one's own password and ends one's sessions elsewhere (BAR S4).
///
/// # Errors
///
/// 422 when the present password is wrong or the new one may not stand; 429 after many wrong ones.
pub async fn change_password(state: &AppState, principal: &Principal, change: PasswordChange) -> Outcome<()> {
    let user = &principal.user;
    let key = Key::password_change(user.id);
    let tx = begin_write(&state.db).await?;
    let counted = throttle::attempt(&tx, &key, state.now()).await?;
    tx.commit().await?;
    counted.map_err(Failure::too_many)?;

    let mut errors = Vec::new();
    let mut refuse = |pointer: &str, reason| errors.push(FieldError { pointer: pointer.to_owned(), reason });
    if password::verify(state, change.present, user.password_hash.clone()).await? {
        // Only wrong ones count, whatever becomes of the new one.
        throttle::forget(&state.db, &key).await?;
    } else {
        refuse("/present", Reason::WrongPassword);
    }
    if let Err(reason) = contract::password::check(&change.new, &[&user.company_id, &user.user_id]) {
        refuse("/new", reason);
    }
    if !errors.is_empty() {
        return Err(Failure::fields(errors));
    }

    let hash = password::hash(state, change.new).await?;
    let tx = begin_write(&state.db).await?;
    let mut row = user.clone().into_active_model();
    row.password_hash = Set(Some(hash));
    row.update(&tx).await?;
    session::close_others(&tx, user.id, &principal.session.token_hash).await?;
    let actor = principal.actor();
    let detail = serde_json::json!({});
    let entry = Entry { actor: &actor, action: Action::ChangePassword, object: "", outcome: "ok", detail };
    audit::append(&tx, &state.key, state.now(), entry).await?;
    Ok(tx.commit().await?)
}
