//! Filling in PIN送付先 from what is already on the form.

use contract::application::ApplicationField as Field;
use contract::user::UserSummary;
use leptos::prelude::*;

use crate::form::use_draft;
use crate::reactive::{computed, on};

/// The user last chosen in the dialog or looked up, with the mail address, which the draft does not hold.
#[derive(Clone, Copy)]
pub(super) struct LastChosen(pub(super) RwSignal<Option<UserSummary>>);

impl LastChosen {
    /// Whether it is this user, not followed.
    pub(super) fn is(self, user_id: &str) -> bool {
        self.0.with_untracked(|last| last.as_ref().is_some_and(|user| user.user_id == user_id))
    }
}

/// The buttons that copy the applicant, or the chosen user once there is one.
pub(super) fn buttons() -> AnyView {
    let draft = use_draft();
    let last = expect_context::<LastChosen>();
    let said = RwSignal::new("");
    let chosen = draft.value(Field::SignerUserId);
    let is_known = computed(move || last.0.read().as_ref().is_some_and(|user| user.user_id == *chosen.read()));
    let from_applicant = move |_| {
        let values = draft.with_form_untracked(|form| {
            let applicant = &form.applicant;
            [applicant.department.clone(), applicant.name.clone(), applicant.mail_address.clone()]
        });
        draft.fill([Field::PinRecipientDepartment, Field::PinRecipientName, Field::PinRecipientMailAddress], values);
        said.set("申請担当者と同じ内容を入力しました。");
    };
    let from_user = move |_| {
        if let Some(user) = last.0.get_untracked() {
            draft.fill(
                [Field::PinRecipientDepartment, Field::PinRecipientName, Field::PinRecipientMailAddress],
                [user.department, user.name, user.mail_address],
            );
            said.set("選んだ利用者と同じ内容を入力しました。");
        }
    };
    view! {
        <div class="button-row">
            <button type="button" class="button button--small" on:click=on(from_applicant)>
                "申請担当者と同じにする"
            </button>
            {move || {
                is_known
                    .get()
                    .then(|| {
                        view! {
                            <button type="button" class="button button--small" on:click=on(from_user)>
                                "選んだ利用者と同じにする"
                            </button>
                        }.into_any()
                    })
            }}
            <p class="remark" role="status">{said}</p>
        </div>
    }
    .into_any()
}
