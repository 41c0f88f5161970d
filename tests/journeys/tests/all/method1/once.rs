//! Filed once, whatever happens (M6.1, D6.2).

use journeys::{Browser, YAMADA, journey};

/// Logs in, counts, and stands before ［確定］.
async fn stands_before_filing(user: &Browser) -> u32 {
    user.logs_in(YAMADA).await;
    let before = user.counts_applications().await;
    user.link_with("CECTRUST-Light").click().await;
    user.arrives_on("ホーム").await;
    user.begins_an_application().await;
    user.fills_in_an_application().await;
    user.goes_to_confirm().await;
    before
}

#[tokio::test]
async fn d6_2_a_double_click_files_once() {
    journey("once-double-click")
        .walk(async |user| {
            let before = stands_before_filing(user).await;
            user.button("確定").double_click().await;
            user.receipt_number().await;
            assert_eq!(user.counts_applications().await, before + 1);
        })
        .await;
}

#[tokio::test]
async fn d6_2_the_same_draft_in_two_tabs_is_filed_once() {
    journey("once-tabs")
        .walk(async |user| {
            let before = stands_before_filing(user).await;
            let first = user.tab().await;
            let second = user.opens_tab().await;
            user.goes_to("/applications/new/confirm").await;
            user.is_on("電子証明書追加発行申請確認").await;
            user.sees("伊藤 恵子").await;

            user.turns_to(&first).await;
            let receipt = user.files().await;
            user.turns_to(&second).await;
            user.is_on("電子証明書追加発行申請確認").await;
            assert_eq!(user.files().await, receipt, "the second tab tells of another application");
            assert_eq!(user.counts_applications().await, before + 1);
        })
        .await;
}

/// What one tab changes, the other files; never something that it does not show.
#[tokio::test]
async fn two_tabs_show_the_same_draft_f5() {
    journey("tabs")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            user.goes_to_confirm().await;
            let first = user.tab().await;
            user.opens_tab().await;
            user.goes_to("/applications/new").await;
            user.is_on("電子証明書追加発行申請").await;
            user.field("PIN送付先の氏名").fill("小林 さくら").await;
            user.goes_to_confirm().await;
            user.sees("小林 さくら").await;
            user.turns_to(&first).await;
            user.sees("小林 さくら").await;
            user.no_longer_sees("伊藤 恵子").await;
        })
        .await;
}

#[tokio::test]
async fn d6_2_an_answer_that_gets_lost_does_not_lead_to_a_second_application() {
    journey("once-lost-answer")
        .walk(async |user| {
            let before = stands_before_filing(user).await;
            user.loses_answers("/api/v1/applications").await;
            user.button("確定").click().await;
            user.hears("サーバーに接続できませんでした。").await;
            user.looks_at("no-answer").await;
            user.is_answered_again().await;
            user.files().await;
            assert_eq!(user.counts_applications().await, before + 1);
        })
        .await;
}

/// D6.2: what is changed after a first attempt is another application, and is filed as such.
#[tokio::test]
async fn after_a_lost_answer_and_a_change_both_are_there() {
    journey("once-changed")
        .walk(async |user| {
            let before = stands_before_filing(user).await;
            user.loses_answers("/api/v1/applications").await;
            user.button("確定").click().await;
            user.hears("サーバーに接続できませんでした。").await;
            user.is_answered_again().await;
            user.link("変更（電子証明書情報）").click().await;
            user.field("役職名（アルファベット）").fill("Fukushacho").await;
            user.goes_to_confirm().await;
            user.files().await;
            assert_eq!(user.counts_applications().await, before + 2);
        })
        .await;
}
