//! What an administrator sees of what was done, on the screen and as a file (S9).

use contract::audit::AuditRow;
use contract::operator::ExaminedApplication;
use contract::page::Page;
use contract::problem::ProblemCode;
use contract::routes;
use serde_json::json;
use server::audit::{self, Broken};

use crate::stand::Stand;
use crate::stand::client::Client;
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, KEY};
use crate::stand::issued::issue;
use crate::stand::world::{ADMIN_A, ADMIN_B, MEMBER_A, OPERATOR, SIGNER_A};

on_each_database!(
    each_company_sees_its_own_rows_s9,
    rows_are_found_by_person_object_and_day_s9,
    the_file_opens_in_a_spreadsheet_and_does_nothing_there_s9,
    the_whole_life_is_one_unbroken_chain_s9,
);

/// On this day the tests begin; what is older came with the data.
const TODAY: &str = "?from=2026-11-22";

async fn list(client: &Client, query: &str) -> Page<AuditRow> {
    client.get(&format!("{}{query}", routes::AUDIT)).await.json()
}

/// Action, object and outcome of each.
fn told(page: &Page<AuditRow>) -> Vec<[&str; 3]> {
    page.items.iter().map(|row| [row.action.as_str(), &row.object, &row.outcome]).collect()
}

async fn each_company_sees_its_own_rows_s9(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    stand.logged_in(MEMBER_A).await.get(routes::TODO).await.is(403);
    let receipt = forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await.receipt_number;
    let operator = stand.logged_in(OPERATOR).await;
    operator.post(&routes::fill(routes::EXAMINATION, &receipt)).json(&json!({})).await.is(200);
    let path = routes::fill(routes::OPERATOR_REVOCATION, "JC-00000001");
    operator.post(&path).json(&json!({ "reason": "superseded" })).await.is(200);
    operator.get(routes::AUDIT).await.refused(403, ProblemCode::Forbidden);
    let page = list(&admin, TODAY).await;
    assert_eq!(
        told(&page),
        [
            ["revoke_certificate", "JC-00000001", "ok"],
            ["examine_application", &receipt, "ok"],
            ["file_application", &receipt, "ok"],
            ["access", "GET /api/v1/todo", "forbidden"],
        ]
    );
    // What an operator did for the company is the company's to see.
    let who: Vec<(&str, &str)> = page.items.iter().map(|row| (row.user_id.as_str(), row.role.as_str())).collect();
    assert_eq!(who[1], ("", "operator"), "who of the provider's staff it was is not");
    assert_eq!(who[2], (ADMIN_A.id, "administrator"));
    // The file and the screen say it in the same words.
    let file = admin.get(&format!("{}{TODAY}", routes::AUDIT_CSV)).await.is(200).text();
    let rows: Vec<Vec<&str>> = file.lines().map(|line| line.split(',').collect()).collect();
    let words = |row: usize| [rows[row][2], rows[row][3], rows[row][7].trim_end()];
    assert_eq!(words(2), ["運営", "運営", "完了"]);
    assert_eq!(words(3), [ADMIN_A.id, "管理用ID", "完了"]);
    assert_eq!(words(4), [MEMBER_A.id, "一般権限のID", "拒否（権限なし）"]);
    assert!(!file.contains(OPERATOR.id), "{file}");
    assert!(page.items.iter().all(|row| row.address == "127.0.0.1" && row.at.0 == "2026-11-22T05:00:00Z"));
    let other = stand.logged_in(ADMIN_B).await;
    assert_eq!(told(&list(&other, TODAY).await), Vec::<[&str; 3]>::new());
    assert_eq!(list(&other, &format!("?object={receipt}")).await.total, 0);
    assert!(!other.get(routes::AUDIT_CSV).await.is(200).text().contains(&receipt));
}

async fn rows_are_found_by_person_object_and_day_s9(database: Database) {
    let stand = Stand::start(&database).await;
    // 23:59:59 of the 21st in Japan, then midnight: the days are Japan's.
    let midnight = server::clock::Moment::midnight_in_japan("2026-11-22").unwrap();
    stand.clock.set(midnight.plus_seconds(-1));
    stand.logged_in(MEMBER_A).await.get(routes::TODO).await.is(403);
    stand.clock.set(midnight);
    let admin = stand.logged_in(ADMIN_A).await;
    let receipt = forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await.receipt_number;
    for (query, actions) in [
        (format!("?user_id={}", MEMBER_A.id), vec!["access"]),
        ("?user_id=ippan".to_owned(), vec![]),
        (format!("?object={receipt}"), vec!["file_application"]),
        (format!("?object={receipt}&user_id={}", MEMBER_A.id), vec![]),
        ("?from=2026-11-21&to=2026-11-21".to_owned(), vec!["access"]),
        ("?from=2026-11-22".to_owned(), vec!["file_application"]),
        ("?from=2026-11-21&to=2026-11-22".to_owned(), vec!["file_application", "access"]),
        ("?from=2026-11-23".to_owned(), vec![]),
    ] {
        let page = list(&admin, &query).await;
        let found: Vec<&str> = page.items.iter().map(|row| row.action.as_str()).collect();
        assert_eq!(found, actions, "{query}");
        assert_eq!(page.total, u64::try_from(actions.len()).unwrap());
        let file = admin.get(&format!("{}{query}", routes::AUDIT_CSV)).await.is(200).text();
        assert_eq!(file.lines().count(), 1 + actions.len(), "{query}");
    }
    for (query, pointer) in [
        ("?from=2026-11-22&to=2026-11-21", "to"),
        ("?from=2026-11-31", "from"),
        ("?to=22.11.2026", "to"),
        ("?cursor=x", "cursor"),
        ("?limit=0", "limit"),
        ("?user_id=a%00b", "user_id"),
    ] {
        let problem = admin.get(&format!("{}{query}", routes::AUDIT)).await.is(422).problem();
        assert_eq!(problem.errors[0].pointer, pointer, "{query}");
    }
    let days = "?from=2026-11-21&limit=1";
    let first = list(&admin, days).await;
    assert_eq!((told(&first)[0][0], first.total), ("file_application", 2));
    let second = list(&admin, &format!("{days}&cursor={}", first.next_cursor.unwrap())).await;
    assert_eq!((told(&second)[0][0], &second.next_cursor), ("access", &None));
}

async fn the_file_opens_in_a_spreadsheet_and_does_nothing_there_s9(database: Database) {
    let stand = Stand::start(&database).await;
    stand.sql(&format!("UPDATE users SET user_id = '=1+2,\"x\"' WHERE user_id = '{}'", MEMBER_A.id)).await;
    let member = crate::stand::world::Person { company: ADMIN_A.company, id: "=1+2,\"x\"" };
    stand.logged_in(member).await.get(routes::TODO).await.is(403);
    let number = stand.new_audit().await[0].sequence;
    let answer = stand.logged_in(ADMIN_A).await.get(&format!("{}{TODAY}", routes::AUDIT_CSV)).await.is(200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert!(answer.header("content-disposition").starts_with("attachment"));
    assert!(answer.body.starts_with(b"\xef\xbb\xbf"), "Excel takes it for UTF-8");
    let text = answer.text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split("\r\n").collect();
    assert_eq!(lines[0], "番号,日時,利用者ID,権限,接続元,操作,対象,結果");
    let row = "2026-11-22 14:00:00,\"'=1+2,\"\"x\"\"\",一般権限のID,127.0.0.1,権限のない操作,GET /api/v1/todo,拒否（権限なし）";
    assert_eq!(lines[1..], [&format!("{number},{row}"), ""]);
}

async fn the_whole_life_is_one_unbroken_chain_s9(database: Database) {
    let stand = Stand::start(&database).await;
    let (issued, signer) = stand.checked(SIGNER_A).await;
    issued.sign(&signer, &issued.pin).await.is(200);
    let admin = stand.logged_in(ADMIN_A).await;
    let path = routes::fill(routes::REVOCATION, &issued.certificate_number);
    admin.post(&path).json(&json!({ "reason": "superseded" })).await.is(200);
    issued.sign(&signer, &issued.pin).await.is(403);
    let of_certificate = list(&admin, &format!("?object={}", issued.certificate_number)).await;
    let number = issued.certificate_number.as_str();
    assert_eq!(
        told(&of_certificate),
        [
            ["sign", number, "certificate_revoked"],
            ["revoke_certificate", number, "ok"],
            ["sign", number, "ok"],
            ["check_certificate", number, "ok"],
        ]
    );
    // Which digest was signed stands in the row.
    let all = stand.new_audit().await;
    let signed = all.iter().find(|row| row.action == "sign").unwrap();
    assert_eq!(signed.detail, json!({ "digest": "5a".repeat(32) }).to_string());
    let detail: ExaminedApplication = {
        let path = routes::fill(routes::OPERATOR_APPLICATION, &issued.receipt_number);
        stand.logged_in(OPERATOR).await.get(&path).await.json()
    };
    issue(&stand.logged_in(OPERATOR).await, &detail.application.receipt_number).await.is(409);

    let (db, key) = (&stand.state.db, &stand.state.key);
    let count = audit::verify(db, key).await.unwrap().expect("unbroken");
    assert!(count >= 6, "{count}");
    stand.sql("UPDATE audit SET outcome = 'ok' WHERE chain = 'K1001' AND outcome = 'certificate_revoked'").await;
    stand.sql("UPDATE audit SET actor = 'x' WHERE chain = 'K1001' AND action = 'check_certificate'").await;
    let broken = audit::verify(db, key).await.unwrap().expect_err("two rows were changed");
    let (Broken::Row { sequence, .. } | Broken::Missing { sequence, .. }) = broken else { panic!("{broken}") };
    let first = all.iter().find(|row| row.action == "check_certificate").unwrap();
    assert_eq!(sequence, first.sequence, "the first that does not fit");
}
