//! Deciding on applications: issue, rejection, and who comes second (D13.1, M7.3).

use contract::Reason;
use contract::application::{ApplicationDetail, ApplicationState};
use contract::mail::MailKind;
use contract::operator::WaitingApplication;
use contract::page::Page;
use contract::problem::ProblemCode;
use contract::routes;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde_json::json;
use server::app::issue::issue_automatically;
use server::entity::{binding, certificate, mail};

use crate::stand::Stand;
use crate::stand::client::Answer;
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, APPLICANT, KEY};
use crate::stand::issued::issue;
use crate::stand::world::{ADMIN_A, OPERATOR, SIGNER_A};

on_each_database!(
    a_rejection_is_mailed_with_its_reason_d13_1,
    two_operators_at_once_issue_once_d13_1,
    a_withdrawal_and_an_issue_at_once_d13_1,
    nothing_is_issued_for_a_user_who_was_disabled_meanwhile_m7_3,
    what_waited_is_issued_by_itself_once_d13_1,
    what_may_not_be_issued_by_itself_waits_for_an_operator_d13_1,
);

/// How many certificates, bindings and mails with a PIN there are.
async fn issues(stand: &Stand) -> [u64; 3] {
    let db = &stand.state.db;
    let pins = mail::Entity::find().filter(mail::Column::Kind.eq(MailKind::Pin.code()));
    [
        certificate::Entity::find().count(db).await.unwrap(),
        binding::Entity::find().count(db).await.unwrap(),
        pins.count(db).await.unwrap(),
    ]
}

fn one_more(before: [u64; 3]) -> [u64; 3] {
    before.map(|count| count + 1)
}

async fn detail(stand: &Stand, receipt_number: &str) -> ApplicationDetail {
    stand.logged_in(ADMIN_A).await.get(&routes::fill(routes::APPLICATION, receipt_number)).await.json()
}

async fn a_rejection_is_mailed_with_its_reason_d13_1(database: Database) {
    let stand = Stand::start(&database).await;
    let operator = stand.logged_in(OPERATOR).await;
    let receipt = forms::filed(&stand.logged_in(ADMIN_A).await, KEY, &forms::good(SIGNER_A)).await.receipt_number;
    stand.send_mails().await;
    let path = routes::fill(routes::REJECTION, &receipt);
    let reject =
        |etag: &str, reason: &str| operator.post(&path).header("if-match", etag).json(&json!({ "reason": reason }));
    for bad in ["", " \n ", "役職名が\u{0}異なります", &"あ".repeat(501)] {
        reject("\"1\"", bad).await.refused(422, ProblemCode::InvalidFields);
    }
    reject("\"2\"", "役職名が異なります").await.refused(412, ProblemCode::PreconditionFailed);
    assert_eq!(detail(&stand, &receipt).await.state, ApplicationState::Received);

    reject("\"1\"", "役職名が登記と\r\n異なります。").await.is(200);
    reject("\"2\"", "もう一度").await.refused(409, ProblemCode::NotUnderWay);
    issue(&operator, &receipt).await.refused(409, ProblemCode::NotUnderWay);
    assert_eq!(stand.send_mails().await, 1);
    let mail = stand.mails.lock().unwrap().last().unwrap().clone();
    assert_eq!(mail.to, APPLICANT);
    assert_eq!(mail.subject, "【CECTRUST-Lightサービス】電子証明書追加発行申請却下のお知らせ");
    assert!(mail.body.contains("役職名が登記と\n異なります。"), "{}", mail.body);
    let seen = detail(&stand, &receipt).await;
    assert_eq!(seen.state, ApplicationState::Rejected);
    assert_eq!(seen.rejection_reason.as_deref(), Some("役職名が登記と\n異なります。"));
    let waiting: Page<WaitingApplication> = operator.get(routes::OPERATOR_APPLICATIONS).await.json();
    assert_eq!(waiting.items, []);
}

/// One went through; every other came second.
fn one_won(answers: &[Answer]) {
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1, "{answers:?}");
    assert!(answers.iter().all(|answer| [200, 409, 412].contains(&answer.status.as_u16())), "{answers:?}");
}

async fn two_operators_at_once_issue_once_d13_1(database: Database) {
    let stand = Stand::start(&database).await;
    let receipt = forms::filed(&stand.logged_in(ADMIN_A).await, KEY, &forms::good(SIGNER_A)).await.receipt_number;
    let before = issues(&stand).await;
    let (one, other) = (stand.logged_in(OPERATOR).await, stand.logged_in(OPERATOR).await);
    let (one, other) = tokio::join!(issue(&one, &receipt).into_future(), issue(&other, &receipt).into_future());
    one_won(&[one, other]);
    assert_eq!(issues(&stand).await, one_more(before));
}

async fn a_withdrawal_and_an_issue_at_once_d13_1(database: Database) {
    let stand = Stand::start(&database).await;
    let (admin, operator) = (stand.logged_in(ADMIN_A).await, stand.logged_in(OPERATOR).await);
    let mut before = issues(&stand).await;
    for turn in 0..4 {
        let key = format!("turn-key-{turn:010}");
        let receipt = forms::filed(&admin, &key, &forms::good(SIGNER_A)).await.receipt_number;
        let withdraw = admin.post(&routes::fill(routes::WITHDRAWAL, &receipt));
        let withdraw = withdraw.header("if-match", "\"1\"").json(&json!({}));
        let (withdrawn, issued) = if turn % 2 == 0 {
            tokio::join!(withdraw.into_future(), issue(&operator, &receipt).into_future())
        } else {
            // The withdrawal comes while the key is being made.
            let issuing = tokio::spawn(issue(&operator, &receipt).into_future());
            let withdrawn = withdraw.await;
            (withdrawn, issuing.await.unwrap())
        };
        let has_issued = issued.status == 200;
        one_won(&[withdrawn, issued]);
        let expected = if has_issued { one_more(before) } else { before };
        assert_eq!(issues(&stand).await, expected);
        let state = if has_issued { ApplicationState::Issued } else { ApplicationState::Withdrawn };
        assert_eq!(detail(&stand, &receipt).await.state, state);
        before = expected;
    }
}

async fn nothing_is_issued_for_a_user_who_was_disabled_meanwhile_m7_3(database: Database) {
    let stand = Stand::start(&database).await;
    let operator = stand.logged_in(OPERATOR).await;
    let receipt = forms::filed(&stand.logged_in(ADMIN_A).await, KEY, &forms::good(SIGNER_A)).await.receipt_number;
    let before = issues(&stand).await;
    for state in ["disabled", "left"] {
        stand.sql(&format!("UPDATE users SET state = '{state}' WHERE user_id = '{}'", SIGNER_A.id)).await;
        let problem = issue(&operator, &receipt).await.is(422).problem();
        let told: Vec<_> = problem.errors.iter().map(|error| (error.pointer.as_str(), &error.reason)).collect();
        assert_eq!(told, [("/signer_user_id", &Reason::DisabledUser)]);
        assert_eq!(issues(&stand).await, before);
        let seen = detail(&stand, &receipt).await;
        assert_eq!((seen.state, seen.certificate_number), (ApplicationState::Received, None));
    }
    stand.sql(&format!("UPDATE users SET state = 'active' WHERE user_id = '{}'", SIGNER_A.id)).await;
    issue(&operator, &receipt).await.is(200);
    assert_eq!(issues(&stand).await, one_more(before));
}

async fn what_waited_is_issued_by_itself_once_d13_1(database: Database) {
    let stand = Stand::with(&database, |config| config.auto_issue_seconds = Some(60)).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let mut receipts = Vec::new();
    for (key, after) in [("first-key-0123456789", 0), ("second-key-0123456789", 0), ("third-key-0123456789", 30)] {
        stand.clock.advance_seconds(after);
        receipts.push(forms::filed(&admin, key, &forms::good(SIGNER_A)).await.receipt_number);
    }
    // Somebody looks at the second one: it is no longer the server's to decide.
    let path = routes::fill(routes::EXAMINATION, &receipts[1]);
    stand.logged_in(OPERATOR).await.post(&path).json(&json!({})).await.is(200);
    let before = issues(&stand).await;
    stand.clock.advance_seconds(29);
    assert_eq!(issue_automatically(&stand.state).await.unwrap(), 0);
    stand.clock.advance_seconds(1);
    let (one, other) = tokio::join!(issue_automatically(&stand.state), issue_automatically(&stand.state));
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    assert_eq!(issues(&stand).await, one_more(before));
    let mut states = Vec::new();
    for receipt in &receipts {
        states.push(detail(&stand, receipt).await.state);
    }
    assert_eq!(states, [ApplicationState::Issued, ApplicationState::Examining, ApplicationState::Received]);
    assert_eq!(issue_automatically(&stand.state).await.unwrap(), 0);

    let never = Stand::start(&database).await;
    never.clock.advance_seconds(86_400);
    assert_eq!(issue_automatically(&never.state).await.unwrap(), 0, "only when it is set");
}

async fn what_may_not_be_issued_by_itself_waits_for_an_operator_d13_1(database: Database) {
    let stand = Stand::with(&database, |config| config.auto_issue_seconds = Some(0)).await;
    let receipt = forms::filed(&stand.logged_in(ADMIN_A).await, KEY, &forms::good(SIGNER_A)).await.receipt_number;
    stand.sql(&format!("UPDATE users SET state = 'left' WHERE user_id = '{}'", SIGNER_A.id)).await;
    for _ in 0..3 {
        assert_eq!(issue_automatically(&stand.state).await.unwrap(), 0);
        assert_eq!(detail(&stand, &receipt).await.state, ApplicationState::Examining);
    }
    // It was looked at once, not again and again: each look takes a certificate number.
    let written = stand.new_audit().await;
    let looked_at: Vec<&str> =
        written.iter().map(|row| row.action.as_str()).filter(|a| a.contains("examine")).collect();
    assert_eq!(looked_at, ["examine_application"]);
}
