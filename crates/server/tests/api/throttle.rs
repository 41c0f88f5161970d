//! Logging in backs off (S6).

use contract::problem::ProblemCode;
use contract::routes;
use tokio::task::JoinSet;

use crate::session::{log_in, request};
use crate::stand::Stand;
use crate::stand::client::{Answer, Call, Client};
use crate::stand::database::{Database, on_each_database};
use crate::stand::world::{ADMIN_A, MEMBER_A, PASSWORD, Person};

on_each_database!(
    an_account_backs_off_and_the_wait_ends_s6,
    many_at_once_let_no_more_through_than_the_limit_s6,
    right_ones_among_many_at_once_do_no_harm_s6,
    a_strangers_failures_do_not_lock_out_a_known_browser_s6,
    an_address_backs_off_whatever_header_it_forges_s6,
    behind_a_trusted_proxy_each_client_counts_alone_s6,
    an_unknown_account_backs_off_like_a_known_one_s7,
);

/// The tries that an account has before the waits begin.
const FREE: usize = 5;
/// The tries that an address has.
const FREE_OF_ADDRESS: usize = 30;

fn wrong(client: &Client, person: Person) -> Call {
    client.post(routes::SESSION).json(&request(person, "this-is-not-the-password"))
}

fn right(client: &Client, person: Person) -> Call {
    client.post(routes::SESSION).json(&request(person, PASSWORD))
}

/// The seconds that a 429 says to wait, in its header and in its body.
fn wait_of(answer: &Answer) -> i64 {
    let problem = answer.clone().refused(429, ProblemCode::TooManyAttempts).problem();
    assert_eq!(answer.header("retry-after"), problem.retry_after.unwrap().to_string());
    i64::from(problem.retry_after.unwrap())
}

async fn an_account_backs_off_and_the_wait_ends_s6(database: Database) {
    let stand = Stand::start(&database).await;
    let stranger = stand.nobody();
    let mut waits = Vec::new();
    for _ in 0..FREE {
        wrong(&stranger, ADMIN_A).await.refused(401, ProblemCode::LoginFailed);
    }
    for _ in 0..9 {
        // The right password is not even looked at.
        let wait = wait_of(&right(&stranger, ADMIN_A).await);
        waits.push(wait);
        stand.clock.advance_seconds(wait - 1);
        wait_of(&right(&stranger, ADMIN_A).await);
        stand.clock.advance_seconds(1);
        wrong(&stranger, ADMIN_A).await.is(401);
    }
    // It grows, but never passes a minute: a stranger cannot lock the account for good.
    assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    right(&stranger, MEMBER_A).await.is(200);
    stand.clock.advance_seconds(60);
    right(&stranger, ADMIN_A).await.is(200);
    // A log-in that succeeded wipes the slate clean.
    for _ in 0..FREE {
        wrong(&stranger, ADMIN_A).await.is(401);
    }
}

async fn many_at_once_let_no_more_through_than_the_limit_s6(database: Database) {
    let stand = Stand::start(&database).await;
    let mut tries = JoinSet::new();
    for _ in 0..50 {
        tries.spawn(wrong(&stand.nobody(), ADMIN_A).into_future());
    }
    let statuses: Vec<u16> = tries.join_all().await.iter().map(|answer| answer.status.as_u16()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), FREE, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 50 - FREE, "{statuses:?}");
}

async fn right_ones_among_many_at_once_do_no_harm_s6(database: Database) {
    let stand = Stand::start(&database).await;
    let mut tries = JoinSet::new();
    // Each that succeeds wipes the slate on which the others are counting.
    for index in 0..40 {
        let client = stand.nobody();
        let call = if index % 4 == 0 { wrong(&client, ADMIN_A) } else { right(&client, ADMIN_A) };
        tries.spawn(call.into_future());
    }
    let statuses: Vec<u16> = tries.join_all().await.iter().map(|answer| answer.status.as_u16()).collect();
    assert!(statuses.iter().all(|status| [200, 401, 429].contains(status)), "{statuses:?}");
    assert!(statuses.contains(&200));
}

async fn a_strangers_failures_do_not_lock_out_a_known_browser_s6(database: Database) {
    let stand = Stand::start(&database).await;
    let mut own = stand.nobody();
    log_in(&mut own, ADMIN_A).await;
    own.delete(routes::SESSION).await.is(204);
    for _ in 0..FREE {
        wrong(&stand.nobody(), ADMIN_A).await.is(401);
    }
    wait_of(&right(&stand.nobody(), ADMIN_A).await);
    right(&own, ADMIN_A).await.is(200);
    // The cookie helps at no other account, and its own tries are counted too.
    for _ in 0..FREE {
        wrong(&stand.nobody(), MEMBER_A).await.is(401);
    }
    wait_of(&right(&own, MEMBER_A).await);
    for _ in 0..FREE {
        wrong(&own, ADMIN_A).await.is(401);
    }
    wait_of(&right(&own, ADMIN_A).await);
    let mut forged = stand.nobody();
    forged.set_cookie("shirushi_device", "forged-forged-forged-forged-forged-forged-1");
    wait_of(&right(&forged, ADMIN_A).await);
}

async fn an_address_backs_off_whatever_header_it_forges_s6(database: Database) {
    let stand = Stand::start(&database).await;
    for number in 0..FREE_OF_ADDRESS {
        let account = request(Person { company: "K1001", id: "x" }, "this-is-not-the-password");
        let account = contract::session::LoginRequest { user_id: format!("nobody-{number}"), ..account };
        let answer = stand.nobody().post(routes::SESSION).header("x-forwarded-for", &format!("192.0.2.{number}"));
        answer.json(&account).await.refused(401, ProblemCode::LoginFailed);
    }
    for forged in ["203.0.113.77", "127.0.0.2, 10.0.0.1", "nonsense"] {
        let answer = right(&stand.nobody(), MEMBER_A).header("x-forwarded-for", forged);
        let answer = answer.header("x-real-ip", forged).header("forwarded", "for=203.0.113.77").await;
        assert_eq!(wait_of(&answer), 1, "{forged}");
    }
    stand.clock.advance_seconds(1);
    right(&stand.nobody(), MEMBER_A).await.is(200);
}

async fn behind_a_trusted_proxy_each_client_counts_alone_s6(database: Database) {
    let proxy = "127.0.0.0/8".parse().unwrap();
    let stand = Stand::with(&database, |config| config.trusted_proxies = vec![proxy]).await;
    // What the client writes itself stands before what the proxy adds, and changes nothing.
    for number in 0..FREE_OF_ADDRESS {
        let forwarded = format!("192.0.2.{number}, 198.51.100.7");
        let person = Person { company: "K1001", id: "x" };
        let account = contract::session::LoginRequest { user_id: format!("nobody-{number}"), ..request(person, "x") };
        let call = stand.nobody().post(routes::SESSION).header("x-forwarded-for", &forwarded).json(&account);
        call.await.is(401);
    }
    let from = |address: &str| right(&stand.nobody(), MEMBER_A).header("x-forwarded-for", address);
    wait_of(&from("198.51.100.7").await);
    from("198.51.100.8").await.is(200);
}

async fn an_unknown_account_backs_off_like_a_known_one_s7(database: Database) {
    let stand = Stand::start(&database).await;
    let mut seen = Vec::new();
    for person in [ADMIN_A, Person { company: "K1001", id: "nobody" }, Person { company: "K9", id: "nobody" }] {
        let mut answers = Vec::new();
        for _ in 0..FREE + 2 {
            let answer = wrong(&stand.nobody(), person).await;
            answers.push((answer.status, answer.header("retry-after").to_owned(), answer.body));
        }
        seen.push(answers);
    }
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:?}");
}
