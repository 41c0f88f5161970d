//! Wrong PINs are counted, slowed and locked; what can be no PIN is not even counted (S11, D13.4).

use contract::Reason;
use contract::problem::ProblemCode;
use contract::signing::{BindingState, CheckOutcome, CheckReport};
use sea_orm::{EntityTrait as _, QueryOrder as _};
use server::entity::binding;

use crate::stand::database::{Database, on_each_database};
use crate::stand::issued::WRONG_PIN;
use crate::stand::world::{ADMIN_B, MEMBER_A, MEMBER_B, SIGNER_A};
use crate::stand::{Stand, until};

on_each_database!(
    who_hangs_up_loses_no_try_s11,
    fifty_at_once_let_no_more_through_than_one_after_the_other_s11,
    waits_grow_until_the_binding_is_locked_d13_4,
    what_can_be_no_pin_or_digest_is_refused_and_not_counted_d13_4,
    only_the_bound_user_can_try_d13_5,
);

/// The latest binding's count of wrong PINs.
async fn counted(stand: &Stand) -> i32 {
    let latest = binding::Entity::find().order_by_desc(binding::Column::Id).one(&stand.state.db).await;
    latest.unwrap().unwrap().wrong_pins
}

async fn fifty_at_once_let_no_more_through_than_one_after_the_other_s11(database: Database) {
    let stand = Stand::start(&database).await;
    let issued = stand.issued(SIGNER_A).await;
    let signer = stand.logged_in(SIGNER_A).await;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..50 {
        calls.spawn(issued.check(&signer, WRONG_PIN).into_future());
    }
    let (mut looked_at, mut slowed_down) = (0, 0);
    for answer in calls.join_all().await {
        if answer.status == 200 {
            let report: CheckReport = answer.json();
            assert_eq!(report.results[0].outcome, CheckOutcome::Failed);
            looked_at += 1;
        } else {
            assert_eq!(answer.header("retry-after"), "2");
            answer.refused(429, ProblemCode::PinSlowedDown);
            slowed_down += 1;
        }
    }
    // Three cost nothing; the fourth is looked at and begins the waits.
    assert_eq!((looked_at, slowed_down), (4, 46));
    assert_eq!(counted(&stand).await, 4);
    // Nor is the right one looked at before the wait is over.
    let problem = issued.check(&signer, &issued.pin).await.is(429).problem();
    assert_eq!(problem.retry_after, Some(2));
    stand.clock.advance_seconds(2);
    let report: CheckReport = issued.check(&signer, &issued.pin).await.json();
    assert_eq!((report.certificate.binding, report.certificate.tries_left), (BindingState::Checked, 10));
}

async fn waits_grow_until_the_binding_is_locked_d13_4(database: Database) {
    let stand = Stand::start(&database).await;
    let (issued, signer) = stand.checked(SIGNER_A).await;
    // Whether at the check or at a signature: a try is a try.
    let mut left = 10;
    for wait in [0, 0, 0, 2, 4, 8, 16, 32, 60] {
        left -= 1;
        if left % 2 == 0 {
            let problem = issued.sign(&signer, WRONG_PIN).await.refused(403, ProblemCode::WrongPin).problem();
            assert_eq!(problem.tries_left, Some(left));
        } else {
            let report: CheckReport = issued.check(&signer, WRONG_PIN).await.json();
            assert_eq!((report.certificate.tries_left, report.wait_seconds), (left, wait));
            // Who has checked before can still sign with the right PIN.
            assert_eq!(report.certificate.binding, BindingState::Checked);
        }
        if wait > 0 {
            stand.clock.advance_seconds(i64::from(wait) - 1);
            let early = issued.sign(&signer, &issued.pin).await.refused(429, ProblemCode::PinSlowedDown);
            assert_eq!(early.header("retry-after"), "1");
            stand.clock.advance_seconds(1);
        }
    }
    let problem = issued.sign(&signer, WRONG_PIN).await.refused(403, ProblemCode::PinLocked).problem();
    assert_eq!(problem.tries_left, Some(0));
    stand.clock.advance_seconds(86_400 * 30);
    let signer = stand.logged_in(SIGNER_A).await;
    issued.sign(&signer, &issued.pin).await.refused(403, ProblemCode::PinLocked);
    issued.check(&signer, &issued.pin).await.refused(403, ProblemCode::PinLocked);
    let mine = issued.mine(&signer).await;
    assert_eq!((mine.binding, mine.tries_left), (BindingState::Locked, 0));
}

async fn what_can_be_no_pin_or_digest_is_refused_and_not_counted_d13_4(database: Database) {
    let stand = Stand::start(&database).await;
    let (issued, signer) = stand.checked(SIGNER_A).await;
    let long = "A".repeat(10_000);
    for bad in ["", "　", "ABCD", "🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑", "ABCD-EFGH-JK0O", "ABCD\u{0}EFGHJK23", &long]
    {
        for answer in [issued.check(&signer, bad).await, issued.sign(&signer, bad).await] {
            let problem = answer.refused(422, ProblemCode::InvalidFields).problem();
            assert_eq!(problem.errors[0].pointer, "/pin");
        }
    }
    let half = "5a".repeat(31);
    for bad in ["", &half, &"5a".repeat(33), &"5g".repeat(32), &"５".repeat(64), &long] {
        let problem = issued.sign_digest(&signer, bad, &issued.pin).await.is(422).problem();
        assert_eq!((problem.errors[0].pointer.as_str(), &problem.errors[0].reason), ("/digest", &Reason::InvalidValue));
    }
    assert_eq!(counted(&stand).await, 0);
    assert_eq!(issued.mine(&signer).await.tries_left, 10);
}

async fn only_the_bound_user_can_try_d13_5(database: Database) {
    let stand = Stand::start(&database).await;
    let issued = stand.issued(SIGNER_A).await;
    // Nor another user of the company; and another company's certificate is like none.
    for person in [MEMBER_A, MEMBER_B, ADMIN_B] {
        let client = stand.logged_in(person).await;
        issued.check(&client, &issued.pin).await.refused(404, ProblemCode::NotFound);
        issued.sign(&client, &issued.pin).await.refused(404, ProblemCode::NotFound);
    }
    assert_eq!(counted(&stand).await, 0);
}

async fn who_hangs_up_loses_no_try_s11(database: Database) {
    let stand = Stand::start(&database).await;
    let (issued, signer) = stand.checked(SIGNER_A).await;
    for round in 0..3 {
        // While the PIN is looked at, the browser goes away.
        let signing = tokio::spawn(issued.sign(&signer, &issued.pin).into_future());
        until("the try is counted", || async { issued.mine(&signer).await.tries_left < 10 }).await;
        signing.abort();
        until("it is signed all the same", || async {
            stand.new_audit().await.iter().filter(|row| row.action == "sign").count() > round
        })
        .await;
        assert_eq!(issued.mine(&signer).await.tries_left, 10);
    }
}
