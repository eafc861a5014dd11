//! The result of a simulated incident, schema `contend/incident/1`.

use super::figures::{Endings, Interval};
use super::little::{Little, When};
use super::predictions::{self, Prediction, predictions};
use super::service::Service;
use super::simulation::{Process, Simulation};
use super::text::{Text, grouped, time};
use super::variants::{Design, Kind, Map, Variant};
#[cfg(test)]
use crate::base::schema::{Count, IncidentLink, Name};
use crate::experiment::incident::Incident;
use serde::Serialize;

pub const SCHEMA: &str = "contend/incident/1";

/// A simulation of the article's payment service, no measurement: what one variant of its incident came to. Equal
/// links give equal results, to the byte. Fields may be added; none changes its meaning. A figure that does not
/// exist is null.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct IncidentResult {
    pub schema: &'static str,
    /// The canonical link, with its '#'.
    #[cfg_attr(test, schemars(with = "IncidentLink"))]
    pub experiment: String,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub seed: u64,
    /// Always true: nothing here was measured.
    pub simulation: bool,
    pub variant: VariantShown,
    /// What this run shows, in a sentence.
    pub says: Text,
    pub parameters: Parameters,
    pub over_time: Vec<Interval>,
    pub totals: Totals,
    pub little: Vec<Little>,
    pub predictions: Vec<Prediction>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct VariantShown {
    #[cfg_attr(test, schemars(with = "Name"))]
    pub id: &'static str,
    pub kind: Kind,
    /// The chapter, if it is the article's.
    pub article: Option<&'static str>,
    pub label: Text,
    /// What is assumed.
    pub setup: Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum CostsOf {
    /// The defaults.
    Stated,
    /// The link's own.
    Own,
}

/// What the simulation assumes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Parameters {
    pub arrivals_per_second: f64,
    /// Of all requests, those that use the map.
    #[cfg_attr(test, schemars(range(min = 0, max = 100)))]
    pub cache_percent: u32,
    /// Of those, the ones for the bad order.
    #[cfg_attr(test, schemars(range(min = 0, max = 100)))]
    pub bad_percent: u32,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub work_ns: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub backend_min_ns: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub backend_max_ns: u64,
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub cores: u32,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub memory_limit_bytes: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub base_memory_bytes: u64,
    /// Of a goroutine that serves a request.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub goroutine_bytes: u64,
    /// Of one that carries out an operation for another.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub worker_bytes: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub operation_ns: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub lock_ns: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub handover_ns: u64,
    pub costs: CostsOf,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub fault_at_ms: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub length_ms: u64,
    /// Null without a lock around the map.
    #[cfg_attr(test, schemars(with = "Option<Count>"))]
    pub locks: Option<u32>,
    /// Of the wait for a lock; null without one.
    #[cfg_attr(test, schemars(with = "Option<Count>"))]
    pub timeout_ns: Option<u64>,
    /// From a request's arrival, looked at before the lock; null without one.
    #[cfg_attr(test, schemars(with = "Option<Count>"))]
    pub deadline_ns: Option<u64>,
    /// As many may wait; null without a limit.
    #[cfg_attr(test, schemars(with = "Option<Count>"))]
    pub waiter_limit: Option<u64>,
}

/// Of the whole run. What arrived is the sum of the endings and of what is in flight.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    #[cfg_attr(test, schemars(with = "Count"))]
    pub arrived: u64,
    #[serde(flatten)]
    pub endings: Endings,
    /// At the end.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub in_flight: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub panics_recovered: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub fatal_errors: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub process_ends: u32,
    /// The last: 2 after a fatal error, 137 above the memory limit; null if no process ended.
    pub exit_status: Option<u8>,
    /// Goroutines at the end whose requests have ended.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub abandoned: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub peak_goroutines: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub peak_waiting: u64,
    /// Of the most that wait.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub peak_at_ms: u64,
}

/// What the link's incident comes to. Takes about a second.
pub fn simulate(incident: &Incident) -> IncidentResult {
    let variant = Variant::find(&incident.variant).expect("each word of the link has a row");
    let service = Service::payment(incident.costs);
    let (figures, process) = Simulation::new(service, variant.design, incident.seed.0).run();
    let [before, after] = figures.windows;
    let little =
        [Little::of(When::Before, &before, &figures), Little::of(When::After, &after, &figures)];
    let totals = totals(&figures.all, figures.all_arrived, &process);
    let predictions = predictions(&service, &variant.design, &figures, &little[1]);
    let growth = predictions::growth(&service, &figures);
    let cpu = predictions::cpu(&service, &figures);
    let last = figures.intervals.iter().rev().find_map(|interval| interval.p99_ns);
    let number = |number: u64| Text::same(grouped(number));
    let unknown = || Text::same("–");
    let filled = [
        ("recovered", number(process.panics_recovered)),
        ("fatal", number(process.fatal_errors)),
        ("ends", number(process.ends.into())),
        ("lost", number(totals.endings.lost)),
        ("failed", number(totals.endings.failed)),
        ("timedOut", number(totals.endings.timed_out)),
        ("shed", number(totals.endings.shed)),
        ("wrong", number(totals.endings.wrong)),
        ("inFlight", number(totals.in_flight)),
        ("abandoned", number(totals.abandoned)),
        ("peakGoroutines", number(totals.peak_goroutines)),
        ("peakWaiting", number(totals.peak_waiting)),
        ("settled", number(little[1].l.round() as u64)),
        ("growth", growth.map_or_else(unknown, |growth| number(growth.max(0.0) as u64))),
        ("cpu", cpu.map_or_else(unknown, |percent| Text::same(format!("{percent:.0} %")))),
        ("p99", last.map_or_else(unknown, time)),
    ];
    IncidentResult {
        schema: SCHEMA,
        experiment: incident.link.clone(),
        seed: incident.seed.0,
        simulation: true,
        variant: VariantShown {
            id: variant.id,
            kind: variant.kind,
            article: variant.article,
            label: variant.label().into(),
            setup: variant.setup.into(),
        },
        says: Text::filled(variant.shows, &filled),
        parameters: parameters(&service, &variant.design, incident.own_costs),
        over_time: figures.intervals,
        totals,
        little: little.into(),
        predictions,
    }
}

fn parameters(service: &Service, design: &Design, own_costs: bool) -> Parameters {
    let [backend_min_ns, backend_max_ns] = service.backend;
    Parameters {
        arrivals_per_second: service.per_second(),
        cache_percent: service.cache_percent,
        bad_percent: service.bad_percent,
        work_ns: service.work,
        backend_min_ns,
        backend_max_ns,
        cores: service.cores,
        memory_limit_bytes: service.memory_limit,
        base_memory_bytes: service.base_memory,
        goroutine_bytes: service.goroutine_memory(),
        worker_bytes: service.worker_memory,
        operation_ns: service.costs.operation.0,
        lock_ns: service.costs.lock.0,
        handover_ns: service.costs.handover.0,
        costs: if own_costs { CostsOf::Own } else { CostsOf::Stated },
        fault_at_ms: service.fault_at / 1_000_000,
        length_ms: service.length / 1_000_000,
        locks: match design.map {
            Map::Locks(locks) => Some(locks),
            Map::Unguarded | Map::LockFree => None,
        },
        timeout_ns: design.timeout,
        deadline_ns: design.check,
        waiter_limit: design.limit,
    }
}

fn totals(endings: &Endings, arrived: u64, process: &Process) -> Totals {
    Totals {
        arrived,
        endings: *endings,
        in_flight: process.in_flight,
        panics_recovered: process.panics_recovered,
        fatal_errors: process.fatal_errors,
        process_ends: process.ends,
        exit_status: process.exit_status,
        abandoned: process.abandoned,
        peak_goroutines: process.peak_goroutines,
        peak_waiting: process.peak_waiting,
        peak_at_ms: process.peak_at / 1_000_000,
    }
}
