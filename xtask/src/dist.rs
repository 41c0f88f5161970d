//! `cargo xtask dist`: the page as static files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;

use crate::args::Install;
use crate::job;
use crate::kit::{Kit, PAGE};
use crate::page;
use crate::place::Place;
use crate::say::Steps;
use crate::stamp;

/// Node has both compressors, and is there because npm is.
const MEASURE: &str = "const zlib = require('zlib'), fs = require('fs');
for (const file of process.argv.slice(1)) {
  const content = fs.readFileSync(file);
  console.log(zlib.gzipSync(content, { level: 9 }).length, zlib.brotliCompressSync(content).length, file);
}";

/// Builds the page and lists its files.
pub(crate) fn run(place: &Place) -> Result<bool> {
    let mut steps = Steps::new(PAGE.len() + 1);
    let kit = Kit::gather(place, &PAGE, Install::Missing, &mut steps)?;
    page::build(place, &kit, &mut steps)?;

    let folder = page::folder(place);
    let files = stamp::files(&folder)?;
    let packed = packed(place, &files);
    println!("\n{:>10} {:>10} {:>10}  bytes", "plain", "gzip", "brotli");
    let mut sums = [0; 3];
    for file in &files {
        let plain = file.metadata()?.len();
        let (gzip, brotli) = packed.get(file).copied().unwrap_or_default();
        for (sum, size) in sums.iter_mut().zip([plain, gzip, brotli]) {
            *sum += size;
        }
        println!("{plain:>10} {} {}  {}", cell(gzip), cell(brotli), place.short(file));
    }
    println!("{:>10} {} {}  together", sums[0], cell(sums[1]), cell(sums[2]));
    if packed.is_empty() {
        println!("(with Node.js on PATH the packed sizes would be here, too)");
    }
    Ok(true)
}

fn cell(size: u64) -> String {
    if size == 0 { format!("{:>10}", "–") } else { format!("{size:>10}") }
}

/// Sizes by gzip and brotli; nothing where they can't be told.
fn packed(place: &Place, files: &[PathBuf]) -> BTreeMap<PathBuf, (u64, u64)> {
    let answer = job::ask(place.command("node").args(["-e", MEASURE, "--"]).args(files));
    let sizes = answer.unwrap_or_default();
    sizes.lines().filter_map(sized).collect()
}

fn sized(line: &str) -> Option<(PathBuf, (u64, u64))> {
    let mut words = line.splitn(3, ' ');
    let gzip = words.next()?.parse().ok()?;
    let brotli = words.next()?.parse().ok()?;
    Some((PathBuf::from(words.next()?), (gzip, brotli)))
}
