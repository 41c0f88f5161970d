//! Composing in an IME (D3.6, BAR F6).

use journeys::{Engine, YAMADA, journey};

const LATIN: &str = "企業名（アルファベット）";

#[tokio::test]
async fn nothing_is_converted_while_the_ime_composes_f6() {
    journey("ime")
        .only_in(Engine::Chromium, "WebDriver has no word for composing in an IME")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            let field = user.field(LATIN);
            field.click().await;
            for composed in ["ｙ", "ｙａ", "ｙａｍ", "ｙａｍａ－"] {
                user.composes(composed).await;
                field.holds(composed).await;
            }
            assert!(!field.description().await.contains("使えない文字"), "scolded while composing");
            user.ends_composing("ｙａｍａ－").await;
            field.holds("yama-").await;
            user.hears("半角に変換しました。").await;

            // What is composed into Japanese stays, and is named.
            user.composes("だ").await;
            user.ends_composing("田").await;
            field.holds("yama-田").await;
            user.hears("使えない文字：「田」").await;

            // Names are never altered.
            let name = user.field("部署名");
            name.click().await;
            user.composes("ＡＢＣしてん").await;
            user.ends_composing("ＡＢＣ支店").await;
            name.holds("ＡＢＣ支店").await;
        })
        .await;
}

#[tokio::test]
async fn enter_for_the_ime_submits_nothing_and_esc_closes_nothing_f6() {
    journey("ime-enter")
        .only_in(Engine::Chromium, "WebDriver has no word for composing in an IME")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            let name = user.field("役職名");
            name.click().await;
            user.composes("しゃちょう").await;
            user.presses_for_ime("Enter").await;
            user.ends_composing("社長").await;
            name.holds("社長").await;
            assert!(!user.text().await.contains("入力内容に誤りが"), "Enter for the IME has submitted the form");
            user.is_on("電子証明書追加発行申請").await;

            // In the dialog, too.
            user.button("参照").click().await;
            user.hears("検索結果：278件").await;
            user.field("氏名").click().await;
            user.composes("たなか").await;
            for key in ["Enter", "Escape"] {
                user.presses_for_ime(key).await;
                user.hears("検索結果：278件").await;
                user.dialog("利用者選択").there().await;
            }
            user.ends_composing("田中").await;
            user.hears("検索結果：278件").await;
            user.button("検索").click().await;
            user.hears("検索結果：10件").await;
        })
        .await;
}
