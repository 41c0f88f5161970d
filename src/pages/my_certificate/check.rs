//! 証明書有効性確認 of one certificate: the PIN, and every check one by one (D13.4)

use contract::ja;
use contract::pin;
use contract::problem::ProblemCode;
use contract::signing::{BindingState, CheckOutcome, CheckReport, CheckRequest, CheckResult, CheckStep, MyCertificate};
use leptos::prelude::*;

use super::list::{barred, is_administrator};
use crate::api::{self, ApiError};
use crate::browser;
use crate::components::busy_button::BusyButton;
use crate::components::certificate_state::certificate_state;
use crate::components::error_summary::{ErrorSummary, focus_error_summary};
use crate::components::icon::{Icon, icon};
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::components::password_field::PasswordField;
use crate::components::remote::Remote;
use crate::components::summary_list::SummarySection;
use crate::form::ShownError;
use crate::paths::{CERTIFICATE, PagePath};
use crate::reactive::{computed, on, spawn};
use crate::session::use_session;

/// The id and the name of the PIN's field, here and where one signs.
pub(super) const PIN: (&str, &str) = ("pin", "PIN");
const RESULT: &str = "check-result";

/// 証明書有効性確認
pub(crate) fn check(number: String) -> AnyView {
    let session = use_session();
    let mine = Remote::<Option<MyCertificate>>::new();
    let load = {
        let number = number.clone();
        Callback::new(move |()| {
            let number = number.clone();
            mine.refresh(Box::pin(async move {
                let all = api::my_certificates(session).await?;
                Ok(all.into_iter().find(|certificate| certificate.certificate_number == number))
            }));
        })
    };
    load.run(());

    let pin = RwSignal::new(String::new());
    let attempted = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let report = RwSignal::new(None::<CheckReport>);
    let refused = RwSignal::new(None::<ApiError>);
    // Whether one that is done is to be done once more.
    let again = RwSignal::new(false);
    let errors = computed(move || pin_errors(attempted.get(), &pin.read(), refused.read().as_ref()));
    let pin_error = computed(move || errors.read().iter().find(|error| error.id == PIN.0).map(|e| e.message.clone()));

    let on_submit = {
        let number = number.clone();
        move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            if busy.get_untracked() {
                return;
            }
            attempted.set(true);
            refused.set(None);
            if pin::check(&pin.read_untracked()).is_err() {
                focus_error_summary();
                return;
            }
            busy.set(true);
            let (number, request) = (number.clone(), CheckRequest { pin: pin.get_untracked() });
            spawn(async move {
                let answer = api::check(session, &number, &request).await;
                busy.try_set(false);
                attempted.try_set(false);
                match answer {
                    Ok(done) => {
                        pin.try_set(String::new());
                        if done.results.iter().all(|result| result.outcome == CheckOutcome::Passed) {
                            again.try_set(false);
                        }
                        report.try_set(Some(done));
                        browser::focus_soon(RESULT);
                    }
                    Err(error) => {
                        refused.try_set(Some(error));
                        focus_error_summary();
                    }
                }
            });
        }
    };
    let form = StoredValue::new(on_submit);
    let is_administrator = is_administrator();
    let pin_form = move || {
        view! {
            <form class="form form__fields" on:submit=on(move |event| form.get_value()(event)) novalidate>
                <PasswordField
                    id=PIN.0
                    label=PIN.1
                    autocomplete="off"
                    hint="「PINのお知らせ」メールに書かれた12文字です。貼り付けもできます。大文字と小文字、ハイフンの有無は区別しません。"
                    value=pin
                    error=pin_error
                />
                <div class="button-row">
                    <BusyButton label="確認する" busy_label="確認しています" busy=busy.into() />
                    {to_list()}
                </div>
            </form>
        }
        .into_any()
    };
    let content = move |certificate: &Option<MyCertificate>| match certificate {
        None => view! {
            <p>"この電子証明書は、あなたの利用者IDに紐付いていません。"</p>
            <p>
                <a href=PagePath::MyCertificates.href()>"紐付いている電子証明書の一覧へ"</a>
            </p>
        }
        .into_any(),
        Some(certificate) => {
            let as_loaded = certificate.clone();
            let now = computed(move || {
                report.read().as_ref().map_or_else(|| as_loaded.clone(), |report| report.certificate.clone())
            });
            let is_over = computed(move || refused.read().as_ref().is_some_and(is_end));
            let offer = move || {
                let certificate = now.read();
                match barred(&certificate, is_administrator) {
                    Some(words) => view! { {words} <div class="button-row">{to_list()}</div> }.into_any(),
                    None if is_over.get() => view! { <div class="button-row">{to_list()}</div> }.into_any(),
                    None if certificate.binding == BindingState::Checked && !again.get() => {
                        done(&certificate, report.read_untracked().is_none(), again)
                    }
                    None => pin_form(),
                }
            };
            view! {
                {summary(certificate)}
                {move || report.get().map(|report| result(&report))}
                <ErrorSummary errors=errors general="有効性を確認できませんでした" />
                {offer}
            }
            .into_any()
        }
    };
    view! {
        <Page
            title=["証明書有効性確認 ", &number].concat()
            has_errors=Signal::derive(move || !errors.read().is_empty())
        >
            {mine.view(load, content)}
        </Page>
    }
    .into_any()
}

/// What is wrong with the PIN as typed, or what the server refused.
pub(super) fn pin_errors(attempted: bool, typed: &str, refused: Option<&ApiError>) -> Vec<ShownError> {
    if attempted && let Err(reason) = pin::check(typed) {
        return vec![ShownError { id: PIN.0.to_owned(), message: ja::pin_error(&reason) }];
    }
    let at =
        |error: &ApiError| if error.code() == Some(ProblemCode::WrongPin) { PIN.0.to_owned() } else { String::new() };
    refused.map(|error| ShownError { id: at(error), message: error.message() }).into_iter().collect()
}

/// Whether a refusal means that no PIN will be taken any more.
fn is_end(error: &ApiError) -> bool {
    use ProblemCode::{BindingReleased, CertificateExpired, CertificateRevoked, PinLocked};
    matches!(error.code(), Some(PinLocked | BindingReleased | CertificateExpired | CertificateRevoked))
}

/// ［一覧へ戻る］
fn to_list() -> AnyView {
    view! {
        <a class="button button--quiet" href=PagePath::MyCertificates.href()>
            "一覧へ戻る"
        </a>
    }
    .into_any()
}

/// What there is to do where the check is done. `say_so` where nothing above says it.
fn done(certificate: &MyCertificate, say_so: bool, again: RwSignal<bool>) -> AnyView {
    let said = say_so.then(|| {
        let href = PagePath::Sign.href_with(&[(CERTIFICATE, &certificate.certificate_number)]);
        view! {
            <Notice kind=NoticeKind::Success>
                <p>"証明書有効性確認は済んでいます。この電子証明書で署名できます。"</p>
                <a class="button" href=href>
                    "署名を確認する"
                </a>
            </Notice>
        }
        .into_any()
    });
    let open = move |_| {
        again.set(true);
        browser::focus_soon(PIN.0);
    };
    view! {
        {said}
        <div class="button-row">
            <button type="button" class="button" on:click=on(open)>
                "もう一度確認する"
            </button>
            {to_list()}
        </div>
    }
    .into_any()
}

fn summary(certificate: &MyCertificate) -> AnyView {
    view! {
        <p>{certificate_state(certificate.state, &certificate.not_after)}</p>
        <SummarySection
            title="電子証明書"
            rows=vec![
                ("電子証明書管理番号", certificate.certificate_number.clone()),
                ("部署名・役職名", [&certificate.department_name, "　", &certificate.title_name].concat()),
                ("有効期限", browser::date_time(&certificate.not_after)),
                ("サブジェクト", certificate.subject.clone()),
            ]
        />
    }
    .into_any()
}

fn result(report: &CheckReport) -> AnyView {
    let all_passed = report.results.iter().all(|result| result.outcome == CheckOutcome::Passed);
    let verdict = if all_passed {
        let href = PagePath::Sign.href_with(&[(CERTIFICATE, &report.certificate.certificate_number)]);
        view! {
            <Notice kind=NoticeKind::Success>
                <p>"すべての確認が終わりました。この電子証明書で署名できます。"</p>
                <a class="button" href=href>
                    "署名を確認する"
                </a>
            </Notice>
        }
        .into_any()
    } else {
        let tries = tries(report);
        view! {
            <Notice kind=NoticeKind::Error>
                <p>"確認できない項目がありました。この電子証明書では、まだ署名できません。"</p>
                {tries}
            </Notice>
        }
        .into_any()
    };
    view! {
        <section id=RESULT tabindex="-1" class="checks" aria-label="確認の結果">
            {verdict}
            <ol class="checks__list">{report.results.iter().map(|result| step(result, report.certificate.tries_left)).collect_view()}</ol>
        </section>
    }
    .into_any()
}

/// How many tries are left, where the PIN was wrong, and how long to wait.
fn tries(report: &CheckReport) -> Option<AnyView> {
    let wrong = |result: &CheckResult| result.step == CheckStep::PinOpensKey && result.outcome == CheckOutcome::Failed;
    let left = report.certificate.tries_left;
    // Where none is left, that is said beside the check that failed.
    (left > 0 && report.results.iter().any(wrong)).then(|| {
        let mut words = ja::tries_left(left);
        if report.wait_seconds > 0 {
            words.push_str(&["次は", &report.wait_seconds.to_string(), "秒ほど待ってから入力してください。"].concat());
        }
        view! { <p>{words}</p> }.into_any()
    })
}

fn step(result: &CheckResult, tries_left: u32) -> AnyView {
    let (class, mark, words) = match result.outcome {
        CheckOutcome::Passed => ("checks__step checks__step--passed", Some(icon(Icon::Success)), "確認済"),
        CheckOutcome::Failed => ("checks__step checks__step--failed", Some(icon(Icon::Error)), "問題あり"),
        CheckOutcome::NotRun => ("checks__step", None, "未確認"),
    };
    let remedy = (result.outcome == CheckOutcome::Failed)
        .then(|| match (result.step, tries_left) {
            (CheckStep::PinOpensKey, 0) => ja::PIN_LOCKED,
            (step, _) => ja::check_failure(step),
        })
        .map(|words| view! { <p class="checks__remedy">{words}</p> }.into_any());
    view! {
        <li class=class>
            <span class="checks__mark">{mark}</span>
            <span class="checks__name">{ja::check_step(result.step)}</span>
            <span class="checks__outcome">{words}</span>
            {remedy}
        </li>
    }
    .into_any()
}
