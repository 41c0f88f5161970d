//! A table whose rows are cards where the screen is narrow.
//!
//! Made of grid rows with the roles of a table: a real `<table>` loses its roles when its display changes, and lays
//! out a long list several times slower (SPEED).

use leptos::prelude::*;

/// The row of headings.
pub(crate) fn table_head(columns: &[&'static str]) -> AnyView {
    let cells =
        columns.iter().map(|column| view! { <span role="columnheader">{*column}</span> }.into_any()).collect_view();
    view! {
        <div role="rowgroup" class="table__head">
            <div role="row" class="table__row">
                {cells}
            </div>
        </div>
    }
    .into_any()
}

/// A cell. Where rows are cards, its column's name stands before it.
pub(crate) fn table_cell(column: &'static str, content: impl IntoAny) -> AnyView {
    view! {
        <span role="cell" class="table__cell">
            <span class="table__name" aria-hidden="true">
                {column}
            </span>
            <span class="table__value">{content.into_any()}</span>
        </span>
    }
    .into_any()
}

/// A table: its headings, as [`table_head`] makes them, and its rows.
pub(crate) fn table(label: &str, class: &'static str, head: AnyView, rows: Vec<AnyView>) -> AnyView {
    view! {
        <div role="table" aria-label=label.to_owned() class=["table ", class].concat()>
            {head}
            <div role="rowgroup" class="table__body">
                {rows}
            </div>
        </div>
    }
    .into_any()
}

/// How many rows of a table that grows with the years are shown at once.
const SHOWN: usize = 10;

/// A table that grows with the years: all but the newest rows wait behind a line that opens. `rows` begin with the newest,
/// unless `newest_last`.
pub(crate) fn growing_table(
    label: &'static str,
    class: &'static str,
    columns: &[&'static str],
    mut rows: Vec<AnyView>,
    newest_last: bool,
) -> AnyView {
    let hidden = rows.len().saturating_sub(SHOWN);
    let (shown, older) = if newest_last {
        let shown = rows.split_off(hidden);
        (shown, rows)
    } else {
        let older = rows.split_off(rows.len() - hidden);
        (rows, older)
    };
    let older = (hidden > 0).then(|| {
        let label = [label, "（以前の分）"].concat();
        view! {
            <details class="more">
                <summary>{["これより前の", &hidden.to_string(), "件"].concat()}</summary>
                {table(&label, class, table_head(columns), older)}
            </details>
        }
        .into_any()
    });
    let shown = table(label, class, table_head(columns), shown);
    if newest_last { view! { {older} {shown} }.into_any() } else { view! { {shown} {older} }.into_any() }
}
