//! Writes that come from other people's pages (S3).

use axum::http::Method;
use contract::problem::ProblemCode;
use contract::routes;

use crate::openapi;
use crate::session::request;
use crate::stand::Stand;
use crate::stand::client::Call;
use crate::stand::database::{Database, on_each_database};
use crate::stand::world::{ADMIN_A, PASSWORD};

on_each_database!(
    foreign_pages_cannot_write_anywhere_s3,
    a_body_that_is_not_declared_as_json_is_refused_s3,
    own_pages_and_programs_can_write_s3,
    no_unknown_origin_is_ever_echoed_s3,
    a_listed_origin_works_with_credentials_s3,
);

/// Every write that the OpenAPI document names, so that later ones cannot be forgotten.
fn writes() -> Vec<(Method, String)> {
    let all = openapi::operations().into_iter();
    all.filter(|(method, _)| *method != Method::GET).map(|(method, path)| (method, openapi::example(&path))).collect()
}

async fn foreign_pages_cannot_write_anywhere_s3(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let before = stand.filed().await;
    assert!(writes().len() >= 5);
    for (method, path) in writes() {
        for (name, value) in [
            ("origin", "https://evil.test"),
            ("origin", "null"),
            ("origin", "http://127.0.0.1:1"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let answer = admin.call(method.clone(), &path).header(name, value).json(&serde_json::json!({})).await;
            answer.refused(403, ProblemCode::ForeignOrigin);
        }
    }
    assert_eq!(stand.filed().await, before);
    admin.get(routes::SESSION).await.is(200);
}

async fn a_body_that_is_not_declared_as_json_is_refused_s3(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let login = serde_json::to_string(&request(ADMIN_A, PASSWORD)).unwrap();
    for (method, path) in writes() {
        for media_type in
            ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx"]
        {
            let answer = admin.call(method.clone(), &path).body(media_type, login.clone()).await;
            answer.refused(415, ProblemCode::UnsupportedMediaType);
        }
    }
    admin.get(routes::SESSION).await.is(200);
    let answer = stand.nobody().post(routes::SESSION).body("Application/JSON; charset=utf-8", login).await;
    answer.is(200);
}

async fn own_pages_and_programs_can_write_s3(database: Database) {
    let stand = Stand::start(&database).await;
    let own = format!("http://{}", stand.address);
    for headers in
        [vec![], vec![("origin", own.as_str()), ("sec-fetch-site", "same-origin")], vec![("sec-fetch-site", "none")]]
    {
        let mut login = stand.nobody().post(routes::SESSION).json(&request(ADMIN_A, PASSWORD));
        for (name, value) in headers {
            login = login.header(name, value);
        }
        login.await.is(200);
    }
}

async fn no_unknown_origin_is_ever_echoed_s3(database: Database) {
    let listed = "https://page.example";
    for origins in [vec![], vec![listed.to_owned()]] {
        let stand = Stand::with(&database, |config| config.page_origins = origins).await;
        let admin = stand.logged_in(ADMIN_A).await;
        for origin in ["https://evil.test", "null", "https://page.example.evil.test", "http://page.example"] {
            let from = |call: Call| call.header("origin", origin);
            let preflight = admin.call(Method::OPTIONS, routes::APPLICATIONS);
            let preflight = from(preflight).header("access-control-request-method", "POST");
            for answer in [preflight.await, from(admin.get(routes::SESSION)).await, from(admin.get("/nothing")).await] {
                let echoed = answer.header("access-control-allow-origin");
                assert_eq!(echoed, "", "{}: {origin}", answer.what);
            }
        }
    }
}

async fn a_listed_origin_works_with_credentials_s3(database: Database) {
    let origin = "https://page.example";
    let stand = Stand::with(&database, |config| config.page_origins = vec![origin.to_owned()]).await;
    let preflight = stand
        .nobody()
        .call(Method::OPTIONS, routes::APPLICATIONS)
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,idempotency-key")
        .await
        .is(200);
    assert_eq!(preflight.header("access-control-allow-origin"), origin);
    assert_eq!(preflight.header("access-control-allow-credentials"), "true");
    assert!(preflight.header("access-control-allow-methods").contains("POST"));
    let allowed = preflight.header("access-control-allow-headers").to_ascii_lowercase();
    for name in ["content-type", "idempotency-key", "if-match"] {
        assert!(allowed.split(',').any(|one| one.trim() == name), "{name}: {allowed}");
    }
    let login = stand.nobody().post(routes::SESSION).header("origin", origin).header("sec-fetch-site", "cross-site");
    let answer = login.json(&request(ADMIN_A, PASSWORD)).await.is(200);
    assert_eq!(answer.header("access-control-allow-origin"), origin);
    assert_eq!(answer.header("access-control-allow-credentials"), "true");
    assert!(answer.header("access-control-expose-headers").to_ascii_lowercase().contains("etag"));
    assert!(answer.header("vary").to_ascii_lowercase().contains("origin"));
    // Refusals can be read by the page as well.
    let refused = stand.nobody().get(routes::TODO).header("origin", origin).await.is(401);
    assert_eq!(refused.header("access-control-allow-origin"), origin);
}
