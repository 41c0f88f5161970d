//! What hosts have to be told: where the API is, which headers the page carries, and that every address is the page's.
//!
//! The page itself is the same wherever it is served; all that differs stands in `config.json` and in these headers.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::place::Place;

/// Files that may differ between two places where the same page is served.
pub(crate) const OF_THE_SITE: [&str; 3] = ["config.json", "_headers", "_redirects"];

/// Where the page will be, and what it is called there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Site {
    /// The API's origin; empty where it is the page's own.
    pub(crate) api: String,
    /// The service's name; empty for the usual one.
    pub(crate) name: String,
}

impl Site {
    /// `config.json`.
    pub(crate) fn config(&self) -> String {
        json!({ "api": self.api, "name": self.name }).to_string()
    }

    /// Refuses what is no origin.
    pub(crate) fn check(&self) -> Result<()> {
        let host = self.api.strip_prefix("https://").or_else(|| self.api.strip_prefix("http://"));
        let good = host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', ' ', ';', '"', '\'']));
        if !self.api.is_empty() && !good {
            bail!("--api wants an origin such as https://api.example.jp, without a path, and not `{}`", self.api);
        }
        Ok(())
    }

    /// The page's headers, but for how long it is kept.
    fn headers(&self, index: &str) -> Vec<(&'static str, String)> {
        vec![
            ("Content-Security-Policy", self.policy(index)),
            ("Strict-Transport-Security", "max-age=63072000; includeSubDomains".to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("X-Frame-Options", "DENY".to_owned()),
            ("Referrer-Policy", "same-origin".to_owned()),
            ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
            ("Cross-Origin-Resource-Policy", "same-site".to_owned()),
        ]
    }

    /// The policy of BAR S1; the server's own page.rs says the same of the same page.
    fn policy(&self, index: &str) -> String {
        let scripts = index.split("<script").skip(1).filter_map(|rest| {
            let (attributes, rest) = rest.split_once('>')?;
            let (script, _) = rest.split_once("</script>")?;
            (!attributes.contains("src=") && !script.is_empty()).then_some(script)
        });
        let hash = |script: &str| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes())));
        let hashes: String = scripts.map(hash).collect();
        let api = if self.api.is_empty() { String::new() } else { format!(" {}", self.api) };
        format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; img-src 'self' data:; \
             font-src 'self'; connect-src 'self'{api}; manifest-src 'self'; form-action 'self'; object-src 'none'; \
             base-uri 'none'; frame-ancestors 'none'"
        )
    }
}

const KEPT: &str = "public, max-age=31536000, immutable";
const ASKED_FOR: &str = "no-cache";

/// Writes what depends on the site into the page's folder, and what its host reads beside it.
pub(crate) fn write(place: &Place, page: &Path, site: &Site) -> Result<()> {
    let index = fs::read_to_string(page.join("index.html"))?;
    let headers = site.headers(&index);
    fs::write(page.join("config.json"), site.config())?;

    // Netlify and Cloudflare Pages read these where the page lies.
    let mut lines = String::from("/*\n");
    for (name, value) in &headers {
        lines.push_str(&format!("  {name}: {value}\n"));
    }
    // A header that two rules set is set twice, so that a rule takes it away before it says another.
    lines.push_str(&format!("  Cache-Control: {ASKED_FOR}\n/assets/*\n  ! Cache-Control\n  Cache-Control: {KEPT}\n"));
    fs::write(page.join("_headers"), lines)?;
    fs::write(page.join("_redirects"), "/* /index.html 200\n")?;

    let folder = place.root.join("hosting");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("nginx.conf"), nginx(&headers))?;
    fs::write(folder.join("vercel.json"), pretty(&vercel(&headers))?)?;
    fs::write(folder.join("firebase.json"), pretty(&firebase(&headers))?)?;
    Ok(())
}

fn pretty(value: &Value) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// To be included in a `server` block that names `listen`, certificates and `root`.
fn nginx(headers: &[(&'static str, String)]) -> String {
    let common: String =
        headers.iter().map(|(name, value)| format!("    add_header {name} \"{value}\" always;\n")).collect();
    format!(
        "# Inside a server block that has listen, server_name, ssl_certificate… and `root` (the folder dist).\n\
         # .gz files are served as they lie there. With ngx_brotli (Debian: libnginx-mod-http-brotli-static), .br, too:\n\
         #     brotli_static on;\n\
         gzip_static on;\n\
         gzip_vary on;\n\
         types {{\n    text/html html;\n    text/css css;\n    text/javascript js;\n    application/wasm wasm;\n    \
         application/json json;\n    image/svg+xml svg;\n    text/plain txt;\n}}\n\
         charset utf-8;\n\
         charset_types text/css text/javascript application/json text/plain;\n\
         index index.html;\n\n\
         # Named after their content: kept for good. What is not there is not there, and no page either.\n\
         location /assets/ {{\n{common}    add_header Cache-Control \"{KEPT}\";\n    try_files $uri =404;\n}}\n\n\
         # Every other address is the page's, which is asked for anew each time.\n\
         location / {{\n{common}    add_header Cache-Control \"{ASKED_FOR}\" always;\n    try_files $uri /index.html;\n}}\n"
    )
}

fn vercel(headers: &[(&'static str, String)]) -> Value {
    let pair = |name: &str, value: &str| json!({ "key": name, "value": value });
    let mut common: Vec<Value> = headers.iter().map(|(name, value)| pair(name, value)).collect();
    common.push(pair("Cache-Control", ASKED_FOR));
    json!({
        "outputDirectory": "dist",
        "headers": [
            { "source": "/(.*)", "headers": common },
            { "source": "/assets/(.*)", "headers": [pair("Cache-Control", KEPT)] },
        ],
        "rewrites": [{ "source": "/((?!assets/).*)", "destination": "/index.html" }],
    })
}

fn firebase(headers: &[(&'static str, String)]) -> Value {
    let pair = |name: &str, value: &str| json!({ "key": name, "value": value });
    let mut common: Vec<Value> = headers.iter().map(|(name, value)| pair(name, value)).collect();
    common.push(pair("Cache-Control", ASKED_FOR));
    json!({
        "hosting": {
            "public": "dist",
            "ignore": ["_headers", "_redirects", "**/*.br", "**/*.gz"],
            "headers": [
                { "source": "**", "headers": common },
                { "source": "/assets/**", "headers": [pair("Cache-Control", KEPT)] },
            ],
            "rewrites": [{ "source": "!/assets/**", "destination": "/index.html" }],
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_the_api_and_inline_scripts_by_hash_s1() {
        let site = Site { api: "https://api.example".to_owned(), name: String::new() };
        let policy = site.policy("<script>alert(1)</script><script type=\"module\" src=\"/x.js\"></script>");
        // The hash that `openssl dgst -sha256 -binary | base64` gives for `alert(1)`.
        assert!(policy.contains("'wasm-unsafe-eval' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';"));
        assert!(policy.contains("connect-src 'self' https://api.example;"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        assert!(Site::default().policy("").contains("connect-src 'self';"));
    }

    #[test]
    fn only_an_origin_is_an_origin() {
        let site = |api: &str| Site { api: api.to_owned(), name: String::new() }.check();
        for good in ["", "https://api.example.jp", "http://127.0.0.1:8080"] {
            assert!(site(good).is_ok(), "{good}");
        }
        for bad in ["api.example.jp", "https://", "https://api.example.jp/", "https://a b", "https://a;script-src"] {
            assert!(site(bad).is_err(), "{bad}");
        }
    }
}
