//! Failing with the line of the journey, and waiting for conditions.

use std::backtrace::Backtrace;
use std::fmt::Display;
use std::time::Duration;

use thirtyfour::error::WebDriverResult;

/// How long a journey waits for a condition before it fails; nothing waits for a time.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// How often a condition is looked at.
const AGAIN: Duration = Duration::from_millis(20);

/// Ends the journey. Says which of its lines was being walked: what panics is far below it.
pub fn fail(message: impl Display) -> ! {
    let trace = Backtrace::force_capture().to_string();
    let mut places = trace.lines().filter_map(|line| line.trim().strip_prefix("at "));
    let place = places.find(|place| place.contains("tests/all/")).unwrap_or("somewhere");
    panic!("{message}\n(walking {place})");
}

/// What WebDriver answered, or the end of the journey.
pub(crate) fn done<T>(answer: WebDriverResult<T>, what: impl Display) -> T {
    match answer {
        Ok(value) => value,
        Err(error) => fail(format!("{what}: {error}")),
    }
}

/// Waits until a condition holds, and answers whether it came true in time.
pub(crate) async fn comes_true(holds: impl AsyncFnMut() -> bool) -> bool {
    comes_true_within(DEADLINE, holds).await
}

/// The same, within a time of one's own.
pub(crate) async fn comes_true_within(deadline: Duration, mut holds: impl AsyncFnMut() -> bool) -> bool {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(AGAIN).await;
        }
    };
    tokio::time::timeout(deadline, waiting).await.is_ok()
}
