//! ■電子証明書利用者情報: the one user who will sign (M4.1, M4.3)

use contract::application::ApplicationField;
use contract::ja;
use contract::user::{UserQuery, UserReference, UserSummary};
use leptos::prelude::*;

use super::copy::LastChosen;
use crate::api;
use crate::browser;
use crate::components::field::{Field, FieldIds};
use crate::components::user_picker::UserPicker;
use crate::components::words::user_in_words;
use crate::form::{ApplicationDraft, field_id, use_draft};
use crate::reactive::{effect, spawn};
use crate::session::{Session, use_session};

const FIELD: ApplicationField = ApplicationField::SignerUserId;

/// The field: who is chosen, and ［参照］.
pub(super) fn signer(picking: RwSignal<bool>) -> AnyView {
    let draft = use_draft();
    let session = use_session();
    let last = expect_context::<LastChosen>();
    let user_id = draft.value(FIELD);
    let error = draft.error(FIELD);
    let ids = FieldIds::new(&field_id(FIELD));

    // A reused application names the user by ID only, and a draft that was left does not know the mail address.
    effect(move || {
        let user_id = user_id.get();
        if !user_id.is_empty() && !last.is(&user_id) {
            look_up(session, draft, last, user_id);
        }
    });
    let shown = move || {
        let user_id = user_id.get();
        if user_id.is_empty() {
            return view! { <span class="signer__none">"まだ選ばれていません"</span> }.into_any();
        }
        let user = draft.signer().filter(|user| user.user_id == user_id);
        user.map_or(user_id, |user| user_in_words(&user)).into_any()
    };
    let described_by = {
        let ids = ids.clone();
        let value = [ids.control.as_str(), "-value"].concat();
        move || {
            let rest = ids.described_by(true, false, error.read().is_some()).unwrap_or_default();
            [&value, " ", &rest].concat()
        }
    };
    let label_id = [ids.control.as_str(), "-label"].concat();
    let button_id = ids.control.clone();
    let value_id = [ids.control.as_str(), "-value"].concat();

    view! {
        <Field
            ids=ids
            label=ja::field(FIELD)
            required=true
            hint="選べる利用者IDは1つだけです。ほかの利用者IDにも同じ電子証明書を紐付ける場合は、発行の完了後に行います。"
            error=error
            group=true
        >
            <div class="signer" role="group" aria-labelledby=label_id>
                <p id=value_id class="signer__value">
                    {shown}
                </p>
                <button
                    type="button"
                    id=button_id
                    class="button"
                    aria-haspopup="dialog"
                    aria-describedby=described_by
                    on:click=move |_| picking.set(true)
                >
                    "参照"
                </button>
            </div>
        </Field>
    }
    .into_any()
}

/// The dialog behind ［参照］. Outside the form, because it has forms of its own.
pub(super) fn picker(picking: RwSignal<bool>) -> AnyView {
    let draft = use_draft();
    let last = expect_context::<LastChosen>();
    let on_choose = Callback::new(move |user: UserSummary| {
        last.0.set(Some(user.clone()));
        draft.set_signer(reference(&user));
        browser::focus_soon(field_id(FIELD));
    });
    view! { <UserPicker open=picking chosen=draft.value(FIELD) on_choose=on_choose /> }.into_any()
}

fn reference(user: &UserSummary) -> UserReference {
    UserReference { user_id: user.user_id.clone(), name: user.name.clone(), department: user.department.clone() }
}

/// Finds out who the user with this ID is. If that fails, the ID alone is shown.
fn look_up(session: Session, draft: ApplicationDraft, last: LastChosen, user_id: String) {
    spawn(async move {
        let query = UserQuery { user_id: user_id.clone(), ..UserQuery::default() };
        if let Ok(page) = api::users(session, &query).await
            && let Some(user) = page.items.into_iter().find(|user| user.user_id == user_id)
        {
            draft.name_signer(reference(&user));
            last.0.try_set(Some(user));
        }
    });
}
