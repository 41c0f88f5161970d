//! Names in Japanese: of companies, departments, titles and people. Never altered but for outer spaces (BAR F6).

use crate::Reason;
use crate::text::{count, refuse_control};

/// The most characters of a Japanese name of a company, department, title or person.
///
/// The manual gives no limit; this one fits the longest registered company names and keeps mails and lists legible.
pub const NAME_MAX: u32 = 100;

/// What is stored of a typed name: without outer spaces, otherwise as it is.
pub fn normalise(text: &str) -> String {
    text.trim_matches([' ', '\u{3000}']).to_owned()
}

/// Whether a normalised name may stand; an empty one may not.
///
/// # Errors
///
/// [`Reason::Required`], [`Reason::ControlCharacter`], [`Reason::TooLong`].
pub fn check(normalised: &str) -> Result<(), Reason> {
    if normalised.is_empty() {
        return Err(Reason::Required);
    }
    check_optional(normalised)
}

/// Whether a normalised name may stand where it may also be left out.
///
/// # Errors
///
/// [`Reason::ControlCharacter`], [`Reason::TooLong`].
pub fn check_optional(normalised: &str) -> Result<(), Reason> {
    refuse_control(normalised)?;
    let actual = count(normalised);
    if actual > NAME_MAX {
        return Err(Reason::TooLong { max: NAME_MAX, actual });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn japanese_names_are_required_d3_7() {
        assert_eq!(check(&normalise(" 　")), Err(Reason::Required));
    }

    #[test]
    fn japanese_names_are_never_altered_f6() {
        for name in ["㈱山田組", "ｼﾝﾊﾞｼ支店", "髙橋　一郎", "１－２－３", "𠮷野家"] {
            assert_eq!(normalise(name), name);
            assert_eq!(check(name), Ok(()));
        }
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(check(&"𠮷".repeat(100)), Ok(()));
        assert_eq!(check(&"𠮷".repeat(101)), Err(Reason::TooLong { max: 100, actual: 101 }));
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing_more(text in any::<String>()) {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once.clone());
            match check(&once) {
                Ok(()) => prop_assert!(count(&once) <= NAME_MAX && !once.is_empty()),
                Err(Reason::Required) => prop_assert!(once.is_empty()),
                Err(Reason::ControlCharacter) => prop_assert!(once.chars().any(crate::text::is_control)),
                Err(Reason::TooLong { actual, .. }) => prop_assert_eq!(actual, count(&once)),
                Err(other) => prop_assert!(false, "unexpected {:?}", other),
            }
        }
    }
}
