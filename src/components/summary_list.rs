//! Names and values of what was entered, with a way back to change them (D5.4).

use leptos::prelude::*;

/// One part of what was entered.
#[component]
pub(crate) fn SummarySection(
    /// The heading.
    title: &'static str,
    /// Names and values, in order.
    rows: Vec<(&'static str, String)>,
    /// Where it can be changed.
    #[prop(optional_no_strip)]
    change: Option<String>,
) -> impl IntoView {
    let value = |value: String| match value.as_str() {
        "" => view! { <span class="summary__none">"（入力なし）"</span> }.into_any(),
        _ => value.into_any(),
    };
    let rows = rows.into_iter().map(|(name, text)| (name.to_owned(), value(text))).collect();
    summary(title, rows, change, None)
}

/// A name and what stands beside it.
pub(crate) type Row = (String, AnyView);

/// A row whose value leads somewhere.
pub(crate) fn link_row(name: &str, text: &str, href: String) -> Row {
    (name.to_owned(), view! { <a href=href>{text.to_owned()}</a> }.into_any())
}

/// A row of text.
pub(crate) fn text_row(name: &str, text: String) -> Row {
    (name.to_owned(), text.into_any())
}

/// A row with one line for each of several; their number stands beside the name, and なし where there are none.
pub(crate) fn list_row(name: &str, lines: Vec<String>) -> Row {
    if lines.is_empty() {
        return text_row(name, "なし".to_owned());
    }
    let name = [name, "（", &lines.len().to_string(), "人）"].concat();
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect_view();
    (name, view! { <ul class="summary__lines">{lines}</ul> }.into_any())
}

/// One part with whatever stands beside its names; `more` are the rows that few want to see.
pub(crate) fn summary(title: &'static str, rows: Vec<Row>, change: Option<String>, more: Option<Vec<Row>>) -> AnyView {
    let list = |rows: Vec<Row>| {
        let rows = rows
            .into_iter()
            .map(|(name, value)| {
                view! {
                    <div class="summary__row">
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                }
                .into_any()
            })
            .collect_view();
        view! { <dl class="summary__list">{rows}</dl> }.into_any()
    };
    let more = more.map(|rows| {
        view! {
            <details class="more">
                <summary>"詳しい情報"</summary>
                {list(rows)}
            </details>
        }
        .into_any()
    });
    view! {
        <section class="summary">
            <div class="summary__head">
                <h2>{["■", title].concat()}</h2>
                {change
                    .map(|href| {
                        view! {
                            <a class="button button--quiet" href=href>
                                "変更"
                                <span class="visually-hidden">{["（", title, "）"].concat()}</span>
                            </a>
                        }.into_any()
                    })}
            </div>
            {list(rows)} {more}
        </section>
    }
    .into_any()
}
