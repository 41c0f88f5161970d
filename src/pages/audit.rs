//! 操作履歴: what was done in the company (BAR S9)

use contract::audit::{AuditQuery, AuditRow};
use contract::ja;
use contract::page::Page as ListPage;
use contract::routes;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api;
use crate::browser;
use crate::components::page::Page;
use crate::components::page_list::condition;
use crate::components::remote::Remote;
use crate::components::saving::saving;
use crate::components::table::{table, table_cell, table_head};
use crate::components::text_field::TextKind;
use crate::paths::{PagePath, use_go};
use crate::reactive::{computed, effect, on};
use crate::session::use_session;

const COLUMNS: [&str; 6] = ["日時", "利用者ID", "操作", "対象", "結果", "接続元"];

/// 操作履歴
pub(crate) fn audit() -> AnyView {
    let session = use_session();
    let map = use_query_map();
    let query = computed(move || {
        let map = map.read();
        let text = |name: &str| map.get(name).unwrap_or_default();
        AuditQuery {
            user_id: text("user_id"),
            object: text("object"),
            from: text("from"),
            to: text("to"),
            cursor: map.get("cursor"),
            limit: None,
        }
    });
    let list = Remote::<ListPage<AuditRow>>::new();
    let load = move || list.refresh(api::audit(session, &query.read()));
    effect(load);

    let pages = use_go();
    let go = Callback::new(move |query: AuditQuery| {
        let mut parameters = api::audit_parameters(&query).to_vec();
        parameters.push(("cursor", query.cursor.as_deref().unwrap_or_default()));
        pages.to(&PagePath::Audit.href_with(&parameters));
    });
    let is_later = move || query.read_untracked().cursor.is_some();
    let turn = Callback::new(move |cursor: Option<String>| go.run(AuditQuery { cursor, ..query.get_untracked() }));
    let file = move || api::file_route(routes::AUDIT_CSV, &api::audit_parameters(&query.read()));
    view! {
        <Page title="操作履歴">
            <p>"自社で行われた操作を、新しいものから表示しています。記録は後から変更できません。"</p>
            {conditions(query, go)}
            <div class="list__bar">
                {list.found()}
                {saving("CSVで保存", Signal::derive(file), "audit.csv".to_owned(), "button")}
            </div>
            {list.pages("操作履歴のページ", is_later, turn, Callback::new(move |()| load()), rows)}
        </Page>
    }
    .into_any()
}

fn conditions(query: Memo<AuditQuery>, go: Callback<AuditQuery>) -> AnyView {
    // From the start what the address says: a field that comes into being empty would stay so after a reload.
    let wish = RwSignal::new(AuditQuery { cursor: None, ..query.get_untracked() });
    effect(move || wish.set(AuditQuery { cursor: None, ..query.get() }));
    let date = TextKind { input_type: "date", ..TextKind::PLAIN };
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        go.run(wish.get_untracked());
    };
    view! {
        <form class="search" role="search" on:submit=on(on_submit) novalidate>
            <div class="search__fields">
                {condition(wish, "audit-user", "利用者ID", TextKind::PLAIN, |query| &mut query.user_id)}
                {condition(wish, "audit-object", "電子証明書管理番号・受付番号", TextKind::PLAIN, |query| &mut query.object)}
                {condition(wish, "audit-from", "期間（から）", date, |query| &mut query.from)}
                {condition(wish, "audit-to", "期間（まで）", date, |query| &mut query.to)}
            </div>
            <button type="submit" class="button button--primary">
                "検索"
            </button>
        </form>
    }
    .into_any()
}

fn rows(rows: &[AuditRow]) -> AnyView {
    if rows.is_empty() {
        return view! { <p>"条件に合う操作はありません。条件を減らすか、期間を広げてください。"</p> }.into_any();
    }
    table("操作履歴", "table--audit", table_head(&COLUMNS), rows.iter().map(row).collect())
}

fn row(row: &AuditRow) -> AnyView {
    view! {
        <div role="row" class="table__row">
            {table_cell(COLUMNS[0], browser::date_time(&row.at))}
            {table_cell(COLUMNS[1], ja::audit_who(&row.role, &row.user_id).to_owned())}
            {table_cell(COLUMNS[2], ja::audit_action(&row.action))}
            {table_cell(COLUMNS[3], row.object.clone())}
            {table_cell(COLUMNS[4], ja::audit_outcome(&row.outcome))}
            {table_cell(COLUMNS[5], row.address.clone())}
        </div>
    }
    .into_any()
}
