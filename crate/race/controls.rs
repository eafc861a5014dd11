//! The runs of guarded controls: each round plays every map, and the two it is held against, at every
//! setting in a fresh seeded order; then the link's program over every map.

use super::damage::Damage;
use super::guarded::{Play, Played};
use super::programs::PlayProgram;
use super::record::{ControlProgram, ControlRun, Ended, Run, Unseen};
use super::result::RaceResult;
use super::run::{Race, SLICE};
use super::series::{Pass, Setup, Turn};
use super::summary::CellSummary;
use super::unguarded::buckets;
use crate::base::error::RunError;
use crate::base::units::Nanos;
use crate::experiment::race::{Cell, MOST_CONTROL_RUNS, PROGRAM_TIME, Plan};
use crate::model::memory::Shared;
use crate::model::outcome;
use crate::model::program::{Program, Statement};
use crate::model::search::serial_outcomes;
use crate::stats::{Estimate, estimate, paired_ratio};
use crate::strategy::{Iteration, MapSpec, build};
use crate::workload::stream;
use serde::Serialize;

/// What is played.
#[derive(Clone, Debug)]
enum Contender {
    /// The table with no guard, on one worker.
    Table,
    /// The unguarded model, on one worker.
    Model,
    Map(MapSpec),
}

impl Contender {
    fn name(&self) -> String {
        match self {
            Self::Table => "table".into(),
            Self::Model => "model".into(),
            Self::Map(spec) => spec.to_string(),
        }
    }
}

/// What the controls came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Controls {
    /// The table alone, the model alone, then the maps.
    #[cfg_attr(test, schemars(length(min = 2)))]
    pub maps: Vec<ControlSummary>,
    /// As the link writes it.
    pub program: String,
    /// Different outcomes that serial orders of the program give.
    pub serial: usize,
    pub programs: Vec<ControlProgram>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ControlSummary {
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub map: String,
    #[cfg_attr(test, schemars(extend("enum" = ["table", "model", "map"])))]
    pub kind: &'static str,
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub cells: Vec<ControlCell>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct ControlCell {
    #[serde(flatten)]
    pub cell: Cell,
    pub runs: usize,
    pub anomalies: u64,
    pub ops_per_sec: Option<Estimate>,
    /// To the table alone, round by round.
    pub ratio: Option<Estimate>,
}

/// A step: a run of a contender at a setting, or the program over a map.
#[derive(Clone, Copy, Debug)]
enum ControlTurn {
    Load { map: usize, cell: usize, round: usize },
    Program { map: usize },
}

pub(super) struct ControlRuns {
    contenders: Vec<Contender>,
    program: Program,
    serial: Vec<outcome::Outcome>,
    turns: Vec<ControlTurn>,
    rounds: usize,
}

impl ControlRuns {
    pub fn new(plan: &Plan) -> Self {
        // What stores nothing has no outcome.
        let maps = plan.maps.iter().filter(|map| map.stores()).cloned();
        let contenders: Vec<Contender> = [Contender::Table, Contender::Model]
            .into_iter()
            .chain(maps.map(Contender::Map))
            .collect();
        let rounds = plan.runs.min(MOST_CONTROL_RUNS);
        // The two that are used alone have one setting, which stands first.
        let places = |map: usize| if map < 2 { 0..1 } else { 0..plan.cells.len() };
        let all: Vec<(usize, usize)> = (0..contenders.len())
            .flat_map(|map| places(map).map(move |cell| (map, cell)))
            .collect();
        let round = |round| {
            let order = stream::order(all.len(), plan.seed, round).into_iter();
            order.map(|place| all[place]).map(move |(map, cell)| ControlTurn::Load {
                map,
                cell,
                round,
            })
        };
        let programs = (2..contenders.len()).map(|map| ControlTurn::Program { map });
        let turns = (1..=rounds).flat_map(round).chain(programs).collect();
        // A link's program was read before; without one there is nothing to play.
        let program = Program::read(&plan.program).map(|(program, _)| program);
        let program = program
            .unwrap_or(Program { initial: Vec::new(), goroutines: vec![vec![Statement::Len]] });
        let serial = serial_outcomes(&program);
        Self { contenders, program, serial, turns, rounds }
    }

    fn play(
        &self,
        setup: &Setup,
        map: usize,
        cell: Cell,
        round: usize,
    ) -> Result<Option<Played>, RunError> {
        let contender = &self.contenders[map];
        let Setup { plan: Plan { load, limit, .. }, ref pool, status, .. } = *setup;
        let (name, seed) = (contender.name(), setup.seed(round));
        let mut play =
            Play { load, cell, limit, seed, name: &name, extra_threads: 0, pool, status };
        match contender {
            Contender::Table => play.alone(),
            Contender::Map(spec) => {
                play.extra_threads = spec.extra_threads();
                build(spec, play)
            }
            Contender::Model => {
                let memory = &Shared::new(buckets(load));
                let (detect, slice) = (true, SLICE);
                let audited = false;
                let race =
                    Race { load, cell, detect, limit, slice, seed, audited, memory, pool, status };
                Ok(race.run().map(|finish| Played {
                    operations: finish.operations,
                    elapsed: finish.length,
                    anomalies: Damage::assess(memory, &finish, false).total(),
                }))
            }
        }
    }

    fn play_program(&self, setup: &Setup, map: usize) -> Result<Option<ControlProgram>, RunError> {
        let Contender::Map(spec) = &self.contenders[map] else { return Ok(None) };
        let name = spec.to_string();
        let play = PlayProgram {
            program: &self.program,
            serial: &self.serial,
            name: &name,
            extra_threads: spec.extra_threads(),
            pool: &setup.pool,
            status: setup.status,
        };
        let seen = build(spec, play)?;
        let statements = || self.program.goroutines.iter().flatten();
        let whole =
            |one: &Statement| matches!(one, Statement::Range | Statement::Len | Statement::Clear);
        let weak = statements().any(whole) && spec.guarantees().iteration != Iteration::Snapshot;
        let weak = weak || !spec.guarantees().linearizable;
        Ok(seen.map(|seen| ControlProgram {
            map: name.clone(),
            runs: seen.runs,
            outcomes: seen.outcomes,
            others: seen.others,
            weak,
        }))
    }

    fn controls(&self, plan: &Plan, runs: &[Run]) -> Controls {
        let speeds = |map, cell| -> Vec<f64> {
            rates(runs, map, cell).into_iter().map(|(rate, _)| rate).collect()
        };
        let alone = speeds(0, 0);
        let control = |(map, contender): (usize, &Contender)| {
            let places = if map < 2 { 1 } else { plan.cells.len() };
            let cells = (0..places).map(|place| {
                let rates_here = speeds(map, place);
                ControlCell {
                    cell: cell(plan, map, place),
                    runs: rates_here.len(),
                    anomalies: rates(runs, map, place).iter().map(|(_, anomalies)| anomalies).sum(),
                    ops_per_sec: estimate(&rates_here),
                    ratio: paired_ratio(&rates_here, &alone, plan.seed),
                }
            });
            let kind = match contender {
                Contender::Table => "table",
                Contender::Model => "model",
                Contender::Map(_) => "map",
            };
            ControlSummary { map: contender.name(), kind, cells: cells.collect() }
        };
        Controls {
            maps: self.contenders.iter().enumerate().map(control).collect(),
            program: plan.program.clone(),
            serial: self.serial.len(),
            programs: runs.iter().filter_map(|run| run.program.clone()).collect(),
        }
    }
}

/// What a setting comes to for a contender: the first two are used by one worker alone.
fn cell(plan: &Plan, map: usize, place: usize) -> Cell {
    let cell = plan.cells[place];
    if map < 2 { Cell { workers: 1, ..cell } } else { cell }
}

/// Operations a second and anomalies of a contender's runs at a setting, by round.
fn rates(runs: &[Run], map: usize, cell: usize) -> Vec<(f64, u64)> {
    let of = |run: &&Run| run.cell == cell && run.control.is_some_and(|control| control.map == map);
    let figures = |run: &Run| run.control.map(|control| (control.ops_per_sec, control.anomalies));
    let mut runs: Vec<&Run> = runs.iter().filter(of).collect();
    runs.sort_by_key(|run| run.round);
    runs.into_iter().filter_map(figures).collect()
}

impl Pass for ControlRuns {
    fn count(&self) -> usize {
        self.turns.len()
    }

    fn rounds(&self) -> usize {
        self.rounds
    }

    fn turn(&self, setup: &Setup, number: usize, _: &[Run]) -> Turn {
        let (map, place, round, cell, expected_ms) = match self.turns[number] {
            ControlTurn::Load { map, cell: place, round } => {
                let expected_ms = setup.plan.limit.as_millis() + 5.0;
                (map, place, round, cell(&setup.plan, map, place), expected_ms)
            }
            ControlTurn::Program { map } => {
                let goroutines = self.program.goroutines.len();
                let cell = Cell { workers: goroutines, goroutines };
                (map, 0, self.rounds, cell, PROGRAM_TIME.as_millis())
            }
        };
        Turn { map: Some(self.contenders[map].name()), round, place, cell, expected_ms }
    }

    fn run(&self, setup: &Setup, number: usize) -> Result<Option<Run>, RunError> {
        let mut run = Run {
            cell: 0,
            round: self.rounds,
            ended: Ended::Time,
            conflict: None,
            ms: 0.0,
            operations: 0,
            unseen: Unseen::default(),
            damage: None,
            control: None,
            program: None,
            audit: None,
        };
        match self.turns[number] {
            ControlTurn::Load { map, cell: place, round } => {
                let played = self.play(setup, map, cell(&setup.plan, map, place), round)?;
                let Some(Played { operations, elapsed, anomalies }) = played else {
                    return Ok(None);
                };
                let seconds = elapsed.max(Nanos(1)).as_secs();
                let ops_per_sec = operations as f64 / seconds;
                (run.cell, run.round, run.operations) = (place, round, operations);
                run.ms = elapsed.as_millis();
                run.control = Some(ControlRun { map, ops_per_sec, anomalies });
            }
            ControlTurn::Program { map } => {
                let Some(seen) = self.play_program(setup, map)? else { return Ok(None) };
                run.operations = seen.runs as u64;
                run.program = Some(seen);
            }
        }
        Ok(Some(run))
    }

    fn result(&self, setup: &Setup, runs: &[Run]) -> RaceResult {
        let cells = setup.plan.cells.iter().map(|cell| CellSummary::new(*cell, &[])).collect();
        RaceResult {
            rounds: self.rounds,
            controls: Some(self.controls(&setup.plan, runs)),
            ..RaceResult::new(setup, cells, runs)
        }
    }
}
