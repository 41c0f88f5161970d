//! `cargo xtask size`: what a first visit loads, against the budget of `size-budget.toml`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rustc_demangle::demangle;

use crate::args::Install;
use crate::kit::{Kit, PAGE};
use crate::page::{self, pack, wasm};
use crate::place::Place;
use crate::say::{self, Steps};

mod sections;

/// How many functions and crates `--why` names.
const NAMED: usize = 25;

/// Says what a first visit loads, and whether that is within the budget.
pub(crate) fn run(place: &Place, why: bool) -> Result<bool> {
    let mut steps = Steps::new(PAGE.len() + 1);
    let kit = Kit::gather(place, &PAGE, Install::Missing, &mut steps)?;
    page::build(place, &kit, &mut steps)?;
    let folder = page::folder(place);
    println!("\n{}", table(&folder, &first_visit(&folder)?)?);
    if why {
        println!("{}", explain(&wasm::with_names(place, &kit)?)?);
    }
    within_budget(place)
}

/// Whether a first visit is within the budget; says by how much it is.
pub(crate) fn within_budget(place: &Place) -> Result<bool> {
    let text = fs::read_to_string(place.root.join("size-budget.toml")).context("size-budget.toml")?;
    let budget: toml::Table = text.parse()?;
    let limit = |name: &str| budget.get("first-visit")?.get(name)?.as_integer()?.try_into().ok();
    let folder = page::folder(place);
    let mut sums = [0; 3];
    for file in first_visit(&folder)? {
        sums.iter_mut().zip(sizes(&file)?).for_each(|(sum, size)| *sum += size);
    }
    let mut good = true;
    for (name, size) in ["raw", "gzip", "brotli"].into_iter().zip(sums) {
        let limit: usize = limit(name).with_context(|| format!("size-budget.toml has no first-visit.{name}"))?;
        good &= size <= limit;
        let verdict = if size <= limit { "of" } else { "IS OVER THE BUDGET of" };
        say::note(&format!("a first visit, {name}: {size} {verdict} {limit} bytes"));
    }
    Ok(good)
}

/// All that a first visit loads: the page, and every file that it names.
fn first_visit(folder: &Path) -> Result<Vec<PathBuf>> {
    let index = fs::read_to_string(folder.join("index.html"))?;
    let named = index.split(['"', '\'']).filter(|word| word.starts_with('/') && word.len() > 1);
    let mut files: Vec<PathBuf> = named.map(|word| folder.join(word.trim_start_matches('/'))).collect();
    files.push(folder.join("index.html"));
    files.retain(|file| file.is_file());
    files.sort();
    files.dedup();
    Ok(files)
}

/// Whether this is another file, packed.
pub(crate) fn is_packed(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "br" || ending == "gz")
}

/// Raw, by gzip and by brotli, as it is served.
fn sizes(file: &Path) -> Result<[usize; 3]> {
    let content = fs::read(file)?;
    let packed = |ending: &str, pack: fn(&[u8]) -> Result<Vec<u8>>| -> Result<usize> {
        let beside = PathBuf::from(format!("{}.{ending}", file.display()));
        Ok(if beside.is_file() { fs::metadata(beside)?.len() as usize } else { pack(&content)?.len() })
    };
    Ok([content.len(), packed("gz", pack::gzip)?, packed("br", pack::brotli)?])
}

/// Files with their sizes.
pub(crate) fn table(folder: &Path, files: &[PathBuf]) -> Result<String> {
    let mut text = format!("{:>10} {:>10} {:>10}  bytes\n", "raw", "gzip", "brotli");
    let mut sums = [0; 3];
    for file in files {
        let all = sizes(file)?;
        sums.iter_mut().zip(all).for_each(|(sum, size)| *sum += size);
        let name = file.strip_prefix(folder).unwrap_or(file).display();
        writeln!(text, "{:>10} {:>10} {:>10}  {name}", all[0], all[1], all[2])?;
    }
    writeln!(text, "{:>10} {:>10} {:>10}  together", sums[0], sums[1], sums[2])?;
    Ok(text)
}

/// What a WASM file with names is made of.
fn explain(wasm: &[u8]) -> Result<String> {
    let contents = sections::read(wasm).context("the WASM file can't be read")?;
    let mut text = String::from("The first WASM file, raw, by section:\n");
    for (name, size) in &contents.sections {
        writeln!(text, "{size:>10}  {name}")?;
    }
    let (mut crates, mut functions) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
    for (name, size) in contents.functions {
        let name = format!("{:#}", demangle(&name));
        *crates.entry(crate_of(&name)).or_default() += size;
        // Copies for different types are one line.
        *functions.entry(name).or_default() += size;
    }
    for (title, sums) in [("crate (of what a function is for)", crates), ("function", functions)] {
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        writeln!(text, "\nThe largest by {title}:")?;
        for (name, size) in sums.iter().take(NAMED) {
            writeln!(text, "{size:>10}  {}", name.chars().take(120).collect::<String>())?;
        }
    }
    Ok(text)
}

/// `serde_json` of `<serde_json::value::Value as core::fmt::Debug>::fmt`.
fn crate_of(function: &str) -> String {
    let path = function.trim_start_matches(['<', '&', '*', '[', '(']).trim_start_matches("mut ");
    let end = path.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(path.len());
    path[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_crate_that_it_is_for() {
        assert_eq!(crate_of("<serde_json::value::Value as core::fmt::Debug>::fmt"), "serde_json");
        assert_eq!(crate_of("leptos_router::hooks::use_location"), "leptos_router");
        assert_eq!(crate_of("<&mut alloc::string::String>::x"), "alloc");
        assert_eq!(crate_of("main"), "main");
    }

    #[test]
    fn a_first_visit_is_the_page_and_what_it_names() {
        let folder = std::env::temp_dir().join(format!("shirushi-size-test-{}", std::process::id()));
        fs::create_dir_all(folder.join("assets")).unwrap();
        fs::write(
            folder.join("index.html"),
            "<link href=\"/assets/a.css\"><a href=\"/\"><link href=\"/assets/a.css\">",
        )
        .unwrap();
        fs::write(folder.join("assets/a.css"), "a{}").unwrap();
        fs::write(folder.join("assets/later.wasm"), "…").unwrap();
        let files = first_visit(&folder).unwrap();
        assert_eq!(files, [folder.join("assets/a.css"), folder.join("index.html")]);
        fs::remove_dir_all(folder).unwrap();
    }
}
