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
pub(crate) fn table(label: &'static str, class: &'static str, head: AnyView, rows: Vec<AnyView>) -> AnyView {
    view! {
        <div role="table" aria-label=label class=["table ", class].concat()>
            {head}
            <div role="rowgroup" class="table__body">
                {rows}
            </div>
        </div>
    }
    .into_any()
}
