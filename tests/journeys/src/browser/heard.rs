//! A screen as a screen reader says it: roles, names and states of the accessibility tree, kept in files beside the
//! journeys, so that a person can read whether that makes sense and a test notices when it changes.
//!
//! `SHIRUSHI_RENEW=1` writes the files anew; read them before they are committed.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Browser;
use crate::fail::{comes_true, done, fail};

/// States that are said, and what is written for them.
const STATES: [&str; 7] = ["required", "invalid", "expanded", "checked", "disabled", "pressed", "selected"];
/// Roles that are not said, although what is in them is.
const SILENT: [&str; 7] =
    ["none", "generic", "LineBreak", "paragraph", "RootWebArea", "LabelText", "DescriptionListDetail"];
/// Roles that are left out with all in them: they say nothing more.
const LEFT_OUT: [&str; 2] = ["InlineTextBox", "ListMarker"];
/// Roles whose inside is the browser's own, which has its own language.
const OPAQUE: [&str; 1] = ["Date"];
/// From so many hexadecimal digits on, text is a number that is different every time.
const HEX_FROM: usize = 16;

impl Browser {
    /// Compares what is heard of the screen with the file of this name. Numbers are left out: days go by.
    pub async fn sounds_like(&self, name: &str) {
        let file = folder().join(format!("{name}.txt"));
        if std::env::var("SHIRUSHI_RENEW").is_ok_and(|value| value == "1") {
            let mut before = String::new();
            let settled = comes_true(async || {
                let now = self.heard().await;
                std::mem::replace(&mut before, now.clone()) == now && !now.contains("読み込んでいます")
            });
            if !settled.await {
                fail(format!("「{name}」 does not come to rest:\n{before}"));
            }
            fs::write(&file, before).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            return;
        }
        let wanted = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        if !comes_true(async || self.heard().await == wanted).await {
            let heard = self.heard().await;
            fail(format!(
                "「{name}」 is heard otherwise (SHIRUSHI_RENEW=1 takes it over):\n{}",
                change(&wanted, &heard)
            ));
        }
    }

    async fn heard(&self) -> String {
        let tree = self.driver.cdp().send_raw("Accessibility.getFullAXTree", json!({})).await;
        let tree = done(tree, "the accessibility tree");
        let nodes = tree["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
        // While a dialog is open, nothing else is heard.
        let dialog = nodes.iter().position(|node| text(&node["role"]) == "dialog");
        let mut lines = String::new();
        if let Some(first) = nodes.get(dialog.unwrap_or(0)) {
            say(nodes, first, 0, "", &mut lines);
        }
        lines
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("heard")
}

fn text(value: &Value) -> &str {
    value["value"].as_str().unwrap_or_default()
}

/// Writes what is said of a node and of all in it; `said` is what has been said around it.
fn say(nodes: &[Value], node: &Value, depth: usize, said: &str, lines: &mut String) {
    let (role, name) = (text(&node["role"]), without_numbers(text(&node["name"])));
    if LEFT_OUT.contains(&role) {
        return;
    }
    let silent = node["ignored"] == true || SILENT.contains(&role);
    let repeated = role == "StaticText" && said.contains(name.trim());
    let mut inner = depth;
    if !silent && !repeated {
        let role = if role == "StaticText" { "" } else { role };
        let mut line = format!("{}{role} {}", "  ".repeat(depth), name.trim()).trim_end().to_owned();
        let (description, held) = (without_numbers(text(&node["description"])), without_numbers(text(&node["value"])));
        if !held.is_empty() && held != name {
            line += &format!(" = {held}");
        }
        for state in node["properties"].as_array().into_iter().flatten() {
            let (of, value) = (state["name"].as_str().unwrap_or_default(), &state["value"]["value"]);
            if of == "level" {
                line += &format!(" ({value})");
            } else if STATES.contains(&of) && *value != false && *value != "false" {
                line += &format!(" [{of}]");
            }
        }
        if !description.is_empty() {
            line += &format!(" — {description}");
        }
        if !line.trim().is_empty() {
            lines.push_str(&line);
            lines.push('\n');
            inner += 1;
        }
    }
    if OPAQUE.contains(&role) {
        return;
    }
    let said = if silent || name.is_empty() { said } else { &name };
    for id in node["childIds"].as_array().into_iter().flatten() {
        if let Some(child) = nodes.iter().find(|node| node["nodeId"] == *id) {
            say(nodes, child, inner, said, lines);
        }
    }
}

/// A text in which every number is `#`, and so is what only differs by chance.
fn without_numbers(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let hex = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number = if hex >= HEX_FROM { hex } else { digits };
        if number > 0 {
            out.push('#');
            rest = &rest[number..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// The lines that one has and the other has not.
fn change(wanted: &str, heard: &str) -> String {
    let only = |sign: &str, these: &str, those: &str| -> String {
        these
            .lines()
            .filter(|line| !those.lines().any(|other| other == *line))
            .map(|line| format!("{sign} {line}\n"))
            .collect()
    };
    [only("-", wanted, heard), only("+", heard, wanted)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_chance_are_left_out() {
        assert_eq!(without_numbers("2026年12月2日 JC-00000005"), "#年#月#日 JC-#");
        assert_eq!(without_numbers("59d248830c8ae2e7542acc2365"), "#");
        assert_eq!(without_numbers("abc建設"), "abc建設");
    }

    #[test]
    fn what_a_name_has_said_is_not_said_again() {
        let nodes = [
            json!({ "nodeId": "1", "role": { "value": "button" }, "name": { "value": "検索" }, "childIds": ["2"],
                "properties": [{ "name": "expanded", "value": { "value": true } }] }),
            json!({ "nodeId": "2", "role": { "value": "StaticText" }, "name": { "value": "検索" } }),
        ];
        let mut lines = String::new();
        say(&nodes, &nodes[0], 0, "", &mut lines);
        assert_eq!(lines, "button 検索 [expanded]\n");
    }
}
