//! Method 1 on a telephone's width (BAR F7).

use journeys::{Engine, YAMADA, journey};

#[tokio::test]
async fn the_whole_of_method_1_at_320_pixels_f7() {
    journey("telephone")
        .only_in(Engine::Chromium, "the other windows do not become as narrow")
        .walk(async |user| {
            user.resize(320).await;
            user.logs_in(YAMADA).await;
            let before = user.counts_applications().await;
            user.link_with("CECTRUST-Light").click().await;
            user.arrives_on("ホーム").await;
            let receipt = user.applies().await;
            user.link("この申請の状況を見る").click().await;
            user.arrives_on(&format!("申請 {receipt}")).await;
            assert_eq!(user.counts_applications().await, before + 1);
            user.row(&receipt).there().await;
            user.sees("受付番号").await;
        })
        .await;
}
