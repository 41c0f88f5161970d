//! The static shell: the login can be typed into before the WebAssembly is there, and nothing of it is lost.

use journeys::{Engine, PASSWORD, YAMADA, journey};

#[tokio::test]
async fn the_login_can_be_filled_in_and_sent_before_the_application_is_there() {
    journey("first-load")
        .only_in(Engine::Chromium, "WebDriver has no word for a WebAssembly that is long in coming")
        .walk(async |user| {
            user.waits_for_the_application().await;
            user.goes_to("/").await;
            user.heading("ログイン").there().await;
            user.looks_at("shell").await;
            user.field("企業ID").fill(YAMADA.company).await;
            user.field("利用者ID").fill(YAMADA.id).await;
            user.field("パスワード").fill("not yet the").await;
            user.lets_the_application_come().await;
            user.is_on("ログイン").await;
            // The person goes on typing as if nothing had happened.
            user.field("パスワード").gets_focus().await;
            user.presses(" password").await;
            user.field("企業ID").holds(YAMADA.company).await;
            user.field("利用者ID").holds(YAMADA.id).await;
            user.field("パスワード").holds("not yet the password").await;

            // Pressed too early, it waits and then logs in; nothing of it gets into the address.
            user.reloads().await;
            user.heading("ログイン").there().await;
            user.field("企業ID").fill(YAMADA.company).await;
            user.field("利用者ID").fill(YAMADA.id).await;
            user.field("パスワード").fill(PASSWORD).await;
            user.button("ログイン").click().await;
            user.hears("読み込みが終わりしだい、ログインします").await;
            assert_eq!(user.address().await, "/");
            user.lets_the_application_come().await;
            user.arrives_on("ホーム").await;

            // Who is logged in is not shown a login first.
            user.goes_to("/certificates").await;
            user.sees("読み込んでいます").await;
            assert!(!user.field("企業ID").is_there().await, "the login flashes");
            user.lets_the_application_come().await;
            user.is_on("自社電子証明書検索/一覧").await;
        })
        .await;
}
