//! 電子証明書追加発行申請確認 (M5.3, D5.4, M6.1, D6.2)

use contract::application::Section;
use contract::problem::ProblemCode;
use leptos::prelude::*;

use super::sections::{section_id, sections};
use crate::api::{self, ApiError};
use crate::components::busy_button::BusyButton;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::components::print::print_button;
use crate::form::{ApplicationDraft, use_draft};
use crate::paths::{PagePath, RECEIPT, use_go};
use crate::reactive::{effect, spawn};
use crate::session::use_session;

/// 電子証明書追加発行申請確認
pub(crate) fn confirm() -> AnyView {
    let draft = use_draft();
    if !draft.holds() {
        return nothing_to_confirm(draft);
    }
    let session = use_session();
    let go = use_go();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);

    let file = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        // What is shown is what is sent, with the key that belongs to it.
        let (form, key) = (draft.normalised(), draft.idempotency_key());
        let discard = draft.discarding();
        spawn(async move {
            let answer = api::file_application(session, &form, &key).await;
            busy.try_set(false);
            match answer {
                Ok(filed) => {
                    discard();
                    // Back must not lead to the confirmation of something that is filed.
                    go.instead(&PagePath::ApplicationComplete.href_with(&[(RECEIPT, &filed.receipt_number)]));
                }
                Err(ApiError::Problem(problem))
                    if problem.code == ProblemCode::InvalidFields && draft.refuse(&problem.errors) =>
                {
                    go.to(&PagePath::ApplicationInput.href());
                }
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    });

    let content = move || draft.with_form(|form| sections(&form.normalised(), draft.signer().as_ref(), Some(change)));
    view! {
        <Page title="電子証明書追加発行申請確認">
            <p class="no-print">"申請する内容を確認してください。直すところがあれば、それぞれの［変更］から戻れます。"</p>
            {content}
            <div class="form-end">
                <p>
                    "［確定］を押すと申請を受け付け、申請担当者のメールアドレスに「電子証明書追加発行申請受付のお知らせ」を送ります。"
                </p>
                {move || failed.get().map(|error| not_filed(&error))}
                <div class="button-row">
                    <BusyButton label="確定" busy_label="申請を送信しています" busy=busy.into() on_click=file />
                    <a class="button" href=PagePath::ApplicationInput.href()>
                        "入力に戻る"
                    </a>
                    {print_button()}
                </div>
            </div>
        </Page>
    }
    .into_any()
}

/// Why it is not known to be filed. ［確定］ is there to try again, so that no second button is needed.
fn not_filed(error: &ApiError) -> AnyView {
    let uncertain = error.is_uncertain().then_some(
        "申請が受け付けられたかどうか確認できません。もう一度［確定］を押しても、申請が二重になることはありません。",
    );
    let message = error.message();
    view! {
        <Notice kind=NoticeKind::Error announced=true>
            <p>{message}</p>
            {uncertain.map(|words| view! { <p>{words}</p> }.into_any())}
        </Notice>
    }
    .into_any()
}

fn change(section: Section) -> String {
    PagePath::ApplicationInput.href_at(section_id(section))
}

/// Opened without a draft that can be filed: by an old bookmark, or after it was filed in another tab.
fn nothing_to_confirm(draft: ApplicationDraft) -> AnyView {
    let go = use_go();
    draft.leave_note(
        "確認できる申請がないため、入力画面を表示しています。入力が終わっていないか、既に申請済みです。申請済みかどうかは、申請状況で確認できます。",
    );
    effect(move || go.instead(&PagePath::ApplicationInput.href()));
    ().into_any()
}
