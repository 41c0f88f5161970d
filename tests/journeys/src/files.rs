//! Files: what a page saved, what is chosen in it, and what other programs say of them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::browser::Browser;
use crate::common::common;
use crate::fail::fail;

impl Browser {
    /// Waits until the page has saved a file under this name, whole, and answers with its content.
    pub async fn saved(&self, name: &str) -> Vec<u8> {
        let file = self.downloads().join(name);
        let mut content = Vec::new();
        self.waits_until(&format!("the file {name}"), async || {
            content = std::fs::read(&file).unwrap_or_default();
            !content.is_empty() && !self.is_saving()
        })
        .await;
        content
    }

    /// A file of the API's, asked for by the page.
    pub async fn fetched(&self, address: &str) -> Vec<u8> {
        let script = "const address = (globalThis.shirushi?.api ?? '') + arguments[0];
            return fetch(address, { cache: 'no-store', credentials: 'include' })
                .then(answer => answer.arrayBuffer()).then(bytes => [...new Uint8Array(bytes)])";
        serde_json::from_value(self.asks_with(script, serde_json::json!([address])).await).unwrap_or_default()
    }

    /// Whether a file is still being written.
    fn is_saving(&self) -> bool {
        let files = std::fs::read_dir(self.downloads()).into_iter().flatten().flatten();
        files.map(|file| file.file_name().to_string_lossy().into_owned()).any(|name| {
            [".crdownload", ".part", ".wkdownload"].iter().any(|ending| name.ends_with(ending))
                || name.contains(".org.")
        })
    }
}

/// A new file with this content.
pub fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = common().folder().join(name);
    std::fs::write(&path, content).unwrap_or_else(|error| fail(format!("{}: {error}", path.display())));
    path
}

/// Runs OpenSSL: whether it is content, and all that it says.
pub fn openssl(arguments: &[&str], files: &[(&str, &Path)]) -> (bool, String) {
    let mut command = Command::new("openssl");
    command.args(arguments);
    for (option, path) in files {
        command.arg(option).arg(path);
    }
    match command.output() {
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            (output.status.success(), String::from_utf8_lossy(&said).into_owned())
        }
        Err(error) => fail(format!("openssl does not start: {error}")),
    }
}
