//! The headers that every answer carries (S1).

use axum::http::Method;
use contract::routes;

use crate::stand::Stand;
use crate::stand::client::Answer;
use crate::stand::database::{Database, on_each_database};
use crate::stand::world::ADMIN_A;

on_each_database!(
    every_answer_of_the_api_s1,
    the_page_and_its_files_s1,
    the_api_is_not_hidden_by_the_page_s16,
    the_page_to_try_the_api_works_without_the_internet_s1,
);

/// What every answer has, of the API as well as of the page.
fn check_common(answer: &Answer) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ] {
        assert_eq!(answer.header(name), value, "{}: {name}", answer.what);
    }
}

/// What every answer of the API has.
pub(crate) fn check_api(answer: &Answer) {
    check_common(answer);
    // What certificates name is for everybody, and may be kept for a while.
    if !answer.what.contains("/authority/") {
        assert_eq!(answer.header("cache-control"), "no-store", "{}", answer.what);
    }
    let policy = answer.header("content-security-policy");
    assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'", "{}", answer.what);
}

async fn every_answer_of_the_api_s1(database: Database) {
    let stand = Stand::start(&database).await;
    let (nobody, admin) = (stand.nobody(), stand.logged_in(ADMIN_A).await);
    for path in [routes::SESSION, routes::TODO, routes::USERS, routes::APPLICATIONS, "/health/live", "/health/ready"] {
        check_api(&admin.get(path).await.is(200));
    }
    let refused = [
        nobody.get(routes::TODO).await.is(401),
        admin.get("/api/v1/nothing").await.is(404),
        admin.call(Method::PATCH, routes::USERS).json(&()).await.is(405),
        admin.post(routes::APPLICATIONS).body("text/plain", "x").await.is(415),
        admin.post(routes::APPLICATIONS).header("origin", "https://evil.test").json(&()).await.is(403),
    ];
    refused.iter().for_each(check_api);
}

/// A page with one script of its own in it, and a file whose name holds its hash.
fn with_page(database: &Database) -> std::path::PathBuf {
    let folder = database.folder.join("page");
    std::fs::create_dir_all(&folder).unwrap();
    let index = "<!doctype html><title>x</title><script type=\"module\">alert(1)</script>";
    std::fs::write(folder.join("index.html"), index).unwrap();
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    std::fs::write(folder.join("assets/shirushi-0123456789abcdef.js"), "export {};").unwrap();
    folder
}

async fn the_page_and_its_files_s1(database: Database) {
    let stand = Stand::with(&database, |config| config.page_dir = Some(with_page(&database))).await;
    let client = stand.nobody();
    for path in ["/", "/index.html", "/applications/AP-00000001"] {
        let page = client.get(path).await.is(200);
        check_common(&page);
        assert!(page.header("content-type").starts_with("text/html"), "{path}");
        assert_eq!(page.header("cache-control"), "no-cache", "{path}");
        let policy = page.header("content-security-policy");
        let directives: Vec<&str> = policy.split("; ").collect();
        // The hash of the inline script; no other runs.
        let scripts = "script-src 'self' 'wasm-unsafe-eval' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";
        for directive in
            ["default-src 'none'", scripts, "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]
        {
            assert!(directives.contains(&directive), "{directive}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'") && !policy.contains('*'));
    }
    let file = client.get("/assets/shirushi-0123456789abcdef.js").await.is(200);
    check_common(&file);
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    // What is of another version is not there, which is not to be kept for good; nor is it a page.
    let missing = client.get("/assets/other-0123456789abcdef.js").await.is(404);
    assert_eq!(missing.header("cache-control"), "no-cache");
}

async fn the_api_is_not_hidden_by_the_page_s16(database: Database) {
    let stand = Stand::with(&database, |config| config.page_dir = Some(with_page(&database))).await;
    let client = stand.nobody();
    for path in ["/api/v1/nothing", "/api/", "/health/nothing"] {
        assert_eq!(client.get(path).await.is(404).problem().status, 404);
    }
    client.get(routes::SESSION).await.is(401);
    client.get("/health/ready").await.is(200);
    client.get(routes::OPENAPI).await.is(200);
    // The page's folder has a wall around it.
    std::fs::write(database.folder.join("secret"), "secret").unwrap();
    for path in ["/../secret", "/..%2fsecret", "/%2e%2e/secret", "/x/../../secret", "//etc/passwd"] {
        let answer = client.get(path).await;
        assert!(!answer.text().contains("secret") && !answer.text().contains("root:"), "{path}");
    }
}

async fn the_page_to_try_the_api_works_without_the_internet_s1(database: Database) {
    let stand = Stand::start(&database).await;
    let client = stand.nobody();
    let document = client.get(routes::OPENAPI).await.is(200);
    assert_eq!(document.header("content-type"), "application/json");
    check_common(&document);
    let page = client.get(&format!("{}/", routes::DOCS)).await.is(200);
    check_common(&page);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"), "{policy}");
    let html = page.text();
    assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("//cdn"), "{html}");
    let mut files = 0;
    for part in html.split(['"', '\'']).filter(|part| part.starts_with("./")) {
        let file = client.get(&format!("{}/{}", routes::DOCS, &part[2..])).await.is(200);
        check_common(&file);
        files += 1;
    }
    assert!(files >= 3, "{html}");
}
