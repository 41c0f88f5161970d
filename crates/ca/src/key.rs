//! P-256 key pairs.

use p256::ecdsa::{SigningKey, VerifyingKey};
use p256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _};
use zeroize::Zeroizing;

use crate::Error;

/// A private key with its public key. Wiped from memory when dropped; never printed.
#[derive(Clone)]
pub struct KeyPair(SigningKey);

impl core::fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("KeyPair(…)")
    }
}

impl KeyPair {
    /// A key pair from random bytes. `fill` is asked again in the rare case that they are no scalar of the curve.
    pub fn generate(fill: &mut dyn FnMut(&mut [u8])) -> Self {
        loop {
            let mut bytes = Zeroizing::new([0u8; 32]);
            fill(&mut *bytes);
            if let Ok(key) = SigningKey::from_slice(&*bytes) {
                return Self(key);
            }
        }
    }

    /// The key as PKCS #8 has it (RFC 5958), DER.
    ///
    /// # Errors
    ///
    /// None that a valid key can have.
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let der = self.0.to_pkcs8_der().map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Zeroizing::new(der.as_bytes().to_vec()))
    }

    /// Reads what [`to_pkcs8`](Self::to_pkcs8) wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`].
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, Error> {
        SigningKey::from_pkcs8_der(der).map(Self).map_err(|error| Error::Malformed(error.to_string()))
    }

    /// The public key as `SubjectPublicKeyInfo`, DER.
    ///
    /// # Errors
    ///
    /// None that a valid key can have.
    pub fn public_key(&self) -> Result<Vec<u8>, Error> {
        let der = self.0.verifying_key().to_public_key_der().map_err(|error| Error::Internal(error.to_string()))?;
        Ok(der.as_bytes().to_vec())
    }

    pub(crate) fn signing_key(&self) -> &SigningKey {
        &self.0
    }

    pub(crate) fn verifying_key(&self) -> &VerifyingKey {
        self.0.verifying_key()
    }
}
