//! The figures, for people and for programs.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

/// The most that may be between the smallest and the largest size.
const FLAT: f64 = 1.5;

/// All that was measured.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) sizes: Vec<usize>,
    pub(crate) rounds: usize,
    pub(crate) optimised: bool,
    pub(crate) idle_kib: u64,
    pub(crate) rows: Vec<Row>,
}

/// One request, at each size; or against the bare server, which comes first.
pub(crate) struct Row {
    database: &'static str,
    name: &'static str,
    pub(crate) times: Vec<Vec<Duration>>,
}

impl Row {
    /// Nothing measured yet.
    pub(crate) fn new(database: &'static str, name: &'static str, columns: usize) -> Row {
        Row { database, name, times: vec![Vec::new(); columns] }
    }

    /// The time that so many of a hundred requests took at most, in milliseconds, at each size.
    fn percentile(&self, percent: usize) -> Vec<f64> {
        let of = |times: &Vec<Duration>| {
            let mut times = times.clone();
            times.sort_unstable();
            let at = (times.len() * percent).div_ceil(100).saturating_sub(1);
            times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
        };
        self.times.iter().map(of).collect()
    }

    fn is_comparison(&self) -> bool {
        self.name.contains("bare axum")
    }
}

/// The last of the first.
fn ratio(values: &[f64]) -> f64 {
    match (values.first(), values.last()) {
        (Some(first), Some(last)) => last / first,
        _ => f64::NAN,
    }
}

impl Figures {
    /// For programs.
    pub(crate) fn json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            let (p50, p99) = (row.percentile(50), row.percentile(99));
            json!({
                "database": row.database, "request": row.name, "p50_ms": p50, "p99_ms": p99,
                "p50_ratio": ratio(&p50), "p99_ratio": ratio(&p99), "compared_with_bare": row.is_comparison(),
            })
        });
        json!({
            "sizes": self.sizes, "rounds": self.rounds, "optimised": self.optimised, "idle_kib": self.idle_kib,
            "rows": rows.collect::<Vec<_>>(),
        })
    }

    /// For people.
    pub(crate) fn markdown(&self) -> String {
        let mut out = String::new();
        let mut line = |text: String| {
            let _ = writeln!(out, "{text}");
        };
        let kind = if self.optimised { "optimised" } else { "UNOPTIMISED" };
        line(format!(
            "Milliseconds by HTTP, p50 / p99 of {} rounds, {kind} server; idle memory {:.1} MiB.\n",
            self.rounds,
            self.idle_kib as f64 / 1024.0
        ));
        let sizes: Vec<String> = self.sizes.iter().map(|size| format!("{size} rows")).collect();
        line(format!("| Database | Request | {} | p50 × | p99 × |", sizes.join(" | ")));
        line(format!("|---|---|{}--:|--:|", "--:|".repeat(sizes.len())));
        for row in self.rows.iter().filter(|row| !row.is_comparison()) {
            let (p50, p99) = (row.percentile(50), row.percentile(99));
            let cells: Vec<String> = p50.iter().zip(&p99).map(|(p50, p99)| format!("{p50:.2} / {p99:.2}")).collect();
            let mark = if ratio(&p99) > FLAT { " !" } else { "" };
            let (name, cells) = (row.name, cells.join(" | "));
            line(format!("| {} | {name} | {cells} | {:.2} | {:.2}{mark} |", row.database, ratio(&p50), ratio(&p99)));
        }
        line(
            "\n| Database | Read without log-in | bare axum | Shirushi | speed of bare |\n|---|---|--:|--:|--:|"
                .to_owned(),
        );
        for row in self.rows.iter().filter(|row| row.is_comparison()) {
            let (p50, p99) = (row.percentile(50), row.percentile(99));
            line(format!(
                "| {} | revocation list | {:.2} / {:.2} | {:.2} / {:.2} | {:.2} |",
                row.database,
                p50[0],
                p99[0],
                p50[1],
                p99[1],
                1.0 / ratio(&p50)
            ));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_and_ratios_are_told() {
        let mut row = Row::new("SQLite", "list", 2);
        row.times[0] = (1..=100).map(Duration::from_millis).collect();
        row.times[1] = (1..=100).map(|ms| Duration::from_millis(2 * ms)).collect();
        assert_eq!(row.percentile(50), [50.0, 100.0]);
        assert_eq!(row.percentile(99), [99.0, 198.0]);
        let figures = Figures { sizes: vec![1000, 2000], rows: vec![row], ..Figures::default() };
        assert!(figures.markdown().contains("| SQLite | list | 50.00 / 99.00 | 100.00 / 198.00 | 2.00 | 2.00 ! |"));
        assert_eq!(figures.json()["rows"][0]["p99_ratio"], 2.0);
    }
}
