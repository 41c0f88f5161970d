//! 自社電子証明書一覧: order and pages (D8.2).

use std::cmp::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::certificate::{CertificateSort, CertificateState, CertificateSummary};
use contract::page::Page;
use contract::problem::ProblemCode;
use contract::routes;

use crate::stand::client::Client;
use crate::stand::database::{Database, on_each_database};
use crate::stand::method2::{add, list, query};
use crate::stand::world::{ADMIN_A, ADMIN_B, SAMPLES, Sample};
use crate::stand::{BEGIN, Stand};

on_each_database!(
    pages_join_for_every_sort_in_both_directions_with_ties_d8_2,
    what_comes_or_goes_meanwhile_moves_nothing_else_d8_2,
    unknown_sorts_orders_and_limits_are_refused_d8_2,
    a_cursor_that_was_tampered_with_is_refused_d8_2,
    a_cursor_of_another_column_is_refused_d8_2,
    a_cursor_opens_nothing_of_another_company_d8_2,
);

/// Adds so many certificates with many ties in every column.
async fn add_many(stand: &Stand, count: usize) {
    for n in 0..count {
        let department = ["b部", "a部", "c部", "B部"][n % 4];
        let title = ["z", "y", "x"][n % 3];
        let sample = Sample { department, title, revoked: n % 7 == 0, ..SAMPLES[0] };
        sample.live(stand, BEGIN.plus_days([-9, 40, 3, 3, -30][n % 5])).await;
    }
}

/// All rows, page by page.
async fn through(client: &Client, sort: &str, order: &str, limit: usize) -> Vec<CertificateSummary> {
    let (mut rows, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let pairs = [("sort", sort), ("order", order), ("limit", &limit.to_string()), ("cursor", &cursor)];
        let page: Page<CertificateSummary> = list(client, &pairs).await;
        assert_eq!(page.total, 46);
        rows.extend(page.items);
        pages += 1;
        match page.next_cursor {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(pages, 46_usize.div_ceil(limit));
    rows
}

fn compare(sort: CertificateSort, a: &CertificateSummary, b: &CertificateSummary) -> Ordering {
    let key = |row: &CertificateSummary| match sort {
        CertificateSort::Number => String::new(),
        CertificateSort::Department => row.department_name.to_lowercase(),
        CertificateSort::Title => row.title_name.clone(),
        CertificateSort::IssuedAt => row.not_before.0.clone(),
        CertificateSort::ExpiresAt => row.not_after.0.clone(),
        CertificateSort::State => format!("{} {}", row.state == CertificateState::Revoked, row.not_after.0),
    };
    (key(a), &a.certificate_number).cmp(&(key(b), &b.certificate_number))
}

async fn pages_join_for_every_sort_in_both_directions_with_ties_d8_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    // The order of Japanese names among each other is the database's own; these are alike everywhere.
    stand
        .sql("UPDATE certificates SET department_name = 'd', department_key = 'd', title_name = 'w', title_key = 'w'")
        .await;
    add_many(&stand, 40).await;
    for sort in CertificateSort::ALL {
        for order in ["asc", "desc"] {
            for limit in [1, 7, 23, 45, 46, 200] {
                let rows = through(&admin, sort.code(), order, limit).await;
                let mut expected = rows.clone();
                expected.sort_by(|a, b| compare(sort, a, b));
                if order == "desc" {
                    expected.reverse();
                }
                let numbers = |rows: &[CertificateSummary]| -> Vec<String> {
                    rows.iter().map(|row| row.certificate_number.clone()).collect()
                };
                assert_eq!(numbers(&rows), numbers(&expected), "{sort:?} {order} by {limit}");
                let mut once = numbers(&rows);
                once.sort();
                once.dedup();
                assert_eq!(once.len(), 46, "neither gap nor double: {sort:?} {order} by {limit}");
            }
        }
    }
    let by_state = through(&admin, "state", "asc", 200).await;
    let states: Vec<CertificateState> = by_state.iter().map(|row| row.state).collect();
    let rank = |state: &CertificateState| match state {
        CertificateState::Expired => 0,
        CertificateState::Valid => 1,
        CertificateState::Revoked => 2,
    };
    assert!(states.is_sorted_by_key(rank), "{states:?}");
}

async fn what_comes_or_goes_meanwhile_moves_nothing_else_d8_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let first = list(&admin, &[("sort", "expires_at"), ("limit", "3")]).await;
    add(&stand, "後", "前に入る", BEGIN.plus_days(-390)).await;
    let cursor = first.next_cursor.unwrap();
    let rest = list(&admin, &[("sort", "expires_at"), ("cursor", &cursor)]).await;
    assert_eq!((rest.items.len(), rest.total), (3, 7));
    assert!(rest.items.iter().all(|row| !first.items.contains(row)));
}

async fn refused(client: &Client, pairs: &[(&str, &str)], pointer: &str) {
    let answer = client.get(&query(routes::CERTIFICATES, pairs)).await;
    let problem = answer.refused(422, ProblemCode::InvalidFields).problem();
    let pointers: Vec<&str> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, [pointer], "{pairs:?}");
}

async fn unknown_sorts_orders_and_limits_are_refused_d8_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for sort in ["Number", "certificate_number", "der", "number,title", "number; DROP TABLE users", "状態"] {
        refused(&admin, &[("sort", sort)], "sort").await;
    }
    for order in ["ASC", "up", "asc, title desc", "1"] {
        refused(&admin, &[("order", order)], "order").await;
    }
    for limit in ["0", "201", "4294967295"] {
        refused(&admin, &[("limit", limit)], "limit").await;
    }
    for unreadable in [("limit", "-1"), ("limit", "x"), ("limit", "4294967296"), ("page", "2")] {
        admin.get(&query(routes::CERTIFICATES, &[unreadable])).await.refused(400, ProblemCode::BadRequest);
    }
}

async fn a_cursor_that_was_tampered_with_is_refused_d8_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for cursor in ["x", "%%%", "====", "🦀", "_w", "'"] {
        refused(&admin, &[("cursor", cursor)], "cursor").await;
    }
    for (sort, keys) in [
        (
            "number",
            vec![
                "",
                "null",
                "{}",
                "[]",
                "\"JC-1\"",
                "[\"number\",[]]",
                "[\"number\",[5]]",
                "[\"number\",[null]]",
                "[\"number\",[\"a\",\"b\"]]",
                "[\"number\",[\"a\\u0000b\"]]",
                "[\"number\",[[\"a\"]]]",
                "[\"JC-00000001\"]",
                "[\"number\",[\"a\"],1]",
                "[\"number\",[\"a\"]",
                "[\"der\",[\"a\"]]",
            ],
        ),
        (
            "department",
            vec!["[\"department\",[\"a\\u0000\",\"b\"]]", "[\"department\",[1,\"b\"]]", "[\"department\",[\"a\"]]"],
        ),
        (
            "expires_at",
            vec![
                "[\"expires_at\",[\"1\",\"b\"]]",
                "[\"expires_at\",[1.5,\"b\"]]",
                "[\"expires_at\",[1e300,\"b\"]]",
                "[\"expires_at\",[9223372036854775808,\"b\"]]",
            ],
        ),
        ("state", vec!["[\"state\",[0,1]]", "[\"state\",[true,1,\"b\"]]", "[\"state\",[0,\"1\",\"b\"]]"]),
    ] {
        for key in keys.into_iter().filter(|key| !key.is_empty()) {
            refused(&admin, &[("sort", sort), ("cursor", &URL_SAFE_NO_PAD.encode(key))], "cursor").await;
        }
    }
    // A place that no row has is a place all the same.
    for key in [
        "[\"state\",[9223372036854775807,-9223372036854775808,\"🦀'%\"]]",
        "[\"state\",[-1,0,\"\"]]",
        "[\"state\",[5000000000,0,\"\"]]",
    ] {
        let cursor = URL_SAFE_NO_PAD.encode(key);
        for order in ["asc", "desc"] {
            list(&admin, &[("sort", "state"), ("order", order), ("cursor", &cursor)]).await;
        }
    }
}

async fn a_cursor_of_another_column_is_refused_d8_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for own in CertificateSort::ALL {
        let page = list(&admin, &[("sort", own.code()), ("limit", "2")]).await;
        let cursor = page.next_cursor.unwrap();
        for other in CertificateSort::ALL.into_iter().filter(|other| *other != own) {
            refused(&admin, &[("sort", other.code()), ("cursor", &cursor)], "cursor").await;
        }
    }
    let users: Page<serde_json::Value> = admin.get(&query(routes::USERS, &[("limit", "1")])).await.json();
    refused(&admin, &[("cursor", &users.next_cursor.unwrap())], "cursor").await;
}

async fn a_cursor_opens_nothing_of_another_company_d8_2(database: Database) {
    let stand = Stand::start(&database).await;
    let page = list(&stand.logged_in(ADMIN_A).await, &[("limit", "1")]).await;
    let other = list(&stand.logged_in(ADMIN_B).await, &[("cursor", &page.next_cursor.unwrap())]).await;
    let numbers: Vec<&str> = other.items.iter().map(|row| row.certificate_number.as_str()).collect();
    assert_eq!((numbers, other.total), (vec!["JC-00000007"], 1));
}
