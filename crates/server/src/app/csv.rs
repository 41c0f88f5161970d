//! Files for a spreadsheet.

use crate::clock::Moment;

/// The most rows of a file; a spreadsheet takes little more.
pub const ROWS_MAX: u64 = 1_000_000;

/// CSV (RFC 4180) in UTF-8 with a byte order mark, by which Excel recognises it.
#[derive(Debug)]
pub struct Csv(String);

impl Csv {
    /// A file with these headings.
    pub fn new<const N: usize>(headings: [&str; N]) -> Self {
        let mut file = Self("\u{feff}".to_owned());
        file.row(headings.map(str::to_owned));
        file
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.0.push_str(&cells.map(|text| cell(&text)).join(","));
        self.0.push_str("\r\n");
    }

    /// The file.
    pub fn finish(self) -> String {
        self.0
    }
}

/// A cell. One that a spreadsheet would take for a formula gets an apostrophe before it.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// `2026-11-22 14:05:00`, in Japan's time.
pub fn date_and_time(at: Moment) -> String {
    at.in_japan().strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_cannot_be_formulas() {
        assert_eq!(cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(cell("-1"), "'-1");
        assert_eq!(cell("@x"), "'@x");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(cell("JC-00000001"), "JC-00000001");
    }
}
