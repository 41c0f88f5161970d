//! Passwords, after NIST SP 800-63B-4: length counts, composition does not, the well-known are refused (BAR S4).

use crate::Reason;
use crate::text::count;

/// The fewest characters of a password.
pub const PASSWORD_MIN: u32 = 15;
/// The most characters of a password. Long enough for any sentence, short enough that hashing it costs nothing.
pub const PASSWORD_MAX: u32 = 256;

/// Passwords of 15 characters or more that lead the lists of stolen ones, in lower case.
const WELL_KNOWN: [&str; 24] = [
    "123456789012345",
    "1234567890123456",
    "12345678901234567890",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv",
    "1qaz2wsx3edc4rfv5tgb",
    "abcdefghijklmno",
    "abcdefghijklmnopqrstuvwxyz",
    "administrator123",
    "changemechangeme",
    "correcthorsebatterystaple",
    "iloveyouiloveyou",
    "letmeinletmeinletmein",
    "nintendonintendo",
    "password1234567",
    "password12345678",
    "password123456789",
    "passwordpassword",
    "qazwsxedcrfvtgb",
    "qwertyuiopasdfgh",
    "qwertyuiop12345",
    "qwertyuiop123456",
    "thisisapassword",
    "sakurasakurasakura",
];

/// Whether a new password may stand. `own_words` are the names an attacker tries first: the company's and the
/// user's ID.
///
/// The password is taken as typed: any character may stand in it, nothing is trimmed.
///
/// # Errors
///
/// [`Reason::Required`], [`Reason::TooShort`], [`Reason::TooLong`], [`Reason::CommonPassword`].
pub fn check(password: &str, own_words: &[&str]) -> Result<(), Reason> {
    let actual = count(password);
    if actual == 0 {
        return Err(Reason::Required);
    }
    if actual < PASSWORD_MIN {
        return Err(Reason::TooShort { min: PASSWORD_MIN, actual });
    }
    if actual > PASSWORD_MAX {
        return Err(Reason::TooLong { max: PASSWORD_MAX, actual });
    }
    // The lists and the IDs are of ASCII letters; tables of all scripts would be shipped to every visitor for nothing.
    let lower = password.to_ascii_lowercase();
    if WELL_KNOWN.contains(&lower.as_str()) || is_repetition(&lower) || is_made_of(&lower, own_words) {
        return Err(Reason::CommonPassword);
    }
    Ok(())
}

/// Whether a text is one piece of at most a third of it, over and over: "aaaa…", "passwpasswpassw".
fn is_repetition(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=chars.len() / 3).any(|n| chars.iter().enumerate().all(|(i, c)| *c == chars[i % n]))
}

/// Whether hardly anything is left when the user's own words are taken out.
fn is_made_of(text: &str, own_words: &[&str]) -> bool {
    let mut rest = text.to_owned();
    for word in own_words.iter().filter(|word| word.chars().count() >= 3) {
        rest = rest.replace(&word.to_ascii_lowercase(), "");
    }
    rest != text && rest.chars().filter(|c| c.is_ascii_alphabetic() || !c.is_ascii()).count() < 4
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [&str; 2] = ["K1001", "sato.hanako"];

    #[test]
    fn at_least_15_characters_s4() {
        assert_eq!(check("fourteen-chars", &OWN), Err(Reason::TooShort { min: 15, actual: 14 }));
        assert_eq!(check("fifteen-chars-x", &OWN), Ok(()));
    }

    #[test]
    fn long_ones_and_any_characters_are_accepted_s4() {
        assert_eq!(check(&"長い文でもよい。".repeat(2).replace("もよい。長", "も、よいのです！"), &OWN), Ok(()));
        let long: String =
            ('a'..='z').cycle().take(256).enumerate().map(|(i, c)| if i % 7 == 0 { ' ' } else { c }).collect();
        assert_eq!(check(&long, &OWN), Ok(()));
        assert_eq!(check(&"x".repeat(257), &OWN), Err(Reason::TooLong { max: 256, actual: 257 }));
    }

    #[test]
    fn no_composition_rules_s4() {
        assert_eq!(check("onlysmallletters", &OWN), Ok(()));
    }

    #[test]
    fn common_ones_are_refused_s4() {
        for password in
            ["PasswordPassword", "aaaaaaaaaaaaaaaaaa", "abcabcabcabcabcabc", "K1001sato.hanako12", "sato.hanakoK1001!!"]
        {
            assert_eq!(check(password, &OWN), Err(Reason::CommonPassword), "{password}");
        }
    }
}
