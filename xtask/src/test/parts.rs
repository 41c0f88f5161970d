//! The parts of the tests: which commands each runs, and with what around them.

use std::process::Command;

use anyhow::Result;

use super::journeys;
use super::tally::Tally;
use crate::args::{Part, TestWishes};
use crate::check;
use crate::job;
use crate::kit::Kit;
use crate::page;
use crate::place::Place;
use crate::say::Steps;
use crate::server::{self, Profile};
use crate::tools::target::WASM;

/// What the tests run on.
pub(crate) struct Bench<'a> {
    /// Where everything is.
    pub(crate) place: &'a Place,
    /// The tools.
    pub(crate) kit: &'a Kit,
    /// What the person asked for.
    pub(crate) wishes: &'a TestWishes,
    /// The address of the tests' PostgreSQL.
    pub(crate) postgres: Option<&'a str>,
}

/// How many steps a part takes.
pub(crate) fn steps(part: Part, wishes: &TestWishes) -> usize {
    match part {
        Part::Check => check::STEPS,
        Part::Unit => UNIT.len(),
        Part::Api => 2,
        Part::Components => 1,
        Part::Journeys => 3 + journeys::rounds(wishes).len(),
    }
}

const UNIT: [(&str, &[&str]); 4] = [
    ("the rules that page and server share", &["--package", "contract", "--all-features"]),
    ("the server from inside", &["--package", "server", "--lib", "--bins"]),
    ("the examples in the server's documentation", &["--package", "server", "--doc"]),
    ("cargo xtask itself", &["--package", "xtask"]),
];

impl Bench<'_> {
    /// Rules, store, and this program.
    pub(crate) fn unit(&self, steps: &mut Steps) -> Result<Tally> {
        let mut tally = Tally::default();
        for (title, words) in UNIT {
            tally += self.cargo_test(title, words, steps)?;
        }
        Ok(tally)
    }

    /// The server through HTTP.
    pub(crate) fn api(&self, steps: &mut Steps) -> Result<Tally> {
        // The authority is checked by pkilint, which lies in the same Python.
        let mut tally = self.cargo_test("the certificate authority", &["--package", "ca"], steps)?;
        tally += self.cargo_test("the API", &["--package", "server", "--test", "*"], steps)?;
        Ok(tally)
    }

    /// The page's components, in a browser.
    pub(crate) fn components(&self, steps: &mut Steps) -> Result<Tally> {
        let step = steps.next("the page's components, in a browser");
        let mut tally = Tally::default();
        // Unlike cargo's own, this runner takes one filter only.
        let filters = &self.wishes.filters;
        let rounds: Vec<&[String]> = if filters.is_empty() { vec![&[]] } else { filters.chunks(1).collect() };
        for filter in rounds {
            let mut command = self.test(&["--package", "shirushi", "--target", WASM], filter);
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", self.kit.program("wasm-bindgen-test-runner"));
            if std::env::var_os("WASM_BINDGEN_TEST_TIMEOUT").is_none() {
                // Seconds; the runner's own 20 are few for a busy machine.
                command.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
            }
            tally += run(&mut command)?;
        }
        step.done(&tally.to_string());
        Ok(tally)
    }

    pub(super) fn cargo_test(&self, title: &str, words: &[&str], steps: &mut Steps) -> Result<Tally> {
        let step = steps.next(title);
        let tally = run(&mut self.test(words, &self.wishes.filters))?;
        step.done(&tally.to_string());
        Ok(tally)
    }

    pub(super) fn test(&self, words: &[&str], filters: &[String]) -> Command {
        let place = self.place;
        let mut command = place.cargo();
        command
            .args(["test", "--no-fail-fast"])
            .args(words)
            .arg("--")
            .args(filters)
            .args(&self.wishes.rest)
            .env("SHIRUSHI_TEST_PAGE", page::folder(place))
            .env("SHIRUSHI_TEST_SERVER", server::program(place, Profile::Dev))
            .env("SHIRUSHI_TEST_SHOTS", place.target.join("screenshots"));
        if let Some(url) = self.postgres {
            command.env("SHIRUSHI_TEST_POSTGRES", url);
        }
        self.kit.tell(&mut command);
        command
    }
}

pub(super) fn run(command: &mut Command) -> Result<Tally> {
    let ended = job::openly(command)?;
    Ok(Tally::of(&ended.lines, ended.success))
}
