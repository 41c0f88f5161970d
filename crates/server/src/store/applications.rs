//! Applications for a further certificate.

use contract::application::{
    ApplicationForm, ApplicationState, ApplicationSteps, ApplicationSummary, CertificateContent,
};
use contract::contact::{Applicant, PinRecipient};
use contract::page::Page;
use contract::user::UserReference;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _,
    IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select, Set,
};

use super::cursor::{PageRequest, count};
use super::users;
use super::{AllCompanies, CompanyScope, Reach};
use crate::clock::Moment;
use crate::entity::{application, certificate, user};

/// An application to be filed.
#[derive(Clone, Debug)]
pub struct NewApplication<'a> {
    /// 受付番号
    pub receipt_number: String,
    /// What the form held, normalised and checked.
    pub form: &'a ApplicationForm,
    /// The user to be bound.
    pub signer: i64,
    /// The administrator who files it.
    pub filed_by: i64,
    /// When.
    pub received_at: Moment,
}

/// Files an application.
///
/// # Errors
///
/// When the database fails.
pub async fn insert(
    tx: &DatabaseTransaction,
    scope: &CompanyScope,
    new: NewApplication<'_>,
) -> Result<application::Model, DbErr> {
    new_row(scope.company_id(), new).insert(tx).await
}

/// The row of an application that is filed.
pub(crate) fn new_row(company_id: &str, new: NewApplication<'_>) -> application::ActiveModel {
    let form = new.form.clone();
    application::ActiveModel {
        receipt_number: Set(new.receipt_number),
        company_id: Set(company_id.to_owned()),
        state: Set(ApplicationState::Received.code().to_owned()),
        version: Set(1),
        filed_by: Set(new.filed_by),
        signer: Set(new.signer),
        reused_certificate: Set(form.reused_certificate),
        company_name: Set(form.certificate.company_name),
        company_latin: Set(form.certificate.company_latin),
        department_name: Set(form.certificate.department_name),
        department_latin: Set(form.certificate.department_latin),
        title_name: Set(form.certificate.title_name),
        title_latin: Set(form.certificate.title_latin),
        pin_recipient_department: Set(form.pin_recipient.department),
        pin_recipient_name: Set(form.pin_recipient.name),
        pin_recipient_mail_address: Set(form.pin_recipient.mail_address),
        applicant_department: Set(form.applicant.department),
        applicant_name: Set(form.applicant.name),
        applicant_phone: Set(form.applicant.phone),
        applicant_mail_address: Set(form.applicant.mail_address),
        rejection_reason: Set(None),
        received_at: Set(new.received_at.0),
        examining_at: Set(None),
        issued_at: Set(None),
        checked_at: Set(None),
        rejected_at: Set(None),
        withdrawn_at: Set(None),
    }
}

/// One of the company's applications.
///
/// # Errors
///
/// When the database fails.
pub async fn find(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    receipt_number: &str,
) -> Result<Option<application::Model>, DbErr> {
    application::Entity::find_by_id(receipt_number)
        .filter(application::Column::CompanyId.eq(scope.company_id()))
        .one(db)
        .await
}

/// An application of one company or of any, which nobody else changes until the transaction ends.
///
/// # Errors
///
/// When the database fails.
pub async fn find_and_lock(
    tx: &DatabaseTransaction,
    reach: Reach<'_>,
    receipt_number: &str,
) -> Result<Option<application::Model>, DbErr> {
    application::Entity::find_by_id(receipt_number)
        .filter(reach.condition(application::Column::CompanyId))
        .lock_exclusive()
        .one(tx)
        .await
}

/// An application of any company.
///
/// # Errors
///
/// When the database fails.
pub async fn find_of_any(
    db: &impl ConnectionTrait,
    _: AllCompanies,
    receipt_number: &str,
) -> Result<Option<application::Model>, DbErr> {
    application::Entity::find_by_id(receipt_number).one(db).await
}

/// The waiting applications of all companies, the oldest first (D13.1).
///
/// # Errors
///
/// When the database fails.
pub async fn list_waiting(
    db: &impl ConnectionTrait,
    _: AllCompanies,
    page: &PageRequest,
) -> Result<(Vec<application::Model>, u64), DbErr> {
    let mut total = 0;
    let mut rows = Vec::new();
    // State by state, because no index has the rows of two states in one order.
    for state in ApplicationState::ALL.into_iter().filter(|state| state.is_under_way()) {
        total += count(db, waiting_in(state)).await?;
        rows.extend(waiting_page_of(waiting_in(state), page).all(db).await?);
    }
    rows.sort_by(|a, b| a.receipt_number.cmp(&b.receipt_number));
    rows.truncate(usize::try_from(page.rows_to_read()).unwrap_or(usize::MAX));
    Ok((rows, total))
}

/// The applications of all companies in a state, in no order.
pub fn waiting_in(state: ApplicationState) -> Select<application::Entity> {
    application::Entity::find().filter(application::Column::State.eq(state.code()))
}

/// One page of them, the oldest first.
pub fn waiting_page_of(mut query: Select<application::Entity>, page: &PageRequest) -> Select<application::Entity> {
    if let Some(after) = &page.after {
        query = query.filter(application::Column::ReceiptNumber.gt(after.as_str()));
    }
    query.order_by_asc(application::Column::ReceiptNumber).limit(page.rows_to_read())
}

/// How many applications of all companies are neither issued nor turned down.
///
/// # Errors
///
/// When the database fails.
pub async fn count_waiting(db: &impl ConnectionTrait, _: AllCompanies) -> Result<u64, DbErr> {
    let under_way = ApplicationState::ALL.into_iter().filter(|state| state.is_under_way()).map(ApplicationState::code);
    application::Entity::find().filter(application::Column::State.is_in(under_way)).count(db).await
}

/// The receipt numbers of applications that nobody has opened and that were filed before a moment.
///
/// # Errors
///
/// When the database fails.
pub async fn received_before(
    db: &impl ConnectionTrait,
    _: AllCompanies,
    moment: Moment,
    limit: u64,
) -> Result<Vec<String>, DbErr> {
    application::Entity::find()
        .select_only()
        .column(application::Column::ReceiptNumber)
        .filter(application::Column::State.eq(ApplicationState::Received.code()))
        .filter(application::Column::ReceivedAt.lte(moment.0))
        .order_by_asc(application::Column::ReceiptNumber)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await
}

/// Moves a locked application to a state and writes down when; a rejection also why.
///
/// # Errors
///
/// When the database fails.
pub async fn advance(
    tx: &DatabaseTransaction,
    row: application::Model,
    to: ApplicationState,
    now: Moment,
    rejection_reason: Option<String>,
) -> Result<application::Model, DbErr> {
    let mut row = row.into_active_model();
    step(&mut row, to, now);
    if to == ApplicationState::Rejected {
        row.rejection_reason = Set(rejection_reason);
    }
    row.update(tx).await
}

/// Writes a state and its moment into a row.
pub(crate) fn step(row: &mut application::ActiveModel, to: ApplicationState, now: Moment) {
    row.state = Set(to.code().to_owned());
    row.version = Set(row.version.try_as_ref().map_or(1, |version| version + 1));
    let at = Set(Some(now.0));
    // Who issues or turns down has examined.
    let examined_already = row.examining_at.try_as_ref().is_some_and(Option::is_some);
    if !examined_already && matches!(to, ApplicationState::Issued | ApplicationState::Rejected) {
        row.examining_at = at.clone();
    }
    match to {
        ApplicationState::Received => {}
        ApplicationState::Examining => row.examining_at = at,
        ApplicationState::Issued => row.issued_at = at,
        ApplicationState::Checked => row.checked_at = at,
        ApplicationState::Rejected => row.rejected_at = at,
        ApplicationState::Withdrawn => row.withdrawn_at = at,
    }
}

/// The company's applications, the newest first, of one state or of all.
///
/// # Errors
///
/// When the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    state: Option<ApplicationState>,
    page: &PageRequest,
) -> Result<Page<ApplicationSummary>, DbErr> {
    let total = count(db, matching(scope, state)).await?;
    let rows = page_of(matching(scope, state), page).all(db).await?;
    let signers = users::find_many(db, scope, rows.iter().map(|row| row.signer)).await?;
    let receipts: Vec<&str> = rows.iter().map(|row| row.receipt_number.as_str()).collect();
    let certificates = certificates_of(scope, receipts).all(db).await?;
    Ok(page.page(
        rows,
        total,
        |row| row.receipt_number.clone(),
        |row| ApplicationSummary {
            state: state_of(&row),
            received_at: Moment(row.received_at).to_wire(),
            signer: reference_among(&signers, row.signer),
            certificate_number: certificates
                .iter()
                .find(|certificate| certificate.receipt_number == row.receipt_number)
                .map(|certificate| certificate.certificate_number.clone()),
            receipt_number: row.receipt_number,
            department_name: row.department_name,
            title_name: row.title_name,
        },
    ))
}

/// The certificates that were issued on these applications.
pub fn certificates_of<'a>(
    scope: &CompanyScope,
    receipts: impl IntoIterator<Item = &'a str>,
) -> Select<certificate::Entity> {
    certificate::Entity::find()
        .filter(certificate::Column::ReceiptNumber.is_in(receipts))
        .filter(scope.of_found(certificate::Column::CompanyId))
}

/// The company's applications of one state or of all, in no order.
pub fn matching(scope: &CompanyScope, state: Option<ApplicationState>) -> Select<application::Entity> {
    let query = application::Entity::find().filter(application::Column::CompanyId.eq(scope.company_id()));
    match state {
        Some(state) => query.filter(application::Column::State.eq(state.code())),
        None => query,
    }
}

/// One page of them.
pub fn page_of(mut query: Select<application::Entity>, page: &PageRequest) -> Select<application::Entity> {
    if let Some(after) = &page.after {
        query = query.filter(application::Column::ReceiptNumber.lt(after.as_str()));
    }
    query.order_by_desc(application::Column::ReceiptNumber).limit(page.rows_to_read())
}

/// How many of the company's applications wait for the provider.
///
/// # Errors
///
/// When the database fails.
pub async fn count_under_way(db: &impl ConnectionTrait, scope: &CompanyScope) -> Result<u64, DbErr> {
    let under_way = ApplicationState::ALL.into_iter().filter(|state| state.is_under_way()).map(ApplicationState::code);
    application::Entity::find()
        .filter(application::Column::CompanyId.eq(scope.company_id()))
        .filter(application::Column::State.is_in(under_way))
        .count(db)
        .await
}

/// The certificate that was issued on an application.
///
/// # Errors
///
/// When the database fails.
pub async fn certificate(
    db: &impl ConnectionTrait,
    scope: &CompanyScope,
    receipt_number: &str,
) -> Result<Option<certificate::Model>, DbErr> {
    certificate::Entity::find()
        .filter(certificate::Column::CompanyId.eq(scope.company_id()))
        .filter(certificate::Column::ReceiptNumber.eq(receipt_number))
        .one(db)
        .await
}

/// The user with a row number, among rows that were read for it.
pub fn reference_among(users: &[user::Model], id: i64) -> UserReference {
    let found = users.iter().find(|user| user.id == id).map(users::reference);
    // A foreign key holds every user an application names.
    found.unwrap_or_else(|| UserReference { user_id: String::new(), name: String::new(), department: String::new() })
}

/// Who is mailed the PIN.
pub fn pin_recipient_of(row: &application::Model) -> PinRecipient {
    PinRecipient {
        department: row.pin_recipient_department.clone(),
        name: row.pin_recipient_name.clone(),
        mail_address: row.pin_recipient_mail_address.clone(),
    }
}

/// Where an application stands; an unknown code in the table counts as examining, which nobody can act on twice.
pub fn state_of(row: &application::Model) -> ApplicationState {
    ApplicationState::from_code(&row.state).unwrap_or(ApplicationState::Examining)
}

/// When an application reached its states.
pub fn steps_of(row: &application::Model) -> ApplicationSteps {
    let wire = |moment: Option<i64>| moment.map(|at| Moment(at).to_wire());
    ApplicationSteps {
        received_at: Moment(row.received_at).to_wire(),
        examining_at: wire(row.examining_at),
        issued_at: wire(row.issued_at),
        checked_at: wire(row.checked_at),
        rejected_at: wire(row.rejected_at),
        withdrawn_at: wire(row.withdrawn_at),
    }
}

/// What an application's form held.
pub fn form_of(row: &application::Model, signer_user_id: String) -> ApplicationForm {
    ApplicationForm {
        reused_certificate: row.reused_certificate.clone(),
        certificate: CertificateContent {
            company_name: row.company_name.clone(),
            company_latin: row.company_latin.clone(),
            department_name: row.department_name.clone(),
            department_latin: row.department_latin.clone(),
            title_name: row.title_name.clone(),
            title_latin: row.title_latin.clone(),
        },
        signer_user_id,
        pin_recipient: pin_recipient_of(row),
        applicant: Applicant {
            department: row.applicant_department.clone(),
            name: row.applicant_name.clone(),
            phone: row.applicant_phone.clone(),
            mail_address: row.applicant_mail_address.clone(),
        },
    }
}
