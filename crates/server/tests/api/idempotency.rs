//! Filing twice files once (S14, D6.2).

use contract::problem::ProblemCode;
use contract::routes;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _,
    QueryFilter as _, Set,
};
use server::entity::idempotency_key;
use server::jobs;
use tokio::task::JoinSet;

use crate::stand::client::Client;
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, KEY, file, filed};
use crate::stand::world::{ADMIN_A, ADMIN_B, MEMBER_B, SECOND_ADMIN_A, SIGNER_A};
use crate::stand::{BEGIN, Stand};

on_each_database!(
    a_missing_or_unusable_key_is_400_s14,
    sent_again_it_answers_the_same_and_files_once_d6_2,
    many_at_once_file_once_s14,
    many_at_once_that_are_refused_are_all_refused_s14,
    the_same_key_under_way_is_409_and_a_lapsed_claim_is_taken_over_s14,
    another_content_is_422_s14,
    keys_belong_to_one_company_s14,
    after_a_refused_form_the_same_key_works_s14,
    different_keys_at_once_each_file_s14,
    a_key_is_forgotten_after_30_days,
);

async fn a_missing_or_unusable_key_is_400_s14(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let before = stand.filed().await;
    let form = forms::good(SIGNER_A);
    let missing = admin.post(routes::APPLICATIONS).json(&form).await;
    missing.refused(400, ProblemCode::IdempotencyKeyMissing);
    for key in ["", "too-short-a-key", &"x".repeat(65), "with a space 0123456", "semicolon;0123456789"] {
        file(&admin, key, &form).await.refused(400, ProblemCode::IdempotencyKeyMissing);
    }
    assert_eq!(stand.filed().await, before);
    filed(&admin, &"x".repeat(16), &form).await;
    filed(&admin, &"x".repeat(64), &form).await;
}

async fn sent_again_it_answers_the_same_and_files_once_d6_2(database: Database) {
    let stand = Stand::start(&database).await;
    let (admin, colleague) = (stand.logged_in(ADMIN_A).await, stand.logged_in(SECOND_ADMIN_A).await);
    let before = stand.count_applications().await;
    let form = forms::good(SIGNER_A);
    let first = file(&admin, KEY, &form).await.is(201);
    // Differently typed, the same content.
    let mut typed = form.clone();
    typed.certificate.title_latin = "　Ｓｈｉｔｅｎｃｈｏ ".to_owned();
    for again in [file(&admin, KEY, &form).await, file(&admin, KEY, &typed).await, file(&colleague, KEY, &form).await] {
        let again = again.is(201);
        assert_eq!(again.body, first.body);
        assert_eq!((again.header("location"), again.header("etag")), (first.header("location"), first.header("etag")));
    }
    assert_eq!(stand.count_applications().await, before + 1);
    assert_eq!(stand.new_mails().await.len(), 1);
}

/// Sends a form so many times at once with one key.
async fn at_once(
    clients: &[Client],
    times: usize,
    form: &contract::application::ApplicationForm,
) -> Vec<(u16, String)> {
    let mut calls = JoinSet::new();
    for index in 0..times {
        calls.spawn(file(&clients[index % clients.len()], KEY, form).into_future());
    }
    calls.join_all().await.into_iter().map(|answer| (answer.status.as_u16(), answer.text())).collect()
}

async fn many_at_once_file_once_s14(database: Database) {
    let stand = Stand::start(&database).await;
    let clients = [stand.logged_in(ADMIN_A).await, stand.logged_in(SECOND_ADMIN_A).await];
    let before = stand.count_applications().await;
    let answers = at_once(&clients, 20, &forms::good(SIGNER_A)).await;
    // Those that came while it was carried out were told so; all others have the one receipt.
    assert!(answers.iter().all(|(status, _)| [201, 409].contains(status)), "{answers:?}");
    let mut filed: Vec<&String> = answers.iter().filter(|(status, _)| *status == 201).map(|(_, body)| body).collect();
    filed.dedup();
    assert_eq!(filed.len(), 1, "{filed:?}");
    assert_eq!(stand.count_applications().await, before + 1);
    assert_eq!(stand.new_mails().await.len(), 1);
}

async fn many_at_once_that_are_refused_are_all_refused_s14(database: Database) {
    let stand = Stand::start(&database).await;
    let clients = [stand.logged_in(ADMIN_A).await];
    let before = stand.filed().await;
    // A fault that only the database knows: each gives the key back for the others.
    let mut form = forms::good(SIGNER_A);
    form.signer_user_id = "nobody".to_owned();
    let answers = at_once(&clients, 60, &form).await;
    assert!(answers.iter().all(|(status, _)| [422, 409].contains(status)), "{answers:?}");
    assert_eq!(stand.filed().await, before);
}

async fn the_same_key_under_way_is_409_and_a_lapsed_claim_is_taken_over_s14(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    // What a process leaves that dies while it files: the key claimed, nothing done.
    filed(&admin, KEY, &forms::good(SIGNER_A)).await;
    let row = idempotency_key::Entity::find()
        .filter(idempotency_key::Column::Key.eq(KEY))
        .one(&stand.state.db)
        .await
        .unwrap()
        .unwrap();
    let mut row = row.into_active_model();
    row.receipt_number = Set(None);
    row.claim = Set(Some("of somebody else".to_owned()));
    row.claimed_until = Set(BEGIN.plus_seconds(60).0);
    row.update(&stand.state.db).await.unwrap();
    stand.sql("DELETE FROM mails WHERE state = 'waiting'").await;
    let before = stand.count_applications().await;

    stand.clock.advance_seconds(59);
    let answer = file(&admin, KEY, &forms::good(SIGNER_A)).await;
    answer.refused(409, ProblemCode::IdempotencyKeyInUse);
    assert_eq!(stand.count_applications().await, before);
    stand.clock.advance_seconds(1);
    let taken_over = filed(&admin, KEY, &forms::good(SIGNER_A)).await;
    assert_eq!(filed(&admin, KEY, &forms::good(SIGNER_A)).await, taken_over);
    assert_eq!(stand.count_applications().await, before + 1);
}

async fn another_content_is_422_s14(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let first = filed(&admin, KEY, &forms::good(SIGNER_A)).await;
    let before = stand.filed().await;
    let mut other = forms::good(SIGNER_A);
    other.certificate.title_name = "副支店長".to_owned();
    file(&admin, KEY, &other).await.refused(422, ProblemCode::IdempotencyKeyReused);
    assert_eq!(stand.filed().await, before);
    assert_eq!(filed(&admin, KEY, &forms::good(SIGNER_A)).await, first);
}

async fn keys_belong_to_one_company_s14(database: Database) {
    let stand = Stand::start(&database).await;
    let (admin_a, admin_b) = (stand.logged_in(ADMIN_A).await, stand.logged_in(ADMIN_B).await);
    let of_a = filed(&admin_a, KEY, &forms::good(SIGNER_A)).await;
    let of_b = filed(&admin_b, KEY, &forms::of_company_b(forms::good(MEMBER_B))).await;
    assert_ne!(of_a.receipt_number, of_b.receipt_number);
    assert_eq!(filed(&admin_a, KEY, &forms::good(SIGNER_A)).await, of_a);
}

async fn after_a_refused_form_the_same_key_works_s14(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let mut form = forms::good(SIGNER_A);
    form.certificate.title_latin = "支店長".to_owned();
    file(&admin, KEY, &form).await.refused(422, ProblemCode::InvalidFields);
    form = forms::good(SIGNER_A);
    form.reused_certificate = Some("JC-99999999".to_owned());
    file(&admin, KEY, &form).await.refused(422, ProblemCode::InvalidFields);
    form.reused_certificate = None;
    filed(&admin, KEY, &form).await;
}

async fn different_keys_at_once_each_file_s14(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let before = stand.count_applications().await;
    let mut calls = JoinSet::new();
    for index in 0..12 {
        calls.spawn(file(&admin, &format!("{KEY}-{index}"), &forms::good(SIGNER_A)).into_future());
    }
    let mut receipts: Vec<String> = calls
        .join_all()
        .await
        .iter()
        .map(|answer| answer.json::<contract::application::ApplicationDetail>().receipt_number)
        .collect();
    receipts.sort();
    receipts.dedup();
    assert_eq!(receipts.len(), 12, "no number is given out twice");
    assert_eq!(stand.count_applications().await, before + 12);
}

async fn a_key_is_forgotten_after_30_days(database: Database) {
    let stand = Stand::start(&database).await;
    filed(&stand.logged_in(ADMIN_A).await, KEY, &forms::good(SIGNER_A)).await;
    let keys = || async { idempotency_key::Entity::find().count(&stand.state.db).await.unwrap() };
    stand.clock.advance_seconds(30 * 86_400 - 1);
    jobs::tidy(&stand.state).await.unwrap();
    assert_eq!(keys().await, 1);
    stand.clock.advance_seconds(1);
    jobs::tidy(&stand.state).await.unwrap();
    assert_eq!(keys().await, 0);
}
