//! The mail with the PIN that was given up is sent again (M7.3, D15.3, S10).

use contract::mail::{MailDelivery, MailKind, MailState};
use contract::operator::ExaminedApplication;
use contract::problem::ProblemCode;
use contract::routes;
use contract::signing::CheckReport;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::json;
use server::entity::{audit, mail};

use crate::stand::Stand;
use crate::stand::client::{Call, Client};
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, KEY};
use crate::stand::issued::{Issued, issue, pin_in};
use crate::stand::world::{ADMIN_A, OPERATOR, SIGNER_A};

on_each_database!(
    a_pin_that_could_not_be_sent_is_sent_again_d15_3,
    only_what_was_given_up_is_sent_again_d15_3,
    the_days_count_anew_d15_3,
    a_revocation_forgets_a_pin_that_was_not_delivered_s10,
);

fn again(operator: &Client, receipt: &str) -> Call {
    operator.post(&routes::fill(routes::PIN_MAIL, receipt)).json(&json!({}))
}

/// Issues a certificate whose PIN's mail is given up, whoever asks for its sending.
async fn given_up(stand: &Stand) -> (Client, String, String) {
    let receipt = forms::filed(&stand.logged_in(ADMIN_A).await, KEY, &forms::good(SIGNER_A)).await.receipt_number;
    let operator = stand.logged_in(OPERATOR).await;
    let examined: ExaminedApplication = issue(&operator, &receipt).await.is(200).json();
    give_up(stand).await;
    (operator, receipt, examined.application.certificate_number.unwrap())
}

/// The recipient does not exist: what the worker does then.
async fn give_up(stand: &Stand) {
    let sink = crate::stand::smtp::Sink::start().await;
    let mut config = (*stand.state.config).clone();
    config.smtp_url = Some(sink.url.clone());
    let transport = server::mail::Transport::from_config(&config).unwrap();
    let others = mail::Column::Kind.ne(MailKind::Pin.code());
    let others = mail::Entity::find().filter(others).filter(mail::Column::State.eq("waiting"));
    for _ in others.all(&stand.state.db).await.unwrap() {
        // The mails are taken in the order in which they were recorded, the PIN's last.
        sink.reply_to_recipient("250 go on");
    }
    sink.reply_to_recipient("550 5.1.1 no such user");
    stand.send_mails_by(&transport).await;
    assert_eq!(stand.pin_mail().await.state, "failed");
}

fn pin_mail(mails: &[MailDelivery]) -> (MailState, u32) {
    let found = mails.iter().find(|mail| mail.kind == MailKind::Pin).unwrap();
    (found.state, found.attempts)
}

async fn a_pin_that_could_not_be_sent_is_sent_again_d15_3(database: Database) {
    let stand = Stand::start(&database).await;
    let (operator, receipt, certificate_number) = given_up(&stand).await;
    let failed = stand.pin_mail().await;
    assert!(failed.secret && !failed.body.is_empty() && !failed.body.contains("PIN"), "sealed still: {failed:?}");
    stand.clock.advance_seconds(60);
    let examined: ExaminedApplication = again(&operator, &receipt).await.is(200).json();
    assert_eq!(pin_mail(&examined.application.mails), (MailState::Queued, 0));
    // Pressed twice: it waits already.
    again(&operator, &receipt).await.refused(409, ProblemCode::MailNotFailed);

    assert_eq!(stand.send_mails().await, 1);
    let sent = stand.mails.lock().unwrap().last().unwrap().clone();
    assert_eq!((sent.to.as_str(), &sent.message_id), ("pin@k1001.example", &failed.message_id), "the same mail");
    let issued = Issued { receipt_number: receipt.clone(), certificate_number, pin: pin_in(&sent.body) };
    let signer = stand.logged_in(SIGNER_A).await;
    let report: CheckReport = issued.check(&signer, &issued.pin).await.is(200).json();
    assert!(report.certificate.checked_at.is_some());
    // It is in that one mail only: nothing is left to be sent again (S10).
    assert_eq!((stand.pin_mail().await.state.as_str(), stand.pin_mail().await.body.as_str()), ("sent", ""));
    again(&operator, &receipt).await.refused(409, ProblemCode::MailNotFailed);

    let rows = audit::Entity::find().filter(audit::Column::Action.eq("resend_pin_mail"));
    let rows = rows.all(&stand.state.db).await.unwrap();
    let told: Vec<[&str; 4]> = rows.iter().map(|row| [&row.chain[..], &row.actor, &row.object, &row.outcome]).collect();
    let row = |outcome| [ADMIN_A.company, OPERATOR.id, receipt.as_str(), outcome];
    assert_eq!(told, [row("ok"), row("mail_not_failed"), row("mail_not_failed")]);
}

async fn only_what_was_given_up_is_sent_again_d15_3(database: Database) {
    let stand = Stand::start(&database).await;
    let operator = stand.logged_in(OPERATOR).await;
    again(&operator, "AP-77777777").await.refused(404, ProblemCode::NotFound);
    let receipt = forms::filed(&stand.logged_in(ADMIN_A).await, KEY, &forms::good(SIGNER_A)).await.receipt_number;
    again(&operator, &receipt).await.refused(409, ProblemCode::MailNotFailed);
    issue(&operator, &receipt).await.is(200);
    again(&operator, &receipt).await.refused(409, ProblemCode::MailNotFailed);
    give_up(&stand).await;
    // Sealed by a key that is lost: nothing is promised that cannot be kept.
    let sealed = stand.pin_mail().await.body;
    let id = stand.pin_mail().await.id;
    stand.sql(&format!("UPDATE mails SET body = 'x' WHERE id = {id}")).await;
    again(&operator, &receipt).await.refused(409, ProblemCode::MailUnreadable);
    assert_eq!(stand.pin_mail().await.state, "failed");
    stand.sql(&format!("UPDATE mails SET body = '{sealed}' WHERE id = {id}")).await;
    // Two operators at once: it is put back once.
    let (one, other) = tokio::join!(again(&operator, &receipt).into_future(), again(&operator, &receipt).into_future());
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

async fn the_days_count_anew_d15_3(database: Database) {
    let stand = Stand::start(&database).await;
    let (_, receipt, _) = given_up(&stand).await;
    // Long after the days within which a mail is tried.
    stand.clock.advance_seconds(10 * 86_400);
    let operator = stand.logged_in(OPERATOR).await;
    again(&operator, &receipt).await.is(200);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut config = (*stand.state.config).clone();
    config.smtp_url = Some(format!("smtp://{}", listener.local_addr().unwrap()));
    drop(listener);
    let away = server::mail::Transport::from_config(&config).unwrap();
    assert_eq!(stand.send_mails_by(&away).await, 1);
    assert_eq!(stand.pin_mail().await.state, "waiting", "one failure does not give it up again");
    stand.clock.advance_seconds(30);
    assert_eq!(stand.send_mails().await, 1);
    assert_eq!(stand.pin_mail().await.state, "sent");
}

async fn a_revocation_forgets_a_pin_that_was_not_delivered_s10(database: Database) {
    let stand = Stand::start(&database).await;
    let (operator, receipt, number) = given_up(&stand).await;
    let revoke = |number: &str| {
        let path = routes::fill(routes::OPERATOR_REVOCATION, number);
        operator.post(&path).json(&json!({ "reason": "superseded" })).into_future()
    };
    revoke(&number).await.is(200);
    assert_eq!((stand.pin_mail().await.state.as_str(), stand.pin_mail().await.body.as_str()), ("failed", ""));
    again(&operator, &receipt).await.refused(403, ProblemCode::CertificateRevoked);
    // One that waits is not sent any more; one that was sent stays so.
    let filed = forms::filed(&stand.logged_in(ADMIN_A).await, "another-key-0123456789", &forms::good(SIGNER_A)).await;
    let waiting = stand.issue(&filed.receipt_number).await;
    revoke(&waiting.certificate_number).await.is(200);
    stand.send_mails().await;
    assert!(stand.mails.lock().unwrap().iter().all(|mail| !mail.body.contains(&waiting.pin)));
    let sent = stand.issued(SIGNER_A).await;
    revoke(&sent.certificate_number).await.is(200);
    assert_eq!(stand.pin_mail().await.state, "sent");
}
