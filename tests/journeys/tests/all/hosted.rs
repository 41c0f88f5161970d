//! The page on a static host, on another origin than the API: CORS, cookies, caching, packed files, a new version
//! (S1, S2, S3). `cargo xtask test` walks the journeys of the lines M there, too.

use journeys::{Engine, PASSWORD, YAMADA, journey};

const PAGE: &str = "app.shirushi.localhost";
const API: &str = "api.shirushi.localhost";

fn has(answer: &str, line: &str) {
    assert!(answer.contains(line), "no {line:?} in\n{answer}");
}

#[tokio::test]
async fn both_methods_work_from_a_host_of_its_own_and_a_new_version_is_noticed_s1_s2_s3() {
    journey("hosted")
        .on_a_host()
        .not_in(Engine::Webkit, "it takes app.shirushi.localhost and api.shirushi.localhost for two sites")
        .walk(async |user| {
            // Method 1, by a deep link.
            user.logs_in_at("/applications", YAMADA).await;
            user.is_on("申請状況").await;
            user.goes_to("/").await;
            user.is_on("ホーム").await;
            let receipt = user.applies().await;
            assert!(receipt.starts_with("AP-"), "{receipt}");

            // Method 2, by a deep link.
            user.goes_to("/certificates").await;
            user.is_on("自社電子証明書検索/一覧").await;
            user.table("電子証明書の一覧").there().await;
            let number = user.number_of(&["東京支店"]).await;
            user.goes_to(&format!("/certificates/{number}/bindings")).await;
            user.is_on("自社電子証明書紐付け更新").await;
            user.chooses_user("suzuki.ichiro").await;
            user.confirms_bindings().await;
            user.button("確定").click().await;
            user.arrives_on("電子証明書紐付け更新完了").await;

            // A new version while the page is open; what was typed stays.
            user.link_with("CECTRUST-Light").click().await;
            user.arrives_on("ホーム").await;
            user.begins_an_application().await;
            user.field("部署名").fill("大阪支店").await;
            std::fs::write(user.host().file("version.txt"), "another").unwrap();
            user.lets_time_pass(200).await;
            user.asks("window.dispatchEvent(new Event('focus'))").await;
            user.hears("この画面は新しくなりました。").await;
            user.button("再読み込み").click().await;
            user.no_longer_sees("この画面は新しくなりました。").await;
            user.is_on("電子証明書追加発行申請").await;
            user.field("部署名").holds("大阪支店").await;
        })
        .await;
}

#[tokio::test]
async fn a_host_serves_packed_files_with_the_right_headers_s1_s2_s3() {
    journey("host")
        .on_a_host()
        .walk(async |journey| {
            let host = journey.host();
            let origin = format!("Origin: {}", host.page());

            for path in ["/", "/applications/new", "/certificates/JC-1/bindings/confirm"] {
                let page = host.asks(&format!("GET {path}"), PAGE, &["Accept-Encoding: gzip"], "");
                for line in ["http/1.1 200", "cache-control: no-cache", "content-encoding: gzip", "nosniff"] {
                    has(&page, line);
                }
                has(&page, "script-src 'self' 'wasm-unsafe-eval'");
                has(&page, &format!("connect-src 'self' {};", host.api()));
                assert!(!page.contains("unsafe-inline") && !page.contains("'unsafe-eval'"), "{page}");
            }
            let wasm = host.asset("shirushi-", ".wasm");
            for (encoding, wanted) in [("br", "br"), ("gzip", "gzip")] {
                let file = host.asks(&format!("GET {wasm}"), PAGE, &[&format!("Accept-Encoding: {encoding}")], "");
                has(&file, "cache-control: public, max-age=31536000, immutable");
                has(&file, "content-type: application/wasm");
                has(&file, &format!("content-encoding: {wanted}"));
            }
            for file in ["/config.json", "/version.txt"] {
                has(&host.asks(&format!("GET {file}"), PAGE, &[], ""), "cache-control: no-cache");
            }
            let missing = host.asks("GET /assets/shirushi-0123456789abcdef.js", PAGE, &[], "");
            has(&missing, "http/1.1 404");
            assert!(!missing.contains("immutable"), "{missing}");

            // S3: the page's origin is let in, and no other is ever echoed.
            let wish = ["Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type"];
            let asked = host.asks("OPTIONS /api/v1/session", API, &[&origin, wish[0], wish[1]], "");
            has(&asked, &format!("access-control-allow-origin: {}", host.page()));
            has(&asked, "access-control-allow-credentials: true");
            let evil = host.asks("OPTIONS /api/v1/session", API, &["Origin: https://evil.test", wish[0], wish[1]], "");
            assert!(!evil.contains("access-control-allow-origin"), "{evil}");

            // S2: the cookie is the API's alone, for https and for this site.
            let login = serde_json::json!({ "company_id": YAMADA.company, "user_id": YAMADA.id, "password": PASSWORD });
            let login = login.to_string();
            let session = host.asks("POST /api/v1/session", API, &[&origin], &login);
            has(&session, "set-cookie: __host-shirushi_session=");
            for line in ["; path=/", "; httponly", "; samesite=strict", "; secure"] {
                has(&session, line);
            }
            assert!(!session.contains("domain="), "{session}");
            let foreign = host.asks("POST /api/v1/session", API, &["Origin: https://evil.test"], &login);
            has(&foreign, "http/1.1 403");
        })
        .await;
}
