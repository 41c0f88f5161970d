//! Serves the built page beside the API, for a start without a CDN.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::{self, Next};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use tower_http::services::{ServeDir, ServeFile};

use crate::headers;

/// Where the files lie whose names hold a hash of their content, as `cargo xtask dist` puts them.
const ASSETS: &str = "/assets/";

/// The page's files; every unknown path answers the page itself, which knows its own addresses.
///
/// # Errors
///
/// When the folder has no `index.html`.
pub fn router(folder: &Path) -> std::io::Result<Router> {
    let index = folder.join("index.html");
    let policy = content_security_policy(&std::fs::read_to_string(&index)?);
    let policy = HeaderValue::from_str(&policy).map_err(std::io::Error::other)?;
    // Named after their content, so that what is not there is of another version, and no page.
    let assets = ServeDir::new(folder.join("assets")).precompressed_br().precompressed_gzip();
    let page = ServeFile::new(index).precompressed_br().precompressed_gzip();
    let files = ServeDir::new(folder).precompressed_br().precompressed_gzip().fallback(page);
    let files = Router::new().nest_service(ASSETS, assets).fallback_service(files);
    Ok(files.layer(middleware::from_fn(move |request: Request, next: Next| {
        let policy = policy.clone();
        let is_asset = request.uri().path().starts_with(ASSETS);
        async move {
            let mut response = next.run(request).await;
            let immutable = is_asset && response.status().is_success();
            headers::page(response.headers_mut(), &policy, immutable);
            response
        }
    })))
}

/// The policy of BAR S1: scripts from here only, and the inline ones that the page has, by their hashes.
pub fn content_security_policy(index: &str) -> String {
    let hashes: String = inline_scripts(index)
        .map(|script| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes()))))
        .collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; object-src 'none'; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}

/// What stands between `<script …>` and `</script>` where the tag names no file.
fn inline_scripts(index: &str) -> impl Iterator<Item = &str> {
    index.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=") && !script.is_empty()).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_allowed_by_their_hash_only_s1() {
        let policy =
            content_security_policy("<script src=\"/x.js\"></script><script type=\"module\">alert(1)</script>");
        // The hash that `openssl dgst -sha256 -binary | base64` gives for `alert(1)`.
        assert!(
            policy.contains(
                "script-src 'self' 'wasm-unsafe-eval' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';"
            ),
            "{policy}"
        );
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    }
}
