//! ［失効］: asks for the reason, revokes, and says what came of it (D14.3)

use contract::certificate::{CertificateDetail, CertificateState, Revocation, RevocationReason};
use contract::ja;
use leptos::html::Select;
use leptos::prelude::*;

use super::field::{Field, FieldIds};
use super::notice::{Notice, NoticeKind, failure};
use super::question::Question;
use crate::api::{self, ApiError};
use crate::browser;
use crate::reactive::{computed, on, spawn};
use crate::session::{Session, use_session};

/// The id of the field for the reason.
const REASON: &str = "revocation-reason";

/// Who revokes: each has an address of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Revoker {
    /// An administrator, one of the own company's.
    Administrator,
    /// An operator, one of whatever company.
    Operator,
}

/// Revoking one certificate.
#[derive(Clone, Copy)]
pub(crate) struct Revoking {
    session: Session,
    number: StoredValue<String>,
    reload: Callback<()>,
    by: Revoker,
    asking: RwSignal<bool>,
    busy: RwSignal<bool>,
    reason: NodeRef<Select>,
    /// Whether it was tried without a reason.
    is_missing: RwSignal<bool>,
    /// Which certificate, in words, and whether it has expired.
    which: StoredValue<(String, bool)>,
    /// The reason that was chosen, for when it has to be sent once more.
    chosen: StoredValue<Option<RevocationReason>>,
    outcome: RwSignal<Option<Result<(), ApiError>>>,
}

impl Revoking {
    /// Nothing asked yet. `reload` shows the certificate as it is.
    pub(crate) fn new(number: String, reload: Callback<()>, by: Revoker) -> Self {
        Self {
            session: use_session(),
            number: StoredValue::new(number),
            reload,
            by,
            asking: RwSignal::new(false),
            busy: RwSignal::new(false),
            reason: NodeRef::new(),
            is_missing: RwSignal::new(false),
            which: StoredValue::new((String::new(), false)),
            chosen: StoredValue::new(None),
            outcome: RwSignal::new(None),
        }
    }

    /// Which certificate it is, for the question.
    pub(crate) fn is_about(self, certificate: &CertificateDetail, company: &str) {
        let words = [
            &certificate.certificate_number,
            "　",
            &certificate.department_name,
            "　",
            &certificate.title_name,
            "（",
            company,
            "）を失効させます。",
        ];
        self.which.set_value((words.concat(), certificate.state == CertificateState::Expired));
    }

    /// ［失効］
    pub(crate) fn button(self) -> AnyView {
        view! {
            <button type="button" class="button button--danger" on:click=on(move |_| {
                    self.is_missing.set(false);
                    self.asking.set(true);
                })>
                "失効"
            </button>
        }
        .into_any()
    }

    /// What came of it.
    pub(crate) fn outcome(self) -> AnyView {
        (move || match self.outcome.get()? {
            Ok(()) => Some(
                view! {
                    <Notice kind=NoticeKind::Success announced=true>
                        <p>"電子証明書を失効させました。この電子証明書では、もう署名できません。"</p>
                    </Notice>
                }
                .into_any(),
            ),
            // Revoking again changes nothing, so that it may be repeated whatever became of the first try.
            Err(error) => Some(failure(&error, Some(Callback::new(move |()| self.revoke())))),
        })
        .into_any()
    }

    /// The question before it.
    pub(crate) fn question(self) -> AnyView {
        let options = || {
            RevocationReason::ALL
                .into_iter()
                .map(|reason| view! { <option value=reason.code()>{ja::revocation_reason(reason)}</option> }.into_any())
                .collect_view()
        };
        let error = computed(move || self.is_missing.get().then(|| "失効の理由を選んでください。".to_owned()));
        view! {
            <Question
                id="revoke"
                title="この電子証明書を失効させますか"
                asking=self.asking
                label="失効させる"
                busy_label="失効させています"
                busy=self.busy
                on_yes=Callback::new(move |()| self.choose_and_revoke())
                has_fields=true
                danger=true
            >
                <p>{self.which.with_value(|(words, _)| words.clone())}</p>
                <p>
                    {if self.which.with_value(|(_, has_expired)| *has_expired) {
                        "期限切れのため、すでに署名には使えません。失効させると、失効した電子証明書として公開されます。元に戻すことはできません。これまでに行った署名は残ります。"
                    } else {
                        "失効させると、紐付いているすべての利用者が、すぐに署名できなくなります。元に戻すことはできません。これまでに行った署名は残ります。"
                    }}
                </p>
                <Field ids=FieldIds::new(REASON) label="失効の理由" required=true error=error.into()>
                    <select
                        node_ref=self.reason
                        id=REASON
                        class="select"
                        aria-required="true"
                        aria-invalid=move || self.is_missing.get().then_some("true")
                        aria-describedby=move || FieldIds::new(REASON).described_by(false, false, self.is_missing.get())
                        on:change=on(move |_| self.is_missing.set(false))
                    >
                        <option value="">"（選択してください）"</option>
                        {options()}
                    </select>
                </Field>
            </Question>
        }
        .into_any()
    }

    fn choose_and_revoke(self) {
        let code = self.reason.get_untracked().map(|select| select.value()).unwrap_or_default();
        let reason = RevocationReason::from_code(&code);
        self.is_missing.set(reason.is_none());
        self.chosen.set_value(reason);
        if reason.is_none() {
            browser::focus_soon(REASON);
        }
        self.revoke();
    }

    fn revoke(self) {
        let Some(reason) = self.chosen.get_value().filter(|_| !self.busy.get_untracked()) else { return };
        self.busy.set(true);
        self.outcome.set(None);
        spawn(async move {
            let number = self.number.get_value();
            let request = Revocation { reason };
            let answer = match self.by {
                Revoker::Administrator => api::revoke(self.session, &number, &request),
                Revoker::Operator => api::operator_revoke(self.session, &number, &request),
            };
            let answer = answer.await;
            self.busy.try_set(false);
            self.asking.try_set(false);
            if answer.is_ok() && !self.busy.is_disposed() {
                self.reload.run(());
            }
            self.outcome.try_set(Some(answer.map(drop)));
        });
    }
}
