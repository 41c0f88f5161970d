//! Telephone numbers in Japan.

use crate::Reason;
use crate::text::{convert_to_half_width, refuse_control, refuse_others};

/// What is stored of what was typed: half-width, without spaces (BAR F6). Hyphens stay where they were put.
pub fn normalise(text: &str) -> String {
    convert_to_half_width(text).0.chars().filter(|c| *c != ' ').collect()
}

/// Whether a normalised number may stand: digits with hyphens or parentheses, 10 or 11 digits, the first a 0.
///
/// # Errors
///
/// [`Reason::Required`], [`Reason::ControlCharacter`], [`Reason::ForbiddenCharacters`], [`Reason::PhoneStart`],
/// [`Reason::PhoneDigits`].
pub fn check(normalised: &str) -> Result<(), Reason> {
    if normalised.is_empty() {
        return Err(Reason::Required);
    }
    refuse_control(normalised)?;
    refuse_others(normalised, |c| c.is_ascii_digit() || matches!(c, '-' | '(' | ')'))?;
    let digits: Vec<char> = normalised.chars().filter(char::is_ascii_digit).collect();
    let actual = u32::try_from(digits.len()).unwrap_or(u32::MAX);
    // More signs than digits is not a number that anybody can dial.
    if !(10..=11).contains(&actual) || normalised.len() > 2 * digits.len() {
        return Err(Reason::PhoneDigits { actual });
    }
    if digits.first() != Some(&'0') {
        return Err(Reason::PhoneStart);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn usual_numbers_pass() {
        for number in ["03-1234-5678", "0312345678", "090-1234-5678", "(03)1234-5678", "0120-123-456"] {
            assert_eq!(check(number), Ok(()), "{number}");
        }
    }

    #[test]
    fn full_width_and_every_dash_become_half_width_f6() {
        assert_eq!(normalise("０３－１２３４−５６７８"), "03-1234-5678");
        assert_eq!(normalise("03‐1234–5678"), "03-1234-5678");
    }

    #[test]
    fn each_fault_has_its_reason() {
        assert_eq!(check(""), Err(Reason::Required));
        assert_eq!(check("03-1234-567"), Err(Reason::PhoneDigits { actual: 9 }));
        assert_eq!(check("13-1234-5678"), Err(Reason::PhoneStart));
        assert_eq!(check("03-1234-567x"), Err(Reason::ForbiddenCharacters { characters: vec!['x'] }));
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing_more(text in any::<String>()) {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once.clone());
            if check(&once).is_ok() {
                prop_assert!(once.len() <= 22 && once.is_ascii());
            }
        }
    }
}
