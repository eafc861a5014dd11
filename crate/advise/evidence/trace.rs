//! Reads a trace of a map's operations: CSV with the columns `op`, `key`, `thread` and, if times are known,
//! `t`.
//!
//! `op` is a letter of the mix, `key` and `thread` are any texts, `t` is in nanoseconds and may be empty. The
//! rows are in the order in which things happened, as far as anybody knows. Scans and clears need no key.
//! At most as many threads and keys as an experiment may have; a row takes four bytes, a key its text.

use super::refusal::Refusal;
use crate::base::units::{MAX_THREADS, Nanos};
use crate::link::keys::MAX_KEYS;
use crate::workload::mix::{OPERATIONS, Op};
use crate::workload::replay::Replay;
use csv::StringRecord;
use std::collections::HashMap;
use std::io::Read;

/// Most rows that are read.
pub const MAX_OPERATIONS: usize = 1 << 26;

#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Every operation in the order of the file.
    pub operations: Vec<Operation>,
    pub threads: u32,
    /// Different keys.
    pub keys: u32,
    /// From the first to the last time that is given.
    pub span: Option<Nanos>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    pub op: Op,
    /// Numbered by when it was first met; 0 where there is none.
    pub key: u32,
    pub thread: u8,
}

impl Operation {
    /// Whether it is about one key.
    pub fn has_key(self) -> bool {
        Self::is_keyed(self.op)
    }

    fn is_keyed(op: Op) -> bool {
        !matches!(op, Op::Scan | Op::Clear)
    }
}

pub fn read(input: impl Read) -> Result<Trace, Refusal> {
    let mut reader = csv::Reader::from_reader(input);
    let headers = reader.headers()?.clone();
    let place = |name: &str| headers.iter().position(|header| header.trim() == name);
    let column = |name| place(name).ok_or(Refusal::NoColumn { column: name });
    let (op, key, thread, time) = (column("op")?, column("key")?, column("thread")?, place("t"));
    let (mut trace, mut keys, mut threads) = (Trace::default(), Names::default(), Names::default());
    let mut times: Option<(u64, u64)> = None;
    let mut row = StringRecord::new();
    while reader.read_record(&mut row)? {
        let line = row.position().map_or(0, csv::Position::line);
        if trace.operations.len() == MAX_OPERATIONS {
            return Err(Refusal::TooManyRows { most: MAX_OPERATIONS });
        }
        // Not by the reader, which would make a new row of each.
        let text = |column: usize| row.get(column).unwrap_or_default().trim();
        let op = operation(text(op))
            .ok_or_else(|| Refusal::NoOperation { line, text: shorten(text(op)) })?;
        let thread = threads.number(text(thread));
        if thread as usize >= MAX_THREADS {
            return Err(Refusal::TooManyThreads { line, most: MAX_THREADS });
        }
        let mut operation = Operation { op, key: 0, thread: thread as u8 };
        if operation.has_key() {
            let key = text(key);
            if key.is_empty() {
                return Err(Refusal::NoKey { line, letter: OPERATIONS[op as usize].letter });
            }
            operation.key = keys.number(key);
            if u64::from(operation.key) >= MAX_KEYS {
                return Err(Refusal::TooManyKeys { line, most: MAX_KEYS });
            }
        }
        trace.operations.push(operation);
        let time = time.map(text).filter(|text| !text.is_empty());
        if let Some(text) = time {
            let time = text.parse().map_err(|_| Refusal::NoTime { line, text: shorten(text) })?;
            let (first, last) = times.unwrap_or((time, time));
            times = Some((first.min(time), last.max(time)));
        }
    }
    if trace.operations.is_empty() {
        return Err(Refusal::NothingDone);
    }
    trace.span = times.map(|(first, last)| Nanos(last - first)).filter(|span| span.0 > 0);
    (trace.keys, trace.threads) = (keys.count(), threads.count());
    Ok(trace)
}

impl Trace {
    /// Its operations, to be played again. What is read, removed or compared before it was ever added was
    /// there at the start.
    pub fn replay(&self) -> Replay {
        let mut threads = vec![Vec::new(); self.threads as usize];
        let mut met = vec![false; self.keys as usize];
        let mut prefill = Vec::new();
        for &Operation { op, key, thread } in &self.operations {
            threads[thread as usize].push((op, key));
            if Operation::is_keyed(op) && !std::mem::replace(&mut met[key as usize], true) {
                let there = matches!(op, Op::Get | Op::Remove | Op::CompareExchange);
                prefill.extend(there.then_some(key));
            }
        }
        prefill.sort_unstable();
        Replay::new(&threads, prefill)
    }
}

/// By its letter alone.
fn operation(text: &str) -> Option<Op> {
    let mut letters = text.chars();
    let (letter, None) = (letters.next()?, letters.next()) else { return None };
    let place = OPERATIONS.iter().position(|spec| spec.letter == letter)?;
    Some(Op::ALL[place])
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Texts, numbered by when they were first met.
#[derive(Default)]
struct Names(HashMap<String, u32>);

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        let next = self.count();
        match self.0.get(name) {
            Some(&number) => number,
            None => {
                self.0.insert(name.to_owned(), next);
                next
            }
        }
    }

    fn count(&self) -> u32 {
        self.0.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        read(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn rows_are_numbered_as_they_come() {
        let trace = read(
            "op,key,thread,t\nr,apple,main,10\ni,\"a,b\",w1,\nd, apple ,main,40\ns,,w1,25\n"
                .as_bytes(),
        )
        .unwrap();
        let told = |op, key, thread| Operation { op, key, thread };
        assert_eq!(
            trace.operations,
            [
                told(Op::Get, 0, 0),
                told(Op::Insert, 1, 1),
                told(Op::Remove, 0, 0),
                told(Op::Scan, 0, 1)
            ]
        );
        assert_eq!((trace.keys, trace.threads, trace.span), (2, 2, Some(Nanos(30))));
        // In any order, and without times.
        let trace = read("thread,op,key\n1,u,7\n".as_bytes()).unwrap();
        assert_eq!((trace.operations[0].op, trace.span), (Op::Update, None));
    }

    #[test]
    fn what_is_no_trace_is_refused_by_its_line() {
        assert!(refused("").contains("not a header with op"));
        assert!(refused("op,key\nr,1\n").contains("not a header with thread"));
        assert!(refused("op,key,thread,t\n").contains("no operation in it"));
        assert!(
            refused("op,key,thread,t\nr,1,1,1\nread,1,1,2\n")
                .contains("line 3: \"read\" is not an operation")
        );
        assert!(refused("op,key,thread,t\nr,,1,1\n").contains("line 2: r has no key"));
        assert!(
            refused("op,key,thread,t\nr,1,1,soon\n").contains("line 2: \"soon\" is not a time")
        );
        assert!(refused("op,key,thread,t\nr,1\n").contains("line 2: it has 2 fields"));
        let many: String = (0..=MAX_THREADS).map(|it| format!("r,1,{it},\n")).collect();
        assert!(
            refused(&format!("op,key,thread,t\n{many}"))
                .contains("line 66: there are more than 64 threads")
        );
        let bytes = b"op,key,thread,t\nr,\xff,1,1\n";
        assert_eq!(read(&bytes[..]).unwrap_err(), Refusal::NotUtf8 { line: 2 });
    }
}
