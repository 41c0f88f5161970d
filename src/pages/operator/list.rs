//! 申請の審査: the applications that wait, the oldest first (D13.1)

use contract::operator::WaitingApplication;
use contract::page::Page as ListPage;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api;
use crate::browser;
use crate::components::page::Page;
use crate::components::pager::{Pager, Place};
use crate::components::remote::{Remote, Stand};
use crate::components::table::{table_cell, table_head};
use crate::pages::application::list::state_tag;
use crate::paths::{PagePath, use_go};
use crate::reactive::{computed, effect};
use crate::session::use_session;

const COLUMNS: [&str; 7] = ["受付番号", "企業名", "部署名", "役職名", "申請日時", "待ち時間", "状態"];

/// 申請の審査
pub(crate) fn list() -> AnyView {
    let session = use_session();
    let map = use_query_map();
    let cursor = computed(move || map.read().get("cursor").unwrap_or_default());
    let list = Remote::<ListPage<WaitingApplication>>::new();
    let load = move || list.refresh(api::waiting_applications(session, &cursor.get()));
    effect(load);

    let pages = use_go();
    let go = Callback::new(move |cursor: String| {
        pages.to(&PagePath::OperatorApplications.href_with(&[("cursor", &cursor)]));
    });
    let found = move || match &*list.stand.read() {
        Stand::Ready(page) => Place { total: page.total, first: None, shown: page.items.len() as u64 }.words(),
        _ => String::new(),
    };
    let ready = move |page: &ListPage<WaitingApplication>| {
        let before = (!cursor.read_untracked().is_empty()).then(|| Callback::new(move |()| go.run(String::new())));
        let after = page.next_cursor.clone().map(|cursor| Callback::new(move |()| go.run(cursor.clone())));
        view! {
            {table(&page.items)}
            <Pager label="申請のページ" before_label="最初へ" before=before after=after />
        }
        .into_any()
    };
    view! {
        <Page title="申請の審査">
            <p>"審査を待っている申請を、古いものから表示しています。受付番号を選ぶと、内容を確認して発行または却下できます。"</p>
            <p class="list__found" role="status">
                {found}
            </p>
            {list.view(Callback::new(move |()| load()), ready)}
            {list.way_out()}
        </Page>
    }
    .into_any()
}

fn table(applications: &[WaitingApplication]) -> AnyView {
    if applications.is_empty() {
        return view! { <p>"審査を待っている申請はありません。"</p> }.into_any();
    }
    view! {
        <div role="table" aria-label="審査を待っている申請" class="table table--operator">
            {table_head(&COLUMNS)}
            <div role="rowgroup" class="table__body">
                {applications.iter().map(row).collect_view()}
            </div>
        </div>
    }
    .into_any()
}

fn row(application: &WaitingApplication) -> AnyView {
    let receipt = application.receipt_number.clone();
    let href = PagePath::OperatorApplication(receipt.clone()).href();
    let link = view! { <a href=href>{receipt}</a> }.into_any();
    view! {
        <div role="row" class="table__row">
            {table_cell(COLUMNS[0], link)}
            {table_cell(COLUMNS[1], application.company.name.clone())}
            {table_cell(COLUMNS[2], application.department_name.clone())}
            {table_cell(COLUMNS[3], application.title_name.clone())}
            {table_cell(COLUMNS[4], browser::date_time(&application.received_at))}
            {table_cell(COLUMNS[5], waited(application))}
            {table_cell(COLUMNS[6], state_tag(application.state))}
        </div>
    }
    .into_any()
}

/// How long an application has waited, in the largest unit that fits.
fn waited(application: &WaitingApplication) -> String {
    let Some(since) = browser::milliseconds(&application.received_at) else { return String::new() };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "minutes of a few years, not negative")]
    let minutes = ((browser::now_ms() - since).max(0.0) / 60_000.0) as u32;
    match minutes {
        0..60 => [&minutes.to_string(), "分"].concat(),
        60..1440 => [&(minutes / 60).to_string(), "時間"].concat(),
        _ => [&(minutes / 1440).to_string(), "日"].concat(),
    }
}
