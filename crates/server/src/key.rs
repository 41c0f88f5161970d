//! The server's key, which is not in the database: whoever steals the tables has not stolen it.

use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

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

fn hex(bytes: &[u8]) -> String {
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
    fn macs_differ_by_purpose() {
        let key = ServerKey([7; 32]);
        assert_ne!(key.mac("audit", "x"), key.mac("cursor", "x"));
        assert_eq!(key.mac("audit", "x").len(), 64);
    }
}
