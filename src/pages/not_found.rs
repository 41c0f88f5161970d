//! Addresses that lead nowhere, or not for this user.

use contract::user::Role;
use leptos::prelude::*;

use crate::components::page::Page;
use crate::paths::PagePath;

/// There is no such page.
pub(crate) fn not_found() -> AnyView {
    view! {
        <Page title="ページが見つかりません">
            <p>"アドレスが変わったか、入力に誤りがあります。ホームから選び直してください。"</p>
            {to_home()}
        </Page>
    }
    .into_any()
}

/// There is, but not for this user (D1.2).
pub(crate) fn forbidden(whose: Role, mine: Option<Role>) -> AnyView {
    let (title, words) = match (whose, mine) {
        (Role::Operator, _) => {
            ("この画面は運営の担当者が使います", "お使いの利用者IDでは使えません。ホームから選び直してください。")
        }
        (_, Some(Role::Operator)) => {
            ("この画面は契約企業の利用者が使います", "運営の利用者IDでは使えません。ホームから選び直してください。")
        }
        _ => (
            "この画面は管理用IDで使います",
            "お使いの利用者IDには、管理者業務の権限がありません。必要な手続きは、社内の管理者に依頼してください。",
        ),
    };
    view! {
        <Page title=title>
            <p>{words}</p>
            {to_home()}
        </Page>
    }
    .into_any()
}

fn to_home() -> AnyView {
    view! {
        <p>
            <a href=PagePath::Home.href()>"ホームへ戻る"</a>
        </p>
    }
    .into_any()
}
