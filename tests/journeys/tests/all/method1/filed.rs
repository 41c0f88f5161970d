//! After ［確定］: complete, mail, 申請状況, withdrawing (M6.3, M7.1, D7.2, D13.1).

use journeys::{FIELDS, SATO, YAMADA, journey};

#[tokio::test]
async fn m6_3_m7_1_d7_2_the_receipt_is_shown_and_mailed() {
    journey("filed")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            user.field("申請担当者のメールアドレス").fill("tanto@yamada-kensetsu.example").await;
            user.goes_to_confirm().await;
            let receipt = user.files().await;
            assert!(receipt.starts_with("AP-"), "{receipt}");
            user.sees("通常2～3日後").await;
            user.sees("tanto@yamada-kensetsu.example").await;
            user.sees("証明書有効性確認").await;
            user.looks_at("complete").await;
            user.reloads().await;
            user.is_on("電子証明書追加発行申請完了").await;
            user.sees(&receipt).await;

            user.link("メール（デモ）").click().await;
            user.arrives_on("メール（デモ）").await;
            let mail = user.unfolding("宛先 tanto@yamada-kensetsu.example");
            user.waits_until("the mail is sent", async || {
                user.button("最新の状態にする").click().await;
                mail.is_there().await
            })
            .await;
            mail.reads("【CECTRUST-Lightサービス】電子証明書追加発行申請受付のお知らせ").await;
            mail.click().await;
            for words in
                [receipt.as_str(), "山田 太郎 様", "本社（honsha）", "社長（shacho）", "suzuki.ichiro", "通常2～3日後"]
            {
                user.sees(words).await;
            }
            user.looks_at("mail").await;
        })
        .await;
}

#[tokio::test]
async fn m7_1_back_does_not_lead_to_the_confirmation_of_what_is_filed() {
    journey("filed-back")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.applies().await;
            user.goes_back().await;
            user.arrives_on("電子証明書追加発行申請").await;
            user.field("PIN送付先の氏名").holds("").await;
        })
        .await;
}

#[tokio::test]
async fn d13_1_an_application_is_followed_and_withdrawn() {
    journey("followed")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            let receipt = user.applies().await;
            user.link("この申請の状況を見る").click().await;
            let page = format!("申請 {receipt}");
            user.arrives_on(&page).await;
            for words in ["受付", "審査", "発行", "有効性確認済", "山田 太郎", "鈴木 一郎", "伊藤 恵子", "shacho"]
            {
                user.sees(words).await;
            }
            user.table("送信したメール").reads("電子証明書追加発行申請受付のお知らせ").await;
            user.waits_until("the mail is sent", async || {
                user.reloads().await;
                user.is_on(&page).await;
                user.table("送信したメール").text().await.contains("送信済")
            })
            .await;
            user.looks_at("detail").await;

            user.link("申請状況の一覧へ").click().await;
            user.arrives_on("申請状況").await;
            user.row(&receipt).reads("受付").await;
            user.looks_at("list").await;
            user.field("状態").choose("審査").await;
            user.is_at("/applications?state=examining").await;
            user.row(&receipt).gone().await;
            user.link("AP-00000015").there().await;
            user.reloads().await;
            user.is_on("申請状況").await;
            user.field("状態").holds("examining").await;
            user.goes_back().await;
            user.link(&receipt).click().await;
            user.arrives_on(&page).await;

            user.button("取下げ").click().await;
            user.dialog("この申請を取り下げますか").there().await;
            user.looks_at("question").await;
            user.button("やめる").click().await;
            user.dialog("この申請を取り下げますか").gone().await;
            user.button("取下げ").click().await;
            user.button("取り下げる").click().await;
            user.hears("申請を取り下げました。").await;
            user.button("取下げ").gone().await;
            user.looks_at("withdrawn").await;
            user.link("申請状況の一覧へ").click().await;
            user.row(&receipt).reads("取下げ").await;
            user.field("状態").choose("却下").await;
            user.sees("この状態の申請はありません。").await;
            user.looks_at("list-empty").await;
        })
        .await;
}

#[tokio::test]
async fn d13_1_two_administrators_withdraw_the_same_application() {
    journey("withdrawn-twice")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            let receipt = user.applies().await;
            let page = format!("申請 {receipt}");
            user.link("この申請の状況を見る").click().await;
            user.arrives_on(&page).await;
            user.button("取下げ").click().await;
            user.dialog("この申請を取り下げますか").there().await;

            let other = user.somebody_else().await;
            other.logs_in_at(&format!("/applications/{receipt}"), SATO).await;
            other.is_on(&page).await;
            other.button("取下げ").click().await;
            other.button("取り下げる").click().await;
            other.hears("申請を取り下げました。").await;

            user.button("取り下げる").click().await;
            user.hears("この申請は、審査が終わっているか、既に取り下げられています。").await;
            user.sees("この申請は取り下げられました。").await;
            user.button("取下げ").gone().await;
            user.looks_at("too-late").await;
        })
        .await;
}

#[tokio::test]
async fn d13_1_what_was_withdrawn_can_be_applied_for_again_without_typing_it_again() {
    journey("applied-again")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            let receipt = user.applies().await;
            user.link("この申請の状況を見る").click().await;
            user.arrives_on(&format!("申請 {receipt}")).await;
            user.button("この内容をもとに申請し直す").gone().await;
            user.button("取下げ").click().await;
            user.button("取り下げる").click().await;
            user.hears("申請を取り下げました。").await;

            user.button("この内容をもとに申請し直す").click().await;
            user.arrives_on("電子証明書追加発行申請").await;
            user.hears("前の申請の内容を表示しました。").await;
            user.still_has(FIELDS).await;
            user.looks_at("form").await;

            // Now there is a draft, which is not lost unasked.
            user.goes_back().await;
            user.arrives_on(&format!("申請 {receipt}")).await;
            user.button("この内容をもとに申請し直す").click().await;
            user.dialog("入力途中の申請を置き換えますか").there().await;
            user.looks_at("question").await;
            user.button("やめる").click().await;
            user.is_on(&format!("申請 {receipt}")).await;
        })
        .await;
}
