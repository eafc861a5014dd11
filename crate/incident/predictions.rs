//! What a variant's own parameters say will come of it, worked out without a simulation, beside what came.
//!
//! L = λW once for each way through the service: all requests for as long as nothing hinders them, and those that
//! meet the stuck lock for as long as they wait there.

use super::figures::{Figures, Interval};
use super::little::{Little, When, kept};
use super::service::Service;
use super::text::{Text, grouped, time};
use super::variants::{Design, Fault, Map};
use crate::base::words::Words;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Requests, on average over the window after the fault.
    InFlight,
    /// Goroutines more that wait, each second.
    Growth,
    /// Requests a second.
    Failed,
    /// Requests a second.
    Wrong,
    /// Percent.
    Cpu,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Prediction {
    pub what: What,
    pub label: Text,
    /// How it follows from the parameters.
    pub formula: String,
    pub predicted: f64,
    /// Null if there was no process to measure it at.
    pub measured: Option<f64>,
    /// As a part of what was predicted.
    pub off: Option<f64>,
}

/// Where the queue settles, or how fast it grows.
pub fn predictions(
    service: &Service,
    design: &Design,
    figures: &Figures,
    after: &Little,
) -> Vec<Prediction> {
    let mut found = Vec::new();
    let stuck = service.cache_per_second() * design.stuck_share(service.bad_percent);
    let bounds_wait = design.timeout.is_some() || design.fault != Fault::LeavesLocked;
    let settles = design.fault != Fault::EveryWrite && design.map != Map::Unguarded && bounds_wait;
    debug_assert_eq!(after.name, When::After);
    if settles {
        let (waiting, formula) = waiting(design, stuck);
        let unhindered = service.per_second() * service.unhindered();
        let base = format!(
            "{}/s × {}",
            grouped(service.per_second() as u64),
            time((service.unhindered() * 1e9) as u64).en
        );
        let formula = if formula.is_empty() { base } else { format!("{base} + {formula}") };
        let measured = after.stationary.then_some(after.l);
        found.push(prediction(What::InFlight, formula, unhindered + waiting, measured));
    }
    let grows =
        design.fault == Fault::LeavesLocked && (design.timeout.is_none() || design.handed_off);
    if grows {
        let formula = format!(
            "{}/s × {:.2} %",
            grouped(service.cache_per_second() as u64),
            100.0 * design.stuck_share(service.bad_percent)
        );
        found.push(prediction(What::Growth, formula, stuck, growth(service, figures)));
    }
    let bad = service.cache_per_second() * f64::from(service.bad_percent) / 100.0;
    let rate =
        || format!("{}/s × {} %", grouped(service.cache_per_second() as u64), service.bad_percent);
    let [_, window] = service.windows;
    let seconds = (window[1] - window[0]) as f64 / 1e9;
    let counted = |of: fn(&Interval) -> u64| {
        let parts = figures.between(window);
        let whole = parts.iter().all(|part| part.up);
        whole.then(|| parts.iter().map(of).sum::<u64>() as f64 / seconds)
    };
    match design.fault {
        Fault::Releases => {
            let measured = counted(|part| part.endings.failed);
            found.push(prediction(What::Failed, rate(), bad, measured));
        }
        Fault::ReadsAsSuccess => {
            let measured = counted(|part| part.endings.wrong);
            found.push(prediction(What::Wrong, rate(), bad, measured));
        }
        Fault::EveryWrite => {
            let formula = format!("{} of {} cores", service.cores, service.cores);
            found.push(prediction(What::Cpu, formula, 100.0, cpu(service, figures)));
        }
        Fault::None | Fault::LeavesLocked => {}
    }
    found
}

/// How many wait for the lock on average, of so many a second that come to it.
fn waiting(design: &Design, stuck: f64) -> (f64, String) {
    let Some(timeout) = design.timeout.filter(|_| design.fault == Fault::LeavesLocked) else {
        return (0.0, String::new());
    };
    let seconds = timeout as f64 / 1e9;
    let all = stuck * seconds;
    if let Some(breaker) = design.breaker {
        // One at a time, and nobody while the breaker is open.
        let share = timeout as f64 / (timeout + breaker.open) as f64;
        let (wait, open) = (time(timeout).en, time(breaker.open).en);
        return (share, format!("1 × {wait} / ({wait} + {open})"));
    }
    if let Some(limit) = design.limit.filter(|limit| (*limit as f64) < all) {
        return (limit as f64, grouped(limit));
    }
    (all, format!("{}/s × {}", grouped(stuck as u64), time(timeout).en))
}

/// Of goroutines that wait, a second.
pub fn growth(service: &Service, figures: &Figures) -> Option<f64> {
    let [from, to] = service.growth;
    let parts = figures.between([from - service.tick, to]);
    let whole = parts.iter().all(|part| part.up);
    let (first, last) = (parts.first()?, parts.last()?);
    let more = last.waiting as f64 - first.waiting as f64;
    whole.then_some(more * 1e9 / (to - from) as f64)
}

/// Percent, while growth is measured.
pub fn cpu(service: &Service, figures: &Figures) -> Option<f64> {
    let parts = figures.between(service.growth);
    let whole = !parts.is_empty() && parts.iter().all(|part| part.up);
    let sum: f64 = parts.iter().map(|part| part.cpu_percent).sum();
    whole.then_some(sum / parts.len() as f64)
}

fn prediction(what: What, formula: String, predicted: f64, measured: Option<f64>) -> Prediction {
    let label = match what {
        What::InFlight => Words::name("Requests in flight", "在途请求"),
        What::Growth => {
            Words::name("Goroutines that wait: more each second", "等待的 goroutine：每秒增加")
        }
        What::Failed => Words::name("Requests that fail, a second", "每秒失败的请求"),
        What::Wrong => Words::name("Requests answered wrongly, a second", "每秒答错的请求"),
        What::Cpu => Words::name("CPU, percent", "CPU，百分比"),
    };
    Prediction {
        what,
        label: label.into(),
        formula,
        predicted: kept(predicted),
        measured: measured.map(kept),
        off: measured.map(|measured| kept((measured - predicted).abs() / predicted)),
    }
}
