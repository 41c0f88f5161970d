//! The whole of method 1 without a pointer (BAR F4, F7).

use journeys::{FIELDS, PASSWORD, YAMADA, journey};
use thirtyfour::Key;

#[tokio::test]
async fn the_whole_of_method_1_by_the_keyboard_alone() {
    journey("keyboard")
        .walk(async |user| {
            user.goes_to("/").await;
            user.is_on("ログイン").await;
            for (label, value) in [("企業ID", YAMADA.company), ("利用者ID", YAMADA.id), ("パスワード", PASSWORD)]
            {
                user.tabs_to(user.field(label)).await;
                user.presses(value).await;
            }
            user.presses(Key::Enter).await;
            user.arrives_on("ホーム").await;
            user.tabs_to(user.link("電子証明書追加発行申請へ")).await;
            user.presses(Key::Enter).await;
            user.arrives_on("電子証明書追加発行申請").await;

            // M2.4: another application, with another title.
            user.tabs_to(user.field("電子証明書")).await;
            user.presses(Key::Down).await;
            user.hears("発行当時の申請内容を表示しました。").await;

            for (label, value) in FIELDS {
                if *label == "PIN送付先の部署名" {
                    user.tabs_to(user.button("参照")).await;
                    user.presses(Key::Enter).await;
                    user.hears("検索結果：278件").await;
                    user.presses("suzuki.ichiro").await;
                    user.presses(Key::Enter).await;
                    user.hears("検索結果：1件").await;
                    user.tabs_to(user.radio("suzuki.ichiro 鈴木 一郎")).await;
                    user.presses(Key::Space).await;
                    user.tabs_to(user.button("選択")).await;
                    user.presses(Key::Enter).await;
                    user.button("参照").gets_focus().await;
                }
                user.tabs_to(user.field(label)).await;
                user.presses(Key::Control + "a").await;
                user.presses(*value).await;
            }
            user.still_has(FIELDS).await;
            // Broken, told, mended.
            user.presses(Key::Control + "a").await;
            user.presses(Key::Delete).await;
            user.tabs_to(user.button("確認")).await;
            user.presses(Key::Space).await;
            user.focus_is_on("入力内容に誤りが1件あります").await;
            user.presses(Key::Tab).await;
            user.presses(Key::Enter).await;
            user.field("PIN送付先のメールアドレス").gets_focus().await;
            user.presses("pin@yamada-kensetsu.example").await;
            user.presses(Key::Enter).await;
            user.arrives_on("電子証明書追加発行申請確認").await;

            user.tabs_to(user.link("変更（申請担当者情報）")).await;
            user.presses(Key::Enter).await;
            user.heading("■申請担当者情報").gets_focus().await;
            user.tabs_to(user.button("確認")).await;
            user.presses(Key::Enter).await;
            user.arrives_on("電子証明書追加発行申請確認").await;
            user.tabs_to(user.button("確定")).await;
            user.presses(Key::Enter).await;
            let receipt = user.receipt_number().await;
            user.tabs_to(user.link("この申請の状況を見る")).await;
            user.presses(Key::Enter).await;
            user.arrives_on(&format!("申請 {receipt}")).await;
        })
        .await;
}

#[tokio::test]
async fn the_skip_link_leads_past_the_menus_f7() {
    journey("skip")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.goes_to("/").await;
            user.is_on("ホーム").await;
            user.tabs_to(user.link("本文へ移動")).await;
            user.looks_at("link").await;
            user.presses(Key::Enter).await;
            user.tabs_to(user.link("申請状況を見る")).await;
        })
        .await;
}
