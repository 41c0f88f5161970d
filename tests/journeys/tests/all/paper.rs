//! On paper, for an internal approval (稟議): each of these screens takes one sheet.

use journeys::{Engine, YAMADA, journey};

#[tokio::test]
async fn what_an_approval_goes_round_with_takes_one_sheet_of_a4() {
    journey("paper")
        .not_in(Engine::Webkit, "its driver does not print")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            user.goes_to_confirm().await;
            user.button("印刷").there().await;
            assert_eq!(user.sheets().await, 1, "電子証明書追加発行申請確認");
            let receipt = user.files().await;
            user.button("印刷").there().await;
            assert_eq!(user.sheets().await, 1, "電子証明書追加発行申請完了");

            // The longest: a whole way, with all its mails.
            for receipt in [receipt.as_str(), "AP-00000001"] {
                user.goes_to(&format!("/applications/{receipt}")).await;
                user.heading("■送信したメール").there().await;
                assert_eq!(user.sheets().await, 1, "{receipt}");
            }
            user.goes_to("/certificates/JC-00000012").await;
            user.heading("■送信したメール").there().await;
            assert_eq!(user.sheets().await, 1, "自社電子証明書照会");
            // Who, and when: taken when the printing begins.
            let note = user.asks("return document.querySelector('.print-note').textContent").await;
            let note = note.as_str().unwrap_or_default().to_owned();
            assert!(note.contains("山田 太郎（yamada.taro）") && note.contains('年'), "{note}");

            user.goes_to("/certificates/JC-00000012/bindings").await;
            user.heading("■追加する利用者").there().await;
            user.chooses_user("suzuki.ichiro").await;
            user.button("確認").click().await;
            user.button("確定").there().await;
            assert_eq!(user.sheets().await, 1, "自社電子証明書紐付け更新確認");
            user.button("確定").click().await;
            user.heading("次に行うこと").there().await;
            user.table("電子署名書利用者（署名用ID）情報").there().await;
            assert_eq!(user.sheets().await, 1, "電子証明書紐付け更新完了");
        })
        .await;
}
