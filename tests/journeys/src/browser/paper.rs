//! What comes out of a printer.

use thirtyfour::common::print::{PrintMargins, PrintPage, PrintParameters};

use super::Browser;
use crate::fail::done;

impl Browser {
    /// How many sheets of A4 the page takes, with the margins it asks for itself.
    pub async fn sheets(&self) -> usize {
        let parameters = PrintParameters {
            page: PrintPage { width: 21.0, height: 29.7 },
            margin: PrintMargins { top: 1.2, bottom: 1.2, left: 1.4, right: 1.4 },
            ..PrintParameters::default()
        };
        let pdf = done(self.driver.print_page(parameters).await, "printing");
        // Chromium writes the pages' own objects uncompressed; that of the whole is of the type Pages.
        let word = b"/Type /Page";
        pdf.windows(word.len() + 1).filter(|part| part.starts_with(word) && part[word.len()] != b's').count()
    }
}
