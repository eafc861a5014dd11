//! The simulated incident: small ones worked out with a pencil, and what must hold of each variant.
#![cfg(feature = "full")]

use contend::base::units::Nanos;
use contend::experiment::incident::{Costs, Incident};
use contend::incident::figures::Figures;
use contend::incident::little::{Little, Reason, When};
use contend::incident::predictions::What;
use contend::incident::service::{Arrivals, MILLI, Service};
use contend::incident::simulation::{Process, Simulation};
use contend::incident::variants::{Design, Fault, Kind, Map, ROWS, Variant};
use contend::incident::{IncidentResult, simulate};
use std::collections::BTreeMap;
use std::process::Command;
use std::sync::LazyLock;
use std::thread;
use xxhash_rust::xxh64::xxh64;

#[path = "schema/mod.rs"]
mod schema;

/// A request every 10 ms, from 10 ms on: 1 ms on a core, 9 ms at the backend, 1 ms at the map, where it comes 10 ms
/// after its arrival. All use the map and all are for the bad order; things go wrong at 35 ms.
fn small() -> Service {
    let costs = Costs {
        operation: Nanos(900_000),
        lock: Nanos(100_000),
        handover: Nanos(MILLI),
        goroutine_kib: 16,
    };
    Service {
        arrivals: Arrivals::Every(Nanos(10 * MILLI)),
        cache_percent: 100,
        bad_percent: 100,
        work: MILLI,
        backend: [9 * MILLI, 9 * MILLI],
        fault_at: 35 * MILLI,
        length: 200 * MILLI,
        tick: 20 * MILLI,
        windows: [[0, 40 * MILLI], [100 * MILLI, 140 * MILLI]],
        growth: [100 * MILLI, 140 * MILLI],
        ..Service::payment(costs)
    }
}

fn design(id: &str) -> Design {
    Variant::find(id).unwrap().design
}

fn played(service: Service, design: Design) -> (Figures, Process) {
    Simulation::new(service, design, 1).run()
}

/// Requests 1 and 2 are answered at 21 and 31 ms. Request 3 comes to the map at 40 and panics at 41, with the lock
/// held. Request k, from 4 on, waits from 10k + 10 to 10k + 35 ms. Until 200 ms requests 1 to 19 arrive; 4 to 16 have
/// timed out (16 at 195), 17 and 18 wait, 19 is at the backend.
#[test]
fn a_leak_with_a_timeout_by_hand() {
    let leak = Design { timeout: Some(25 * MILLI), ..design("leak") };
    let (figures, process) = played(small(), leak);
    let all = figures.all;
    assert_eq!((figures.all_arrived, all.answered, all.failed, all.timed_out), (19, 2, 1, 13));
    assert_eq!((process.in_flight, process.panics_recovered, process.ends), (3, 1, 0));
    // At 70 ms requests 4, 5 and 6 wait, since 50, 60 and 70.
    assert_eq!((process.peak_waiting, process.peak_at), (3, 70 * MILLI));
    let last = figures.intervals[9];
    assert_eq!((last.in_flight, last.waiting, last.goroutines), (3, 2, 3));
    assert_eq!((last.p50_ns, last.oldest_ns), (Some(35 * MILLI), Some(30 * MILLI)));
    // 100 a second, 35 ms each: 3.5 at a time.
    let little = Little::of(When::After, &figures.windows[1], &figures);
    assert_eq!((little.arrivals, little.lambda, little.w), (4, 100.0, Some(0.035)));
    assert_eq!((little.l, little.lambda_w, little.off), (3.5, Some(3.5), Some(0.0)));
    assert!(little.stationary);
}

/// The map takes 15 ms, or 16 after somebody else, and at most 2 may wait. Inside are: request 1 from 20 to 35, 2 to
/// 51, 3 to 67, 4 to 83, 5 to 99, 6 to 115, 8 to 131. When 7 comes at 80, 5 and 6 wait; when 10 comes at 110, 8 and 9
/// do: both are refused. At 120 ms 8 is inside, 9 waits, and 11 comes to the map at that moment.
#[test]
fn load_shedding_by_hand() {
    let costs = Costs { operation: Nanos(14 * MILLI), lock: Nanos(MILLI), ..small().costs };
    let service = Service {
        costs,
        fault_at: 1_000 * MILLI,
        length: 120 * MILLI,
        tick: 60 * MILLI,
        windows: [[0, 60 * MILLI], [60 * MILLI, 120 * MILLI]],
        growth: [60 * MILLI, 120 * MILLI],
        ..small()
    };
    let shed = Design { limit: Some(2), timeout: None, ..design("shed") };
    let (figures, process) = played(service, shed);
    assert_eq!((figures.all_arrived, figures.all.answered, figures.all.shed), (11, 6, 2));
    assert_eq!((process.in_flight, process.peak_waiting), (3, 2));
    assert_eq!(figures.intervals[1].waiting, 1);
    // By 60 ms 1 and 2 are answered; from then on 3 to 6 are.
    let answered: Vec<u64> = figures.intervals.iter().map(|part| part.endings.answered).collect();
    assert_eq!(answered, [2, 4]);
}

/// Requests 3 to 18 panic at 10k + 11 ms, each by itself, and 19 has not come to the map at 200 ms.
#[test]
fn a_deferred_unlock_by_hand() {
    let (figures, process) = played(small(), design("defer"));
    let all = figures.all;
    assert_eq!((figures.all_arrived, all.answered, all.failed), (19, 2, 16));
    assert_eq!((process.in_flight, process.panics_recovered, process.peak_waiting), (1, 16, 0));
    // 11 ms every 10 ms.
    let little = Little::of(When::After, &figures.windows[1], &figures);
    assert_eq!((little.l, little.lambda_w), (1.1, Some(1.1)));
}

/// As the leak, but goroutines 4 to 18 stay with the lock, 13 of them after their callers.
#[test]
fn an_operation_handed_off_by_hand() {
    let handed_off = Design { timeout: Some(25 * MILLI), ..design("handoff") };
    let (figures, process) = played(small(), handed_off);
    assert_eq!((figures.all.timed_out, process.in_flight, process.abandoned), (13, 3, 13));
    let last = figures.intervals[9];
    assert_eq!((last.waiting, last.goroutines), (15, 3 + 15));
}

/// A write takes 12 ms. Request 1 writes from 20 ms on, request 2 comes at 30: the process ends, with request 3,
/// which arrives at that moment. It is down until 1,030 ms, so 4 to 19 find nobody.
#[test]
fn a_fatal_error_by_hand() {
    let costs = Costs { operation: Nanos(12 * MILLI), ..small().costs };
    let (figures, process) = played(Service { costs, fault_at: 0, ..small() }, design("as-told"));
    assert_eq!((figures.all_arrived, figures.all.lost, figures.all.failed), (19, 3, 16));
    assert_eq!((process.fatal_errors, process.panics_recovered), (1, 0));
    assert_eq!((process.ends, process.exit_status, process.in_flight), (1, Some(2), 0));
    assert!(figures.intervals[3..].iter().all(|part| !part.up && part.goroutines == 0));
}

/// The service has one core, and a panic takes 1 ms of it. From 35 ms on, a request that comes to the map never ends.
#[test]
fn retries_by_hand() {
    let service = Service { cores: 1, retry: MILLI, work: 1, ..small() };
    let (figures, process) = played(service, design("spin"));
    // 9.000001 ms after its arrival 3 comes to the map. Those who arrive later wait for the core as well.
    assert_eq!((figures.all.answered, figures.all.total()), (2, 2));
    assert_eq!(process.in_flight, 17);
    // From 39 ms on the core does nothing but that, once a millisecond.
    assert!((155..=161).contains(&process.panics_recovered), "{}", process.panics_recovered);
    assert!(figures.intervals[2..].iter().all(|part| part.cpu_percent > 99.0));
}

/// A breaker opens after two timeouts in a row and lets one try after 40 ms.
#[test]
fn a_breaker_by_hand() {
    use contend::incident::variants::Breaker;
    let breaker = Some(Breaker { failures: 2, open: 40 * MILLI });
    let (figures, process) =
        played(small(), Design { timeout: Some(25 * MILLI), breaker, ..design("breaker") });
    // 4 and 5 time out at 75 and 85, when it opens until 125; 6 and 7 wait by then and time out as well. 8 to 11,
    // which come at 90 to 120, are refused. 12 tries at 130 until 155, and it opens until 195: 13 to 18, at 140 to
    // 190, are refused. 19 is at the backend.
    let all = figures.all;
    assert_eq!((all.answered, all.failed, all.timed_out, all.shed), (2, 1, 5, 10));
    assert_eq!((process.in_flight, process.peak_waiting), (1, 3));
}

static RESULTS: LazyLock<Vec<IncidentResult>> = LazyLock::new(|| {
    let half = ROWS.len().div_ceil(2);
    let parts = ROWS.chunks(half).map(|rows| {
        thread::spawn(move || {
            rows.iter().map(|row| simulate(&incident(row.id, 42))).collect::<Vec<_>>()
        })
    });
    let parts: Vec<_> = parts.collect();
    parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
});

fn incident(variant: &str, seed: u64) -> Incident {
    let link = format!("#v1/guard?seed={seed}&variant={variant}&view=incident");
    Incident::strict(&link).unwrap().unwrap()
}

fn result(id: &str) -> &'static IncidentResult {
    RESULTS.iter().find(|result| result.variant.id == id).unwrap()
}

/// Whatever happens, each request that arrived is somewhere.
#[test]
fn no_request_gets_lost() {
    for result in RESULTS.iter() {
        let (id, totals) = (result.variant.id, &result.totals);
        assert_eq!(totals.arrived, totals.endings.total() + totals.in_flight, "{id}");
        let arrived: u64 = result.over_time.iter().map(|part| part.arrived).sum();
        let ended: u64 = result.over_time.iter().map(|part| part.endings.total()).sum();
        assert_eq!((arrived, ended), (totals.arrived, totals.endings.total()), "{id}");
        assert_eq!(result.over_time.len(), 80, "{id}");
        // 25,000 a second for 20 s, within five standard deviations.
        assert!(totals.arrived.abs_diff(500_000) < 5 * 708, "{id}: {}", totals.arrived);
    }
}

#[test]
fn little_s_law_holds_where_the_queue_is_stationary() {
    let mut stationary = 0;
    for result in RESULTS.iter() {
        for little in &result.little {
            let id = format!("{}, {:?}", result.variant.id, little.name);
            assert_eq!(little.off.is_some(), little.stationary, "{id}");
            assert_eq!(little.stationary, little.why.is_none(), "{id}");
            assert!(little.off.is_none_or(|off| off < 0.05), "{id}: {little:?}");
            stationary += usize::from(little.stationary);
        }
        // The article's figures before anything went wrong: 2,000 at 80 ms.
        let before = &result.little[0];
        assert!(before.stationary && (before.l - 2000.0).abs() < 100.0, "{before:?}");
        assert!((before.w.unwrap() - 0.08).abs() < 0.001, "{before:?}");
    }
    assert_eq!(stationary, ROWS.len() + 9);
    for (id, reason) in [
        ("as-told", Reason::ProcessEnded),
        ("no-timeout", Reason::ProcessEnded),
        ("spin", Reason::ProcessEnded),
        ("trie", Reason::NeverEnd),
        ("context-before", Reason::ProcessEnded),
    ] {
        assert_eq!(result(id).little[1].reason, Some(reason), "{id}");
    }
}

#[test]
fn each_remedy_settles_where_its_parameters_say() {
    for result in RESULTS.iter() {
        let id = result.variant.id;
        for prediction in &result.predictions {
            let off = prediction.off.unwrap_or_else(|| panic!("{id}: {prediction:?}"));
            assert!(off < 0.1, "{id}: {prediction:?}");
        }
        let settles = result.predictions.iter().any(|one| one.what == What::InFlight);
        let grows = ["context-before"].contains(&id);
        assert!(result.variant.kind == Kind::Incident || settles != grows, "{id}");
        assert_eq!(result.predictions.is_empty(), id == "as-told", "{id}");
    }
}

#[test]
fn what_happens_as_told_recovers_nothing() {
    let totals = &result("as-told").totals;
    assert_eq!((totals.panics_recovered, totals.exit_status), (0, Some(2)));
    assert!(totals.fatal_errors >= 3 && u64::from(totals.process_ends) == totals.fatal_errors);
    assert!(totals.endings.lost > 0 && totals.peak_goroutines < 3000, "{totals:?}");
}

#[test]
fn the_leak_passes_what_the_article_counted() {
    let leak = result("leak");
    assert!(leak.totals.peak_goroutines > 120_000 && leak.totals.peak_waiting > 119_000);
    assert_eq!((leak.totals.panics_recovered, leak.totals.process_ends), (1, 0));
    let late = leak.over_time.iter().filter(|part| part.from_ms >= 8_000);
    assert!(late.clone().count() == 48 && late.clone().all(|part| part.in_flight > 120_000));
    assert!(late.clone().all(|part| part.p99_ns.is_some_and(|p99| p99 > 6_000 * MILLI)));
}

#[test]
fn a_deadline_before_the_lock_bounds_nothing() {
    let (article, none) = (&result("context-before").totals, &result("no-timeout").totals);
    assert_eq!(article.endings.timed_out, 0);
    assert_eq!(article, none);
}

#[test]
fn one_leak_is_traded_for_another() {
    let (handed_off, safe) = (result("handoff"), result("safe"));
    assert!(handed_off.totals.abandoned > 300_000 && safe.totals.abandoned == 0);
    let [handed_off, safe] = [handed_off, safe].map(|result| result.little[1].l);
    assert!((handed_off - safe).abs() / safe < 0.01, "to the callers both look alike");
}

#[test]
fn wrong_answers_show_nowhere_else() {
    let silent = result("silent");
    let endings = &silent.totals.endings;
    assert!(endings.wrong > 3_000 && endings.failed + endings.timed_out + endings.lost == 0);
    assert!(silent.totals.peak_waiting <= 5);
}

/// Requests that arrive are the same whatever is done about them.
#[test]
fn variants_have_the_same_requests() {
    let arrivals = |id| result(id).over_time.iter().map(|part| part.arrived).collect::<Vec<_>>();
    assert!(ROWS.iter().all(|row| arrivals(row.id) == arrivals("leak")));
}

fn golden_path() -> String {
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/incident/hashes.json").into()
}

/// XXH64 of each variant's JSON; the page's module is held to the same ones.
#[test]
fn a_link_gives_the_same_bytes() {
    let hash = |result: &IncidentResult| {
        let text = serde_json::to_string(result).unwrap();
        (result.experiment.clone(), format!("{:016x}", xxh64(text.as_bytes(), 0)))
    };
    let other = simulate(&incident("safe", 7));
    let again = simulate(&incident("safe", 42));
    assert_eq!(hash(&again), hash(result("safe")));
    let seen: BTreeMap<String, String> = RESULTS.iter().chain([&other]).map(hash).collect();
    if std::env::var_os("CONTEND_BLESS").is_some() {
        std::fs::write(golden_path(), serde_json::to_string_pretty(&seen).unwrap() + "\n").unwrap();
    }
    let golden = std::fs::read_to_string(golden_path()).unwrap();
    let golden: BTreeMap<String, String> = serde_json::from_str(&golden).unwrap();
    assert_eq!(seen, golden);
    assert_eq!(golden.len(), ROWS.len() + 1);
}

#[test]
fn results_are_as_their_schema_says() {
    let schema = schema::schema("incident");
    for result in RESULTS.iter() {
        let value = serde_json::to_value(result).unwrap();
        let errors: Vec<String> =
            schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", result.variant.id);
        assert!(
            !result.says.en.contains('{') && !result.says.zh.contains('{'),
            "{:?}",
            result.says
        );
    }
}

fn contend(args: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_contend")).args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn the_command_line_prints_the_same() {
    let link = "#v1/guard?variant=safe&view=incident";
    let (json, _, status) = contend(&["guard", link, "--json"]);
    let expected = serde_json::to_string(result("safe")).unwrap() + "\n";
    assert_eq!((json == expected, status), (true, Some(0)));
    let (page, _, status) = contend(&["guard", link]);
    assert_eq!(status, Some(0));
    for shown in ["A simulation, not a measurement", "L = λW within", &result("safe").says.en] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

#[test]
fn what_a_simulation_cannot_do_is_refused() {
    let link = "#v1/guard?view=incident";
    for option in [&["--metrics"][..], &["--chrome-trace", "x.json"], &["--ops-csv", "x.csv"]] {
        let (out, error, status) = contend(&[&["guard", link], option].concat());
        assert_eq!((out.as_str(), status), ("", Some(2)), "{option:?}");
        assert!(error.contains(&format!("{} is for runs on real maps", option[0])), "{error}");
    }
    let (_, error, status) = contend(&["guard", "#v1/guard?maps=mutex", "--measure"]);
    assert!(
        status == Some(2) && error.contains("--measure is for links of the incident"),
        "{error}"
    );
    let (_, error, status) = contend(&["run", link]);
    assert!(status == Some(2) && error.contains("contend guard"), "{error}");
}

/// What this machine's costs are, in a link that then stays one result.
#[test]
fn measured_costs_are_written_into_the_link() {
    let (link, remark, status) =
        contend(&["guard", "#v1/guard?variant=safe&view=incident&seed=3", "--measure"]);
    assert_eq!(status, Some(0), "{remark}");
    let incident = Incident::strict(link.trim()).unwrap().unwrap();
    assert!(incident.own_costs && link.starts_with("#v1/guard?costs=own:"), "{link}");
    assert_eq!(
        (incident.variant.as_str(), incident.seed.0, incident.link.as_str()),
        ("safe", 3, link.trim())
    );
    assert!(remark.contains("measured here: "), "{remark}");
}

/// Nothing in a design is there for show: each field changes what comes out.
#[test]
fn each_parameter_counts() {
    let totals = |design: Design| {
        let (figures, process) = played(small(), design);
        (figures.all, process.peak_waiting, process.panics_recovered)
    };
    let leak = Design { timeout: Some(25 * MILLI), ..design("leak") };
    for changed in [
        Design { timeout: None, ..leak },
        Design { check: Some(5 * MILLI), ..leak },
        Design { limit: Some(1), ..leak },
        Design { fault: Fault::None, ..leak },
        Design { fault: Fault::Releases, ..leak },
        Design { fault: Fault::ReadsAsSuccess, ..leak },
        Design { fault: Fault::EveryWrite, ..leak },
        Design { map: Map::LockFree, fault: Fault::Releases, ..leak },
        Design { handed_off: true, ..leak },
    ] {
        assert_ne!(totals(changed), totals(leak), "{changed:?}");
    }
}
