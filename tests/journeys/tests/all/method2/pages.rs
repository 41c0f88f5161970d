//! A list longer than a page (D8.2, BAR S8).

use journeys::{LARGE, journey};

#[tokio::test]
async fn d8_2_the_server_pages_and_the_address_names_the_page() {
    journey("certificates-pages")
        .walk(async |user| {
            user.server.gets_a_large_company(120);
            user.logs_in(LARGE).await;
            user.opens_certificates().await;
            user.hears("120件").await;
            let first = user.rows().await;
            assert_eq!(first.len(), 50);
            user.looks_at("first").await;
            user.button("次へ").click().await;
            user.waits_until("the second page", async || {
                let rows = user.rows().await;
                rows.len() == 50 && rows[0] != first[0]
            })
            .await;
            let (address, second) = (user.address().await, user.rows().await);
            assert!(address.contains("cursor="), "{address}");
            user.reloads().await;
            user.waits_until("the second page again", async || user.rows().await == second).await;
            user.button("次へ").click().await;
            user.waits_until("the third page", async || user.rows().await.len() == 20).await;
            user.button("次へ").gone().await;
            let third = user.rows().await;
            let mut all = [first.clone(), second.clone(), third].concat();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), 120, "a row comes twice, or not at all: {all:#?}");
            user.goes_back().await;
            user.waits_until("the second page by Back", async || user.rows().await == second).await;
            user.button("最初へ").click().await;
            user.waits_until("the first page", async || user.rows().await == first).await;

            // The file is of the whole result.
            user.link("CSVで保存").click().await;
            let csv = String::from_utf8(user.saved("certificates.csv").await).unwrap();
            assert_eq!(csv.lines().count(), 121);

            // An address that was tampered with leads to words and to a way on.
            user.goes_to("/certificates?cursor=nonsense&sort=nonsense").await;
            user.is_on("自社電子証明書検索/一覧").await;
            user.hears("指定された条件または内容に誤りがあります。").await;
            user.looks_at("refused").await;
            user.link("条件なしで表示").click().await;
            user.hears("120件").await;
            user.goes_to("/audit?cursor=nonsense").await;
            user.is_on("操作履歴").await;
            user.link("条件なしで表示").click().await;
            user.no_longer_sees("指定された条件または内容に誤りがあります。").await;
            user.link("条件なしで表示").gone().await;
        })
        .await;
}
