//! Samples by their families, and what the samples of a family owe each other.
//!
//! A family's lines stand together; its type and help come before its samples, once. Buckets count up to `+Inf`, which
//! is the count. No series is given twice.

use super::parse::{Sample, number};
use super::{Fault, Format, Kind, Series};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

#[derive(Default)]
struct Family {
    kind: Option<Kind>,
    help: bool,
    unit: Option<String>,
    sampled: bool,
    /// Another family has begun since.
    closed: bool,
    /// Of a histogram, by its other labels.
    histograms: BTreeMap<String, Histogram>,
}

#[derive(Default)]
struct Histogram {
    at: usize,
    buckets: Vec<(f64, f64, usize)>,
    count: Option<(f64, usize)>,
}

pub struct Families {
    format: Format,
    families: HashMap<String, Family>,
    current: String,
    series: BTreeMap<String, Series>,
    given: HashSet<String>,
    samples: usize,
}

const SUFFIXES: [&str; 6] = ["_total", "_created", "_bucket", "_sum", "_count", "_info"];

impl Families {
    pub fn new(format: Format) -> Self {
        Self {
            format,
            families: HashMap::new(),
            current: String::new(),
            series: BTreeMap::new(),
            given: HashSet::new(),
            samples: 0,
        }
    }

    /// Goes over to that family; a fault if its lines stand apart.
    fn enter(&mut self, name: &str, at: usize) -> Result<&mut Family, Fault> {
        if self.current != name {
            if let Some(before) = self.families.get_mut(&self.current) {
                before.closed = true;
            }
            self.current = name.to_owned();
        }
        let family = self.families.entry(name.to_owned()).or_default();
        if family.closed {
            let why = format!("the lines of {name} do not stand together");
            return Err(Fault { at, why });
        }
        Ok(family)
    }

    pub fn help(&mut self, name: &str, at: usize) -> Result<(), Fault> {
        let open = self.is_open();
        let family = self.enter(name, at)?;
        if std::mem::replace(&mut family.help, true) {
            return Err(Fault { at, why: format!("{name} has two # HELP") });
        }
        if family.sampled && open {
            return Err(Fault { at, why: format!("the # HELP of {name} comes behind a sample") });
        }
        Ok(())
    }

    pub fn unit(&mut self, name: &str, unit: &str, at: usize) -> Result<(), Fault> {
        let family = self.enter(name, at)?;
        if family.unit.replace(unit.to_owned()).is_some() {
            return Err(Fault { at, why: format!("{name} has two # UNIT") });
        }
        if !unit.is_empty() && !name.ends_with(&format!("_{unit}")) {
            return Err(Fault { at, why: format!("{name} does not end with its unit, _{unit}") });
        }
        Ok(())
    }

    pub fn kind(&mut self, name: &str, kind: Kind, at: usize) -> Result<(), Fault> {
        let open = self.format == Format::OpenMetrics;
        let family = self.enter(name, at)?;
        if family.kind.replace(kind).is_some() {
            return Err(Fault { at, why: format!("{name} has two # TYPE") });
        }
        if family.sampled {
            return Err(Fault { at, why: format!("the # TYPE of {name} comes behind a sample") });
        }
        if open && kind == Kind::Counter && name.ends_with("_total") {
            let why = format!("in OpenMetrics a counter's family is named without _total: {name}");
            return Err(Fault { at, why });
        }
        Ok(())
    }

    /// The family that a sample of this name is one of.
    fn family_of(&self, name: &str) -> String {
        let kind = |family: &str| self.families.get(family).and_then(|it| it.kind);
        for suffix in SUFFIXES {
            let Some(base) = name.strip_suffix(suffix) else { continue };
            let fits = match (kind(base), suffix) {
                (Some(Kind::Histogram | Kind::GaugeHistogram), "_bucket" | "_sum" | "_count") => {
                    true
                }
                (Some(Kind::Summary), "_sum" | "_count") => true,
                (Some(Kind::Histogram | Kind::Summary), "_created") => self.is_open(),
                (Some(Kind::Counter), "_total" | "_created") => self.is_open(),
                (Some(Kind::Info), "_info") => true,
                _ => false,
            };
            if fits {
                return base.to_owned();
            }
        }
        name.to_owned()
    }

    fn is_open(&self) -> bool {
        self.format == Format::OpenMetrics
    }

    /// A sample counts as one of its name even where something is wrong with it.
    pub fn add(&mut self, sample: Sample) -> Result<(), Fault> {
        let family = self.family_of(&sample.name);
        self.note(&sample, self.families.get(&family).and_then(|family| family.kind));
        self.judge(sample, &family)
    }

    fn note(&mut self, sample: &Sample, kind: Option<Kind>) {
        self.samples += 1;
        let series = self.series.entry(sample.name.clone()).or_insert_with(|| Series {
            kind: kind.unwrap_or(Kind::Unknown),
            labels: BTreeSet::new(),
            bounds: BTreeSet::new(),
        });
        for (name, value) in &sample.labels {
            if !series.labels.contains(name) {
                series.labels.insert(name.clone());
            }
            if name == "le" || name == "quantile" {
                series.bounds.insert(value.clone());
            }
        }
    }

    fn judge(&mut self, sample: Sample, family_name: &str) -> Result<(), Fault> {
        let at = sample.at;
        let wrong = |why: String| Err(Fault { at, why });
        let (name, open) = (&*sample.name, self.is_open());
        let family = self.enter(family_name, at)?;
        family.sampled = true;
        let kind = family.kind.unwrap_or(Kind::Unknown);
        match kind {
            Kind::Histogram | Kind::Summary
                if name == family_name && sample.label("quantile").is_none() =>
            {
                return wrong(format!(
                    "{name} is a {} and has no sample of its own name",
                    kind.name()
                ));
            }
            Kind::Counter if open && name == family_name => {
                return wrong(format!("a counter's sample is named {name}_total in OpenMetrics"));
            }
            Kind::Counter if sample.value.is_nan() || sample.value < 0.0 => {
                return wrong(format!("the counter {name} is {}", sample.written));
            }
            _ => {}
        }
        let mut labels: Vec<String> =
            sample.labels.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
        labels.sort();
        if matches!(kind, Kind::Histogram | Kind::GaugeHistogram) {
            histogram(family, &sample, &labels)?;
        }
        let identity = format!("{name}{{{}}}", labels.join(","));
        if !self.given.insert(identity) {
            return wrong(format!("this series of {name} is given twice"));
        }
        Ok(())
    }

    pub fn finish(self, faults: &mut Vec<Fault>) -> (BTreeMap<String, Series>, usize) {
        let mut families: Vec<(&String, &Family)> = self.families.iter().collect();
        families.sort_by_key(|(name, _)| *name);
        for (name, family) in families {
            let histograms = family.histograms.values();
            faults.extend(histograms.filter_map(|histogram| whole(name, histogram)));
        }
        (self.series, self.samples)
    }
}

/// Notes a bucket or the count with those that share its other labels.
fn histogram(family: &mut Family, sample: &Sample, labels: &[String]) -> Result<(), Fault> {
    let is_bucket = sample.name.ends_with("_bucket");
    let bound = sample.label("le").and_then(number);
    if is_bucket && bound.is_none() {
        return Err(Fault { at: sample.at, why: "a bucket has a label le with a number".into() });
    }
    let others: Vec<&str> =
        labels.iter().map(String::as_str).filter(|label| !label.starts_with("le=")).collect();
    let histogram = family.histograms.entry(others.join(",")).or_default();
    histogram.at = sample.at;
    if sample.name.ends_with("_count") {
        histogram.count = Some((sample.value, sample.at));
    } else if let (true, Some(bound)) = (is_bucket, bound) {
        histogram.buckets.push((bound, sample.value, sample.at));
    }
    Ok(())
}

/// What is wrong with a histogram as a whole.
fn whole(name: &str, histogram: &Histogram) -> Option<Fault> {
    let fault = |at, why: String| Some(Fault { at, why });
    for pair in histogram.buckets.windows(2) {
        if pair[1].0 <= pair[0].0 {
            return fault(pair[1].2, format!("the buckets of {name} do not go up"));
        }
        if pair[1].1 < pair[0].1 {
            return fault(
                pair[1].2,
                format!("a bucket of {name} counts less than the one below it"),
            );
        }
    }
    let last = histogram.buckets.last();
    match (last, histogram.count) {
        (None, _) => fault(histogram.at, format!("the histogram {name} has no buckets")),
        (Some((bound, _, at)), _) if *bound != f64::INFINITY => {
            fault(*at, format!("the histogram {name} has no bucket +Inf"))
        }
        (Some((_, most, _)), Some((count, at))) if *most != count => {
            fault(at, format!("the count of {name} is not that of its bucket +Inf"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Kind, parse};

    fn faults(text: &str, format: Format) -> Vec<String> {
        let read = parse(text, format);
        let place = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
        read.faults().iter().map(|fault| format!("{} {}", place(fault.at), fault.why)).collect()
    }

    const FINE: &str = "# some comment\n# HELP a_total What \\\\ it is.\n# TYPE a_total counter\na_total{x=\"1\\n\",y=\"\\\"\"} 3 1700000000000\na_total 4e2\n\n# TYPE h histogram\nh_bucket{le=\"0.5\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3.5\nh_count 2\n# TYPE s summary\ns{quantile=\"0.5\"} NaN\ns_sum 1\ns_count 2\nplain -1.5\n";

    #[test]
    fn both_formats_are_read() {
        assert_eq!(faults(FINE, Format::Prometheus), Vec::<String>::new());
        let read = parse(FINE, Format::Prometheus);
        assert_eq!((read.samples, read.series.len()), (10, 8));
        let buckets = &read.series["h_bucket"];
        assert_eq!((buckets.kind, buckets.bounds.len()), (Kind::Histogram, 2));
        let open = "# HELP a What it is.\n# TYPE a counter\n# UNIT b_seconds seconds\n# TYPE b_seconds histogram\nb_seconds_bucket{le=\"1.0\"} 1 # {id=\"x\"} 0.5 1.5\nb_seconds_bucket{le=\"+Inf\"} 1\nb_seconds_count 1\nb_seconds_sum 0.5\n# TYPE i info\ni_info{v=\"1\"} 1\n# EOF\n";
        assert_eq!(faults(open, Format::OpenMetrics), Vec::<String>::new());
        assert_eq!(Format::of_text(open), Format::OpenMetrics);
        let counter = "# TYPE a counter\na_total 1\na_created 2.5\n# EOF\n";
        assert_eq!(faults(counter, Format::OpenMetrics), Vec::<String>::new());
        assert_eq!(parse(counter, Format::OpenMetrics).series["a_total"].kind, Kind::Counter);
    }

    #[test]
    fn every_fault_is_named_at_its_line() {
        use Format::{OpenMetrics, Prometheus};
        for (text, format, why) in [
            ("a 1", Prometheus, "1 the last line has no end"),
            ("<html>\n", Prometheus, "1 \"<html>\" is no name"),
            ("a\n", Prometheus, "1 \"\" is no value"),
            ("a x\n", Prometheus, "1 \"x\" is no value"),
            ("a 1 1.5\n", Prometheus, "1 \"1.5\" is no time"),
            ("a 1 1 1\n", Prometheus, "1 something stands behind"),
            ("a{b=1} 1\n", Prometheus, "1 a label's value stands in double quotes"),
            ("a{b=\"1} 1\n", Prometheus, "1 the quotes"),
            ("a{b=\"\\x\"} 1\n", Prometheus, "1 a backslash"),
            ("a{b=\"\",b=\"\"} 1\n", Prometheus, "1 the label b is given twice"),
            ("{b=\"\"} 1\n", Prometheus, "1 the metric has no name"),
            ("{\"a\",\"b\"} 1\n", Prometheus, "1 the metric has two names"),
            ("a 1\r\n", Prometheus, "1 the line ends with a carriage return"),
            ("a{1=\"\"} 1\n", Prometheus, "1 \"1\" is no name of a label"),
            ("a 1\na 2\n", Prometheus, "2 this series of a is given twice"),
            ("a{b=\"\"} 1\nc 1\na 2\n", Prometheus, "3 the lines of a do not stand together"),
            (
                "a 1\n# EOF\nb 1\n",
                Format::of_text("a 1\n# EOF\nb 1\n"),
                "3 something stands behind",
            ),
            ("a 1\n# TYPE a gauge\n", Prometheus, "2 the # TYPE of a comes behind"),
            ("# TYPE a gauge\n# TYPE a gauge\n", Prometheus, "2 a has two # TYPE"),
            ("# TYPE a number\n", Prometheus, "1 \"number\" is no type"),
            ("# TYPE a counter\na -1\n", Prometheus, "2 the counter a is -1"),
            (
                "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_count 1\n",
                Prometheus,
                "2 the histogram h has no bucket +Inf",
            ),
            (
                "# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\n",
                Prometheus,
                "3 a bucket of h counts less",
            ),
            (
                "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 2\n",
                Prometheus,
                "3 the count of h",
            ),
            ("# TYPE h histogram\nh_bucket 1\n", Prometheus, "2 a bucket has a label le"),
            ("# TYPE h histogram\nh 1\n", Prometheus, "2 h is a histogram"),
            ("a 1\n", OpenMetrics, "2 it is OpenMetrics, and # EOF is missing"),
            ("# EOF\na 1\n", OpenMetrics, "2 something stands behind # EOF"),
            ("# a comment\n# EOF\n", OpenMetrics, "1 OpenMetrics has no comments"),
            ("\n# EOF\n", OpenMetrics, "1 \"\" is no name"),
            (
                "# TYPE a counter\na 1\n# EOF\n",
                OpenMetrics,
                "2 a counter's sample is named a_total",
            ),
            ("# TYPE a_total counter\n# EOF\n", OpenMetrics, "1 in OpenMetrics a counter's family"),
            ("# UNIT a seconds\n# EOF\n", OpenMetrics, "1 a does not end with its unit"),
            ("# TYPE a gauge\na 1 # {x=\"1\"} 1\n# EOF\n", OpenMetrics, "2 only buckets"),
        ] {
            let found = faults(text, format);
            assert!(found.len() == 1 && found[0].starts_with(why), "{text}: {found:?}");
        }
    }

    #[test]
    fn names_in_quotes_are_names() {
        let text = "# HELP \"http.server\" What.\n# TYPE \"http.server\" gauge\n{\"http.server\",\"a.b\"=\"c\"} 1\nplain 2\n# HELP plain Behind it.\n";
        assert_eq!(faults(text, Format::Prometheus), Vec::<String>::new());
        let read = parse(text, Format::Prometheus);
        assert_eq!(read.series["http.server"].kind, Kind::Gauge);
        assert!(read.series["http.server"].labels.contains("a.b"));
    }

    /// What is wrong with a sample is one finding, and not that there is none of that name.
    #[test]
    fn a_sample_with_a_fault_is_there() {
        let read = parse("# TYPE a counter\na -1\n", Format::Prometheus);
        assert!(read.series.contains_key("a") && read.faults().len() == 1);
    }

    #[test]
    fn many_labels_and_boundaries_are_read_in_time_or_not_at_all() {
        let started = std::time::Instant::now();
        let label = |count: usize| {
            let labels: Vec<String> = (0..count).map(|n| format!("l{n}=\"\"")).collect();
            format!("a{{{}}} 1\nb 1\n", labels.join(","))
        };
        assert_eq!(parse(&label(1_000), Format::Prometheus).beyond, None);
        let many = parse(&label(40_000), Format::Prometheus);
        assert!(
            many.beyond.as_ref().is_some_and(|why| why.contains("1000 labels")),
            "{:?}",
            many.beyond
        );
        assert_eq!(many.faults(), []);
        let buckets: String = (0..60_000).map(|n| format!("h_bucket{{le=\"{n}\"}} 1\n")).collect();
        assert_eq!(parse(&buckets, Format::Prometheus).series["h_bucket"].bounds.len(), 60_000);
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
        let gone = std::time::Instant::now();
        let late = super::super::parse_until(&buckets, Format::Prometheus, Some(gone));
        assert!(late.beyond.is_some_and(|why| why.contains("time")));
    }

    #[test]
    fn a_text_of_nothing_but_faults_ends() {
        let text = "?\n".repeat(10_000);
        assert_eq!(faults(&text, Format::Prometheus).len(), 100);
    }
}
