//! The way of an application as a small picture of its steps, and as a list to those who cannot see it (D13.1).

use leptos::prelude::*;

use super::icon::{Icon, icon};

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepStand {
    /// Behind.
    Done,
    /// Here.
    Now,
    /// Ahead.
    Ahead,
    /// The way ended here before its end.
    Stopped,
}

/// One step of a way.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// Its name.
    pub(crate) name: &'static str,
    /// When it was reached.
    pub(crate) reached: Option<String>,
    /// How it stands.
    pub(crate) stand: StepStand,
}

/// The steps of a way.
#[component]
pub(crate) fn Stepper(
    /// What goes this way.
    label: &'static str,
    /// Its steps, in order.
    steps: Vec<Step>,
) -> impl IntoView {
    view! {
        <ol class="stepper" aria-label=label>
            {steps.into_iter().map(step).collect_view()}
        </ol>
    }
    .into_any()
}

fn step(step: Step) -> AnyView {
    let (class, words, mark) = match step.stand {
        StepStand::Done => ("stepper__step stepper__step--done", "完了", icon(Icon::Success)),
        StepStand::Now => ("stepper__step stepper__step--now", "現在", circle()),
        StepStand::Ahead => ("stepper__step", "これから", circle()),
        StepStand::Stopped => ("stepper__step stepper__step--stopped", "終了", icon(Icon::Cross)),
    };
    let current = matches!(step.stand, StepStand::Now | StepStand::Stopped);
    view! {
        <li class=class aria-current=current.then_some("step")>
            <span class="stepper__mark">{mark}</span>
            <span class="stepper__name">{step.name}</span>
            <span class="stepper__stand">{words}</span>
            {step.reached.map(|reached| view! { <span class="stepper__date">{reached}</span> }.into_any())}
        </li>
    }
    .into_any()
}

fn circle() -> AnyView {
    view! { <span class="stepper__circle" aria-hidden="true"></span> }.into_any()
}
