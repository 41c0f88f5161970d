//! The confirm screen shows every value, and loses none on any way (M5.3, D5.4, BAR F5).

use journeys::{APPLICANT, Browser, FIELDS, YAMADA, journey};

/// The sections, and a field in each to change there.
const SECTIONS: [&str; 5] = ["電子証明書", "電子証明書情報", "電子証明書利用者情報", "PIN送付先情報", "申請担当者情報"];

async fn shows_everything(user: &Browser) {
    for (_, value) in FIELDS.iter().chain(APPLICANT) {
        user.sees(value).await;
    }
    user.sees("suzuki.ichiro　鈴木 一郎").await;
    user.sees("C=JP, O=Yamada Kensetsu, OU=honsha, title=shacho").await;
}

#[tokio::test]
async fn m5_3_d5_4_everything_is_shown_with_a_way_back_to_change_it_f5() {
    journey("confirm")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            user.goes_to_confirm().await;
            shows_everything(user).await;
            user.looks_at("everything").await;

            for section in SECTIONS {
                user.link(&format!("変更（{section}）")).click().await;
                user.is_on("電子証明書追加発行申請").await;
                user.heading(&format!("■{section}")).gets_focus().await;
                user.still_has(FIELDS).await;
                user.still_has(APPLICANT).await;
                user.goes_to_confirm().await;
            }
            user.link("変更（PIN送付先情報）").click().await;
            user.is_on("電子証明書追加発行申請").await;
            user.field("PIN送付先の氏名").fill("小林 さくら").await;
            user.goes_to_confirm().await;
            user.sees("小林 さくら").await;
            user.no_longer_sees("伊藤 恵子").await;
        })
        .await;
}

#[tokio::test]
async fn back_and_reload_on_the_confirm_screen_lose_nothing_f5() {
    journey("confirm-kept")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            user.goes_to_confirm().await;
            user.reloads().await;
            user.is_on("電子証明書追加発行申請確認").await;
            shows_everything(user).await;
            user.goes_back().await;
            user.arrives_on("電子証明書追加発行申請").await;
            user.still_has(FIELDS).await;
            user.goes_forward().await;
            user.arrives_on("電子証明書追加発行申請確認").await;
            user.link("入力に戻る").click().await;
            user.arrives_on("電子証明書追加発行申請").await;
            user.still_has(FIELDS).await;
            user.sees("suzuki.ichiro　鈴木 一郎").await;
        })
        .await;
}

/// By an old bookmark, or with something missing.
#[tokio::test]
async fn without_anything_to_confirm_the_form_is_shown_and_says_why() {
    journey("confirm-nothing")
        .walk(async |user| {
            user.logs_in_at("/applications/new/confirm", YAMADA).await;
            user.is_on("電子証明書追加発行申請").await;
            user.hears("確認できる申請がないため、入力画面を表示しています。").await;
            user.is_at("/applications/new").await;
            user.looks_at("note").await;
        })
        .await;
}
