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
use std::fmt::{self, Write};

/// The object format of the trace events. `clients`: how many of each map's threads are clients. Names of maps,
/// calls and outcomes, and faults as links write them, have nothing in them that JSON escapes.
pub fn chrome(runs: &[MapRun], clients: usize, faults: &[FaultPlanned]) -> String {
    let mut text = "{\"displayTimeUnit\":\"ns\",\"otherData\":{\"faults\":[".to_owned();
    for (fault, place) in faults.iter().zip(0..) {
        let comma = if place > 0 { "," } else { "" };
        add(
            &mut text,
            format_args!("{comma}{{\"fault\":\"{}\",\"id\":{}}}", fault.fault, fault.id),
        );
    }
    text.push_str("]},\"traceEvents\":[");
    for (run, process) in runs.iter().zip(1_u32..) {
        if process > 1 {
            text.push(',');
        }
        name(&mut text, "process_name", process, 0, &run.figures.id);
        for (ring, thread) in run.rings.iter().zip(0_usize..) {
            let lane = format!("{} ({} overwritten)", lane(thread, clients), ring.overwritten());
            text.push(',');
            name(&mut text, "thread_name", process, thread, &lane);
            for record in ring.iter() {
                text.push(',');
                event(&mut text, record, process, thread);
            }
        }
    }
    text.push_str("]}\n");
    text
}

/// Who that thread of a run is.
fn lane(thread: usize, clients: usize) -> String {
    match thread {
        client if client < clients => format!("client {client}"),
        stall => format!("stall {}", stall - clients + 1),
    }
}

fn add(text: &mut String, more: fmt::Arguments) {
    text.write_fmt(more).expect("a text takes all");
}

fn name(text: &mut String, what: &str, process: u32, thread: usize, name: &str) {
    add(
        text,
        format_args!(
            "{{\"ph\":\"M\",\"name\":\"{what}\",\"pid\":{process},\"tid\":{thread},\
             \"args\":{{\"name\":\"{name}\"}}}}"
        ),
    );
}

fn event(text: &mut String, record: &Record, process: u32, thread: usize) {
    let micros = |nanos: u64| nanos as f64 / 1e3;
    let outcome = if record.overrun { "overrun" } else { record.outcome.name() };
    let (call, ts, dur) = (record.call.name(), micros(record.begun.0), micros(record.took.0));
    add(
        text,
        format_args!(
            "{{\"ph\":\"X\",\"name\":\"{call}\",\"cat\":\"{outcome}\",\"pid\":{process},\
             \"tid\":{thread},\"ts\":{ts:?},\"dur\":{dur:?},\"args\":{{\"outcome\":\"{outcome}\""
        ),
    );
    if let Some(key) = record.key {
        add(text, format_args!(",\"key\":{key}"));
    }
    if let Some(fault) = record.fault {
        add(text, format_args!(",\"fault\":{fault}"));
    }
    text.push_str("}}");
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
