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
use crate::components::pager::{Pager, Place};
use crate::components::remote::{Remote, Stand};
use crate::components::table::{table_cell, table_head};
use crate::components::text_field::{TextField, TextKind};
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
    let found = move || match &*list.stand.read() {
        Stand::Ready(page) => Place { total: page.total, first: None, shown: page.items.len() as u64 }.words(),
        _ => String::new(),
    };
    let ready = move |page: &ListPage<AuditRow>| {
        let now = query.get_untracked();
        let turn = |cursor: Option<String>| {
            let query = AuditQuery { cursor, ..now.clone() };
            Callback::new(move |()| go.run(query.clone()))
        };
        let before = now.cursor.is_some().then(|| turn(None));
        let after = page.next_cursor.clone().map(|cursor| turn(Some(cursor)));
        view! {
            {table(&page.items)}
            <Pager label="操作履歴のページ" before_label="最初へ" before=before after=after />
        }
        .into_any()
    };
    let file = move || api::file_href(routes::AUDIT_CSV, &api::audit_parameters(&query.read()));
    view! {
        <Page title="操作履歴">
            <p>"自社で行われた操作を、新しいものから表示しています。記録は後から変更できません。"</p>
            {conditions(query, go)}
            <div class="list__bar">
                <p class="list__found" role="status">
                    {found}
                </p>
                <a class="button" href=file download="audit.csv">
                    "CSVで保存"
                </a>
            </div>
            {list.view(Callback::new(move |()| load()), ready)}
            {list.way_out()}
        </Page>
    }
    .into_any()
}

fn conditions(query: Memo<AuditQuery>, go: Callback<AuditQuery>) -> AnyView {
    // From the start what the address says: a field that comes into being empty would stay so after a reload.
    let wish = RwSignal::new(AuditQuery { cursor: None, ..query.get_untracked() });
    effect(move || wish.set(AuditQuery { cursor: None, ..query.get() }));
    let condition =
        |id: &'static str, label: &'static str, kind: TextKind, part: fn(&mut AuditQuery) -> &mut String| {
            let value = Signal::derive(move || part(&mut wish.get()).clone());
            let on_change = Callback::new(move |text| wish.update(|wish| *part(wish) = text));
            view! { <TextField id=id label=label kind=kind value=value on_change=on_change /> }.into_any()
        };
    let date = TextKind { input_type: "date", ..TextKind::PLAIN };
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        go.run(wish.get_untracked());
    };
    view! {
        <form class="search" role="search" on:submit=on(on_submit) novalidate>
            <div class="search__fields">
                {condition("audit-user", "利用者ID", TextKind::PLAIN, |query| &mut query.user_id)}
                {condition("audit-object", "電子証明書管理番号・受付番号", TextKind::PLAIN, |query| &mut query.object)}
                {condition("audit-from", "期間（から）", date, |query| &mut query.from)}
                {condition("audit-to", "期間（まで）", date, |query| &mut query.to)}
            </div>
            <button type="submit" class="button button--primary">
                "検索"
            </button>
        </form>
    }
    .into_any()
}

fn table(rows: &[AuditRow]) -> AnyView {
    if rows.is_empty() {
        return view! { <p>"条件に合う操作はありません。条件を減らすか、期間を広げてください。"</p> }.into_any();
    }
    view! {
        <div role="table" aria-label="操作履歴" class="table table--audit">
            {table_head(&COLUMNS)}
            <div role="rowgroup" class="table__body">
                {rows.iter().map(row).collect_view()}
            </div>
        </div>
    }
    .into_any()
}

fn row(row: &AuditRow) -> AnyView {
    let who = match row.role.as_str() {
        "server" => "（自動）".to_owned(),
        "operator" => "運営".to_owned(),
        _ => row.user_id.clone(),
    };
    let outcome = if row.outcome == "ok" { "完了" } else { "拒否" };
    view! {
        <div role="row" class="table__row">
            {table_cell(COLUMNS[0], browser::date_time(&row.at))}
            {table_cell(COLUMNS[1], who)}
            {table_cell(COLUMNS[2], ja::audit_action(&row.action))}
            {table_cell(COLUMNS[3], row.object.clone())}
            {table_cell(COLUMNS[4], outcome)}
            {table_cell(COLUMNS[5], row.address.clone())}
        </div>
    }
    .into_any()
}
