//! 申請の審査: the applications that wait, the oldest first (D13.1)

use contract::operator::WaitingApplication;
use contract::page::Page as ListPage;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api;
use crate::browser;
use crate::components::page::Page;
use crate::components::remote::Remote;
use crate::components::table::{table, table_cell, table_head};
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
    let is_later = move || !cursor.read_untracked().is_empty();
    let turn = Callback::new(move |cursor: Option<String>| go.run(cursor.unwrap_or_default()));
    view! {
        <Page title="申請の審査">
            <p>"審査を待っている申請を、古いものから表示しています。受付番号を選ぶと、内容を確認して発行または却下できます。"</p>
            {list.found()}
            {list.pages("申請のページ", is_later, turn, Callback::new(move |()| load()), rows)}
        </Page>
    }
    .into_any()
}

fn rows(applications: &[WaitingApplication]) -> AnyView {
    if applications.is_empty() {
        return view! { <p>"審査を待っている申請はありません。"</p> }.into_any();
    }
    let rows = applications.iter().map(row).collect();
    table("審査を待っている申請", "table--operator", table_head(&COLUMNS), rows)
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
