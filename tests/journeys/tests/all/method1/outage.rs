//! Servers that are away, in trouble, or not ours: told in words, and nothing lost (BAR F8, D6.2).

use journeys::{YAMADA, journey};

#[tokio::test]
async fn d6_2_an_outage_is_told_in_words_and_after_it_the_application_is_filed_once() {
    journey("outage")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            let before = user.counts_applications().await;
            user.link_with("CECTRUST-Light").click().await;
            user.arrives_on("ホーム").await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            user.goes_to_confirm().await;

            user.server.stop();
            user.button("確定").click().await;
            user.hears("サーバーに接続できませんでした。ネットワークの接続を確認して、もう一度お試しください。").await;
            user.looks_at("confirm").await;
            user.hears("もう一度［確定］を押しても、申請が二重になることはありません。").await;
            user.button("もう一度").gone().await;
            user.button("確定").click().await;
            user.hears("サーバーに接続できませんでした。").await;

            user.server.start_again();
            user.files().await;
            assert_eq!(user.counts_applications().await, before + 1);

            // A list says so, too, and comes when it is asked for again.
            user.link_with("CECTRUST-Light").click().await;
            user.arrives_on("ホーム").await;
            user.server.stop();
            user.link("申請状況を見る").click().await;
            user.hears("サーバーに接続できませんでした。").await;
            user.looks_at("list").await;
            user.server.start_again();
            user.button("もう一度").click().await;
            user.table("申請の一覧").there().await;
        })
        .await;
}

#[tokio::test]
async fn a_server_in_trouble_is_told_in_words_f8() {
    journey("trouble")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            user.goes_to_confirm().await;
            let problem = |status: u16, code: &str| {
                format!(r#"{{"type":"about:blank","title":"{code}","status":{status},"code":"{code}","errors":[]}}"#)
            };
            for (status, body, words) in [
                (500, problem(500, "internal"), "サーバーで問題が起きたため、処理できませんでした。"),
                (503, problem(503, "unavailable"), "サーバーが混み合っているか、点検中です。"),
                (502, "<html>Bad Gateway</html>".to_owned(), "サーバーから予期しない応答がありました。"),
            ] {
                user.is_answered("/api/v1/applications", status, &body).await;
                user.button("確定").click().await;
                user.hears(words).await;
            }
            user.looks_at("confirm").await;
            user.is_answered_again().await;
            user.files().await;
        })
        .await;
}
