//! 電子証明書: an application that was made before, used again (M2.*).

use journeys::{Browser, YAMADA, journey};
use thirtyfour::Key;

/// The number of the first certificate that can be reused for this reason.
async fn reusable(user: &Browser, reason: &str) -> String {
    let entries = user.field("電子証明書").entries().await;
    let Some(entry) = entries.iter().find(|entry| entry.contains(reason)) else {
        journeys::fail(format!("no certificate 「{reason}」 among {entries:?}"));
    };
    entry.split_whitespace().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn m2_1_m2_2_the_certificates_that_can_be_reused_are_offered() {
    journey("reuse-list")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            let select = user.field("電子証明書");
            select.holds("").await;
            select.says("有効期間満了のお知らせを送った電子証明書と、期限切れから1年以内の電子証明書").await;
            let entries = select.entries().await;
            assert_eq!(entries[0], "（選択してください）");
            assert!(entries.iter().any(|entry| entry.contains("満了のお知らせ送信済")), "{entries:?}");
            assert!(entries.iter().any(|entry| entry.contains("期限切れ（1年以内）")), "{entries:?}");

            // From a year before now to a month after it, whatever the reason.
            let script = "return [...document.querySelectorAll('select option')].slice(1).map(option => {
                const [, year, month, day] = option.text.match(/有効期限 (\\d+)年(\\d+)月(\\d+)日/).map(Number);
                return (new Date(year, month - 1, day) - Date.now()) / 864e5;
            })";
            let days = user.asks(script).await;
            let days: Vec<f64> = days.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
            assert_eq!(days.len(), entries.len() - 1);
            assert!(days.iter().all(|days| (-367.0..=32.0).contains(days)), "{entries:?}");
        })
        .await;
}

#[tokio::test]
async fn m2_4_d2_5_choosing_one_fills_the_form_and_asks_before_it_replaces_edits() {
    journey("reuse")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            let select = user.field("電子証明書");
            let (first, second) = (reusable(user, "送信済").await, reusable(user, "期限切れ").await);

            // Nothing is asked where nothing would be lost.
            select.choose(&first).await;
            user.hears("発行当時の申請内容を表示しました。").await;
            user.field("企業名（アルファベット）").holds("Yamada Kensetsu").await;
            let department = user.field("部署名（アルファベット）").value().await;
            assert!(!department.is_empty(), "the department stays empty");
            assert!(!user.field("PIN送付先のメールアドレス").value().await.is_empty(), "the PIN's address stays empty");
            user.no_longer_sees("まだ選ばれていません").await;
            // M5.2: the applicant is who applies now.
            user.field("申請担当者の氏名").holds("山田 太郎").await;
            user.looks_at("filled").await;

            // Every value can be changed; from then on it asks.
            user.field("役職名").fill("副社長").await;
            user.field("PIN送付先の氏名").fill("別の人").await;
            for _ in 0..2 {
                select.choose(&second).await;
                user.dialog("入力した内容を置き換えますか").there().await;
                user.presses(Key::Escape).await;
                user.dialog("入力した内容を置き換えますか").gone().await;
                select.holds(&first).await;
            }
            select.choose(&second).await;
            user.looks_at("question").await;
            user.button("入力した内容を残す").click().await;
            user.dialog("入力した内容を置き換えますか").gone().await;
            select.holds(&first).await;
            user.field("役職名").holds("副社長").await;
            user.field("PIN送付先の氏名").holds("別の人").await;

            select.choose(&second).await;
            user.button("置き換える").click().await;
            select.holds(&second).await;
            user.waits_until("the edits are replaced", async || user.field("役職名").value().await != "副社長").await;
            assert_ne!(user.field("部署名（アルファベット）").value().await, department);

            // Back to （選択してください）: nothing is taken away.
            select.choose("（選択してください）").await;
            user.hears("入力欄の内容は、そのまま残しています。").await;
            assert!(!user.field("役職名").value().await.is_empty(), "the title is gone");
        })
        .await;
}

#[tokio::test]
async fn m2_4_a_reused_application_is_filed_with_its_number() {
    journey("reuse-filed")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            let number = reusable(user, "送信済").await;
            user.field("電子証明書").choose(&number).await;
            user.hears("発行当時の申請内容を表示しました。").await;
            user.field("役職名（アルファベット）").fill("Fukushacho").await;
            user.goes_to_confirm().await;
            user.sees(&number).await;
            user.sees("Fukushacho").await;
            let receipt = user.files().await;
            user.link("この申請の状況を見る").click().await;
            user.arrives_on(&format!("申請 {receipt}")).await;
            user.sees(&number).await;
        })
        .await;
}

#[tokio::test]
async fn m2_3_with_none_to_reuse_the_select_cannot_be_opened_and_says_why() {
    journey("reuse-none")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            // Every company of the demonstration has some; here the server says that there are none.
            user.is_answered("/api/v1/reusable-certificates", 200, r#"{"items":[],"next_cursor":null,"total":0}"#)
                .await;
            user.begins_an_application().await;
            user.field("電子証明書").says("活用できる電子証明書がないため、選択できません。").await;
            assert!(!user.field("電子証明書").is_enabled().await, "the select can be opened");
            user.looks_at("none").await;
        })
        .await;
}

#[tokio::test]
async fn a_late_failure_of_an_earlier_choice_disturbs_no_later_one() {
    journey("reuse-late")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            let select = user.field("電子証明書");
            let (first, second) = (reusable(user, "送信済").await, reusable(user, "期限切れ").await);
            user.holds_answers(&format!("/api/v1/reusable-certificates/{first}"), true).await;
            select.choose(&first).await;
            select.choose(&second).await;
            user.hears("発行当時の申請内容を表示しました。").await;
            user.lets_answers_come().await;
            assert!(!user.text().await.contains("サーバーに接続できませんでした。"), "{}", user.text().await);
            select.holds(&second).await;
        })
        .await;
}

#[tokio::test]
async fn m2_4_a_renewal_begins_with_what_the_certificate_was_applied_for_with() {
    journey("renewal")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.link("更新を申請する").click().await;
            user.arrives_on("電子証明書追加発行申請").await;
            user.hears("発行当時の申請内容を表示しました。").await;
            let number = user.field("電子証明書").value().await;
            let entries = user.field("電子証明書").entries().await;
            let is_announced = |entry: &String| entry.starts_with(&number) && entry.contains("満了のお知らせ送信済");
            assert!(!number.is_empty() && entries.iter().any(is_announced), "{number} of {entries:?}");
            user.field("企業名（アルファベット）").holds("Yamada Kensetsu").await;

            // A draft is not replaced unasked.
            let other = reusable(user, "期限切れ").await;
            user.goes_to(&format!("/applications/new?reuse={other}")).await;
            user.dialog("入力した内容を置き換えますか").there().await;
            user.button("入力した内容を残す").click().await;
            user.field("電子証明書").holds(&number).await;
        })
        .await;
}
