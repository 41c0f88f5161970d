//! What the person at the terminal sees: numbered steps, how long each took, and a live line meanwhile.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often a long step says something where no live line can be drawn.
const REMINDER: Duration = Duration::from_secs(20);

/// Longest live line; a longer one would wrap and could not be wiped.
const LIVE_WIDTH: usize = 78;

/// A numbered list of steps whose length is known before the first.
pub(crate) struct Steps {
    total: usize,
    at: usize,
}

impl Steps {
    /// `total` steps will follow.
    pub(crate) fn new(total: usize) -> Steps {
        Steps { total, at: 0 }
    }

    /// Begins the next step.
    pub(crate) fn next(&mut self, title: &str) -> Step {
        self.at += 1;
        println!("[{}/{}] {title}", self.at, self.total);
        Step { started: Instant::now() }
    }
}

/// A step that has begun.
pub(crate) struct Step {
    started: Instant,
}

impl Step {
    /// Ends the step with how it went and how long it took.
    pub(crate) fn done(self, how: &str) {
        note(&format!("{how} ({})", duration(self.started.elapsed())));
    }

    /// How long the step has taken so far.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

/// A line below the current step.
pub(crate) fn note(text: &str) {
    for line in text.lines() {
        println!("      {line}");
    }
}

/// The live line of a command that runs: redrawn in a terminal, repeated now and then elsewhere.
pub(crate) struct Live {
    started: Instant,
    printed: Instant,
    terminal: bool,
    drawn: bool,
    crates: usize,
    last: String,
}

impl Live {
    /// Starts with nothing to show.
    pub(crate) fn new() -> Live {
        let now = Instant::now();
        Live {
            started: now,
            printed: now,
            terminal: std::io::stdout().is_terminal(),
            drawn: false,
            crates: 0,
            last: String::new(),
        }
    }

    /// Takes note of a line that the command printed.
    pub(crate) fn heard(&mut self, line: &str) {
        let line = line.trim();
        if line.starts_with("Compiling ") || line.starts_with("Checking ") {
            self.crates += 1;
        }
        if !line.is_empty() {
            line.clone_into(&mut self.last);
        }
    }

    /// Shows how far things are; call it a few times a second.
    pub(crate) fn tick(&mut self) {
        // Most commands end before anyone wonders.
        if self.started.elapsed() < Duration::from_secs(1) {
            return;
        }
        if self.terminal {
            print!("\r\x1b[2K{}", self.line());
            let _ = std::io::stdout().flush();
            self.drawn = true;
        } else if self.printed.elapsed() >= REMINDER {
            println!("{}", self.line());
            self.printed = Instant::now();
        }
    }

    /// Wipes the live line, before anything else is printed.
    pub(crate) fn clear(&mut self) {
        if self.drawn {
            print!("\r\x1b[2K");
            let _ = std::io::stdout().flush();
            self.drawn = false;
        }
        self.printed = Instant::now();
    }

    fn line(&self) -> String {
        let mut line = format!("      … {}", duration(self.started.elapsed()));
        if self.crates > 0 {
            line.push_str(&format!(", {} crates", self.crates));
        }
        if !self.last.is_empty() {
            line.push_str(": ");
            line.push_str(&self.last);
        }
        line.chars().filter(|c| !c.is_control()).take(LIVE_WIDTH).collect()
    }
}

/// A duration as people say it.
pub(crate) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(duration(Duration::from_millis(340)), "0.3 s");
        assert_eq!(duration(Duration::from_secs(42)), "42 s");
        assert_eq!(duration(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn the_live_line_counts_crates_and_stays_on_one_line() {
        let mut live = Live::new();
        live.heard("   Compiling leptos v0.8.23");
        live.heard(&"あ".repeat(200));
        let line = live.line();
        assert!(line.contains("1 crates"), "{line}");
        assert_eq!(line.chars().count(), LIVE_WIDTH);
    }
}
