//! Mail addresses to which the service sends (M5.1, BAR S13).
//!
//! A deliberate part of RFC 5321: `dot-string@domain` in ASCII. Quoted local parts and address literals are refused,
//! because no company's address has them and because they are how headers are forged.

use crate::Reason;
use crate::text::{convert_to_half_width, count, refuse_control, refuse_others};

/// The most characters of a mail address (RFC 5321, 4.5.3.1.3, less the angle brackets).
pub const MAIL_ADDRESS_MAX: u32 = 254;
/// The most characters before the `@` (RFC 5321, 4.5.3.1.1).
const LOCAL_PART_MAX: usize = 64;

/// What is stored of what was typed: half-width, without outer spaces (BAR F6).
pub fn normalise(text: &str) -> String {
    convert_to_half_width(text).0.trim_matches(' ').to_owned()
}

/// Whether a normalised mail address may stand.
///
/// # Errors
///
/// [`Reason::Required`], [`Reason::ControlCharacter`], [`Reason::TooLong`], [`Reason::ForbiddenCharacters`],
/// [`Reason::MailAddressShape`], [`Reason::MailAddressLocalPart`], [`Reason::MailAddressDomain`].
pub fn check(normalised: &str) -> Result<(), Reason> {
    if normalised.is_empty() {
        return Err(Reason::Required);
    }
    refuse_control(normalised)?;
    let actual = count(normalised);
    if actual > MAIL_ADDRESS_MAX {
        return Err(Reason::TooLong { max: MAIL_ADDRESS_MAX, actual });
    }
    refuse_others(normalised, |c| is_local(c) || matches!(c, '@' | '.'))?;
    let Some((local, domain)) = normalised.split_once('@') else { return Err(Reason::MailAddressShape) };
    if local.is_empty() || domain.is_empty() || domain.contains('@') {
        return Err(Reason::MailAddressShape);
    }
    if local.len() > LOCAL_PART_MAX || local.split('.').any(str::is_empty) {
        return Err(Reason::MailAddressLocalPart);
    }
    if !is_domain(domain) {
        return Err(Reason::MailAddressDomain);
    }
    Ok(())
}

/// `atext` of RFC 5322, 3.2.3.
fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

/// At least two labels, each of letters, digits and inner hyphens, the last not of digits alone.
fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    match domain.rsplit_once('.') {
        Some((rest, last)) => {
            rest.split('.').all(label) && label(last) && last.len() >= 2 && !last.chars().all(|c| c.is_ascii_digit())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn usual_addresses_pass_m5_1() {
        for address in ["sato@example.co.jp", "k.yamada+pin@kensetsu-1.example", "o'neil@a.example"] {
            assert_eq!(check(address), Ok(()), "{address}");
        }
    }

    #[test]
    fn full_width_becomes_half_width_f6() {
        assert_eq!(normalise("　ｓａｔｏ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ "), "sato@example.co.jp");
    }

    #[test]
    fn each_fault_has_its_reason() {
        assert_eq!(check(""), Err(Reason::Required));
        assert_eq!(check("sato"), Err(Reason::MailAddressShape));
        assert_eq!(check("a@b@example.jp"), Err(Reason::MailAddressShape));
        assert_eq!(check(".a@example.jp"), Err(Reason::MailAddressLocalPart));
        assert_eq!(check("a..b@example.jp"), Err(Reason::MailAddressLocalPart));
        assert_eq!(check("a@example"), Err(Reason::MailAddressDomain));
        assert_eq!(check("a@-x.jp"), Err(Reason::MailAddressDomain));
        assert_eq!(check("a@192.168.0.1"), Err(Reason::MailAddressDomain));
        assert_eq!(check("佐藤@example.jp"), Err(Reason::ForbiddenCharacters { characters: vec!['佐', '藤'] }));
        assert_eq!(check("a,b@example.jp"), Err(Reason::ForbiddenCharacters { characters: vec![','] }));
    }

    #[test]
    fn a_line_break_is_refused_s13() {
        assert_eq!(check("a@example.jp\r\nBcc: x@evil.example"), Err(Reason::ControlCharacter));
        assert_eq!(check("a@example.jp\n"), Err(Reason::ControlCharacter));
    }

    proptest! {
        #[test]
        fn accepted_addresses_cannot_forge_a_header_s13(text in any::<String>()) {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once.clone());
            if check(&once).is_ok() {
                prop_assert!(once.is_ascii() && !once.contains([' ', '\r', '\n', '<', '>', ',', ';', '"', '(', ':']));
            }
        }
    }
}
