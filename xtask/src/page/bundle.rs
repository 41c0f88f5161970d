//! The files as they are served: named after their content, packed, and named in index.html with their integrity.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256, Sha384};

use super::wasm::Made;
use super::{hosting, pack, script};
use crate::place::Place;
use crate::stamp;

/// Where everything lies whose name holds a hash of it, and which therefore never changes.
const ASSETS: &str = "assets";

/// The styles of what a first visit shows, in an order that matters for the first two only.
const FIRST_STYLES: [&str; 10] = [
    "style/tokens.css",
    "style/base.css",
    "style/components/button.css",
    "style/components/error-summary.css",
    "style/components/field.css",
    "style/components/header.css",
    "style/components/icon.css",
    "style/components/notice.css",
    "style/components/text-field.css",
    "style/pages/login.css",
];

/// Where all the others are; they come with what somebody logged in sees.
const STYLES: [&str; 2] = ["style/components", "style/pages"];

/// A file with its name for good.
pub(super) struct Named {
    /// How the page asks for it.
    pub(super) address: String,
    /// What the browser checks it by.
    pub(super) integrity: String,
}

/// Writes the page into an empty folder.
pub(super) fn write(place: &Place, made: &Made, folder: &Path) -> Result<()> {
    let assets = folder.join(ASSETS);
    fs::create_dir_all(&assets)?;
    let keep = |name: &str, ending: &str, content: &[u8]| -> Result<Named> {
        let hash: String = Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let name = format!("{name}-{hash}.{ending}");
        fs::write(assets.join(&name), content)?;
        let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(content)));
        Ok(Named { address: format!("/{ASSETS}/{name}"), integrity })
    };

    let first = keep("shirushi", "wasm", &fs::read(&made.first)?)?;
    let mut parts = Vec::new();
    for (name, file) in &made.parts {
        parts.push((name.clone(), keep(name, "wasm", &fs::read(file)?)?));
    }
    let first_styles = FIRST_STYLES.map(|file| place.root.join(file));
    let mut styles = Vec::new();
    for part in STYLES {
        styles.extend(stamp::files(&place.root.join(part))?);
    }
    styles.retain(|file| !first_styles.contains(file));
    let style = keep("shirushi", "css", joined(&first_styles)?.as_bytes())?;
    let inside = keep("inside", "css", joined(&styles)?.as_bytes())?;
    let icon = keep("icon", "svg", &fs::read(place.root.join("style/icon.svg"))?)?;
    let index = fs::read_to_string(place.root.join("index.html"))?;

    // Whatever changes, changes one of these.
    let all = parts.iter().map(|(_, part)| part).chain([&first, &style, &inside, &icon]);
    let all: String = all.map(|file| file.address.as_str()).chain([index.as_str()]).collect();
    let version: String = Sha256::digest(&all).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let script = script::whole(
        &made.glue,
        &made.loader,
        &script::Files { first: &first, parts: &parts, style: &inside },
        &version,
    )?;
    let script = keep("shirushi", "js", script.as_bytes())?;

    let index = index_with(&index, &Links { icon, style, script, first })?;
    fs::write(folder.join("index.html"), index)?;
    fs::write(folder.join("version.txt"), version)?;
    fs::write(folder.join("config.json"), hosting::Site::default().config())?;
    pack::all(folder)
}

struct Links {
    icon: Named,
    style: Named,
    script: Named,
    first: Named,
}

/// index.html with what its `data-trunk` links stand for.
fn index_with(index: &str, links: &Links) -> Result<String> {
    let mut rest = index;
    let mut page = String::new();
    while let Some(at) = rest.find("<link") {
        let (before, link) = rest.split_at(at);
        let (link, after) = link.split_once('>').context("a <link> of index.html has no end")?;
        page.push_str(before);
        if !link.contains("data-trunk") {
            page.push_str(link);
            page.push('>');
        } else if link.contains("rel=\"icon\"") {
            page.push_str(&format!("<link rel=\"icon\" href=\"{}\">", links.icon.address));
        } else if link.contains("rel=\"css\"") {
            page.push_str(&line("stylesheet", &links.style, ""));
        } else if link.contains("rel=\"rust\"") {
            // The browser asks for all of them at once, before it has read a line of the script.
            page.push_str(&line("modulepreload", &links.script, " crossorigin"));
            let wasm = &links.first.address;
            page.push_str(&format!(
                "<link rel=\"preload\" href=\"{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>"
            ));
            page.push_str("<link rel=\"preload\" href=\"/config.json\" as=\"fetch\" crossorigin>");
            let Named { address, integrity } = &links.script;
            page.push_str(&format!(
                "<script type=\"module\" src=\"{address}\" integrity=\"{integrity}\" crossorigin></script>"
            ));
        } else {
            bail!("index.html has a link that is not known here: {link}>");
        }
        rest = after;
    }
    page.push_str(rest);
    Ok(lean(&page))
}

fn line(rel: &str, file: &Named, more: &str) -> String {
    let Named { address, integrity } = file;
    format!("<link rel=\"{rel}\" href=\"{address}\" integrity=\"{integrity}\"{more}>")
}

/// The page without comments and indentation.
pub(super) fn lean(page: &str) -> String {
    let mut lean = String::new();
    let mut rest = page;
    while let Some((before, comment)) = rest.split_once("<!--") {
        lean.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    lean.push_str(rest);
    let lines = lean.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

/// Styles as one file: each would be a request of its own before the first picture.
fn joined(files: &[PathBuf]) -> Result<String> {
    let mut style = String::new();
    for file in files {
        let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let mut rest = text.as_str();
        while let Some((before, comment)) = rest.split_once("/*") {
            style.push_str(before);
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        }
        style.push_str(rest);
    }
    let lines = style.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(lines.map(|line| format!("{line}\n")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_index_become_files_with_their_integrity() {
        let named = |name: &str| Named { address: format!("/assets/{name}"), integrity: format!("sha384-{name}") };
        let links = Links { icon: named("i"), style: named("s"), script: named("j"), first: named("w") };
        let index = "<head>\n  <!-- why -->\n  <link data-trunk rel=\"icon\" href=\"x\">\n  <link rel=\"help\" href=\"/h\">\n\
                     <link data-trunk rel=\"css\" href=\"y\"><link\n data-trunk\n rel=\"rust\"\n>\n</head>";
        let page = index_with(index, &links).unwrap();
        assert!(page.contains("<link rel=\"stylesheet\" href=\"/assets/s\" integrity=\"sha384-s\">"), "{page}");
        assert!(page.contains("<link rel=\"modulepreload\" href=\"/assets/j\" integrity=\"sha384-j\" crossorigin>"));
        assert!(page.contains("src=\"/assets/j\" integrity=\"sha384-j\""), "{page}");
        assert!(page.contains("<link rel=\"help\" href=\"/h\">"), "{page}");
        assert!(!page.contains("data-trunk") && !page.contains("why"), "{page}");
        assert!(index_with("<link data-trunk rel=\"inline\" href=\"x\">", &links).is_err());
    }
}
