//! ［取下げ］: asks, withdraws, and says what came of it (D13.1)

use contract::application::ApplicationState;
use contract::problem::ProblemCode;
use leptos::prelude::*;

use super::Loaded;
use crate::api::{self, ApiError};
use crate::components::notice::{Notice, NoticeKind, failure};
use crate::components::question::Question;
use crate::components::remote::Stand;
use crate::reactive::{on, spawn};
use crate::session::{Session, use_session};

/// Withdrawing one application.
#[derive(Clone, Copy)]
pub(super) struct Withdrawing {
    session: Session,
    application: Loaded,
    reload: Callback<()>,
    asking: RwSignal<bool>,
    busy: RwSignal<bool>,
    outcome: RwSignal<Option<Result<(), ApiError>>>,
    /// Whether an earlier try may have been carried out without our hearing of it.
    uncertain: StoredValue<bool>,
}

impl Withdrawing {
    /// Nothing asked yet. `reload` shows the application as it is.
    pub(super) fn new(application: Loaded, reload: Callback<()>) -> Self {
        Self {
            session: use_session(),
            application,
            reload,
            asking: RwSignal::new(false),
            busy: RwSignal::new(false),
            outcome: RwSignal::new(None),
            uncertain: StoredValue::new(false),
        }
    }

    /// ［取下げ］
    pub(super) fn button(self) -> AnyView {
        view! {
            <button type="button" class="button button--danger" on:click=on(move |_| self.asking.set(true))>
                "取下げ"
            </button>
        }
        .into_any()
    }

    /// What came of it.
    pub(super) fn outcome(self) -> AnyView {
        (move || match self.outcome.get()? {
            Ok(()) => Some(
                view! {
                    <Notice kind=NoticeKind::Success announced=true>
                        <p>"申請を取り下げました。"</p>
                    </Notice>
                }
                .into_any(),
            ),
            Err(error) => Some(failure(&error, Some(Callback::new(move |()| self.withdraw())))),
        })
        .into_any()
    }

    /// The question before it.
    pub(super) fn question(self) -> AnyView {
        view! {
            <Question
                id="withdraw"
                title="この申請を取り下げますか"
                asking=self.asking
                label="取り下げる"
                busy_label="取り下げています"
                busy=self.busy
                on_yes=Callback::new(move |()| self.withdraw())
                danger=true
            >
                <p>{self.which()}</p>
                <p>"取り下げた申請は、元に戻せません。必要になったときは、改めて申請してください。"</p>
            </Question>
        }
        .into_any()
    }

    /// Which application, in words.
    fn which(self) -> Option<String> {
        let Stand::Ready(loaded) = &*self.application.stand.read_untracked() else { return None };
        let (application, content) = (&loaded.value, &loaded.value.form.certificate);
        let names = [&application.receipt_number, &content.department_name, &content.title_name];
        let names = names.map(String::as_str).join("　");
        Some([&names, "（利用者：", &application.signer.name, "）"].concat())
    }

    fn withdraw(self) {
        if self.busy.get_untracked() {
            return;
        }
        let loaded = match &*self.application.stand.read_untracked() {
            Stand::Ready(loaded) => loaded.clone(),
            _ => return,
        };
        self.busy.set(true);
        self.outcome.set(None);
        spawn(async move {
            let answer = api::withdraw(self.session, &loaded.value.receipt_number, &loaded.etag).await;
            self.busy.try_set(false);
            self.asking.try_set(false);
            match answer {
                Ok(withdrawn) => {
                    self.application.stand.try_set(Stand::Ready(withdrawn));
                    self.outcome.try_set(Some(Ok(())));
                }
                Err(error)
                    if matches!(error.code(), Some(ProblemCode::PreconditionFailed | ProblemCode::NotUnderWay)) =>
                {
                    self.look_what_became_of_it(loaded.value.receipt_number, error);
                }
                Err(error) => {
                    self.uncertain.try_update_value(|uncertain| *uncertain |= error.is_uncertain());
                    self.outcome.try_set(Some(Err(error)));
                }
            }
        });
    }

    /// Somebody has changed it: another administrator, or this one by a try whose answer was lost.
    fn look_what_became_of_it(self, receipt: String, error: ApiError) {
        spawn(async move {
            let now = api::application(self.session, &receipt).await;
            let is_withdrawn = matches!(&now, Ok(now) if now.value.state == ApplicationState::Withdrawn);
            let by_us = is_withdrawn && self.uncertain.try_get_value() == Some(true);
            match now {
                Ok(now) => drop(self.application.stand.try_set(Stand::Ready(now))),
                Err(_) if !self.busy.is_disposed() => self.reload.run(()),
                Err(_) => {}
            }
            self.outcome.try_set(Some(if by_us { Ok(()) } else { Err(error) }));
        });
    }
}
