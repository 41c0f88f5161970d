//! Who may sign with which certificate.

use contract::certificate::CertificateState;
use contract::signing::{BindingState, MyCertificate, WRONG_PINS_MAX};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select, Set,
};

use super::{CompanyScope, certificates, users};
use crate::clock::Moment;
use crate::entity::{application, binding, certificate, signature, user};

/// How a user stands to a certificate.
pub fn state_of(binding: &binding::Model) -> BindingState {
    if tries_left(binding) == 0 {
        BindingState::Locked
    } else if binding.checked_at.is_some() {
        BindingState::Checked
    } else {
        BindingState::Unchecked
    }
}

/// How many wrong PINs are left.
pub fn tries_left(binding: &binding::Model) -> u32 {
    WRONG_PINS_MAX.saturating_sub(u32::try_from(binding.wrong_pins).unwrap_or(WRONG_PINS_MAX))
}

/// A binding in the words of the wire.
pub fn my_certificate(
    binding: &binding::Model,
    certificate: &certificate::Model,
    application: &application::Model,
    subject: String,
    state: CertificateState,
) -> MyCertificate {
    MyCertificate {
        certificate_number: certificate.certificate_number.clone(),
        department_name: application.department_name.clone(),
        title_name: application.title_name.clone(),
        subject,
        not_before: Moment(certificate.not_before).to_wire(),
        not_after: Moment(certificate.not_after).to_wire(),
        state,
        binding: state_of(binding),
        bound_at: Moment(binding.bound_at).to_wire(),
        checked_at: binding.checked_at.map(|at| Moment(at).to_wire()),
        tries_left: tries_left(binding),
    }
}

/// Binds a user to a certificate.
///
/// # Errors
///
/// When the database fails.
pub async fn bind(
    tx: &DatabaseTransaction,
    certificate_number: &str,
    user: i64,
    bound_by: Option<i64>,
    now: Moment,
) -> Result<(), DbErr> {
    let row = new_row(certificate_number, user, bound_by, now);
    binding::Entity::insert(row).exec_without_returning(tx).await.map(|_| ())
}

/// The row of a user who is bound.
pub(crate) fn new_row(certificate_number: &str, user: i64, bound_by: Option<i64>, now: Moment) -> binding::ActiveModel {
    binding::ActiveModel {
        id: sea_orm::NotSet,
        certificate_number: Set(certificate_number.to_owned()),
        user: Set(user),
        bound_at: Set(now.0),
        bound_by: Set(bound_by),
        released_at: Set(None),
        released_by: Set(None),
        checked_at: Set(None),
        wrong_pins: Set(0),
        pin_blocked_until: Set(0),
    }
}

/// The user's bindings that are not released, the newest first, each with its certificate and application.
///
/// # Errors
///
/// When the database fails.
pub async fn of_user(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    user: &user::Model,
) -> Result<Vec<(binding::Model, certificates::WithApplication)>, DbErr> {
    let bindings = of(user).all(db).await?;
    let mut found = Vec::with_capacity(bindings.len());
    for binding in bindings {
        let certificate = certificates::find(db, super::Reach::Company(scope), &binding.certificate_number).await?;
        if let Some(certificate) = certificate {
            found.push((binding, certificate));
        }
    }
    Ok(found)
}

/// The user's bindings that are not released, the newest first.
pub fn of(user: &user::Model) -> Select<binding::Entity> {
    binding::Entity::find()
        .filter(binding::Column::User.eq(user.id))
        .filter(binding::Column::ReleasedAt.is_null())
        .order_by_desc(binding::Column::Id)
}

/// The user's latest binding to a certificate, released or not.
///
/// # Errors
///
/// When the database fails.
pub async fn latest(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    user: &user::Model,
    certificate_number: &str,
) -> Result<Option<(binding::Model, certificates::WithApplication)>, DbErr> {
    let binding = binding::Entity::find()
        .filter(binding::Column::User.eq(user.id))
        .filter(binding::Column::CertificateNumber.eq(certificate_number))
        .order_by_desc(binding::Column::Id)
        .one(db)
        .await?;
    let Some(binding) = binding else { return Ok(None) };
    let certificate = certificates::find(db, super::Reach::Company(scope), certificate_number).await?;
    Ok(certificate.map(|certificate| (binding, certificate)))
}

/// The users bound to a certificate now, by 利用者ID. The caller has found the certificate within its company.
///
/// # Errors
///
/// When the database fails.
pub async fn of_certificate(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    certificate: &certificate::Model,
) -> Result<Vec<(binding::Model, user::Model)>, DbErr> {
    let bindings = binding::Entity::find()
        .filter(binding::Column::CertificateNumber.eq(&certificate.certificate_number))
        .filter(binding::Column::ReleasedAt.is_null())
        .all(db)
        .await?;
    let people = users::find_many(db, scope, bindings.iter().map(|binding| binding.user)).await?;
    let mut found: Vec<_> = bindings
        .into_iter()
        .filter_map(|binding| {
            let user = people.iter().find(|user| user.id == binding.user)?.clone();
            Some((binding, user))
        })
        .collect();
    found.sort_by(|a, b| a.1.login_key.cmp(&b.1.login_key));
    Ok(found)
}

/// All bindings of a certificate there ever were, the newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn history(
    db: &impl ConnectionTrait,
    certificate: &certificate::Model,
    limit: u64,
) -> Result<Vec<binding::Model>, DbErr> {
    binding::Entity::find()
        .filter(binding::Column::CertificateNumber.eq(&certificate.certificate_number))
        .order_by_desc(binding::Column::Id)
        .limit(limit)
        .all(db)
        .await
}

/// Releases a binding.
///
/// # Errors
///
/// When the database fails.
pub async fn release(
    tx: &DatabaseTransaction,
    row: binding::Model,
    released_by: i64,
    now: Moment,
) -> Result<(), DbErr> {
    // Locked as a signature locks it: one of the two comes first, and the other sees that.
    let mut row = lock(tx, row.id).await?.into_active_model();
    row.released_at = Set(Some(now.0));
    row.released_by = Set(Some(released_by));
    row.update(tx).await.map(|_| ())
}

/// A binding that nobody else changes until the transaction ends.
///
/// # Errors
///
/// When the database fails.
pub async fn lock(tx: &DatabaseTransaction, id: i64) -> Result<binding::Model, DbErr> {
    let row = binding::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("a binding".to_owned()))
}

/// Writes down how often the PIN was wrong, and until when the next is not looked at.
///
/// # Errors
///
/// When the database fails.
pub async fn set_wrong_pins(
    tx: &DatabaseTransaction,
    row: binding::Model,
    wrong_pins: i32,
    blocked_until: Moment,
) -> Result<binding::Model, DbErr> {
    let mut row = row.into_active_model();
    row.wrong_pins = Set(wrong_pins);
    row.pin_blocked_until = Set(blocked_until.0);
    row.update(tx).await
}

/// Writes down that the validity check is done; the first time counts.
///
/// # Errors
///
/// When the database fails.
pub async fn set_checked(tx: &DatabaseTransaction, row: binding::Model, now: Moment) -> Result<binding::Model, DbErr> {
    if row.checked_at.is_some() {
        return Ok(row);
    }
    let mut row = row.into_active_model();
    row.checked_at = Set(Some(now.0));
    row.update(tx).await
}

/// Writes down a signature.
///
/// # Errors
///
/// When the database fails.
pub async fn record_signature(tx: &DatabaseTransaction, binding: i64, digest: &str, now: Moment) -> Result<(), DbErr> {
    let row = signature::ActiveModel {
        id: sea_orm::NotSet,
        binding: Set(binding),
        digest: Set(digest.to_owned()),
        signed_at: Set(now.0),
    };
    signature::Entity::insert(row).exec_without_returning(tx).await.map(|_| ())
}
