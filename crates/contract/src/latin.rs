//! Names in Latin letters, as the certificate carries them (M3.2 to M3.4, D3.6).

use crate::Reason;
use crate::text::{collapse_spaces, convert_to_half_width, count, others, refuse_control, refuse_others};

/// The most characters of a company's Latin name (M3.3).
pub const COMPANY_MAX: u32 = 40;
/// The most characters of department and title together (M3.4).
pub const DEPARTMENT_AND_TITLE_MAX: u32 = 60;

/// Whether a character may stand in a Latin name: half-width letters, digits, space, hyphen and dot (M3.2).
pub fn is_allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.')
}

/// What is stored of what was typed: half-width, without outer spaces, runs of spaces made one (D3.6).
///
/// Doing it twice changes nothing more. Characters that are not allowed stay, so that they can be named.
pub fn normalise(text: &str) -> String {
    collapse_spaces(&convert_to_half_width(text).0)
}

/// The characters of a text that a Latin name cannot hold, each once, in the order of their first occurrence.
pub fn forbidden_characters(text: &str) -> Vec<char> {
    others(text, is_allowed)
}

/// Whether the characters of a normalised Latin name may stand, whatever its length.
///
/// # Errors
///
/// [`Reason::Required`], [`Reason::ControlCharacter`], [`Reason::ForbiddenCharacters`],
/// [`Reason::NoLetterOrDigit`].
pub fn check_characters(normalised: &str) -> Result<(), Reason> {
    if normalised.is_empty() {
        return Err(Reason::Required);
    }
    refuse_control(normalised)?;
    refuse_others(normalised, is_allowed)?;
    if !normalised.chars().any(|c| c.is_ascii_alphanumeric()) {
        return Err(Reason::NoLetterOrDigit);
    }
    Ok(())
}

/// Whether a normalised company name in Latin letters may stand (M3.2, M3.3).
///
/// # Errors
///
/// Those of [`check_characters`], or [`Reason::TooLong`].
pub fn check_company(normalised: &str) -> Result<(), Reason> {
    check_characters(normalised)?;
    let actual = count(normalised);
    if actual > COMPANY_MAX {
        return Err(Reason::TooLong { max: COMPANY_MAX, actual });
    }
    Ok(())
}

/// How many characters department and title have together, which is what their shared counter shows.
pub fn shared_count(department: &str, title: &str) -> u32 {
    count(department).saturating_add(count(title))
}

/// Whether normalised department and title fit their shared limit (M3.4).
///
/// # Errors
///
/// [`Reason::TooLongTogether`].
pub fn check_together(department: &str, title: &str) -> Result<(), Reason> {
    let actual = shared_count(department, title);
    if actual > DEPARTMENT_AND_TITLE_MAX {
        return Err(Reason::TooLongTogether { max: DEPARTMENT_AND_TITLE_MAX, actual });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_manuals_examples_pass_m3_5() {
        for name in ["honsha", "shacho", "Tokyo No.1 Branch", "R-D"] {
            assert_eq!(check_characters(name), Ok(()));
        }
    }

    #[test]
    fn only_the_allowed_characters_m3_2() {
        for c in (0u8..=0x7f).map(char::from) {
            let allowed = c.is_ascii_alphanumeric() || c == ' ' || c == '-' || c == '.';
            assert_eq!(is_allowed(c), allowed, "{c:?}");
        }
        assert_eq!(
            check_characters("本a&b&社"),
            Err(Reason::ForbiddenCharacters { characters: vec!['本', '&', '社'] })
        );
    }

    #[test]
    fn company_has_at_most_40_characters_m3_3() {
        assert_eq!(check_company(&"a".repeat(40)), Ok(()));
        assert_eq!(check_company(&"a".repeat(41)), Err(Reason::TooLong { max: 40, actual: 41 }));
    }

    #[test]
    fn department_and_title_share_60_characters_m3_4() {
        assert_eq!(check_together(&"a".repeat(59), "b"), Ok(()));
        assert_eq!(check_together(&"a".repeat(59), "bc"), Err(Reason::TooLongTogether { max: 60, actual: 61 }));
    }

    #[test]
    fn at_least_one_letter_or_digit_d3_6() {
        assert_eq!(check_characters("-. -"), Err(Reason::NoLetterOrDigit));
        assert_eq!(check_characters(""), Err(Reason::Required));
    }

    #[test]
    fn spaces_are_trimmed_and_made_one_d3_6() {
        assert_eq!(normalise("　Tokyo　　Shiten "), "Tokyo Shiten");
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing_more(text in any::<String>()) {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn what_normalising_returns_is_accepted_or_refused_for_a_stated_reason(text in any::<String>()) {
            let normalised = normalise(&text);
            match check_company(&normalised) {
                Ok(()) => {
                    prop_assert!(normalised.chars().all(is_allowed));
                    prop_assert!(normalised.chars().any(|c| c.is_ascii_alphanumeric()));
                    prop_assert!(count(&normalised) <= COMPANY_MAX);
                    prop_assert_eq!(normalised.trim(), &normalised);
                    prop_assert!(!normalised.contains("  "));
                }
                Err(Reason::Required) => prop_assert!(normalised.is_empty()),
                Err(Reason::ControlCharacter) => prop_assert!(normalised.chars().any(crate::text::is_control)),
                Err(Reason::ForbiddenCharacters { characters }) => {
                    prop_assert!(!characters.is_empty());
                    prop_assert!(characters.iter().all(|c| normalised.contains(*c) && !is_allowed(*c)));
                }
                Err(Reason::NoLetterOrDigit) => prop_assert!(!normalised.chars().any(|c| c.is_ascii_alphanumeric())),
                Err(Reason::TooLong { max, actual }) => prop_assert!(actual > max && actual == count(&normalised)),
                Err(other) => prop_assert!(false, "unexpected {:?}", other),
            }
        }

        #[test]
        fn allowed_names_stay_as_they_are(name in "[A-Za-z0-9][A-Za-z0-9.-]{0,38}") {
            prop_assert_eq!(normalise(&name), name.clone());
            prop_assert_eq!(check_company(&name), Ok(()));
        }
    }
}
