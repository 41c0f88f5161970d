//! Who may sign, and until when (D13.5, M11.6).

use contract::certificate::CertificateState;
use contract::problem::ProblemCode;
use contract::routes;
use contract::signing::{CheckOutcome, CheckReport};
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::json;
use server::clock::Moment;
use server::entity::signature;

use crate::stand::Stand;
use crate::stand::database::{Database, on_each_database};
use crate::stand::world::{ADMIN_A, SIGNER_A};

on_each_database!(
    valid_to_the_last_second_also_on_a_leap_day_d13_5,
    a_release_ends_the_right_at_once_m11_6,
    a_release_while_signing_m11_6,
);

async fn signatures(stand: &Stand) -> u64 {
    signature::Entity::find().count(&stand.state.db).await.unwrap()
}

async fn valid_to_the_last_second_also_on_a_leap_day_d13_5(database: Database) {
    // Midnight of 2026-03-01 in Japan; two years later the day before is the 29th of February.
    let begin = Moment::midnight_in_japan("2026-03-01").unwrap();
    let stand = Stand::at(&database, begin, |_| {}).await;
    let (issued, signer) = stand.checked(SIGNER_A).await;
    let mine = issued.mine(&signer).await;
    assert_eq!(mine.not_after.0, "2028-02-29T14:59:59Z", "23:59:59 of the 29th in Japan");

    let end = Moment::midnight_in_japan("2028-03-01").unwrap();
    stand.clock.set(Moment(end.0 - 1));
    let signer = stand.logged_in(SIGNER_A).await;
    assert_eq!(issued.mine(&signer).await.state, CertificateState::Valid);
    issued.sign(&signer, &issued.pin).await.is(200);
    stand.clock.set(end);
    assert_eq!(issued.mine(&signer).await.state, CertificateState::Expired);
    issued.sign(&signer, &issued.pin).await.refused(403, ProblemCode::CertificateExpired);
    assert_eq!(signatures(&stand).await, 1);
    use CheckOutcome::{Failed, Passed};
    let report: CheckReport = issued.check(&signer, &issued.pin).await.json();
    let outcomes: Vec<CheckOutcome> = report.results.iter().map(|result| result.outcome).collect();
    assert_eq!(outcomes, [Passed, Passed, Passed, Failed, Passed]);
}

async fn a_release_ends_the_right_at_once_m11_6(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let (issued, signer) = stand.checked(SIGNER_A).await;
    issued.sign(&signer, &issued.pin).await.is(200);
    let seen = admin.get(&routes::fill(routes::CERTIFICATE, &issued.certificate_number)).await.is(200);
    let path = routes::fill(routes::BINDING_CHANGES, &issued.certificate_number);
    let release = json!({ "bind": null, "release": [SIGNER_A.id] });
    admin.post(&path).header("if-match", seen.header("etag")).json(&release).await.is(200);
    issued.sign(&signer, &issued.pin).await.refused(403, ProblemCode::BindingReleased);
    issued.check(&signer, &issued.pin).await.refused(403, ProblemCode::BindingReleased);
    assert!(!signer.get(routes::MY_CERTIFICATES).await.text().contains(&issued.certificate_number));

    // Bound anew, the check is to be done anew.
    let seen = admin.get(&routes::fill(routes::CERTIFICATE, &issued.certificate_number)).await;
    let bind = json!({ "bind": SIGNER_A.id, "release": [] });
    admin.post(&path).header("if-match", seen.header("etag")).json(&bind).await.is(200);
    issued.sign(&signer, &issued.pin).await.refused(403, ProblemCode::NotChecked);
    issued.check(&signer, &issued.pin).await.is(200);
    issued.sign(&signer, &issued.pin).await.is(200);
    assert_eq!(signatures(&stand).await, 2);
}

/// Whichever comes first: a signature that was answered was made before the release.
async fn a_release_while_signing_m11_6(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let (issued, signer) = stand.checked(SIGNER_A).await;
    let seen = admin.get(&routes::fill(routes::CERTIFICATE, &issued.certificate_number)).await;
    let release = admin.post(&routes::fill(routes::BINDING_CHANGES, &issued.certificate_number));
    let release = release.header("if-match", seen.header("etag"));
    let release = release.json(&json!({ "bind": null, "release": [SIGNER_A.id] }));
    let (signed, released) = tokio::join!(issued.sign(&signer, &issued.pin).into_future(), release.into_future());
    released.is(200);
    let was_signed = signed.status == 200;
    if !was_signed {
        signed.refused(403, ProblemCode::BindingReleased);
    }
    assert_eq!(signatures(&stand).await, u64::from(was_signed));
    issued.sign(&signer, &issued.pin).await.refused(403, ProblemCode::BindingReleased);
}
