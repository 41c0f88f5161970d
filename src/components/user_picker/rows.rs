//! The rows of 利用者選択. Radio buttons, so that the keyboard works as everywhere.

use contract::user::UserSummary;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::Excluded;
use crate::browser;
use crate::components::table::{table, table_cell, table_head};
use crate::reactive::on;

/// The form to which the radio buttons belong, so that Enter on one chooses.
pub(super) const FORM: &str = "picker-choice";

const COLUMNS: [&str; 6] = ["選択", "利用者ID", "氏名", "部署", "メールアドレス", "署名用ID"];

/// The rows, or what to try when there is none.
pub(super) fn rows(users: &[UserSummary], selected: RwSignal<String>, excluded: Signal<Excluded>) -> AnyView {
    if users.is_empty() {
        return view! {
            <p class="picker__empty">
                "条件に合う利用者がいません。条件を短くするか空にして、もう一度検索してください。退職または停止中の利用者は表示されません。"
            </p>
        }
        .into_any();
    }
    let excluded = excluded.get_untracked();
    let rows = users.iter().enumerate().map(|(at, user)| row(at, user, selected, &excluded)).collect();
    table("検索結果", "picker__table", table_head(&COLUMNS), rows)
}

fn row(at: usize, user: &UserSummary, selected: RwSignal<String>, excluded: &Excluded) -> AnyView {
    let shut_out = excluded.user_ids.contains(&user.user_id);
    let id = ["picker-user-", &at.to_string()].concat();
    let name = [&user.user_id, " ", &user.name].concat();
    let user_id = user.user_id.clone();
    let on_change = {
        let user_id = user_id.clone();
        move |_| selected.set(user_id.clone())
    };
    // A click anywhere in the row means its radio button.
    let on_row = {
        let (id, user_id) = (id.clone(), user_id.clone());
        move |_| {
            if !shut_out
                && let Some(button) =
                    browser::element(&id).and_then(|element| element.dyn_into::<HtmlInputElement>().ok())
            {
                // Not by a click on it, which would come back here.
                button.set_checked(true);
                let _ = button.focus();
                selected.set(user_id.clone());
            }
        }
    };
    let signing = if user.is_signing_id { "はい" } else { "いいえ" };
    let reason = shut_out.then(|| view! { <span class="picker__reason">{excluded.reason}</span> }.into_any());
    let radio = view! {
        <input
            type="radio"
            id=id
            class="picker__radio"
            name="picker-user"
            form=FORM
            aria-label=name
            value=user_id.clone()
            checked=selected.with_untracked(|selected| *selected == user_id)
            disabled=shut_out
            on:change=on(on_change)
        />
    }
    .into_any();
    view! {
        <div role="row" class="table__row picker__row" class:picker__row--out=shut_out on:click=on(on_row)>
            {table_cell(COLUMNS[0], view! { {radio} {reason} }.into_any())}
            {table_cell(COLUMNS[1], user.user_id.clone())}
            {table_cell(COLUMNS[2], user.name.clone())}
            {table_cell(COLUMNS[3], user.department.clone())}
            {table_cell(COLUMNS[4], user.mail_address.clone())}
            {table_cell(COLUMNS[5], signing)}
        </div>
    }
    .into_any()
}
