//! Going through a list that the server gives in pages.

use contract::page::Page;
use leptos::prelude::*;

use crate::reactive::on;

/// Where in a list one is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// How many rows there are in all.
    pub(crate) total: u64,
    /// Whether there are more, which were not counted.
    pub(crate) is_least: bool,
    /// The number of the first row shown, from 1, where it is known.
    pub(crate) first: Option<u64>,
    /// How many rows are shown.
    pub(crate) shown: u64,
}

impl Place {
    /// Where a page lies, which begins with the row of this number, where that is known.
    pub(crate) fn of<T>(page: &Page<T>, first: Option<u64>) -> Self {
        Self { total: page.total, is_least: page.total_is_least, first, shown: page.items.len() as u64 }
    }

    /// In words: how many there are, and which of them are shown.
    pub(crate) fn words(&self) -> String {
        let mut words = [self.total.to_string().as_str(), "件", if self.is_least { "以上" } else { "" }].concat();
        if let Some(first) = self.first
            && self.shown > 0
            && self.shown < self.total
        {
            let last = first + self.shown - 1;
            words.push_str(&["のうち", &first.to_string(), "〜", &last.to_string(), "件目を表示"].concat());
        }
        words
    }
}

/// The buttons to the pages before and after; a way that does not exist is not shown.
#[component]
pub(crate) fn Pager(
    /// What is paged.
    label: &'static str,
    /// What the way back is called: not every list can go back page by page.
    #[prop(default = "前へ")]
    before_label: &'static str,
    /// The way back, if there is one.
    before: Option<Callback<()>>,
    /// To the page after, if there is one.
    after: Option<Callback<()>>,
) -> impl IntoView {
    let button = |text: &'static str, go: Callback<()>| {
        view! {
            <button type="button" class="button" on:click=on(move |_| go.run(()))>
                {text}
            </button>
        }
        .into_any()
    };
    (before.is_some() || after.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=label>
                {before.map(|go| button(before_label, go))} {after.map(|go| button("次へ", go))}
            </nav>
        }
        .into_any()
    })
}
