//! The page comes in parts; one that does not come is told, comes when it is asked for again, and nothing that was
//! typed is lost by it (BAR F3; SPEED, loading in parts).

use journeys::{Engine, PASSWORD, YAMADA, journey};

#[tokio::test]
async fn a_part_that_does_not_come_is_told_and_comes_when_asked_for_again() {
    journey("missing-part")
        .only_in(Engine::Chromium, "WebDriver has no word for a network that refuses some addresses")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.field("部署名").fill("大阪支店").await;
            user.chooses_user("suzuki.ichiro").await;

            // Everything is loaded anew, but for the styles, without which nothing is shown.
            user.misses_styles().await;
            user.goes_to("/").await;
            user.hears("画面を読み込めませんでした。").await;
            user.looks_at("missing-styles").await;
            user.misses_part("applications").await;
            user.button("もう一度").click().await;
            user.is_on("ホーム").await;
            user.link("電子証明書追加発行申請へ").click().await;
            user.arrives_on("画面を読み込めません").await;
            user.hears("画面を読み込めませんでした。").await;
            user.looks_at("missing").await;
            user.button("もう一度").click().await;
            user.arrives_on("画面を読み込めません").await;

            user.gets_parts_again().await;
            user.button("もう一度").click().await;
            user.arrives_on("電子証明書追加発行申請").await;
            user.field("部署名").holds("大阪支店").await;
            user.sees("鈴木 一郎").await;
            user.opens_certificates().await;
        })
        .await;
}

#[tokio::test]
async fn a_login_with_nothing_to_see_inside_yet_is_told_and_can_be_repeated() {
    journey("missing-inside")
        .only_in(Engine::Chromium, "WebDriver has no word for a network that refuses some addresses")
        .walk(async |user| {
            user.misses_parts().await;
            user.goes_to("/").await;
            user.is_on("ログイン").await;
            user.field("企業ID").fill(YAMADA.company).await;
            user.field("利用者ID").fill(YAMADA.id).await;
            user.field("パスワード").fill(PASSWORD).await;
            user.button("ログイン").click().await;
            user.sees("画面を読み込めませんでした。").await;
            user.field("利用者ID").holds(YAMADA.id).await;

            user.gets_parts_again().await;
            user.button("ログイン").click().await;
            user.arrives_on("ホーム").await;
        })
        .await;
}
