//! Little's law, L = λW, over a window of time: where the queue is stationary, and why not where it is not.
//!
//! The three are measured apart from each other: L by the level of requests in flight, integrated over the
//! window; λ by counting arrivals in it; W by the clock of each request that arrived in it, from its own arrival
//! to its own end, which may come after the window.

use super::figures::{Figures, Window};
use super::text::{Text, grouped};
#[cfg(test)]
use crate::base::schema::Count;
use crate::base::words::Words;
use serde::Serialize;

/// How far apart both halves of a window may be for it to count as stationary.
pub const MOST_APART: f64 = 0.05;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// Things go wrong.
    Before,
    /// They have for long.
    After,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A process ended in the window, or there was none.
    ProcessEnded,
    /// Some of the window's requests had not ended when the simulation did, so W does not exist.
    NeverEnd,
    /// More arrive than leave.
    Growing,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Little {
    pub name: When,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub from_ms: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub to_ms: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub arrivals: u64,
    /// Requests that arrived in the window and had not ended when the simulation did.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub unended: u64,
    /// Arrivals a second.
    pub lambda: f64,
    /// Requests in flight, on average.
    pub l: f64,
    /// Seconds from a request's arrival to its end, on average; null where that does not exist.
    pub w: Option<f64>,
    pub lambda_w: Option<f64>,
    /// Of `l` and `lambdaW`, as a part of `l`; null where the queue is not stationary.
    pub off: Option<f64>,
    pub stationary: bool,
    /// Null where it is.
    pub reason: Option<Reason>,
    pub why: Option<Text>,
}

const BROKEN: Words = Words::name(
    "A process ended in this window or was not there, so requests went without being served: no steady state to measure.",
    "这段时间内进程退出过或不在，请求没有得到服务就消失了：没有可以测量的稳态。",
);
const UNENDED: Words = Words::name(
    "{unended} of the {arrivals} requests that arrived in this window had not ended when the simulation did: their W does not exist, so there is nothing for L to be equal to.",
    "这段时间到达的 {arrivals} 个请求中，有 {unended} 个到模拟结束时仍未结束：它们的 W 不存在，L 也就无从等于什么。",
);
const GROWING: Words = Words::name(
    "The number in flight went from {first} to {second} between the two halves of this window: more arrive than leave, so there is no mean to speak of.",
    "这段时间的前半到后半，在途数从 {first} 变为 {second}：到达多于离开，谈不上平均值。",
);

impl Little {
    pub fn of(name: When, window: &Window, figures: &Figures) -> Self {
        let Window { from, to, arrived, ended, spent, broken } = *window;
        let middle = from.midpoint(to);
        let level = |from: u64, to: u64| {
            let area: u64 = figures.between([from, to]).iter().map(|part| part.area).sum();
            area as f64 / (to - from) as f64
        };
        let (first, second, l) = (level(from, middle), level(middle, to), level(from, to));
        let unended = arrived - ended;
        let grows = (first - second).abs() > MOST_APART * l;
        let reason = match () {
            () if broken => Some(Reason::ProcessEnded),
            () if unended > 0 => Some(Reason::NeverEnd),
            () if grows => Some(Reason::Growing),
            () => None,
        };
        let lambda = arrived as f64 * 1e9 / (to - from) as f64;
        let w =
            (unended == 0 && !broken && arrived > 0).then(|| spent as f64 / arrived as f64 / 1e9);
        let lambda_w = w.map(|w| lambda * w);
        let off =
            lambda_w.filter(|_| reason.is_none() && l > 0.0).map(|found| (l - found).abs() / l);
        let number = |number: u64| Text::same(grouped(number));
        let figures = [
            ("unended", number(unended)),
            ("arrivals", number(arrived)),
            ("first", number(first as u64)),
            ("second", number(second as u64)),
        ];
        let why = reason.map(|reason| match reason {
            Reason::ProcessEnded => BROKEN,
            Reason::NeverEnd => UNENDED,
            Reason::Growing => GROWING,
        });
        Self {
            name,
            from_ms: from / 1_000_000,
            to_ms: to / 1_000_000,
            arrivals: arrived,
            unended,
            lambda: kept(lambda),
            l: kept(l),
            w: w.map(kept),
            lambda_w: lambda_w.map(kept),
            off: off.map(kept),
            stationary: reason.is_none(),
            reason,
            why: why.map(|words| Text::filled(words, &figures)),
        }
    }
}

/// With as many digits as mean anything.
pub fn kept(figure: f64) -> f64 {
    (figure * 1e6).round() / 1e6
}
