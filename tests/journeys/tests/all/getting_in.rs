//! Logging in, the home screen, the menus.

use journeys::{Browser, Engine, OPERATOR, PASSWORD, SUZUKI, YAMADA, journey};
use thirtyfour::Key;

/// BAR S7, F2, F3
#[tokio::test]
async fn a_wrong_password_is_told_in_words_and_the_right_one_leads_home() {
    journey("login")
        .walk(async |user| {
            user.goes_to("/").await;
            user.is_on("ログイン").await;
            user.looks_at("login").await;

            user.button("ログイン").click().await;
            user.focus_is_on("入力内容に誤りが3件あります").await;
            user.field("企業ID").says("企業IDを入力してください。").await;
            user.field("利用者ID").says("利用者IDを入力してください。").await;
            user.field("パスワード").says("パスワードを入力してください。").await;
            assert!(user.title().await.starts_with("エラー：ログイン"), "{}", user.title().await);
            user.looks_at("empty").await;

            user.gives(YAMADA, "not the password").await;
            user.focus_is_on("ログインできませんでした").await;
            user.sees("企業ID、利用者ID、パスワードのいずれかが違います").await;
            user.field("企業ID").holds(YAMADA.company).await;
            user.field("利用者ID").holds(YAMADA.id).await;
            user.looks_at("refused").await;

            // BAR F6: nobody is refused for the width of a letter.
            user.field("企業ID").fill("ｋ１００００１").await;
            user.field("利用者ID").holds(YAMADA.id).await;
            user.field("パスワード").fill(PASSWORD).await;
            user.presses(Key::Enter).await;
            user.arrives_on("ホーム").await;
            user.button(YAMADA.name).there().await;
            user.sees("株式会社山田建設").await;
        })
        .await;
}

#[tokio::test]
async fn m1_1_the_menu_works_with_the_pointer() {
    journey("menu")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.link("申請状況").gone().await;
            user.button("管理者業務").click().await;
            assert_eq!(user.button("管理者業務").attribute("aria-expanded").await, "true");
            user.looks_at("open").await;
            // 自社電子証明書照会 joins these two with method 2.
            user.link("申請状況").there().await;
            user.link("電子証明書追加発行申請").click().await;
            user.arrives_on("電子証明書追加発行申請").await;
            user.link("申請状況").gone().await;

            user.button("管理者業務").click().await;
            user.link("申請状況").there().await;
            user.heading("電子証明書追加発行申請").click().await;
            user.link("申請状況").gone().await;
        })
        .await;
}

#[tokio::test]
async fn m1_1_the_menu_works_with_the_keyboard() {
    journey("menu-keyboard")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.goes_to("/").await;
            user.is_on("ホーム").await;
            user.tabs_to(user.button("管理者業務")).await;
            user.presses(Key::Enter).await;
            user.link("申請状況").there().await;
            user.presses(Key::Down).await;
            user.link("電子証明書追加発行申請").gets_focus().await;
            user.presses(Key::Down).await;
            user.link("自社電子証明書照会").gets_focus().await;
            user.presses(Key::Escape).await;
            user.link("自社電子証明書照会").gone().await;
            user.button("管理者業務").gets_focus().await;
            user.presses(Key::Down).await;
            user.link("電子証明書追加発行申請").gets_focus().await;
            user.presses(Key::Up).await;
            user.link("操作履歴").gets_focus().await;
            user.presses(Key::Enter).await;
            user.arrives_on("操作履歴").await;
        })
        .await;
}

async fn status(user: &Browser, method: &str, address: &str) -> u64 {
    let script = "return fetch(arguments[1], { method: arguments[0] }).then(answer => answer.status)";
    user.asks_with(script, serde_json::json!([method, address])).await.as_u64().unwrap_or_default()
}

#[tokio::test]
async fn d1_2_a_member_has_no_administration_neither_on_the_screen_nor_behind_it() {
    journey("member")
        .walk(async |user| {
            user.logs_in(SUZUKI).await;
            user.sees("署名できるようになるまで").await;
            assert!(!user.button("管理者業務").is_there().await, "a member sees 管理者業務");
            user.looks_at("home").await;
            assert_eq!(status(user, "GET", "/api/v1/applications").await, 403);
            assert_eq!(status(user, "GET", "/api/v1/reusable-certificates").await, 403);
            assert_eq!(status(user, "GET", "/api/v1/session").await, 200);

            for address in
                ["/applications/new", "/applications/new/confirm", "/applications", "/applications/AP-00000001"]
            {
                user.goes_to(address).await;
                user.is_on("この画面は管理用IDで使います").await;
            }
            user.looks_at("forbidden").await;
            user.link("ホームへ戻る").click().await;
            user.arrives_on("ホーム").await;
        })
        .await;
}

#[tokio::test]
async fn m1_3_home_explains_both_ways_and_what_waits() {
    journey("home")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.heading("①新たに電子証明書を発行する").there().await;
            user.heading("②発行済の電子証明書を紐付ける").there().await;
            user.sees("「電子証明書有効期間満了のお知らせ」メールを受け取って更新する場合も、この方法です。").await;
            user.sees("発行を待っている申請が").await;
            user.sees("まもなく期限が切れる電子証明書が").await;
            user.looks_at("administrator").await;

            user.link("申請状況を見る").click().await;
            user.arrives_on("申請状況").await;
            user.goes_back().await;
            user.arrives_on("ホーム").await;
            user.link("更新を申請する").click().await;
            user.arrives_on("電子証明書追加発行申請").await;
            user.link_with("CECTRUST-Light").click().await;
            user.arrives_on("ホーム").await;
            user.begins_an_application().await;
        })
        .await;
}

#[tokio::test]
async fn the_operator_and_whoever_is_lost_find_their_way() {
    journey("lost")
        .walk(async |user| {
            user.logs_in(OPERATOR).await;
            assert!(!user.button("管理者業務").is_there().await, "the operator belongs to no company");
            user.looks_at("operator").await;
            user.goes_to("/no/such/page").await;
            user.is_on("ページが見つかりません").await;
            user.looks_at("not-found").await;
            user.link("ホームへ戻る").click().await;
            user.arrives_on("ホーム").await;
        })
        .await;
}

/// F7: for whom things move too much.
#[tokio::test]
async fn nothing_moves_where_less_motion_is_wanted_f7() {
    journey("motion")
        .only_in(Engine::Chromium, "WebDriver has no word for what the system prefers")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.wants_less_motion().await;
            user.button("管理者業務").click().await;
            user.link("電子証明書追加発行申請").click().await;
            user.arrives_on("電子証明書追加発行申請").await;
            user.button("参照").click().await;
            user.dialog("利用者選択").there().await;
            let moving = "return [...document.querySelectorAll('*')].map(one => getComputedStyle(one)).filter(style =>
                [style.transitionDuration, style.animationDuration].join().split(',').some(time => parseFloat(time) > 0.01)
            ).length";
            assert_eq!(user.asks(moving).await, 0);
        })
        .await;
}
