//! Reads a mutex profile of Go's: where goroutines waited for locks, and how long.
//!
//! The file is a pprof profile, a gzipped protocol buffer; the few fields that matter are declared here,
//! all others are skipped. It locates contention. What the operations were, and on which keys, it does not
//! know, and a lock that nobody waited for is not in it.

use super::Observed;
use super::refusal::Refusal;
use super::tell::{MEMORY, NEED, PROFILE_KEYS, PROFILE_LIFE, PROFILE_READS, PROFILE_THREADS, Tell};
use crate::advise::Answers;
use crate::advise::needs::Language;
use flate2::read::GzDecoder;
use prost::Message;
use std::collections::HashMap;
use std::io::Read;

/// Most that a profile may come to when it is unpacked.
pub const MAX_BYTES: u64 = 64 << 20;
pub const GZIP: [u8; 2] = [0x1f, 0x8b];

#[derive(Clone, PartialEq, Message)]
struct Profile {
    #[prost(message, repeated, tag = "1")]
    sample_type: Vec<ValueType>,
    #[prost(message, repeated, tag = "2")]
    sample: Vec<Sample>,
    #[prost(message, repeated, tag = "4")]
    location: Vec<Location>,
    #[prost(message, repeated, tag = "5")]
    function: Vec<Function>,
    #[prost(string, repeated, tag = "6")]
    string_table: Vec<String>,
}

#[derive(Clone, PartialEq, Message)]
struct ValueType {
    #[prost(int64, tag = "1")]
    kind: i64,
    #[prost(int64, tag = "2")]
    unit: i64,
}

#[derive(Clone, PartialEq, Message)]
struct Sample {
    /// The innermost first.
    #[prost(uint64, repeated, tag = "1")]
    location_id: Vec<u64>,
    #[prost(int64, repeated, tag = "2")]
    value: Vec<i64>,
}

#[derive(Clone, PartialEq, Message)]
struct Location {
    #[prost(uint64, tag = "1")]
    id: u64,
    /// The innermost first, where calls were inlined.
    #[prost(message, repeated, tag = "4")]
    line: Vec<Line>,
}

#[derive(Clone, PartialEq, Message)]
struct Line {
    #[prost(uint64, tag = "1")]
    function_id: u64,
}

#[derive(Clone, PartialEq, Message)]
struct Function {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(int64, tag = "2")]
    name: i64,
}

/// Where goroutines waited.
#[derive(Clone, Debug, PartialEq)]
pub struct Contention {
    /// By who released the lock that was waited for, the longest wait first.
    pub places: Vec<Place>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The first function outside the locks' own, and what it called to release the lock.
    pub function: String,
    pub released: String,
    pub contentions: i64,
    pub delay_ns: i64,
}

pub fn read(bytes: &[u8]) -> Result<Contention, Refusal> {
    let mut unpacked = Vec::new();
    let bytes = if bytes.starts_with(&GZIP) {
        let read = GzDecoder::new(bytes).take(MAX_BYTES + 1).read_to_end(&mut unpacked);
        read.map_err(|error| Refusal::NotGzip { raw: error.to_string() })?;
        &unpacked
    } else {
        bytes
    };
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Refusal::TooLargeUnpacked { mib: MAX_BYTES >> 20 });
    }
    let decoded = Profile::decode(bytes);
    let profile = decoded.map_err(|error| Refusal::NotPprof { raw: error.to_string() })?;
    let text = |place: i64| {
        let place = usize::try_from(place).ok();
        place.and_then(|place| profile.string_table.get(place)).map_or("", String::as_str)
    };
    let column = |name: &str| profile.sample_type.iter().position(|kind| text(kind.kind) == name);
    let (Some(contentions), Some(delay)) = (column("contentions"), column("delay")) else {
        return Err(Refusal::OtherProfile);
    };
    let functions: HashMap<u64, &str> =
        profile.function.iter().map(|function| (function.id, text(function.name))).collect();
    let locations: HashMap<u64, &Location> =
        profile.location.iter().map(|location| (location.id, location)).collect();
    let mut places: HashMap<(&str, &str), (i64, i64)> = HashMap::new();
    for sample in &profile.sample {
        let lines =
            sample.location_id.iter().filter_map(|id| locations.get(id)).flat_map(|it| &it.line);
        let names = lines.map(|line| functions.get(&line.function_id).copied().unwrap_or(""));
        let names: Vec<&str> = names.collect();
        let own = |name: &&str| {
            name.starts_with("sync.")
                || name.starts_with("internal/sync.")
                || name.starts_with("runtime.")
        };
        let depth = names.iter().take_while(|name| own(name)).count();
        let released = names[..depth].last().copied().unwrap_or("");
        let function = names.get(depth).copied().unwrap_or("");
        let value = |column: usize| sample.value.get(column).copied().unwrap_or(0).max(0);
        let sum = places.entry((function, released)).or_default();
        sum.0 = sum.0.saturating_add(value(contentions));
        sum.1 = sum.1.saturating_add(value(delay));
    }
    let mut places: Vec<Place> = places
        .into_iter()
        .map(|((function, released), (contentions, delay_ns))| Place {
            function: function.to_owned(),
            released: released.to_owned(),
            contentions,
            delay_ns,
        })
        .collect();
    places.sort_by(|a, b| b.delay_ns.cmp(&a.delay_ns).then_with(|| a.function.cmp(&b.function)));
    Ok(Contention { places })
}

/// How many places are told.
const TOLD: usize = 5;

pub fn observed(contention: &Contention) -> Observed {
    let sum = |of: fn(&Place) -> i64| contention.places.iter().map(of).fold(0, i64::saturating_add);
    let (contentions, delay) = (sum(|place| place.contentions), sum(|place| place.delay_ns));
    let mut tells = vec![Tell::Waited { contentions, ms: delay as f64 / 1e6 }];
    tells.extend(contention.places.iter().take(TOLD).map(|place| Tell::Place {
        share: place.delay_ns as f64 / delay.max(1) as f64,
        function: place.function.clone(),
        released: place.released.clone(),
    }));
    Observed {
        answers: Answers { language: Some(Language::Go), ..Answers::default() },
        tells,
        lacks: vec![PROFILE_READS, PROFILE_LIFE, PROFILE_KEYS, PROFILE_THREADS, MEMORY, NEED],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: &[u8] = include_bytes!("../../../tests/data/go/mutex.pprof");

    #[test]
    fn a_real_profile_names_who_held_the_lock() {
        let contention = read(REAL).unwrap();
        let first = &contention.places[0];
        assert!(first.function.contains("(*counters).add"), "{first:?}");
        assert_eq!(first.released, "sync.(*Mutex).Unlock");
        assert!(first.contentions > 0 && first.delay_ns > 0);
        let observed = observed(&contention);
        assert_eq!(observed.answers.known().collect::<Vec<_>>(), [("lang", "go".to_owned())]);
        let open: Vec<&str> = observed.lacks.iter().map(|lack| lack.key).collect();
        assert_eq!(open, ["reads", "life", "keys", "threads", "memory", "need"]);
        assert!(observed.tells[1].to_string().contains("add"), "{:?}", observed.tells);
    }

    #[test]
    fn what_is_no_mutex_profile_is_refused() {
        let refused = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
        assert!(refused(b"").contains("not a mutex profile"));
        assert!(refused(b"not a profile").contains("not a pprof profile"));
        assert!(refused(&REAL[..REAL.len() / 2]).contains("gzip file"));
        let mut turned = REAL.to_vec();
        let middle = turned.len() / 2;
        turned[middle] ^= 0xff;
        assert!(read(&turned).is_err());
    }

    /// Of a profile that is put together: places are added up, and numbers that lead nowhere are nothing.
    #[test]
    fn samples_of_one_place_are_one() {
        let strings = [
            "",
            "contentions",
            "count",
            "delay",
            "nanoseconds",
            "main.hot",
            "sync.(*RWMutex).Unlock",
        ];
        let sample = |location: &[u64], value: &[i64]| Sample {
            location_id: location.to_vec(),
            value: value.to_vec(),
        };
        let location = |id, function_id| Location { id, line: vec![Line { function_id }] };
        let profile = Profile {
            sample_type: vec![ValueType { kind: 1, unit: 2 }, ValueType { kind: 3, unit: 4 }],
            sample: vec![
                sample(&[1, 2], &[2, 100]),
                sample(&[1, 2, 9], &[3, i64::MAX]),
                sample(&[77], &[1, 5]),
                sample(&[2], &[1]),
                sample(&[], &[-4, -4]),
            ],
            location: vec![location(1, 11), location(2, 12), location(9, 99)],
            function: vec![
                Function { id: 11, name: 6 },
                Function { id: 12, name: 5 },
                Function { id: 99, name: -3 },
            ],
            string_table: strings.map(str::to_owned).to_vec(),
        };
        let found = read(&profile.encode_to_vec()).unwrap().places;
        let place = |function: &str, released: &str, contentions, delay_ns| Place {
            function: function.to_owned(),
            released: released.to_owned(),
            contentions,
            delay_ns,
        };
        assert_eq!(
            found,
            [
                place("main.hot", "sync.(*RWMutex).Unlock", 5, i64::MAX),
                place("", "", 1, 5),
                place("main.hot", "", 1, 0),
            ]
        );
        assert!(!observed(&Contention { places: found }).tells.is_empty());
    }
}
