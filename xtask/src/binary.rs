//! Reading and writing numbers, texts and imports as WASM files have them.

/// How a WASM file begins.
pub(crate) const MAGIC: &[u8] = b"\0asm\x01\0\0\0";

/// What is still to be read.
pub(crate) struct Input<'a>(pub(crate) &'a [u8]);

impl<'a> Input<'a> {
    /// One byte.
    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// So many bytes.
    pub(crate) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// An unsigned number of variable length.
    pub(crate) fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A text behind its length.
    pub(crate) fn text(&mut self) -> Option<String> {
        let size = self.number()?;
        Some(String::from_utf8_lossy(self.bytes(size)?).into_owned())
    }

    /// What stands behind the two names of an import: its kind and type, unread.
    pub(crate) fn import(&mut self) -> Option<&'a [u8]> {
        let before = self.0;
        match self.byte()? {
            0 => {
                self.number()?;
            }
            kind @ (1 | 2) => {
                if kind == 1 {
                    self.byte()?;
                }
                let has_maximum = self.byte()? & 1 == 1;
                self.number()?;
                if has_maximum {
                    self.number()?;
                }
            }
            3 => {
                self.bytes(2)?;
            }
            _ => return None,
        }
        Some(&before[..before.len() - self.0.len()])
    }
}

/// Writes a number as [`Input::number`] reads it.
pub(crate) fn write_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Writes a text as [`Input::text`] reads it.
pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    write_number(out, text.len());
    out.extend_from_slice(text.as_bytes());
}
