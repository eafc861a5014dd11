//! Reads what `go test -bench` prints, at best with `-cpu` of several numbers.
//!
//! A benchmark is a name and a time an operation; its name's last number is GOMAXPROCS. So the text shows
//! whether more processors make a map faster or slower, and nothing of what the benchmark does to it.

use super::Observed;
use super::refusal::Refusal;
use super::tell::{BENCH_KEYS, BENCH_LIFE, BENCH_READS, BENCH_THREADS, MEMORY, NEED, Tell};
use crate::advise::Answers;
use crate::advise::needs::Language;
use crate::stats::median;
use std::collections::BTreeMap;

/// Most of the text that is read.
pub const MAX_BYTES: usize = 16 << 20;

/// One benchmark: its time an operation by GOMAXPROCS, medians over repeats.
#[derive(Clone, Debug, PartialEq)]
pub struct Benchmark {
    pub name: String,
    /// In nanoseconds, ascending by processors.
    pub times: Vec<(u32, f64)>,
}

impl Benchmark {
    /// How many times as many operations the most processors do as the fewest.
    pub fn speedup(&self) -> Option<f64> {
        let [(_, first), .., (_, last)] = self.times[..] else { return None };
        Some(first / last)
    }
}

pub fn read(text: &str) -> Result<Vec<Benchmark>, Refusal> {
    if text.len() > MAX_BYTES {
        return Err(Refusal::TooLong { mib: MAX_BYTES >> 20 });
    }
    let mut found: BTreeMap<String, BTreeMap<u32, Vec<f64>>> = BTreeMap::new();
    for (name, processors, ns) in text.lines().filter_map(result) {
        found.entry(name).or_default().entry(processors).or_default().push(ns);
    }
    let middle = |(processors, times): (u32, Vec<f64>)| Some((processors, median(&times)?));
    let benchmarks: Vec<Benchmark> = found
        .into_iter()
        .map(|(name, times)| Benchmark {
            name,
            times: times.into_iter().filter_map(middle).collect(),
        })
        .collect();
    if benchmarks.is_empty() { Err(Refusal::NoBenchmark) } else { Ok(benchmarks) }
}

/// A line `BenchmarkName/of-8   1000   123.4 ns/op ...`. One processor has no number.
fn result(line: &str) -> Option<(String, u32, f64)> {
    let mut words = line.split_whitespace();
    let whole = words.next()?.strip_prefix("Benchmark")?;
    words.next()?.parse::<u64>().ok()?;
    let rest: Vec<&str> = words.collect();
    let time = rest.windows(2).find(|pair| pair[1] == "ns/op")?[0].parse::<f64>().ok()?;
    let plausible = time.is_finite() && time > 0.0;
    let (name, processors) = match whole.rsplit_once('-') {
        Some((name, number)) => match number.parse::<u32>() {
            Ok(processors) if processors > 0 => (name, processors),
            _ => (whole, 1),
        },
        None => (whole, 1),
    };
    plausible.then(|| (name.to_owned(), processors, time))
}

pub fn observed(benchmarks: &[Benchmark]) -> Observed {
    let most = benchmarks.iter().flat_map(|it| it.times.iter().map(|(number, _)| *number)).max();
    let tells = benchmarks.iter().map(|benchmark| Tell::Benchmark {
        name: benchmark.name.clone(),
        times: benchmark.times.clone(),
        speedup: benchmark.speedup(),
    });
    let scales = benchmarks.iter().any(|it| it.times.len() > 1);
    let mut lacks = vec![BENCH_READS, BENCH_LIFE, BENCH_KEYS, MEMORY, NEED];
    if !scales {
        lacks.push(BENCH_THREADS);
    }
    Observed {
        answers: Answers {
            language: Some(Language::Go),
            threads: most.filter(|_| scales).map(|most| most.min(64)),
            ..Answers::default()
        },
        tells: tells.collect(),
        lacks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_output_is_read() {
        let text = include_str!("../../../tests/data/go/bench.txt");
        let benchmarks = read(text).unwrap();
        let names: Vec<&str> = benchmarks.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["Mutex", "SyncMap/hits"]);
        for benchmark in &benchmarks {
            let processors: Vec<u32> = benchmark.times.iter().map(|(number, _)| *number).collect();
            assert_eq!(processors, [1, 2, 4]);
        }
        let observed = observed(&benchmarks);
        assert_eq!(observed.answers.threads, Some(4));
        assert_eq!(observed.answers.language, Some(Language::Go));
        assert_eq!(observed.answers.known().count(), 2);
    }

    #[test]
    fn names_numbers_and_repeats_are_told_apart() {
        let text = "goos: linux\nBenchmarkA-b-c-8\t100\t10 ns/op\t5 B/op\nBenchmarkA-b-c-8\t100\t30 ns/op\n\
             BenchmarkA-b-c-8 100 20 ns/op\nBenchmarkA-b-c\t9\t5.0 ns/op\nBenchmarkB\t1\t7 MB/s 3 ns/op\n\
             BenchmarkC-0 1 2 ns/op\nBenchmarkD 1 NaN ns/op\nBenchmarkE x 1 ns/op\n--- BENCH: F\nok\n";
        let told = read(text).unwrap();
        let of = |name: &str| told.iter().find(|it| it.name == name).map(|it| it.times.clone());
        assert_eq!(of("A-b-c"), Some(vec![(1, 5.0), (8, 20.0)]));
        assert_eq!(of("B"), Some(vec![(1, 3.0)]));
        assert_eq!(of("C-0"), Some(vec![(1, 2.0)]));
        assert_eq!((of("D"), of("E"), told.len()), (None, None, 3));
        assert_eq!(told[0].speedup(), Some(0.25));
        assert!(observed(&told).tells[0].to_string().contains("slow each other down"));
        assert_eq!(read("PASS\nok\n"), Err(Refusal::NoBenchmark));
    }

    #[test]
    fn one_number_of_processors_leaves_threads_open() {
        let observed = observed(&read("BenchmarkA-8 100 10 ns/op").unwrap());
        assert_eq!(observed.answers.threads, None);
        assert!(observed.lacks.iter().any(|lack| lack.key == "threads"));
    }
}
