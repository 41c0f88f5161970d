//! The certificate authority's arithmetic: pure functions, to which time, randomness and keys are passed.
//!
//! Nothing here reads a clock, a file or a database, so that a leap day, a worn-out key or a flipped bit can be tested.
//! Who may ask for what, and what is stored, is decided in the server, which reaches this crate through one trait only.
//!
//! | Module | What |
//! |---|---|
//! | [`key`] | P-256 key pairs |
//! | [`certificate`] | the root, certificates of users (profile K1), what a certificate says |
//! | [`crl`] | revocation lists |
//! | [`signature`] | CMS signatures over a digest (RFC 5652), and their verification |
//! | [`pin`] | PINs from random bytes |
//! | [`wrap`] | private keys under a PIN and under the server's key |

pub mod certificate;
pub mod crl;
pub mod key;
pub mod pin;
pub mod signature;
pub mod wrap;

/// What cannot be done with what was given.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Bytes that are not what they should be.
    #[error("not well-formed: {0}")]
    Malformed(String),
    /// A name too long for its place in a certificate, or empty.
    #[error("{field} has {length} characters; 1 to {max} fit")]
    Name {
        /// The attribute.
        field: &'static str,
        /// How long it is.
        length: usize,
        /// How long it may be.
        max: usize,
    },
    /// The key does not open: a wrong PIN, another server's key, or a changed byte.
    #[error("the key does not open")]
    WrongKey,
    /// Something that cannot fail did.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<x509_cert::der::Error> for Error {
    fn from(error: x509_cert::der::Error) -> Self {
        Self::Malformed(error.to_string())
    }
}

impl From<x509_cert::builder::Error> for Error {
    fn from(error: x509_cert::builder::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

/// A moment, in whole seconds since 1970-01-01T00:00:00Z, which is as fine as a certificate tells time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub u64);

impl Seconds {
    /// As X.509 writes it: `UTCTime` until 2049, `GeneralizedTime` from 2050 on (RFC 5280, 4.1.2.5).
    fn to_x509(self) -> Result<x509_cert::time::Time, Error> {
        use x509_cert::der::asn1::{GeneralizedTime, UtcTime};
        const YEAR_2050: u64 = 2_524_608_000;
        let since = core::time::Duration::from_secs(self.0);
        Ok(if self.0 < YEAR_2050 {
            x509_cert::time::Time::UtcTime(UtcTime::from_unix_duration(since)?)
        } else {
            x509_cert::time::Time::GeneralTime(GeneralizedTime::from_unix_duration(since)?)
        })
    }
}
