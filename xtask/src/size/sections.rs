//! Reading of a WASM file no more than how large its sections and functions are, and what these are called.

use std::collections::BTreeMap;

use crate::binary::{Input, MAGIC};

/// How large everything is.
pub(super) struct Contents {
    /// Sections by name.
    pub(super) sections: Vec<(String, usize)>,
    /// Functions by name.
    pub(super) functions: Vec<(String, usize)>,
}

const SECTIONS: [&str; 13] = [
    "custom",
    "type",
    "import",
    "function",
    "table",
    "memory",
    "global",
    "export",
    "start",
    "element",
    "code",
    "data",
    "data count",
];

/// Reads a whole file; nothing where it is none.
pub(super) fn read(wasm: &[u8]) -> Option<Contents> {
    let mut input = Input(wasm.strip_prefix(MAGIC)?);
    let (mut sections, mut bodies, mut names) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut imported = 0;
    while !input.0.is_empty() {
        let kind = input.byte()?;
        let size = input.number()?;
        let mut section = Input(input.bytes(size)?);
        let mut name = SECTIONS.get(usize::from(kind)).unwrap_or(&"?").to_string();
        match kind {
            0 => {
                name = section.text()?;
                if name == "name" {
                    names = function_names(section)?;
                }
            }
            2 => imported = imported_functions(section)?,
            10 => {
                for _ in 0..section.number()? {
                    let size = section.number()?;
                    section.bytes(size)?;
                    bodies.push(size);
                }
            }
            _ => {}
        }
        sections.push((name, size));
    }
    let functions = bodies.into_iter().enumerate().map(|(index, size)| {
        let name = names.remove(&(imported + index)).unwrap_or_else(|| "(without a name)".to_owned());
        (name, size)
    });
    Some(Contents { functions: functions.collect(), sections })
}

fn imported_functions(mut section: Input<'_>) -> Option<usize> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        section.text()?;
        section.text()?;
        functions += usize::from(section.import()?[0] == 0);
    }
    Some(functions)
}

fn function_names(mut section: Input<'_>) -> Option<BTreeMap<usize, String>> {
    let mut names = BTreeMap::new();
    while !section.0.is_empty() {
        let kind = section.byte()?;
        let size = section.number()?;
        let mut part = Input(section.bytes(size)?);
        if kind == 1 {
            for _ in 0..part.number()? {
                let index = part.number()?;
                names.insert(index, part.text()?);
            }
        }
    }
    Some(names)
}
