//! Traces: what the presets promise, and that frames hang together.

use super::*;
use crate::model::outcome::{Anomaly, Kind};
use crate::model::presets::PRESETS;
use notes::NoteKind;
use proptest::collection::vec;
use proptest::prelude::*;

fn trace(program: &str, schedule: &str, detect: bool) -> Trace {
    let (program, _) = Program::read(program).unwrap();
    let (schedule, _) = Schedule::read(schedule).unwrap();
    Trace::new(&program, &schedule, detect)
}

fn notes(trace: &Trace) -> Vec<NoteKind> {
    trace.frames.iter().flat_map(|frame| &frame.notes).map(|note| note.kind).collect()
}

/// What each preset's words promise, by its name.
#[test]
fn presets_show_what_they_say() {
    use Anomaly::*;
    use NoteKind as Note;
    let fatal = Err;
    let anomaly = Ok;
    type Wanted = (&'static str, Result<Anomaly, &'static str>, Option<NoteKind>);
    let wanted: &[Wanted] = &[
        ("same-key", fatal("fatal error: concurrent map writes"), None),
        ("same-key-unseen", anomaly(CorruptedCount), Some(Note::SlotChosenByTwo)),
        ("delete-during-growth", anomaly(VanishedKey), Some(Note::KeyInNeither)),
        ("read-during-growth", anomaly(MissedRead), Some(Note::MissedKey)),
        ("tophash-without-value", anomaly(ZeroRead), Some(Note::ValueNotStored)),
        ("read-while-writing", fatal("fatal error: concurrent map read and map write"), None),
        ("iteration", fatal("fatal error: concurrent map iteration and map write"), None),
        ("lost-update", anomaly(LostUpdate), None),
        ("lost-count", anomaly(CorruptedCount), Some(Note::CountLost)),
        ("two-keys-one-slot", anomaly(WrongValue), Some(Note::ValueUnderOtherKey)),
        ("duplicate-key", anomaly(DuplicateKey), None),
        ("first-bucket", anomaly(VanishedKey), Some(Note::FirstTableLost)),
    ];
    for (name, what, note) in wanted {
        let preset = PRESETS.iter().find(|preset| preset.name == *name).expect(name);
        let trace = trace(preset.program, preset.schedule, preset.detect);
        let notes = notes(&trace);
        assert!(note.is_none_or(|note| notes.contains(&note)), "{name}: {notes:?}");
        let shown = match &trace.outcome {
            Some(outcome) => outcome,
            // The read is over and the assign is not.
            None => &self::trace(preset.program, &format!("{},1*9", preset.schedule), true)
                .outcome
                .unwrap_or_else(|| panic!("{name} does not end")),
        };
        match what {
            Err(message) => assert_eq!(shown.fatal.as_ref().unwrap().message, *message, "{name}"),
            Ok(anomaly) => assert!(shown.anomalies.contains(anomaly), "{name}: {shown:?}"),
        }
    }
    let seen = trace("2~a1:10+g1", "2*2,1*14,2*5", true);
    assert_eq!(notes(&seen), [NoteKind::KeyWithoutTophash]);
    let beyond = trace("1-8~a9+g3", "1*2,2*2,1*24,2*2", true);
    assert_eq!(beyond.outcome.unwrap().kind, Kind::Stuck);
}

#[test]
fn presets_are_canonical() {
    for preset in PRESETS {
        let trace = trace(preset.program, preset.schedule, preset.detect);
        assert_eq!(trace.program, preset.program);
        assert_eq!(trace.schedule, preset.schedule, "{}", preset.name);
        assert!(trace.dropped.is_empty(), "{}: {:?}", preset.name, trace.dropped);
        assert!(preset.pos.is_none_or(|pos| pos < trace.frames.len()));
    }
}

/// Steps of the finished and of those who are not there are dropped, in their places.
#[test]
fn steps_that_cannot_be_made_are_named() {
    let trace = trace("~l+l", "1*2,3,2", true);
    let dropped = [Dropped { at: 1, goroutine: 0 }, Dropped { at: 2, goroutine: 2 }];
    assert_eq!(trace.dropped, dropped);
    assert_eq!(trace.schedule, "1,2");
    assert_eq!(trace.outcome.unwrap().kind, Kind::Serial);
}

/// The largest program and the longest schedule stay within bounds.
#[test]
fn a_trace_that_would_be_too_large_is_cut() {
    let statements = "a100,x,a101,x,a102,x,a103,x";
    let text = format!("0-63~{statements}+{statements}+{statements}");
    let trace = trace(&text, "1*3000,2*3000,3*4000", false);
    assert!(trace.cut);
    assert!(trace.outcome.is_none());
    let drawn: usize = trace.frames.iter().map(|frame| frame.memory.drawn()).sum();
    assert!((MOST_DRAWN..MOST_DRAWN + 2000).contains(&drawn), "{drawn}");
    let made = Schedule::read(&trace.schedule).unwrap().0.0.len();
    assert_eq!(made + 1, trace.frames.len());
}

/// Who dies, of what, and who was there.
#[test]
fn a_fatal_error_names_both_sides() {
    let entry = trace("2~a1:10+a1:20", "1*14,2", true).outcome.unwrap().fatal.unwrap();
    assert_eq!((entry.goroutine, entry.other, entry.check), (1, Some(0), "entry"));
    let exit = trace("2~a1:10+a1:20", "1*2,2,1*15,2*2,1", true).outcome.unwrap().fatal.unwrap();
    assert_eq!((exit.goroutine, exit.other, exit.check), (0, Some(1), "exit"));
    let last = trace("2~a1:10+a1:20", "1*14,2", true).frames.pop().unwrap();
    assert_eq!((last.next[0].state, last.next[1].state), ("stopped", "fatal"));
}

#[test]
fn a_growing_map_is_drawn_with_both_arrays() {
    let trace = trace("1-8~a9", "1*60", true);
    let roles = |pos: usize| -> Vec<_> {
        let tables = &trace.frames[pos].memory.tables;
        tables.iter().map(|table| (table.role, table.buckets.len())).collect()
    };
    use picture::Role::*;
    assert_eq!(roles(0), [(Current, 1)]);
    let allocated = trace
        .frames
        .iter()
        .position(|frame| frame.step.as_ref().is_some_and(|step| step.kind == "grow-allocate"));
    assert_eq!(roles(allocated.unwrap()), [(Current, 1), (Fresh, 2)]);
    assert_eq!(roles(60), [(Current, 2), (Old, 1)]);
}

#[test]
fn it_is_plain_data() {
    let trace = trace("2~a1:10+g1", "1*20,2*9,1", true);
    let json = serde_json::to_value(&trace).unwrap();
    let step = &json["frames"][14]["step"];
    assert_eq!(step["kind"], "key-store");
    assert_eq!(
        (&step["cell"], &step["bucket"], &step["slot"]),
        (&"1.key.1".into(), &1.into(), &1.into())
    );
    assert_eq!((&step["old"], &step["new"]), (&0.into(), &1.into()));
    assert_eq!(json["frames"][14]["changed"][0], "1.key.1");
    assert_eq!(json["outcome"]["kind"], "anomaly");
    assert_eq!(json["outcome"]["anomalies"][0], "zero-read");
    assert_eq!(json["outcome"]["answers"][1][0]["value"], 0);
    assert_eq!(
        json["frames"][0]["memory"]["tables"][0]["buckets"][0]["chain"][0]["state"][1],
        "emptyRest"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Each frame differs from the one before in the changed cells at most, and the next step that a
    /// frame foretells is the one that is made.
    #[test]
    fn frames_hang_together(steps in vec(0..2_u8, 1..160), detect in any::<bool>()) {
        for text in ["1-8~a9,d1+d3,g9", "~a1,x+u1,r", "1-3~d1,a1+r,l"] {
            let (program, _) = Program::read(text).unwrap();
            let trace = Trace::new(&program, &Schedule(steps.clone()), detect);
            for pair in trace.frames.windows(2) {
                let mover = usize::from(pair[1].goroutine.unwrap());
                let step = pair[1].step.as_ref().unwrap();
                let foretold = pair[0].next[mover].step.as_ref().unwrap();
                prop_assert_eq!(format!("{step:?}"), format!("{foretold:?}"));
                let one = serde_json::to_value(&pair[0].memory).unwrap();
                let other = serde_json::to_value(&pair[1].memory).unwrap();
                let allocates = step.kind.ends_with("allocate");
                prop_assert!(one == other || allocates || !pair[1].changed.is_empty(), "{step:?}");
            }
        }
    }
}
