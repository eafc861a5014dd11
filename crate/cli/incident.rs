//! `contend guard` with a link of the incident: the simulation as text, and its costs as this machine has them.

use super::output::{Answer, CommandResult, Lines, Status};
use super::run::{environment, run};
use super::{Sources, guard::table};
use crate::base::units::Nanos;
use crate::experiment::Experiment;
use crate::experiment::incident::{Costs, Incident};
use crate::incident::figures::Endings;
use crate::incident::result::{CostsOf, IncidentResult};
use crate::incident::simulate;
use crate::incident::text::{grouped, time};
use std::error::Error;
use std::hint::black_box;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use thiserror::Error;

#[derive(Debug, Error)]
pub enum IncidentFailure {
    #[error(
        "{0} is for runs on real maps, and the incident is a simulation; leave it out, or write --json"
    )]
    NotOfAMap(&'static str),
    #[error("--measure is for links of the incident (#v1/guard?view=incident)")]
    NothingToMeasure,
    #[error("no run of mutex was complete, so nothing was measured; run again")]
    NotMeasured,
}

/// The simulation, for people or as JSON.
pub fn answer(incident: &Incident, json: bool) -> CommandResult {
    let result = simulate(incident);
    let text = if json { serde_json::to_string(&result)? + "\n" } else { page(&result) };
    Ok(Answer { text, remarks: Vec::new(), status: Status::Fine })
}

/// The link with the costs of this machine in it; what they are goes to the standard error.
pub fn measured(incident: &Incident, sources: &Sources) -> CommandResult {
    let costs = measure(incident.costs.goroutine_kib, sources)?;
    let link = incident.link_with(costs).ok_or(IncidentFailure::NotMeasured)?;
    let remark = format!(
        "measured here: {} ns for an operation of the map, {} ns for its lock, {} ns to hand the lock over; \
         the memory of a goroutine, {} KiB, is not measured",
        costs.operation.0, costs.lock.0, costs.handover.0, costs.goroutine_kib
    );
    Ok(Answer { text: link + "\n", remarks: vec![remark], status: Status::Fine })
}

/// An operation of `mutex` by one thread is the lock and the operation; how much longer one takes where two threads
/// want the lock is the price of handing it over.
fn measure(goroutine_kib: u64, sources: &Sources) -> Result<Costs, Box<dyn Error>> {
    let alone = per_operation(1, sources)?;
    let contended = per_operation(2, sources)?;
    let lock = lock_alone();
    let nanos = |nanos: f64| Nanos(nanos.max(1.0).round() as u64);
    Ok(Costs {
        operation: nanos(alone - lock),
        lock: nanos(lock),
        handover: nanos(contended - alone),
        goroutine_kib,
    })
}

/// Nanoseconds from one operation of `mutex` to the next, of all threads together.
fn per_operation(threads: usize, sources: &Sources) -> Result<f64, Box<dyn Error>> {
    let link = format!(
        "#v1/compare?maps=mutex&keys=4096&mix=u100&ms=100&rounds=5&threads={threads}&warmup=100"
    );
    let result = run(Experiment::strict(&link)?, None, environment(sources, false), false, None)?;
    let summary = result.strategies.first().and_then(|map| map.summary.as_ref());
    let summary = summary.ok_or(IncidentFailure::NotMeasured)?;
    let harness = result.harness.ns_per_op.unwrap_or_default();
    Ok((summary.ns_per_op - harness) / threads as f64)
}

/// Nanoseconds to take and release a lock that nobody else knows: the least of several turns.
fn lock_alone() -> f64 {
    const TIMES: u32 = 100_000;
    let lock = Mutex::new(0_u64);
    let turn = || {
        let begun = Instant::now();
        for _ in 0..TIMES {
            *black_box(&lock).lock().unwrap_or_else(PoisonError::into_inner) += 1;
        }
        begun.elapsed().as_nanos() as f64 / f64::from(TIMES)
    };
    (0..20).map(|_| turn()).fold(f64::INFINITY, f64::min)
}

/// Twenty lines over time are enough to read.
const LINES: usize = 20;

fn page(result: &IncidentResult) -> String {
    let mut page = Lines::default();
    let (variant, parameters) = (&result.variant, &result.parameters);
    page.line(&result.experiment);
    page.line(format!(
        "A simulation, not a measurement: {}, seed {}\n",
        variant.label.en, result.seed
    ));
    page.line(format!("{}\n", result.says.en));
    page.line(format!("Assumed: {}", variant.setup.en));
    page.line(format!(
        "{} requests a second, {} % of which use the map after {} to {} at the backend; {} cores.",
        grouped(parameters.arrivals_per_second as u64),
        parameters.cache_percent,
        time(parameters.backend_min_ns).en,
        time(parameters.backend_max_ns).en,
        parameters.cores,
    ));
    let costs = match parameters.costs {
        CostsOf::Stated => "stated, not measured",
        CostsOf::Own => "the link's own",
    };
    page.line(format!(
        "Costs ({costs}): operation {} ns, lock {} ns, hand-over {} ns, goroutine {} KiB.\n",
        parameters.operation_ns,
        parameters.lock_ns,
        parameters.handover_ns,
        parameters.goroutine_bytes >> 10,
    ));
    page.line(format!("{}\n", over_time(result)));
    page.line(format!("{}\n", totals(result)));
    for little in &result.little {
        let head = format!(
            "{:?}, {} to {} s: L = {:.0}, λ = {:.0}/s",
            little.name,
            little.from_ms as f64 / 1e3,
            little.to_ms as f64 / 1e3,
            little.l,
            little.lambda
        );
        page.line(match (&little.why, little.w, little.off) {
            (None, Some(w), Some(off)) => {
                format!("{head}, W = {:.2} ms: L = λW within {:.2} %", w * 1e3, off * 100.0)
            }
            (why, ..) => {
                let why = why.as_ref().map_or("", |why| why.en.as_str());
                format!("{head}: not stationary. {why}")
            }
        });
    }
    for prediction in &result.predictions {
        let came = match (prediction.measured, prediction.off) {
            (Some(measured), Some(off)) => {
                format!("came out {measured:.1} ({:.1} % off)", off * 100.0)
            }
            _ => "not to be measured: the process ended".into(),
        };
        page.line(format!(
            "{}: predicted {} = {:.1}, {came}",
            prediction.label.en, prediction.formula, prediction.predicted
        ));
    }
    page.into_text()
}

fn over_time(result: &IncidentResult) -> String {
    let mut curve = table(&[
        "from",
        "answered",
        "wrong",
        "failed",
        "timed out",
        "shed",
        "lost",
        "in flight",
        "waiting",
        "goroutines",
        "p50",
        "p99",
        "CPU",
        "memory",
    ]);
    let took = |nanos: Option<u64>| nanos.map_or_else(|| "-".into(), |nanos| time(nanos).en);
    for parts in result.over_time.chunks(result.over_time.len().div_ceil(LINES).max(1)) {
        let sum =
            |of: fn(&Endings) -> u64| grouped(parts.iter().map(|part| of(&part.endings)).sum());
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { continue };
        curve.add_row([
            format!("{:.1} s", first.from_ms as f64 / 1e3),
            sum(|endings| endings.answered),
            sum(|endings| endings.wrong),
            sum(|endings| endings.failed),
            sum(|endings| endings.timed_out),
            sum(|endings| endings.shed),
            sum(|endings| endings.lost),
            grouped(last.in_flight),
            grouped(last.waiting),
            if last.up { grouped(last.goroutines) } else { "no process".into() },
            took(last.p50_ns),
            took(last.p99_ns),
            format!("{:.0} %", last.cpu_percent),
            format!("{} MiB", grouped(last.memory_bytes >> 20)),
        ]);
    }
    curve.to_string()
}

fn totals(result: &IncidentResult) -> String {
    let totals = &result.totals;
    let endings = &totals.endings;
    let mut rows = table(&["arrived", &grouped(totals.arrived)]);
    for (name, count) in [
        ("answered", endings.answered),
        ("answered wrongly", endings.wrong),
        ("failed", endings.failed),
        ("timed out", endings.timed_out),
        ("shed", endings.shed),
        ("lost with the process", endings.lost),
        ("in flight at the end", totals.in_flight),
        ("panics recovered", totals.panics_recovered),
        ("fatal errors", totals.fatal_errors),
        ("ends of the process", totals.process_ends.into()),
        ("goroutines nobody waits for", totals.abandoned),
        ("goroutines at most", totals.peak_goroutines),
        ("waiting at most", totals.peak_waiting),
    ] {
        rows.add_row([name.to_owned(), grouped(count)]);
    }
    rows.to_string()
}
