//! A page: its title, its heading, and where the focus goes when it appears (BAR F3).

use leptos::prelude::*;

use super::error_summary::focus_error_summary;
use crate::browser;
use crate::reactive::effect;
use crate::site;

/// The id of the page's heading.
const HEADING: &str = "page-heading";

/// Whether a page has been shown before. The first one leaves the focus where the browser put it; every later one
/// takes it, so that a screen reader notices the change.
#[derive(Clone, Copy)]
pub(crate) struct PageTurns(StoredValue<bool>);

impl PageTurns {
    /// No page has been shown yet.
    pub(crate) fn new() -> Self {
        Self(StoredValue::new(false))
    }

    fn turn(self) -> bool {
        let turned = self.0.get_value();
        self.0.set_value(true);
        turned
    }
}

/// What the address says after its `#`: the place on the page that is wanted. The router's own, because the address bar
/// is only written after the page has been drawn; before there is a router, there is none.
#[derive(Clone, Copy)]
pub(crate) struct Target(pub(crate) Memo<String>);

/// A page with its heading. Shows `title` in the title bar, after エラー： while `has_errors` holds (BAR F2).
#[component]
pub(crate) fn Page(
    /// The page's name.
    #[prop(into)]
    title: String,
    /// Whether the page shows errors.
    #[prop(optional, into)]
    has_errors: Signal<bool>,
    /// What is on it.
    children: Children,
) -> impl IntoView {
    {
        let title = title.clone();
        effect(move || {
            let mut text = if has_errors.get() { "エラー：".to_owned() } else { String::new() };
            text.push_str(&title);
            text.push('｜');
            text.push_str(&site::service_name());
            document().set_title(&text);
        });
    }
    // After a log-out there is none any more, though its context is still found.
    let hash = use_context::<Target>().and_then(|Target(hash)| hash.try_get_untracked()).unwrap_or_default();
    let target = hash.trim_start_matches('#').to_owned();
    let turned = expect_context::<PageTurns>().turn();
    effect(move || {
        if has_errors.get_untracked() {
            // Sent here because of them, by the server's refusal.
            focus_error_summary();
        } else if !target.is_empty() && browser::element(&target).is_some() {
            browser::focus_soon(target.clone());
        } else if turned {
            browser::focus_soon(HEADING);
        }
    });
    view! {
        <h1 id=HEADING class="page-heading" tabindex="-1">
            {heading(&title)}
        </h1>
        {children()}
    }
    .into_any()
}

/// The words of a heading; a number at its end is not divided at its hyphen.
fn heading(title: &str) -> AnyView {
    match title.rsplit_once(' ').filter(|(_, number)| number.starts_with("JC-") || number.starts_with("AP-")) {
        Some((words, number)) => {
            let (words, number) = ([words, " "].concat(), number.to_owned());
            view! {
                {words}
                <span class="page-heading__number">{number}</span>
            }
            .into_any()
        }
        None => title.to_owned().into_any(),
    }
}
