//! Revocation lists (RFC 5280, section 5).

use p256::ecdsa::DerSignature;
use x509_cert::builder::{Builder as _, CrlBuilder};
use x509_cert::crl::RevokedCert;
use x509_cert::der::Encode as _;
use x509_cert::der::asn1::Uint;
use x509_cert::ext::ToExtension as _;
use x509_cert::ext::pkix::{CrlNumber, CrlReason};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;

use crate::certificate::Issuer;
use crate::{Error, Seconds};

/// Why a certificate was revoked (RFC 5280, 5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The PIN or the key may be known to others.
    KeyCompromise,
    /// What the certificate says of the person's place in the company is no longer so.
    AffiliationChanged,
    /// Another certificate has taken its place.
    Superseded,
    /// It is no longer needed.
    CessationOfOperation,
}

/// A revoked certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Its serial number, big-endian.
    pub serial: Vec<u8>,
    /// When it was revoked.
    pub at: Seconds,
    /// Why.
    pub reason: Reason,
}

/// Makes a revocation list, DER. `number` goes up with every list; `next_update` is when the next comes at the latest.
///
/// # Errors
///
/// [`Error::Malformed`] for a serial number that is none.
pub fn make(
    issuer: &Issuer,
    revoked: &[Revoked],
    number: u64,
    this_update: Seconds,
    next_update: Seconds,
) -> Result<Vec<u8>, Error> {
    let number = CrlNumber(Uint::new(&number.to_be_bytes())?);
    let mut builder = CrlBuilder::new_with_this_update(issuer.certificate.inner(), number, this_update.to_x509()?)?
        .with_next_update(Some(next_update.to_x509()?));
    if !revoked.is_empty() {
        let entries = revoked.iter().map(entry).collect::<Result<Vec<RevokedCert>, Error>>()?;
        builder = builder.with_certificates(entries.into_iter());
    }
    Ok(builder.build::<_, DerSignature>(issuer.key.signing_key())?.to_der()?)
}

fn entry(revoked: &Revoked) -> Result<RevokedCert, Error> {
    let reason = match revoked.reason {
        Reason::KeyCompromise => CrlReason::KeyCompromise,
        Reason::AffiliationChanged => CrlReason::AffiliationChanged,
        Reason::Superseded => CrlReason::Superseded,
        Reason::CessationOfOperation => CrlReason::CessationOfOperation,
    };
    Ok(RevokedCert {
        serial_number: SerialNumber::new(&revoked.serial)?,
        revocation_date: revoked.at.to_x509()?,
        crl_entry_extensions: Some(vec![reason.to_extension(&Name::default(), &[])?]),
    })
}
