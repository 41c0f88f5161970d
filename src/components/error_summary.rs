//! All that is wrong on a page in one place, each entry a link to its field (BAR F2).

use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::browser;
use crate::form::ShownError;
use crate::reactive::{computed, on};

/// The id of the summary.
const SUMMARY: &str = "error-summary";

/// Puts the focus on the summary once it has been drawn.
pub(crate) fn focus_error_summary() {
    browser::focus_soon(SUMMARY);
}

/// The summary; nothing where nothing is wrong.
#[component]
pub(crate) fn ErrorSummary(
    /// What is wrong, in the order of the screen. An entry without an id is not about a field.
    #[prop(into)]
    errors: Signal<Vec<ShownError>>,
    /// The heading where nothing that is wrong is about a field.
    #[prop(default = "送信できませんでした")]
    general: &'static str,
    /// The heading where it is neither a value nor the sending.
    #[prop(optional, into)]
    heading: Signal<Option<&'static str>>,
) -> impl IntoView {
    let heading = move || {
        if let Some(heading) = heading.get() {
            return heading.to_owned();
        }
        let errors = errors.read();
        let of_fields = errors.iter().any(|error| !error.id.is_empty());
        if of_fields {
            ["入力内容に誤りが", &errors.len().to_string(), "件あります"].concat()
        } else {
            general.to_owned()
        }
    };
    let any = computed(move || !errors.read().is_empty());
    move || {
        any.get().then(|| {
            view! {
                <section id=SUMMARY class="error-summary" tabindex="-1" aria-labelledby="error-summary-heading">
                    <h2 id="error-summary-heading" class="error-summary__heading">
                        {icon(Icon::Error)}
                        <span>{heading}</span>
                    </h2>
                    <ul class="error-summary__list">
                        {move || errors.get().into_iter().map(entry).collect_view()}
                    </ul>
                </section>
            }
            .into_any()
        })
    }
}

fn entry(error: ShownError) -> AnyView {
    let ShownError { id, message } = error;
    if id.is_empty() {
        return view! { <li>{message}</li> }.into_any();
    }
    let href = ["#", &id].concat();
    let go = move |event: web_sys::MouseEvent| {
        // Not by the address: the field is to have the focus, and Back is to leave the page.
        event.prevent_default();
        browser::focus(&id);
    };
    view! {
        <li>
            <a href=href on:click=on(go)>
                {message}
            </a>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
