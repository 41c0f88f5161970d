//! 自社電子証明書検索/一覧 (M8.1, D8.2)

use contract::certificate::{CertificateQuery, CertificateSort, CertificateState, CertificateSummary};
use contract::ja;
use contract::page::Page as ListPage;
use contract::routes;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api;
use crate::browser;
use crate::components::certificate_state::certificate_state;
use crate::components::page::Page;
use crate::components::page_list::{condition, state_condition};
use crate::components::remote::Remote;
use crate::components::saving::saving;
use crate::components::table::{table, table_cell};
use crate::components::text_field::TextKind;
use crate::paths::{PagePath, use_go};
use crate::reactive::{computed, effect, on};
use crate::session::use_session;

/// A column's name, and what it sorts by.
const COLUMNS: [(&str, Option<CertificateSort>); 7] = [
    ("電子証明書管理番号", Some(CertificateSort::Number)),
    ("部署名", Some(CertificateSort::Department)),
    ("役職名", Some(CertificateSort::Title)),
    ("発行日", Some(CertificateSort::IssuedAt)),
    ("有効期限", Some(CertificateSort::ExpiresAt)),
    ("状態", Some(CertificateSort::State)),
    ("紐付け人数", None),
];

/// 自社電子証明書検索/一覧. The address bar holds conditions, sort and page.
pub(crate) fn list() -> AnyView {
    let session = use_session();
    let map = use_query_map();
    let query = computed(move || {
        let map = map.read();
        let text = |name: &str| map.get(name).unwrap_or_default();
        CertificateQuery {
            certificate_number: text("certificate_number"),
            department: text("department"),
            title: text("title"),
            state: text("state"),
            expires_from: text("expires_from"),
            expires_to: text("expires_to"),
            user_id: text("user_id"),
            sort: text("sort"),
            order: text("order"),
            cursor: map.get("cursor"),
            limit: None,
        }
    });
    let list = Remote::<ListPage<CertificateSummary>>::new();
    let load = move || list.refresh(api::certificates(session, &query.read()));
    effect(load);

    let pages = use_go();
    let go = Callback::new(move |query: CertificateQuery| {
        let mut parameters = api::certificate_parameters(&query).to_vec();
        parameters.push(("cursor", query.cursor.as_deref().unwrap_or_default()));
        pages.to(&PagePath::Certificates.href_with(&parameters));
    });
    let is_later = move || query.read_untracked().cursor.is_some();
    let turn =
        Callback::new(move |cursor: Option<String>| go.run(CertificateQuery { cursor, ..query.get_untracked() }));
    let rows = move |page: &[CertificateSummary]| rows(page, &query.read_untracked(), go);
    let file = move || api::file_route(routes::CERTIFICATES_CSV, &api::certificate_parameters(&query.read()));
    view! {
        <Page title="自社電子証明書検索/一覧">
            <p>"条件を入れずに検索すると、すべてを表示します。管理番号を選ぶと、紐付いている利用者の確認と紐付け更新ができます。"</p>
            {conditions(query, go)}
            <div class="list__bar">
                {list.found()}
                {saving("CSVで保存", Signal::derive(file), "certificates.csv".to_owned(), "button")}
            </div>
            {list.pages("電子証明書のページ", is_later, turn, Callback::new(move |()| load()), rows)}
        </Page>
    }
    .into_any()
}

fn conditions(query: Memo<CertificateQuery>, go: Callback<CertificateQuery>) -> AnyView {
    // From the start what the address says: a field that comes into being empty would stay so after a reload.
    let wish = RwSignal::new(CertificateQuery { cursor: None, ..query.get_untracked() });
    effect(move || wish.set(CertificateQuery { cursor: None, ..query.get() }));
    let states = CertificateState::ALL.map(|state| (state.code(), ja::certificate_state(state)));
    let state = computed(move || wish.read().state.clone());
    let on_state = Callback::new(move |code| wish.update(|wish| wish.state = code));
    let date = TextKind { input_type: "date", ..TextKind::PLAIN };
    let half_width = TextKind { half_width: true, ..TextKind::PLAIN };
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        go.run(wish.get_untracked());
    };
    view! {
        <form class="search" role="search" on:submit=on(on_submit) novalidate>
            <div class="search__fields">
                {condition(wish, "search-number", "電子証明書管理番号", half_width, |query| &mut query.certificate_number)}
                {condition(wish, "search-department", "部署名", TextKind::PLAIN, |query| &mut query.department)}
                {condition(wish, "search-title", "役職名", TextKind::PLAIN, |query| &mut query.title)}
                {state_condition("search-state", "field", &states, state.into(), on_state)}
                {condition(wish, "search-from", "有効期限（から）", date, |query| &mut query.expires_from)}
                {condition(wish, "search-to", "有効期限（まで）", date, |query| &mut query.expires_to)}
                {condition(wish, "search-user", "紐付いている利用者ID（完全一致）", half_width, |query| &mut query.user_id)}
            </div>
            <button type="submit" class="button button--primary">
                "検索"
            </button>
        </form>
    }
    .into_any()
}

fn rows(certificates: &[CertificateSummary], query: &CertificateQuery, go: Callback<CertificateQuery>) -> AnyView {
    if certificates.is_empty() {
        return view! {
            <p>"条件に合う電子証明書はありません。条件を短くするか、状態を「すべて」に戻して、もう一度検索してください。"</p>
        }
        .into_any();
    }
    table("電子証明書の一覧", "table--certificates", head(query, go), certificates.iter().map(row).collect())
}

/// The headings; one that sorts is a button, and says which way.
fn head(query: &CertificateQuery, go: Callback<CertificateQuery>) -> AnyView {
    let sort_now = CertificateSort::from_code(&query.sort).unwrap_or_default();
    let descending = query.order == "desc";
    let cells = COLUMNS
        .into_iter()
        .map(|(name, sort)| {
            let Some(sort) = sort else { return view! { <span role="columnheader">{name}</span> }.into_any() };
            let is_now = sort == sort_now;
            let (said, shape) = match (is_now, descending) {
                (false, _) => ("none", "↕"),
                (true, false) => ("ascending", "▲"),
                (true, true) => ("descending", "▼"),
            };
            let order = if is_now && !descending { "desc" } else { "" };
            let wish = CertificateQuery {
                sort: sort.code().to_owned(),
                order: order.to_owned(),
                cursor: None,
                ..query.clone()
            };
            view! {
                <span role="columnheader" aria-sort=said>
                    <button type="button" class="table__sort" on:click=on(move |_| go.run(wish.clone()))>
                        {name}
                        <span aria-hidden="true">{shape}</span>
                    </button>
                </span>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div role="rowgroup" class="table__head">
            <div role="row" class="table__row">
                {cells}
            </div>
        </div>
    }
    .into_any()
}

fn row(certificate: &CertificateSummary) -> AnyView {
    let number = certificate.certificate_number.clone();
    let href = PagePath::Certificate(number.clone()).href();
    let link = view! { <a href=href>{number}</a> }.into_any();
    let users = [&certificate.bound_users.to_string(), "人"].concat();
    view! {
        <div role="row" class="table__row">
            {table_cell(COLUMNS[0].0, link)}
            {table_cell(COLUMNS[1].0, certificate.department_name.clone())}
            {table_cell(COLUMNS[2].0, certificate.title_name.clone())}
            {table_cell(COLUMNS[3].0, browser::date(&certificate.not_before))}
            {table_cell(COLUMNS[4].0, browser::date(&certificate.not_after))}
            {table_cell(COLUMNS[5].0, certificate_state(certificate.state, &certificate.not_after))}
            {table_cell(COLUMNS[6].0, users)}
        </div>
    }
    .into_any()
}
