//! メール（デモ）: the mails of a demonstration, to be read in the browser (D15.4)

use contract::mail::DemonstrationMail;
use contract::page::Page as ListPage;
use leptos::prelude::*;

use crate::api;
use crate::browser;
use crate::components::page::Page;
use crate::components::remote::Remote;
use crate::reactive::on;
use crate::session::use_session;

/// メール（デモ）
pub(crate) fn mails() -> AnyView {
    let session = use_session();
    let mails = Remote::<ListPage<DemonstrationMail>>::new();
    let load = Callback::new(move |()| mails.refresh(api::demonstration_mails(session)));
    load.run(());
    view! {
        <Page title="メール（デモ）">
            <p>
                "デモでは、メールは外へ送られず、ここで読めます。新しいものから並んでいます。件名を選ぶと本文を表示します。"
            </p>
            <div class="button-row">
                <button type="button" class="button" on:click=on(move |_| load.run(()))>
                    "最新の状態にする"
                </button>
            </div>
            {mails.view(load, |page| list(&page.items))}
        </Page>
    }
    .into_any()
}

fn list(mails: &[DemonstrationMail]) -> AnyView {
    if mails.is_empty() {
        return view! { <p>"メールはまだありません。電子証明書追加発行申請を行うと、受付のお知らせが届きます。"</p> }
            .into_any();
    }
    view! { <ul class="mails">{mails.iter().map(mail).collect_view()}</ul> }.into_any()
}

/// One mail. The browser's own disclosure: its text is there, only folded.
fn mail(mail: &DemonstrationMail) -> AnyView {
    view! {
        <li>
            <details class="mail">
                <summary class="mail__head">
                    <span class="mail__subject">{mail.subject.clone()}</span>
                    <span class="mail__to">{["宛先 ", &mail.to].concat()}</span>
                    <span class="mail__date">{browser::date_time(&mail.sent_at)}</span>
                </summary>
                <pre class="mail__body">{mail.body.clone()}</pre>
            </details>
        </li>
    }
    .into_any()
}
