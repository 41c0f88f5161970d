//! Somebody else was quicker (D11.5, BAR S15).

use journeys::{Browser, SATO, YAMADA, journey};

async fn binds(user: &Browser, id: &str) {
    user.chooses_user(id).await;
    user.confirms_bindings().await;
    user.button("確定").click().await;
    user.arrives_on("電子証明書紐付け更新完了").await;
}

#[tokio::test]
async fn m11_4_d11_5_what_another_administrator_changed_is_shown_with_the_choice_kept() {
    journey("meanwhile")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.opens_certificates().await;
            let number = user.number_of(&["東京支店"]).await;
            user.opens_bindings(&number).await;
            user.chooses_user("suzuki.ichiro").await;
            user.confirms_bindings().await;

            let other = user.somebody_else().await;
            let bindings = format!("/certificates/{number}/bindings");
            other.logs_in_at(&bindings, SATO).await;
            other.is_on("自社電子証明書紐付け更新").await;
            binds(&other, "sato.hanako").await;

            user.button("確定").click().await;
            user.hears("ほかの管理者がこの電子証明書の紐付けを更新しました。あなたの変更は、まだ行われていません。")
                .await;
            user.sees("suzuki.ichiro").await;
            user.row("sato.hanako").there().await;
            user.looks_at("confirm").await;
            // Nothing was written.
            other.link("この電子証明書の照会へ").click().await;
            other.arrives_on(&format!("自社電子証明書照会 {number}")).await;
            other.table("電子署名書利用者（署名用ID）情報").reads("sato.hanako").await;
            assert!(!other.text().await.contains("suzuki.ichiro"), "half of it was written");

            user.button("今の状態に対して、この変更を続ける").click().await;
            user.button("確定").click().await;
            user.arrives_on("電子証明書紐付け更新完了").await;
            user.row("suzuki.ichiro").there().await;
            user.row("sato.hanako").there().await;
        })
        .await;
}

/// D11.5: what the other one did already makes no sense any more.
#[tokio::test]
async fn d11_5_the_same_choice_of_two_is_carried_out_once() {
    journey("meanwhile-same")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.opens_certificates().await;
            let number = user.number_of(&["東京支店"]).await;
            user.opens_bindings(&number).await;
            user.chooses_user("suzuki.ichiro").await;
            user.confirms_bindings().await;
            let other = user.somebody_else().await;
            other.logs_in_at(&format!("/certificates/{number}/bindings"), SATO).await;
            other.is_on("自社電子証明書紐付け更新").await;
            binds(&other, "suzuki.ichiro").await;

            user.button("確定").click().await;
            user.hears("ほかの管理者がこの電子証明書の紐付けを更新しました。").await;
            assert!(!user.button("今の状態に対して、この変更を続ける").is_there().await);
            user.looks_at("confirm").await;
            user.link("選び直す").click().await;
            user.arrives_on("自社電子証明書紐付け更新").await;
            user.checkbox_with("suzuki.ichiro").there().await;
            user.hears("利用者ID suzuki.ichiroの追加は、既に紐付いているため、選択から外しました。").await;
            user.button("確認").click().await;
            user.focus_is_on("変更がありません").await;
        })
        .await;
}

/// D11.5, D12.4: of two releases one was made by somebody else; the other one can still be made.
#[tokio::test]
async fn d11_5_what_another_administrator_has_released_is_dropped_from_the_choice() {
    journey("meanwhile-released")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.opens_certificates().await;
            let number = user.number_of(&["東京支店"]).await;
            user.opens_bindings(&number).await;
            binds(user, "suzuki.ichiro").await;
            user.link("続けてほかの利用者を追加").click().await;
            user.arrives_on("自社電子証明書紐付け更新").await;
            binds(user, "sato.hanako").await;
            user.link("続けてほかの利用者を追加").click().await;
            user.arrives_on("自社電子証明書紐付け更新").await;
            user.checkbox_with("suzuki.ichiro").click().await;
            user.checkbox_with("sato.hanako").click().await;
            user.confirms_bindings().await;

            let other = user.somebody_else().await;
            other.logs_in_at(&format!("/certificates/{number}/bindings"), SATO).await;
            other.is_on("自社電子証明書紐付け更新").await;
            other.checkbox_with("suzuki.ichiro").click().await;
            other.confirms_bindings().await;
            other.button("確定").click().await;
            other.arrives_on("電子証明書紐付け更新完了").await;

            user.button("確定").click().await;
            user.hears("あなたの変更は、まだ行われていません。").await;
            user.link("選び直す").click().await;
            user.arrives_on("自社電子証明書紐付け更新").await;
            user.hears("利用者ID suzuki.ichiroの解除は、既に解除されているため、選択から外しました。").await;
            user.looks_at("dropped").await;
            assert!(user.checkbox_with("sato.hanako").is_chosen().await, "the rest of the choice is lost");
            user.confirms_bindings().await;
            user.button("確定").click().await;
            user.arrives_on("電子証明書紐付け更新完了").await;
            user.row("sato.hanako").gone().await;
        })
        .await;
}
