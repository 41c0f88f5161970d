//! 自社電子証明書照会 (M9.1, D9.2) and the certificates of one user.

use journeys::{YAMADA, file, journey, openssl};

#[tokio::test]
async fn m9_1_d9_2_a_certificate_with_who_may_sign() {
    journey("certificate")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.opens_certificates().await;
            let number = user.number_of(&["代表取締役社長"]).await;
            user.link(&number).click().await;
            user.arrives_on(&format!("自社電子証明書照会 {number}")).await;
            for words in ["発行日", "有効期限", "サブジェクト", "Yamada Kensetsu", "Daihyo Torishimariyaku Shacho"]
            {
                user.sees(words).await;
            }
            for words in ["シリアル番号", "フィンガープリント", "受付番号", "年"] {
                user.sees(words).await;
            }
            let bound = user.table("電子署名書利用者（署名用ID）情報");
            bound.reads("山田 太郎").await;
            bound.reads("有効性確認が必要").await;
            user.table("紐付けの履歴").reads("（発行時）").await;
            user.looks_at("detail").await;

            user.link("電子証明書を保存").click().await;
            let chain = file("chain.pem", &user.saved(&format!("{number}.pem")).await);
            let (read, said) = openssl(&["x509", "-noout", "-subject", "-nameopt", "utf8"], &[("-in", &chain)]);
            assert!(read && said.contains("Yamada Kensetsu") && said.contains(&number), "{said}");

            // D9.2: checked is another word.
            user.link("自社電子証明書の一覧へ").click().await;
            user.arrives_on("自社電子証明書検索/一覧").await;
            user.table("電子証明書の一覧").there().await;
            let checked = user.number_of(&["名古屋支店"]).await;
            user.link(&checked).click().await;
            user.table("電子署名書利用者（署名用ID）情報").reads("署名できます").await;

            // From the user to the certificates, and who is alone.
            let text = user.table("電子署名書利用者（署名用ID）情報").text().await;
            let id = text.split_whitespace().find(|word| word.contains('.')).unwrap().to_owned();
            user.link(&id).click().await;
            user.arrives_on(&format!("利用者の電子証明書 {id}")).await;
            user.row(&checked).reads("署名できます").await;
            user.sees("に紐付いている利用者は、この利用者だけです。").await;
            user.looks_at("of-a-user").await;
        })
        .await;
}

#[tokio::test]
async fn m9_1_another_companys_certificate_is_not_there() {
    journey("certificate-of-others")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.opens_certificates().await;
            let number = user.number_of(&["代表取締役社長"]).await;
            let other = user.somebody_else().await;
            other.logs_in_at(&format!("/certificates/{number}"), journeys::TANAKA).await;
            other.hears("お探しの情報が見つかりません。").await;
            other.looks_at("not-ours").await;
            other.goes_to(&format!("/certificates/{number}/bindings")).await;
            other.hears("お探しの情報が見つかりません。").await;
            assert!(!other.text().await.contains("yamada"), "{}", other.text().await);
            other.goes_to("/certificates?department=本社").await;
            other.sees("条件に合う電子証明書はありません。").await;
        })
        .await;
}
