//! From a filed application to a signature that verifies outside (M7.3, M7.4, M1.4, D13.4, D13.5, BAR K3).

use journeys::{OPERATOR, PIN_ADDRESS, SUZUKI, YAMADA, file, journey, line_of, openssl};
use std::path::Path;
use thirtyfour::Key;

/// Whether OpenSSL accepts a signature of a file, trusting this root alone.
fn is_accepted(signature: &Path, content: &Path, root: &Path) -> bool {
    let wish = ["cms", "-verify", "-purpose", "any", "-binary", "-inform", "DER", "-out", "/dev/null"];
    let (accepted, said) = openssl(&wish, &[("-in", signature), ("-content", content), ("-CAfile", root)]);
    assert!(accepted || said.contains("failure") || said.contains("error"), "{said}");
    accepted
}

#[tokio::test]
async fn m7_3_m7_4_from_the_filed_application_to_a_signature_that_verifies_outside() {
    journey("signature")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            let receipt = user.applies().await;

            // D13.1: the operator sees what waits, the oldest first, and all of it.
            let office = user.somebody_else().await;
            office.logs_in(OPERATOR).await;
            office.link("申請の審査へ").click().await;
            office.arrives_on("申請の審査").await;
            let list = office.table("審査を待っている申請").text().await;
            let place = |receipt: &str| list.find(receipt).unwrap_or_else(|| panic!("{receipt} is missing: {list}"));
            assert!(place("AP-00000015") < place(&receipt), "the oldest is not the first: {list}");
            office.row(&receipt).reads("株式会社山田建設").await;
            office.row("AP-00000015").reads("2日").await;
            office.looks_at("waiting").await;
            office.link(&receipt).click().await;
            office.arrives_on(&format!("申請の審査 {receipt}")).await;
            for words in
                ["K100001", "Yamada Kensetsu", "honsha", "shacho", "suzuki.ichiro", PIN_ADDRESS, "03-5550-0000"]
            {
                office.sees(words).await;
            }
            office.looks_at("examined").await;
            office.button("発行").click().await;
            office.dialog("電子証明書を発行しますか").there().await;
            office.looks_at("question-of-issue").await;
            office.button("発行する").click().await;
            office.hears("電子証明書を発行しました。").await;
            office.button("発行").gone().await;

            // M7.3: both mails, and the binding.
            let told =
                user.reads_mail("電子証明書発行のお知らせ", "yamada.taro@yamada-kensetsu.example", &receipt).await;
            let number = line_of(&told, "■電子証明書管理番号：");
            assert!(number.starts_with("JC-") && told.contains("suzuki.ichiro"), "{told}");
            let mail = user.reads_mail("PINのお知らせ", PIN_ADDRESS, &number).await;
            let pin = line_of(&mail, "■PIN：");
            assert!(!told.contains(&pin), "the PIN is in another mail, too");
            assert_eq!(user.mails().await.iter().filter(|(_, body)| body.contains(&pin)).count(), 1);
            user.chooses("管理者業務", "自社電子証明書照会").await;
            user.link(&number).click().await;
            user.arrives_on(&format!("自社電子証明書照会 {number}")).await;
            user.row("鈴木 一郎 経理部 有効性確認が必要").there().await;

            // M7.4: not before the validity check.
            office.is_taken_over_by(SUZUKI).await;
            office.chooses("証明書管理", "署名の確認").await;
            office.arrives_on("署名の確認").await;
            office.sees("署名に使える電子証明書がありません。").await;
            office.looks_at("none-to-sign-with").await;
            office.reads_mail("PINのお知らせ", PIN_ADDRESS, &number).await;
            office.unfolding(&format!("宛先 {PIN_ADDRESS}")).click().await;
            office.copies(&pin).await;
            office.chooses("証明書管理", "証明書有効性確認").await;
            office.arrives_on("証明書有効性確認").await;
            office.sees("有効性確認が必要").await;
            office.looks_at("mine").await;
            office.link_with(&number).click().await;
            office.arrives_on(&format!("証明書有効性確認 {number}")).await;
            // The PIN is pasted, hidden, and can be looked at.
            let field = office.field("PIN");
            field.click().await;
            office.presses(Key::Control + "v").await;
            field.holds(&pin).await;
            assert_eq!(field.attribute("type").await, "password");
            office.button("PINを表示").click().await;
            assert_eq!(field.attribute("type").await, "text");
            office.looks_at("pin-shown").await;
            office.button("PINを隠す").click().await;
            assert_eq!(field.attribute("type").await, "password");
            office.button("確認する").click().await;
            office.focus_is_on("確認の結果").await;
            for step in ["PINが正しい", "署名の鍵が電子証明書と一致", "認証局が発行", "有効期間内", "失効していない"]
            {
                office.sees(step).await;
            }
            assert_eq!(office.text().await.matches("確認済").count(), 5, "{}", office.text().await);
            office.looks_at("checked").await;

            // D13.5: the PIN each time; forgiven are small letters and missing hyphens.
            office.link("署名を確認する").click().await;
            office.arrives_on("署名の確認").await;
            office.button("署名する").click().await;
            office.focus_is_on("入力内容に誤りが2件あります").await;
            office.sees("署名するファイルを選んでください。").await;
            office.looks_at("nothing-to-sign").await;
            let content = file("contract.txt", "工事請負契約書\n".repeat(5000).as_bytes());
            office.file("署名するファイル").types(content.to_string_lossy().as_ref()).await;
            office.field("PIN").fill(&pin.replace('-', "").to_lowercase()).await;
            office.button("署名する").click().await;
            office.focus_is_on("署名の結果").await;
            office.sees("署名しました。").await;
            office.field("PIN").holds("").await;
            office.looks_at("signed").await;
            office.button("「contract.txt.p7s」を保存").click().await;
            let signature = file("contract.p7s", &office.saved("contract.txt.p7s").await);

            // Outside (BAR K3).
            let root = file("root.pem", &office.fetched("/api/v1/authority/root.pem").await);
            assert!(is_accepted(&signature, &content, &root), "OpenSSL refuses it");
            let mut other = std::fs::read(&content).unwrap();
            other[4711] ^= 1;
            assert!(!is_accepted(&signature, &file("changed.txt", &other), &root), "a changed byte is accepted");

            // D9.2, D13.1: the administrator sees it.
            user.reloads().await;
            user.is_on(&format!("自社電子証明書照会 {number}")).await;
            user.row("鈴木 一郎 経理部 確認済（署名できます）").there().await;
            user.chooses("管理者業務", "申請状況").await;
            user.arrives_on("申請状況").await;
            user.link(&receipt).click().await;
            user.sees("証明書有効性確認が済み、この電子証明書で署名できます。").await;
            user.table("送信したメール").reads("PINのお知らせ").await;
            user.looks_at("application-at-its-end").await;
        })
        .await;
}

/// M14.1, M15.1: who is told of an end, and how all mails begin.
#[tokio::test]
async fn m14_1_m15_1_the_end_of_validity_is_announced() {
    journey("expiry")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.opens_mails().await;
            let mails = user.mails().await;
            for (head, _) in &mails {
                assert!(head.starts_with("【CECTRUST-Lightサービス】"), "{head}");
            }
            let notices: Vec<_> = mails
                .iter()
                .filter(|(head, _)| head.contains("満了のお知らせ") && head.contains("yamada-kensetsu"))
                .collect();
            // D14.2: each to the administrators and to the applicant, once.
            for (_, body) in &notices {
                let number = line_of(body, "■電子証明書管理番号：");
                let to: Vec<_> =
                    notices.iter().filter(|(_, body)| body.contains(&number)).map(|(head, _)| head).collect();
                let mut once = to.clone();
                once.sort();
                once.dedup();
                assert_eq!(to.len(), once.len(), "{number} is announced twice: {to:?}");
            }
            let body = &notices.first().expect("an expiry notice").1;
            let number = line_of(body, "■電子証明書管理番号：");
            assert!(body.contains("電子証明書追加発行申請"), "{body}");
            // From then on it can be reused (M2.2), by the way that the mail names.
            user.link_with("CECTRUST-Light").click().await;
            user.arrives_on("ホーム").await;
            user.begins_an_application().await;
            user.field("電子証明書").choose(&number).await;
            user.hears("発行当時の申請内容を表示しました。").await;
        })
        .await;
}
