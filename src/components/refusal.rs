//! Why something was refused on a screen without fields.

use contract::FieldError;
use leptos::prelude::*;

use super::notice::{Notice, NoticeKind, failure};
use crate::api::ApiError;

/// What went wrong with a call, with a way to try again where that can help. What is wrong with a value is said here, in
/// `words`: there is no field beside which it could stand.
pub(crate) fn refusal(error: &ApiError, words: impl Fn(&FieldError) -> String, again: Callback<()>) -> AnyView {
    let errors = match error {
        ApiError::Problem(problem) => problem.errors.as_slice(),
        _ => &[],
    };
    if errors.is_empty() {
        return failure(error, Some(again));
    }
    let words: String = errors.iter().map(words).collect();
    view! {
        <Notice kind=NoticeKind::Error announced=true>
            <p>{words}</p>
        </Notice>
    }
    .into_any()
}
