//! Filing, looking, withdrawing (M6.1, D13.1).

use contract::application::{ApplicationDetail, ApplicationState, ApplicationSummary};
use contract::page::Page;
use contract::problem::ProblemCode;
use contract::routes;
use serde_json::json;

use crate::stand::Stand;
use crate::stand::client::{Answer, Client};
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, KEY};
use crate::stand::world::{ADMIN_A, ADMIN_B, DISABLED_A, MEMBER_A, SECOND_ADMIN_A, SIGNER_A};

on_each_database!(
    filing_answers_what_was_filed_m6_1,
    values_are_stored_normalised_d3_6,
    my_companys_applications_the_newest_first_d13_1,
    one_state_only_d13_1,
    an_issued_one_shows_its_certificate_d13_1,
    withdrawing_needs_the_version_that_was_seen_d13_1,
    an_application_can_be_withdrawn_once_d13_1,
    two_who_withdraw_at_once_d13_1,
);

async fn list(client: &Client, query: &str) -> Page<ApplicationSummary> {
    client.get(&format!("{}{query}", routes::APPLICATIONS)).await.json()
}

async fn withdraw(client: &Client, receipt_number: &str, etag: &str) -> Answer {
    let path = routes::fill(routes::WITHDRAWAL, receipt_number);
    client.post(&path).header("if-match", etag).json(&json!({})).await
}

async fn filing_answers_what_was_filed_m6_1(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    // Also an administrator, also somebody who is no signing ID yet, can be the one to be bound (M4.3).
    for (key, signer) in [(KEY, SIGNER_A), ("another-key-0123456789", MEMBER_A), ("third-key-0123456789", ADMIN_A)] {
        let form = forms::good(signer);
        let answer = forms::file(&admin, key, &form).await.is(201);
        let filed: ApplicationDetail = answer.json();
        assert_eq!(filed.form, form);
        assert_eq!(filed.state, ApplicationState::Received);
        assert_eq!((filed.signer.user_id.as_str(), filed.filed_by.user_id.as_str()), (signer.id, ADMIN_A.id));
        assert_eq!(filed.steps.received_at.0, "2026-11-22T05:00:00Z");
        assert!(filed.receipt_number.strip_prefix("AP-").is_some_and(|digits| digits.len() == 8), "{filed:?}");
        assert_eq!(answer.header("location"), routes::fill(routes::APPLICATION, &filed.receipt_number));
        assert_eq!(answer.header("etag"), "\"1\"");
        let found = admin.get(answer.header("location")).await.is(200);
        assert_eq!((found.body.clone(), found.header("etag")), (answer.body.clone(), "\"1\""));
    }
}

async fn values_are_stored_normalised_d3_6(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let mut form = forms::good(SIGNER_A);
    form.certificate.company_latin = "　Ｋｏｙａｍａ　　Ｋｅｎｓｅｔｓｕ ".to_owned();
    form.certificate.title_name = "　㈱担当　部長 ".to_owned();
    form.signer_user_id = " ＳＨＯＭＥＩ.shiro ".to_owned();
    form.pin_recipient.mail_address = "ｐｉｎ＠k1001．example".to_owned();
    form.applicant.phone = "０３−5550‐1234".to_owned();
    form.reused_certificate = Some(" ".to_owned());
    let filed = forms::filed(&admin, KEY, &form).await;
    let mut expected = forms::good(SIGNER_A);
    // Japanese names are never altered inside (F6).
    expected.certificate.title_name = "㈱担当　部長".to_owned();
    assert_eq!(filed.form, expected);
}

async fn my_companys_applications_the_newest_first_d13_1(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let before = list(&admin, "").await;
    let first = forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await;
    let second =
        forms::filed(&stand.logged_in(SECOND_ADMIN_A).await, "another-key-012345", &forms::good(MEMBER_A)).await;
    let page = list(&admin, "").await;
    assert_eq!(page.total, before.total + 2);
    assert_eq!(page.items[0].receipt_number, second.receipt_number);
    assert_eq!(page.items[1].receipt_number, first.receipt_number);
    assert_eq!(page.items[1].signer, first.signer);
    assert!(page.items.windows(2).all(|pair| pair[0].receipt_number > pair[1].receipt_number));

    let (mut pieces, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = list(&admin, &format!("?limit=3&cursor={cursor}")).await;
        pieces.extend(page.items);
        match page.next_cursor {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(pieces, page.items);
    let of_b = list(&stand.logged_in(ADMIN_B).await, "").await;
    assert!(of_b.items.iter().all(|one| pieces.iter().all(|other| one.receipt_number != other.receipt_number)));
}

async fn one_state_only_d13_1(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await;
    let all = list(&admin, "").await;
    assert_eq!(list(&admin, "?state=").await, all);
    let mut sum = 0;
    for state in ApplicationState::ALL {
        let page = list(&admin, &format!("?state={}", state.code())).await;
        assert!(page.items.iter().all(|one| one.state == state));
        sum += page.total;
    }
    assert_eq!(sum, all.total);
    assert_eq!(list(&admin, "?state=received").await.total, 1);
}

async fn an_issued_one_shows_its_certificate_d13_1(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let issued = list(&admin, "?state=issued").await;
    assert_eq!(issued.total, 6);
    for summary in &issued.items {
        let detail: ApplicationDetail =
            admin.get(&routes::fill(routes::APPLICATION, &summary.receipt_number)).await.json();
        assert!(summary.certificate_number.as_ref().is_some_and(|number| number.starts_with("JC-")));
        assert_eq!(detail.certificate_number, summary.certificate_number);
        assert!(detail.steps.issued_at.is_some() && detail.steps.received_at < detail.steps.issued_at.unwrap());
    }
    // A signer who is disabled by now is still named.
    assert!(issued.items.iter().any(|one| one.signer.user_id == DISABLED_A.id));
}

async fn withdrawing_needs_the_version_that_was_seen_d13_1(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let receipt = forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await.receipt_number;
    let path = routes::fill(routes::WITHDRAWAL, &receipt);
    admin.post(&path).json(&json!({})).await.refused(428, ProblemCode::PreconditionRequired);
    for etag in ["\"2\"", "\"0\"", "1", "W/1", "W/\"2\"", "*", "\"1\", \"2\"", "\"99999999999999999999\"", "\"\""] {
        withdraw(&admin, &receipt, etag).await.refused(412, ProblemCode::PreconditionFailed);
    }
    admin
        .post(&path)
        .header("if-match", "\"1\"")
        .json(&json!({ "why": "x" }))
        .await
        .refused(422, ProblemCode::WrongShape);
    let detail: ApplicationDetail = admin.get(&routes::fill(routes::APPLICATION, &receipt)).await.json();
    assert_eq!(detail.state, ApplicationState::Received);
    withdraw(&admin, "AP-99999999", "\"1\"").await.refused(404, ProblemCode::NotFound);
}

async fn an_application_can_be_withdrawn_once_d13_1(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let receipt = forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await.receipt_number;
    stand.clock.advance_seconds(60);
    // Any administrator of the company may.
    // A proxy that compresses has made its ETag a weak one.
    let answer = withdraw(&stand.logged_in(SECOND_ADMIN_A).await, &receipt, "W/\"1\"").await.is(200);
    let detail: ApplicationDetail = answer.json();
    assert_eq!((detail.state, answer.header("etag")), (ApplicationState::Withdrawn, "\"2\""));
    assert_eq!(detail.steps.withdrawn_at.as_ref().unwrap().0, "2026-11-22T05:01:00Z");
    for etag in ["\"1\"", "\"2\"", "W/\"2\""] {
        withdraw(&admin, &receipt, etag).await.refused(409, ProblemCode::NotUnderWay);
    }
    assert_eq!(admin.get(&routes::fill(routes::APPLICATION, &receipt)).await.json::<ApplicationDetail>(), detail);
    // One that is issued cannot be called back; one that is examined still can.
    let issued = list(&admin, "?state=issued").await.items[0].receipt_number.clone();
    withdraw(&admin, &issued, "\"3\"").await.refused(409, ProblemCode::NotUnderWay);
    let examined = forms::filed(&admin, "another-key-0123456789", &forms::good(SIGNER_A)).await.receipt_number;
    let sql = "UPDATE applications SET state = 'examining', version = 2, examining_at = received_at";
    stand.sql(&format!("{sql} WHERE receipt_number = '{examined}'")).await;
    withdraw(&admin, &examined, "\"1\"").await.refused(412, ProblemCode::PreconditionFailed);
    withdraw(&admin, &examined, "\"2\"").await.is(200);
}

async fn two_who_withdraw_at_once_d13_1(database: Database) {
    let stand = Stand::start(&database).await;
    let clients = [stand.logged_in(ADMIN_A).await, stand.logged_in(SECOND_ADMIN_A).await];
    let receipt = forms::filed(&clients[0], KEY, &forms::good(SIGNER_A)).await.receipt_number;
    let mut calls = tokio::task::JoinSet::new();
    for index in 0..10 {
        let path = routes::fill(routes::WITHDRAWAL, &receipt);
        calls.spawn(clients[index % 2].post(&path).header("if-match", "\"1\"").json(&json!({})).into_future());
    }
    let mut statuses: Vec<u16> = calls.join_all().await.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [[200].as_slice(), &[409; 9]].concat());
}
