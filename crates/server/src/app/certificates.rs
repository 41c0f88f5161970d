//! Certificates whose application can be reused (M2.1 to M2.4).

use contract::certificate::{ReusableCertificate, ReusableContent};
use contract::page::Page;
use contract::problem::ProblemCode;

use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::cursor::PageRequest;
use crate::store::{CompanyScope, applications, certificates, users};

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
