//! The one mail with the PIN is refused, given up, and sent again by an operator (M7.3, D15.3).

use journeys::{OPERATOR, PIN_ADDRESS, Post, SUZUKI, YAMADA, journey, line_of};
use thirtyfour::Key;

#[tokio::test]
async fn d15_3_a_pin_mail_that_was_given_up_is_sent_again_once() {
    const SUBJECT: &str = "PINのお知らせ";
    let post = Post::refusing(PIN_ADDRESS);
    journey("pin-mail")
        .with("SHIRUSHI_SMTP_URL", post.url())
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            let receipt = user.applies().await;
            let office = user.somebody_else().await;
            office.logs_in(OPERATOR).await;
            office.issues(&receipt).await;
            let given_up = format!("PINのお知らせを「{PIN_ADDRESS}」に送れませんでした。");
            office
                .waits_until(&given_up, async || {
                    office.reloads().await;
                    office.table("送信したメール").there().await;
                    office.text().await.contains(&given_up)
                })
                .await;
            assert!(post.taken(SUBJECT, PIN_ADDRESS).is_empty());
            office.looks_at("given-up").await;
            // The administrator is told of it, too.
            user.link("この申請の状況を見る").click().await;
            user.arrives_on(&format!("申請 {receipt}")).await;
            user.sees("送信できなかったメールがあります。").await;
            user.looks_at("administrator").await;
            // Another operator has the same before the eyes.
            let other = user.somebody_else().await;
            other.logs_in_at(&format!("/operator/applications/{receipt}"), OPERATOR).await;
            other.button("PINのお知らせを再送").there().await;

            post.refuses_nothing();
            office.button("PINのお知らせを再送").click().await;
            office.dialog("PINのお知らせを再送しますか").there().await;
            office.sees("宛先は変更できません。").await;
            office.looks_at("question").await;
            office.presses(Key::Escape).await;
            office.dialog("PINのお知らせを再送しますか").gone().await;
            office.button("PINのお知らせを再送").gets_focus().await;

            // The answer gets lost; what is done by then is not taken for somebody else's doing.
            office.loses_answers(&format!("/api/v1/operator/applications/{receipt}/pin-mail")).await;
            office.button("PINのお知らせを再送").click().await;
            office.button("再送する").click().await;
            office.hears("サーバーに接続できませんでした。").await;
            office.looks_at("lost").await;
            office.is_answered_again().await;
            office.button("もう一度").click().await;
            office.hears("PINのお知らせを、もう一度送ります。").await;
            office.button("PINのお知らせを再送").gone().await;
            office.looks_at("sent-again").await;
            let mail = post.takes(SUBJECT, PIN_ADDRESS).await;

            // Who comes too late is told so, and nothing more goes out.
            other.button("PINのお知らせを再送").click().await;
            other.button("再送する").click().await;
            other.hears("送信待ちか、送信済みのため、再送できません。").await;
            other.button("PINのお知らせを再送").gone().await;
            other.row(SUBJECT).reads("送信済").await;
            other.looks_at("too-late").await;
            assert_eq!(post.taken(SUBJECT, PIN_ADDRESS).len(), 1);

            // And it is the right one.
            let number = line_of(&mail, "■電子証明書管理番号：");
            user.is_taken_over_by(SUZUKI).await;
            user.checks(&number, &line_of(&mail, "■PIN：")).await;
        })
        .await;
}
