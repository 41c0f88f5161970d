//! 利用者選択: the dialog in which exactly one user is chosen (M4.*, D4.4, BAR F4).

use journeys::{Browser, YAMADA, journey};
use thirtyfour::Key;

async fn opens(user: &Browser) {
    user.button("参照").click().await;
    user.dialog("利用者選択").there().await;
    user.hears("検索結果：278件のうち1〜50件目を表示").await;
}

#[tokio::test]
async fn m4_2_conditions_narrow_the_list_and_empty_ones_list_all() {
    journey("picker-search")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            opens(user).await;
            user.looks_at("all").await;
            for heading in ["利用者ID", "氏名", "部署", "メールアドレス", "署名用ID"] {
                user.table("検索結果").reads(heading).await;
            }

            // Each matches a part, ignoring case and width (D4.4).
            for (label, part, found) in
                [("利用者ID", "ＳＵＺＵＫＩ．Ｉchi", "1件"), ("氏名", "木 一郎", "1件"), ("部署", "名古屋", "23件")]
            {
                user.field(label).fill(part).await;
                user.button("検索").click().await;
                user.hears(&format!("検索結果：{found}")).await;
                user.field(label).fill("").await;
            }
            // Conditions narrow together; Enter searches, too.
            user.field("氏名").fill("田中").await;
            user.field("利用者ID").fill("tanaka.ma").await;
            user.presses(Key::Enter).await;
            user.hears("検索結果：2件").await;
            user.row("tanaka.mai").reads("tanaka.mai@yamada-kensetsu.example").await;

            user.field("氏名").fill("だれでもない").await;
            user.button("検索").click().await;
            user.sees("条件に合う利用者がいません。").await;
            user.looks_at("none").await;
            user.field("氏名").fill("").await;
            user.field("利用者ID").fill("").await;
            user.button("検索").click().await;
            user.hears("検索結果：278件のうち1〜50件目を表示").await;

            // D4.4: paged by the server.
            user.button("次へ").click().await;
            user.hears("278件のうち51〜100件目を表示").await;
            user.button("次へ").click().await;
            user.hears("278件のうち101〜150件目を表示").await;
            user.button("前へ").click().await;
            user.hears("278件のうち51〜100件目を表示").await;

            // Who has left or is disabled is not offered.
            for id in ["abe.chihiro", "abe.naoki"] {
                user.field("利用者ID").fill(id).await;
                user.button("検索").click().await;
                user.sees("条件に合う利用者がいません。").await;
            }
        })
        .await;
}

#[tokio::test]
async fn m4_3_exactly_one_user_is_chosen() {
    journey("picker-one")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.sees("まだ選ばれていません").await;
            opens(user).await;
            user.button("選択").click().await;
            user.hears("一覧から利用者を1人選んでから、［選択］を押してください。").await;
            user.looks_at("nobody-chosen").await;

            user.field("氏名").fill("田中").await;
            user.button("検索").click().await;
            user.hears("検索結果：10件").await;
            let (akemi, mai) = (user.radio("tanaka.akemi 田中 明美"), user.radio("tanaka.mai 田中 麻衣"));
            akemi.click().await;
            assert!(akemi.is_chosen().await);
            // A click anywhere in the row means it.
            user.row("tanaka.mai@").click().await;
            assert!(mai.is_chosen().await && !akemi.is_chosen().await, "one, and only one");
            user.looks_at("chosen").await;
            user.button("選択").click().await;
            user.dialog("利用者選択").gone().await;
            user.sees("tanaka.mai　田中 麻衣").await;
            user.button("参照").gets_focus().await;

            // Another one takes its place; closing changes nothing.
            user.chooses_user("suzuki.ichiro").await;
            user.sees("suzuki.ichiro　鈴木 一郎").await;
            user.no_longer_sees("tanaka.mai").await;
            opens(user).await;
            user.row("abe.aoi").click().await;
            user.button("閉じる").click().await;
            user.dialog("利用者選択").gone().await;
            user.button("参照").gets_focus().await;
            user.sees("suzuki.ichiro　鈴木 一郎").await;
        })
        .await;
}

#[tokio::test]
async fn d4_4_the_keyboard_alone_suffices_and_esc_gives_the_focus_back_f4() {
    journey("picker-keyboard")
        .walk(async |user| {
            user.logs_in_at("/applications/new", YAMADA).await;
            user.is_on("電子証明書追加発行申請").await;
            user.tabs_to(user.button("参照")).await;
            user.presses(Key::Enter).await;
            user.dialog("利用者選択").there().await;
            user.hears("検索結果：278件").await;
            let inside = "return document.activeElement.closest('dialog:modal') !== null";
            assert_eq!(user.asks(inside).await, true, "the focus does not go in");
            user.presses(Key::Escape).await;
            user.dialog("利用者選択").gone().await;
            user.button("参照").gets_focus().await;
            user.sees("まだ選ばれていません").await;

            user.presses(Key::Space).await;
            user.dialog("利用者選択").there().await;
            user.tabs_to(user.field("氏名")).await;
            user.presses("鈴木 一郎").await;
            user.presses(Key::Enter).await;
            user.hears("検索結果：1件").await;
            user.tabs_to(user.radio("suzuki.ichiro 鈴木 一郎")).await;
            user.presses(Key::Space).await;
            user.presses(Key::Enter).await;
            user.dialog("利用者選択").gone().await;
            user.button("参照").gets_focus().await;
            user.sees("suzuki.ichiro　鈴木 一郎").await;

            user.presses(Key::Enter).await;
            user.dialog("利用者選択").there().await;
            // Tab stays in: a round through the dialog does not touch the page behind. (What is not in the dialog is the
            // browser's own. It comes last, because from there WebDriver does not lead back in Firefox.)
            user.field("利用者ID").types("suzuki.ichiro").await;
            user.presses(Key::Enter).await;
            user.hears("検索結果：1件").await;
            let escaped =
                "return document.activeElement !== document.body && !document.activeElement.closest('dialog:modal')";
            for key in [Key::Tab + "", Key::Shift + Key::Tab] {
                let keys: String = key.as_vec().into_iter().collect();
                for _ in 0..12 {
                    user.presses(&keys).await;
                    assert_eq!(
                        user.asks(escaped).await,
                        false,
                        "the focus leaves the dialog to {}",
                        user.focused_name().await
                    );
                }
            }
            user.presses(Key::Escape).await;
            user.dialog("利用者選択").gone().await;
            user.button("参照").gets_focus().await;
            user.sees("suzuki.ichiro　鈴木 一郎").await;
        })
        .await;
}
