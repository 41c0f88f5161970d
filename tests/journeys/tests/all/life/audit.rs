//! 操作履歴 (BAR S9).

use journeys::{PASSWORD, SUZUKI, YAMADA, journey};

#[tokio::test]
async fn what_was_done_is_written_down_filtered_and_saved_s9() {
    journey("audit")
        .walk(async |user| {
            // Refusals, too.
            user.goes_to("/").await;
            user.is_on("ログイン").await;
            user.gives(SUZUKI, "not the password").await;
            user.focus_is_on("ログインできませんでした").await;
            user.logs_in(YAMADA).await;
            let receipt = user.applies().await;
            user.chooses("管理者業務", "操作履歴").await;
            user.arrives_on("操作履歴").await;
            let table = user.table("操作履歴");
            table.reads("電子証明書追加発行申請").await;
            table.reads("拒否").await;
            user.looks_at("all").await;

            user.field("利用者ID").fill("suzuki.ichiro").await;
            user.button("検索").click().await;
            user.is_at("/audit?user_id=suzuki.ichiro").await;
            user.row("ログイン").reads("拒否").await;
            user.no_longer_sees(&receipt).await;
            user.field("利用者ID").fill("").await;
            user.field("電子証明書管理番号・受付番号").fill(&receipt).await;
            user.button("検索").click().await;
            user.hears("1件").await;
            user.row(&receipt).reads("yamada.taro").await;
            user.row(&receipt).reads("完了").await;
            user.looks_at("of-one-application").await;
            user.reloads().await;
            user.is_on("操作履歴").await;
            user.field("電子証明書管理番号・受付番号").holds(&receipt).await;
            user.hears("1件").await;

            user.link("CSVで保存").click().await;
            let csv = String::from_utf8(user.saved("audit.csv").await).unwrap();
            let lines: Vec<_> = csv.lines().collect();
            assert!(csv.starts_with('\u{feff}'), "Excel would not read it");
            assert_eq!(lines.len(), 2, "{csv}");
            assert!(lines[1].contains(&receipt) && lines[1].contains("yamada.taro"), "{csv}");
            assert!(!csv.contains(PASSWORD), "a password is in the log");

            // By time.
            user.field("電子証明書管理番号・受付番号").fill("").await;
            user.picks_date("期間（から）", "2040-01-01").await;
            user.button("検索").click().await;
            user.is_at("/audit?from=2040-01-01").await;
            user.sees("条件に合う操作はありません。").await;
            user.looks_at("none").await;
            user.goes_back().await;
            user.row(&receipt).there().await;
        })
        .await;
}
