//! What hosts have to be told: where the API is, which headers the page carries, and that every address is the page's.
//!
//! The program is the same wherever it is served. What differs stands in `config.json`, in these headers, and, for what
//! is to be read before the program is there, in `index.html`.
//!
//! Rules are written so that each file gets each header from one rule only, because hosts disagree about what two rules
//! of one name mean. What is kept for good is listed file by file: a host that was asked for a file that it does not have
//! must not have its answer kept, too.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{named, pack};
use crate::place::Place;
use crate::{size, stamp};

/// Files that may differ between two places where the same page is served.
pub(crate) const OF_THE_SITE: [&str; 6] =
    ["config.json", "_headers", "_redirects", "index.html", "index.html.br", "index.html.gz"];

/// Where the page will be, and what it is called there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Site {
    /// The API's origin; empty where it is the page's own.
    pub(crate) api: String,
    /// The service's name; empty for the usual one.
    pub(crate) name: String,
}

impl Site {
    /// What the service is called on the screens.
    fn name(&self) -> &str {
        if self.name.is_empty() { named::USUAL } else { &self.name }
    }

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

/// What Cloudflare Pages and Netlify answer for a file below `assets` that is not there; without it, the page.
const MISSING: &str = "404.html";

/// The most rules that Cloudflare Pages reads in `_headers`.
const MOST_RULES: usize = 100;

/// Writes what depends on the site into the page's folder, and what its host reads beside it.
pub(crate) fn write(place: &Place, page: &Path, site: &Site) -> Result<()> {
    let index = named::renamed(&fs::read_to_string(page.join("index.html"))?, site.name())?;
    fs::write(page.join("index.html"), &index)?;
    pack::one(&page.join("index.html"))?;
    fs::write(page.join("config.json"), site.config())?;

    let headers = site.headers(&index);
    let assets = assets(page)?;
    fs::write(page.join("assets").join(MISSING), "<!doctype html>\n<title>404</title>\n")?;
    fs::write(page.join("_headers"), header_file(&headers, &assets)?)?;
    fs::write(page.join("_redirects"), REDIRECTS)?;

    let folder = place.root.join("hosting");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("nginx.conf"), nginx(&headers))?;
    fs::write(folder.join("vercel.json"), pretty(&vercel(&headers, &assets))?)?;
    fs::write(folder.join("firebase.json"), pretty(&firebase(&headers, &assets))?)?;
    Ok(())
}

/// The files that are kept for good, as they are asked for.
fn assets(page: &Path) -> Result<Vec<String>> {
    let files = stamp::files(&page.join("assets"))?;
    let names = files.iter().filter(|file| !size::is_packed(file)).filter_map(|file| file.file_name()?.to_str());
    Ok(names.filter(|name| *name != MISSING).map(|name| format!("/assets/{name}")).collect())
}

/// For Netlify, which takes the first rule that fits a file that is not there. Cloudflare Pages knows neither of them,
/// says so, and does the same by itself: where a folder has a 404.html, it answers that, and elsewhere the page.
const REDIRECTS: &str = "/assets/* /assets/404.html 404\n/* /index.html 200\n";

/// For Netlify and Cloudflare Pages. Both have all be asked for anew of which they are not told otherwise.
fn header_file(headers: &[(&'static str, String)], assets: &[String]) -> Result<String> {
    if assets.len() >= MOST_RULES {
        bail!("{} files in assets are more than the {MOST_RULES} rules that Cloudflare Pages reads", assets.len());
    }
    let mut lines = String::from("/*\n");
    for (name, value) in headers {
        lines.push_str(&format!("  {name}: {value}\n"));
    }
    for asset in assets {
        lines.push_str(&format!("{asset}\n  Cache-Control: {KEPT}\n"));
    }
    Ok(lines)
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

fn vercel(headers: &[(&'static str, String)], assets: &[String]) -> Value {
    let common: Vec<Value> = headers.iter().map(|(name, value)| pair(name, value)).collect();
    let mut rules = vec![
        json!({ "source": "/(.*)", "headers": common }),
        json!({ "source": "/((?!assets/).*)", "headers": [pair("Cache-Control", ASKED_FOR)] }),
    ];
    rules.extend(kept(assets));
    json!({
        "outputDirectory": "dist",
        "headers": rules,
        "rewrites": [{ "source": "/((?!assets/).*)", "destination": "/index.html" }],
    })
}

fn firebase(headers: &[(&'static str, String)], assets: &[String]) -> Value {
    let common: Vec<Value> = headers.iter().map(|(name, value)| pair(name, value)).collect();
    let mut rules = vec![
        json!({ "source": "**", "headers": common }),
        json!({ "source": "!/assets/**", "headers": [pair("Cache-Control", ASKED_FOR)] }),
    ];
    rules.extend(kept(assets));
    json!({
        "hosting": {
            "public": "dist",
            "ignore": ["_headers", "_redirects", "**/*.br", "**/*.gz"],
            "headers": rules,
            "rewrites": [{ "source": "!/assets/**", "destination": "/index.html" }],
        }
    })
}

fn pair(name: &str, value: &str) -> Value {
    json!({ "key": name, "value": value })
}

fn kept(assets: &[String]) -> impl Iterator<Item = Value> {
    assets.iter().map(|asset| json!({ "source": asset, "headers": [pair("Cache-Control", KEPT)] }))
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

    const ASSETS: [&str; 2] = ["/assets/a-1.js", "/assets/b-2.wasm"];

    fn assets() -> Vec<String> {
        ASSETS.map(str::to_owned).to_vec()
    }

    /// As hosts read `_headers`: the rules that fit an address, where a `*` at the end stands for anything.
    fn headers_of(file: &str, address: &str) -> Vec<String> {
        let (mut fits, mut found) = (false, Vec::new());
        for line in file.lines() {
            match line.strip_prefix("  ") {
                Some(header) if fits => found.push(header.to_owned()),
                Some(_) => {}
                None => fits = line.strip_suffix('*').map_or(line == address, |start| address.starts_with(start)),
            }
        }
        found
    }

    #[test]
    fn a_file_that_is_not_there_is_never_kept_s1() {
        let file = header_file(&Site::default().headers(""), &assets()).unwrap();
        let cached = |address: &str| {
            let headers = headers_of(&file, address);
            assert!(headers.iter().any(|header| header.starts_with("Content-Security-Policy: ")), "{address}");
            headers.iter().filter(|header| header.starts_with("Cache-Control")).count()
        };
        assert_eq!(ASSETS.map(cached), [1, 1]);
        assert!(headers_of(&file, ASSETS[0]).contains(&format!("Cache-Control: {KEPT}")));
        // What nobody says anything about is asked for anew by both hosts.
        for address in ["/", "/index.html", "/config.json", "/applications/new", "/assets/a-0.js", "/assets/404.html"] {
            assert_eq!(cached(address), 0, "{address}");
        }
        // Netlify does not know how to take a header away again.
        assert!(!file.contains('!'), "{file}");
        assert!(header_file(&[], &vec![String::new(); MOST_RULES]).is_err());
    }

    #[test]
    fn no_host_is_told_two_things_about_keeping_a_file() {
        let headers = Site::default().headers("");
        for (rules, elsewhere) in [
            (vercel(&headers, &assets())["headers"].clone(), "/((?!assets/).*)"),
            (firebase(&headers, &assets())["hosting"]["headers"].clone(), "!/assets/**"),
        ] {
            let sources = rules.as_array().unwrap().iter().filter(|rule| {
                rule["headers"].as_array().unwrap().iter().any(|header| header["key"] == "Cache-Control")
            });
            let sources: Vec<&str> = sources.filter_map(|rule| rule["source"].as_str()).collect();
            assert_eq!(sources, [&[elsewhere][..], &ASSETS].concat());
        }
    }

    #[test]
    fn a_missing_asset_is_no_page() {
        let first = REDIRECTS.lines().next().unwrap();
        assert_eq!(first, format!("/assets/* /assets/{MISSING} 404"), "Netlify takes the first rule that fits");
        assert!(nginx(&[]).contains("try_files $uri =404;"));
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
