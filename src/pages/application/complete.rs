//! 電子証明書追加発行申請完了 (M7.1, D7.2)

use contract::application::ApplicationDetail;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::{self, Versioned};
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::components::print::print_button;
use crate::components::remote::Remote;
use crate::components::words::in_person;
use crate::paths::{PagePath, RECEIPT};
use crate::session::use_session;

/// 電子証明書追加発行申請完了. Reads the application, so that a reload shows the same.
pub(crate) fn complete() -> AnyView {
    let session = use_session();
    let receipt = use_query_map().with_untracked(|query| query.get(RECEIPT).unwrap_or_default());
    let application = Remote::<Versioned<ApplicationDetail>>::new();
    let load = {
        move || {
            let receipt = receipt.clone();
            application.load(api::application(session, &receipt));
        }
    };
    load();
    view! {
        <Page title="電子証明書追加発行申請完了">
            {application.view(Callback::new(move |()| load()), |application| done(&application.value))}
        </Page>
    }
    .into_any()
}

fn done(application: &ApplicationDetail) -> AnyView {
    let applicant = &application.form.applicant;
    let steps = [
        (
            "受付のお知らせ",
            [
                "申請担当者（",
                &applicant.mail_address,
                "）に「電子証明書追加発行申請受付のお知らせ」のメールが届きます。",
            ]
            .concat(),
        ),
        (
            "電子証明書の発行（通常2～3日後）",
            [
                "申請担当者に「電子証明書発行のお知らせ」、PIN送付先（",
                &application.form.pin_recipient.mail_address,
                "）に「PINのお知らせ」のメールが届きます。PINが送られるのはこの1回だけです。",
            ]
            .concat(),
        ),
        (
            "証明書有効性確認",
            [
                &in_person(&application.signer),
                "ログインし、PINを入力して「証明書有効性確認」を行います。済むと、新しい電子証明書で署名できます。",
            ]
            .concat(),
        ),
    ];
    let steps = steps
        .into_iter()
        .map(|(name, words)| view! { <li><strong>{name}</strong><p>{words}</p></li> }.into_any())
        .collect_view();
    let receipt = application.receipt_number.clone();
    let state = PagePath::Application(receipt.clone()).href();
    view! {
        <Notice kind=NoticeKind::Success announced=true>
            <p>"電子証明書の追加発行申請を受け付けました。"</p>
            <p class="receipt">
                "受付番号 "
                <strong class="receipt__number">{receipt}</strong>
            </p>
        </Notice>
        <section>
            <h2>"これからの流れ"</h2>
            <ol class="steps">{steps}</ol>
            <p>"ほかの利用者IDにも同じ電子証明書を紐付ける場合は、発行の完了後に行います。"</p>
        </section>
        <div class="button-row">
            <a class="button button--primary" href=state>
                "この申請の状況を見る"
            </a>
            <a class="button" href=PagePath::Home.href()>
                "ホームへ戻る"
            </a>
            {print_button()}
        </div>
    }
    .into_any()
}
