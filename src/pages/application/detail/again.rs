//! ［この内容をもとに申請し直す］ on an application that was turned down or withdrawn (D13.1)

use contract::application::{ApplicationDetail, ApplicationState};
use leptos::prelude::*;

use crate::components::question::Question;
use crate::form::use_draft;
use crate::paths::{PagePath, use_go};
use crate::reactive::on;

/// The button, and the question where a draft would be lost; nothing where the application still goes its way.
pub(super) fn again(application: &ApplicationDetail) -> Option<AnyView> {
    let is_over = matches!(application.state, ApplicationState::Rejected | ApplicationState::Withdrawn);
    is_over.then(|| button(application))
}

fn button(application: &ApplicationDetail) -> AnyView {
    let (draft, pages) = (use_draft(), use_go());
    let form = StoredValue::new(application.form.clone());
    let (asking, busy) = (RwSignal::new(false), RwSignal::new(false));
    let fill = Callback::new(move |()| {
        asking.set(false);
        draft.reuse(form.get_value());
        draft.leave_note("前の申請の内容を表示しました。内容を見直して、必要に応じて変更してください。");
        pages.to(&PagePath::ApplicationInput.href());
    });
    let start = move |_| {
        if untrack(|| draft.is_in_progress()) {
            asking.set(true);
        } else {
            fill.run(());
        }
    };
    view! {
        <button type="button" class="button" on:click=on(start)>
            "この内容をもとに申請し直す"
        </button>
        <Question
            id="replace-draft"
            title="入力途中の申請を置き換えますか"
            asking=asking
            label="置き換える"
            busy_label="置き換えています"
            busy=busy
            on_yes=fill
        >
            <p>"入力途中の申請があります。置き換えると、電子証明書情報、利用者情報、PIN送付先情報に入力した内容は失われます。"</p>
        </Question>
    }
    .into_any()
}
