//! One application as an operator examines it: everything the applicant entered, ［発行］ and ［却下］ (D13.1)

use contract::application::{ApplicationDetail, ApplicationField, ApplicationState};
use contract::operator::{ExaminedApplication, Rejection, check_rejection_reason};
use contract::problem::ProblemCode;
use contract::{FieldError, Reason, ja};
use leptos::prelude::*;

use super::pin_mail::Resending;
use crate::api::{self, Answer, ApiError, Versioned};
use crate::browser;
use crate::components::mail_table::mail_table;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::components::question::Question;
use crate::components::refusal::refusal;
use crate::components::remote::{Remote, Stand};
use crate::components::summary_list::{link_row, summary, text_row};
use crate::components::text_area::TextArea;
use crate::components::words::user_in_words;
use crate::pages::application::list::state_tag;
use crate::pages::application::sections::sections;
use crate::paths::PagePath;
use crate::reactive::{computed, on, spawn};
use crate::session::{Session, use_session};

const REASON: (&str, &str) = ("rejection-reason", "却下の理由");

type Loaded = Remote<Versioned<ExaminedApplication>>;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    Issued,
    Rejected,
}

impl Done {
    /// Whether an application is as it is after this was done; a rejection with this reason.
    fn is_so(self, application: &ApplicationDetail, reason: &str) -> bool {
        match self {
            Self::Issued => matches!(application.state, ApplicationState::Issued | ApplicationState::Checked),
            Self::Rejected => application.rejection_reason == check_rejection_reason(reason).ok(),
        }
    }
}

/// Deciding on one application.
#[derive(Clone, Copy)]
struct Decision {
    session: Session,
    application: Loaded,
    reload: Callback<()>,
    issuing: RwSignal<bool>,
    rejecting: RwSignal<bool>,
    reason: RwSignal<String>,
    attempted: RwSignal<bool>,
    busy: RwSignal<bool>,
    outcome: RwSignal<Option<Result<Done, ApiError>>>,
    /// What was tried last.
    tried: StoredValue<Option<Done>>,
    /// Whether an earlier try may have been carried out without our hearing of it.
    uncertain: StoredValue<bool>,
}

/// One application. Opening it begins the examination.
pub(crate) fn detail(receipt: String) -> AnyView {
    let session = use_session();
    let application = Loaded::new();
    let load = {
        let receipt = receipt.clone();
        Callback::new(move |()| {
            let receipt = receipt.clone();
            application.refresh(Box::pin(async move {
                let opened = api::examined_application(session, &receipt).await?;
                if opened.value.application.state == ApplicationState::Received {
                    return api::examine(session, &receipt).await;
                }
                Ok(opened)
            }));
        })
    };
    load.run(());
    let decision = Decision {
        session,
        application,
        reload: load,
        issuing: RwSignal::new(false),
        rejecting: RwSignal::new(false),
        reason: RwSignal::new(String::new()),
        attempted: RwSignal::new(false),
        busy: RwSignal::new(false),
        outcome: RwSignal::new(None),
        tried: StoredValue::new(None),
        uncertain: StoredValue::new(false),
    };
    let resending = Resending::new(receipt.clone(), application, load);
    view! {
        <Page title=["申請の審査 ", &receipt].concat()>
            <p>
                <a href=PagePath::OperatorApplications.href()>"審査を待っている申請の一覧へ"</a>
            </p>
            {decision.outcome()}
            {resending.outcome()}
            {application.view(load, move |application| content(&application.value, decision, resending))}
            {decision.question_of_issue()}
            {decision.question_of_rejection()}
            {resending.question()}
        </Page>
    }
    .into_any()
}

fn content(examined: &ExaminedApplication, decision: Decision, resending: Resending) -> AnyView {
    let application = &examined.application;
    let mut facts = vec![
        text_row("受付番号", application.receipt_number.clone()),
        text_row("申請日時", browser::date_time(&application.steps.received_at)),
        text_row("企業", [&examined.company.company_id, "　", &examined.company.name].concat()),
        text_row("申請した管理者", user_in_words(&application.filed_by)),
    ];
    if let Some(number) = &application.certificate_number {
        facts.push(link_row("電子証明書管理番号", number, PagePath::OperatorCertificate(number.clone()).href()));
    }
    if let Some(reason) = &application.rejection_reason {
        facts.push(text_row("却下の理由", reason.clone()));
    }
    view! {
        <p>"状態：" {state_tag(application.state)}</p>
        {resending.offer(&application.mails)}
        {summary("申請", facts, None, None)}
        {sections(&application.form, Some(&application.signer), None)}
        {application.state.is_under_way().then(|| decision.buttons())}
        {mail_table(&application.mails)}
    }
    .into_any()
}

/// What is wrong with the reason, or with what the applicant entered and no operator can change.
fn in_words(error: &FieldError) -> String {
    match ApplicationField::from_pointer(&error.pointer) {
        Some(field) => ja::not_issued(field, &error.reason),
        None => ja::reason(REASON.1, &error.reason),
    }
}

impl Decision {
    fn buttons(self) -> AnyView {
        view! {
            <div class="button-row">
                <button
                    type="button"
                    class="button button--primary"
                    on:click=on(move |_| self.issuing.set(true))
                >
                    "発行"
                </button>
                <button type="button" class="button button--danger" on:click=on(move |_| self.rejecting.set(true))>
                    "却下"
                </button>
            </div>
        }
        .into_any()
    }

    fn outcome(self) -> AnyView {
        (move || match self.outcome.get()? {
            Ok(done) => {
                let words = match done {
                    Done::Issued => {
                        "電子証明書を発行しました。申請担当者に発行のお知らせを、PIN送付先にPINのお知らせを送ります。"
                    }
                    Done::Rejected => "申請を却下しました。理由を申請担当者にメールで送ります。",
                };
                Some(
                    view! {
                        <Notice kind=NoticeKind::Success announced=true>
                            <p>{words}</p>
                        </Notice>
                    }
                    .into_any(),
                )
            }
            Err(error) => Some(refusal(&error, in_words, Callback::new(move |()| self.repeat()))),
        })
        .into_any()
    }

    fn question_of_issue(self) -> AnyView {
        view! {
            <Question
                id="issue"
                title="電子証明書を発行しますか"
                asking=self.issuing
                label="発行する"
                busy_label="発行しています"
                busy=self.busy
                on_yes=Callback::new(move |()| self.issue())
            >
                <p>{self.which()}</p>
                <p>"発行すると、申請の内容で電子証明書が作られ、選ばれた利用者IDに紐付きます。PINは、PIN送付先に1回だけ送られます。"</p>
            </Question>
        }
        .into_any()
    }

    fn question_of_rejection(self) -> AnyView {
        let error = computed(move || {
            let fault = check_rejection_reason(&self.reason.read()).err();
            fault.filter(|_| self.attempted.get()).map(|reason: Reason| ja::reason(REASON.1, &reason))
        });
        view! {
            <Question
                id="reject"
                title="申請を却下しますか"
                asking=self.rejecting
                label="却下する"
                busy_label="却下しています"
                busy=self.busy
                on_yes=Callback::new(move |()| self.reject())
                has_fields=true
                danger=true
            >
                <p>{self.which()}</p>
                <p>"却下した申請は、元に戻せません。理由は、申請担当者にメールで送られます。"</p>
                <TextArea
                    id=REASON.0
                    label=REASON.1
                    hint="申請担当者が何を直せばよいか分かるように書いてください（500文字以内）。"
                    value=self.reason
                    error=error
                />
            </Question>
        }
        .into_any()
    }

    /// Which application, in words: its number, whose, what for, for whom.
    fn which(self) -> Option<String> {
        let Stand::Ready(loaded) = &*self.application.stand.read_untracked() else { return None };
        let (company, application) = (&loaded.value.company, &loaded.value.application);
        let content = &application.form.certificate;
        let names = [&application.receipt_number, &company.name, &content.department_name, &content.title_name];
        let (names, signer) = (names.map(String::as_str).join("　"), &application.signer);
        Some([&names, "（利用者：", &signer.name, "　", &signer.user_id, "）"].concat())
    }

    fn loaded(self) -> Option<(String, String)> {
        match &*self.application.stand.read_untracked() {
            Stand::Ready(loaded) => Some((loaded.value.application.receipt_number.clone(), loaded.etag.clone())),
            _ => None,
        }
    }

    fn issue(self) {
        if let Some((receipt, etag)) = self.loaded() {
            self.decide(api::issue(self.session, &receipt, &etag), Done::Issued);
        }
    }

    fn reject(self) {
        self.attempted.set(true);
        let Ok(reason) = check_rejection_reason(&self.reason.read_untracked()) else {
            browser::focus_soon(REASON.0);
            return;
        };
        if let Some((receipt, etag)) = self.loaded() {
            self.decide(api::reject(self.session, &receipt, &etag, &Rejection { reason }), Done::Rejected);
        }
    }

    /// The same once more.
    fn repeat(self) {
        match self.tried.get_value() {
            Some(Done::Issued) => self.issue(),
            Some(Done::Rejected) => self.reject(),
            None => {}
        }
    }

    fn decide(self, call: api::Pending<Versioned<ExaminedApplication>>, done: Done) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.outcome.set(None);
        self.tried.set_value(Some(done));
        spawn(async move {
            let answer: Answer<_> = call.await;
            self.busy.try_set(false);
            self.issuing.try_set(false);
            self.rejecting.try_set(false);
            match answer {
                Ok(decided) => {
                    self.application.stand.try_set(Stand::Ready(decided));
                    self.outcome.try_set(Some(Ok(done)));
                }
                Err(error)
                    if matches!(error.code(), Some(ProblemCode::PreconditionFailed | ProblemCode::NotUnderWay)) =>
                {
                    self.look_what_became_of_it(done, error);
                }
                Err(error) => {
                    self.uncertain.try_update_value(|uncertain| *uncertain |= error.is_uncertain());
                    self.outcome.try_set(Some(Err(error)));
                }
            }
        });
    }

    /// Somebody has decided on it: another operator, or this one by a try whose answer was lost.
    fn look_what_became_of_it(self, done: Done, error: ApiError) {
        let Some(Some((receipt, _))) = (!self.busy.is_disposed()).then(|| self.loaded()) else { return };
        let reason = self.reason.get_untracked();
        spawn(async move {
            let now = api::examined_application(self.session, &receipt).await;
            let is_so = now.as_ref().is_ok_and(|now| done.is_so(&now.value.application, &reason));
            let by_us = is_so && self.uncertain.try_get_value() == Some(true);
            match now {
                Ok(now) => drop(self.application.stand.try_set(Stand::Ready(now))),
                Err(_) if !self.busy.is_disposed() => self.reload.run(()),
                Err(_) => {}
            }
            self.outcome.try_set(Some(if by_us { Ok(done) } else { Err(error) }));
        });
    }
}
