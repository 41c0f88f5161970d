//! Mails as `.eml` files in a folder (D15.4).

use std::io::Write as _;
use std::path::Path;

use contract::Timestamp;
use contract::mail::DemonstrationMail;

use crate::clock::Moment;
use crate::entity::mail;

/// The most mails the demonstration shows.
const SHOWN: usize = 100;

/// A mail's file: sorted by time, the same at every attempt, so that a repetition replaces the file.
pub fn file_name(row: &mail::Model) -> String {
    format!("{:013}-{:08}.eml", row.recorded_at, row.id)
}

/// Writes a file whole or not at all.
///
/// # Errors
///
/// When the folder cannot be written.
pub fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let part = folder.join(format!("{name}.part"));
    let mut file = std::fs::File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(part, folder.join(name))
}

/// The newest mails of a folder, the newest first. What cannot be read is left out.
pub fn read(folder: &Path) -> Vec<DemonstrationMail> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
    paths.sort();
    paths.iter().rev().take(SHOWN).filter_map(|path| parse(&std::fs::read(path).ok()?)).collect()
}

fn parse(bytes: &[u8]) -> Option<DemonstrationMail> {
    let message = mail_parser::MessageParser::default().parse(bytes)?;
    let to = message.to()?.first()?.address()?.to_owned();
    let sent_at = Moment(message.date()?.to_timestamp() * 1000).to_wire();
    let body = message.body_text(0)?.replace("\r\n", "\n");
    Some(DemonstrationMail { to, subject: message.subject()?.to_owned(), sent_at: Timestamp(sent_at.0), body })
}
