//! The header of somebody who is logged in: who that is, and the menus.

use contract::user::Role;
use leptos::prelude::*;

use super::log_out::LogOut;
use super::session_end::SessionEnd;
use crate::api;
use crate::components::menu::Menu;
use crate::paths::PagePath;
use crate::reactive::{on, spawn};
use crate::session::Session;

/// The entries of 管理者業務▼, in order (M1.1). A function that comes into being gets its line here, and nowhere else.
const ADMINISTRATION: [(&str, PagePath); 4] = [
    ("電子証明書追加発行申請", PagePath::ApplicationInput),
    ("自社電子証明書照会", PagePath::Certificates),
    ("申請状況", PagePath::Applications),
    ("操作履歴", PagePath::Audit),
];

/// The entries of 証明書管理▼, which every user of a company sees (D1.2).
const CERTIFICATES: [(&str, PagePath); 2] =
    [("証明書有効性確認", PagePath::MyCertificates), ("署名の確認", PagePath::Sign)];

/// The entries of 運営業務▼.
const OPERATION: [(&str, PagePath); 2] =
    [("申請の審査", PagePath::OperatorApplications), ("電子証明書の失効", PagePath::OperatorCertificates)];

/// What stands in the header for somebody who is logged in: menus, the company, and what belongs to the person.
pub(crate) fn menus(session: Session) -> AnyView {
    let (company, name, role) = session.with_me(|me| match me {
        Some(me) => (me.company.as_ref().map(|company| company.name.clone()), me.name.clone(), Some(me.role)),
        None => (None, String::new(), None),
    });
    let is_demonstration = RwSignal::new(false);
    spawn(async move {
        // Only a demonstration has this address.
        let there = api::demonstration_mails(session).await.is_ok();
        let _ = is_demonstration.try_set(there);
    });
    let log_out = RwSignal::new(false);

    view! {
        <nav class="header__menus" aria-label="メニュー">
            {(role == Some(Role::Administrator)).then(|| menu("menu-administration", "管理者業務", &ADMINISTRATION))}
            {(role != Some(Role::Operator)).then(|| menu("menu-certificates", "証明書管理", &CERTIFICATES))}
            {(role == Some(Role::Operator)).then(|| menu("menu-operation", "運営業務", &OPERATION))}
            {move || {
                is_demonstration
                    .get()
                    .then(|| view! { <a class="header__link" href=PagePath::Mails.href()>"メール（デモ）"</a> }.into_any())
            }}
        </nav>
        <div class="header__account">
            <p class="header__company">{company}</p>
            <Menu id="menu-account" label=name>
                <li>
                    <a href=PagePath::Password.href()>"パスワード変更"</a>
                </li>
                <li>
                    <button type="button" on:click=on(move |_| log_out.set(true))>
                        "ログアウト"
                    </button>
                </li>
            </Menu>
        </div>
        <LogOut wanted=log_out />
        <SessionEnd log_out=log_out />
    }
    .into_any()
}

fn menu(id: &'static str, label: &'static str, entries: &'static [(&'static str, PagePath)]) -> AnyView {
    view! {
        <Menu id=id label=label>
            {entries.iter().map(|(name, path)| view! { <li><a href=path.href()>{*name}</a></li> }.into_any()).collect_view()}
        </Menu>
    }
    .into_any()
}
