//! Why a file is refused, by line where it has lines, with what to do about it: figures, as a
//! [`Tell`](super::tell::Tell) has them, to be put into words by whoever shows them.
//!
//! Texts of the file are cut short, and may be anything; `raw` is what a library said of it, in English.

use serde::Serialize;
use std::io;
use thiserror::Error;

#[derive(Clone, Debug, PartialEq, Error, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Refusal {
    #[error("its first line is not a header with {column}; a trace has op,key,thread,t")]
    NoColumn { column: &'static str },
    #[error("line {line}: \"{text}\" is not an operation; write r, i, d, u, g, c, s or x")]
    NoOperation { line: u64, text: String },
    #[error("line {line}: {letter} has no key")]
    NoKey { line: u64, letter: char },
    #[error("line {line}: \"{text}\" is not a time; write nanoseconds, or nothing")]
    NoTime { line: u64, text: String },
    #[error("line {line}: it has {has} fields, but the first line has {needs}")]
    OtherFields { line: u64, has: u64, needs: u64 },
    #[error("line {line}: it is not UTF-8")]
    NotUtf8 { line: u64 },
    #[error("line {line}: there are more than {most} threads; leave some out")]
    TooManyThreads { line: u64, most: usize },
    #[error("line {line}: there are more than {most} keys; cut the trace")]
    TooManyKeys { line: u64, most: u64 },
    #[error("there are more than {most} rows; cut the trace")]
    TooManyRows { most: usize },
    #[error("there is no operation in it")]
    NothingDone,
    #[error("there is no benchmark in it: a line begins with Benchmark and has a figure in ns/op")]
    NoBenchmark,
    #[error("it is longer than {mib} MiB; keep only the benchmarks' lines")]
    TooLong { mib: usize },
    #[error("it is not a complete gzip file: {raw}")]
    NotGzip { raw: String },
    #[error("unpacked it is larger than {mib} MiB")]
    TooLargeUnpacked { mib: u64 },
    #[error("it is not a pprof profile: {raw}")]
    NotPprof { raw: String },
    #[error(
        "it has no contentions and delay, so it is not a mutex profile; `go test -mutexprofile` and /debug/pprof/mutex give one"
    )]
    OtherProfile,
    #[error(
        "it is none of the files that can be read here: a trace begins with op,key,thread,t, a benchmark's line with Benchmark, and a mutex profile is a pprof file"
    )]
    OtherData,
    #[error("it could not be read: {raw}")]
    Unreadable { raw: String },
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Unreadable { raw: error.to_string() }
    }
}

impl From<csv::Error> for Refusal {
    fn from(error: csv::Error) -> Self {
        let line = |place: &Option<csv::Position>| place.as_ref().map_or(1, csv::Position::line);
        match error.kind() {
            csv::ErrorKind::Utf8 { pos, .. } => Self::NotUtf8 { line: line(pos) },
            csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
                Self::OtherFields { line: line(pos), has: *len, needs: *expected_len }
            }
            _ => Self::Unreadable { raw: error.to_string() },
        }
    }
}
