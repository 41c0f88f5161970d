//! `cargo xtask test`: everything that shows whether the project works.

mod journeys;
mod parts;
mod tally;

use anyhow::Result;

use crate::args::{Engine, Part, TestWishes};
use crate::check;
use crate::kit::{Kit, Need, PAGE};
use crate::place::Place;
use crate::say::{self, Steps};
use crate::tools::postgres::Cluster;
use parts::Bench;
use tally::{Table, Tally};

/// Gets what is needed, runs the parts in order, also past a failure, and sums up.
pub(crate) fn run(place: &Place, wishes: &TestWishes) -> Result<bool> {
    let chosen: Vec<Part> =
        Part::ALL.into_iter().filter(|part| wishes.only.is_empty() || wishes.only.contains(part)).collect();
    let needs = needs(&chosen, wishes);
    let wants_postgres = needs.contains(&Need::Postgres);
    let work: usize = chosen.iter().map(|part| parts::steps(*part, wishes)).sum();
    let mut steps =
        Steps::new(needs.len() + usize::from(needs.contains(&Need::Firefox)) + usize::from(wants_postgres) + work);

    let kit = Kit::gather(place, &needs, wishes.install, &mut steps)?;
    let cluster = match &kit.postgres {
        Some(programs) => {
            let step = steps.next("a PostgreSQL that lives as long as the tests");
            let cluster = Cluster::start(programs)?;
            step.done(&format!("listening: {}", cluster.url));
            Some(cluster)
        }
        None => None,
    };
    let bench = Bench { place, kit: &kit, wishes, postgres: cluster.as_ref().map(|cluster| cluster.url.as_str()) };

    let mut table = Table::default();
    for part in chosen {
        if part == Part::Journeys {
            journeys::run(&bench, &mut table, &mut steps);
            continue;
        }
        table.part(part.name(), || match part {
            Part::Check => {
                let failed = check::all(place, &kit, &mut steps)?;
                Ok(Tally::checks(&failed))
            }
            Part::Unit => bench.unit(&mut steps),
            Part::Api => bench.api(&mut steps),
            Part::Components | Part::Journeys => bench.components(&mut steps),
        });
    }
    drop(cluster);
    println!();
    say::note(&table.to_string());
    println!("\n{}", table.closing_line());
    Ok(table.is_good(!wishes.filters.is_empty()))
}

/// What the parts need, each once, in the order in which it is best got.
fn needs(parts: &[Part], wishes: &TestWishes) -> Vec<Need> {
    let of = |part: &Part| -> &'static [Need] {
        match part {
            Part::Check => &check::NEEDS,
            Part::Unit => &[Need::Postgres],
            Part::Api => &[Need::Postgres, Need::Python],
            Part::Components => &[Need::Target, Need::WasmBindgen, Need::Chromium],
            Part::Journeys => &[Need::Postgres, Need::Python, Need::Axe, Need::Nginx],
        }
    };
    let page: &[Need] = if parts.contains(&Part::Journeys) { &PAGE } else { &[] };
    let rounds = if parts.contains(&Part::Journeys) { journeys::rounds(wishes) } else { Vec::new() };
    let engines = rounds.iter().map(|(engine, _)| match engine {
        Engine::Chromium => Need::Chromium,
        Engine::Firefox => Need::Firefox,
        Engine::Webkit => Need::Webkit,
    });
    let mut needs = Vec::new();
    for need in parts.iter().flat_map(of).chain(page).copied().chain(engines) {
        if !needs.contains(&need) {
            needs.push(need);
        }
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_gets_what_it_needs_once() {
        let all = needs(&Part::ALL, &TestWishes::default());
        for need in
            [Need::WasmSplit, Need::WasmBindgen, Need::Machete, Need::Postgres, Need::Axe, Need::Chromium, Need::Webkit]
        {
            assert_eq!(all.iter().filter(|one| **one == need).count(), 1, "{need:?}");
        }
        assert_eq!(needs(&[Part::Unit], &TestWishes::default()), [Need::Postgres]);
    }
}
