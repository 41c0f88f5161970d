//! A real mail server, for journeys that are about what such a server does with a mail.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::common;
use crate::fail::{comes_true, fail};
use crate::place;
use crate::program::Program;

/// A mail server, by aiosmtpd. It takes everything over, but for the address that it is told to refuse.
#[derive(Debug)]
pub struct Post {
    folder: PathBuf,
    url: String,
    _program: Program,
}

impl Post {
    /// Starts one that refuses this address, as if it did not exist.
    pub fn refusing(address: &str) -> Self {
        let folder = common().folder();
        refuse(&folder, address);
        let mut command = Command::new(place::python());
        command.args(["-c", include_str!("post.py")]).arg(&folder);
        let (program, port) =
            Program::start_apart(command, |line| Some(line.strip_prefix("listening on ")?.trim().to_owned()));
        Self { folder, url: format!("smtp://127.0.0.1:{port}"), _program: program }
    }

    /// As `SHIRUSHI_SMTP_URL` wants it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address exists from now on.
    pub fn refuses_nothing(&self) {
        refuse(&self.folder, "");
    }

    /// The mails that it took over, with this subject, to this address: their texts.
    pub fn taken(&self, subject: &str, to: &str) -> Vec<String> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|file| file.path());
        let mails = files.filter(|file| file.extension().is_some_and(|ending| ending == "mail"));
        let mails = mails.filter_map(|file| fs::read_to_string(file).ok());
        let told =
            mails.filter_map(|mail| mail.split_once("\n\n").map(|(head, text)| (head.to_owned(), text.to_owned())));
        told.filter(|(head, _)| head.contains(subject) && head.lines().any(|line| line == to))
            .map(|(_, text)| text)
            .collect()
    }

    /// Waits until there is one, and answers with its text.
    pub async fn takes(&self, subject: &str, to: &str) -> String {
        if !comes_true(async || !self.taken(subject, to).is_empty()).await {
            fail(format!("no mail 「{subject}」 to {to} was taken over"));
        }
        self.taken(subject, to).swap_remove(0)
    }
}

fn refuse(folder: &Path, address: &str) {
    let file = folder.join("refused");
    fs::write(&file, address).unwrap_or_else(|error| fail(format!("{}: {error}", file.display())));
}
