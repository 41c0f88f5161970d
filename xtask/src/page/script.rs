//! One JavaScript file of three: wasm-bindgen's glue, the loader of the parts, and the start.
//!
//! wasm-bindgen and the splitter write modules that import each other; as one file the browser has one thing less to
//! ask for. Where they write something else than they do today, this says so and builds nothing.

use anyhow::{Context, Result, ensure};

use super::bundle::Named;

const START: &str = include_str!("start.js");
const STYLE: &str = include_str!("style.js");

/// How the loader of the part begins that comes with styles (`src/inside.rs`), and how its list of what it needs does.
const STYLED: &str = "const __wasm_split_load_inside = ";
const NEEDS: &str = "\n, [";

/// The files that the script names.
pub(super) struct Files<'a> {
    /// The first WASM file.
    pub(super) first: &'a Named,
    /// The others.
    pub(super) parts: &'a [(String, Named)],
    /// The styles of what is seen inside.
    pub(super) style: &'a Named,
}

/// The whole script.
pub(super) fn whole(glue: &str, loader: &str, files: &Files<'_>, version: &str) -> Result<String> {
    let Files { first, parts, style } = files;
    let (glue, imports) = without_imports(glue);
    let glue = glue.replace("export { initSync, __wbg_init as default };", "");
    let glue = glue.replace("module_or_path = new URL('shirushi_bg.wasm', import.meta.url);", "");
    ensure!(!glue.contains("import.meta"), "wasm-bindgen's glue names files in a way that is not known here");
    let glue = glue.replace("export function ", "function ");
    ensure!(!glue.contains("\nexport "), "wasm-bindgen's glue exports something that is not known here");

    let mut loaders = Vec::new();
    let mut lines = Vec::new();
    for line in loader.lines().filter(|line| !line.starts_with("import ")) {
        if let Some(rest) = line.strip_prefix("export const ") {
            loaders.push(rest.split(' ').next().unwrap_or_default().to_owned());
            lines.push(format!("const {rest}"));
        } else {
            lines.push(line.to_owned());
        }
    }
    let mut loader = lines.join("\n");
    for (name, file) in *parts {
        let asked = format!("fetch(new URL(\"./{name}.wasm\", import.meta.url))");
        ensure!(loader.contains(&asked), "the loader does not ask for the part {name} in a way that is known here");
        loader = loader.replace(&asked, &format!("fetch(\"{}\", {})", file.address, integrity(file)));
    }
    ensure!(!loader.contains("import.meta"), "the loader asks for a part that is not there");
    let (before, styled) = loader.split_once(STYLED).context("no part comes with styles")?;
    let (begin, needs) = styled.split_once(NEEDS).context("the loader lists what a part needs in an unknown way")?;
    let asks =
        STYLE.replace("STYLE", &format!("\"{}\"", style.address)).replace("SRI", &format!("\"{}\"", style.integrity));
    let loader = format!("{asks}\n{before}{STYLED}{begin}{NEEDS}__style, {needs}");
    ensure!(!loaders.is_empty() && !imports.is_empty(), "nothing was split");

    let imports: Vec<String> = imports.iter().map(|import| format!("{import} = loaders")).collect();
    let start = START.replace("WASM", &format!("\"{}\"", first.address)).replace("SRI", &integrity(first));
    let start = start.replace("VERSION", &format!("\"{version}\""));
    let whole =
        format!("{loader}\nconst loaders = {{ {} }}, {};\n{glue}\n{start}", loaders.join(", "), imports.join(", "));
    Ok(lean(&whole))
}

fn integrity(file: &Named) -> String {
    format!("{{ integrity: \"{}\" }}", file.integrity)
}

/// The glue without its imports, and the names that it knows them by.
fn without_imports(glue: &str) -> (String, Vec<&str>) {
    let mut names = Vec::new();
    let mut rest = Vec::new();
    for line in glue.lines() {
        match line.strip_prefix("import * as ").and_then(|import| import.split(' ').next()) {
            Some(name) => names.push(name),
            None => rest.push(line),
        }
    }
    (rest.join("\n"), names)
}

/// Without comments and indentation. It understands no JavaScript: both tools write a comment on lines of its own.
fn lean(script: &str) -> String {
    let mut lean = String::new();
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        if in_comment || line.starts_with("/*") {
            in_comment = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            lean.push_str(line);
            lean.push('\n');
        }
    }
    lean
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(address: &str) -> Named {
        Named { address: address.to_owned(), integrity: "sha384-x".to_owned() }
    }

    const GLUE: &str = "import * as import1 from \"./__wasm_split.js\"\n/**\n * Words.\n */\nexport function f() {\n    // why\n    return 1;\n}\nexport { initSync, __wbg_init as default };\n";
    const LOADER: &str = "import { initSync } from \"./shirushi.js\";\nconst a = fetch(new URL(\"./split_inside.wasm\", import.meta.url));\nexport const __wasm_split_load_inside = wrap(a\n, [b]);\n";

    #[test]
    fn the_three_become_one_that_names_each_file_with_its_integrity() {
        let parts = [("split_inside".to_owned(), named("/assets/split_inside-1.wasm"))];
        let (first, style) = (named("/assets/shirushi-1.wasm"), named("/assets/inside-1.css"));
        let files = Files { first: &first, parts: &parts, style: &style };
        let whole = whole(GLUE, LOADER, &files, "v1").unwrap();
        assert!(whole.contains("wrap(a\n, [__style, b]);") && whole.contains("\"/assets/inside-1.css\""), "{whole}");
        assert!(whole.contains("fetch(\"/assets/split_inside-1.wasm\", { integrity: \"sha384-x\" })"), "{whole}");
        assert!(whole.contains("const loaders = { __wasm_split_load_inside }, import1 = loaders;"), "{whole}");
        assert!(whole.contains("fetch(\"/assets/shirushi-1.wasm\", { integrity: \"sha384-x\" })"), "{whole}");
        assert!(whole.contains("version: \"v1\""), "{whole}");
        for gone in ["import ", "import.meta", "Words.", "// why", "export ", "    "] {
            assert!(!whole.contains(gone), "{gone:?} in {whole}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused() {
        let (x, none) = (named("/x"), []);
        assert!(whole(GLUE, LOADER, &Files { first: &x, parts: &none, style: &x }, "v1").is_err());
        let parts = [("split_inside".to_owned(), named("/y"))];
        let files = Files { first: &x, parts: &parts, style: &x };
        assert!(whole("", LOADER, &files, "v1").is_err());
        assert!(whole(GLUE, &LOADER.replace("load_inside", "load_a"), &files, "v1").is_err());
    }
}
