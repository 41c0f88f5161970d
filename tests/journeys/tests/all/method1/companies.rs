//! Two companies that cannot see each other.

use journeys::{TANAKA, YAMADA, journey};

#[tokio::test]
async fn two_companies_cannot_see_each_other() {
    journey("companies")
        .walk(async |yamada| {
            let tanaka = yamada.somebody_else().await;
            yamada.logs_in(YAMADA).await;
            tanaka.logs_in(TANAKA).await;
            let before = tanaka.counts_applications().await;
            let receipt = yamada.applies().await;

            tanaka.link_with("CECTRUST-Light").click().await;
            assert_eq!(tanaka.counts_applications().await, before);
            assert!(!tanaka.text().await.contains(&receipt), "the other company's application is listed");
            // It answers as if it did not exist.
            for number in [receipt.as_str(), "AP-99999999"] {
                tanaka.goes_to(&format!("/applications/{number}")).await;
                tanaka.hears("お探しの情報が見つかりません。一覧から選び直してください。").await;
                assert!(!tanaka.text().await.contains("yamada-kensetsu"), "the other company's application is shown");
            }
            tanaka.looks_at("not-ours").await;

            tanaka.goes_to("/").await;
            tanaka.is_on("ホーム").await;
            tanaka.begins_an_application().await;
            tanaka.field("企業名").holds("東海設備工業株式会社").await;
            let own = tanaka.field("電子証明書").entries().await;
            yamada.link_with("CECTRUST-Light").click().await;
            yamada.begins_an_application().await;
            let others = yamada.field("電子証明書").entries().await;
            assert!(own.iter().skip(1).all(|entry| !others.contains(entry)), "{own:?} {others:?}");

            tanaka.button("参照").click().await;
            tanaka.hears("検索結果：").await;
            tanaka.table("検索結果").reads("@tokai-setsubi.example").await;
            assert!(!tanaka.text().await.contains("yamada-kensetsu"), "the other company's users are offered");
            tanaka.field("利用者ID").fill(YAMADA.id).await;
            tanaka.button("検索").click().await;
            tanaka.sees("条件に合う利用者がいません。").await;
        })
        .await;
}
