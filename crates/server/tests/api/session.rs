//! Sessions and their cookies (S2), and who am I.

use contract::problem::ProblemCode;
use contract::routes;
use contract::session::{LoginRequest, Me};
use contract::user::Role;

use crate::stand::Stand;
use crate::stand::client::{Answer, Client};
use crate::stand::database::{Database, on_each_database};
use crate::stand::world::{ADMIN_A, DISABLED_A, LEFT_A, MEMBER_A, OPERATOR, PASSWORD, Person};

on_each_database!(
    attributes_on_plain_loopback_s2,
    attributes_where_cookies_are_secure_s2,
    a_new_token_of_256_bits_at_each_login_s2,
    replay_after_logout_is_401_s2,
    the_old_session_dies_at_a_new_login_s2,
    idle_sessions_end_s2,
    no_session_lives_for_ever_s2,
    a_disabled_users_session_is_dead_at_once_s2,
    users_who_left_or_are_disabled_cannot_log_in_s7,
    typed_ids_ignore_case_width_and_outer_spaces,
    who_am_i_tells_role_and_company_d1_2,
);

pub(crate) fn request(person: Person, password: &str) -> LoginRequest {
    LoginRequest { company_id: person.company.to_owned(), user_id: person.id.to_owned(), password: password.to_owned() }
}

/// Logs in as a browser does; the browser keeps the cookies.
pub(crate) async fn log_in(client: &mut Client, person: Person) -> Answer {
    let answer = client.post(routes::SESSION).json(&request(person, PASSWORD)).await.is(200);
    client.take_cookies(&answer);
    answer
}

async fn is_logged_in(client: &Client) -> bool {
    let answer = client.get(routes::SESSION).await;
    if answer.status == 200 {
        return true;
    }
    answer.refused(401, ProblemCode::NotLoggedIn);
    false
}

async fn attributes_on_plain_loopback_s2(database: Database) {
    let stand = Stand::start(&database).await;
    let answer = log_in(&mut stand.nobody(), ADMIN_A).await;
    let cookies = answer.cookies();
    let session = cookies.iter().find(|cookie| cookie.starts_with("shirushi_session=")).unwrap();
    let attributes: Vec<&str> = session.split("; ").skip(1).collect();
    // No age: it goes when the browser is closed.
    assert_eq!(attributes, ["Path=/", "HttpOnly", "SameSite=Strict"]);
    let device = cookies.iter().find(|cookie| cookie.starts_with("shirushi_device=")).unwrap();
    assert!(device.contains("; HttpOnly; SameSite=Strict; Max-Age="), "{device}");
    assert_eq!(cookies.len(), 2);
}

async fn attributes_where_cookies_are_secure_s2(database: Database) {
    let stand = Stand::with(&database, |config| config.secure_cookies = true).await;
    let mut client = stand.nobody();
    let answer = log_in(&mut client, ADMIN_A).await;
    for cookie in answer.cookies() {
        assert!(cookie.starts_with("__Host-shirushi_"), "{cookie}");
        for attribute in ["Path=/", "HttpOnly", "SameSite=Strict", "Secure"] {
            assert!(cookie.split("; ").any(|part| part == attribute), "{attribute}: {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    assert!(is_logged_in(&client).await);
    // The same token under the name that a neighbouring host could set opens nothing.
    let mut forged = stand.nobody();
    forged.set_cookie("shirushi_session", client.cookie("__Host-shirushi_session").unwrap());
    assert!(!is_logged_in(&forged).await);

    let answer = client.delete(routes::SESSION).await.is(204);
    let cookies = answer.cookies();
    assert!(cookies[0].starts_with("__Host-shirushi_session=; ") && cookies[0].contains("; Max-Age=0"), "{cookies:?}");
}

async fn a_new_token_of_256_bits_at_each_login_s2(database: Database) {
    let stand = Stand::start(&database).await;
    let mut client = stand.nobody();
    // A token that somebody has planted is not taken over.
    client.set_cookie("shirushi_session", "planted-planted-planted-planted-planted-123");
    let mut tokens = vec![client.cookie("shirushi_session").unwrap().to_owned()];
    for _ in 0..3 {
        log_in(&mut client, ADMIN_A).await;
        let token = client.cookie("shirushi_session").unwrap().to_owned();
        // 43 characters of 6 bits: 256 bits, and two to fill up.
        assert!(token.len() == 43 && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        assert!(!tokens.contains(&token));
        tokens.push(token);
    }
}

async fn replay_after_logout_is_401_s2(database: Database) {
    let stand = Stand::start(&database).await;
    let mut client = stand.nobody();
    log_in(&mut client, ADMIN_A).await;
    assert!(is_logged_in(&client).await);
    let thief = client.clone();
    client.delete(routes::SESSION).await.is(204);
    assert!(!is_logged_in(&thief).await);
    thief.delete(routes::SESSION).await.refused(401, ProblemCode::NotLoggedIn);
}

async fn the_old_session_dies_at_a_new_login_s2(database: Database) {
    let stand = Stand::start(&database).await;
    let mut client = stand.nobody();
    log_in(&mut client, ADMIN_A).await;
    let old = client.clone();
    // Also at the login of somebody else in the same browser.
    log_in(&mut client, MEMBER_A).await;
    assert!(is_logged_in(&client).await);
    assert!(!is_logged_in(&old).await);
}

async fn idle_sessions_end_s2(database: Database) {
    let stand = Stand::start(&database).await;
    let client = stand.logged_in(ADMIN_A).await;
    let idle = i64::from(stand.state.config.session_idle_seconds);
    for _ in 0..3 {
        stand.clock.advance_seconds(idle - 1);
        assert!(is_logged_in(&client).await, "each request keeps it alive");
    }
    stand.clock.advance_seconds(idle);
    assert!(!is_logged_in(&client).await);
    stand.clock.advance_seconds(-idle);
    assert!(!is_logged_in(&client).await, "ended for good, whatever the clock says");
}

async fn no_session_lives_for_ever_s2(database: Database) {
    let stand = Stand::start(&database).await;
    let client = stand.logged_in(ADMIN_A).await;
    let mut left = i64::from(stand.state.config.session_absolute_seconds) - 1;
    while left > 0 {
        let step = left.min(1700);
        stand.clock.advance_seconds(step);
        left -= step;
        assert!(is_logged_in(&client).await);
    }
    stand.clock.advance_seconds(1);
    assert!(!is_logged_in(&client).await);
}

async fn a_disabled_users_session_is_dead_at_once_s2(database: Database) {
    let stand = Stand::start(&database).await;
    let client = stand.logged_in(MEMBER_A).await;
    assert!(is_logged_in(&client).await);
    stand.sql(&format!("UPDATE users SET state = 'disabled' WHERE user_id = '{}'", MEMBER_A.id)).await;
    assert!(!is_logged_in(&client).await);
}

async fn users_who_left_or_are_disabled_cannot_log_in_s7(database: Database) {
    let stand = Stand::start(&database).await;
    for person in [DISABLED_A, LEFT_A] {
        let answer = stand.nobody().post(routes::SESSION).json(&request(person, PASSWORD)).await;
        answer.refused(401, ProblemCode::LoginFailed);
    }
}

async fn typed_ids_ignore_case_width_and_outer_spaces(database: Database) {
    let stand = Stand::start(&database).await;
    let login = LoginRequest {
        company_id: " ｋ１００１　".to_owned(),
        user_id: "Ｋａｎｒｉ.HANAKO".to_owned(),
        password: PASSWORD.to_owned(),
    };
    let me: Me = stand.nobody().post(routes::SESSION).json(&login).await.json();
    assert_eq!(me.user_id, ADMIN_A.id);
    // The password is taken as typed.
    let login = LoginRequest { password: PASSWORD.to_uppercase(), ..login };
    stand.nobody().post(routes::SESSION).json(&login).await.refused(401, ProblemCode::LoginFailed);
}

async fn who_am_i_tells_role_and_company_d1_2(database: Database) {
    let stand = Stand::start(&database).await;
    for (person, role, company) in [
        (ADMIN_A, Role::Administrator, Some("株式会社甲山建設")),
        (MEMBER_A, Role::Member, Some("株式会社甲山建設")),
        (OPERATOR, Role::Operator, None),
    ] {
        let mut client = stand.nobody();
        let at_login: Me = log_in(&mut client, person).await.json();
        let me: Me = client.get(routes::SESSION).await.json();
        assert_eq!(me, at_login);
        assert_eq!((me.role, me.user_id.as_str()), (role, person.id));
        assert_eq!(me.company.as_ref().map(|company| company.name.as_str()), company);
        assert_eq!((me.now.0.as_str(), me.ends_at.0.as_str()), ("2026-11-22T05:00:00Z", "2026-11-22T17:00:00Z"));
    }
}
