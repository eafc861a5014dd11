//! The runs of a plan, one map after the other.

use super::observe::{RING, Record};
use super::result::{GuardResult, MapRun};
use super::run::Play;
use crate::base::error::RunError;
use crate::engine::{Environment, Pool, SharedStatus, parallelism};
use crate::experiment::guard::Plan;
use crate::link::faults::Fault;
use crate::strategy::{MapSpec, build};
use crate::workload::entry_kind::HASHER;
use crate::workload::stream::{self, OperationStream, Place};

pub struct GuardSession<'b> {
    plan: Plan,
    environment: Environment,
    pool: Pool,
    status: &'b SharedStatus,
    streams: Vec<OperationStream>,
    prefill: Vec<u32>,
    runs: Vec<MapRun>,
    /// What somebody asked for, and in the run of which map.
    asked: Vec<(Fault, MapSpec)>,
}

/// Bytes that such runs need: a map, and for each thread its stream, its histograms and its ring, of which
/// there is one more for each map that has run; `exports`: and room for all of a map's records as text.
pub fn footprint(plan: &Plan, exports: bool) -> u64 {
    const THREAD: u64 = 8 << 20;
    const RECORDS: u64 = (RING * size_of::<Record>()) as u64;
    const TEXT: u64 = 2 * 192 * RING as u64;
    let entries = u64::from(plan.workload.keys);
    let map = plan.maps.iter().map(|map| 2 * map.footprint(entries)).max().unwrap_or(0);
    let records = plan.maps.len() as u64 * RECORDS + if exports { TEXT } else { 0 };
    map + plan.clients() as u64 * (THREAD + records)
}

impl<'b> GuardSession<'b> {
    /// The pool must have [`Plan::pool_threads`] threads.
    pub fn new(
        plan: Plan,
        environment: Environment,
        pool: Pool,
        status: &'b SharedStatus,
    ) -> Result<Self, RunError> {
        pool.require(plan.pool_threads())?;
        let mut environment = Environment { hasher: HASHER.into(), ..environment };
        parallelism::find(&mut environment, &pool, status);
        let streams = (0..plan.threads.0).map(|thread| {
            let mut stream = OperationStream::default();
            let place = Place { seed: plan.seed, round: 1, thread, threads: plan.threads };
            stream.record(&plan.workload, place, || status.stopping());
            stream
        });
        let streams = streams.collect();
        let prefill = stream::prefill(&plan.workload, plan.seed, 1).collect();
        Ok(Self {
            plan,
            environment,
            pool,
            status,
            streams,
            prefill,
            runs: Vec::new(),
            asked: Vec::new(),
        })
    }

    /// The map that the next call of [`step`](Self::step) runs; `None` at the end.
    pub fn upcoming(&self) -> Option<&MapSpec> {
        self.plan.maps.get(self.runs.len())
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// False if it was stopped.
    pub fn step(&mut self) -> Result<bool, RunError> {
        let Self { plan, pool, status, streams, prefill, .. } = self;
        let place = self.runs.len();
        let Some(spec) = plan.maps.get(place) else { return Ok(true) };
        status.clear_counters();
        let again: Vec<Fault> = self.asked.iter().map(|(fault, _)| *fault).collect();
        let play = Play { plan, spec, place, again: &again, streams, prefill, pool, status };
        let Some(played) = build(spec, play)? else { return Ok(false) };
        let new = played.faults.iter().skip(plan.faults.0.len() + again.len());
        self.asked.extend(new.map(|fault| (*fault, *spec)));
        self.runs.push(MapRun::new(plan, spec, played));
        Ok(true)
    }

    pub fn runs(&self) -> &[MapRun] {
        &self.runs
    }

    pub fn result(&self, stopped: bool) -> GuardResult {
        GuardResult::new(&self.plan, &self.environment, stopped, &self.runs, &self.asked)
    }
}
