//! An operator turns an application down; two operators decide at once (D13.1).

use journeys::{OPERATOR, YAMADA, journey};

#[tokio::test]
async fn d13_1_an_application_is_turned_down_with_a_reason() {
    journey("rejected")
        .walk(async |user| {
            const REASON: &str = "部署名の「本社」と、登記の「本店」が違います。ご確認ください。";
            user.logs_in(YAMADA).await;
            let receipt = user.applies().await;
            let office = user.somebody_else().await;
            office.logs_in_at(&format!("/operator/applications/{receipt}"), OPERATOR).await;
            office.is_on(&format!("申請の審査 {receipt}")).await;

            office.button("却下").click().await;
            office.dialog("申請を却下しますか").there().await;
            office.button("却下する").click().await;
            office.field("却下の理由").says("却下の理由を入力してください。").await;
            office.field("却下の理由").gets_focus().await;
            office.looks_at("no-reason").await;
            office.button("やめる").click().await;
            office.dialog("申請を却下しますか").gone().await;
            office.button("却下").gets_focus().await;
            office.button("却下").click().await;
            office.field("却下の理由").fill(REASON).await;
            office.button("却下する").click().await;
            office.hears("申請を却下しました。").await;
            office.button("発行").gone().await;
            office.sees(REASON).await;
            office.looks_at("rejected").await;

            let mail = user.reads_mail("申請却下のお知らせ", "yamada.taro@yamada-kensetsu.example", &receipt).await;
            assert!(mail.contains(REASON), "{mail}");
            user.chooses("管理者業務", "申請状況").await;
            user.row(&receipt).reads("却下").await;
            user.link(&receipt).click().await;
            user.arrives_on(&format!("申請 {receipt}")).await;
            user.sees("この申請は却下されました。").await;
            user.sees(REASON).await;
            user.button("取下げ").gone().await;
            user.looks_at("told").await;
        })
        .await;
}

#[tokio::test]
async fn d13_1_two_operators_issue_once() {
    journey("issued-once")
        .walk(async |user| {
            let path = "/operator/applications/AP-00000015";
            user.logs_in_at(path, OPERATOR).await;
            user.button("発行").click().await;
            user.dialog("電子証明書を発行しますか").there().await;
            let other = user.somebody_else().await;
            other.logs_in_at(path, OPERATOR).await;
            other.button("却下").there().await;
            user.button("発行する").double_click().await;
            user.hears("電子証明書を発行しました。").await;

            // The other one still sees it waiting.
            other.button("却下").click().await;
            other.field("却下の理由").fill("理由").await;
            other.button("却下する").click().await;
            other.hears("この申請は、審査が終わっているか、既に取り下げられています。").await;
            other.sees("電子証明書管理番号").await;
            other.button("却下").gone().await;
            other.looks_at("too-late").await;
            other.opens_mails().await;
            let told = other.mails().await;
            let told = told
                .iter()
                .filter(|(head, body)| head.contains("電子証明書発行のお知らせ") && body.contains("AP-00000015"));
            assert_eq!(told.count(), 1);
        })
        .await;
}

/// What no operator can change is told all the same, with what to do.
#[tokio::test]
async fn d13_1_an_application_for_somebody_who_has_left_says_why_it_cannot_be_issued() {
    journey("left-before-the-issue")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            let receipt = user.applies().await;
            user.server.is_changed("UPDATE users SET state = 'left' WHERE user_id = 'suzuki.ichiro'");
            user.is_taken_over_by(OPERATOR).await;
            user.goes_to(&format!("/operator/applications/{receipt}")).await;
            user.button("発行").click().await;
            user.button("発行する").click().await;
            user.hears("申請された利用者IDは、退職または停止のため、発行できません。").await;
            user.looks_at("told").await;
            user.button("却下").there().await;
        })
        .await;
}
