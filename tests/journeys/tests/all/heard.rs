//! What is heard of every screen (BAR F1, F8): see [`journeys::Browser::sounds_like`].

use journeys::{Browser, Engine, OPERATOR, Plan, SUZUKI, YAMADA, journey};
use thirtyfour::Key;

fn heard(name: &str) -> Plan {
    journey(name).only_in(Engine::Chromium, "the accessibility tree is read by Chromium's own protocol")
}

#[tokio::test]
async fn method_1_makes_sense_when_heard_f1() {
    heard("heard-1")
        .walk(async |user| {
            user.goes_to("/").await;
            user.is_on("ログイン").await;
            user.button("ログイン").click().await;
            user.sees("入力内容に誤りが").await;
            user.sounds_like("login").await;
            user.logs_in(YAMADA).await;
            user.heading("電子証明書の有効期間").there().await;
            user.sounds_like("home").await;
            user.begins_an_application().await;
            user.button("確認").click().await;
            user.sees("入力内容に誤りが").await;
            user.sounds_like("application-input").await;
            user.fills_in_an_application().await;
            user.button("参照").click().await;
            user.dialog("利用者選択").there().await;
            user.field("氏名").fill("鈴木 一郎").await;
            user.button("検索").click().await;
            user.hears("検索結果：1件").await;
            user.sounds_like("user-picker").await;
            user.presses(Key::Escape).await;
            user.goes_to_confirm().await;
            user.sounds_like("application-confirm").await;
            let receipt = user.files().await;
            user.sounds_like("application-complete").await;
            user.link("この申請の状況を見る").click().await;
            user.arrives_on(&format!("申請 {receipt}")).await;
            user.waits_until("the mail has left", async || {
                user.reloads().await;
                user.is_on(&format!("申請 {receipt}")).await;
                user.table("送信したメール").text().await.contains("送信済")
            })
            .await;
            user.sounds_like("application").await;
            user.chooses("管理者業務", "申請状況").await;
            user.arrives_on("申請状況").await;
            user.row(&receipt).there().await;
            user.sounds_like("applications").await;
        })
        .await;
}

#[tokio::test]
async fn method_2_makes_sense_when_heard_f1() {
    heard("heard-2")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.opens_certificates().await;
            let number = user.number_of(&["名古屋支店"]).await;
            user.sounds_like("certificates").await;
            user.link(&number).click().await;
            user.arrives_on(&format!("自社電子証明書照会 {number}")).await;
            user.sounds_like("certificate").await;
            user.link("紐付け更新").click().await;
            user.arrives_on("自社電子証明書紐付け更新").await;
            user.chooses_user("suzuki.ichiro").await;
            user.sounds_like("bindings-input").await;
            user.button("確認").click().await;
            user.arrives_on("自社電子証明書紐付け更新確認").await;
            user.sounds_like("bindings-confirm").await;
            user.button("確定").click().await;
            user.arrives_on("電子証明書紐付け更新完了").await;
            user.sounds_like("bindings-complete").await;
            let title = "利用者の電子証明書 suzuki.ichiro";
            hears(user, "/users/suzuki.ichiro/certificates", title, "user-certificates").await;
        })
        .await;
}

/// Opens an address and hears what is there.
async fn hears(user: &Browser, path: &str, page: &str, file: &str) {
    user.goes_to(path).await;
    user.is_on(page).await;
    user.sounds_like(file).await;
}

#[tokio::test]
async fn the_other_screens_make_sense_when_heard_f1() {
    heard("heard-3")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            hears(user, "/my-certificates", "証明書有効性確認", "my-certificates").await;
            user.link_with("有効性を確認する").click().await;
            user.field("PIN").there().await;
            user.sounds_like("check").await;
            hears(user, "/sign", "署名の確認", "sign").await;
            hears(user, "/audit", "操作履歴", "audit").await;
            hears(user, "/password", "パスワード変更", "password").await;
            hears(user, "/nowhere", "ページが見つかりません", "not-found").await;
            hears(user, "/mails", "メール（デモ）", "mails").await;
            user.is_taken_over_by(SUZUKI).await;
            hears(user, "/certificates", "この画面は管理用IDで使います", "forbidden").await;
        })
        .await;
}

#[tokio::test]
async fn the_operators_screens_make_sense_when_heard_f1() {
    heard("heard-4")
        .walk(async |user| {
            user.logs_in(OPERATOR).await;
            hears(user, "/operator/applications", "申請の審査", "operator-applications").await;
            hears(user, "/operator/certificates", "電子証明書の失効", "operator-certificates").await;
            let (receipt, number) = ("AP-00000015", "JC-00000012");
            let path = format!("/operator/applications/{receipt}");
            hears(user, &path, &format!("申請の審査 {receipt}"), "operator-application").await;
            let path = format!("/operator/certificates/{number}");
            hears(user, &path, &format!("電子証明書の失効 {number}"), "operator-certificate").await;
        })
        .await;
}
