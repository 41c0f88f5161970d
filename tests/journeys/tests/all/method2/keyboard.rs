//! Method 2 without a pointer (BAR F4, F7).

use journeys::{Browser, Control, PASSWORD, YAMADA, journey};
use thirtyfour::Key;

async fn enters(user: &Browser, control: Control<'_>) {
    user.tabs_to(control).await;
    user.presses(Key::Enter).await;
}

#[tokio::test]
async fn the_whole_of_method_2_by_the_keyboard_alone() {
    journey("keyboard-2")
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
            enters(user, user.link("自社電子証明書照会へ")).await;
            user.arrives_on("自社電子証明書検索/一覧").await;
            user.table("電子証明書の一覧").there().await;
            user.tabs_to(user.field("部署名")).await;
            user.presses("東京").await;
            user.presses(Key::Enter).await;
            user.hears("1件").await;
            enters(user, user.button_with("有効期限")).await;
            user.waits_until("the order is told", async || {
                user.column("有効期限").attribute("aria-sort").await == "ascending"
            })
            .await;
            let number = user.number_of(&["東京支店"]).await;
            enters(user, user.link(&number)).await;
            user.arrives_on(&format!("自社電子証明書照会 {number}")).await;
            enters(user, user.link("紐付け更新")).await;
            user.arrives_on("自社電子証明書紐付け更新").await;

            // Nothing chosen: told, and led to where it is mended.
            enters(user, user.button("確認")).await;
            user.focus_is_on("変更がありません").await;
            user.presses(Key::Tab).await;
            user.presses(Key::Enter).await;
            user.button("参照").gets_focus().await;
            user.presses(Key::Enter).await;
            user.hears("検索結果：278件").await;
            user.presses("suzuki.ichiro").await;
            user.presses(Key::Enter).await;
            user.hears("検索結果：1件").await;
            user.tabs_to(user.radio("suzuki.ichiro 鈴木 一郎")).await;
            user.presses(Key::Space).await;
            enters(user, user.button("選択")).await;
            user.button("参照").gets_focus().await;
            user.tabs_to(user.checkbox_with("goto.kenichi")).await;
            user.presses(Key::Space).await;
            enters(user, user.button("確認")).await;
            user.arrives_on("自社電子証明書紐付け更新確認").await;
            enters(user, user.button("確定")).await;
            // Nobody who has done 証明書有効性確認 is left: asked, and answered.
            user.button("解除して確定").there().await;
            enters(user, user.button("解除して確定")).await;
            user.arrives_on("電子証明書紐付け更新完了").await;
            enters(user, user.link("この電子証明書の照会へ")).await;
            user.arrives_on(&format!("自社電子証明書照会 {number}")).await;
            user.table("電子署名書利用者（署名用ID）情報").reads("suzuki.ichiro").await;
        })
        .await;
}
