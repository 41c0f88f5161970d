//! A failed log-in does not tell what was wrong (S7).

use std::time::{Duration, Instant};

use contract::problem::ProblemCode;
use contract::routes;
use contract::session::LoginRequest;

use crate::session::request;
use crate::stand::Stand;
use crate::stand::database::{Database, on_each_database};
use crate::stand::world::{ADMIN_A, DISABLED_A, PASSWORD, Person, SIGNER_A};

on_each_database!(what_was_wrong_is_told_neither_by_the_answer_nor_by_its_time_s7);

/// How often each is tried; the median does not mind a few slow ones.
const ROUNDS: usize = 11;

#[allow(clippy::disallowed_methods, reason = "it is the real time that must not tell")]
fn now() -> Instant {
    Instant::now()
}

fn requests() -> Vec<(&'static str, LoginRequest)> {
    let wrong = "this-is-not-the-password";
    vec![
        ("wrong password", request(ADMIN_A, wrong)),
        ("unknown company", request(Person { company: "K9999", id: ADMIN_A.id }, wrong)),
        ("unknown user", request(Person { company: ADMIN_A.company, id: "nobody" }, wrong)),
        ("user of another company", request(Person { company: "K2001", id: ADMIN_A.id }, PASSWORD)),
        ("disabled user, right password", request(DISABLED_A, PASSWORD)),
        ("user without a password", request(SIGNER_A, wrong)),
        ("nothing", LoginRequest::default()),
    ]
}

async fn what_was_wrong_is_told_neither_by_the_answer_nor_by_its_time_s7(database: Database) {
    let stand = Stand::start(&database).await;
    stand.sql(&format!("UPDATE users SET password_hash = NULL WHERE user_id = '{}'", SIGNER_A.id)).await;
    let requests = requests();
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); requests.len()];
    let mut first = None;
    let client = stand.nobody();
    for _ in 0..ROUNDS {
        for (index, (what, request)) in requests.iter().enumerate() {
            let begun = now();
            let mut answer = client.post(routes::SESSION).json(request).await;
            times[index].push(begun.elapsed());
            answer = answer.refused(401, ProblemCode::LoginFailed);
            answer.headers.remove("date");
            // Random, so that it tells nothing.
            assert!(answer.headers.remove(server::metrics::REQUEST_ID).is_some());
            let (headers, body) = first.get_or_insert_with(|| (answer.headers.clone(), answer.body.clone()));
            assert_eq!((&answer.headers, &answer.body), (&*headers, &*body), "{what}");
            // So long that all failures are forgotten: the throttle is out of the way.
            stand.clock.advance_seconds(3601);
        }
    }
    let medians: Vec<Duration> = times.iter_mut().map(|of_one| median(of_one)).collect();
    let told: Vec<String> =
        requests.iter().zip(&medians).map(|((what, _), median)| format!("{what}: {median:?}")).collect();
    let (least, most) = (medians.iter().min().unwrap(), medians.iter().max().unwrap());
    // Without the hash that is compared for nobody, the factor is beyond ten.
    assert!(*most < *least * 3, "{told:#?}");
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}
