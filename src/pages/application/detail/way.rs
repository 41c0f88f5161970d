//! The way of an application as steps: 受付 → 審査 → 発行 → 有効性確認済, or where it was cut short.

use contract::application::{ApplicationDetail, ApplicationState};
use contract::{Timestamp, ja};

use crate::browser;
use crate::components::stepper::{Step, StepStand};

/// The steps with their dates.
pub(super) fn steps(application: &ApplicationDetail) -> Vec<Step> {
    use ApplicationState::{Checked, Examining, Issued, Received, Rejected, Withdrawn};
    let when = &application.steps;
    let way: [(ApplicationState, Option<&Timestamp>); 4] = [
        (Received, Some(&when.received_at)),
        (Examining, when.examining_at.as_ref()),
        (Issued, when.issued_at.as_ref()),
        (Checked, when.checked_at.as_ref()),
    ];
    let stopped = match application.state {
        Rejected => Some((Rejected, when.rejected_at.as_ref())),
        Withdrawn => Some((Withdrawn, when.withdrawn_at.as_ref())),
        _ => None,
    };
    let here = way.iter().position(|(state, _)| *state == application.state);
    // What was never reached is not on the way of an application that was cut short.
    way.into_iter()
        .enumerate()
        .filter(|(_, (_, reached))| stopped.is_none() || reached.is_some())
        .map(|(at, (state, reached))| {
            let stand = match here {
                // The last step is an end: nothing goes on there.
                Some(here) if at < here || (at == here && state == Checked) => StepStand::Done,
                Some(here) if at == here => StepStand::Now,
                Some(_) => StepStand::Ahead,
                None => StepStand::Done,
            };
            step(state, reached, stand)
        })
        .chain(stopped.map(|(state, reached)| step(state, reached, StepStand::Stopped)))
        .collect()
}

fn step(state: ApplicationState, reached: Option<&Timestamp>, stand: StepStand) -> Step {
    Step { name: ja::application_state(state), reached: reached.map(browser::date_time), stand }
}
