//! Packing: each file lies there as brotli and as gzip, too, so that whoever serves it packs nothing.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::stamp;

/// Smaller files are not worth a second one.
const SMALLEST: usize = 200;

/// Packs every file of a folder.
pub(super) fn all(folder: &Path) -> Result<()> {
    stamp::files(folder)?.iter().try_for_each(|file| one(file))
}

/// Packs one file.
pub(super) fn one(file: &Path) -> Result<()> {
    let content = fs::read(file)?;
    if content.len() >= SMALLEST {
        let name = file.display();
        fs::write(format!("{name}.br"), brotli(&content)?)?;
        fs::write(format!("{name}.gz"), gzip(&content)?)?;
    }
    Ok(())
}

/// As brotli.
pub(crate) fn brotli(mut content: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let wishes = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: content.len(), ..Default::default() };
    brotli::BrotliCompress(&mut content, &mut packed, &wishes)?;
    Ok(packed)
}

/// As gzip.
pub(crate) fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(content)?;
    Ok(packer.finish()?)
}
