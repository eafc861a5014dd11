//! A guarded map's counts as Prometheus reads them: its text format 0.0.4, or OpenMetrics 1.0.
//!
//! Both have a HELP and a TYPE for each family and base units. They differ in that OpenMetrics names a
//! counter's family without its `_total`, has a unit for what is in seconds, and ends with `# EOF`. Label
//! values are map specs, in which nothing has to be escaped.

use crate::strategy::metrics::{BOUNDS, Durations, Metrics, Outcome, SAMPLED};
use crate::strategy::{Call, MapSpec};
use std::fmt::Write;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Version 0.0.4.
    Prometheus,
    /// Version 1.0.
    OpenMetrics,
}

/// One scrape of those maps.
pub fn exposition(maps: &[(MapSpec, Metrics)], format: Format) -> String {
    let mut page = Page { text: String::new(), format };
    page.family(
        "map_operations_total",
        "counter",
        "Operations by what was asked and what came of it.",
    );
    for (map, metrics) in maps {
        for call in Call::ALL {
            for outcome in Outcome::ALL {
                let count = metrics.operations.of(call, outcome);
                let labels =
                    format!("map=\"{map}\",op=\"{}\",outcome=\"{}\"", call.name(), outcome.name());
                page.sample("map_operations_total", &labels, count);
            }
        }
    }
    type Count = fn(&Metrics) -> u64;
    let counters: [(&str, &str, Count); 4] = [
        ("map_hit_total", "Gets that found their key.", |metrics| {
            metrics.operations.of(Call::Get, Outcome::Hit)
        }),
        ("map_miss_total", "Gets that did not find their key.", |metrics| {
            metrics.operations.of(Call::Get, Outcome::Miss)
        }),
        ("map_get_timeout_total", "Gets that were refused at their deadline.", |metrics| {
            metrics.operations.of(Call::Get, Outcome::Timeout)
        }),
        ("map_panic_total", "Operations that code of their key or value panicked in.", |metrics| {
            metrics.operations.outcome(Outcome::Panic)
        }),
    ];
    for (name, help, count) in counters {
        page.family(name, "counter", help);
        for (map, metrics) in maps {
            page.sample(name, &format!("map=\"{map}\""), count(metrics));
        }
    }
    page.family("map_entries", "gauge", "Entries of the map at the time of the scrape.");
    for (map, metrics) in maps {
        if let Some(entries) = metrics.entries {
            page.sample("map_entries", &format!("map=\"{map}\""), entries);
        }
    }
    type Of = fn(&Metrics) -> &Durations;
    let histograms: [(&str, &str, Of); 2] = [
        ("map_get_duration_seconds", "gets", |metrics| &metrics.gets),
        ("map_write_duration_seconds", "writes", |metrics| &metrics.writes),
    ];
    for (name, what, durations) in histograms {
        let help = format!(
            "How long {what} took, refused ones among them; a sample, one of {SAMPLED} operations, so the count is \
             that of the samples."
        );
        page.family(name, "histogram", &help);
        for (map, metrics) in maps {
            page.histogram(name, &format!("map=\"{map}\""), durations(metrics));
        }
    }
    page.end()
}

struct Page {
    text: String,
    format: Format,
}

impl Page {
    fn line(&mut self, line: std::fmt::Arguments) {
        writeln!(self.text, "{line}").expect("a text takes all");
    }

    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let open = self.format == Format::OpenMetrics;
        let name = if open { name.strip_suffix("_total").unwrap_or(name) } else { name };
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {kind}"));
        if open && name.ends_with("_seconds") {
            self.line(format_args!("# UNIT {name} seconds"));
        }
    }

    fn sample(&mut self, name: &str, labels: &str, value: u64) {
        self.line(format_args!("{name}{{{labels}}} {value}"));
    }

    fn histogram(&mut self, name: &str, labels: &str, durations: &Durations) {
        let mut sum = 0;
        for (bucket, place) in durations.buckets.iter().zip(0..) {
            sum += bucket;
            let bound = BOUNDS.get(place).map_or("+Inf".into(), |&nanos| seconds(nanos));
            self.line(format_args!("{name}_bucket{{{labels},le=\"{bound}\"}} {sum}"));
        }
        self.line(format_args!("{name}_sum{{{labels}}} {}", seconds(durations.sum.0)));
        self.line(format_args!("{name}_count{{{labels}}} {sum}"));
    }

    fn end(mut self) -> String {
        if self.format == Format::OpenMetrics {
            self.text.push_str("# EOF\n");
        }
        self.text
    }
}

/// Exactly, with a point, as OpenMetrics wants its bounds.
fn seconds(nanos: u64) -> String {
    let digits = format!("{}.{:09}", nanos / 1_000_000_000, nanos % 1_000_000_000);
    let short = digits.trim_end_matches('0');
    if short.ends_with('.') { format!("{short}0") } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::Nanos;

    fn maps() -> Vec<(MapSpec, Metrics)> {
        let mut metrics = Metrics { entries: Some(7), ..Metrics::default() };
        metrics.operations.add(Call::Get, Outcome::Hit);
        metrics.operations.add(Call::Get, Outcome::Timeout);
        metrics.operations.add(Call::Update, Outcome::Panic);
        metrics.gets.buckets[0] = 2;
        metrics.gets.buckets[BOUNDS.len()] = 1;
        metrics.gets.sum = Nanos(20_000_000_100);
        vec![(MapSpec::canonical("mutex+safe").unwrap(), metrics)]
    }

    #[test]
    fn seconds_are_exact() {
        for (nanos, text) in
            [(0, "0.0"), (100, "0.0000001"), (2_500_000, "0.0025"), (10_000_000_000, "10.0")]
        {
            assert_eq!(seconds(nanos), text);
        }
    }

    #[test]
    fn each_format_names_its_families_and_samples() {
        let plain = exposition(&maps(), Format::Prometheus);
        let open = exposition(&maps(), Format::OpenMetrics);
        for line in [
            "map_operations_total{map=\"mutex+safe\",op=\"get\",outcome=\"timeout\"} 1",
            "map_hit_total{map=\"mutex+safe\"} 1",
            "map_get_timeout_total{map=\"mutex+safe\"} 1",
            "map_panic_total{map=\"mutex+safe\"} 1",
            "map_entries{map=\"mutex+safe\"} 7",
            "map_get_duration_seconds_bucket{map=\"mutex+safe\",le=\"0.0000001\"} 2",
            "map_get_duration_seconds_bucket{map=\"mutex+safe\",le=\"10.0\"} 2",
            "map_get_duration_seconds_bucket{map=\"mutex+safe\",le=\"+Inf\"} 3",
            "map_get_duration_seconds_sum{map=\"mutex+safe\"} 20.0000001",
            "map_get_duration_seconds_count{map=\"mutex+safe\"} 3",
        ] {
            for text in [&plain, &open] {
                assert!(text.lines().any(|own| own == line), "{line} in {text}");
            }
        }
        assert!(plain.contains("# TYPE map_hit_total counter\n") && !plain.contains("EOF"));
        assert!(open.contains("# TYPE map_hit counter\n") && open.ends_with("\n# EOF\n"));
        assert!(open.contains("# UNIT map_get_duration_seconds seconds\n"));
    }
}
