//! The input screen: what it shows, explains and knows.

use journeys::{APPLICANT, Browser, FIELDS, YAMADA, journey};

#[tokio::test]
async fn m3_1_to_m5_2_the_form_is_in_the_manuals_order_and_explains_itself() {
    journey("input")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.looks_at("untouched").await;

            let order = [
                "■電子証明書",
                "■電子証明書情報",
                "■電子証明書利用者情報",
                "■PIN送付先情報",
                "■申請担当者情報",
            ];
            let headings = user.asks("return [...document.querySelectorAll('h2')].map(one => one.innerText)").await;
            assert_eq!(headings, serde_json::json!(order));
            let labels = user.asks("return [...document.querySelectorAll('label')].map(one => one.innerText)").await;
            let labels: Vec<String> = serde_json::from_value(labels).expect("labels");
            // M3.1, D3.7: all six names are required.
            let names = ["企業名", "企業名（アルファベット）", "部署名", "部署名（アルファベット）", "役職名", "役職名（アルファベット）"];
            let at = labels.iter().position(|label| label.starts_with("企業名")).expect("企業名");
            for (label, name) in labels[at..].iter().zip(names) {
                assert_eq!(label.split_whitespace().collect::<String>(), format!("{name}※必須"));
                assert_eq!(user.field(name).attribute("aria-required").await, "true", "{name}");
            }

            for words in [
                // M3.2, M3.5
                "英語でもローマ字でも構いません",
                "役職印",
                "本社 → honsha",
                "社長 → shacho",
                // M3.3
                "株式会社などの企業形態は不要です。",
                // M4.3
                "選べる利用者IDは1つだけです。ほかの利用者IDにも同じ電子証明書を紐付ける場合は、発行の完了後に行います。",
                // M5.1
                "PINを送るのは発行時の1回だけです。受け取った後、必要に応じて社内で共有してください。",
                // M5.2
                "運営の担当者から連絡することがあります。",
            ] {
                user.sees(words).await;
            }
            user.field("企業名（アルファベット）").says("半角の英数字、スペース、ハイフン、ドットで40文字以内").await;
            user.field("PIN送付先のメールアドレス").says("メールを受信できるアドレスを入力してください。").await;
            user.still_has(APPLICANT).await;
        })
        .await;
}

#[tokio::test]
async fn m5_2_the_applicant_can_be_changed_and_copied_to_the_pin_recipient() {
    journey("applicant")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.field("申請担当者の氏名").fill("山田 次郎").await;
            user.button("申請担当者と同じにする").click().await;
            user.hears("申請担当者と同じ内容を入力しました。").await;
            user.field("PIN送付先の氏名").holds("山田 次郎").await;
            user.field("PIN送付先の部署名").holds("本社").await;
            user.field("PIN送付先のメールアドレス").holds("yamada.taro@yamada-kensetsu.example").await;
            user.chooses_user("suzuki.ichiro").await;
            user.button("選んだ利用者と同じにする").click().await;
            user.field("PIN送付先の氏名").holds("鈴木 一郎").await;
            user.field("申請担当者の氏名").holds("山田 次郎").await;
        })
        .await;
}

async fn is_whole(user: &Browser) {
    user.still_has(FIELDS).await;
    user.still_has(APPLICANT).await;
    user.sees("suzuki.ichiro　鈴木 一郎").await;
}

/// F5: by reload, by Back, and by going elsewhere; at once after the last letter.
#[tokio::test]
async fn the_form_survives_a_reload_and_a_walk_elsewhere_f5() {
    journey("input-kept")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            user.field("PIN送付先の氏名").fill("伊藤 恵").await;
            user.field("PIN送付先の氏名").types("子").await;
            user.reloads().await;
            user.is_on("電子証明書追加発行申請").await;
            is_whole(user).await;
            user.field("PIN送付先の氏名").fill("伊藤 恵子").await;
            user.goes_back().await;
            user.arrives_on("ホーム").await;
            user.goes_forward().await;
            user.arrives_on("電子証明書追加発行申請").await;
            is_whole(user).await;
            user.goes_to("/mails").await;
            user.goes_to("/applications/new").await;
            is_whole(user).await;
        })
        .await;
}
