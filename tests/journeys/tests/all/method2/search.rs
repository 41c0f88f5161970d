//! 自社電子証明書検索/一覧: conditions, order, the address bar, the file (M8.1, D8.2).

use journeys::{Browser, Engine, SATO, YAMADA, journey};

async fn finds(user: &Browser, count: u32) {
    user.button("検索").click().await;
    user.hears(&format!("{count}件")).await;
}

#[tokio::test]
async fn m8_1_d8_2_conditions_narrow_the_list_and_none_lists_all() {
    journey("certificates")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.link("自社電子証明書照会へ").click().await;
            user.arrives_on("自社電子証明書検索/一覧").await;
            user.hears("12件").await;
            for heading in ["電子証明書管理番号", "部署名", "役職名", "発行日", "有効期限", "状態"]
            {
                user.column(heading).there().await;
            }
            // By word, and with the days that are left.
            user.row("代表取締役社長").reads("有効").await;
            let soon = user.rows().await.into_iter().filter(|row| row.contains("（残り")).count();
            assert_eq!(soon, 2, "{:#?}", user.rows().await);
            user.looks_at("all").await;
            let revoked = user.number_of(&["失効"]).await;

            // Each alone, in whatever width; then together.
            user.field("部署名").fill("横浜").await;
            finds(user, 1).await;
            user.row("横浜支店").there().await;
            user.field("部署名").fill("").await;
            user.field("役職名").fill("支店長").await;
            finds(user, 5).await;
            user.field("状態").choose("期限切れ").await;
            finds(user, 1).await;
            user.row("福岡支店").there().await;
            user.looks_at("narrowed").await;
            user.field("役職名").fill("").await;
            finds(user, 4).await;
            user.field("状態").choose("失効").await;
            finds(user, 1).await;
            user.field("状態").choose("すべて").await;
            user.field("電子証明書管理番号").fill(&revoked.replace("JC-", "ｊｃ－")).await;
            finds(user, 1).await;
            user.row(&revoked).reads("失効").await;
            user.field("電子証明書管理番号").fill("").await;
            user.field("紐付いている利用者ID（完全一致）").fill("yamada.taro").await;
            finds(user, 1).await;
            user.row("代表取締役社長").there().await;
            user.field("紐付いている利用者ID（完全一致）").fill("").await;
            // M8.1: nothing entered.
            finds(user, 12).await;

            // What nobody has; % and _ are letters like others.
            for nothing in ["どこにもない部署", "%", "_", "'", "😀"] {
                // WebKit's driver types nothing for a letter of two code units.
                if nothing == "😀" && Engine::now() == Engine::Webkit {
                    continue;
                }
                user.field("部署名").fill(nothing).await;
                user.button("検索").click().await;
                user.sees("条件に合う電子証明書はありません。").await;
                user.field("部署名").holds(nothing).await;
                user.field("部署名").fill("").await;
                finds(user, 12).await;
            }
            user.picks_date("有効期限（から）", "2060-01-01").await;
            user.button("検索").click().await;
            user.sees("条件を短くするか、状態を「すべて」に戻して、もう一度検索してください。").await;
            user.looks_at("none").await;
            user.picks_date("有効期限（から）", "").await;
            user.picks_date("有効期限（まで）", "2020-01-01").await;
            user.button("検索").click().await;
            user.sees("条件に合う電子証明書はありません。").await;
        })
        .await;
}

#[tokio::test]
async fn d8_2_every_column_sorts_both_ways() {
    journey("certificates-sorted")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.opens_certificates().await;
            let first = user.rows().await;
            assert_eq!(user.column("電子証明書管理番号").attribute("aria-sort").await, "ascending");
            for (column, code) in [
                ("部署名", "department"),
                ("役職名", "title"),
                ("発行日", "issued_at"),
                ("有効期限", "expires_at"),
                ("状態", "state"),
            ] {
                user.button_with(column).click().await;
                user.is_at(&format!("/certificates?sort={code}")).await;
                user.waits_until("the order is told", async || {
                    user.column(column).attribute("aria-sort").await == "ascending"
                })
                .await;
                let up = user.rows().await;
                user.button_with(column).click().await;
                user.is_at(&format!("/certificates?sort={code}&order=desc")).await;
                user.waits_until("the order is told", async || {
                    user.column(column).attribute("aria-sort").await == "descending"
                })
                .await;
                let down = user.rows().await;
                assert_eq!(up.len(), first.len());
                assert_ne!(up, down, "{column} does not sort");
                let same = |one: &[String]| {
                    let mut one = one.to_vec();
                    one.sort();
                    one
                };
                assert_eq!(same(&up), same(&down), "{column} loses rows");
            }
            user.button_with("有効期限").click().await;
            user.is_at("/certificates?sort=expires_at").await;
            user.waits_until("the one that ended first is the first", async || {
                user.rows().await.first().is_some_and(|row| row.contains("経理部"))
            })
            .await;
            user.looks_at("by-expiry").await;
        })
        .await;
}

#[tokio::test]
async fn d8_2_the_address_bar_holds_conditions_and_order() {
    journey("certificates-address")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.opens_certificates().await;
            user.field("役職名").fill("支店長").await;
            finds(user, 5).await;
            user.field("状態").choose("有効").await;
            finds(user, 4).await;
            user.button_with("有効期限").click().await;
            user.waits_until("the order is told", async || {
                user.column("有効期限").attribute("aria-sort").await == "ascending"
            })
            .await;
            let (address, rows) = (user.address().await, user.rows().await);

            user.reloads().await;
            user.is_on("自社電子証明書検索/一覧").await;
            user.hears("4件").await;
            user.field("役職名").holds("支店長").await;
            user.field("状態").holds("valid").await;
            assert_eq!(user.rows().await, rows);

            // A shared link, to somebody who has to log in first.
            let other = user.somebody_else().await;
            other.logs_in_at(&address, SATO).await;
            other.is_on("自社電子証明書検索/一覧").await;
            other.hears("4件").await;
            other.field("役職名").holds("支店長").await;
            assert_eq!(other.rows().await, rows);

            // From the detail and back, and further back, step by step.
            user.link(&user.number_of(&["東京支店"]).await).click().await;
            user.sees("電子署名書利用者（署名用ID）情報").await;
            user.goes_back().await;
            user.is_at(&address).await;
            user.hears("4件").await;
            user.field("役職名").holds("支店長").await;
            user.goes_back().await;
            user.hears("4件").await;
            user.goes_back().await;
            user.hears("5件").await;
            user.field("状態").holds("").await;
            user.goes_back().await;
            user.hears("12件").await;
            user.field("役職名").holds("").await;
            user.goes_forward().await;
            user.hears("5件").await;
            user.field("役職名").holds("支店長").await;
        })
        .await;
}

#[tokio::test]
async fn d8_2_the_file_holds_the_whole_result() {
    journey("certificates-file")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.opens_certificates().await;
            user.field("役職名").fill("部長").await;
            finds(user, 6).await;
            user.link("CSVで保存").click().await;
            let csv = String::from_utf8(user.saved("certificates.csv").await).unwrap();
            assert!(csv.starts_with('\u{feff}'), "Excel would not read it");
            let lines: Vec<_> = csv.lines().collect();
            assert_eq!(lines.len(), 7, "{csv}");
            for row in user.rows().await {
                let at = row.find("JC-").unwrap();
                let number = row[at..].split_whitespace().next().unwrap();
                assert!(lines.iter().any(|line| line.contains(number)), "{number} is missing: {csv}");
            }
        })
        .await;
}
