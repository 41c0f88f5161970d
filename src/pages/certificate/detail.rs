//! 自社電子証明書照会: a certificate, who may sign with it, and what happened to it (M9.1, D9.2)

use contract::binding::{BindingEvent, BoundUser, CertificateView};
use contract::certificate::CertificateDetail;
use contract::{ja, routes};
use leptos::prelude::*;

use crate::api::{self, Versioned};
use crate::browser;
use crate::components::certificate_state::certificate_state;
use crate::components::mail_table::mail_table;
use crate::components::page::Page;
use crate::components::print::print_button;
use crate::components::remote::Remote;
use crate::components::revoking::{Revoker, Revoking};
use crate::components::saving::saving;
use crate::components::summary_list::SummarySection;
use crate::components::table::{table, table_cell, table_head};
use crate::components::words::user_in_words;
use crate::paths::PagePath;
use crate::session::use_session;

/// 自社電子証明書照会
pub(crate) fn detail(number: String) -> AnyView {
    let session = use_session();
    let certificate = Remote::<Versioned<CertificateView>>::new();
    let load = {
        let number = number.clone();
        Callback::new(move |()| {
            let number = number.clone();
            certificate.refresh(api::certificate(session, &number));
        })
    };
    load.run(());
    let revoking = Revoking::new(number.clone(), load, Revoker::Administrator);
    view! {
        <Page title=["自社電子証明書照会 ", &number].concat()>
            <p class="no-print">
                <a href=PagePath::Certificates.href()>"自社電子証明書の一覧へ"</a>
            </p>
            {revoking.outcome()}
            {certificate.view(load, move |certificate| content(&certificate.value, revoking))}
            {revoking.question()}
        </Page>
    }
    .into_any()
}

fn content(view: &CertificateView, revoking: Revoking) -> AnyView {
    let certificate = &view.certificate;
    let number = &certificate.certificate_number;
    let can_revoke = certificate.revoked_at.is_none();
    view! {
        <p>{certificate_state(certificate.state, &certificate.not_after)}</p>
        {facts(certificate)}
        {bound_users("電子署名書利用者（署名用ID）情報", &view.bound)}
        <div class="button-row">
            <a class="button button--primary" href=PagePath::BindingsInput(number.clone()).href()>
                "紐付け更新"
            </a>
            {saving(
                "電子証明書を保存",
                Signal::stored(routes::fill(routes::CERTIFICATE_PEM, number)),
                [number, ".pem"].concat(),
                "button",
            )}
            {can_revoke.then(|| revoking.button())} {print_button()}
        </div>
        {history(&view.history)}
        {mail_table(&view.mails)}
    }
    .into_any()
}

/// What the certificate says.
pub(crate) fn facts(certificate: &CertificateDetail) -> AnyView {
    let mut rows = vec![
        ("電子証明書管理番号", certificate.certificate_number.clone()),
        ("部署名", certificate.department_name.clone()),
        ("役職名", certificate.title_name.clone()),
        ("発行日", browser::date_time(&certificate.not_before)),
        ("有効期限", browser::date_time(&certificate.not_after)),
        ("サブジェクト", certificate.subject.clone()),
        ("シリアル番号", certificate.serial.clone()),
        ("フィンガープリント（SHA-256）", certificate.fingerprint.clone()),
        ("受付番号", certificate.receipt_number.clone()),
    ];
    if let Some(at) = &certificate.revoked_at {
        rows.push(("失効日時", browser::date_time(at)));
    }
    if let Some(reason) = certificate.revocation_reason {
        rows.push(("失効の理由", ja::revocation_reason(reason).to_owned()));
    }
    view! { <SummarySection title="電子証明書" rows=rows /> }.into_any()
}

const USERS: [&str; 5] = ["利用者ID", "氏名", "部署", "有効性確認", "紐付け日時"];

/// The users who may sign with it (M9.1), each with whether the validity check is done (D9.2).
pub(super) fn bound_users(title: &'static str, bound: &[BoundUser]) -> AnyView {
    let table = if bound.is_empty() {
        view! { <p>"紐付いている利用者はいません。署名できる人がいない状態です。"</p> }.into_any()
    } else {
        table(title, "table--bound", table_head(&USERS), bound.iter().map(bound_user).collect())
    };
    view! {
        <section class="summary">
            <div class="summary__head">
                <h2>{["■", title].concat()}</h2>
            </div>
            {table}
        </section>
    }
    .into_any()
}

fn bound_user(bound: &BoundUser) -> AnyView {
    let user = &bound.user;
    let link = view! { <a href=PagePath::UserCertificates(user.user_id.clone()).href()>{user.user_id.clone()}</a> };
    let mut state = ja::binding_state(bound.state).to_owned();
    if bound.is_disabled {
        state.push_str("（退職または停止中）");
    }
    view! {
        <div role="row" class="table__row">
            {table_cell(USERS[0], link.into_any())}
            {table_cell(USERS[1], user.name.clone())}
            {table_cell(USERS[2], user.department.clone())}
            {table_cell(USERS[3], state)}
            {table_cell(USERS[4], browser::date_time(&bound.bound_at))}
        </div>
    }
    .into_any()
}

const EVENTS: [&str; 4] = ["日時", "利用者", "内容", "操作した管理者"];

/// Who was bound and released, when, by whom.
fn history(events: &[BindingEvent]) -> AnyView {
    view! {
        <section class="summary">
            <div class="summary__head">
                <h2>"■紐付けの履歴"</h2>
            </div>
            {table("紐付けの履歴", "table--history", table_head(&EVENTS), events.iter().map(event).collect())}
        </section>
    }
    .into_any()
}

fn event(event: &BindingEvent) -> AnyView {
    let by = event.by.as_ref().map_or_else(|| "（発行時）".to_owned(), user_in_words);
    view! {
        <div role="row" class="table__row">
            {table_cell(EVENTS[0], browser::date_time(&event.at))}
            {table_cell(EVENTS[1], user_in_words(&event.user))}
            {table_cell(EVENTS[2], if event.bound { "紐付け" } else { "解除" })}
            {table_cell(EVENTS[3], by)}
        </div>
    }
    .into_any()
}
