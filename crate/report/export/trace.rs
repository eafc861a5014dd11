//! Records of operations as other programs read them: Chrome's trace events (JSON), which Perfetto opens,
//! and CSV, an operation a line.
//!
//! In the trace each map is a process and each thread of its run a lane; times are microseconds of that
//! thread's own clock, so lanes line up no better than the threads began together. Only what was kept is in
//! either: how many records were overwritten, the trace says of each lane.

use crate::guard::observe::Record;
use crate::guard::result::{FaultPlanned, MapRun};
use crate::strategy::Call;
use crate::strategy::audit::Ring;
use csv::WriterBuilder;
use serde_json::{Value, json};

/// The object format of the trace events. `clients`: how many of each map's threads are clients.
pub fn chrome(runs: &[MapRun], clients: usize, faults: &[FaultPlanned]) -> String {
    let mut events = Vec::new();
    for (run, process) in runs.iter().zip(1_u32..) {
        events.push(named("process_name", process, 0, &run.figures.id));
        for (ring, thread) in run.rings.iter().zip(0_usize..) {
            let lane = match thread {
                client if client < clients => format!("client {client}"),
                stall => format!("stall {}", stall - clients + 1),
            };
            let lane = format!("{lane} ({} overwritten)", ring.overwritten());
            events.push(named("thread_name", process, thread, &lane));
            events.extend(ring.iter().map(|record| event(record, process, thread)));
        }
    }
    let faults: Vec<Value> =
        faults.iter().map(|fault| json!({ "id": fault.id, "fault": fault.fault })).collect();
    let trace = json!({
        "displayTimeUnit": "ns",
        "otherData": { "faults": faults },
        "traceEvents": events,
    });
    trace.to_string() + "\n"
}

fn named(what: &str, process: u32, thread: usize, name: &str) -> Value {
    json!({ "ph": "M", "name": what, "pid": process, "tid": thread, "args": { "name": name } })
}

fn event(record: &Record, process: u32, thread: usize) -> Value {
    let micros = |nanos: u64| nanos as f64 / 1e3;
    let outcome = if record.overrun { "overrun" } else { record.outcome.name() };
    let mut arguments = json!({ "outcome": outcome });
    if let Some(key) = record.key {
        arguments["key"] = key.into();
    }
    if let Some(fault) = record.fault {
        arguments["fault"] = fault.into();
    }
    json!({
        "ph": "X",
        "name": record.call.name(),
        "cat": outcome,
        "pid": process,
        "tid": thread,
        "ts": micros(record.begun.0),
        "dur": micros(record.took.0),
        "args": arguments,
    })
}

/// What one map's clients did, in the order of their clocks: `op` is the letter of the mix, `key` the place
/// in the key space, `t` nanoseconds from the thread's start. Operations that were refused or ended in a panic are
/// operations that somebody wanted, so they are in it; what a mix has no letter for is not.
pub fn operations_csv(rings: &[Ring<Record>]) -> String {
    let mut lines: Vec<(&Record, usize, &str)> = Vec::new();
    for (ring, thread) in rings.iter().zip(0..) {
        lines.extend(ring.iter().filter_map(|record| Some((record, thread, letter(record)?))));
    }
    lines.sort_by_key(|(record, thread, _)| (record.begun, *thread));
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(["op", "key", "thread", "t"]).expect("a text takes all");
    for (record, thread, letter) in lines {
        let key = record.key.map(|key| key.to_string()).unwrap_or_default();
        let cells = [letter, &key, &thread.to_string(), &record.begun.0.to_string()];
        writer.write_record(cells).expect("a text takes all");
    }
    String::from_utf8(writer.into_inner().expect("a text takes all")).expect("all of it is ASCII")
}

fn letter(record: &Record) -> Option<&'static str> {
    Some(match record.call {
        Call::Get => "r",
        Call::Insert => "i",
        Call::Remove => "d",
        Call::Update => "u",
        Call::GetOrInsert => "g",
        Call::CompareExchange => "c",
        Call::ForEach => "s",
        Call::Clear => "x",
        Call::Len => return None,
    })
}
