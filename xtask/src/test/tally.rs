//! Counting tests, and the table at the end.

use std::fmt;
use std::ops::AddAssign;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::say;

/// How tests ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tally {
    passed: usize,
    failed: usize,
    /// Something failed that is no test: a build, a check, a test program that crashed.
    broken: bool,
    /// Whether this is about tests at all.
    untested: bool,
    /// The tests that failed, by name.
    names: Vec<String>,
    /// What was left out, and why.
    skipped: Vec<String>,
}

impl Tally {
    /// Counts what a test run printed; `success` is how its command ended.
    pub(crate) fn of(lines: &[String], success: bool) -> Tally {
        let mut tally = Tally::default();
        for (passed, failed) in lines.iter().filter_map(|line| result(line)) {
            tally.passed += passed;
            tally.failed += failed;
        }
        tally.names = lines.iter().filter_map(|line| failed(line)).collect();
        tally.broken = !success && tally.failed == 0;
        tally
    }

    /// Nothing was done, for this reason, which is no failure.
    pub(crate) fn skipped(why: &str) -> Tally {
        Tally { untested: true, skipped: vec![why.to_owned()], ..Tally::default() }
    }

    /// Takes out what the test programs counted as passed although it was left out.
    pub(crate) fn without(mut self, skipped: Vec<String>) -> Tally {
        self.passed = self.passed.saturating_sub(skipped.len());
        self.skipped.extend(skipped);
        self
    }

    /// How the checks ended.
    pub(crate) fn checks(failed: &[&str]) -> Tally {
        Tally { broken: !failed.is_empty(), untested: true, ..Tally::default() }
    }

    /// A part that could not be done.
    fn broken() -> Tally {
        Tally { broken: true, ..Tally::default() }
    }

    fn is_good(&self, filtered: bool) -> bool {
        let ran = self.untested || self.passed + self.failed > 0;
        !self.broken && self.failed == 0 && (ran || filtered)
    }

    /// What failed, with at least one for a part that is broken.
    fn failures(&self) -> usize {
        self.failed.max(usize::from(self.broken))
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.broken |= other.broken;
        self.untested |= other.untested;
        self.names.extend(other.names);
        self.skipped.extend(other.skipped);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.broken {
            write!(f, ", and it did not run to its end")?;
        }
        Ok(())
    }
}

/// The numbers of a line such as `test result: ok. 3 passed; 0 failed; …`.
fn result(line: &str) -> Option<(usize, usize)> {
    let plain = without_colours(line);
    let (_, counts) = plain.trim().strip_prefix("test result: ")?.split_once(". ")?;
    let count = |word: &str| {
        let part = counts.split(';').find_map(|part| part.trim().strip_suffix(word))?;
        part.trim().parse().ok()
    };
    Some((count("passed")?, count("failed")?))
}

/// The test of a line such as `test method1::once ... FAILED`.
fn failed(line: &str) -> Option<String> {
    let plain = without_colours(line);
    Some(plain.trim().strip_prefix("test ")?.strip_suffix(" ... FAILED")?.to_owned())
}

fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut pieces = line.split("\x1b[");
    plain.extend(pieces.next());
    for piece in pieces {
        plain.push_str(piece.split_once('m').map_or(piece, |(_, rest)| rest));
    }
    plain
}

/// The parts that ran.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<(&'static str, Tally, Duration)>,
}

impl Table {
    /// Runs a part and keeps how it ended; what stops it is told and counts as a failure.
    pub(crate) fn part(&mut self, name: &'static str, run: impl FnOnce() -> Result<Tally>) {
        let begun = Instant::now();
        let tally = run().unwrap_or_else(|error| {
            crate::interrupt::leave_to_handler();
            say::note(&format!("{error:#}"));
            Tally::broken()
        });
        self.rows.push((name, tally, begun.elapsed()));
    }

    /// Whether all is well; with filters a part may have nothing to run, but not all of them.
    pub(crate) fn is_good(&self, filtered: bool) -> bool {
        let ran_any = self.rows.iter().any(|(_, tally, _)| tally.untested || tally.passed + tally.failed > 0);
        ran_any && self.rows.iter().all(|(_, tally, _)| tally.is_good(filtered))
    }

    /// The sum, alone on a line for whoever reads the end of the output.
    pub(crate) fn closing_line(&self) -> String {
        let passed: usize = self.rows.iter().map(|(_, tally, _)| tally.passed).sum();
        let failed: usize = self.rows.iter().map(|(_, tally, _)| tally.failures()).sum();
        format!("{passed} passed, {failed} failed")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<12} {:>7} {:>7}  {:<14} result", "part", "passed", "failed", "time")?;
        for (name, tally, time) in &self.rows {
            let number = |count: usize| if tally.untested { "–".to_owned() } else { count.to_string() };
            let (passed, failed) = (number(tally.passed), number(tally.failed));
            let result = match tally {
                tally if tally.untested && !tally.broken && !tally.skipped.is_empty() => "SKIPPED",
                tally if tally.failed > 0 || tally.broken => "FAILED",
                tally if tally.is_good(false) => "ok",
                _ => "ran no test",
            };
            let time = say::duration(*time);
            writeln!(f, "{name:<12} {passed:>7} {failed:>7}  {time:<14} {result}")?;
        }
        for (name, tally, _) in &self.rows {
            let name = name.trim_start_matches("… ");
            for test in &tally.names {
                writeln!(f, "FAILED in {name}: {test}")?;
            }
            for what in &tally.skipped {
                writeln!(f, "SKIPPED in {name}: {what}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    fn tally(lines: &[&str], success: bool) -> Tally {
        Tally::of(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>(), success)
    }

    #[test]
    fn result_lines_of_both_runners_are_read() {
        let cargo = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.10s";
        assert_eq!(result(cargo), Some((12, 0)));
        let browser = "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 filtered out; finished in 0.01s";
        assert_eq!(result(browser), Some((2, 1)));
        assert_eq!(result("test result: \x1b[32mok\x1b[0m. 3 passed; 0 failed; 0 ignored"), Some((3, 0)));
        assert_eq!(result("test result: unheard of"), None);
        assert_eq!(result("test a ... ok"), None);
        assert_eq!(result("    the test result: ok. 1 passed; 0 failed"), None);
    }

    #[test]
    fn counts_add_up_over_test_programs() {
        let sum =
            tally(&["test result: ok. 1 passed; 0 failed;", "", "test result: FAILED. 2 passed; 3 failed;"], false);
        assert_eq!((sum.passed, sum.failed, sum.broken), (3, 3, false));
    }

    #[test]
    fn a_build_that_fails_is_a_failure_without_a_test() {
        let broken = tally(&["error: could not compile"], false);
        assert!(broken.broken && !broken.is_good(true));
        assert_eq!(broken.failures(), 1);
    }

    #[test]
    fn a_part_without_a_test_fails_unless_a_filter_asked_for_it() {
        let none = tally(&["test result: ok. 0 passed; 0 failed;"], true);
        assert!(!none.is_good(false));
        assert!(none.is_good(true));
        assert!(Tally::checks(&[]).is_good(false));
        assert!(!Tally::checks(&["format"]).is_good(false));
    }

    #[test]
    fn the_table_goes_on_after_a_failure_and_sums_up() {
        let mut table = Table::default();
        table.part("check", || Ok(Tally::checks(&[])));
        table.part("unit", || Ok(tally(&["test result: ok. 4 passed; 0 failed;"], true)));
        assert!(table.is_good(false));
        table.part("journeys", || bail!("no page"));
        assert!(!table.is_good(false));
        assert_eq!(table.closing_line(), "4 passed, 1 failed");
        assert!(table.to_string().contains("journeys"));
    }

    #[test]
    fn what_failed_and_what_was_skipped_is_named_where_it_was() {
        let mut table = Table::default();
        let lines = ["test a::b ... FAILED", "test c ... ok", "test result: FAILED. 2 passed; 1 failed;"];
        table.part("firefox", || Ok(tally(&lines, false).without(vec!["ime only in Chromium: no IME".to_owned()])));
        table.part("webkit", || Ok(Tally::skipped("it is not there")));
        let text = table.to_string();
        assert!(text.contains("FAILED in firefox: a::b\n"), "{text}");
        assert!(text.contains("SKIPPED in firefox: ime only in Chromium"), "{text}");
        assert!(text.contains("SKIPPED in webkit: it is not there"), "{text}");
        assert_eq!(table.closing_line(), "1 passed, 1 failed");
    }

    #[test]
    fn a_filter_that_fits_nowhere_is_a_failure() {
        let mut table = Table::default();
        table.part("unit", || Ok(tally(&["test result: ok. 0 passed; 0 failed;"], true)));
        assert!(!table.is_good(true));
    }
}
