//! Passwords: at rest (S5), and changing one's own (S4).

use contract::problem::ProblemCode;
use contract::routes;
use contract::session::PasswordChange;
use contract::{FieldError, Reason};
use sea_orm::EntityTrait as _;
use server::entity::user;

use crate::session::request;
use crate::stand::Stand;
use crate::stand::client::{Call, Client};
use crate::stand::database::{Database, on_each_database};
use crate::stand::world::{ADMIN_A, MEMBER_A, PASSWORD, SECOND_ADMIN_A};

on_each_database!(
    every_stored_password_is_argon2id_of_the_required_cost_s5,
    too_short_or_common_ones_are_refused_s4,
    long_ones_and_any_characters_are_accepted_s4,
    the_present_password_is_asked_for_s4,
    the_other_sessions_end_s4,
    guessing_the_present_password_slows_down_s6,
);

const NEW: &str = "atarashii-himitsu-no-kotoba";

fn change(client: &Client, present: &str, new: &str) -> Call {
    let change = PasswordChange { present: present.to_owned(), new: new.to_owned() };
    client.put(routes::PASSWORD).json(&change)
}

async fn log_in_with(stand: &Stand, password: &str) -> u16 {
    let answer = stand.nobody().post(routes::SESSION).json(&request(ADMIN_A, password)).await;
    answer.status.as_u16()
}

async fn every_stored_password_is_argon2id_of_the_required_cost_s5(database: Database) {
    let stand = Stand::start(&database).await;
    change(&stand.logged_in(MEMBER_A).await, PASSWORD, NEW).await.is(204);
    let users = user::Entity::find().all(&stand.state.db).await.unwrap();
    let hashes: Vec<String> = users.into_iter().filter_map(|user| user.password_hash).collect();
    assert!(hashes.len() > 2);
    for hash in hashes {
        let parameters = hash.strip_prefix("$argon2id$v=19$").unwrap().split('$').next().unwrap();
        let numbers: Vec<u32> =
            parameters.split(',').map(|one| one.split_once('=').unwrap().1.parse().unwrap()).collect();
        assert!(numbers[0] >= 19_456 && numbers[1] >= 2 && numbers[2] >= 1, "{parameters}");
    }
}

async fn too_short_or_common_ones_are_refused_s4(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for (new, reason) in [
        ("", Reason::Required),
        ("fourteen-chars", Reason::TooShort { min: 15, actual: 14 }),
        ("PasswordPassword", Reason::CommonPassword),
        ("K1001kanri.hanako", Reason::CommonPassword),
    ] {
        let problem = change(&admin, PASSWORD, new).await.refused(422, ProblemCode::InvalidFields).problem();
        assert_eq!(problem.errors, [FieldError { pointer: "/new".to_owned(), reason }], "{new}");
    }
    assert_eq!(log_in_with(&stand, PASSWORD).await, 200, "nothing was changed");
}

async fn long_ones_and_any_characters_are_accepted_s4(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let long: String = (0..)
        .map(|n| format!("{n} 長い文も　よいのです。🦀 "))
        .flat_map(|part| part.chars().collect::<Vec<_>>())
        .take(256)
        .collect();
    for [present, new] in [[PASSWORD, "onlysmallletters"], ["onlysmallletters", &long]] {
        change(&admin, present, new).await.is(204);
        assert_eq!(log_in_with(&stand, new).await, 200);
        assert_eq!(log_in_with(&stand, present).await, 401);
    }
}

async fn the_present_password_is_asked_for_s4(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let problem = change(&admin, "not-my-password", NEW).await.refused(422, ProblemCode::InvalidFields).problem();
    assert_eq!(problem.errors, [FieldError { pointer: "/present".to_owned(), reason: Reason::WrongPassword }]);
    change(&stand.nobody(), PASSWORD, NEW).await.refused(401, ProblemCode::NotLoggedIn);
    assert_eq!(log_in_with(&stand, NEW).await, 401);
}

async fn the_other_sessions_end_s4(database: Database) {
    let stand = Stand::start(&database).await;
    let (here, elsewhere) = (stand.logged_in(ADMIN_A).await, stand.logged_in(ADMIN_A).await);
    let colleague = stand.logged_in(SECOND_ADMIN_A).await;
    change(&here, PASSWORD, NEW).await.is(204);
    here.get(routes::SESSION).await.is(200);
    colleague.get(routes::SESSION).await.is(200);
    elsewhere.get(routes::SESSION).await.refused(401, ProblemCode::NotLoggedIn);
}

async fn guessing_the_present_password_slows_down_s6(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for _ in 0..5 {
        change(&admin, "not-my-password", NEW).await.is(422);
    }
    let problem = change(&admin, PASSWORD, NEW).await.refused(429, ProblemCode::TooManyAttempts).problem();
    stand.clock.advance_seconds(i64::from(problem.retry_after.unwrap()));
    change(&admin, PASSWORD, NEW).await.is(204);
    // A stranger's log-ins have nothing to do with it.
    for _ in 0..5 {
        assert_eq!(log_in_with(&stand, "not-my-password").await, 401);
    }
    change(&admin, NEW, PASSWORD).await.is(204);
}
