//! ログイン

use contract::problem::ProblemCode;
use contract::session::{LoginRequest, normalise_id};
use contract::{Reason, ja};
use leptos::prelude::*;

use crate::api;
use crate::browser;
use crate::components::busy_button::BusyButton;
use crate::components::error_summary::{ErrorSummary, focus_error_summary};
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::components::password_field::PasswordField;
use crate::components::text_field::{TextField, TextKind};
use crate::form::ShownError;
use crate::parts;
use crate::reactive::{computed, on, spawn};
use crate::session::{Farewell, Session, use_session};
use crate::shell::use_shell;
use crate::site;
use crate::version::use_version;

const COMPANY: (&str, &str) = ("login-company", "企業ID");
const USER: (&str, &str) = ("login-user", "利用者ID");
const PASSWORD: (&str, &str) = ("login-password", "パスワード");

/// The ids of the fields; those of the shell in index.html have the same.
pub(crate) const FIELDS: [&str; 3] = [COMPANY.0, USER.0, PASSWORD.0];

/// ログイン
pub(crate) fn login() -> AnyView {
    let (session, version) = (use_session(), use_version());
    let typed = use_shell().take();
    typed.restore_caret();
    let [company, user, password] = typed.values.map(RwSignal::new);
    let attempted = RwSignal::new(false);
    let busy = RwSignal::new(false);
    // What the server said to the last attempt.
    let refused = RwSignal::new(None::<String>);

    let missing = move |(id, label): (&str, &str), value: RwSignal<String>| {
        (attempted.get() && value.read().trim().is_empty())
            .then(|| ShownError { id: id.to_owned(), message: ja::reason(label, &Reason::Required) })
    };
    let errors = computed(move || {
        let refused = refused.get().map(|message| ShownError { id: String::new(), message });
        let missing = [missing(COMPANY, company), missing(USER, user), missing(PASSWORD, password)];
        missing.into_iter().chain([refused]).flatten().collect::<Vec<_>>()
    });
    let error_of = move |field: (&'static str, &'static str), value: RwSignal<String>| {
        Signal::derive(move || missing(field, value).map(|error| error.message))
    };

    let submit = move || {
        if busy.get_untracked() {
            return;
        }
        attempted.set(true);
        refused.set(None);
        if !errors.read_untracked().is_empty() {
            focus_error_summary();
            return;
        }
        busy.set(true);
        let request = LoginRequest {
            company_id: normalise_id(&company.read_untracked()),
            user_id: normalise_id(&user.read_untracked()),
            password: password.get_untracked(),
        };
        spawn(async move {
            let answer = parts::with_inside(version, api::log_in(session, &request)).await;
            busy.try_set(false);
            match answer {
                Ok(me) => session.begin(me),
                Err(error) => {
                    refused.try_set(Some(error.message()));
                    focus_error_summary();
                }
            }
        });
    };

    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        submit();
    };
    if typed.sent {
        browser::after_render(submit);
    }

    let id_kind =
        |autocomplete| TextKind { autocomplete, half_width: true, normalise: normalise_id, ..TextKind::PLAIN };
    let set = |signal: RwSignal<String>| Callback::new(move |text| signal.set(text));
    view! {
        <div class="login">
            <Page title="ログイン" has_errors=Signal::derive(move || !errors.read().is_empty())>
                {move || farewell(session)}
                <ErrorSummary errors=errors general="ログインできませんでした" />
                <form class="card form" on:submit=on(on_submit) novalidate>
                    <TextField
                        id=COMPANY.0
                        label=COMPANY.1
                        kind=id_kind("organization")
                        required=true
                        value=company.into()
                        on_change=set(company)
                        error=error_of(COMPANY, company)
                    />
                    <TextField
                        id=USER.0
                        label=USER.1
                        kind=id_kind("username")
                        required=true
                        value=user.into()
                        on_change=set(user)
                        error=error_of(USER, user)
                    />
                    <PasswordField
                        id=PASSWORD.0
                        label=PASSWORD.1
                        autocomplete="current-password"
                        value=password
                        error=error_of(PASSWORD, password)
                    />
                    <div class="button-row">
                        <BusyButton label="ログイン" busy_label="ログインしています" busy=busy.into() />
                    </div>
                </form>
                <p class="login__help">
                    {[site::service_name().as_str(), "の企業IDと利用者IDでログインします。お忘れの場合は、社内の管理者にご確認ください。"].concat()}
                </p>
            </Page>
        </div>
    }
    .into_any()
}

/// Why the login appears, where it comes unasked.
fn farewell(session: Session) -> Option<AnyView> {
    let (kind, message) = match session.farewell.get()? {
        Farewell::Ended => (NoticeKind::Warning, "ログインの有効時間が過ぎました。もう一度ログインしてください。"),
        Farewell::EndedWithDraft => (
            NoticeKind::Warning,
            "ログインの有効時間が過ぎました。入力した内容は保存されています。もう一度ログインすると、続きから操作できます。",
        ),
        Farewell::LoggedOut => (NoticeKind::Success, "ログアウトしました。"),
        Farewell::ServerNotTold => return Some(server_not_told(session)),
    };
    Some(view! { <Notice kind=kind announced=true><p>{message}</p></Notice> }.into_any())
}

/// Who has logged out here is logged in on the server until that is told.
fn server_not_told(session: Session) -> AnyView {
    let busy = RwSignal::new(false);
    let again = Callback::new(move |()| {
        busy.set(true);
        spawn(async move {
            let told = api::log_out(session).await;
            busy.try_set(false);
            if told.is_ok() || told.is_err_and(|error| error.code() == Some(ProblemCode::NotLoggedIn)) {
                session.farewell.set(Some(Farewell::LoggedOut));
            }
        });
    });
    view! {
        <Notice kind=NoticeKind::Warning announced=true>
            <p>
                "サーバーに接続できなかったため、ログアウトが終わっていません。ネットワークの接続を確認して、もう一度ログアウトしてください。"
            </p>
            <div class="button-row">
                <BusyButton
                    label="もう一度ログアウト"
                    busy_label="ログアウトしています"
                    busy=busy.into()
                    class="button"
                    on_click=again
                />
            </div>
        </Notice>
    }
    .into_any()
}
