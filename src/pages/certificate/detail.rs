//! 自社電子証明書照会: a certificate, who may sign with it, and what happened to it (M9.1, D9.2)

use contract::binding::{BindingEvent, BoundUser, CertificateView};
use contract::certificate::{CertificateDetail, CertificateState};
use contract::contact::PinRecipient;
use contract::signing::BindingState;
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
use crate::components::summary_list::{Row, link_row, summary, text_row};
use crate::components::table::{growing_table, table, table_cell, table_head};
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
    let company = use_session().with_me(|me| me.and_then(|me| Some(me.company.as_ref()?.name.clone())));
    revoking.is_about(certificate, &company.unwrap_or_default());
    // What has ended gets no new users: there is less to be done with it.
    let class = if certificate.state == CertificateState::Valid { "button button--primary" } else { "button" };
    let application = PagePath::Application(certificate.receipt_number.clone()).href();
    let (mut rows, rest) = facts(certificate, application);
    rows.extend(rest);
    rows.push(text_row("PIN送付先", pin_recipient_in_words(&view.pin_recipient)));
    view! {
        <p>{certificate_state(certificate.state, &certificate.not_after)}</p>
        <div class="button-row">
            <a class=class href=PagePath::BindingsInput(number.clone()).href()>
                "紐付け更新"
            </a>
        </div>
        {summary(FACTS, rows, None, None)}
        {bound_users(BOUND, &view.bound, certificate.state, true)}
        <div class="button-row">
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

/// The heading over what a certificate says.
pub(crate) const FACTS: &str = "電子証明書";
/// The heading over who is bound (M9.1).
pub(crate) const BOUND: &str = "電子署名書利用者（署名用ID）情報";

/// What the certificate says: by what one knows it, and all else. `application` is the page of its application.
pub(crate) fn facts(certificate: &CertificateDetail, application: String) -> (Vec<Row>, Vec<Row>) {
    let first = vec![
        text_row("電子証明書管理番号", certificate.certificate_number.clone()),
        text_row("部署名", certificate.department_name.clone()),
        text_row("役職名", certificate.title_name.clone()),
        text_row("有効期限", browser::date_time(&certificate.not_after)),
    ];
    let mut rest = vec![
        text_row("発行日", browser::date_time(&certificate.not_before)),
        text_row("サブジェクト", certificate.subject.clone()),
        text_row("シリアル番号", certificate.serial.clone()),
        text_row("フィンガープリント（SHA-256）", certificate.fingerprint.clone()),
        link_row("受付番号", &certificate.receipt_number, application),
    ];
    if let Some(at) = &certificate.revoked_at {
        rest.push(text_row("失効日時", browser::date_time(at)));
    }
    if let Some(reason) = certificate.revocation_reason {
        rest.push(text_row("失効の理由", ja::revocation_reason(reason).to_owned()));
    }
    (first, rest)
}

/// The certificate on a screen that is about something else: how it stands, by what one knows it, and the rest folded.
pub(super) fn facts_in_short(certificate: &CertificateDetail) -> AnyView {
    let (first, rest) = facts(certificate, PagePath::Application(certificate.receipt_number.clone()).href());
    view! {
        <p>{certificate_state(certificate.state, &certificate.not_after)}</p>
        {summary(FACTS, first, None, Some(rest))}
    }
    .into_any()
}

/// Who was sent the PIN, with the address it went to (M12.3).
pub(super) fn pin_recipient_in_words(to: &PinRecipient) -> String {
    [[&to.department, " ", &to.name].concat().trim(), "（", &to.mail_address, "）"].concat()
}

const USERS: [&str; 5] = ["利用者ID", "氏名", "部署", "有効性確認", "紐付け日時"];

/// The users who may sign with it (M9.1), each with whether the validity check is done (D9.2).
///
/// `is_linked` leads from each to the user's certificates, where the reader may see those.
pub(crate) fn bound_users(
    title: &'static str,
    bound: &[BoundUser],
    state: CertificateState,
    is_linked: bool,
) -> AnyView {
    let table = if bound.is_empty() {
        view! { <p>"紐付いている利用者はいません。署名できる人がいない状態です。"</p> }.into_any()
    } else {
        table(
            title,
            "table--bound",
            table_head(&USERS),
            bound.iter().map(|bound| bound_user(bound, state, is_linked)).collect(),
        )
    };
    let locked = is_linked.then(|| unlocking(bound, state));
    view! {
        <section class="summary">
            <div class="summary__head">
                <h2>{["■", title].concat()}</h2>
            </div>
            {table}
            {locked}
        </section>
    }
    .into_any()
}

/// What helps users whose PIN is locked (D13.4), where there are any and the certificate can still be used.
pub(super) fn unlocking(bound: &[BoundUser], state: CertificateState) -> Option<AnyView> {
    let any = bound.iter().any(|bound| bound.state == BindingState::Locked && !bound.is_disabled);
    (any && state == CertificateState::Valid).then(|| {
        view! {
            <p>
                "停止中の利用者が再び確認できるようにするには、紐付けを解除して確定した後、もう一度紐付けてください。"
            </p>
        }
        .into_any()
    })
}

fn bound_user(bound: &BoundUser, state: CertificateState, is_linked: bool) -> AnyView {
    let user = &bound.user;
    let id = user.user_id.clone();
    let id = if is_linked {
        let href = PagePath::UserCertificates(id.clone()).href();
        view! { <a href=href>{id}</a> }.into_any()
    } else {
        id.into_any()
    };
    let right = ja::signing_right(bound.state, state, bound.is_disabled);
    view! {
        <div role="row" class="table__row">
            {table_cell(USERS[0], id)}
            {table_cell(USERS[1], user.name.clone())}
            {table_cell(USERS[2], user.department.clone())}
            {table_cell(USERS[3], right)}
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
            {growing_table("紐付けの履歴", "table--history", &EVENTS, events.iter().map(event).collect(), false)}
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
