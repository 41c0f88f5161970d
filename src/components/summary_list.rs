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
    let rows = rows
        .into_iter()
        .map(|(name, value)| {
            let value = if value.is_empty() {
                view! { <span class="summary__none">"（入力なし）"</span> }.into_any()
            } else {
                value.into_any()
            };
            view! {
                <div class="summary__row">
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
            .into_any()
        })
        .collect_view();
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
            <dl class="summary__list">{rows}</dl>
        </section>
    }
    .into_any()
}
