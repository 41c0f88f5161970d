//! Between wasm-bindgen and the browser: what nobody calls goes, and names get short.
//!
//! wasm-bindgen names each function that the page calls with a hash, in the WASM and in the script, and keeps the names
//! that the linker gave. Both are paid for at each first visit (SPEED).

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

use crate::binary::{Input, MAGIC, write_number, write_text};

const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;

/// The module from which the WASM imports what wasm-bindgen wrote.
const GLUE: &str = "./shirushi_bg.js";
const SHORT_GLUE: &str = "w";

/// How the glue's list of functions begins; its entries are indented by two steps.
const LIST: &str = "function __wbg_get_imports(";
const ENTRY: &str = "        ";

/// The WASM without the exports that none of the scripts names. What only they used goes when it is made small.
pub(super) fn without_exports(wasm: &[u8], scripts: &[&str]) -> Result<Vec<u8>> {
    with_section(wasm, EXPORTS, |mut section| {
        let (mut kept, mut count) = (Vec::new(), 0);
        for _ in 0..section.number()? {
            let name = section.text()?;
            let (kind, index) = (section.byte()?, section.number()?);
            if scripts.iter().any(|script| script.contains(&name)) {
                write_text(&mut kept, &name);
                kept.push(kind);
                write_number(&mut kept, index);
                count += 1;
            }
        }
        Some((count, kept))
    })
}

/// Both with short names for what the WASM imports of the glue, which loses what is not imported.
pub(super) fn with_short_names(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut names = BTreeMap::new();
    let wasm = with_section(wasm, IMPORTS, |mut section| {
        let (mut renamed, count) = (Vec::new(), section.number()?);
        for _ in 0..count {
            let (module, name, rest) = (section.text()?, section.text()?, section.import()?);
            if module == GLUE {
                let next = format!("f{}", names.len());
                write_text(&mut renamed, SHORT_GLUE);
                write_text(&mut renamed, names.entry(name).or_insert(next));
            } else {
                write_text(&mut renamed, &module);
                write_text(&mut renamed, &name);
            }
            renamed.extend_from_slice(rest);
        }
        Some((count, renamed))
    })?;

    let mut found = 0;
    let mut short = String::new();
    for item in blocks(glue, |line| !line.starts_with([' ', '}'])) {
        if !item.starts_with(LIST) {
            short.push_str(item);
            continue;
        }
        for entry in blocks(item, |line| indented_once(line) || line.starts_with("    }") || line.starts_with('}')) {
            let name = entry.strip_prefix(ENTRY).and_then(|entry| entry.split_once(": function"));
            match name.map(|(name, rest)| (names.get(name), rest)) {
                Some((Some(name), rest)) => {
                    short.push_str(&format!("{ENTRY}{name}: function{rest}"));
                    found += 1;
                }
                Some((None, _)) => {}
                None => short.push_str(&entry.replace(&format!("\"{GLUE}\""), &format!("\"{SHORT_GLUE}\""))),
            }
        }
    }
    ensure!(found == names.len(), "wasm-bindgen's glue lists its functions in a way that is not known here");
    Ok((wasm, short))
}

/// Whether an entry of the glue's list begins.
fn indented_once(line: &str) -> bool {
    line.strip_prefix(ENTRY).is_some_and(|rest| !rest.starts_with([' ', '}']))
}

/// A text in blocks, of which each begins with a line that is a beginning.
fn blocks(text: &str, begins: impl Fn(&str) -> bool) -> Vec<&str> {
    let (mut blocks, mut from, mut at) = (Vec::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        if begins(line) && at > from {
            blocks.push(&text[from..at]);
            from = at;
        }
        at += line.len();
    }
    blocks.push(&text[from..]);
    blocks
}

/// The file with another list in one of its sections: how many there are, and they.
fn with_section(wasm: &[u8], kind: u8, list: impl FnOnce(Input<'_>) -> Option<(usize, Vec<u8>)>) -> Result<Vec<u8>> {
    replaced(wasm, kind, list).context("the WASM file can't be read")
}

fn replaced(wasm: &[u8], kind: u8, list: impl FnOnce(Input<'_>) -> Option<(usize, Vec<u8>)>) -> Option<Vec<u8>> {
    let mut list = Some(list);
    let mut input = Input(wasm.strip_prefix(MAGIC)?);
    let mut out = MAGIC.to_vec();
    while !input.0.is_empty() {
        let section = input.byte()?;
        let size = input.number()?;
        let mut content = input.bytes(size)?.to_vec();
        if section == kind {
            let (count, rest) = list.take()?(Input(&content))?;
            content.clear();
            write_number(&mut content, count);
            content.extend(rest);
        }
        out.push(section);
        write_number(&mut out, content.len());
        out.extend(content);
    }
    list.is_none().then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE_TEXT: &str = "function __wbg_get_imports() {\n    const import0 = {\n        __proto__: null,\n        \
        __wbg_f_0123: function(arg0) {\n            return arg0;\n        },\n        __wbg_g_4567: function() { return \
        handleError(function () {\n        }, arguments); },\n    };\n    return {\n        \"./shirushi_bg.js\": import0,\n    \
        };\n}\nlet wasm;\n";

    /// A file with two imports and two exports.
    fn wasm() -> Vec<u8> {
        let mut imports = vec![2];
        for (module, name) in [(GLUE, "__wbg_g_4567"), ("env", "memory")] {
            write_text(&mut imports, module);
            write_text(&mut imports, name);
            imports.extend([0, 0]);
        }
        let mut exports = vec![2];
        for name in ["a_free", "wanted"] {
            write_text(&mut exports, name);
            exports.extend([0, 1]);
        }
        let mut wasm = MAGIC.to_vec();
        for (kind, content) in [(IMPORTS, imports), (EXPORTS, exports)] {
            wasm.push(kind);
            write_number(&mut wasm, content.len());
            wasm.extend(content);
        }
        wasm
    }

    fn holds(wasm: &[u8], text: &str) -> bool {
        wasm.windows(text.len()).any(|window| window == text.as_bytes())
    }

    #[test]
    fn only_exports_that_are_named_stay() {
        let wasm = without_exports(&wasm(), &["x.wanted()", ""]).unwrap();
        assert!(holds(&wasm, "wanted") && !holds(&wasm, "a_free"));
    }

    #[test]
    fn imports_are_renamed_on_both_sides_and_what_is_not_imported_goes() {
        let (wasm, glue) = with_short_names(&wasm(), GLUE_TEXT).unwrap();
        assert!(holds(&wasm, "\x01w\x02f0") && holds(&wasm, "memory") && !holds(&wasm, "shirushi"));
        assert!(
            glue.contains("        f0: function() { return handleError") && glue.contains("\"w\": import0"),
            "{glue}"
        );
        assert!(
            glue.contains("    };\n    return {") && glue.contains("__proto__") && !glue.contains("__wbg_f"),
            "{glue}"
        );
        assert!(
            with_short_names(&wasm, "let wasm;\n").is_ok() && with_short_names(&self::wasm(), "let wasm;\n").is_err()
        );
    }
}
