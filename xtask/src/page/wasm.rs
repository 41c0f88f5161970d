//! From the sources to WASM files: compiled, split into the parts that `src/parts.rs` marks, made callable, made small.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{lean, paths};
use crate::job;
use crate::kit::Kit;
use crate::place::Place;
use crate::stamp;
use crate::tools::target::WASM;

/// What rustc assumes of browsers, and so wasm-opt may, too.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-sign-ext",
    "--enable-mutable-globals",
];

/// The first file with nothing but what is called, before it is made small.
const CALLED: &str = "called.wasm";

/// What the browser is to get, before it is named and packed.
pub(super) struct Made {
    /// The first file's WASM.
    pub(super) first: PathBuf,
    /// The parts, which come later, each named like its file without the ending.
    pub(super) parts: Vec<(String, PathBuf)>,
    /// The JavaScript around the first file.
    pub(super) glue: String,
    /// The JavaScript that loads the parts.
    pub(super) loader: String,
}

/// Makes them in `folder`.
pub(super) fn make(place: &Place, kit: &Kit, folder: &Path) -> Result<Made> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let (split, bound, small) = (folder.join("split"), folder.join("bound"), folder.join("small"));
    for folder in [&split, &bound, &small] {
        fs::create_dir_all(folder)?;
    }

    let mut cargo = place.cargo();
    let hidden = paths::hidden(place)?;
    // They would take the place of those that are asked for here and in `.cargo/config.toml`.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    cargo.args(["--config", &paths::as_flags(&hidden)]);
    cargo.args(["rustc", "--profile", "page", "--target", WASM, "--package", "shirushi", "--bin", "shirushi"]);
    // Relocations tell who calls whom, by which the parts are found.
    cargo.args(["--features", "split", "--", "-C", "link-arg=--emit-relocs"]);
    job::quietly(&mut cargo, "compiling the page")?;
    let compiled = place.target.join(WASM).join("page/shirushi.wasm");

    let mut splitter = place.command(kit.program("wasm-split-cli"));
    splitter.args(["--target", "web", "--out-name", "shirushi"]).arg(&compiled).arg(&split);
    job::quietly(&mut splitter, "splitting the page")?;

    let mut bindgen = place.command(kit.program("wasm-bindgen"));
    // The parts find the first file's things by the linker's names.
    bindgen.args(["--target", "web", "--keep-lld-exports", "--no-demangle", "--no-typescript"]);
    bindgen.args(["--out-name", "shirushi", "--out-dir"]).arg(&bound).arg(split.join("shirushi.wasm"));
    job::quietly(&mut bindgen, "wasm-bindgen")?;

    let mut parts = Vec::new();
    for file in stamp::files(&split)? {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if file.extension().is_some_and(|ending| ending == "wasm") && name != "shirushi" {
            let to = small.join(format!("{name}.wasm"));
            optimise(place, kit, &file, &to)?;
            parts.push((name, to));
        }
    }
    let text = |path: PathBuf| fs::read_to_string(&path).with_context(|| path.display().to_string());
    let loader = text(split.join("__wasm_split.js"))?;
    let glue = text(bound.join("shirushi.js"))?;
    let called = lean::without_exports(&fs::read(bound.join("shirushi_bg.wasm"))?, &[&glue, &loader])?;
    fs::write(bound.join(CALLED), called)?;
    let first = small.join("shirushi.wasm");
    optimise(place, kit, &bound.join(CALLED), &first)?;
    let (short, glue) = lean::with_short_names(&fs::read(&first)?, &glue)?;
    fs::write(&first, short)?;
    for file in parts.iter().map(|(_, file)| file).chain([&first]) {
        paths::none_in(&fs::read(file)?, &hidden).with_context(|| file.display().to_string())?;
    }
    Ok(Made { first, parts, glue, loader })
}

fn optimise(place: &Place, kit: &Kit, from: &Path, to: &Path) -> Result<()> {
    let mut wasm_opt = place.command(kit.program("wasm-opt"));
    wasm_opt.args(FEATURES).args(["-Oz", "--strip-debug", "--strip-producers", "-o"]).arg(to).arg(from);
    job::quietly(&mut wasm_opt, "wasm-opt")?;
    Ok(())
}

/// The first file once more, with the names that are dropped from what is served.
pub(crate) fn with_names(place: &Place, kit: &Kit) -> Result<Vec<u8>> {
    let (from, to) = (folder(place).join("bound").join(CALLED), folder(place).join("named.wasm"));
    let mut wasm_opt = place.command(kit.program("wasm-opt"));
    wasm_opt.args(FEATURES).args(["-Oz", "--debuginfo", "-o"]).arg(&to).arg(from);
    job::quietly(&mut wasm_opt, "wasm-opt")?;
    Ok(fs::read(to)?)
}

/// Where the steps between source and page are kept.
pub(super) fn folder(place: &Place) -> PathBuf {
    place.target.join("xtask/page")
}
