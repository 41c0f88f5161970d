//! A private key at rest, under two wraps (BAR S12).
//!
//! The inner wrap is AES-256-GCM under Argon2id of the PIN, the outer one AES-256-GCM under a key derived from the
//! server's key, which is not in the database. Stolen tables alone give an attacker nothing to try PINs on; the server
//! alone, without the PIN, cannot sign. Both wraps are bound to the certificate's number, so that a wrapped key cannot
//! be passed off as another certificate's; the outer one covers version and salt, too, so that whatever is damaged shows
//! before a PIN is tried.
//!
//! Layout: version (1 byte), salt (16), outer nonce (12), outer ciphertext of: inner nonce (12), inner ciphertext.

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use argon2::{Algorithm, Argon2, Params, Version};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::Error;

const VERSION: u8 = 2;
const SALT: usize = 16;
const NONCE: usize = 12;

/// 64 MiB, three passes: a PIN is entered seldom, and has only 60 bits.
const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;

/// Wraps a private key. `server_key` is 256 bits; `certificate_number` is bound to the result.
///
/// # Errors
///
/// None that keys and PINs made by this crate can have.
pub fn wrap(
    private_key: &[u8],
    pin: &str,
    server_key: &[u8; 32],
    certificate_number: &str,
    fill: &mut dyn FnMut(&mut [u8]),
) -> Result<Vec<u8>, Error> {
    let mut random = [0u8; SALT + 2 * NONCE];
    fill(&mut random);
    let (salt, nonces) = random.split_at(SALT);
    let (outer_nonce, inner_nonce) = nonces.split_at(NONCE);

    let mut inner = inner_nonce.to_vec();
    inner.extend(seal(&*pin_key(pin, salt)?, inner_nonce, private_key, certificate_number.as_bytes())?);
    let head = [&[VERSION], salt].concat();
    let sealed = seal(&*outer_key(server_key)?, outer_nonce, &inner, &outer_binding(&head, certificate_number))?;
    Ok([head.as_slice(), outer_nonce, &sealed].concat())
}

/// Opens what [`wrap`] made.
///
/// # Errors
///
/// [`Error::WrongKey`] for a wrong PIN, another server's key, another certificate's number, or a changed byte;
/// [`Error::Malformed`] for what was never wrapped.
pub fn unwrap(
    wrapped: &[u8],
    pin: &str,
    server_key: &[u8; 32],
    certificate_number: &str,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    open_outer(wrapped, server_key, certificate_number)?.open(pin)
}

/// A private key out of its outer wrap: only the PIN is wanting. Never printed, not even by `Debug`.
pub struct PinSealed {
    salt: Vec<u8>,
    inner: Zeroizing<Vec<u8>>,
    bound_to: String,
}

impl core::fmt::Debug for PinSealed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PinSealed(…)")
    }
}

impl PinSealed {
    /// Opens the inner wrap; takes the time of an Argon2id.
    ///
    /// # Errors
    ///
    /// [`Error::WrongKey`] for a wrong PIN.
    pub fn open(&self, pin: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
        let inner = self.inner.split_at_checked(NONCE);
        let (nonce, sealed) = inner.ok_or_else(|| Error::Malformed("not a wrapped key".to_owned()))?;
        open(&*pin_key(pin, &self.salt)?, nonce, sealed, self.bound_to.as_bytes())
    }
}

/// Opens the outer wrap. If it fails, no PIN opens the key: it is damaged, or of another server or certificate.
///
/// # Errors
///
/// [`Error::WrongKey`] for another server's key, another certificate's number, or a changed byte;
/// [`Error::Malformed`] for what was never wrapped.
pub fn open_outer(wrapped: &[u8], server_key: &[u8; 32], certificate_number: &str) -> Result<PinSealed, Error> {
    let (head, inner) = open_to_head(wrapped, server_key, certificate_number)?;
    Ok(PinSealed { salt: head[1..].to_vec(), inner, bound_to: certificate_number.to_owned() })
}

/// Version and salt, which stand before the outer wrap, and what is in it.
fn open_to_head<'a>(
    wrapped: &'a [u8],
    server_key: &[u8; 32],
    certificate_number: &str,
) -> Result<(&'a [u8], Zeroizing<Vec<u8>>), Error> {
    let malformed = || Error::Malformed("not a wrapped key".to_owned());
    let (head, rest) = wrapped.split_at_checked(1 + SALT).ok_or_else(malformed)?;
    let (nonce, sealed) = rest.split_at_checked(NONCE).ok_or_else(malformed)?;
    if head[0] != VERSION {
        return Err(malformed());
    }
    let inner = open(&*outer_key(server_key)?, nonce, sealed, &outer_binding(head, certificate_number))?;
    Ok((head, inner))
}

/// What the outer wrap is bound to.
fn outer_binding(head: &[u8], certificate_number: &str) -> Vec<u8> {
    [head, certificate_number.as_bytes()].concat()
}

/// Puts another outer wrap in the place of the one that is there: for a new server key. The PIN is not needed, and the
/// private key is not seen.
///
/// # Errors
///
/// [`Error::WrongKey`] when `from` is not the server key of the outer wrap; [`Error::Malformed`] for what was never
/// wrapped.
pub fn rewrap(
    wrapped: &[u8],
    from: &[u8; 32],
    to: &[u8; 32],
    certificate_number: &str,
    fill: &mut dyn FnMut(&mut [u8]),
) -> Result<Vec<u8>, Error> {
    let (head, inner) = open_to_head(wrapped, from, certificate_number)?;
    let mut nonce = [0u8; NONCE];
    fill(&mut nonce);
    let sealed = seal(&*outer_key(to)?, &nonce, &inner, &outer_binding(head, certificate_number))?;
    Ok([head, &nonce, &sealed].concat())
}

fn pin_key(pin: &str, salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, Error> {
    let internal = |error: argon2::Error| Error::Internal(error.to_string());
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(internal)?;
    let mut key = Zeroizing::new([0u8; 32]);
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(pin.as_bytes(), salt, &mut *key).map_err(internal)?;
    Ok(key)
}

/// The server's key serves more than one purpose; each has a key of its own derived from it.
fn outer_key(server_key: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, Error> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(server_key)
        .map_err(|error| Error::Internal(error.to_string()))?;
    mac.update(b"shirushi private key wrap 1");
    Ok(Zeroizing::new(mac.finalize().into_bytes().into()))
}

fn cipher(key: &[u8; 32]) -> Result<Aes256Gcm, Error> {
    Aes256Gcm::new_from_slice(key).map_err(|error| Error::Internal(error.to_string()))
}

fn nonce(bytes: &[u8]) -> Result<Nonce<aes_gcm::aead::consts::U12>, Error> {
    let bytes: [u8; NONCE] = bytes.try_into().map_err(|_| Error::Malformed("nonce".to_owned()))?;
    Ok(bytes.into())
}

fn seal(key: &[u8; 32], nonce_bytes: &[u8], text: &[u8], bound_to: &[u8]) -> Result<Vec<u8>, Error> {
    let payload = Payload { msg: text, aad: bound_to };
    cipher(key)?.encrypt(&nonce(nonce_bytes)?, payload).map_err(|error| Error::Internal(error.to_string()))
}

fn open(key: &[u8; 32], nonce_bytes: &[u8], sealed: &[u8], bound_to: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let payload = Payload { msg: sealed, aad: bound_to };
    cipher(key)?.decrypt(&nonce(nonce_bytes)?, payload).map(Zeroizing::new).map_err(|_| Error::WrongKey)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: [u8; 32] = [7; 32];
    const KEY: &[u8] = b"a private key, as far as this module knows";

    fn wrapped() -> Vec<u8> {
        let mut next = 0u8;
        let mut fill = |buffer: &mut [u8]| {
            for byte in buffer {
                *byte = next;
                next += 1;
            }
        };
        wrap(KEY, "23456789ABCD", &SERVER, "JC-00000001", &mut fill).expect("wrapped")
    }

    #[test]
    fn both_keys_open_it_and_neither_alone_s12() {
        let wrapped = wrapped();
        let opened = |pin: &str, server: &[u8; 32], number: &str| unwrap(&wrapped, pin, server, number);
        assert_eq!(opened("23456789ABCD", &SERVER, "JC-00000001").expect("opened").as_slice(), KEY);
        assert!(matches!(opened("23456789ABCE", &SERVER, "JC-00000001"), Err(Error::WrongKey)));
        assert!(matches!(opened("23456789ABCD", &[8; 32], "JC-00000001"), Err(Error::WrongKey)));
        assert!(matches!(opened("23456789ABCD", &SERVER, "JC-00000002"), Err(Error::WrongKey)));
        assert!(!wrapped.windows(8).any(|window| KEY.windows(8).any(|key| key == window)));
    }

    #[test]
    fn a_new_server_key_takes_the_place_of_the_old_one_without_the_pin_s12() {
        let (wrapped, number) = (wrapped(), "JC-00000001");
        let mut fill = |buffer: &mut [u8]| buffer.fill(9);
        let anew = rewrap(&wrapped, &SERVER, &[8; 32], number, &mut fill).expect("wrapped anew");
        assert_eq!(unwrap(&anew, "23456789ABCD", &[8; 32], number).expect("opened").as_slice(), KEY);
        assert!(matches!(unwrap(&anew, "23456789ABCD", &SERVER, number), Err(Error::WrongKey)));
        assert!(matches!(rewrap(&wrapped, &[8; 32], &SERVER, number, &mut fill), Err(Error::WrongKey)));
        assert!(matches!(rewrap(&wrapped, &SERVER, &[8; 32], "JC-00000002", &mut fill), Err(Error::WrongKey)));
        for length in [0, 1, 20, 29] {
            assert!(rewrap(&wrapped[..length], &SERVER, &[8; 32], number, &mut fill).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn a_flipped_bit_fails_s12() {
        let wrapped = wrapped();
        for index in 0..wrapped.len() {
            let mut changed = wrapped.clone();
            changed[index] ^= 1 << (index % 8);
            assert!(open_outer(&changed, &SERVER, "JC-00000001").is_err(), "byte {index}, before any PIN is tried");
        }
        for length in [0, 1, 20, wrapped.len() - 1] {
            assert!(unwrap(&wrapped[..length], "23456789ABCD", &SERVER, "JC-00000001").is_err(), "{length} bytes");
        }
    }
}
