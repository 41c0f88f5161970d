//! Each rule broken once, and mended (D3.6, D3.7, BAR F2).

use journeys::{FIELDS, YAMADA, journey};

/// What is wrong with an untouched form, in the order of the screen: where a click leads, and what is said.
const UNTOUCHED: [(&str, &str); 8] = [
    ("企業名（アルファベット）", "企業名（アルファベット）を入力してください。"),
    ("部署名", "部署名を入力してください。"),
    ("部署名（アルファベット）", "部署名（アルファベット）を入力してください。"),
    ("役職名", "役職名を入力してください。"),
    ("役職名（アルファベット）", "役職名（アルファベット）を入力してください。"),
    ("", "利用者IDを選んでください。［参照］を押すと、利用者の一覧が開きます。"),
    ("PIN送付先の氏名", "PIN送付先の氏名を入力してください。"),
    ("PIN送付先のメールアドレス", "PIN送付先のメールアドレスを入力してください。"),
];

#[tokio::test]
async fn d3_7_what_is_missing_is_said_in_the_summary_and_at_its_field_f2() {
    journey("missing")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            // F2: never scold on leaving a field.
            user.field("役職名").click().await;
            user.field("部署名").click().await;
            assert!(!user.field("役職名").is_wrong().await, "scolded on leaving");

            user.button("確認").click().await;
            user.focus_is_on("入力内容に誤りが8件あります").await;
            assert_eq!(user.title().await, "エラー：電子証明書追加発行申請｜CECTRUST-Light");
            user.looks_at("summary").await;
            for (label, message) in UNTOUCHED {
                let field = if label.is_empty() { user.button("参照") } else { user.field(label) };
                field.says(message).await;
                user.link(message).click().await;
                field.gets_focus().await;
                if !label.is_empty() {
                    assert!(field.is_wrong().await, "{label} is not marked");
                }
            }

            // Each goes as soon as it is mended, and the last takes the summary with it.
            for (left, (label, value)) in
                (1..8).rev().zip(FIELDS.iter().filter(|(label, _)| *label != "PIN送付先の部署名"))
            {
                user.field(label).fill(value).await;
                user.heading(&format!("入力内容に誤りが{left}件あります")).there().await;
                assert!(!user.field(label).is_wrong().await, "{label} is still marked");
            }
            user.chooses_user("suzuki.ichiro").await;
            user.no_longer_sees("入力内容に誤りが").await;
            user.is_on("電子証明書追加発行申請").await;
            user.goes_to_confirm().await;
        })
        .await;
}

/// A field, what breaks one of its rules, and what is said.
const BROKEN: [(&str, &str, &str); 19] = [
    ("企業名", "", "企業名を入力してください。"),
    ("企業名（アルファベット）", "Yamada & Sons_山", "使えない文字があります：「&」「_」「山」。"),
    ("企業名（アルファベット）", "- . -", "企業名（アルファベット）には英字か数字を1文字以上入れてください。"),
    (
        "企業名（アルファベット）",
        "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa a",
        "40文字以内で入力してください（現在41文字）。",
    ),
    ("部署名", "　", "部署名を入力してください。"),
    ("部署名（アルファベット）", "honsha!", "使えない文字があります：「!」。"),
    ("役職名", "", "役職名を入力してください。"),
    (
        "役職名（アルファベット）",
        "a23456789 b23456789 c23456789 d23456789 e23456789 f2345",
        "部署名と役職名のアルファベットは、合わせて60文字以内で入力してください（現在61文字）。",
    ),
    ("役職名（アルファベット）", "…", "使えない文字があります：「…」。"),
    ("PIN送付先の氏名", "", "PIN送付先の氏名を入力してください。"),
    ("PIN送付先のメールアドレス", "pin.example.co.jp", "「name@example.co.jp」の形で入力してください。"),
    ("PIN送付先のメールアドレス", "pin..x@example.co.jp", "「@」より前に誤りがあります。"),
    ("PIN送付先のメールアドレス", "pin@example", "「@」より後ろに誤りがあります。"),
    ("PIN送付先のメールアドレス", "a@example.co.jp,b@example.co.jp", "使えない文字があります：「,」。"),
    ("申請担当者の氏名", "", "申請担当者の氏名を入力してください。"),
    ("申請担当者の電話番号", "03-1234", "10桁または11桁の数字で入力してください（現在6桁）。"),
    ("申請担当者の電話番号", "1234567890", "0から始まる番号で、市外局番から入力してください。"),
    ("申請担当者の電話番号", "03-1234-5678 内線1", "使えない文字があります：「内」「線」。"),
    ("申請担当者のメールアドレス", "", "申請担当者のメールアドレスを入力してください。"),
];

#[tokio::test]
async fn each_rule_is_broken_once_and_mended_f2() {
    journey("mending")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            for (label, bad, message) in BROKEN {
                let field = user.field(label);
                let good = field.value().await;
                field.fill(bad).await;
                user.button("確認").click().await;
                user.focus_is_on("入力内容に誤りが1件あります").await;
                assert!(user.title().await.starts_with("エラー："), "{label}: {}", user.title().await);
                user.link_with(message).there().await;
                field.says(message).await;
                assert!(field.is_wrong().await, "{label} is not marked");
                field.fill(&good).await;
                user.no_longer_sees("入力内容に誤りが").await;
                assert!(!field.is_wrong().await, "{label} is still marked");
                assert!(!user.title().await.contains("エラー"), "{label}: {}", user.title().await);
            }
            // A department may be missing where a person is meant.
            user.field("PIN送付先の部署名").fill("").await;
            user.field("申請担当者の部署名").fill("").await;
            user.goes_to_confirm().await;
        })
        .await;
}

/// What only the server can know comes back to its field.
#[tokio::test]
async fn what_the_server_refuses_is_said_at_its_field_f2() {
    journey("refused")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            // The draft lay there while the user left the company.
            let leave = "for (const key of Object.keys(localStorage))
                localStorage[key] = localStorage[key].replaceAll('suzuki.ichiro', arguments[0])";
            for (picture, id, message) in [
                ("disabled", "abe.chihiro", "この利用者IDは退職または停止のため選べません。"),
                ("unknown", "nobody.at.all", "利用者IDが見つかりません。"),
            ] {
                user.waits_until("the draft is kept", async || {
                    let kept = "return Object.values(localStorage).some(text => text.includes('suzuki.ichiro'))";
                    user.asks(kept).await == true
                })
                .await;
                user.asks_with(leave, serde_json::json!([id])).await;
                user.reloads().await;
                user.is_on("電子証明書追加発行申請").await;
                user.sees(id).await;
                user.goes_to_confirm().await;
                user.button("確定").click().await;
                user.waits_until("back on the form", async || {
                    user.title().await == "エラー：電子証明書追加発行申請｜CECTRUST-Light"
                })
                .await;
                user.focus_is_on("入力内容に誤りが1件あります").await;
                user.button("参照").says(message).await;
                user.still_has(FIELDS).await;
                user.looks_at(picture).await;
                user.chooses_user("suzuki.ichiro").await;
                user.no_longer_sees("入力内容に誤りが").await;
            }
            user.goes_to_confirm().await;
            user.files().await;
        })
        .await;
}
