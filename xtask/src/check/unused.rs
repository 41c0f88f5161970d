//! Dependencies that no source file mentions.

use anyhow::Result;

use crate::job;
use crate::kit::Kit;
use crate::place::Place;

/// What is wrong, in cargo-machete's words.
pub(crate) fn find(place: &Place, kit: &Kit) -> Result<Vec<String>> {
    let mut machete = place.command(kit.program("cargo-machete"));
    let ended = job::silently(machete.args(["--with-metadata", "--skip-target-dir"]))?;
    if ended.success {
        return Ok(vec![]);
    }
    // What follows is advice on how to use cargo-machete, which the remedy gives for this project.
    let complaint = ended.complaint();
    Ok(vec![complaint.split("If you believe").next().unwrap_or_default().trim_end().to_owned()])
}
