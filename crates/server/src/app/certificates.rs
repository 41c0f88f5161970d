//! The company's certificates: the list (M8.1), and those whose application can be reused (M2.1 to M2.4).

use contract::certificate::{
    CertificateQuery, CertificateSort, CertificateState, CertificateSummary, ReusableCertificate, ReusableContent,
    UserCertificate,
};
use contract::page::Page;
use contract::problem::ProblemCode;
use contract::session::normalise_id;
use contract::text::{fold_for_search, fold_name_for_search};
use contract::{Reason, ja};
use sea_orm::{ConnectionTrait, DbErr};

use crate::app::csv::{Csv, ROWS_MAX, date_and_time};
use crate::clock::Moment;
use crate::entity::certificate;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::certificate_list::{self, Conditions, Order, Way};
use crate::store::cursor::{PageRequest, check_conditions, day_range};
use crate::store::{CompanyScope, applications, bindings, certificates, users};

/// The company's reusable certificates.
///
/// # Errors
///
/// A 422 for a cursor or limit that cannot be used.
pub async fn list_reusable(
    state: &AppState,
    scope: &CompanyScope,
    cursor: Option<&str>,
    limit: Option<u32>,
) -> Outcome<Page<ReusableCertificate>> {
    let page = PageRequest::parse(cursor, limit)?;
    if !certificates::is_reusable_cursor(&page) {
        return Err(Failure::field("cursor", Reason::InvalidValue));
    }
    Ok(certificates::list_reusable(&state.db, scope, state.now(), &page).await?)
}

/// What the application of one of them held when it was issued.
///
/// # Errors
///
/// `NotFound` for a number that is not among the company's reusable certificates.
pub async fn reusable_content(
    state: &AppState,
    scope: &CompanyScope,
    certificate_number: &str,
) -> Outcome<ReusableContent> {
    let found = certificates::find_reusable(&state.db, scope, state.now(), certificate_number).await?;
    let (certificate, application) = found.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
    let signers = users::find_many(&state.db, scope, [application.signer]).await?;
    let signer = signers.into_iter().find(|user| user.state == users::ACTIVE);
    let mut form = applications::form_of(&application, signer.map(|user| user.user_id).unwrap_or_default());
    form.reused_certificate = Some(certificate.certificate_number.clone());
    Ok(ReusableContent { certificate, form })
}

/// The company's certificates that match, in the order asked for (D8.2).
///
/// # Errors
///
/// A 422 for a condition, sort, cursor or limit that cannot be used.
pub async fn list(
    state: &AppState,
    scope: &CompanyScope,
    query: &CertificateQuery,
) -> Outcome<Page<CertificateSummary>> {
    let (conditions, order) = read(query)?;
    let page = PageRequest::parse(query.cursor.as_deref(), query.limit)?;
    let now = state.now();
    let (way, driver) = Way::find(&state.db, scope, &conditions, now, order.by).await?;
    let rows =
        certificate_list::page(scope, &conditions, now, (&way, order), page.after.as_deref(), page.rows_to_read());
    let rows = rows.ok_or_else(|| Failure::field("cursor", Reason::InvalidValue))?.all(&state.db).await?;
    let total = match page.all_of(&rows) {
        Some(total) => total,
        None => {
            let count = certificate_list::count_of(scope, &conditions, now, (&way, driver.as_ref()));
            count.carry_out(&state.db).await?
        }
    };
    let summaries = summaries(&state.db, &rows, state.now()).await?;
    let rows: Vec<_> = rows.into_iter().zip(summaries).collect();
    Ok(page.page(rows, total, |(row, _)| certificate_list::key_of(row, order.by), |(_, summary)| summary))
}

fn read(query: &CertificateQuery) -> Outcome<(Conditions, Order)> {
    check_conditions(&[
        ("certificate_number", &query.certificate_number),
        ("department", &query.department),
        ("title", &query.title),
        ("user_id", &query.user_id),
    ])?;
    let invalid = |name: &str| Failure::field(name, Reason::InvalidValue);
    let (expires_from, expires_before) =
        day_range(("expires_from", &query.expires_from), ("expires_to", &query.expires_to))?;
    let state = match query.state.as_str() {
        "" => None,
        code => Some(CertificateState::from_code(code).ok_or_else(|| invalid("state"))?),
    };
    let by = match query.sort.as_str() {
        "" => CertificateSort::Number,
        code => CertificateSort::from_code(code).ok_or_else(|| invalid("sort"))?,
    };
    let descending = match query.order.as_str() {
        "" | "asc" => false,
        "desc" => true,
        _ => return Err(invalid("order")),
    };
    let conditions = Conditions {
        certificate_number: fold_for_search(query.certificate_number.trim()),
        department: fold_name_for_search(&query.department),
        title: fold_name_for_search(&query.title),
        state,
        expires_from,
        expires_before,
        user_key: fold_for_search(&normalise_id(&query.user_id)),
    };
    Ok((conditions, Order { by, descending }))
}

async fn summaries(
    db: &impl ConnectionTrait,
    rows: &[certificate::Model],
    now: Moment,
) -> Result<Vec<CertificateSummary>, DbErr> {
    let numbers = rows.iter().map(|row| row.certificate_number.clone()).collect();
    let bound = certificate_list::bound_users(db, numbers).await?;
    let users = |number: &str| bound.iter().find(|(bound, _)| bound == number).map_or(0, |(_, users)| *users);
    let summary = |row: &certificate::Model| CertificateSummary {
        certificate_number: row.certificate_number.clone(),
        department_name: row.department_name.clone(),
        title_name: row.title_name.clone(),
        not_before: Moment(row.not_before).to_wire(),
        not_after: Moment(row.not_after).to_wire(),
        state: certificates::state_of(row, now),
        bound_users: u32::try_from(users(&row.certificate_number)).unwrap_or(u32::MAX),
    };
    Ok(rows.iter().map(summary).collect())
}

/// All that match as a file for a spreadsheet, not only a page.
///
/// # Errors
///
/// A 422 for a condition or sort that cannot be used.
pub async fn csv(state: &AppState, scope: &CompanyScope, query: &CertificateQuery) -> Outcome<String> {
    const STEP: u64 = 1000;
    let (conditions, order) = read(query)?;
    let mut file = Csv::new(["電子証明書管理番号", "部署名", "役職名", "発行日", "有効期限", "状態", "紐付け人数"]);
    let now = state.now();
    let (way, _) = Way::find(&state.db, scope, &conditions, now, order.by).await?;
    let (mut after, mut written) = (None, 0);
    while written < ROWS_MAX {
        let rows = certificate_list::page(scope, &conditions, now, (&way, order), after.as_deref(), STEP);
        let Some(rows) = rows else { break };
        let rows = rows.all(&state.db).await?;
        let summaries = summaries(&state.db, &rows, state.now()).await?;
        for (row, summary) in rows.iter().zip(summaries) {
            file.row([
                summary.certificate_number,
                summary.department_name,
                summary.title_name,
                date_and_time(Moment(row.not_before)),
                date_and_time(Moment(row.not_after)),
                ja::certificate_state(summary.state).to_owned(),
                summary.bound_users.to_string(),
            ]);
        }
        written += STEP;
        match rows.last().filter(|_| rows.len() as u64 == STEP) {
            Some(last) => after = Some(certificate_list::key_of(last, order.by)),
            None => break,
        }
    }
    Ok(file.finish())
}

/// The certificates that a user of the company is bound to, and which of them would have no signer without that user.
///
/// # Errors
///
/// `NotFound`, also for another company's user.
pub async fn of_user(state: &AppState, scope: &CompanyScope, user_id: &str) -> Outcome<Vec<UserCertificate>> {
    let user = users::find(&state.db, scope, user_id).await?;
    let user = user.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
    let mut found = Vec::new();
    for (binding, (row, _)) in bindings::of_user(&state.db, scope, &user).await? {
        let bound = bindings::of_certificate(&state.db, scope, &row).await?;
        let others = bound.iter().any(|(_, other)| other.id != user.id && other.state == users::ACTIVE);
        let summary = summaries(&state.db, std::slice::from_ref(&row), state.now()).await?.pop();
        if let Some(certificate) = summary {
            found.push(UserCertificate { certificate, state: bindings::state_of(&binding), is_only_signer: !others });
        }
    }
    Ok(found)
}

/// The certificate itself and the one that issued it, PEM.
///
/// # Errors
///
/// `NotFound`, also for another company's.
pub async fn chain(state: &AppState, scope: &CompanyScope, certificate_number: &str) -> Outcome<String> {
    let found = certificates::find(&state.db, crate::store::Reach::Company(scope), certificate_number).await?;
    let (row, _) = found.ok_or_else(|| Failure::refused(ProblemCode::NotFound))?;
    Ok(super::signing::read(&row)?.to_pem()? + &state.authority().await?.root().to_pem()?)
}
