//! ［PINのお知らせを再送］: where sending it was given up, an operator has it sent again (M7.3, D15.3)

use contract::mail::{MailDelivery, MailKind, MailState};
use contract::operator::ExaminedApplication;
use contract::problem::ProblemCode;
use leptos::prelude::*;

use crate::api::{self, ApiError, Versioned};
use crate::components::notice::{Notice, NoticeKind, failure};
use crate::components::question::Question;
use crate::components::remote::{Remote, Stand};
use crate::reactive::{on, spawn};
use crate::session::{Session, use_session};

/// Sending the mail with the PIN of one application again.
#[derive(Clone, Copy)]
pub(super) struct Resending {
    session: Session,
    receipt: StoredValue<String>,
    application: Remote<Versioned<ExaminedApplication>>,
    reload: Callback<()>,
    asking: RwSignal<bool>,
    busy: RwSignal<bool>,
    outcome: RwSignal<Option<Result<(), ApiError>>>,
    /// Whether an earlier try may have been carried out without our hearing of it.
    uncertain: StoredValue<bool>,
}

impl Resending {
    /// Nothing asked yet. `reload` shows the application as it is.
    pub(super) fn new(
        receipt: String,
        application: Remote<Versioned<ExaminedApplication>>,
        reload: Callback<()>,
    ) -> Self {
        Self {
            session: use_session(),
            receipt: StoredValue::new(receipt),
            application,
            reload,
            asking: RwSignal::new(false),
            busy: RwSignal::new(false),
            outcome: RwSignal::new(None),
            uncertain: StoredValue::new(false),
        }
    }

    /// What happened, why and what to do, with the button; nothing where the mail was not given up.
    pub(super) fn offer(self, mails: &[MailDelivery]) -> Option<AnyView> {
        let failed = mails.iter().find(|mail| mail.kind == MailKind::Pin && mail.state == MailState::Failed)?;
        let what = ["PINのお知らせを「", &failed.to, "」に送れませんでした。"].concat();
        Some(
            view! {
                <Notice kind=NoticeKind::Warning>
                    <p>{what}</p>
                    <p>
                        "宛先のメールサーバーに断られたか、5日間つながりませんでした。PINは、ほかのどこにも送られていません。PIN送付先に、このアドレスで受信できる状態かを確認してから、再送してください。受信できない場合は、電子証明書を失効させ、企業に新しい申請を依頼してください。"
                    </p>
                    <button type="button" class="button" on:click=on(move |_| self.asking.set(true))>
                        "PINのお知らせを再送"
                    </button>
                </Notice>
            }
            .into_any(),
        )
    }

    /// What came of it.
    pub(super) fn outcome(self) -> AnyView {
        (move || match self.outcome.get()? {
            Ok(()) => Some(
                view! {
                    <Notice kind=NoticeKind::Success announced=true>
                        <p>"PINのお知らせを、もう一度送ります。届いたかどうかは、下の「送信したメール」で確認できます。"</p>
                    </Notice>
                }
                .into_any(),
            ),
            // Sent at most once more: of a mail that waits already the server says so.
            Err(error) => Some(failure(&error, Some(Callback::new(move |()| self.resend())))),
        })
        .into_any()
    }

    /// The question before it.
    pub(super) fn question(self) -> AnyView {
        view! {
            <Question
                id="resend-pin"
                title="PINのお知らせを再送しますか"
                asking=self.asking
                label="再送する"
                busy_label="送信の準備をしています"
                busy=self.busy
                on_yes=Callback::new(move |()| self.resend())
            >
                <p>"同じ宛先に、同じ内容のメールを送ります。宛先は変更できません。"</p>
            </Question>
        }
        .into_any()
    }

    fn resend(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.outcome.set(None);
        spawn(async move {
            let receipt = self.receipt.get_value();
            let answer = api::send_pin_mail_again(self.session, &receipt).await;
            self.busy.try_set(false);
            self.asking.try_set(false);
            match answer {
                Ok(application) => {
                    self.uncertain.try_set_value(false);
                    self.application.stand.try_set(Stand::Ready(application));
                    self.outcome.try_set(Some(Ok(())));
                }
                Err(error) => {
                    // Somebody else may have been quicker: the state of the mail is to be seen.
                    if error.code().is_some() && !self.busy.is_disposed() {
                        self.reload.run(());
                    }
                    // Or this one was, by a try whose answer was lost.
                    let by_us = error.code() == Some(ProblemCode::MailNotFailed)
                        && self.uncertain.try_get_value() == Some(true);
                    self.uncertain.try_update_value(|uncertain| *uncertain |= error.is_uncertain());
                    self.outcome.try_set(Some(if by_us { Ok(()) } else { Err(error) }));
                }
            }
        });
    }
}
