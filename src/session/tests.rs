use contract::Timestamp;
use contract::problem::{Problem, ProblemCode};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{Farewell, Phase, Session};
use crate::api::ApiError;
use crate::stage::{administrator, empty_store};

fn problem(code: ProblemCode, status: u16) -> ApiError {
    ApiError::Problem(Problem {
        code,
        title: String::new(),
        status,
        errors: Vec::new(),
        retry_after: None,
        tries_left: None,
    })
}

#[wasm_bindgen_test]
fn the_idle_limit_is_counted_from_the_last_answer_f5() {
    empty_store();
    let owner = Owner::new();
    owner.with(|| {
        let session = Session::new();
        assert_eq!(session.remaining(), None);
        session.begin(administrator("K100001", "yamada.taro"));
        let left = session.remaining().expect("a session");
        assert!(left.extendable && (890.0..=900.0).contains(&left.seconds), "{left:?}");
    });
}

#[wasm_bindgen_test]
fn the_absolute_limit_cannot_be_put_off_and_a_wrong_clock_does_not_matter_f5() {
    empty_store();
    let owner = Owner::new();
    owner.with(|| {
        let session = Session::new();
        let mut me = administrator("K100001", "yamada.taro");
        me.now = Timestamp("1999-01-01T00:00:00Z".to_owned());
        me.ends_at = Timestamp("1999-01-01T00:01:00Z".to_owned());
        session.begin(me);
        let left = session.remaining().expect("a session");
        assert!(!left.extendable && (50.0..=60.0).contains(&left.seconds), "{left:?}");
    });
}

#[wasm_bindgen_test]
fn a_session_that_the_server_has_ended_shows_the_login_f5() {
    empty_store();
    let owner = Owner::new();
    owner.with(|| {
        let session = Session::new();
        session.answered(Err(problem(ProblemCode::NotLoggedIn, 401)));
        assert_eq!((session.phase.get_untracked(), session.farewell.get_untracked()), (Phase::LoggedOut, None));

        session.begin(administrator("K100001", "yamada.taro"));
        session.heard(Some(&problem(ProblemCode::Internal, 500)));
        session.heard(Some(&ApiError::Offline));
        assert_eq!(session.phase.get_untracked(), Phase::LoggedIn, "no other trouble logs anybody out");

        session.heard(Some(&problem(ProblemCode::NotLoggedIn, 401)));
        assert_eq!(session.phase.get_untracked(), Phase::LoggedOut);
        assert_eq!(session.farewell.get_untracked(), Some(Farewell::Ended));
    });
}

#[wasm_bindgen_test]
fn another_user_in_another_tab_is_not_taken_for_this_one_f5() {
    empty_store();
    let owner = Owner::new();
    owner.with(|| {
        let session = Session::new();
        session.begin(administrator("K100001", "yamada.taro"));
        assert!(!session.is_noted_otherwise());
        session.compare(administrator("K100001", "yamada.taro"));
        assert_eq!(session.phase.get_untracked(), Phase::LoggedIn);

        session.compare(administrator("K200001", "yamada.taro"));
        assert_eq!(
            session.phase.get_untracked(),
            Phase::ChangedHands,
            "the same ID of another company is another user"
        );
        session.begin_as_other();
        assert_eq!(session.phase.get_untracked(), Phase::LoggedIn);
        assert_eq!(
            session.with_me(|me| me.and_then(|me| me.company.clone()).map(|c| c.company_id)).as_deref(),
            Some("K200001")
        );

        // What another tab notes is seen without a question.
        Session::new().begin(administrator("K100001", "sato.hanako"));
        assert!(session.is_noted_otherwise());
        session.end(Farewell::Ended);
        assert!(!session.is_noted_otherwise(), "who logs in anew may do so");
    });
}

#[wasm_bindgen_test]
fn a_later_end_is_taken_over_from_the_server_and_from_another_tab_f5() {
    empty_store();
    let owner = Owner::new();
    owner.with(|| {
        let until = |end: &str| {
            let mut me = administrator("K100001", "yamada.taro");
            me.ends_at = Timestamp(end.to_owned());
            me
        };
        let session = Session::new();
        session.begin(until("2026-11-22T05:01:00Z"));
        assert!(!session.remaining().expect("a session").extendable);
        // Logged in anew in another tab.
        Session::new().begin(until("2026-11-22T13:00:00Z"));
        assert!(session.remaining().expect("a session").extendable, "a session that goes on would be ended");

        empty_store();
        session.compare(until("2026-11-22T05:01:00Z"));
        assert!(!session.remaining().expect("a session").extendable);
        empty_store();
        session.compare(until("2026-11-22T13:00:00Z"));
        assert!(session.remaining().expect("a session").extendable);
    });
}
