//! The right to sign ends at once: by a release, an expiry, a revocation (M11.6, D13.5, D14.3, BAR K2).

use std::path::Path;

use journeys::{Browser, Journey, OPERATOR, SATO, YAMADA, file, journey, openssl};

/// The certificate that the demonstration leaves for its administrator to check.
const NUMBER_OF: &str = "代表取締役社長";

/// 山田 checks the own certificate and stands before ［署名する］, with everything filled in.
async fn stands_before_signing(user: &Journey) -> String {
    user.logs_in(YAMADA).await;
    user.chooses("証明書管理", "証明書有効性確認").await;
    user.arrives_on("証明書有効性確認").await;
    user.sees(NUMBER_OF).await;
    let text = user.text().await;
    let number = text.split("電子証明書管理番号").nth(1).unwrap_or_default();
    let number = number.split_whitespace().next().unwrap_or_default().to_owned();
    let pin = user.reads_pin(&number).await;
    user.checks(&number, &pin).await;
    user.link("署名を確認する").click().await;
    user.arrives_on("署名の確認").await;
    let content = file("contract.txt", b"contract");
    user.file("署名するファイル").types(content.to_string_lossy().as_ref()).await;
    user.field("PIN").fill(&pin).await;
    number
}

async fn is_refused(user: &Browser, why: &str) {
    user.button("署名する").click().await;
    user.focus_is_on("署名できませんでした").await;
    user.sees(why).await;
    assert!(!user.text().await.contains("署名しました。"));
}

#[tokio::test]
async fn m11_6_a_release_ends_the_right_to_sign_at_once() {
    journey("released")
        .walk(async |user| {
            let number = stands_before_signing(user).await;
            let other = user.somebody_else().await;
            other.logs_in_at(&format!("/certificates/{number}/bindings"), SATO).await;
            other.checkbox("yamada.taro 山田 太郎の紐付けを解除").click().await;
            other.confirms_bindings().await;
            other.button("確定").click().await;
            other.button("解除して確定").click().await;
            other.arrives_on("電子証明書紐付け更新完了").await;

            is_refused(user, "この電子証明書との紐付けは解除されたため、署名できません。").await;
            user.looks_at("sign").await;
            user.chooses("証明書管理", "証明書有効性確認").await;
            user.sees("紐付いている電子証明書はありません。").await;
            user.looks_at("none-left").await;
        })
        .await;
}

#[tokio::test]
async fn d13_5_an_expired_certificate_signs_nothing() {
    journey("expired")
        .walk(async |user| {
            let number = stands_before_signing(user).await;
            user.server.is_changed(&format!(
                "UPDATE certificates SET not_after = not_before + 1000 WHERE certificate_number = '{number}'"
            ));
            is_refused(user, "この電子証明書は有効期限が過ぎているため、使えません。").await;
            user.chooses("証明書管理", "証明書有効性確認").await;
            user.sees("有効期限が過ぎているため、署名に使えません。").await;
            user.looks_at("mine").await;
        })
        .await;
}

/// Whether OpenSSL accepts a certificate now, with the revocation list as it is published.
async fn is_good(user: &Browser, number: &str) -> (bool, String) {
    let root = file("root.pem", &user.fetched("/api/v1/authority/root.pem").await);
    let list = file("root.crl", &user.fetched("/api/v1/authority/root.crl").await);
    let chain = file("chain.pem", &user.fetched(&format!("/api/v1/certificates/{number}/chain.pem")).await);
    let pem = list.with_extension("crl.pem");
    let (read, said) = openssl(&["crl", "-inform", "DER"], &[("-in", &list), ("-out", &pem)]);
    assert!(read, "{said}");
    let files: [(&str, &Path); 3] = [("-CAfile", &root), ("-CRLfile", &pem), ("", &chain)];
    let [root, list, (_, chain)] = files;
    let chain = chain.to_string_lossy().into_owned();
    let wish = ["verify", "-crl_check", root.0, &root.1.to_string_lossy(), list.0, &list.1.to_string_lossy(), &chain]
        .map(str::to_owned);
    openssl(&wish.iter().map(String::as_str).collect::<Vec<_>>(), &[])
}

#[tokio::test]
async fn d14_3_a_revocation_ends_the_right_and_is_published() {
    journey("revoked")
        .walk(async |user| {
            let number = stands_before_signing(user).await;
            let other = user.somebody_else().await;
            let page = format!("自社電子証明書照会 {number}");
            other.logs_in_at(&format!("/certificates/{number}"), SATO).await;
            other.is_on(&page).await;
            let (good, said) = is_good(&other, &number).await;
            assert!(good, "{said}");
            other.button("失効").click().await;
            other.dialog("この電子証明書を失効させますか").there().await;
            other.sees("元に戻すことはできません。").await;
            other.looks_at("question").await;
            other.button("やめる").click().await;
            other.dialog("この電子証明書を失効させますか").gone().await;
            other.button("失効").gets_focus().await;
            other.button("失効").click().await;
            // No reason is chosen beforehand.
            other.button("失効させる").click().await;
            other.sees("失効の理由を選んでください。").await;
            other.sees(&format!("{number}　")).await;
            other.field("失効の理由").choose("PINが第三者に知られた可能性がある").await;
            other.button("失効させる").click().await;
            other.hears("電子証明書を失効させました。").await;
            other.sees("失効日時").await;
            // D9.2: nobody is said to be able to sign with it.
            other.sees("確認済（失効のため署名できません）").await;
            other.sees("PINが第三者に知られた可能性がある").await;
            other.button("失効").gone().await;
            other.looks_at("detail").await;
            let (good, said) = is_good(&other, &number).await;
            assert!(!good && said.contains("revoked"), "{said}");

            is_refused(user, "この電子証明書は失効しているため、使えません。").await;
            user.looks_at("sign").await;
            user.chooses("証明書管理", "証明書有効性確認").await;
            user.sees("失効しているため、署名に使えません。").await;
            user.looks_at("mine").await;
            user.chooses("管理者業務", "自社電子証明書照会").await;
            user.row(&number).reads("失効").await;
            // D12.4: and takes no new user.
            user.link(&number).click().await;
            user.link("紐付け更新").click().await;
            user.arrives_on("自社電子証明書紐付け更新").await;
            user.sees("この電子証明書は失効しているため、利用者を追加できません（解除はできます）。").await;
            assert!(!user.button("参照").is_there().await);
        })
        .await;
}

#[tokio::test]
async fn d14_3_an_operator_finds_and_revokes_a_companys_certificate() {
    journey("revoked-by-operator")
        .walk(async |user| {
            let number = stands_before_signing(user).await;
            let office = user.somebody_else().await;
            office.logs_in(OPERATOR).await;
            office.link("電子証明書の失効へ").click().await;
            office.arrives_on("電子証明書の失効").await;
            let field = office.field("電子証明書管理番号");
            office.button("表示").click().await;
            field.says("電子証明書管理番号を入力してください。").await;
            // F2: the summary gets the focus, and leads to the field.
            office.focus_is_on("入力内容に誤りが1件あります").await;
            assert!(office.title().await.starts_with("エラー："), "{}", office.title().await);
            office.looks_at("no-number").await;
            office.link("電子証明書管理番号を入力してください。").click().await;
            field.gets_focus().await;
            field.fill("JC-99999999").await;
            office.button("表示").click().await;
            field.says("この番号の電子証明書はありません。").await;
            office.focus_is_on("入力内容に誤りが1件あります").await;
            assert!(field.is_wrong().await);
            office.looks_at("unknown").await;
            // As it may stand in a mail, in full-width letters.
            field.fill(&number.replace("JC-", "ＪＣ－")).await;
            office.button("表示").click().await;
            office.arrives_on(&format!("電子証明書の失効 {number}")).await;
            office.sees(NUMBER_OF).await;
            let (good, said) = is_good(user, &number).await;
            assert!(good, "{said}");
            office.looks_at("found").await;
            // A colleague has the same before the eyes.
            let other = user.somebody_else().await;
            other.logs_in_at(&format!("/operator/certificates/{number}"), OPERATOR).await;
            other.button("失効").there().await;

            office.button("失効").click().await;
            office.dialog("この電子証明書を失効させますか").there().await;
            office.sees("元に戻すことはできません。").await;
            office.looks_at("question").await;
            office.button("やめる").click().await;
            office.dialog("この電子証明書を失効させますか").gone().await;
            office.button("失効").gets_focus().await;
            // The answer gets lost, and it is asked for once more.
            office.loses_answers(&format!("/api/v1/operator/certificates/{number}/revocation")).await;
            office.button("失効").click().await;
            office.field("失効の理由").choose("PINが第三者に知られた可能性がある").await;
            office.button("失効させる").click().await;
            office.hears("サーバーに接続できませんでした。").await;
            office.looks_at("lost").await;
            office.is_answered_again().await;
            office.button("もう一度").click().await;
            office.hears("電子証明書を失効させました。").await;
            office.sees("失効日時").await;
            office.sees("PINが第三者に知られた可能性がある").await;
            office.button("失効").gone().await;
            office.looks_at("revoked").await;

            let (good, said) = is_good(user, &number).await;
            assert!(!good && said.contains("revoked"), "{said}");
            is_refused(user, "この電子証明書は失効しているため、使えません。").await;
            // It stays as it was first revoked, whatever a colleague chooses who has not seen it yet.
            other.button("失効").click().await;
            other.field("失効の理由").choose("部署名・役職名が変わった").await;
            other.button("失効させる").click().await;
            other.sees("失効日時").await;
            other.sees("PINが第三者に知られた可能性がある").await;
            other.button("失効").gone().await;
            other.looks_at("meanwhile").await;
        })
        .await;
}
