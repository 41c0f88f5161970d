//! What comes out of a printer.

use std::process::Command;

use thirtyfour::common::print::{PrintMargins, PrintPage, PrintParameters};

use super::Browser;
use crate::common::common;
use crate::fail::{done, fail};
use crate::place;

/// Counts a PDF's pages; some browsers pack the objects that tell of them.
const COUNT: &str = r"
import re, sys, zlib
pdf = open(sys.argv[1], 'rb').read()
parts = [pdf]
for stream in re.findall(rb'stream\r?\n(.*?)\r?\nendstream', pdf, re.S):
    try:
        parts.append(zlib.decompress(stream))
    except zlib.error:
        pass
print(sum(len(re.findall(rb'/Type\s*/Page\b', part)) for part in parts))
";

impl Browser {
    /// How many sheets of A4 the page takes, with the margins it asks for itself.
    pub async fn sheets(&self) -> usize {
        let parameters = PrintParameters {
            page: PrintPage { width: 21.0, height: 29.7 },
            margin: PrintMargins { top: 1.2, bottom: 1.2, left: 1.4, right: 1.4 },
            ..PrintParameters::default()
        };
        let pdf = done(self.driver.print_page(parameters).await, "printing");
        let file = common().folder().join("paper.pdf");
        std::fs::write(&file, pdf).unwrap_or_else(|error| fail(format!("{}: {error}", file.display())));
        match Command::new(place::python()).args(["-c", COUNT]).arg(&file).output() {
            Ok(output) => String::from_utf8_lossy(&output.stdout).trim().parse().unwrap_or_default(),
            Err(error) => fail(format!("Python does not start: {error}")),
        }
    }
}
