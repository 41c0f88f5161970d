//! Refuses writes that come from other people's pages (BAR S3).

use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use contract::problem::ProblemCode;

use crate::state::AppState;

/// Lets reads pass; a write must be declared as JSON and come from a page of ours, or from no page at all.
///
/// # Errors
///
/// Why it is refused.
pub fn check_write(state: &AppState, request: &Request) -> Result<(), ProblemCode> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    check_origin(request.headers(), &state.config.page_origins)?;
    check_media_type(request.method(), request.headers())
}

fn check_origin(headers: &HeaderMap, page_origins: &[String]) -> Result<(), ProblemCode> {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let origin = text(header::ORIGIN);
    let listed = origin.is_some_and(|origin| page_origins.iter().any(|page| page == origin));
    if listed {
        return Ok(());
    }
    if let Some(origin) = origin {
        // The page's own origin has the host that the request was sent to.
        let host = origin.split_once("://").map(|(_, host)| host);
        if host.is_none() || host != text(header::HOST) {
            return Err(ProblemCode::ForeignOrigin);
        }
    }
    match headers.get("sec-fetch-site").map(|value| value.to_str().unwrap_or("?")) {
        None | Some("same-origin" | "none") => Ok(()),
        Some(_) => Err(ProblemCode::ForeignOrigin),
    }
}

fn check_media_type(method: &Method, headers: &HeaderMap) -> Result<(), ProblemCode> {
    let empty = headers.get(header::CONTENT_LENGTH).is_none_or(|length| length == "0")
        && !headers.contains_key(header::TRANSFER_ENCODING);
    if method == Method::DELETE && empty {
        return Ok(());
    }
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case("application/json") { Ok(()) } else { Err(ProblemCode::UnsupportedMediaType) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(pairs: &[(&'static str, &str)]) -> Result<(), ProblemCode> {
        let mut headers = HeaderMap::new();
        headers.insert("host", "sign.example".parse().expect("a header"));
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("a header"));
        }
        check_origin(&headers, &["https://page.example".to_owned()])
    }

    #[test]
    fn foreign_pages_are_refused_s3() {
        for pairs in [
            vec![("origin", "https://evil.test")],
            vec![("origin", "null")],
            vec![("origin", "https://sign.example.evil.test")],
            vec![("origin", "https://sign.example:444")],
            vec![("sec-fetch-site", "cross-site")],
            vec![("sec-fetch-site", "same-site"), ("origin", "https://sign.example")],
        ] {
            assert_eq!(origin(&pairs), Err(ProblemCode::ForeignOrigin), "{pairs:?}");
        }
    }

    #[test]
    fn own_pages_and_programs_pass_s3() {
        for pairs in [
            vec![],
            vec![("origin", "https://sign.example"), ("sec-fetch-site", "same-origin")],
            vec![("origin", "https://page.example"), ("sec-fetch-site", "cross-site")],
        ] {
            assert_eq!(origin(&pairs), Ok(()), "{pairs:?}");
        }
    }
}
