//! ［失効］: asks for the reason, revokes, and says what came of it (D14.3)

use contract::certificate::{Revocation, RevocationReason};
use contract::ja;
use leptos::html::Select;
use leptos::prelude::*;

use super::notice::{Notice, NoticeKind, failure};
use super::question::Question;
use crate::api::{self, ApiError};
use crate::reactive::{on, spawn};
use crate::session::{Session, use_session};

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
            chosen: StoredValue::new(None),
            outcome: RwSignal::new(None),
        }
    }

    /// ［失効］
    pub(crate) fn button(self) -> AnyView {
        view! {
            <button type="button" class="button button--danger" on:click=on(move |_| self.asking.set(true))>
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
        view! {
            <Question
                id="revoke"
                title="この電子証明書を失効させますか"
                asking=self.asking
                label="失効させる"
                busy_label="失効させています"
                busy=self.busy
                on_yes=Callback::new(move |()| self.choose_and_revoke())
            >
                <p>
                    "失効させると、紐付いているすべての利用者が、すぐに署名できなくなります。元に戻すことはできません。これまでに行った署名は残ります。"
                </p>
                <div class="field">
                    <label class="field__label" for="revocation-reason">
                        "失効の理由"
                    </label>
                    <select node_ref=self.reason id="revocation-reason" class="select">
                        {options()}
                    </select>
                </div>
            </Question>
        }
        .into_any()
    }

    fn choose_and_revoke(self) {
        let code = self.reason.get_untracked().map(|select| select.value()).unwrap_or_default();
        self.chosen.set_value(RevocationReason::from_code(&code));
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
