//! Writes whose answers get lost: repeated with one click, told for what they are, and never done twice.

use journeys::{YAMADA, journey};

#[tokio::test]
async fn a_binding_change_whose_answer_was_lost_is_found_done() {
    journey("lost-binding")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.goes_to("/certificates/JC-00000012/bindings").await;
            user.heading("■追加する利用者").there().await;
            user.chooses_user("suzuki.ichiro").await;
            user.button("確認").click().await;
            user.button("確定").there().await;

            user.loses_answers("/api/v1/certificates/JC-00000012/binding-changes").await;
            user.button("確定").click().await;
            user.hears("サーバーに接続できませんでした。").await;
            user.looks_at("lost").await;
            user.is_answered_again().await;
            user.button("もう一度").click().await;
            user.hears("選んだ変更は、すでに行われています。").await;
            user.looks_at("done").await;
            user.link("今の紐付けを見る").click().await;
            user.arrives_on("電子証明書紐付け更新完了").await;
            user.sees("鈴木 一郎").await;
        })
        .await;
}

#[tokio::test]
async fn a_withdrawal_whose_answer_was_lost_is_found_done() {
    journey("lost-withdrawal")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            let receipt = user.applies().await;
            user.link("この申請の状況を見る").click().await;
            user.button("取下げ").click().await;
            user.loses_answers(&format!("/api/v1/applications/{receipt}/withdrawal")).await;
            user.button("取り下げる").click().await;
            user.hears("サーバーに接続できませんでした。").await;
            user.is_answered_again().await;
            user.button("もう一度").click().await;
            user.hears("申請を取り下げました。").await;
            user.sees("この申請は取り下げられました。").await;
        })
        .await;
}

#[tokio::test]
async fn a_file_that_does_not_come_is_told_where_it_was_asked_for_and_asked_for_again() {
    journey("lost-file")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.goes_to("/certificates").await;
            user.hears("12件").await;
            user.server.stop();
            user.link("CSVで保存").click().await;
            user.hears("サーバーに接続できませんでした。").await;
            user.looks_at("lost").await;
            user.server.start_again();
            user.button("もう一度").click().await;
            let csv = String::from_utf8(user.saved("certificates.csv").await).unwrap();
            assert_eq!(csv.lines().count(), 13, "{csv}");
            assert!(csv.starts_with('\u{feff}'), "as the server sent it, for Excel");
            user.no_longer_sees("サーバーに接続できませんでした。").await;
        })
        .await;
}

#[tokio::test]
async fn who_could_not_log_out_is_told_and_can_do_so_later_s2() {
    journey("lost-logout")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.server.stop();
            user.button(YAMADA.name).click().await;
            user.button("ログアウト").click().await;
            user.hears("ログアウトが終わっていません。").await;
            user.looks_at("not-out").await;
            user.server.start_again();
            user.button("もう一度ログアウト").click().await;
            user.hears("ログアウトしました。").await;
            user.reloads().await;
            user.is_on("ログイン").await;
        })
        .await;
}
