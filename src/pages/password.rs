//! パスワード変更

use contract::session::PasswordChange;
use contract::{Reason, ja, password};
use leptos::prelude::*;

use crate::api::{self, ApiError};
use crate::components::busy_button::BusyButton;
use crate::components::error_summary::{ErrorSummary, focus_error_summary};
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::components::password_field::PasswordField;
use crate::form::ShownError;
use crate::reactive::{computed, on, spawn};
use crate::session::use_session;

const PRESENT: (&str, &str) = ("password-present", "現在のパスワード");
const NEW: (&str, &str) = ("password-new", "新しいパスワード");

/// パスワード変更
pub(crate) fn password() -> AnyView {
    let session = use_session();
    let (present, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let attempted = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let done = RwSignal::new(false);
    // What the server refused, with the passwords it refused; a change of either takes it back.
    let refused = RwSignal::new(None::<(PasswordChange, ApiError)>);

    // Whether an earlier try may have been carried out without our hearing of it.
    let uncertain = StoredValue::new(false);

    let own_words = session.with_me(|me| {
        let company = me.and_then(|me| me.company.as_ref()).map(|company| company.company_id.clone());
        [company, me.map(|me| me.user_id.clone())].into_iter().flatten().collect::<Vec<_>>()
    });
    let new_fault = computed(move || {
        let words: Vec<&str> = own_words.iter().map(String::as_str).collect();
        password::check(&new.read(), &words).err()
    });
    let of_server = move |pointer: &str| match &*refused.read() {
        Some((tried, ApiError::Problem(problem))) if tried.present == *present.read() && tried.new == *new.read() => {
            problem.errors.iter().find(|error| error.pointer == pointer).map(|error| error.reason.clone())
        }
        _ => None,
    };
    let present_error = computed(move || {
        let missing = (attempted.get() && present.read().is_empty()).then_some(Reason::Required);
        missing.or_else(|| of_server("/present")).map(|reason| match reason {
            Reason::WrongPassword if uncertain.get_value() => ja::PASSWORD_PERHAPS_CHANGED.to_owned(),
            reason => ja::reason(PRESENT.1, &reason),
        })
    });
    let new_error = computed(move || {
        let fault = if attempted.get() { new_fault.get() } else { None };
        fault.or_else(|| of_server("/new")).map(|reason| ja::reason(NEW.1, &reason))
    });
    let errors = computed(move || {
        let general = match &*refused.read() {
            Some((_, error)) if !matches!(error, ApiError::Problem(problem) if !problem.errors.is_empty()) => {
                Some((String::new(), error.message()))
            }
            _ => None,
        };
        [
            present_error.get().map(|message| (PRESENT.0.to_owned(), message)),
            new_error.get().map(|message| (NEW.0.to_owned(), message)),
            general,
        ]
        .into_iter()
        .flatten()
        .map(|(id, message)| ShownError { id, message })
        .collect::<Vec<_>>()
    });

    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        attempted.set(true);
        refused.set(None);
        done.set(false);
        if !errors.read_untracked().is_empty() {
            focus_error_summary();
            return;
        }
        busy.set(true);
        let change = PasswordChange { present: present.get_untracked(), new: new.get_untracked() };
        spawn(async move {
            let answer = api::change_password(session, &change).await;
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    uncertain.try_set_value(false);
                    attempted.try_set(false);
                    present.try_set(String::new());
                    new.try_set(String::new());
                    done.try_set(true);
                }
                Err(error) => {
                    uncertain.try_update_value(|uncertain| *uncertain |= error.is_uncertain());
                    refused.try_set(Some((change, error)));
                    focus_error_summary();
                }
            }
        });
    };
    let user_id = session.with_me(|me| me.map(|me| me.user_id.clone()).unwrap_or_default());

    view! {
        <Page title="パスワード変更" has_errors=Signal::derive(move || !errors.read().is_empty())>
            {move || {
                done.get()
                    .then(|| {
                        view! {
                            <Notice kind=NoticeKind::Success announced=true>
                                <p>"パスワードを変更しました。次のログインから、新しいパスワードを使ってください。"</p>
                            </Notice>
                        }.into_any()
                    })
            }}
            <ErrorSummary errors=errors general="パスワードを変更できませんでした" />
            <form class="form form__fields" on:submit=on(on_submit) novalidate>
                // For the browser's store of passwords, so that it knows whose this is.
                <input type="text" class="visually-hidden" autocomplete="username" tabindex="-1" aria-hidden="true" readonly value=user_id />
                <PasswordField
                    id=PRESENT.0
                    label=PRESENT.1
                    autocomplete="current-password"
                    value=present
                    error=present_error
                />
                <PasswordField
                    id=NEW.0
                    label=NEW.1
                    autocomplete="new-password"
                    hint="15文字以上。文字の種類は自由で、覚えやすい文章でも構いません。企業IDや利用者ID、よく使われる言葉は使えません。"
                    value=new
                    error=new_error
                    note=Some(progress(new, new_fault))
                />
                <div class="button-row">
                    <BusyButton label="変更" busy_label="変更しています" busy=busy.into() />
                </div>
            </form>
        </Page>
    }
    .into_any()
}

/// How far the new password is from one that may stand, live.
fn progress(new: RwSignal<String>, fault: Memo<Option<Reason>>) -> AnyView {
    let words = move || {
        if new.read().is_empty() {
            return String::new();
        }
        match fault.get() {
            None => "このパスワードは使えます。".to_owned(),
            Some(Reason::TooShort { min, actual }) => [&actual.to_string(), "/", &min.to_string(), "文字以上"].concat(),
            Some(reason) => ja::reason(NEW.1, &reason),
        }
    };
    view! { <p class="counter">{words}</p> }.into_any()
}
