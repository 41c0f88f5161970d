//! 電子証明書の失効, by an operator: find one by its number, look at it, revoke it (D14.3)

use contract::operator::ExaminedCertificate;
use contract::problem::ProblemCode;
use leptos::prelude::*;

use crate::api::{self, ApiError};
use crate::components::busy_button::BusyButton;
use crate::components::certificate_state::certificate_state;
use crate::components::error_summary::{ErrorSummary, focus_error_summary};
use crate::components::page::Page;
use crate::components::remote::Remote;
use crate::components::revoking::{Revoker, Revoking};
use crate::components::summary_list::{summary, text_row};
use crate::components::text_field::{TextField, TextKind};
use crate::form::ShownError;
use crate::pages::certificate::detail::{BOUND, FACTS, bound_users, facts};
use crate::paths::{PagePath, use_go};
use crate::reactive::{computed, on, spawn};
use crate::session::use_session;

const NUMBER: (&str, &str) = ("certificate-number", "電子証明書管理番号");

/// The number as the service writes it.
fn normalise(typed: &str) -> String {
    typed.trim().to_ascii_uppercase()
}

/// 電子証明書の失効: which one?
pub(crate) fn find() -> AnyView {
    let (session, pages) = (use_session(), use_go());
    let number = RwSignal::new(String::new());
    let attempted = RwSignal::new(false);
    // The number that was looked for, and why it was not shown.
    let failed = RwSignal::new(None::<(String, ApiError)>);
    let busy = RwSignal::new(false);
    let error = computed(move || {
        let number = normalise(&number.read());
        if attempted.get() && number.is_empty() {
            return Some("電子証明書管理番号を入力してください。".to_owned());
        }
        failed.read().as_ref().filter(|(looked_for, _)| *looked_for == number).map(|(_, error)| match error.code() {
            Some(ProblemCode::NotFound) => {
                "この番号の電子証明書はありません。番号を確認して、もう一度入力してください。".to_owned()
            }
            _ => error.message(),
        })
    });
    let errors = computed(move || {
        error.get().map(|message| ShownError { id: NUMBER.0.to_owned(), message }).into_iter().collect::<Vec<_>>()
    });
    let kind = TextKind { half_width: true, normalise, short: true, ..TextKind::PLAIN };
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.try_get_untracked().unwrap_or(true) {
            return;
        }
        attempted.set(true);
        let number = normalise(&number.get_untracked());
        if number.is_empty() {
            focus_error_summary();
            return;
        }
        busy.set(true);
        spawn(async move {
            let found = api::operator_certificate(session, &number).await;
            busy.try_set(false);
            match found {
                Ok(_) => pages.to(&PagePath::OperatorCertificate(number).href()),
                Err(error) => {
                    failed.try_set(Some((number, error)));
                    focus_error_summary();
                }
            }
        });
    };
    view! {
        <Page title="電子証明書の失効" has_errors=Signal::derive(move || !errors.read().is_empty())>
            <ErrorSummary errors=errors />
            <p>"失効させる電子証明書を、電子証明書管理番号で探します。企業からの依頼であることを、先に確認してください。"</p>
            <form class="search" role="search" on:submit=on(on_submit) novalidate>
                <div class="search__fields">
                    <TextField
                        id=NUMBER.0
                        label=NUMBER.1
                        kind=kind
                        hint="「JC-」で始まる番号です。申請の内容や、発行のお知らせのメールに書かれています。"
                        value=number.into()
                        on_change=Callback::new(move |text| number.set(text))
                        error=error
                    />
                </div>
                <div class="button-row">
                    <BusyButton label="表示" busy_label="探しています" busy=busy.into() />
                </div>
            </form>
        </Page>
    }
    .into_any()
}

/// One certificate of whatever company, and ［失効］.
pub(crate) fn detail(number: String) -> AnyView {
    let session = use_session();
    let certificate = Remote::<ExaminedCertificate>::new();
    let load = {
        let number = number.clone();
        Callback::new(move |()| certificate.refresh(api::operator_certificate(session, &number)))
    };
    load.run(());
    let revoking = Revoking::new(number.clone(), load, Revoker::Operator);
    view! {
        <Page title=["電子証明書の失効 ", &number].concat()>
            <p>
                <a href=PagePath::OperatorCertificates.href()>"電子証明書管理番号で探す"</a>
            </p>
            {revoking.outcome()}
            {certificate.view(load, move |certificate| content(certificate, revoking))}
            {revoking.question()}
        </Page>
    }
    .into_any()
}

fn content(examined: &ExaminedCertificate, revoking: Revoking) -> AnyView {
    let (certificate, company) = (&examined.certificate, &examined.company);
    let application = PagePath::OperatorApplication(certificate.receipt_number.clone()).href();
    revoking.is_about(certificate, &company.name);
    let mut rows = vec![text_row("企業", [&company.company_id, "　", &company.name].concat())];
    let (first, rest) = facts(certificate, application.clone());
    rows.extend(first.into_iter().chain(rest));
    view! {
        <p>{certificate_state(certificate.state, &certificate.not_after)}</p>
        {summary(FACTS, rows, None, None)}
        {bound_users(BOUND, &examined.bound, certificate.state, false)}
        <div class="button-row">
            <a class="button" href=application>
                "申請の内容を見る"
            </a>
            {certificate.revoked_at.is_none().then(|| revoking.button())}
        </div>
    }
    .into_any()
}
