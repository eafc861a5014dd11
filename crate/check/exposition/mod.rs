//! What a service exposes for Prometheus, read strictly: its text format 0.0.4 and OpenMetrics 1.0.
//!
//! A scraper forgives much; here every line must be what the format says, because what is wrong today is what the
//! next version of something refuses. Reading goes on behind a fault, so that all are named, and ends after a hundred.
//! Names in quotes, as version 1.0.0 of the text format has them, are read in either.

mod families;
mod parse;

pub use parse::{is_label_name, is_metric_name, number, parse, parse_until};

use std::collections::{BTreeMap, BTreeSet};

/// A scrape of tens of thousands of series.
pub const MAX_BYTES: usize = 8 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Version 0.0.4.
    Prometheus,
    /// Version 1.0.
    OpenMetrics,
}

impl Format {
    /// As a file without a content type shows: by its end, or by what only OpenMetrics has.
    pub fn of_text(text: &str) -> Self {
        let open = |line: &str| {
            let exemplar = !line.starts_with('#') && line.contains(" # {");
            line == "# EOF" || line.starts_with("# UNIT ") || exemplar
        };
        if text.lines().any(open) { Self::OpenMetrics } else { Self::Prometheus }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
    GaugeHistogram,
    Summary,
    Info,
    StateSet,
    Unknown,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
            Self::GaugeHistogram => "gaugehistogram",
            Self::Summary => "summary",
            Self::Info => "info",
            Self::StateSet => "stateset",
            Self::Unknown => "unknown",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// In bytes.
    pub at: usize,
    pub why: String,
}

/// A name that samples have, as an expression asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Of its family.
    pub kind: Kind,
    /// Every label that some sample has.
    pub labels: BTreeSet<String>,
    /// Bucket boundaries, or a summary's quantiles, as they are written.
    pub bounds: BTreeSet<String>,
}

impl Series {
    /// What the samples of this name count as: a histogram's buckets are counters.
    pub fn counts_up(&self, name: &str) -> Option<bool> {
        match self.kind {
            Kind::Counter => Some(true),
            Kind::Gauge | Kind::GaugeHistogram | Kind::Info | Kind::StateSet => Some(false),
            Kind::Histogram => Some(true),
            Kind::Summary => Some(name.ends_with("_sum") || name.ends_with("_count")),
            Kind::Unknown => None,
        }
    }
}

#[derive(Debug, Default)]
pub struct Exposition {
    pub series: BTreeMap<String, Series>,
    faults: Vec<Fault>,
    pub samples: usize,
    /// Why it was not read to its end, if it was not: by our bounds, of which the text is not guilty.
    pub beyond: Option<String>,
}

impl Exposition {
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}
