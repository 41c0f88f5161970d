//! What 紐付け更新 asks once more, and what it refuses (D12.4).

use journeys::{YAMADA, journey};

#[tokio::test]
async fn d12_4_an_expired_certificate_gets_no_users_but_loses_them() {
    journey("update-expired")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.opens_certificates().await;
            let number = user.number_of(&["福岡支店"]).await;
            user.link(&number).click().await;
            user.link("紐付け更新").click().await;
            user.arrives_on("自社電子証明書紐付け更新").await;
            user.sees("有効でない電子証明書には、利用者を追加できません。解除はできます。").await;
            assert!(!user.button("参照").is_there().await, "a user can be chosen");
            user.looks_at("input").await;
            user.checkbox_with("の紐付けを解除").click().await;
            user.confirms_bindings().await;
            user.button("確定").click().await;
            user.button("解除して確定").click().await;
            user.arrives_on("電子証明書紐付け更新完了").await;
            user.sees("紐付いている利用者はいません。署名できる人がいない状態です。").await;
            user.looks_at("complete").await;
        })
        .await;
}

#[tokio::test]
async fn d12_4_a_certificate_that_ends_meanwhile_takes_nobody() {
    journey("update-expires")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.opens_certificates().await;
            let number = user.number_of(&["名古屋支店"]).await;
            user.opens_bindings(&number).await;
            user.chooses_user("suzuki.ichiro").await;
            user.confirms_bindings().await;
            user.server.is_changed(&format!(
                "UPDATE certificates SET not_after = not_before + 1000 WHERE certificate_number = '{number}'"
            ));
            user.button("確定").click().await;
            user.hears("有効でない電子証明書には、利用者を追加できません。").await;
            user.looks_at("confirm").await;

            // The way back is none into a dead end: what cannot be done is dropped and told, a release is possible.
            user.link("戻る").click().await;
            user.arrives_on("自社電子証明書紐付け更新").await;
            user.hears("利用者ID suzuki.ichiroの追加は、電子証明書の有効期限が過ぎたため、選択から外しました。").await;
            user.looks_at("dropped").await;
            user.button("確認").click().await;
            user.focus_is_on("確認へ進めません").await;
            user.sees("変更がありません。").await;
            user.checkbox_with("の紐付けを解除").click().await;
            user.confirms_bindings().await;
            user.button("確定").click().await;
            user.button("解除して確定").click().await;
            user.arrives_on("電子証明書紐付け更新完了").await;
            user.opens_certificate(&number).await;
            let bound = user.text().await;
            let bound = bound.split("■紐付けの履歴").next().unwrap_or_default();
            assert!(!bound.contains("suzuki.ichiro"), "bound all the same");
        })
        .await;
}

#[tokio::test]
async fn releasing_the_last_signer_or_oneself_is_asked_once_more() {
    journey("update-last")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.opens_certificates().await;
            let number = user.number_of(&["代表取締役社長"]).await;
            user.opens_bindings(&number).await;
            // The last one.
            user.checkbox_with("yamada.taro").click().await;
            user.confirms_bindings().await;
            user.sees("解除すると、この電子証明書で署名できる人がいなくなります。").await;
            user.button("確定").click().await;
            user.dialog("本当に解除しますか").there().await;
            user.sees("署名が必要になったときは、紐付け更新で利用者を追加してください。").await;
            user.looks_at("last").await;
            user.button("やめる").gets_focus().await;
            user.button("やめる").click().await;
            user.dialog("本当に解除しますか").gone().await;
            user.button("確定").gets_focus().await;
            user.link("戻る").click().await;
            user.arrives_on("自社電子証明書紐付け更新").await;

            // Oneself, while another one comes.
            user.chooses_user("suzuki.ichiro").await;
            user.confirms_bindings().await;
            user.sees("解除する利用者に、あなた自身が含まれています。").await;
            user.button("確定").click().await;
            user.dialog("本当に解除しますか").there().await;
            user.sees("あなた自身の紐付けを解除します。").await;
            user.looks_at("oneself").await;
            user.button("解除して確定").click().await;
            user.arrives_on("電子証明書紐付け更新完了").await;
            user.row("suzuki.ichiro").there().await;
            user.row("yamada.taro").gone().await;
        })
        .await;
}
