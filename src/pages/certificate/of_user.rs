//! The certificates that a user of the company can sign with.

use contract::certificate::{CertificateState, UserCertificate};
use contract::ja;
use leptos::prelude::*;

use crate::api;
use crate::browser;
use crate::components::certificate_state::certificate_state;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::components::remote::Remote;
use crate::components::table::{table, table_cell, table_head};
use crate::paths::PagePath;
use crate::session::use_session;

const COLUMNS: [&str; 6] = ["電子証明書管理番号", "部署名", "役職名", "有効期限", "状態", "有効性確認"];

/// The certificates of one user.
pub(crate) fn of_user(user: String) -> AnyView {
    let session = use_session();
    let certificates = Remote::<Vec<UserCertificate>>::new();
    let load = {
        let user = user.clone();
        Callback::new(move |()| {
            let user = user.clone();
            certificates.refresh(api::user_certificates(session, &user));
        })
    };
    load.run(());
    view! {
        <Page title=["利用者の電子証明書 ", &user].concat()>
            <p>"この利用者IDに紐付いている電子証明書です。"</p>
            {certificates.view(load, |certificates| content(certificates))}
        </Page>
    }
    .into_any()
}

fn content(certificates: &[UserCertificate]) -> AnyView {
    if certificates.is_empty() {
        return view! {
            <p>"紐付いている電子証明書はありません。紐付けるには、電子証明書を選んで紐付け更新を行ってください。"</p>
            <p>
                <a href=PagePath::Certificates.href()>"自社電子証明書の一覧へ"</a>
            </p>
        }
        .into_any();
    }
    let alone: Vec<&str> = certificates
        .iter()
        // With one that has ended nobody signs anyway.
        .filter(|bound| bound.is_only_signer && bound.certificate.state == CertificateState::Valid)
        .map(|bound| bound.certificate.certificate_number.as_str())
        .collect();
    let warning = (!alone.is_empty()).then(|| {
        let words = [
            "次の電子証明書に紐付いている利用者は、この利用者だけです。この利用者が退職または停止になると、署名できる人がいなくなります：",
            &alone.join("、"),
        ]
        .concat();
        view! {
            <Notice kind=NoticeKind::Warning>
                <p>{words}</p>
            </Notice>
        }
        .into_any()
    });
    view! {
        {warning}
        {table("電子証明書の一覧", "table--of-user", table_head(&COLUMNS), certificates.iter().map(row).collect())}
    }
    .into_any()
}

fn row(bound: &UserCertificate) -> AnyView {
    let certificate = &bound.certificate;
    let number = certificate.certificate_number.clone();
    let href = PagePath::Certificate(number.clone()).href();
    let link = view! { <a href=href>{number}</a> }.into_any();
    view! {
        <div role="row" class="table__row">
            {table_cell(COLUMNS[0], link)}
            {table_cell(COLUMNS[1], certificate.department_name.clone())}
            {table_cell(COLUMNS[2], certificate.title_name.clone())}
            {table_cell(COLUMNS[3], browser::date(&certificate.not_after))}
            {table_cell(COLUMNS[4], certificate_state(certificate.state, &certificate.not_after))}
            {table_cell(COLUMNS[5], ja::signing_right(bound.state, certificate.state, false))}
        </div>
    }
    .into_any()
}
