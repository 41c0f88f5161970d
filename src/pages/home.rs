//! The home screen: what waits to be done, and the ways to go (M1.3).

use contract::session::Todo;
use contract::user::Role;
use leptos::prelude::*;

use crate::api;
use crate::browser;
use crate::components::page::Page;
use crate::components::question::Question;
use crate::components::remote::Remote;
use crate::form::{ApplicationDraft, use_draft};
use crate::paths::{NEXT_TO_END, PagePath, REUSE};
use crate::reactive::{computed, on};
use crate::session::{Session, use_session};

mod timeline;

/// The id of the heading over what waits to be done.
const TO_DO: &str = "to-do";

/// The home screen.
pub(crate) fn home() -> AnyView {
    let session = use_session();
    let content = match session.role() {
        Some(Role::Administrator) => administrator(session),
        Some(Role::Operator) => operator(),
        Some(Role::Member) | None => member(),
    };
    view! { <Page title="ホーム">{content}</Page> }.into_any()
}

fn administrator(session: Session) -> AnyView {
    let todo = Remote::<Todo>::new();
    let load = move || todo.load(api::todo(session));
    load();
    view! {
        <section class="home__section">
            <h2 id=TO_DO tabindex="-1">
                "確認していただくこと"
            </h2>
            {draft_in_progress(use_draft())}
            {todo.view(Callback::new(move |()| load()), waiting_list)}
        </section>
        <section class="home__section">
            <h2>"署名用IDを追加する方法"</h2>
            {ways()}
        </section>
        {timeline::timeline(session)}
    }
    .into_any()
}

/// An application that was begun and not filed.
fn draft_in_progress(draft: ApplicationDraft) -> AnyView {
    let in_progress = computed(move || draft.is_in_progress());
    let said = RwSignal::new("");
    let (asking, busy) = (RwSignal::new(false), RwSignal::new(false));
    let discard = Callback::new(move |()| {
        asking.set(false);
        draft.discard();
        said.set("入力途中の申請を破棄しました。");
        // The button that asked is gone with the draft.
        browser::focus_soon(TO_DO);
    });
    view! {
        {move || {
            in_progress
                .get()
                .then(|| {
                    view! {
                        <div class="home__item">
                            <p>"入力途中の申請があります。"</p>
                            <div class="button-row">
                                <a class="button" href=PagePath::ApplicationInput.href()>
                                    "続ける"
                                </a>
                                <button type="button" class="button button--quiet" on:click=on(move |_| asking.set(true))>
                                    "破棄"
                                </button>
                            </div>
                        </div>
                    }.into_any()
                })
        }}
        <p class="home__said" role="status">{said}</p>
        <Question
            id="discard-draft"
            title="入力途中の申請を破棄しますか"
            asking=asking
            label="破棄する"
            busy_label="破棄しています"
            busy=busy
            on_yes=discard
        >
            <p>"破棄した内容は、元に戻せません。"</p>
        </Question>
    }
    .into_any()
}

fn waiting_list(todo: &Todo) -> AnyView {
    let under_way = (todo.applications_under_way > 0).then(|| {
        view! {
            <div class="home__item">
                <p>{["発行を待っている申請が", &todo.applications_under_way.to_string(), "件あります。"].concat()}</p>
                <a class="button" href=PagePath::Applications.href()>
                    "申請状況を見る"
                </a>
            </div>
        }
        .into_any()
    });
    let expiring = (todo.certificates_expiring > 0).then(|| {
        let mut words =
            ["まもなく期限が切れる電子証明書が", &todo.certificates_expiring.to_string(), "件あります。"].concat();
        if let Some(next) = &todo.next_expiry {
            words.push_str(&["最も早いものは", &browser::date(next), "までです。"].concat());
        }
        view! {
            <div class="home__item">
                <p>{words}</p>
                <a class="button" href=PagePath::ApplicationInput.href_with(&[(REUSE, NEXT_TO_END)])>
                    "更新を申請する"
                </a>
            </div>
        }
        .into_any()
    });
    let nothing = (under_way.is_none() && expiring.is_none())
        .then(|| view! { <p>"今、対応が必要なものはありません。"</p> }.into_any());
    view! {
        {under_way}
        {expiring}
        {nothing}
    }
    .into_any()
}

/// The two ways, as the manual numbers them.
fn ways() -> AnyView {
    view! {
        <div class="ways">
            <article class="card way">
                <h3>
                    <span class="way__number">"①"</span>
                    "新たに電子証明書を発行する"
                </h3>
                <p>"電子証明書の発行を申請し、発行されたものを利用者IDに紐付けて署名用IDにします。"</p>
                <ol>
                    <li>"電子証明書追加発行申請を行います。"</li>
                    <li>"通常2～3日後に発行され、メールでお知らせします。"</li>
                    <li>"紐付けた利用者IDで「証明書有効性確認」を行うと、署名できます。"</li>
                </ol>
                <p class="way__note">
                    "「電子証明書有効期間満了のお知らせ」メールを受け取って更新する場合も、この方法です。"
                </p>
                <a class="button" href=PagePath::ApplicationInput.href()>
                    "電子証明書追加発行申請へ"
                </a>
            </article>
            <article class="card way">
                <h3>
                    <span class="way__number">"②"</span>
                    "発行済の電子証明書を紐付ける"
                </h3>
                <p>"自社に発行済の電子証明書を、別の利用者IDにも紐付けて署名用IDにします。"</p>
                <ol>
                    <li>"自社電子証明書照会で、紐付ける電子証明書を選びます。"</li>
                    <li>"紐付け更新で利用者IDを追加します。確定すると、すぐに反映されます。"</li>
                    <li>"紐付けた利用者IDで「証明書有効性確認」を行うと、署名できます。PINは発行時に送付済のものを使います。"</li>
                </ol>
                <a class="button" href=PagePath::Certificates.href()>
                    "自社電子証明書照会へ"
                </a>
            </article>
        </div>
    }
    .into_any()
}

fn member() -> AnyView {
    view! {
        <section class="home__section">
            <h2>"署名できるようになるまで"</h2>
            <ol class="home__steps">
                <li>"社内の管理者（管理用ID）が電子証明書の発行を申請し、あなたの利用者IDに紐付けます。"</li>
                <li>"「PINのお知らせ」メールを受け取った人から、PINを共有してもらいます。"</li>
                <li>"PINを使って「証明書有効性確認」を行うと、その電子証明書で署名できます。"</li>
            </ol>
            <a class="button button--primary" href=PagePath::MyCertificates.href()>
                "証明書有効性確認へ"
            </a>
            <p>"電子証明書の申請や紐付けの変更が必要なときは、社内の管理者に依頼してください。"</p>
        </section>
    }
    .into_any()
}

fn operator() -> AnyView {
    view! {
        <section class="home__section">
            <h2>"運営の機能"</h2>
            <p>"届いた申請の内容を確認し、電子証明書を発行するか、理由を付けて却下します。"</p>
            <a class="button" href=PagePath::OperatorApplications.href()>
                "申請の審査へ"
            </a>
            <p>"企業から依頼を受けた電子証明書を失効させます。"</p>
            <a class="button" href=PagePath::OperatorCertificates.href()>
                "電子証明書の失効へ"
            </a>
        </section>
    }
    .into_any()
}
