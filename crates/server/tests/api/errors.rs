//! Every error is a problem without internals (S16), also those that no handler sees.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::problem::ProblemCode;
use contract::routes;

use crate::stand::Stand;
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, KEY};
use crate::stand::world::{ADMIN_A, SIGNER_A};

on_each_database!(
    unknown_addresses_are_404_s16,
    unknown_methods_are_405_s16,
    what_is_no_json_is_400_s16,
    large_bodies_are_413_s16,
    parameters_that_cannot_be_read_are_400_or_422_s16,
    a_fault_of_the_database_tells_nothing_of_it_s16,
);

async fn unknown_addresses_are_404_s16(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for path in [
        "/",
        "/nothing",
        "/api/v1",
        "/api/v1/applications/",
        "/api/v1/applications/AP-99999999",
        "/api/v1/applications/%FF",
        "/api/v1/applications/%00",
        "/api/v1/applications/..%2F..",
        "/api/v1/applications/x'%20OR%20'1'='1",
        "/api/v1/applications/AP-1/nothing",
        "/api/v1/reusable-certificates/%E3%81%82",
        "/api/v1/docs/nothing",
        "/health/nothing",
    ] {
        admin.get(path).await.refused(404, ProblemCode::NotFound);
    }
    admin.get(&format!("/api/v1/applications/{}", "1".repeat(5000))).await.refused(404, ProblemCode::NotFound);
}

async fn unknown_methods_are_405_s16(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for (method, path) in [
        (Method::PATCH, routes::SESSION),
        (Method::DELETE, routes::APPLICATIONS),
        (Method::POST, routes::USERS),
        (Method::GET, routes::PASSWORD),
        (Method::PUT, "/api/v1/applications/AP-00000001"),
        (Method::GET, "/api/v1/applications/AP-00000001/withdrawal"),
        (Method::POST, "/health/live"),
        (Method::POST, routes::OPENAPI),
    ] {
        let answer = admin.call(method, path).json(&serde_json::json!({})).await;
        let answer = answer.refused(405, ProblemCode::MethodNotAllowed);
        assert_ne!(answer.header("allow"), "", "{}", answer.what);
    }
}

async fn what_is_no_json_is_400_s16(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let before = stand.filed().await;
    for body in [&b""[..], b"{", b"{,}", b"nonsense", b"\xff\xfe", b"{\"\xff\":1}", b"{\"\\ud800\":1}"] {
        let json = |call: crate::stand::client::Call| call.body("application/json", body.to_vec());
        let filing = admin.post(routes::APPLICATIONS).header(routes::IDEMPOTENCY_KEY, KEY);
        json(filing).await.refused(400, ProblemCode::NotJson);
        json(stand.nobody().post(routes::SESSION)).await.refused(400, ProblemCode::NotJson);
    }
    // Deeper than any form.
    let deep = "[".repeat(20_000);
    let answer = stand.nobody().post(routes::SESSION).body("application/json", deep).await;
    assert!(answer.status.is_client_error());
    answer.problem();
    assert_eq!(stand.filed().await, before);
}

async fn large_bodies_are_413_s16(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let mut form = forms::good(SIGNER_A);
    for size in [70_000, 10_000_000] {
        form.certificate.title_name = "a".repeat(size);
        forms::file(&admin, KEY, &form).await.refused(413, ProblemCode::TooLarge);
        stand.nobody().post(routes::SESSION).json(&form).await.refused(413, ProblemCode::TooLarge);
    }
}

async fn parameters_that_cannot_be_read_are_400_or_422_s16(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for (path, pointer) in [
        ("/api/v1/users?limit=0", "limit"),
        ("/api/v1/users?limit=201", "limit"),
        ("/api/v1/users?cursor=%25", "cursor"),
        ("/api/v1/users?name=a%00b", "name"),
        ("/api/v1/users?department=a%0D%0Ab", "department"),
        ("/api/v1/applications?state=nothing", "state"),
        ("/api/v1/applications?cursor=_w", "cursor"),
        ("/api/v1/reusable-certificates?limit=1000", "limit"),
    ] {
        let problem = admin.get(path).await.refused(422, ProblemCode::InvalidFields).problem();
        assert_eq!(problem.errors.iter().map(|error| error.pointer.as_str()).collect::<Vec<_>>(), [pointer], "{path}");
    }
    for path in [
        "/api/v1/users?limit=many",
        "/api/v1/users?limit=-1",
        "/api/v1/users?limit=99999999999999999999",
        "/api/v1/users?company=K2001",
        "/api/v1/users?name=a&name=b",
        "/api/v1/applications?sort=x",
    ] {
        admin.get(path).await.refused(400, ProblemCode::BadRequest);
    }
    // One of another list would else lead to the first page again and again.
    let of_another = URL_SAFE_NO_PAD.encode("AP-00000001");
    let path = format!("{}?cursor={of_another}", routes::REUSABLE_CERTIFICATES);
    admin.get(&path).await.refused(422, ProblemCode::InvalidFields);
    // A cursor that decodes but belongs to no list finds a place in it, or is refused; it never breaks it.
    for cursor in ["QQ", "LzE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5Lw"] {
        for list in [routes::USERS, routes::APPLICATIONS, routes::REUSABLE_CERTIFICATES] {
            let answer = admin.get(&format!("{list}?cursor={cursor}")).await;
            assert!(answer.status == 200 || answer.status == 422, "{}: {}", answer.what, answer.text());
        }
    }
}

async fn a_fault_of_the_database_tells_nothing_of_it_s16(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    stand.sql("ALTER TABLE applications RENAME COLUMN title_name TO title_names").await;
    for answer in [admin.get(routes::APPLICATIONS).await, forms::file(&admin, KEY, &forms::good(SIGNER_A)).await] {
        let answer = answer.refused(500, ProblemCode::Internal);
        assert_eq!(answer.text(), r#"{"code":"internal","title":"The server has a fault","status":500}"#);
    }
    // Nothing is left half done, and the key can be used again.
    stand.sql("ALTER TABLE applications RENAME COLUMN title_names TO title_name").await;
    forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await;
    stand.state.db.close_by_ref().await.unwrap();
    admin.get("/health/ready").await.refused(503, ProblemCode::Unavailable);
    stand.nobody().get("/health/live").await.is(200);
}
