//! One JavaScript file of three: wasm-bindgen's glue, the loader of the parts, and the start.
//!
//! wasm-bindgen and the splitter write modules that import each other; as one file the browser has one thing less to
//! ask for. Where they write something else than they do today, this says so and builds nothing.

use anyhow::{Result, ensure};

use super::bundle::Named;

const START: &str = include_str!("start.js");

/// The whole script. `first` is the first WASM file, `parts` are the others.
pub(super) fn whole(
    glue: &str,
    loader: &str,
    first: &Named,
    parts: &[(String, Named)],
    version: &str,
) -> Result<String> {
    let (glue, imports) = without_imports(glue);
    let glue = glue.replace("export { initSync, __wbg_init as default };", "");
    let glue = glue.replace("module_or_path = new URL('shirushi_bg.wasm', import.meta.url);", "");
    ensure!(!glue.contains("import.meta"), "wasm-bindgen's glue names files in a way that is not known here");
    let glue = glue.replace("export class ", "class ").replace("export function ", "function ");
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
    for (name, file) in parts {
        let asked = format!("fetch(new URL(\"./{name}.wasm\", import.meta.url))");
        ensure!(loader.contains(&asked), "the loader does not ask for the part {name} in a way that is known here");
        loader = loader.replace(&asked, &format!("fetch(\"{}\", {})", file.address, integrity(file)));
    }
    ensure!(!loader.contains("import.meta"), "the loader asks for a part that is not there");
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
    const LOADER: &str = "import { initSync } from \"./shirushi.js\";\nconst a = fetch(new URL(\"./split_a.wasm\", import.meta.url));\nexport const __wasm_split_load_a = wrap(a);\n";

    #[test]
    fn the_three_become_one_that_names_each_file_with_its_integrity() {
        let parts = [("split_a".to_owned(), named("/assets/split_a-1.wasm"))];
        let whole = whole(GLUE, LOADER, &named("/assets/shirushi-1.wasm"), &parts, "v1").unwrap();
        assert!(whole.contains("fetch(\"/assets/split_a-1.wasm\", { integrity: \"sha384-x\" })"), "{whole}");
        assert!(whole.contains("const loaders = { __wasm_split_load_a }, import1 = loaders;"), "{whole}");
        assert!(whole.contains("fetch(\"/assets/shirushi-1.wasm\", { integrity: \"sha384-x\" })"), "{whole}");
        assert!(whole.contains("version: \"v1\""), "{whole}");
        for gone in ["import ", "import.meta", "Words.", "// why", "export ", "    "] {
            assert!(!whole.contains(gone), "{gone:?} in {whole}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused() {
        assert!(whole(GLUE, LOADER, &named("/x"), &[], "v1").is_err());
        assert!(whole("", LOADER, &named("/x"), &[("split_a".to_owned(), named("/y"))], "v1").is_err());
    }
}
