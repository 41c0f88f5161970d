//! The addresses of the API. The server's router and the page's client both take them from here.
//!
//! A placeholder in braces means the same to axum and to OpenAPI.

/// Log in (POST), log out (DELETE), who am I (GET).
pub const SESSION: &str = "/api/v1/session";
/// Change one's own password (PUT).
pub const PASSWORD: &str = "/api/v1/session/password";
/// What waits to be done in my company.
pub const TODO: &str = "/api/v1/todo";
/// The users of my company.
pub const USERS: &str = "/api/v1/users";
/// The certificates of my company whose application can be reused.
pub const REUSABLE_CERTIFICATES: &str = "/api/v1/reusable-certificates";
/// One of them, with that application's content.
pub const REUSABLE_CERTIFICATE: &str = "/api/v1/reusable-certificates/{certificate_number}";
/// My company's applications (GET), file one (POST).
pub const APPLICATIONS: &str = "/api/v1/applications";
/// One application.
pub const APPLICATION: &str = "/api/v1/applications/{receipt_number}";
/// Withdraw it (POST).
pub const WITHDRAWAL: &str = "/api/v1/applications/{receipt_number}/withdrawal";
/// The certificates I am bound to.
pub const MY_CERTIFICATES: &str = "/api/v1/my-certificates";
/// 証明書有効性確認 (POST).
pub const MY_CHECK: &str = "/api/v1/my-certificates/{certificate_number}/check";
/// Sign a digest (POST).
pub const MY_SIGNATURE: &str = "/api/v1/my-certificates/{certificate_number}/signature";
/// The certificates that a user of my company is bound to.
pub const USER_CERTIFICATES: &str = "/api/v1/users/{user_id}/certificates";
/// The certificates of my company.
pub const CERTIFICATES: &str = "/api/v1/certificates";
/// The same as a file for a spreadsheet.
pub const CERTIFICATES_CSV: &str = "/api/v1/certificates.csv";
/// The certificate itself, and the one that issued it, PEM.
pub const CERTIFICATE_PEM: &str = "/api/v1/certificates/{certificate_number}/chain.pem";
/// Bind one more user, release some (POST).
pub const BINDING_CHANGES: &str = "/api/v1/certificates/{certificate_number}/binding-changes";
/// One certificate of my company.
pub const CERTIFICATE: &str = "/api/v1/certificates/{certificate_number}";
/// Revoke it (POST).
pub const REVOCATION: &str = "/api/v1/certificates/{certificate_number}/revocation";
/// What was done in my company.
pub const AUDIT: &str = "/api/v1/audit";
/// The same as a file for a spreadsheet.
pub const AUDIT_CSV: &str = "/api/v1/audit.csv";
/// The applications that wait, for operators.
pub const OPERATOR_APPLICATIONS: &str = "/api/v1/operator/applications";
/// One application, for operators.
pub const OPERATOR_APPLICATION: &str = "/api/v1/operator/applications/{receipt_number}";
/// Begin to examine it (POST).
pub const EXAMINATION: &str = "/api/v1/operator/applications/{receipt_number}/examination";
/// Issue the certificate (POST).
pub const ISSUE: &str = "/api/v1/operator/applications/{receipt_number}/issue";
/// Turn the application down (POST).
pub const REJECTION: &str = "/api/v1/operator/applications/{receipt_number}/rejection";
/// Send the mail with the PIN again after it was given up (POST).
pub const PIN_MAIL: &str = "/api/v1/operator/applications/{receipt_number}/pin-mail";
/// One certificate of whatever company, for operators.
pub const OPERATOR_CERTIFICATE: &str = "/api/v1/operator/certificates/{certificate_number}";
/// Revoke it (POST).
pub const OPERATOR_REVOCATION: &str = "/api/v1/operator/certificates/{certificate_number}/revocation";
/// The authority's own certificate, PEM.
pub const ROOT_CERTIFICATE: &str = "/api/v1/authority/root.pem";
/// The revocation list, DER; certificates name this address.
pub const ROOT_CRL: &str = "/api/v1/authority/root.crl";
/// The mails of the demonstration.
pub const DEMONSTRATION_MAILS: &str = "/api/v1/demonstration/mails";
/// The OpenAPI document.
pub const OPENAPI: &str = "/api/v1/openapi.json";
/// A page to read and try the API.
pub const DOCS: &str = "/api/v1/docs";

/// Where the page shows one application. Mails lead to the addresses called `PAGE_…`, so that page and mails have them
/// from here; the page's own test reads each.
pub const PAGE_APPLICATION: &str = "/applications/{receipt_number}";
/// Where the page begins an application.
pub const PAGE_APPLICATION_INPUT: &str = "/applications/new";
/// Where the page has 証明書有効性確認.
pub const PAGE_MY_CERTIFICATES: &str = "/my-certificates";

/// The header that makes filing idempotent.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// An address with its one placeholder filled in, percent-encoded.
pub fn fill(route: &str, value: &str) -> String {
    let (before, rest) = route.split_once('{').unwrap_or((route, ""));
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    let mut out = before.to_owned();
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
    out.push_str(after);
    out
}

/// Adds a parameter to an address, percent-encoded, unless it is empty.
pub fn push_parameter(address: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(name);
        address.push('=');
        address.push_str(&fill("{value}", value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_added_and_encoded_and_empty_ones_left_out() {
        let mut address = AUDIT.to_owned();
        for (name, value) in [("user_id", ""), ("object", "a&b=c"), ("to", "2026-11-22")] {
            push_parameter(&mut address, name, value);
        }
        assert_eq!(address, "/api/v1/audit?object=a%26b%3Dc&to=2026-11-22");
    }

    #[test]
    fn placeholders_are_filled_and_encoded() {
        assert_eq!(fill(WITHDRAWAL, "AP-1/../x"), "/api/v1/applications/AP-1%2F..%2Fx/withdrawal");
        assert_eq!(fill(REUSABLE_CERTIFICATE, "あ"), "/api/v1/reusable-certificates/%E3%81%82");
    }
}
