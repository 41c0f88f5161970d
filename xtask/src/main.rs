//! The project's own commands: `cargo xtask run | test | check | bench | dist | size`.
//!
//! Everything a newcomer needs happens in here: getting the tools at their pinned versions, building, starting,
//! testing. [`kit`] lists what can be needed, [`tools`] knows how each of those is found or made, and the modules
//! named like a command hold the command.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "talking to the person at the terminal is what this program is for"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "how long a build or a program takes is told by this machine's own clock"
)]

#[cfg(not(unix))]
compile_error!("cargo xtask runs on Linux and macOS; on Windows use it inside WSL");

mod args;
mod bench;
mod binary;
mod check;
mod dist;
mod interrupt;
mod job;
mod kit;
mod page;
mod place;
mod run;
mod say;
mod server;
mod size;
mod stamp;
mod test;
mod tools;

use std::process::ExitCode;

use args::Order;

fn main() -> ExitCode {
    interrupt::watch();
    match obey() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            interrupt::leave_to_handler();
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does what the command line asks for; `false` says that it was done and found something wrong.
fn obey() -> anyhow::Result<bool> {
    match args::read()? {
        Order::Help => {
            print!("{}", args::USAGE);
            Ok(true)
        }
        Order::Run(wishes) => run::run(&place::Place::find()?, &wishes),
        Order::Test(wishes) => test::run(&place::Place::find()?, &wishes),
        Order::Check(install) => check::run(&place::Place::find()?, install),
        Order::Bench(wishes) => bench::run(&place::Place::find()?, &wishes),
        Order::Dist(site) => dist::run(&place::Place::find()?, &site),
        Order::Size(why) => size::run(&place::Place::find()?, why),
    }
}
