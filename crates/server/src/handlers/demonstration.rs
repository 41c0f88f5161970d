//! The demonstration's mails, to be read in the browser (D15.4).

use axum::Json;
use axum::extract::State;
use contract::mail::DemonstrationMail;
use contract::page::Page;
use contract::problem::ProblemCode;
use contract::routes;

use super::Problems;
use crate::mail::folder;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;

/// The newest mails that were sent, read from their folder. There is no such address outside a demonstration.
///
/// # Errors
///
/// 404.
#[utoipa::path(get, path = routes::DEMONSTRATION_MAILS, tag = "demonstration",
    responses((status = OK, body = Page<DemonstrationMail>), Problems))]
pub async fn mails(State(state): State<AppState>) -> Outcome<Json<Page<DemonstrationMail>>> {
    if !state.config.demonstration || state.config.smtp_url.is_some() {
        return Err(Failure::refused(ProblemCode::NotFound));
    }
    let folder = state.config.mail_dir.clone();
    let items = tokio::task::spawn_blocking(move || folder::read(&folder))
        .await
        .map_err(|error| Failure::Internal(error.to_string()))?;
    let total = items.len() as u64;
    Ok(Json(Page { items, next_cursor: None, total, total_is_least: false }))
}
