//! Why a value is refused.

use serde::{Deserialize, Serialize};

mod read;

/// Why one value is refused: a code with its parameters. The words are made by [`crate::ja::reason`].
///
/// On the wire `{"code": "too_long", "params": {"max": 40, "actual": 43}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum Reason {
    /// Nothing was entered, or nothing but spaces (D3.7).
    Required,
    /// Longer than allowed; counts are of characters, not of bytes.
    TooLong {
        /// The most characters allowed.
        max: u32,
        /// How many there are.
        actual: u32,
    },
    /// Shorter than allowed.
    TooShort {
        /// The fewest characters allowed.
        min: u32,
        /// How many there are.
        actual: u32,
    },
    /// Department and title share one limit (M3.4).
    TooLongTogether {
        /// The most characters allowed for both.
        max: u32,
        /// How many both have.
        actual: u32,
    },
    /// Characters that this field cannot hold, each once, in the order in which they first occur (D3.6).
    ForbiddenCharacters {
        /// The offending characters.
        characters: Vec<char>,
    },
    /// A line break or another control character, which could forge a line of a mail (BAR S13).
    ControlCharacter,
    /// No letter and no digit among the characters (D3.6).
    NoLetterOrDigit,
    /// A mail address without exactly one `@` that divides two non-empty parts.
    MailAddressShape,
    /// What stands before the `@` cannot stand there.
    MailAddressLocalPart,
    /// What stands after the `@` is not the name of a mail domain.
    MailAddressDomain,
    /// A telephone number has 10 or 11 digits in Japan.
    PhoneDigits {
        /// How many digits there are.
        actual: u32,
    },
    /// A telephone number starts with 0 in Japan.
    PhoneStart,
    /// The password is among the well-known ones, or made of the user's own names (BAR S4).
    CommonPassword,
    /// The password given as the present one is not.
    WrongPassword,
    /// No such user in this company.
    UnknownUser,
    /// The user has left or is disabled (D4.4).
    DisabledUser,
    /// No such certificate in this company, or none whose application may be reused (M2.2).
    NotReusable,
    /// The user is bound to this certificate already (D10.2).
    AlreadyBound,
    /// The user is not bound to this certificate, or no longer.
    NotBound,
    /// Nothing would be added and nothing released (D11.3).
    NoChange,
    /// Only a certificate that is valid gets new users (D12.4).
    CertificateNotValid,
    /// The value is not one that this parameter can have.
    InvalidValue,
}

/// One refused field of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Where in the request: a JSON pointer (RFC 6901) into the body, or the name of a query parameter.
    #[cfg_attr(feature = "openapi", schema(example = "/certificate/company_latin"))]
    pub pointer: String,
    /// What is wrong with it.
    pub reason: Reason,
}
