//! Randomness, passed in like the time.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Where random bytes come from.
pub trait Entropy: Send + Sync {
    /// Fills the buffer with bytes that nobody can foresee.
    fn fill(&self, buffer: &mut [u8]);
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[allow(clippy::disallowed_methods, reason = "the one place that may ask")]
    fn fill(&self, buffer: &mut [u8]) {
        // Without randomness nothing here is safe to do, and no caller could go on.
        getrandom::fill(buffer).unwrap_or_else(|error| panic!("the operating system gives no randomness: {error}"));
    }
}

/// A token of 256 random bits, in 43 characters that may stand in a cookie or a URL.
pub fn token(entropy: &dyn Entropy) -> String {
    let mut bytes = [0u8; 32];
    entropy.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
