//! One application: where it stands, what was entered, which mails went out, and withdrawing it (D13.1, D15.3)

use contract::application::{ApplicationDetail, ApplicationState};
use contract::certificate::CertificateState;
use contract::ja;
use leptos::prelude::*;

use super::sections::sections;
use crate::api::{self, Versioned};
use crate::browser;
use crate::components::mail_table::mail_table;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::components::print::print_button;
use crate::components::remote::Remote;
use crate::components::stepper::Stepper;
use crate::components::summary_list::{Row, link_row, summary, text_row};
use crate::components::words::{in_person, user_in_words};
use crate::paths::PagePath;
use crate::session::use_session;

mod again;
mod way;
mod withdraw;

/// One application, as loaded, with its version.
type Loaded = Remote<Versioned<ApplicationDetail>>;

/// One application.
pub(crate) fn detail(receipt: String) -> AnyView {
    let session = use_session();
    let application = Loaded::new();
    let load = {
        let receipt = receipt.clone();
        Callback::new(move |()| {
            let receipt = receipt.clone();
            application.refresh(api::application(session, &receipt));
        })
    };
    load.run(());
    let withdrawing = withdraw::Withdrawing::new(application, load);
    view! {
        <Page title=["申請 ", &receipt].concat()>
            <p class="no-print">
                <a href=PagePath::Applications.href()>"申請状況の一覧へ"</a>
            </p>
            {withdrawing.outcome()}
            {application.view(load, move |application| content(&application.value, withdrawing))}
            {withdrawing.question()}
        </Page>
    }
    .into_any()
}

fn content(application: &ApplicationDetail, withdrawing: withdraw::Withdrawing) -> AnyView {
    let reason = application.rejection_reason.clone().map(|reason| {
        view! {
            <Notice kind=NoticeKind::Warning>
                <p>"この申請は却下されました。理由："</p>
                <p class="as-written">{reason}</p>
            </Notice>
        }
        .into_any()
    });
    let valid = application.certificate_number.clone();
    let valid = valid.filter(|_| application.certificate_state == Some(CertificateState::Valid));
    // M4.3: one user with the application, any number of others after the issue.
    let further = valid.map(|number| {
        view! {
            <a class="button" href=PagePath::BindingsInput(number).href()>
                "ほかの利用者IDにも紐付ける"
            </a>
        }
        .into_any()
    });
    view! {
        <section>
            <h2>"現在の状態"</h2>
            <Stepper label="申請の状態" steps=way::steps(application) />
            {reason}
            <p>{next(application)}</p>
            <div class="button-row">
                {application.state.is_under_way().then(|| withdrawing.button())} {further} {again::again(application)}
                {print_button()}
            </div>
        </section>
        {summary("申請", facts(application), None, None)}
        {sections(&application.form, Some(&application.signer), None)}
        {mail_table(&application.mails)}
    }
    .into_any()
}

/// What comes next, in words.
fn next(application: &ApplicationDetail) -> String {
    let is_checked = application.state == ApplicationState::Checked;
    let ended = application.certificate_state.and_then(|state| ja::issued_but_ended(is_checked, state));
    if let Some(ended) = ended {
        return ended;
    }
    match application.state {
        ApplicationState::Received | ApplicationState::Examining => {
            "通常、申請から2～3日後に電子証明書が発行されます。発行されると、申請担当者とPIN送付先にメールが届きます。"
                .to_owned()
        }
        ApplicationState::Issued => [
            &in_person(&application.signer),
            "ログインし、PINを入力して「証明書有効性確認」を行うと、署名できるようになります。",
        ]
        .concat(),
        ApplicationState::Checked => "証明書有効性確認が済み、この電子証明書で署名できます。".to_owned(),
        ApplicationState::Rejected => "内容を見直して、改めて申請してください。".to_owned(),
        ApplicationState::Withdrawn => {
            "この申請は取り下げられました。必要な場合は、改めて申請してください。".to_owned()
        }
    }
}

fn facts(application: &ApplicationDetail) -> Vec<Row> {
    let mut facts = vec![
        text_row("受付番号", application.receipt_number.clone()),
        text_row("申請日時", browser::date_time(&application.steps.received_at)),
        text_row("申請した管理者", user_in_words(&application.filed_by)),
    ];
    if let Some(number) = &application.certificate_number {
        facts.push(link_row("電子証明書管理番号", number, PagePath::Certificate(number.clone()).href()));
    }
    facts
}
