//! The headers that every answer carries (BAR S1).

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Headers of an answer of the API: nothing of it is kept, shown in a frame or taken for something else.
pub fn api(headers: &mut HeaderMap) {
    common(headers);
    set_unless_there(headers, header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    set_unless_there(
        headers,
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    );
}

/// Headers of a file of the page.
pub fn page(headers: &mut HeaderMap, policy: &HeaderValue, immutable: bool) {
    common(headers);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    let caching = if immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    // The same address is served packed in the one way or the other.
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
}

fn common(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-site"),
        // Browsers ignore it over plain http, so it may always be sent.
        (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

fn set_unless_there(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    if !headers.contains_key(&name) {
        headers.insert(name, value);
    }
}
