//! The server's key, which is not in the database: whoever steals the tables has not stolen it.

use std::io::Write as _;
use std::path::Path;

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::entropy::Entropy;

/// 256 random bits. Never printed, not even by `Debug`.
#[derive(Clone)]
pub struct ServerKey([u8; 32]);

impl std::fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerKey(…)")
    }
}

impl ServerKey {
    /// A new key, for tests and for the first start.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// Reads the key file, or makes it, readable by its owner only.
    ///
    /// # Errors
    ///
    /// When the file can be neither read nor made, or does not hold a key.
    pub fn load_or_create(path: &Path, entropy: &dyn Entropy) -> std::io::Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
                bytes.map(Self).ok_or_else(|| std::io::Error::other("the key file does not hold a key of 32 bytes"))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder)?;
                }
                let key = Self::generate(entropy);
                let mut options = std::fs::OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                let mut file = options.open(path)?;
                writeln!(file, "{}", URL_SAFE_NO_PAD.encode(key.0))?;
                file.sync_all()?;
                Ok(key)
            }
            Err(error) => Err(error),
        }
    }

    /// The bare key, for the outer wrap of private keys (BAR S12).
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Encrypts with AES-256-GCM under a key derived for one purpose, bound to what it belongs to; in base64.
    pub fn seal(&self, purpose: &str, bound_to: &str, text: &[u8], entropy: &dyn Entropy) -> String {
        let mut nonce = [0u8; 12];
        entropy.fill(&mut nonce);
        let payload = Payload { msg: text, aad: bound_to.as_bytes() };
        let Ok(sealed) = self.cipher(purpose).encrypt(&nonce.into(), payload) else {
            unreachable!("a text of this size can be encrypted")
        };
        URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`seal`](Self::seal) made; nothing, when it is not of this key, purpose and place.
    pub fn open(&self, purpose: &str, bound_to: &str, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<12>()?;
        let payload = Payload { msg: sealed, aad: bound_to.as_bytes() };
        self.cipher(purpose).decrypt(&(*nonce).into(), payload).ok().map(Zeroizing::new)
    }

    fn cipher(&self, purpose: &str) -> Aes256Gcm {
        Aes256Gcm::new(&hmac(&self.0, format!("seal {purpose}").as_bytes()).into())
    }

    /// HMAC-SHA256 of a text under a key derived for one purpose, as lower-case hex.
    pub fn mac(&self, purpose: &str, text: &str) -> String {
        let derived = hmac(&self.0, purpose.as_bytes());
        hex(&hmac(&derived, text.as_bytes()))
    }
}

fn hmac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { unreachable!("HMAC takes a key of any length") };
    mac.update(text);
    mac.finalize().into_bytes().into()
}

/// SHA-256 as lower-case hex.
pub fn sha256_hex(text: &[u8]) -> String {
    use sha2::Digest as _;
    hex(&Sha256::digest(text))
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn a_key_file_is_made_once_and_read_again() {
        let folder = std::env::temp_dir().join(format!("shirushi-key-{}", std::process::id()));
        let path = folder.join("server.key");
        let first = ServerKey::load_or_create(&path, &SystemEntropy).expect("made");
        let second = ServerKey::load_or_create(&path, &SystemEntropy).expect("read");
        assert_eq!(first.0, second.0);
        std::fs::write(&path, "nonsense").expect("written");
        assert!(ServerKey::load_or_create(&path, &SystemEntropy).is_err(), "a broken key file is never replaced");
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn the_key_is_not_printed_s9() {
        assert_eq!(format!("{:?}", ServerKey([7; 32])), "ServerKey(…)");
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_only_s12() {
        let key = ServerKey([7; 32]);
        let sealed = key.seal("mail", "1", b"a secret", &SystemEntropy);
        assert_eq!(key.open("mail", "1", &sealed).expect("opened").as_slice(), b"a secret");
        assert!(key.open("mail", "2", &sealed).is_none());
        assert!(key.open("authority", "1", &sealed).is_none());
        assert!(ServerKey([8; 32]).open("mail", "1", &sealed).is_none());
        assert_ne!(sealed, key.seal("mail", "1", b"a secret", &SystemEntropy));
    }

    #[test]
    fn macs_differ_by_purpose() {
        let key = ServerKey([7; 32]);
        assert_ne!(key.mac("audit", "x"), key.mac("cursor", "x"));
        assert_eq!(key.mac("audit", "x").len(), 64);
    }
}
