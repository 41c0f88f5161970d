//! Building the server.

use std::path::PathBuf;

use anyhow::Result;

use crate::job;
use crate::place::Place;
use crate::say::Steps;

/// How the server is built.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Profile {
    /// Quick to build; what tests and a first look use.
    Dev,
    /// As it is meant to be used.
    Server,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Profile::Dev => "dev",
            Profile::Server => "server",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Profile::Dev => "debug",
            Profile::Server => "server",
        }
    }
}

/// Where the built server is.
pub(crate) fn program(place: &Place, profile: Profile) -> PathBuf {
    place.target.join(profile.folder()).join("shirushi-server")
}

/// Builds the server optimised, and the bare one that it is compared with.
pub(crate) fn build_for_bench(place: &Place, profile: Profile, steps: &mut Steps) -> Result<(PathBuf, PathBuf)> {
    let step = steps.next("the server, and a bare one to compare with; 6 min or so the first time");
    let mut cargo = place.cargo();
    cargo.args(["build", "--package", "server", "--bin", "shirushi-server", "--example", "bare"]);
    cargo.args(["--profile", profile.name()]);
    job::quietly(&mut cargo, "building the servers")?;
    step.done("ready");
    Ok((program(place, profile), place.target.join(profile.folder()).join("examples/bare")))
}

/// Builds the server.
pub(crate) fn build(place: &Place, profile: Profile, steps: &mut Steps) -> Result<PathBuf> {
    let step = steps.next(match profile {
        Profile::Dev => "the server, unoptimised (--release builds it optimised); 2 to 4 min the first time",
        Profile::Server => "the server, optimised; 5 min or so the first time",
    });
    let mut cargo = place.cargo();
    cargo.args(["build", "--package", "server", "--bin", "shirushi-server", "--profile", profile.name()]);
    job::quietly(&mut cargo, "building the server")?;
    step.done("ready");
    Ok(program(place, profile))
}
