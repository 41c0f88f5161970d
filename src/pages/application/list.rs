//! 申請状況: the company's applications, the newest first (D13.1)

use contract::application::{ApplicationState, ApplicationSummary};
use contract::ja;
use contract::page::Page as ListPage;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api;
use crate::browser;
use crate::components::page::Page;
use crate::components::page_list::state_condition;
use crate::components::remote::Remote;
use crate::components::table::{table, table_cell, table_head};
use crate::components::words::user_in_words;
use crate::paths::{PagePath, use_go};
use crate::reactive::{computed, effect};
use crate::session::use_session;

const COLUMNS: [&str; 6] = ["受付番号", "申請日時", "部署名", "役職名", "利用者", "状態"];

/// The filter and the page as the address bar holds them, so that a reload or a shared link shows the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Query {
    state: Option<ApplicationState>,
    cursor: String,
}

/// 申請状況
pub(crate) fn list() -> AnyView {
    let session = use_session();
    let map = use_query_map();
    let query = computed(move || {
        let map = map.read();
        Query {
            state: map.get_str("state").and_then(ApplicationState::from_code),
            cursor: map.get("cursor").unwrap_or_default(),
        }
    });
    let list = Remote::<ListPage<ApplicationSummary>>::new();
    let load = move || {
        let Query { state, cursor } = query.get();
        list.refresh(api::applications(session, state, &cursor));
    };
    effect(load);

    let pages = use_go();
    let go = Callback::new(move |query: Query| {
        let path = PagePath::Applications.href_with(&[
            ("state", query.state.map(ApplicationState::code).unwrap_or_default()),
            ("cursor", &query.cursor),
        ]);
        pages.to(&path);
    });

    let is_later = move || !query.read_untracked().cursor.is_empty();
    let turn = Callback::new(move |cursor: Option<String>| {
        go.run(Query { state: query.read_untracked().state, cursor: cursor.unwrap_or_default() });
    });
    let rows = move |page: &[ApplicationSummary]| rows(page, query.read_untracked().state.is_some());
    view! {
        <Page title="申請状況">
            {filter(query, go)}
            {list.found()}
            {list.pages("申請のページ", is_later, turn, Callback::new(move |()| load()), rows)}
        </Page>
    }
    .into_any()
}

/// Which state to show.
fn filter(query: Memo<Query>, go: Callback<Query>) -> AnyView {
    let states = ApplicationState::ALL.map(|state| (state.code(), ja::application_state(state)));
    let value = computed(move || query.read().state.map(ApplicationState::code).unwrap_or_default().to_owned());
    let choose = Callback::new(move |code: String| {
        go.run(Query { state: ApplicationState::from_code(&code), cursor: String::new() });
    });
    state_condition("filter-state", "field list__filter", &states, value.into(), choose)
}

fn rows(applications: &[ApplicationSummary], filtered: bool) -> AnyView {
    if applications.is_empty() {
        return if filtered {
            view! { <p>"この状態の申請はありません。状態を「すべて」に戻すと、全部の申請を表示します。"</p> }.into_any()
        } else {
            view! {
                <p>"申請はまだありません。"</p>
                <p>
                    <a href=PagePath::ApplicationInput.href()>"電子証明書追加発行申請へ"</a>
                </p>
            }
            .into_any()
        };
    }
    let rows = applications.iter().map(row).collect();
    table("申請の一覧", "list__table", table_head(&COLUMNS), rows)
}

fn row(application: &ApplicationSummary) -> AnyView {
    let receipt = application.receipt_number.clone();
    let href = PagePath::Application(receipt.clone()).href();
    let link = view! { <a href=href>{receipt}</a> }.into_any();
    view! {
        <div role="row" class="table__row">
            {table_cell(COLUMNS[0], link)}
            {table_cell(COLUMNS[1], browser::date_time(&application.received_at))}
            {table_cell(COLUMNS[2], application.department_name.clone())}
            {table_cell(COLUMNS[3], application.title_name.clone())}
            {table_cell(COLUMNS[4], user_in_words(&application.signer))}
            {table_cell(COLUMNS[5], state_tag(application.state))}
        </div>
    }
    .into_any()
}

/// A state as a small label.
pub(crate) fn state_tag(state: ApplicationState) -> AnyView {
    let class = match state {
        ApplicationState::Received | ApplicationState::Examining => "tag tag--under-way",
        ApplicationState::Issued => "tag tag--issued",
        ApplicationState::Checked => "tag tag--done",
        ApplicationState::Rejected | ApplicationState::Withdrawn => "tag tag--stopped",
    };
    view! { <span class=class>{ja::application_state(state)}</span> }.into_any()
}
