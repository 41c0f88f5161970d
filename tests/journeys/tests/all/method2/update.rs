//! 紐付け更新, from the choice to the mails (M10.1 to M12.3, D10.2, D11.3, D15.3).

use journeys::{Browser, SUZUKI, YAMADA, journey};

const NOTICE: &str = "電子証明書紐付情報更新（署名者変更）のお知らせ";

/// Opens 紐付け更新 of the certificate of 名古屋支店長, which has one signer, and answers with its number and with who is bound.
async fn opens_nagoya(user: &Browser) -> (String, String) {
    user.opens_certificates().await;
    let number = user.number_of(&["名古屋支店"]).await;
    user.link(&number).click().await;
    user.arrives_on(&format!("自社電子証明書照会 {number}")).await;
    let text = user.table("電子署名書利用者（署名用ID）情報").text().await;
    let bound = text.split_whitespace().find(|word| word.contains('.')).unwrap_or_default().to_owned();
    user.link("紐付け更新").click().await;
    user.arrives_on("自社電子証明書紐付け更新").await;
    (number, bound)
}

/// The whole of 紐付け更新: M10.1, M11.1, M11.2, M11.4, M12.1, M12.2.
#[tokio::test]
async fn m10_1_m11_1_m11_2_m11_4_m12_1_m12_2_one_is_added_and_others_are_released_together() {
    journey("update")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            let (number, bound) = opens_nagoya(user).await;
            user.sees("一度に追加できる利用者IDは1つです。").await;
            user.sees("追加しない").await;
            user.looks_at("input").await;

            // D10.2: who is bound is shown in the dialog, and cannot be chosen.
            user.button("参照").click().await;
            user.dialog("利用者選択").there().await;
            user.field("利用者ID").fill(&bound).await;
            user.button("検索").click().await;
            user.hears("検索結果：1件").await;
            user.row(&bound).reads("紐付け済み").await;
            user.row(&bound).click().await;
            user.button("選択").click().await;
            user.hears("一覧から利用者を1人選んでから").await;
            user.looks_at("already-bound").await;
            user.button("閉じる").click().await;
            user.dialog("利用者選択").gone().await;
            user.button("参照").gets_focus().await;

            user.chooses_user("suzuki.ichiro").await;
            user.sees("鈴木 一郎").await;
            let release = user.checkbox_with(&bound);
            release.click().await;
            user.looks_at("chosen").await;
            // Nothing is lost by a reload (F5).
            user.reloads().await;
            user.is_on("自社電子証明書紐付け更新").await;
            user.sees("鈴木 一郎").await;
            assert!(release.is_chosen().await, "the choice is lost");
            user.confirms_bindings().await;
            user.sees("追加する利用者").await;
            user.sees("解除する利用者").await;
            user.sees(&bound).await;
            // M1.4: who comes has not checked yet, and the only one who has goes.
            user.sees("残りの利用者が確認を済ませるまで、だれも署名できません。").await;
            user.looks_at("confirm").await;
            user.link("戻る").click().await;
            user.arrives_on("自社電子証明書紐付け更新").await;
            assert!(release.is_chosen().await, "the choice is lost");
            user.confirms_bindings().await;
            user.button("確定").click().await;
            user.button("解除して確定").double_click().await;
            user.arrives_on("電子証明書紐付け更新完了").await;
            user.sees("この電子証明書の発行時に送られたPINを社内で共有してください。").await;
            user.row("suzuki.ichiro").reads("有効性確認が必要").await;
            user.sees("追加した利用者（1人）").await;
            user.sees("解除した利用者（1人）").await;
            user.looks_at("complete").await;

            // D15.3: which mails went where. M12.2: none to the released.
            user.link("この電子証明書の照会へ").click().await;
            user.arrives_on(&format!("自社電子証明書照会 {number}")).await;
            let page = format!("自社電子証明書照会 {number}");
            user.waits_until("both mails are sent", async || {
                user.reloads().await;
                user.is_on(&page).await;
                let mails = user.table("送信したメール").text().await;
                let rows: Vec<_> = mails.split(NOTICE).skip(1).collect();
                rows.len() == 2 && rows.iter().all(|row| row.contains("送信済"))
            })
            .await;
            let mails = user.table("送信したメール").text().await;
            assert!(!mails.contains(&format!("{bound}@")), "a released user gets a mail: {mails}");
            let past = user.table("紐付けの履歴").text().await;
            assert!(past.contains("解除") && past.contains("山田 太郎"), "{past}");
            assert!(!user.row("（発行時）").text().await.contains("鈴木"));
            user.looks_at("detail-afterwards").await;

            let told = user.reads_mail(NOTICE, "yamada.taro@", &number).await;
            assert!(told.contains("suzuki.ichiro") && told.contains(&bound), "{told}");
            let told = user.reads_mail(NOTICE, "suzuki.ichiro@", &number).await;
            assert!(told.contains("証明書有効性確認") && !told.contains(&bound), "{told}");
            let is_notice = |mail: &&(String, String)| mail.0.contains(NOTICE) && mail.1.contains(&number);
            let mails = user.mails().await;
            assert_eq!(mails.iter().filter(is_notice).count(), 2, "somebody else is told");

            // Back leads to nothing that could be done twice.
            user.goes_back().await;
            user.goes_back().await;
            user.arrives_on("電子証明書紐付け更新完了").await;
            user.goes_back().await;
            user.arrives_on("自社電子証明書紐付け更新").await;
            user.sees("追加しない").await;
        })
        .await;
}

#[tokio::test]
async fn m12_3_the_newly_bound_user_checks_with_the_pin_of_the_issue() {
    journey("update-then-sign")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            let (number, _) = opens_nagoya(user).await;
            user.chooses_user("suzuki.ichiro").await;
            user.confirms_bindings().await;
            user.button("確定").click().await;
            user.arrives_on("電子証明書紐付け更新完了").await;
            let pin = user.reads_pin(&number).await;
            user.is_taken_over_by(SUZUKI).await;
            user.checks(&number, &pin).await;
            user.link("署名を確認する").click().await;
            user.arrives_on("署名の確認").await;
            let content = journeys::file("contract.txt", b"contract");
            user.file("署名するファイル").types(content.to_string_lossy().as_ref()).await;
            user.field("PIN").fill(&pin).await;
            user.button("署名する").click().await;
            user.sees("署名しました。").await;
        })
        .await;
}

#[tokio::test]
async fn d11_3_without_a_change_it_says_so() {
    journey("update-nothing")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            let (number, _) = opens_nagoya(user).await;
            user.button("確認").click().await;
            user.focus_is_on("変更がありません").await;
            user.sees("追加する利用者を選ぶか、［解除］にチェックを入れてください。").await;
            assert!(user.title().await.starts_with("エラー："), "{}", user.title().await);
            user.looks_at("input").await;
            user.link_with("追加する利用者を選ぶか").click().await;
            user.button("参照").gets_focus().await;
            // Chosen and given up again is no change either.
            user.chooses_user("suzuki.ichiro").await;
            user.no_longer_sees("変更がありません").await;
            user.button("追加しない").click().await;
            user.button("参照").gets_focus().await;
            user.sees("変更がありません").await;

            user.goes_to(&format!("/certificates/{number}/bindings/confirm")).await;
            user.is_on("自社電子証明書紐付け更新確認").await;
            user.sees("変更がありません。").await;
            user.button("確定").gone().await;
            user.looks_at("confirm").await;
            user.link("紐付け更新へ戻る").click().await;
            user.arrives_on("自社電子証明書紐付け更新").await;
        })
        .await;
}
