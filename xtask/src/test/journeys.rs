//! Whole journeys, in each engine.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::parts::{self, Bench};
use super::tally::{Table, Tally};
use crate::args::{Engine, TestWishes};
use crate::job;
use crate::page;
use crate::say::Steps;
use crate::server::{self, Profile};
use crate::size;

/// Which journeys an engine walks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Which {
    /// All of them.
    Every,
    /// Those whose names say that they walk a line M of the specification.
    Manual,
    /// The same, with the page on a host of its own: a real nginx, on another origin than the API.
    Hosted,
}

/// The engines, and what they walk.
pub(crate) fn rounds(wishes: &TestWishes) -> Vec<(Engine, Which)> {
    let is_usual = wishes.engines.is_empty();
    let engines = Engine::ALL.into_iter().filter(|engine| is_usual || wishes.engines.contains(engine));
    let rounds = engines.flat_map(|engine| match engine {
        Engine::Chromium => vec![(engine, Which::Every), (engine, Which::Hosted)],
        _ if is_usual => vec![(engine, Which::Manual)],
        _ => vec![(engine, Which::Every)],
    });
    rounds.collect()
}

/// Builds what the journeys run on, and walks them in one engine after the other.
pub(crate) fn run(bench: &Bench<'_>, table: &mut Table, steps: &mut Steps) {
    let mut ready = true;
    for (number, (engine, which)) in rounds(bench.wishes).into_iter().enumerate() {
        table.part(row(engine, which), || {
            let mut budget = Tally::default();
            if number == 0 {
                let page = page::build(bench.place, bench.kit, steps);
                let server = server::build(bench.place, Profile::Dev, steps);
                ready = page.is_ok() && server.is_ok();
                page?;
                server?;
                budget = first_visit(bench, steps)?;
            }
            let place = if which == Which::Hosted { ", the page on nginx" } else { "" };
            let step = steps.next(&format!("journeys in {}{place}", engine.name()));
            let missing = bench.kit.missing.iter().find(|(name, _)| *name == engine.name());
            let tally = match missing {
                _ if !ready => Tally::skipped("page or server could not be built"),
                Some((_, why)) => Tally::skipped(&format!("it cannot be had here: {}", why.replace('\n', " "))),
                None if which == Which::Hosted && bench.kit.nginx.is_none() => {
                    Tally::skipped("there is no nginx here; nothing has shown the page on another origin than the API")
                }
                None => walk(bench, engine, which)?,
            };
            step.done(&tally.to_string());
            budget += tally;
            Ok(budget)
        });
    }
}

/// Whether what a first visit loads is within the budget.
fn first_visit(bench: &Bench<'_>, steps: &mut Steps) -> Result<Tally> {
    let step = steps.next("what a first visit loads, against size-budget.toml");
    let within = size::within_budget(bench.place)?;
    step.done(if within { "within the budget" } else { "NOT within the budget" });
    Ok(if within { Tally::default() } else { Tally::checks(&["size-budget.toml"]) })
}

/// The round's row of the table.
fn row(engine: Engine, which: Which) -> &'static str {
    match engine {
        _ if which == Which::Hosted => "… on nginx",
        Engine::Chromium => "journeys",
        Engine::Firefox => "… firefox",
        Engine::Webkit => "… webkit",
    }
}

fn walk(bench: &Bench<'_>, engine: Engine, which: Which) -> Result<Tally> {
    let folder = if which == Which::Hosted { "nginx" } else { engine.name() };
    let shots = bench.place.target.join("screenshots").join(folder);
    forget(&shots);
    let mut filters = bench.wishes.filters.clone();
    let words: &[&str] = match which {
        Which::Every => &["--package", "journeys"],
        Which::Manual | Which::Hosted => {
            let listed = job::silently(bench.test(&["--package", "journeys", "--test", "all"], &[]).arg("--list"))?;
            filters = chosen(&listed.lines, &bench.wishes.filters);
            if listed.success && filters.is_empty() {
                return Ok(Tally::skipped("no journey of a line M has such a name"));
            }
            filters.push("--exact".to_owned());
            &["--package", "journeys", "--test", "all"]
        }
    };
    let mut command = bench.test(words, &filters);
    command.env("SHIRUSHI_TEST_ENGINE", engine.name()).env("SHIRUSHI_TEST_SHOTS", &shots);
    if which == Which::Hosted {
        command.env("SHIRUSHI_TEST_HOST", "nginx");
    }
    let tally = parts::run(&mut command)?;
    Ok(tally.without(skipped(&shots)))
}

/// Of a list of tests, those that walk a line M of the specification and fit the filters.
fn chosen(lines: &[String], filters: &[String]) -> Vec<String> {
    let names = lines.iter().filter_map(|line| line.trim().strip_suffix(": test"));
    names
        .filter(|name| is_manual(name))
        .filter(|name| filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str())))
        .map(str::to_owned)
        .collect()
}

/// Whether a name is like `method1::filed::m6_3_…`.
fn is_manual(name: &str) -> bool {
    let last = name.rsplit("::").next().unwrap_or(name);
    last.strip_prefix('m').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Removes what an earlier run left about failures.
fn forget(shots: &Path) {
    for file in fs::read_dir(shots).into_iter().flatten().flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        if name.starts_with("FAILED-") || name.starts_with("SKIPPED-") {
            // Should it stay, it is only old news.
            let _ = fs::remove_file(file.path());
        }
    }
}

/// What the journeys say that they left out in this engine.
fn skipped(shots: &Path) -> Vec<String> {
    let files = fs::read_dir(shots).into_iter().flatten().flatten();
    let mut told: Vec<String> = files
        .filter(|file| file.file_name().to_string_lossy().starts_with("SKIPPED-"))
        .filter_map(|file| Some(fs::read_to_string(file.path()).ok()?.trim().to_owned()))
        .collect();
    told.sort();
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_the_manual_are_chosen_by_name() {
        let lines =
            ["method1::filed::m6_3_mailed: test", "method1::once::d6_2_once: test", "menu::many: test", "", "3 tests"];
        let lines = lines.map(str::to_owned);
        assert_eq!(chosen(&lines, &[]), ["method1::filed::m6_3_mailed"]);
        assert!(chosen(&lines, &["once".to_owned()]).is_empty());
        assert_eq!(chosen(&lines, &["mailed".to_owned(), "x".to_owned()]).len(), 1);
    }

    #[test]
    fn usually_chromium_walks_all_and_the_others_the_manual_once_more_on_nginx() {
        let chromium = [(Engine::Chromium, Which::Every), (Engine::Chromium, Which::Hosted)];
        let others = [(Engine::Firefox, Which::Manual), (Engine::Webkit, Which::Manual)];
        assert_eq!(rounds(&TestWishes::default()), [chromium, others].concat());
        let wish = |engines: &[Engine]| rounds(&TestWishes { engines: engines.to_vec(), ..TestWishes::default() });
        assert_eq!(wish(&[Engine::Webkit]), [(Engine::Webkit, Which::Every)]);
        assert_eq!(wish(&Engine::ALL).len(), 4);
        assert_eq!(wish(&[Engine::Chromium]), chromium);
    }
}
