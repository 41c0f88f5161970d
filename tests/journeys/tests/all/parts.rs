//! The page comes in parts; one that does not come is told, comes when it is asked for again, and nothing that was
//! typed is lost by it (BAR F3; SPEED, loading in parts).

use journeys::{Engine, YAMADA, journey};

#[tokio::test]
async fn a_part_that_does_not_come_is_told_and_comes_when_asked_for_again() {
    journey("missing-part")
        .only_in(Engine::Chromium, "WebDriver has no word for a network that refuses some addresses")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.field("部署名").fill("大阪支店").await;
            user.chooses_user("suzuki.ichiro").await;

            // Everything is loaded anew, and only the first screen comes.
            user.misses_parts().await;
            user.goes_to("/").await;
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
