//! Refusals are written down too, whoever is refused, and never with a secret (S9).

use contract::problem::ProblemCode;
use contract::routes;
use serde_json::json;
use server::audit;

use crate::session::request;
use crate::stand::Stand;
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, KEY};
use crate::stand::issued::{WRONG_PIN, issue};
use crate::stand::world::{ADMIN_A, ADMIN_B, MEMBER_A, OPERATOR, PASSWORD, SIGNER_A};

on_each_database!(
    what_operators_are_refused_s9,
    what_signers_are_refused_s9,
    what_administrators_are_refused_s9,
    waits_at_the_log_in_and_the_password_s9,
);

/// Chain, actor, action, object, outcome of the new rows, without the first.
async fn told(stand: &Stand, from: usize) -> Vec<[String; 5]> {
    let all = stand.new_audit().await;
    let text = format!("{all:?}");
    for secret in [PASSWORD, WRONG_PIN, "222222222222", "naisho-no-kotoba", "himitsu-no-riyu"] {
        assert!(!text.contains(secret), "{secret} stands in {text}");
    }
    assert!(audit::verify(&stand.state.db, &stand.state.key).await.unwrap().is_ok());
    all.into_iter().skip(from).map(|row| [row.chain, row.actor, row.action, row.object, row.outcome]).collect()
}

fn row(chain: &str, actor: &str, action: &str, object: &str, outcome: &str) -> [String; 5] {
    [chain, actor, action, object, outcome].map(str::to_owned)
}

async fn what_operators_are_refused_s9(database: Database) {
    let stand = Stand::start(&database).await;
    let receipt = forms::filed(&stand.logged_in(ADMIN_A).await, KEY, &forms::good(SIGNER_A)).await.receipt_number;
    let before = told(&stand, 0).await.len();
    let operator = stand.logged_in(OPERATOR).await;
    let to = |route, number: &str| operator.post(&routes::fill(route, number));
    to(routes::ISSUE, &receipt).json(&json!({})).await.refused(428, ProblemCode::PreconditionRequired);
    to(routes::ISSUE, &receipt).header("if-match", "\"9\"").json(&json!({})).await.is(412);
    let reject =
        |reason: &str| to(routes::REJECTION, &receipt).header("if-match", "\"1\"").json(&json!({ "reason": reason }));
    reject("himitsu-no-riyu\u{0}").await.is(422);
    reject("理由").await.is(200);
    issue(&operator, &receipt).await.refused(409, ProblemCode::NotUnderWay);
    reject("理由").await.refused(409, ProblemCode::NotUnderWay);
    to(routes::EXAMINATION, "AP-77777777").json(&json!({})).await.is(404);
    to(routes::OPERATOR_REVOCATION, "JC-77777777").json(&json!({ "reason": "superseded" })).await.is(404);
    to(routes::OPERATOR_REVOCATION, "JC-00000001").json(&json!({ "reason": "x" })).await.is(422);
    // A company sees what was tried for it; what is nobody's is the provider's.
    let (a, provider, id) = (ADMIN_A.company, OPERATOR.company, OPERATOR.id);
    assert_eq!(
        told(&stand, before).await,
        [
            row(a, id, "issue_certificate", &receipt, "precondition_required"),
            row(a, id, "issue_certificate", &receipt, "precondition_failed"),
            row(a, id, "reject_application", &receipt, "invalid_fields"),
            row(a, id, "reject_application", &receipt, "ok"),
            row(a, id, "issue_certificate", &receipt, "not_under_way"),
            row(a, id, "reject_application", &receipt, "not_under_way"),
            row(provider, id, "examine_application", "AP-77777777", "not_found"),
            row(provider, id, "revoke_certificate", "JC-77777777", "not_found"),
            row(a, id, "revoke_certificate", "JC-00000001", "wrong_shape"),
        ]
    );
}

async fn what_signers_are_refused_s9(database: Database) {
    let stand = Stand::start(&database).await;
    let issued = stand.issued(SIGNER_A).await;
    let before = told(&stand, 0).await.len();
    let (member, signer) = (stand.logged_in(MEMBER_A).await, stand.logged_in(SIGNER_A).await);
    issued.check(&member, WRONG_PIN).await.is(404);
    issued.sign(&member, WRONG_PIN).await.is(404);
    issued.check(&signer, "naisho-no-kotoba").await.is(422);
    issued.sign(&signer, WRONG_PIN).await.refused(403, ProblemCode::NotChecked);
    let change =
        stand.logged_in(ADMIN_A).await.post(&routes::fill(routes::BINDING_CHANGES, &issued.certificate_number));
    let release = json!({ "bind": null, "release": [SIGNER_A.id] });
    change.header("if-match", "\"1\"").json(&release).await.is(200);
    issued.check(&signer, WRONG_PIN).await.refused(403, ProblemCode::BindingReleased);
    issued.sign(&signer, WRONG_PIN).await.refused(403, ProblemCode::BindingReleased);
    let of = |person: &str, action, outcome| row(ADMIN_A.company, person, action, &issued.certificate_number, outcome);
    assert_eq!(
        told(&stand, before).await,
        [
            of(MEMBER_A.id, "check_certificate", "not_found"),
            of(MEMBER_A.id, "sign", "not_found"),
            of(SIGNER_A.id, "check_certificate", "invalid_fields"),
            of(SIGNER_A.id, "sign", "not_checked"),
            of(ADMIN_A.id, "change_bindings", "ok"),
            of(SIGNER_A.id, "check_certificate", "binding_released"),
            of(SIGNER_A.id, "sign", "binding_released"),
        ]
    );
}

async fn what_administrators_are_refused_s9(database: Database) {
    let stand = Stand::start(&database).await;
    let (number, wish) = ("JC-00000001", json!({ "bind": MEMBER_A.id, "release": [] }));
    let path = routes::fill(routes::BINDING_CHANGES, number);
    let (admin, foreign) = (stand.logged_in(ADMIN_A).await, stand.logged_in(ADMIN_B).await);
    admin.post(&path).json(&wish).await.refused(428, ProblemCode::PreconditionRequired);
    admin.post(&path).header("if-match", "\"77\"").json(&wish).await.refused(412, ProblemCode::PreconditionFailed);
    admin.post(&path).header("if-match", "\"1\"").json(&json!({ "bind": 1 })).await.is(422);
    foreign.post(&path).header("if-match", "\"1\"").json(&wish).await.is(404);
    foreign.post(&routes::fill(routes::REVOCATION, number)).json(&json!({ "reason": "superseded" })).await.is(404);
    let (a, b) = ((ADMIN_A.company, ADMIN_A.id), (ADMIN_B.company, ADMIN_B.id));
    assert_eq!(
        told(&stand, 0).await,
        [
            row(a.0, a.1, "change_bindings", number, "precondition_required"),
            row(a.0, a.1, "change_bindings", number, "precondition_failed"),
            row(a.0, a.1, "change_bindings", number, "wrong_shape"),
            // Nothing of it shows in the company that it was tried on: it was not its own people.
            row(b.0, b.1, "change_bindings", number, "not_found"),
            row(b.0, b.1, "revoke_certificate", number, "not_found"),
        ]
    );
}

async fn waits_at_the_log_in_and_the_password_s9(database: Database) {
    let stand = Stand::start(&database).await;
    let log_in = || stand.nobody().post(routes::SESSION).json(&request(ADMIN_A, "naisho-no-kotoba"));
    for _ in 0..5 {
        log_in().await.is(401);
    }
    // One row for a wait, however often a stranger tries: the log is not theirs to fill.
    for _ in 0..3 {
        log_in().await.refused(429, ProblemCode::TooManyAttempts);
    }
    stand.clock.advance_seconds(1);
    log_in().await.is(401);
    log_in().await.is(429);
    let expected = ["login_failed"; 5].into_iter().chain(["too_many_attempts", "login_failed", "too_many_attempts"]);
    let expected: Vec<_> = expected.map(|outcome| row(ADMIN_A.company, ADMIN_A.id, "login", "", outcome)).collect();
    assert_eq!(told(&stand, 0).await, expected);

    let member = stand.logged_in(MEMBER_A).await;
    let wrong = json!({ "present": "naisho-no-kotoba", "new": "atarashii-himitsu-no-kotoba" });
    for _ in 0..5 {
        member.put(routes::PASSWORD).json(&wrong).await.is(422);
    }
    member.put(routes::PASSWORD).json(&wrong).await.refused(429, ProblemCode::TooManyAttempts);
    let expected = ["invalid_fields"; 5].into_iter().chain(["too_many_attempts"]);
    let expected: Vec<_> =
        expected.map(|outcome| row(ADMIN_A.company, MEMBER_A.id, "change_password", "", outcome)).collect();
    assert_eq!(told(&stand, 8).await, expected);
    // What was counted there does not count at the log-in.
    stand.nobody().post(routes::SESSION).json(&request(MEMBER_A, PASSWORD)).await.is(200);
}
