//! `contend guard`: faults do what their schedule says, each to the operations that carry it and to no other;
//! what comes out adds up, and other programs read it.
#![cfg(feature = "selftest")]

#[path = "../crate/base/patience.rs"]
mod patience;

use contend::base::units::Nanos;
use contend::engine::{Environment, Pool, SharedStatus};
use contend::experiment::guard::{Plan, containment};
use contend::guard::result::{GuardResult, MapRun};
use contend::guard::session::GuardSession;
use contend::ledger::Judgement;
use contend::link::faults::OwnCode;
use contend::report::export::prometheus::{Format, exposition};
use contend::report::export::trace::{chrome, operations_csv};
use contend::strategy::audit::{Answer, Records};
use contend::strategy::metrics::Outcome;
use contend::strategy::row::Containment;
use contend::strategy::{MapSpec, ROWS, Row};
use patience::shows;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

struct Done {
    plan: Plan,
    runs: Vec<MapRun>,
    result: GuardResult,
}

fn run(query: &str) -> Done {
    let plan = Plan::strict(&format!("#v1/guard?{query}")).unwrap();
    let (status, pool) = (SharedStatus::new(), Pool::new(plan.pool_threads()).unwrap());
    let environment = Environment { parallelism: 2, ..Environment::default() };
    let mut session = GuardSession::new(plan, environment, pool, &status).unwrap();
    while session.upcoming().is_some() {
        assert!(session.step().unwrap());
    }
    let (plan, runs) = (session.plan().clone(), session.runs().to_vec());
    Done { plan, runs, result: session.result(false) }
}

/// What holds of every run.
fn adds_up(done: &Done) {
    for run in &done.runs {
        let MapRun { figures, metrics, rings } = run;
        let total = figures.operations.total();
        assert!(total > 0, "{}", figures.id);
        assert_eq!(figures.records.retained + figures.records.overwritten, total);
        assert_eq!(figures.by_call.iter().map(|call| call.outcomes.total()).sum::<u64>(), total);
        assert_eq!(figures.over_time.iter().map(|it| it.outcomes.total()).sum::<u64>(), total);
        assert_eq!(rings.iter().map(|ring| ring.retained()).sum::<u64>(), figures.records.retained);
        assert_ne!(
            figures.verdict.outcome,
            Judgement::Failed,
            "{}: {:?}",
            figures.id,
            figures.verdict
        );
        assert_eq!(figures.audit.is_some(), figures.id.contains("+audit"), "{}", figures.id);
        if let Some(audit) = &figures.audit {
            let ours = ["mutex", "rwlock", "sharded", "key-lock", "lock-pool"];
            let ours = ours.iter().any(|id| figures.id.starts_with(id));
            let Records { retained, overwritten } = audit.records;
            assert_eq!(retained + overwritten, total, "{}", figures.id);
            match audit.answer {
                Answer::Clean { sections } => assert!(ours && sections > 0, "{}", figures.id),
                Answer::NotJudged => assert!(!ours, "{}", figures.id),
                Answer::Overlap { .. } => panic!("{}: {audit:?}", figures.id),
            }
        }
        let Some(metrics) = metrics else { continue };
        assert_eq!(metrics.operations.total(), total, "{}", figures.id);
        let of = |outcome| metrics.operations.outcome(outcome);
        let all = &figures.operations;
        assert_eq!(
            [
                of(Outcome::Hit),
                of(Outcome::Miss),
                of(Outcome::Done),
                of(Outcome::Timeout),
                of(Outcome::Panic)
            ],
            [all.hit, all.miss, all.done, all.timeout, all.panic],
            "{}",
            figures.id
        );
    }
}

/// A machine that is busy elsewhere may let few clients come to the map while somebody stalls there.
#[test]
fn one_who_stalls_takes_every_thread_down_unless_there_is_a_deadline() {
    let query = "ms=400&deadline=20&faults=stall:300:100&keys=1024";
    assert!(shows(|_| {
        let done = run(&format!("maps=mutex,mutex%2Bsafe,channel:64%2Bsafe%2Baudit&{query}"));
        adds_up(&done);
        stalled(&done)
    }));
}

/// Whether every client met the one who stalled; what it met must be right in any case.
fn stalled(done: &Done) -> bool {
    let [mutex, safe, channel] = [0, 1, 2].map(|place| &done.result.maps[place]);
    let clients = done.plan.threads.0 as u64;
    // Each waits for the holder, and nobody is refused.
    assert_eq!((mutex.operations.timeout, mutex.faults[0].timeouts), (0, 0));
    let mut all = mutex.faults[0].operations >= clients && mutex.faults[0].longest_ms >= 250.0;
    assert!(mutex.took.unwrap().max >= mutex.faults[0].longest_ms * 0.98e6, "{:?}", mutex.took);
    for map in [safe, channel] {
        // Others may be refused because the machine held somebody up.
        assert!(map.operations.timeout >= map.faults[0].timeouts, "{}", map.id);
        all &= map.faults[0].timeouts >= clients;
        assert_eq!(map.lost, 0);
        assert_eq!(map.verdict.outcome, Judgement::Passed, "{}: {:?}", map.id, map.verdict);
    }
    // Records name the fault, and none before it began does.
    let records = || done.runs[1].rings.iter().flat_map(|ring| ring.iter());
    let refused = records().filter(|record| record.outcome == Outcome::Timeout);
    let named = refused.filter(|record| record.fault == Some(1)).count() as u64;
    assert!(named <= safe.faults[0].timeouts);
    all &= named > 0;
    let early = Nanos::from_millis(50);
    assert!(
        records()
            .filter(|record| record.begun < early)
            .all(|record| record.fault.is_none() || record.took >= early)
    );
    all
}

#[test]
fn a_panic_ends_a_client_unless_it_is_contained() {
    for code in ["hash", "eq", "clone", "merge"] {
        let query = "keys=64&ms=200&mix=r40,u30,i20,d10&faults=panic";
        assert!(shows(|_| {
            let maps = "mutex,mutex%2Bsafe,sharded:4%2Bsafe%2Baudit";
            let done = run(&format!("maps={maps}&{query}:{code}:50"));
            adds_up(&done);
            ended_or_contained(code, &done)
        }));
    }
}

/// Whether every map met the panic; what it met must be right in any case.
fn ended_or_contained(code: &str, done: &Done) -> bool {
    let [mutex, safe, sharded] = [0, 1, 2].map(|place| &done.result.maps[place]);
    assert_eq!(safe.lost + sharded.lost, 0, "{code}");
    assert_eq!(mutex.lost as u64, mutex.operations.panic, "{code}");
    for map in [mutex, safe, sharded] {
        let panics = map.operations.panic;
        let touched = (map.faults[0].operations, map.faults[0].panics);
        assert_eq!(touched, (panics, panics), "{code}, {}", map.id);
    }
    [mutex, safe, sharded].iter().all(|map| map.operations.panic == 1)
}

/// What no guard can contain is refused by name, and whatever else that map is asked to bear is not.
#[test]
fn a_panic_after_which_a_map_may_stay_locked_is_refused_under_the_guard_too() {
    let plan = |map: &str, code: OwnCode| {
        let faults = format!("faults=panic:{}:20", code.name());
        Plan::strict(&format!("#v1/guard?maps=mutex,{map}%2Bsafe&{faults}"))
    };
    let mut refused = Vec::new();
    for row in ROWS.iter().filter(|row| row.guarantees.stores && !row.id.starts_with("planted-")) {
        for code in OwnCode::ALL {
            let stays = containment(&row.guarantees.panics, code) == Containment::StaysLocked;
            match plan(row.id, code) {
                Ok(_) => assert!(!stays, "{} {code:?}", row.id),
                Err(error) => {
                    assert!(stays && error.to_string().contains("may be left locked"), "{error}");
                    refused.push((row.id, code.name()));
                }
            }
        }
    }
    assert_eq!(refused, [("papaya", "hash"), ("flurry", "eq")]);
}

/// Each row that says a panic is contained, with the guard around it.
#[test]
fn no_contained_panic_gets_past_the_guard() {
    for code in OwnCode::ALL {
        let contained = |row: &&Row| {
            containment(&row.guarantees.panics, code) == Containment::Contained
                && row.guarantees.stores
                && !row.id.starts_with("planted-")
        };
        let rows = ROWS.iter().filter(contained);
        let maps: Vec<String> = rows.map(|row| format!("{}%2Bsafe", row.id)).collect();
        let query = "keys=64&threads=2&ms=120&mix=r30,u30,i20,d20&faults=panic";
        assert!(shows(|_| {
            let done = run(&format!("maps={}&{query}:{}:20", maps.join(","), code.name()));
            adds_up(&done);
            assert_eq!(done.result.maps.len(), maps.len());
            assert!(done.result.maps.iter().all(|map| map.lost == 0), "{code:?}");
            let panics = done.result.maps.iter().map(|map| map.operations.panic);
            assert!(panics.clone().all(|panics| panics <= 1));
            // Ordered maps hash nothing, and some copy no value in these operations.
            panics.sum::<u64>() > maps.len() as u64 / 2
        }));
    }
}

#[test]
fn a_slow_map_and_a_client_that_stops_are_seen() {
    assert!(shows(|_| {
        let faults = "faults=slow:100:50,stop:1:250";
        let done = run(&format!("maps=rwlock%2Bsafe%2Baudit&ms=400&deadline=5&keys=256&{faults}"));
        adds_up(&done);
        let map = &done.result.maps[0];
        // Who stopped reads, so writers are refused and readers are not.
        let reads = map.by_call.iter().find(|call| call.call == "get").unwrap();
        assert!(reads.outcomes.hit > 0);
        let waited = map.over_time.iter().any(|interval| interval.waiting > 0);
        map.faults[0].operations > 0 && map.faults[1].timeouts > 0 && waited
    }));
}

#[test]
fn exports_are_what_their_readers_expect() {
    let done = run("maps=sharded:4%2Bsafe&ms=150&keys=512&mix=r50,i20,d10,u5,g5,c5,s5&threads=2");
    adds_up(&done);
    let MapRun { figures, metrics, rings } = &done.runs[0];
    let csv = operations_csv(rings);
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("op,key,thread,t"));
    let (mut count, mut last) = (0, 0);
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let [op, key, thread, t] = cells[..] else { panic!("{line}") };
        assert!("ridugcsx".contains(op) && op.len() == 1, "{line}");
        assert!((op == "s" && key.is_empty()) || key.parse::<u32>().unwrap() < 512, "{line}");
        assert!(thread.parse::<usize>().unwrap() < 2, "{line}");
        let t: u64 = t.parse().unwrap();
        assert!(t >= last, "{line}");
        (count, last) = (count + 1, t);
    }
    assert_eq!(count, figures.records.retained);

    let trace: Value = serde_json::from_str(&chrome(&done.runs, 2, &done.result.faults)).unwrap();
    is_a_trace(&trace);
    let events = trace["traceEvents"].as_array().unwrap();
    let complete = events.iter().filter(|event| event["ph"] == "X");
    assert_eq!(complete.clone().count() as u64, figures.records.retained);
    let (mut lane, mut over) = (Value::Null, 0.0);
    for event in complete {
        let is_number = |field: &str| event[field].as_f64().is_some_and(|number| number >= 0.0);
        assert!(["pid", "tid", "ts", "dur"].into_iter().all(is_number), "{event}");
        assert!(event["name"].is_string() && event["args"]["outcome"].is_string(), "{event}");
        // The events of a lane may not overlap, or a reader nests them.
        if event["tid"] != lane {
            (lane, over) = (event["tid"].clone(), 0.0);
        }
        let [begins, takes] = ["ts", "dur"].map(|field| event[field].as_f64().unwrap());
        assert!(begins >= over - 1e-3, "{event} begins before {over}");
        over = begins + takes;
    }

    let maps = [(MapSpec::canonical("sharded:4+safe").unwrap(), metrics.unwrap())];
    for (format, parser) in
        [(Format::Prometheus, "parser"), (Format::OpenMetrics, "openmetrics.parser")]
    {
        let text = exposition(&maps, format);
        if format == Format::Prometheus {
            read_by("promtool", &["check", "metrics"], &text);
        }
        let read = format!(
            "import sys\nfrom prometheus_client.{parser} import text_string_to_metric_families as read\n\
             total = sum(s.value for f in read(sys.stdin.read()) for s in f.samples if s.name == 'map_operations_total')\n\
             assert total == {}, total",
            figures.operations.total()
        );
        read_by("python3", &["-c", &read], &text);
    }
}

/// What the format's description asks for is there, and without any of it this would be told.
fn is_a_trace(trace: &Value) {
    let format = serde_json::from_str(include_str!("data/chrome-trace.schema.json")).unwrap();
    let format = jsonschema::validator_for(&format).unwrap();
    let wrong: Vec<String> = format.iter_errors(trace).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let events = trace["traceEvents"].as_array().unwrap();
    for (kind, needs) in [
        ("X", &["ph", "ts", "dur", "pid", "tid", "name", "cat"][..]),
        ("M", &["ph", "pid", "tid", "name", "args"]),
    ] {
        let event = events.iter().find(|event| event["ph"] == kind).unwrap();
        let is_valid = |event: Value| format.is_valid(&json!({ "traceEvents": [event] }));
        assert!(is_valid(event.clone()), "{event}");
        for field in needs {
            let mut less = event.clone();
            less.as_object_mut().unwrap().remove(*field).unwrap();
            assert!(!is_valid(less), "without {field}: {event}");
        }
        let other = json!({ "ph": "Z", "name": 1, "ts": -1, "dur": "1", "pid": 0.5, "tid": null });
        for (field, value) in other.as_object().unwrap() {
            let mut other = event.clone();
            other[field] = value.clone();
            assert!(!is_valid(other), "{field} {value}: {event}");
        }
    }
}

/// The programs that tools/lib/promtool.mjs finds or gets, with what they need.
fn reads_metrics(program: &str) -> Command {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    if program == "python3" {
        let mut command = Command::new(program);
        command.env("PYTHONPATH", target.join("prometheus-client/usr/lib/python3/dist-packages"));
        return command;
    }
    let taken = target.join("promtool/usr/bin/promtool");
    let on_path = Command::new(program).arg("--version").output().is_ok();
    match std::env::var_os("PROMTOOL") {
        Some(named) => Command::new(named),
        None if on_path || !taken.exists() => Command::new(program),
        None => Command::new(taken),
    }
}

/// Has a program read the text, where there is one that can.
fn read_by(program: &str, arguments: &[&str], text: &str) {
    let asked: &[&str] = match program {
        "python3" => &["-c", "import prometheus_client"],
        _ => &["--version"],
    };
    let can = reads_metrics(program).args(asked).output();
    if !can.is_ok_and(|output| output.status.success()) {
        eprintln!("not checked: there is no {program} that can read metrics");
        return;
    }
    let mut reader = reads_metrics(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    reader.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = reader.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{program}: {said}{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

/// Somebody looks on at the run of the first map, asks for a fault, and sees it happen; the next map has it again.
#[test]
fn what_is_asked_for_while_it_runs_happens_in_the_maps_after_it_as_well() {
    use contend::engine::shared_status::Phase;
    use contend::guard::live::{FAULT, HEAD};
    use std::sync::atomic::Ordering::Relaxed;
    use std::thread;
    use std::time::Duration;

    let query = "maps=mutex,mutex%2Bsafe&deadline=20&ms=1500&keys=1024";
    let plan = Plan::strict(&format!("#v1/guard?{query}")).unwrap().watched();
    let (status, pool) = (SharedStatus::new(), Pool::new(plan.pool_threads()).unwrap());
    let mut session = GuardSession::new(plan, Environment::default(), pool, &status).unwrap();
    let seen = thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let look = || {
                thread::sleep(Duration::from_millis(1));
                status.shown().filter(|figures| figures.len() >= HEAD).unwrap_or_default()
            };
            while status.phase.load(Relaxed) != Phase::Measuring as u32 || look().is_empty() {}
            // A stall of 300 ms, then what no map of this run can have.
            status.asked.store((1 << 16) | 300, Relaxed);
            let stall = loop {
                let figures = look();
                if figures.len() >= HEAD + FAULT {
                    break figures[HEAD..HEAD + FAULT].to_vec();
                }
            };
            status.asked.store((4 << 16) | 63, Relaxed);
            while status.asked.load(Relaxed) != 0 {
                look();
            }
            stall
        });
        while session.upcoming().is_some() {
            assert!(session.step().unwrap());
        }
        watcher.join().unwrap()
    });
    assert_eq!(seen[..2], [0, 300]);
    let result = session.result(false);
    let [fault] = &result.faults[..] else { panic!("{:?}", result.faults) };
    assert_eq!((fault.id, fault.asked.as_deref()), (1, Some("mutex")));
    assert_eq!(fault.fault, format!("stall:300:{}", fault.at_ms));
    for (map, run) in result.maps.iter().zip(session.runs()) {
        assert_eq!(map.faults.len(), 1, "{}", map.id);
        assert_eq!(map.verdict.outcome, Judgement::Passed, "{}: {:?}", map.id, map.verdict);
        // The one who stalled is a thread of its own, with one operation in each map.
        assert_eq!(run.rings.last().unwrap().retained(), 1, "{}", map.id);
    }
    assert_eq!(result.maps[0].operations.timeout, 0);
}
