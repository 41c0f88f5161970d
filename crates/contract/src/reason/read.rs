//! Reading a [`Reason`] off the wire.
//!
//! By hand, because what `serde` derives for a code with parameters keeps the parameters until it has seen the code,
//! and so is the largest single piece of code that the page would ship (SPEED). The test reads back every variant.

use serde::de::{Deserialize, Deserializer, Error};

use super::Reason;

/// The form on the wire, with the parameters of all codes.
#[derive(serde::Deserialize)]
struct Written {
    code: String,
    #[serde(default)]
    params: Params,
}

#[derive(Default, serde::Deserialize)]
struct Params {
    max: Option<u32>,
    min: Option<u32>,
    actual: Option<u32>,
    characters: Option<Vec<char>>,
}

impl Written {
    /// The reason; nothing when the code is unknown or a parameter is missing.
    fn reason(self) -> Option<Reason> {
        let Params { max, min, actual, characters } = self.params;
        Some(match self.code.as_str() {
            "required" => Reason::Required,
            "too_long" => Reason::TooLong { max: max?, actual: actual? },
            "too_short" => Reason::TooShort { min: min?, actual: actual? },
            "too_long_together" => Reason::TooLongTogether { max: max?, actual: actual? },
            "forbidden_characters" => Reason::ForbiddenCharacters { characters: characters? },
            "control_character" => Reason::ControlCharacter,
            "no_letter_or_digit" => Reason::NoLetterOrDigit,
            "mail_address_shape" => Reason::MailAddressShape,
            "mail_address_local_part" => Reason::MailAddressLocalPart,
            "mail_address_domain" => Reason::MailAddressDomain,
            "phone_digits" => Reason::PhoneDigits { actual: actual? },
            "phone_start" => Reason::PhoneStart,
            "common_password" => Reason::CommonPassword,
            "wrong_password" => Reason::WrongPassword,
            "unknown_user" => Reason::UnknownUser,
            "disabled_user" => Reason::DisabledUser,
            "not_reusable" => Reason::NotReusable,
            "already_bound" => Reason::AlreadyBound,
            "not_bound" => Reason::NotBound,
            "no_change" => Reason::NoChange,
            "certificate_not_valid" => Reason::CertificateNotValid,
            "invalid_value" => Reason::InvalidValue,
            _ => return None,
        })
    }
}

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Written::deserialize(deserializer)?.reason().ok_or_else(|| D::Error::custom("not a reason"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each variant. The match makes a new variant fail to compile here until it is added to both.
    fn all() -> Vec<Reason> {
        let all = vec![
            Reason::Required,
            Reason::TooLong { max: 40, actual: 43 },
            Reason::TooShort { min: 15, actual: 3 },
            Reason::TooLongTogether { max: 60, actual: 61 },
            Reason::ForbiddenCharacters { characters: vec!['本', '&'] },
            Reason::ControlCharacter,
            Reason::NoLetterOrDigit,
            Reason::MailAddressShape,
            Reason::MailAddressLocalPart,
            Reason::MailAddressDomain,
            Reason::PhoneDigits { actual: 9 },
            Reason::PhoneStart,
            Reason::CommonPassword,
            Reason::WrongPassword,
            Reason::UnknownUser,
            Reason::DisabledUser,
            Reason::NotReusable,
            Reason::AlreadyBound,
            Reason::NotBound,
            Reason::NoChange,
            Reason::CertificateNotValid,
            Reason::InvalidValue,
        ];
        for reason in &all {
            match reason {
                Reason::Required
                | Reason::TooLong { .. }
                | Reason::TooShort { .. }
                | Reason::TooLongTogether { .. }
                | Reason::ForbiddenCharacters { .. }
                | Reason::ControlCharacter
                | Reason::NoLetterOrDigit
                | Reason::MailAddressShape
                | Reason::MailAddressLocalPart
                | Reason::MailAddressDomain
                | Reason::PhoneDigits { .. }
                | Reason::PhoneStart
                | Reason::CommonPassword
                | Reason::WrongPassword
                | Reason::UnknownUser
                | Reason::DisabledUser
                | Reason::NotReusable
                | Reason::AlreadyBound
                | Reason::NotBound
                | Reason::NoChange
                | Reason::CertificateNotValid
                | Reason::InvalidValue => {}
            }
        }
        all
    }

    #[test]
    fn every_reason_reads_back_as_it_was_written() {
        for reason in all() {
            let text = serde_json::to_string(&reason).expect("a reason has a text");
            assert_eq!(serde_json::from_str::<Reason>(&text).ok(), Some(reason), "{text}");
        }
    }

    #[test]
    fn what_is_no_reason_is_refused() {
        for text in [r#"{"code":"unheard_of"}"#, r#"{"code":"too_long"}"#, r#"{"params":{}}"#] {
            assert!(serde_json::from_str::<Reason>(text).is_err(), "{text}");
        }
    }
}
