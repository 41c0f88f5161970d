//! Both methods where people have adapted their screens: narrow, zoomed, in the system's colours, with less motion
//! (BAR F1, F7). Tab shows at each stop where the focus is; [`journeys::Browser::looks_at`] runs axe-core.

use journeys::{Browser, Control, Engine, Plan, YAMADA, journey};
use thirtyfour::Key;

/// A telephone's width.
const TELEPHONE: u32 = 320;
/// The usual width at 200 % zoom.
const ZOOMED: u32 = 640;

fn adapted(name: &str) -> Plan {
    journey(name).only_in(Engine::Chromium, "WebDriver has no word for what the system prefers, nor for such widths")
}

async fn enters(user: &Browser, control: Control<'_>) {
    user.tabs_to(control).await;
    user.presses(Key::Enter).await;
}

async fn looks(user: &Browser, name: &str, width: u32) {
    user.looks_at(name).await;
    user.resize(width).await;
}

async fn walks_method_1(user: &Browser, width: u32) {
    user.resize(width).await;
    user.logs_in(YAMADA).await;
    user.begins_an_application().await;
    // What is wrong shows without colour, too.
    user.button("確認").click().await;
    user.sees("入力内容に誤りが").await;
    looks(user, "wrong", width).await;
    user.fills_in_an_application().await;
    looks(user, "input", width).await;
    user.button("参照").click().await;
    looks(user, "picker", width).await;
    user.presses(Key::Escape).await;
    user.button("参照").gets_focus().await;
    enters(user, user.button("確認")).await;
    user.arrives_on("電子証明書追加発行申請確認").await;
    looks(user, "confirm", width).await;
    enters(user, user.button("確定")).await;
    assert!(user.receipt_number().await.starts_with("AP-"));
    looks(user, "complete", width).await;
}

async fn walks_method_2(user: &Browser, width: u32) {
    user.resize(width).await;
    user.logs_in(YAMADA).await;
    user.opens_certificates().await;
    looks(user, "list", width).await;
    let number = user.number_of(&["名古屋支店"]).await;
    enters(user, user.link(&number)).await;
    user.arrives_on(&format!("自社電子証明書照会 {number}")).await;
    enters(user, user.link("紐付け更新")).await;
    user.arrives_on("自社電子証明書紐付け更新").await;
    user.chooses_user("suzuki.ichiro").await;
    looks(user, "bindings", width).await;
    enters(user, user.button("確認")).await;
    user.arrives_on("自社電子証明書紐付け更新確認").await;
    looks(user, "bindings-confirm", width).await;
    enters(user, user.button("確定")).await;
    user.arrives_on("電子証明書紐付け更新完了").await;
    looks(user, "bindings-complete", width).await;
}

#[tokio::test]
async fn method_1_zoomed_in_the_systems_colours_f7() {
    adapted("colours-1")
        .walk(async |user| {
            user.wants_its_own_colours_and_less_motion().await;
            walks_method_1(user, ZOOMED).await;
        })
        .await;
}

#[tokio::test]
async fn method_2_zoomed_in_the_systems_colours_f7() {
    adapted("colours-2")
        .walk(async |user| {
            user.wants_its_own_colours_and_less_motion().await;
            walks_method_2(user, ZOOMED).await;
        })
        .await;
}

#[tokio::test]
async fn method_2_at_320_pixels_f7() {
    adapted("telephone-2").walk(async |user| walks_method_2(user, TELEPHONE).await).await;
}
