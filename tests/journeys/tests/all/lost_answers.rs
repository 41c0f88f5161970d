//! Writes whose answers get lost: repeated with one click, told for what they are, and never done twice.

use journeys::{Browser, OPERATOR, PASSWORD, YAMADA, journey};

/// An application of the demonstration that waits for an operator.
const WAITING: &str = "AP-00000015";

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

/// Opens the application that waits; answers to what is done to it by this part of its address get lost.
async fn examines(user: &Browser, part: &str) {
    user.logs_in_at(&format!("/operator/applications/{WAITING}"), OPERATOR).await;
    user.button("発行").there().await;
    user.loses_answers(&format!("/api/v1/operator/applications/{WAITING}/{part}")).await;
}

/// ［もう一度］, now that answers come again.
async fn repeats(user: &Browser) {
    user.hears("サーバーに接続できませんでした。").await;
    user.is_answered_again().await;
    user.button("もう一度").click().await;
}

#[tokio::test]
async fn an_issue_whose_answer_was_lost_is_found_done() {
    journey("lost-issue")
        .walk(async |user| {
            examines(user, "issue").await;
            user.button("発行").click().await;
            user.button("発行する").click().await;
            repeats(user).await;
            user.hears("電子証明書を発行しました。").await;
            user.button("発行").gone().await;
            user.sees("電子証明書管理番号").await;
        })
        .await;
}

#[tokio::test]
async fn a_rejection_whose_answer_was_lost_is_found_done() {
    journey("lost-rejection")
        .walk(async |user| {
            examines(user, "rejection").await;
            user.button("却下").click().await;
            user.field("却下の理由").fill("部署名をご確認ください。").await;
            user.button("却下する").click().await;
            repeats(user).await;
            user.hears("申請を却下しました。").await;
            user.button("却下").gone().await;
        })
        .await;
}

#[tokio::test]
async fn a_pin_mail_whose_repetition_was_heard_is_found_waiting() {
    journey("lost-resending")
        .walk(async |user| {
            let is = async |state: &str| {
                user.server.is_changed(&format!(
                    "UPDATE mails SET state = '{state}' WHERE cause = '{WAITING}' AND kind = 'pin'"
                ));
            };
            examines(user, "pin-mail").await;
            user.button("発行").click().await;
            user.button("発行する").click().await;
            user.hears("電子証明書を発行しました。").await;
            user.waits_until("the PIN's mail is sent", async || {
                user.reloads().await;
                user.is_on(&format!("申請の審査 {WAITING}")).await;
                let mails = user.table("送信したメール").text().await;
                mails.contains("PINのお知らせ") && !mails.contains("送信待ち")
            })
            .await;
            is("failed").await;
            user.reloads().await;
            user.button("PINのお知らせを再送").click().await;
            user.loses_answers(&format!("/api/v1/operator/applications/{WAITING}/pin-mail")).await;
            user.button("再送する").click().await;
            user.hears("サーバーに接続できませんでした。").await;
            // The mail of this journey has left long ago; what the server would have done is done for it.
            is("sent").await;
            repeats(user).await;
            user.hears("PINのお知らせを、もう一度送ります。").await;
        })
        .await;
}

#[tokio::test]
async fn a_password_change_whose_answer_was_lost_is_told_for_what_it_may_be() {
    journey("lost-password")
        .walk(async |user| {
            const NEW: &str = "あたらしい合言葉は長いほどよい";
            user.logs_in(YAMADA).await;
            user.goes_to("/password").await;
            user.field("現在のパスワード").fill(PASSWORD).await;
            user.field("新しいパスワード").fill(NEW).await;
            user.loses_answers("/api/v1/session/password").await;
            user.button("変更").click().await;
            user.sees("サーバーに接続できませんでした。").await;
            user.is_answered_again().await;
            user.button("変更").click().await;
            user.field("現在のパスワード").says("すでに行われている可能性があります。").await;
            user.field("現在のパスワード").says("新しいパスワードでログインできます。").await;
            user.looks_at("perhaps").await;
            user.loses_cookies().await;
            user.goes_to("/").await;
            user.is_on("ログイン").await;
            user.gives(YAMADA, NEW).await;
            user.arrives_on("ホーム").await;
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
