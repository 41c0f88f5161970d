//! From a user to the certificates that the person can sign with, and what would be left without a signer.

use contract::certificate::{CertificateState, UserCertificate};
use contract::problem::ProblemCode;
use contract::routes;
use contract::signing::BindingState;

use crate::stand::Stand;
use crate::stand::client::Client;
use crate::stand::database::{Database, on_each_database};
use crate::stand::method2::{change_now, wish};
use crate::stand::world::{ADMIN_A, ADMIN_B, DISABLED_A, LEFT_A, MEMBER_A, MEMBER_B, SIGNER_A};

on_each_database!(
    a_users_certificates_are_those_bound_now,
    only_signer_is_who_alone_could_sign,
    nobody_elses_and_nobody_answer_alike,
);

async fn of(client: &Client, user: &str) -> Vec<UserCertificate> {
    client.get(&routes::fill(routes::USER_CERTIFICATES, user)).await.json()
}

fn numbers(rows: &[UserCertificate]) -> Vec<&str> {
    rows.iter().map(|row| row.certificate.certificate_number.as_str()).collect()
}

async fn a_users_certificates_are_those_bound_now(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let rows = of(&admin, SIGNER_A.id).await;
    assert_eq!(numbers(&rows), ["JC-00000006", "JC-00000005", "JC-00000003", "JC-00000002", "JC-00000001"]);
    assert_eq!(rows[0].certificate.state, CertificateState::Revoked);
    assert_eq!(rows[4].certificate.state, CertificateState::Valid);
    assert!(rows.iter().all(|row| row.state == BindingState::Unchecked && row.certificate.bound_users == 1));
    change_now(&admin, "JC-00000002", &wish(None, &[SIGNER_A.id])).await.is(200);
    assert!(!numbers(&of(&admin, SIGNER_A.id).await).contains(&"JC-00000002"));
    for nothing in [MEMBER_A, LEFT_A] {
        assert!(of(&admin, nothing.id).await.is_empty());
    }
    // Who is disabled cannot sign, and stays bound until an administrator releases.
    assert_eq!(numbers(&of(&admin, DISABLED_A.id).await), ["JC-00000004"]);
    stand.sql("UPDATE bindings SET wrong_pins = 10 WHERE certificate_number = 'JC-00000001'").await;
    stand.sql("UPDATE bindings SET checked_at = 1 WHERE certificate_number = 'JC-00000003'").await;
    let rows = of(&admin, SIGNER_A.id).await;
    assert_eq!((rows[3].state, rows[2].state), (BindingState::Locked, BindingState::Checked));
}

async fn only_signer(client: &Client, user: &str) -> bool {
    let rows = of(client, user).await;
    rows.iter().find(|row| row.certificate.certificate_number == "JC-00000001").unwrap().is_only_signer
}

async fn only_signer_is_who_alone_could_sign(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    assert!(only_signer(&admin, SIGNER_A.id).await);
    change_now(&admin, "JC-00000001", &wish(Some(MEMBER_A.id), &[])).await.is(200);
    assert!(!only_signer(&admin, SIGNER_A.id).await);
    assert!(!only_signer(&admin, MEMBER_A.id).await);
    // Who has left or is disabled is no other signer.
    for state in ["disabled", "left"] {
        stand.sql(&format!("UPDATE users SET state = '{state}' WHERE user_id = '{}'", MEMBER_A.id)).await;
        assert!(only_signer(&admin, SIGNER_A.id).await, "{state}");
        assert!(!only_signer(&admin, MEMBER_A.id).await, "the other one still can");
    }
    stand.sql(&format!("UPDATE users SET state = 'active' WHERE user_id = '{}'", MEMBER_A.id)).await;
    change_now(&admin, "JC-00000001", &wish(None, &[SIGNER_A.id])).await.is(200);
    assert!(only_signer(&admin, MEMBER_A.id).await);
}

async fn nobody_elses_and_nobody_answer_alike(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for id in [MEMBER_B.id, "nobody", "%", "_", "'", "🦀", "a/b", "..", " ", "a\0b", &"長".repeat(2_000)] {
        let answer = admin.get(&routes::fill(routes::USER_CERTIFICATES, id)).await;
        answer.refused(404, ProblemCode::NotFound);
    }
    let path = routes::fill(routes::USER_CERTIFICATES, SIGNER_A.id);
    stand.logged_in(ADMIN_B).await.get(&path).await.refused(404, ProblemCode::NotFound);
    stand.logged_in(SIGNER_A).await.get(&path).await.refused(403, ProblemCode::Forbidden);
    stand.nobody().get(&path).await.refused(401, ProblemCode::NotLoggedIn);
}
