//! Who did what, when, from where, and how it ended (S9).

use contract::routes;
use contract::session::PasswordChange;
use sea_orm::{ConnectionTrait as _, TransactionTrait as _};
use serde_json::json;
use server::audit::{self, Broken};

use crate::session::{log_in, request};
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, KEY};
use crate::stand::world::{ADMIN_A, ADMIN_B, MEMBER_A, PASSWORD, Person, SIGNER_A};
use crate::stand::{BEGIN, Stand};

on_each_database!(
    what_was_done_and_what_was_refused_is_written_down_s9,
    each_companys_rows_are_a_chain_of_their_own_s9,
    whatever_is_done_to_the_table_shows_s9,
    many_at_once_make_one_unbroken_chain_s9,
    a_log_that_is_written_to_meanwhile_is_whole_s9,
);

/// Logs in, files, withdraws, changes the password, logs out, and is refused wherever one can be.
async fn a_busy_day(stand: &Stand) {
    let wrong = |person| stand.nobody().post(routes::SESSION).json(&request(person, "this-is-not-the-password"));
    wrong(ADMIN_A).await.is(401);
    wrong(Person { company: "K1001", id: "nobody" }).await.is(401);
    let mut admin = stand.nobody();
    log_in(&mut admin, ADMIN_A).await;
    stand.logged_in(MEMBER_A).await.get(routes::APPLICATIONS).await.is(403);

    let mut form = forms::good(SIGNER_A);
    form.certificate.title_latin.clear();
    forms::file(&admin, KEY, &form).await.is(422);
    form.signer_user_id = "nobody".to_owned();
    form.certificate.title_latin = "Shitencho".to_owned();
    forms::file(&admin, KEY, &form).await.is(422);
    let filed = forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await;
    form.signer_user_id = ADMIN_A.id.to_owned();
    forms::file(&admin, KEY, &form).await.is(422);

    let withdrawal = routes::fill(routes::WITHDRAWAL, &filed.receipt_number);
    let withdraw = |etag| admin.post(&withdrawal).header("if-match", etag).json(&json!({}));
    withdraw("\"7\"").await.is(412);
    withdraw("\"1\"").await.is(200);
    withdraw("\"2\"").await.is(409);

    let change = |present: &str, new: &str| {
        let change = PasswordChange { present: present.to_owned(), new: new.to_owned() };
        admin.put(routes::PASSWORD).json(&change)
    };
    change("wrong", "short").await.is(422);
    change(PASSWORD, "atarashii-himitsu-no-kotoba").await.is(204);
    admin.delete(routes::SESSION).await.is(204);
}

/// How many rows there are, all of them in unbroken chains.
async fn unbroken(stand: &Stand) -> u64 {
    audit::verify(&stand.state.db, &stand.state.key).await.unwrap().unwrap()
}

async fn what_was_done_and_what_was_refused_is_written_down_s9(database: Database) {
    let stand = Stand::start(&database).await;
    let before = unbroken(&stand).await;
    a_busy_day(&stand).await;
    let rows = stand.new_audit().await;
    let told: Vec<[&str; 4]> =
        rows.iter().map(|row| [row.actor.as_str(), &row.action, &row.object, &row.outcome]).collect();
    let (admin, receipt) = (ADMIN_A.id, "AP-00000008");
    assert_eq!(
        told,
        [
            [admin, "login", "", "login_failed"],
            ["", "login", "", "login_failed"],
            [admin, "login", "", "ok"],
            [MEMBER_A.id, "access", "GET /api/v1/applications", "forbidden"],
            [admin, "file_application", "", "invalid_fields"],
            [admin, "file_application", "", "invalid_fields"],
            [admin, "file_application", receipt, "ok"],
            [admin, "file_application", "", "idempotency_key_reused"],
            [admin, "withdraw_application", receipt, "precondition_failed"],
            [admin, "withdraw_application", receipt, "ok"],
            [admin, "withdraw_application", receipt, "not_under_way"],
            [admin, "change_password", "", "invalid_fields"],
            [admin, "change_password", "", "ok"],
            [admin, "logout", "", "ok"],
        ]
    );
    for row in &rows {
        assert_eq!((row.at, row.address.as_str()), (BEGIN.0, "127.0.0.1"));
        assert_eq!(row.role.is_empty(), row.actor.is_empty());
    }
    assert_eq!(rows[5].detail, json!({ "fields": ["/signer_user_id"] }).to_string());
    assert_eq!(unbroken(&stand).await, before + 14);
}

async fn each_companys_rows_are_a_chain_of_their_own_s9(database: Database) {
    let stand = Stand::start(&database).await;
    for person in [ADMIN_A, ADMIN_B, ADMIN_A, Person { company: "K9", id: "x" }] {
        stand.nobody().post(routes::SESSION).json(&request(person, "this-is-not-the-password")).await.is(401);
    }
    let rows = stand.new_audit().await;
    let chains: Vec<&str> = rows.iter().map(|row| row.chain.as_str()).collect();
    assert_eq!(chains, ["K1001", "K2001", "K1001", "service"]);
    assert_eq!((rows[2].sequence, &rows[2].previous), (rows[0].sequence + 1, &rows[0].hash));
    assert_eq!((rows[3].sequence, rows[3].previous.as_str()), (1, ""), "the first of its chain");
}

/// What a database's owner could try: SQL, and which break it leads to; a number for a row of the first company. `#3` is
/// the third of the busy day.
const TAMPERINGS: [(&str, Option<&str>); 17] = [
    ("UPDATE audit SET outcome = 'ok' WHERE chain = 'K1001' AND sequence = #1", Some("#1")),
    ("UPDATE audit SET at = at + 1 WHERE chain = 'K1001' AND sequence = #3", Some("#3")),
    ("UPDATE audit SET actor = 'kanri.taro' WHERE chain = 'K1001' AND sequence = #3", Some("#3")),
    ("UPDATE audit SET role = 'operator' WHERE chain = 'K1001' AND sequence = #3", Some("#3")),
    ("UPDATE audit SET address = '192.0.2.1' WHERE chain = 'K1001' AND sequence = #3", Some("#3")),
    ("UPDATE audit SET action = 'logout' WHERE chain = 'K1001' AND sequence = #3", Some("#3")),
    ("UPDATE audit SET object = 'AP-00000001' WHERE chain = 'K1001' AND sequence = #3", Some("#3")),
    ("UPDATE audit SET detail = '{}' WHERE chain = 'K1001' AND sequence = #4", Some("#4")),
    ("UPDATE audit SET previous = '' WHERE chain = 'K1001' AND sequence = #4", Some("#4")),
    ("UPDATE audit SET chain = 'K2001' WHERE chain = 'K1001' AND sequence = #13", Some("#13")),
    ("DELETE FROM audit WHERE chain = 'K1001' AND sequence = #1", Some("#1")),
    ("DELETE FROM audit WHERE chain = 'K1001' AND sequence = #5", Some("#5")),
    ("DELETE FROM audit WHERE chain = 'K1001' AND sequence >= #12", Some("#12")),
    ("DELETE FROM audit WHERE chain = 'K1001'", Some("1")),
    ("UPDATE audit_heads SET sequence = #12 WHERE chain = 'K1001'", Some("#14")),
    ("DELETE FROM audit_heads WHERE chain = 'K1001'", Some("#14")),
    ("DELETE FROM audit WHERE chain = 'service'", None),
];

/// The same in several steps: rows slipped in, swapped, and an end cut off with the head set back to fit.
const CLEVER_TAMPERINGS: [&[&str]; 5] = [
    &[
        "INSERT INTO audit (chain, sequence, at, actor, role, address, action, object, outcome, detail, previous, hash) \
        SELECT chain, #14, at, actor, role, address, action, object, outcome, detail, hash, hash FROM audit \
        WHERE chain = 'K1001' AND sequence = #13",
    ],
    &[
        "INSERT INTO audit (chain, sequence, at, actor, role, address, action, object, outcome, detail, previous, hash) \
        SELECT 'K3001', 1, at, actor, role, address, action, object, outcome, detail, '', hash FROM audit \
        WHERE chain = 'K1001' AND sequence = #1",
    ],
    &[
        "UPDATE audit SET sequence = #99 WHERE chain = 'K1001' AND sequence = #3",
        "UPDATE audit SET sequence = #3 WHERE chain = 'K1001' AND sequence = #4",
        "UPDATE audit SET sequence = #4 WHERE chain = 'K1001' AND sequence = #99",
    ],
    &[
        "DELETE FROM audit WHERE chain = 'K1001' AND sequence = #13",
        "UPDATE audit_heads SET sequence = #12, hash = (SELECT hash FROM audit WHERE chain = 'K1001' AND sequence = #12) \
         WHERE chain = 'K1001'",
    ],
    &[
        "UPDATE audit_heads SET sequence = #12, \
         hash = (SELECT previous FROM audit WHERE chain = 'K1001' AND sequence = #13) WHERE chain = 'K1001'",
        "DELETE FROM audit WHERE chain = 'K1001' AND sequence = #13",
    ],
];

async fn whatever_is_done_to_the_table_shows_s9(database: Database) {
    let stand = Stand::start(&database).await;
    a_busy_day(&stand).await;
    let whole = unbroken(&stand).await;
    let (db, key) = (&stand.state.db, &stand.state.key);
    let first = stand.new_audit().await[0].sequence;
    // From the last: in #14 there is a #1, too.
    let number = |text: &str| {
        (1..=14).rev().fold(text.to_owned(), |text, n| text.replace(&format!("#{n}"), &(first + n - 1).to_string()))
    };
    for (sql, sequence) in TAMPERINGS.map(|(sql, sequence)| (number(sql), sequence.map(number))) {
        let tx = db.begin().await.unwrap();
        assert!(tx.execute_unprepared(&sql).await.unwrap().rows_affected() > 0, "{sql}");
        let broken = audit::verify_in(&tx, key).await.unwrap().expect_err(&sql);
        if let Some(expected) = sequence {
            let (Broken::Row { sequence, .. } | Broken::Missing { sequence, .. }) = broken else {
                panic!("{sql}: {broken}")
            };
            assert_eq!(sequence.to_string(), expected, "{sql}");
        }
        tx.rollback().await.unwrap();
    }
    for steps in CLEVER_TAMPERINGS {
        let tx = db.begin().await.unwrap();
        for sql in steps.iter().map(|sql| number(sql)) {
            assert!(tx.execute_unprepared(&sql).await.unwrap().rows_affected() > 0, "{sql}");
        }
        assert!(audit::verify_in(&tx, key).await.unwrap().is_err(), "{steps:?}");
        tx.rollback().await.unwrap();
    }
    // All of that was undone, and none of it is noise.
    assert_eq!(unbroken(&stand).await, whole);
}

async fn many_at_once_make_one_unbroken_chain_s9(database: Database) {
    let stand = Stand::start(&database).await;
    let member = stand.logged_in(MEMBER_A).await;
    let before = unbroken(&stand).await;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..30 {
        calls.spawn(member.get(routes::TODO).into_future());
    }
    assert!(calls.join_all().await.iter().all(|answer| answer.status == 403));
    assert_eq!(unbroken(&stand).await, before + 30);
}

async fn a_log_that_is_written_to_meanwhile_is_whole_s9(database: Database) {
    let stand = Stand::start(&database).await;
    let member = stand.logged_in(MEMBER_A).await;
    let before = unbroken(&stand).await;
    let writing = tokio::spawn(async move {
        for _ in 0..60 {
            member.get(routes::TODO).await.is(403);
        }
    });
    let mut seen = before;
    while !writing.is_finished() {
        let now = unbroken(&stand).await;
        assert!(now >= seen, "rows are only added");
        seen = now;
    }
    writing.await.unwrap();
    assert_eq!(unbroken(&stand).await, before + 60);
}
