//! The runs of guarded twins: each round plays every map, and the two it is held against, at every
//! setting in a fresh seeded order; then the link's program over every map.

use super::damage::Damage;
use super::programs::{PlayProgram, serial};
use super::record::{Ended, Run, TwinProgram, TwinRun, Unseen};
use super::run::{Race, SLICE};
use super::series::{Outcome, RaceResult, RaceStep, Steps, buckets};
use super::summary::CellSummary;
use super::twins::{Play, Played};
use crate::base::error::RunError;
use crate::base::units::{Nanos, Seed};
use crate::engine::Environment;
use crate::engine::{Board, Pool};
use crate::experiment::race::{Cell, Ladder, MOST_TWIN_RUNS, PROGRAM_TIME, Plan};
use crate::model::memory::Shared;
use crate::model::outcome;
use crate::model::program::{Program, Statement};
use crate::stats::{Estimate, estimate, paired_ratio};
use crate::strategy::{Iteration, MapSpec, build};
use crate::workload::tape;
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

/// What the twins came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Twins {
    /// The table alone, the model alone, then the maps.
    pub maps: Vec<Twin>,
    /// As the link writes it.
    pub program: String,
    /// Different outcomes that serial orders of it give.
    pub serial: usize,
    pub programs: Vec<TwinProgram>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Twin {
    pub map: String,
    pub kind: &'static str,
    pub cells: Vec<TwinCell>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TwinCell {
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
enum Turn {
    Load { map: usize, cell: usize, round: usize },
    Program { map: usize },
}

pub struct TwinSeries<'b> {
    plan: Plan,
    environment: Environment,
    pool: Pool,
    board: &'b Board,
    contenders: Vec<Contender>,
    program: Program,
    serial: Vec<outcome::Outcome>,
    turns: Vec<Turn>,
    rounds: usize,
    runs: Vec<Run>,
}

impl<'b> TwinSeries<'b> {
    pub(super) fn new(plan: Plan, environment: Environment, pool: Pool, board: &'b Board) -> Self {
        // What stores nothing has no outcome.
        let maps = plan.maps.iter().filter(|map| map.row.guarantees.stores).cloned();
        let contenders: Vec<Contender> = [Contender::Table, Contender::Model]
            .into_iter()
            .chain(maps.map(Contender::Map))
            .collect();
        let rounds = plan.runs.min(MOST_TWIN_RUNS);
        // The two that are used alone have one setting, which stands first.
        let places = |map: usize| if map < 2 { 0..1 } else { 0..plan.cells.len() };
        let all: Vec<(usize, usize)> = (0..contenders.len())
            .flat_map(|map| places(map).map(move |cell| (map, cell)))
            .collect();
        let round = |round| {
            let order = tape::order(all.len(), plan.seed, round).into_iter();
            order.map(|place| all[place]).map(move |(map, cell)| Turn::Load { map, cell, round })
        };
        let programs = (2..contenders.len()).map(|map| Turn::Program { map });
        let turns = (1..=rounds).flat_map(round).chain(programs).collect();
        // A link's program was read before; without one there is nothing to play.
        let program = Program::read(&plan.program).map(|(program, _)| program);
        let program = program
            .unwrap_or(Program { initial: Vec::new(), goroutines: vec![vec![Statement::Len]] });
        let serial = serial(&program);
        let runs = Vec::new();
        Self { plan, environment, pool, board, contenders, program, serial, turns, rounds, runs }
    }

    fn cell(&self, map: usize, cell: usize) -> Cell {
        let cell = self.plan.cells[cell];
        if map < 2 { Cell { workers: 1, ..cell } } else { cell }
    }

    fn expected_ms(&self, turn: Turn) -> f64 {
        match turn {
            Turn::Load { .. } => self.plan.limit.as_millis() + 5.0,
            Turn::Program { .. } => PROGRAM_TIME.as_millis(),
        }
    }

    fn play(&self, map: usize, cell: Cell, round: usize) -> Result<Option<Played>, RunError> {
        let contender = &self.contenders[map];
        let (pool, board) = (&self.pool, self.board);
        let seed = Seed(self.plan.seed.0.wrapping_mul(1_000_003).wrapping_add(round as u64));
        let Plan { load, limit, .. } = self.plan;
        let name = contender.name();
        let mut play = Play { load, cell, limit, seed, name: &name, extra_threads: 0, pool, board };
        match contender {
            Contender::Table => play.alone(),
            Contender::Map(spec) => {
                play.extra_threads = spec.row.extra_threads;
                build(spec, play)
            }
            Contender::Model => {
                let memory = &Shared::new(buckets(load));
                let (detect, slice) = (true, SLICE);
                let race = Race { load, cell, detect, limit, slice, seed, memory, pool, board };
                Ok(race.run().map(|finish| Played {
                    operations: finish.operations,
                    elapsed: finish.length,
                    anomalies: Damage::assess(memory, &finish, false).total(),
                }))
            }
        }
    }

    fn play_program(&self, map: usize) -> Result<Option<TwinProgram>, RunError> {
        let Contender::Map(spec) = &self.contenders[map] else { return Ok(None) };
        let name = spec.to_string();
        let play = PlayProgram {
            program: &self.program,
            serial: &self.serial,
            name: &name,
            extra_threads: spec.row.extra_threads,
            pool: &self.pool,
            board: self.board,
        };
        let seen = build(spec, play)?;
        let statements = || self.program.goroutines.iter().flatten();
        let whole =
            |one: &Statement| matches!(one, Statement::Range | Statement::Len | Statement::Clear);
        let weak = statements().any(whole) && spec.row.guarantees.iteration != Iteration::Snapshot;
        let weak = weak || !spec.row.guarantees.linearizable;
        Ok(seen.map(|seen| TwinProgram {
            map: name.clone(),
            runs: seen.runs,
            outcomes: seen.outcomes,
            others: seen.others,
            weak,
        }))
    }

    fn rates(&self, map: usize, cell: usize) -> Vec<(f64, u64)> {
        let of = |run: &&Run| run.cell == cell && run.twin.is_some_and(|twin| twin.map == map);
        let figures = |run: &Run| run.twin.map(|twin| (twin.ops_per_sec, twin.anomalies));
        let mut runs: Vec<&Run> = self.runs.iter().filter(of).collect();
        runs.sort_by_key(|run| run.round);
        runs.into_iter().filter_map(figures).collect()
    }

    fn twins(&self) -> Twins {
        let speeds = |map, cell| -> Vec<f64> {
            self.rates(map, cell).into_iter().map(|(rate, _)| rate).collect()
        };
        let alone = speeds(0, 0);
        let twin = |(map, contender): (usize, &Contender)| {
            let places = if map < 2 { 1 } else { self.plan.cells.len() };
            let cells = (0..places).map(|cell| {
                let rates = speeds(map, cell);
                TwinCell {
                    cell: self.cell(map, cell),
                    runs: rates.len(),
                    anomalies: self.rates(map, cell).iter().map(|(_, anomalies)| anomalies).sum(),
                    ops_per_sec: estimate(&rates),
                    ratio: paired_ratio(&rates, &alone, self.plan.seed),
                }
            });
            let kind = match contender {
                Contender::Table => "table",
                Contender::Model => "model",
                Contender::Map(_) => "map",
            };
            Twin { map: contender.name(), kind, cells: cells.collect() }
        };
        Twins {
            maps: self.contenders.iter().enumerate().map(twin).collect(),
            program: self.plan.program.clone(),
            serial: self.serial.len(),
            programs: self.runs.iter().filter_map(|run| run.program.clone()).collect(),
        }
    }
}

impl Steps for TwinSeries<'_> {
    fn upcoming(&self) -> Option<RaceStep> {
        let &turn = self.turns.get(self.runs.len())?;
        let (map, cell, round) = match turn {
            Turn::Load { map, cell, round } => (map, cell, round),
            Turn::Program { map } => (map, 0, self.rounds),
        };
        let Cell { workers, goroutines } = match turn {
            Turn::Load { .. } => self.cell(map, cell),
            Turn::Program { .. } => {
                let goroutines = self.program.goroutines.len();
                Cell { workers: goroutines, goroutines }
            }
        };
        let left = self.turns[self.runs.len()..].iter();
        Some(RaceStep {
            kind: "trial",
            index: self.runs.len(),
            total: self.turns.len(),
            map: Some(self.contenders[map].name()),
            round,
            rounds: self.rounds,
            threads: workers,
            goroutines,
            expected_ms: self.expected_ms(turn),
            remaining_ms: left.map(|turn| self.expected_ms(*turn)).sum(),
            cell,
            cells: self.plan.cells.len(),
            value: match self.plan.ladder {
                Ladder::Workers => workers.to_string(),
                Ladder::Goroutines => goroutines.to_string(),
            },
        })
    }

    fn step(&mut self) -> Result<Outcome, RunError> {
        let Some(&turn) = self.turns.get(self.runs.len()) else { return Ok(Outcome::Stopped) };
        let mut run = Run {
            cell: 0,
            round: self.rounds,
            ended: Ended::Time,
            meeting: None,
            ms: 0.0,
            operations: 0,
            unseen: Unseen::default(),
            damage: None,
            twin: None,
            program: None,
        };
        match turn {
            Turn::Load { map, cell, round } => {
                let Some(played) = self.play(map, self.cell(map, cell), round)? else {
                    return Ok(Outcome::Stopped);
                };
                let Played { operations, elapsed, anomalies } = played;
                let seconds = elapsed.max(Nanos(1)).as_secs();
                let ops_per_sec = operations as f64 / seconds;
                (run.cell, run.round, run.operations) = (cell, round, operations);
                run.ms = elapsed.as_millis();
                run.twin = Some(TwinRun { map, ops_per_sec, anomalies });
            }
            Turn::Program { map } => match self.play_program(map)? {
                None => return Ok(Outcome::Stopped),
                Some(seen) => {
                    run.operations = seen.runs as u64;
                    run.program = Some(seen);
                }
            },
        }
        self.runs.push(run.clone());
        Ok(Outcome::Done(Box::new(run)))
    }

    fn repeat(&mut self) -> bool {
        self.runs.pop().is_some()
    }

    fn steps_done(&self) -> (usize, usize) {
        (self.runs.len(), self.turns.len())
    }

    fn result(&self, stopped: bool) -> RaceResult {
        let cells = self.plan.cells.iter().map(|cell| CellSummary::new(*cell, &[])).collect();
        RaceResult {
            stopped,
            rounds: self.rounds,
            twins: Some(self.twins()),
            ..RaceResult::new(&self.plan, &self.environment, cells, &self.runs)
        }
    }
}
