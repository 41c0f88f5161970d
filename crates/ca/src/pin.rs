//! PINs.

use zeroize::Zeroizing;

pub use contract::pin::{ALPHABET, LENGTH};

/// A PIN from random bytes.
pub fn generate(fill: &mut dyn FnMut(&mut [u8])) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0u8; LENGTH as usize]);
    fill(&mut *bytes);
    // 256 is a multiple of 32: every character is as likely as every other.
    Zeroizing::new(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_has_60_bits_s10() {
        let distinct: std::collections::BTreeSet<_> = ALPHABET.iter().collect();
        assert_eq!((distinct.len(), LENGTH), (32, 12));
        assert!(!ALPHABET.iter().any(|c| b"01IO".contains(c)));
        let mut next = 0u8;
        let pin = generate(&mut |buffer| {
            for byte in buffer {
                *byte = next;
                next = next.wrapping_add(1);
            }
        });
        assert_eq!(pin.as_str(), "23456789ABCD");
    }
}
