//! The server's key, which is not in the database: whoever steals the tables has not stolen it.
//!
//! The key file may hold several, one a line. The first is the one that is used; with those below it the server could
//! do so before. `shirushi-server rotate-key` puts a new one on top and seals everything anew ([`crate::rotation`]).

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

/// 256 random bits, and those of before. Never printed, not even by `Debug`.
#[derive(Clone)]
pub struct ServerKey {
    current: [u8; 32],
    /// The latest first.
    earlier: Vec<[u8; 32]>,
}

impl std::fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerKey(…)")
    }
}

impl ServerKey {
    /// A new key, for tests and for the first start.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut current = [0; 32];
        entropy.fill(&mut current);
        Self { current, earlier: Vec::new() }
    }

    /// A new key, with this one and those before it as the earlier ones.
    #[must_use]
    pub fn followed_by_new(&self, entropy: &dyn Entropy) -> Self {
        let earlier = std::iter::once(self.current).chain(self.earlier.iter().copied()).collect();
        Self { earlier, ..Self::generate(entropy) }
    }

    /// Each of the keys alone, the current one first.
    pub fn each(&self) -> impl Iterator<Item = Self> {
        let keys = std::iter::once(&self.current).chain(&self.earlier);
        keys.map(|key| Self { current: *key, earlier: Vec::new() })
    }

    /// Whether there are keys of before.
    pub fn has_earlier(&self) -> bool {
        !self.earlier.is_empty()
    }

    fn from_text(text: &str) -> Option<Self> {
        let mut keys = text.split_whitespace().map(|line| URL_SAFE_NO_PAD.decode(line).ok()?.try_into().ok());
        let current = keys.next()??;
        Some(Self { current, earlier: keys.collect::<Option<_>>()? })
    }

    fn to_text(&self) -> Zeroizing<String> {
        let keys = std::iter::once(&self.current).chain(&self.earlier);
        Zeroizing::new(keys.map(|key| URL_SAFE_NO_PAD.encode(key) + "\n").collect())
    }

    /// Puts the keys into the file in the place of what it holds; after a power cut it is the one or the other.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn replace_file(&self, path: &Path) -> std::io::Result<()> {
        let beside = path.with_extension("new");
        match std::fs::remove_file(&beside) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        self.create_file(&beside)?;
        std::fs::rename(&beside, path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        std::fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    fn create_file(&self, path: &Path) -> std::io::Result<()> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(self.to_text().as_bytes())?;
        file.sync_all()
    }

    /// Reads the key file, or makes it, readable by its owner only.
    ///
    /// # Errors
    ///
    /// When the file can be neither read nor made, or does not hold a key.
    pub fn load_or_create(path: &Path, entropy: &dyn Entropy) -> std::io::Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::from_text(&text)
                .ok_or_else(|| std::io::Error::other("the key file does not hold a key of 32 bytes in each line")),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder)?;
                }
                let key = Self::generate(entropy);
                key.create_file(path)?;
                Ok(key)
            }
            Err(error) => Err(error),
        }
    }

    /// The bare key, for the outer wrap of private keys (BAR S12).
    pub fn bytes(&self) -> &[u8; 32] {
        &self.current
    }

    /// Encrypts with AES-256-GCM under a key derived for one purpose, bound to what it belongs to; in base64.
    pub fn seal(&self, purpose: &str, bound_to: &str, text: &[u8], entropy: &dyn Entropy) -> String {
        let mut nonce = [0u8; 12];
        entropy.fill(&mut nonce);
        let payload = Payload { msg: text, aad: bound_to.as_bytes() };
        let Ok(sealed) = cipher(&self.current, purpose).encrypt(&nonce.into(), payload) else {
            unreachable!("a text of this size can be encrypted")
        };
        URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`seal`](Self::seal) made with this key or an earlier one; nothing, when it is not of these, of this
    /// purpose and place.
    pub fn open(&self, purpose: &str, bound_to: &str, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<12>()?;
        std::iter::once(&self.current).chain(&self.earlier).find_map(|key| {
            let payload = Payload { msg: sealed, aad: bound_to.as_bytes() };
            cipher(key, purpose).decrypt(&(*nonce).into(), payload).ok().map(Zeroizing::new)
        })
    }

    /// HMAC-SHA256 of a text under a key derived for one purpose, as lower-case hex.
    pub fn mac(&self, purpose: &str, text: &str) -> String {
        let derived = hmac(&self.current, purpose.as_bytes());
        hex(&hmac(&derived, text.as_bytes()))
    }
}

fn cipher(key: &[u8; 32], purpose: &str) -> Aes256Gcm {
    Aes256Gcm::new(&hmac(key, format!("seal {purpose}").as_bytes()).into())
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

    fn of(byte: u8) -> ServerKey {
        ServerKey { current: [byte; 32], earlier: Vec::new() }
    }

    #[test]
    fn a_new_key_opens_what_earlier_ones_sealed_and_seals_by_itself() {
        let first = of(7);
        let sealed = first.seal("mail", "1", b"a secret", &SystemEntropy);
        let second = first.followed_by_new(&SystemEntropy);
        assert_eq!(second.open("mail", "1", &sealed).expect("opened").as_slice(), b"a secret");
        let anew = second.seal("mail", "1", b"a secret", &SystemEntropy);
        assert!(first.open("mail", "1", &anew).is_none());
        let read = ServerKey::from_text(&second.to_text()).expect("read");
        assert_eq!((read.current, read.earlier), (second.current, vec![[7; 32]]));
        assert!(ServerKey::from_text("").is_none());
        assert!(ServerKey::from_text(&format!("{}nonsense\n", *second.to_text())).is_none());
    }

    #[test]
    fn a_key_file_is_made_once_and_read_again() {
        let folder = std::env::temp_dir().join(format!("shirushi-key-{}", std::process::id()));
        let path = folder.join("server.key");
        let first = ServerKey::load_or_create(&path, &SystemEntropy).expect("made");
        let second = ServerKey::load_or_create(&path, &SystemEntropy).expect("read");
        assert_eq!(first.current, second.current);
        std::fs::write(&path, "nonsense").expect("written");
        assert!(ServerKey::load_or_create(&path, &SystemEntropy).is_err(), "a broken key file is never replaced");
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn the_key_is_not_printed_s9() {
        assert_eq!(format!("{:?}", of(7)), "ServerKey(…)");
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_only_s12() {
        let key = of(7);
        let sealed = key.seal("mail", "1", b"a secret", &SystemEntropy);
        assert_eq!(key.open("mail", "1", &sealed).expect("opened").as_slice(), b"a secret");
        assert!(key.open("mail", "2", &sealed).is_none());
        assert!(key.open("authority", "1", &sealed).is_none());
        assert!(of(8).open("mail", "1", &sealed).is_none());
        assert_ne!(sealed, key.seal("mail", "1", b"a secret", &SystemEntropy));
    }

    #[test]
    fn macs_differ_by_purpose() {
        let key = of(7);
        assert_ne!(key.mac("audit", "x"), key.mac("cursor", "x"));
        assert_eq!(key.mac("audit", "x").len(), 64);
    }
}
