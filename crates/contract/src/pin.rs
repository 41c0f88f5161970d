//! PINs, as they are typed (D13.3, D13.4).

use crate::Reason;
use crate::text::{convert_to_half_width, count, refuse_control, refuse_others};

/// The 32 characters of a PIN: letters and digits without those that look alike (0 and O, 1 and I).
pub const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// How many characters a PIN has: 12 of 5 bits each are 60 bits (BAR S10).
pub const LENGTH: u32 = 12;

/// How many characters of what was typed are looked at: a PIN with all thinkable spaces and hyphens is shorter.
const TYPED_MAX: u32 = 64;

/// A PIN in groups of four, as the mail shows it.
pub fn grouped(pin: &str) -> String {
    let chars: Vec<char> = pin.chars().collect();
    chars.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// What is tried of what was typed: half-width capitals, without the spaces and hyphens of the mail's groups.
///
/// The alphabet has no small letters, so that nothing is lost by forgiving them.
pub fn normalise(text: &str) -> String {
    let (half, _) = convert_to_half_width(text);
    half.chars().filter(|c| !matches!(c, ' ' | '-' | '\t' | '\r' | '\n')).map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether a typed PIN can be one at all. What cannot is refused without counting as a try.
///
/// # Errors
///
/// [`Reason::Required`], [`Reason::TooLong`], [`Reason::TooShort`], [`Reason::ForbiddenCharacters`],
/// [`Reason::ControlCharacter`].
pub fn check(typed: &str) -> Result<String, Reason> {
    if count(typed) > TYPED_MAX {
        return Err(Reason::TooLong { max: LENGTH, actual: count(typed) });
    }
    let pin = normalise(typed);
    let actual = count(&pin);
    if actual == 0 {
        return Err(Reason::Required);
    }
    refuse_control(&pin)?;
    refuse_others(&pin, |c| c.is_ascii() && ALPHABET.contains(&(c as u8)))?;
    match actual {
        LENGTH => Ok(pin),
        _ if actual < LENGTH => Err(Reason::TooShort { min: LENGTH, actual }),
        _ => Err(Reason::TooLong { max: LENGTH, actual }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_width_and_grouping_are_forgiven_d13_4() {
        for typed in ["ABCD-EFGH-JK23", "abcd efgh jk23", " ａｂｃｄ－ＥＦＧＨ　ｊｋ２３\n", "ABCDEFGHJK23"]
        {
            assert_eq!(check(typed), Ok("ABCDEFGHJK23".to_owned()), "{typed}");
        }
        assert_eq!(grouped("ABCDEFGHJK23"), "ABCD-EFGH-JK23");
    }

    #[test]
    fn what_can_be_no_pin_is_refused_with_its_reason() {
        assert_eq!(check(""), Err(Reason::Required));
        assert_eq!(check("ABCD"), Err(Reason::TooShort { min: 12, actual: 4 }));
        assert_eq!(check(&"A".repeat(10_000)), Err(Reason::TooLong { max: 12, actual: 10_000 }));
        assert_eq!(check("ABCDEFGHJKO0"), Err(Reason::ForbiddenCharacters { characters: vec!['O', '0'] }));
        assert_eq!(check("🔑"), Err(Reason::ForbiddenCharacters { characters: vec!['🔑'] }));
    }

    proptest! {
        #[test]
        fn every_pin_is_accepted_in_groups(pin in "[2-9A-HJ-NP-Z]{12}") {
            prop_assert_eq!(check(&grouped(&pin).to_lowercase()), Ok(pin));
        }

        #[test]
        fn normalising_twice_changes_nothing_more(text in any::<String>()) {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }
    }
}
