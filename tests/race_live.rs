//! The live races agree with real Go in kind (`tests/data/go/`): who dies, who never does, of which
//! message, and what becomes rarer. No figure of this machine is asserted.

#[path = "../crate/base/patience.rs"]
mod patience;

use contend::base::units::{Nanos, Seed};
use contend::engine::{Environment, Pool, Session, SharedStatus, StepOutcome};
use contend::experiment::Experiment;
use contend::experiment::load::Load;
use contend::experiment::race::{Cell, Plan};
use contend::model::memory::Shared;
use contend::race::damage::{Damage, Kind};
use contend::race::guarded::Play;
use contend::race::record::Ended;
use contend::race::run::{Finish, Race, SLICE};
use contend::race::series::{self, Series};
use contend::race::unguarded::buckets;
use contend::strategy::audit::{Answer, Witness};
use contend::strategy::{MapSpec, build};
use patience::{TRIES, shows};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One test at a time: two threads that have to share their processors with others may not meet.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Bench {
    pool: Pool,
    status: SharedStatus,
    memory: Shared,
    load: Load,
    slice: u32,
    audited: bool,
}

impl Bench {
    fn new(load: &str, workers: usize) -> Self {
        let load = Load::read(load).unwrap();
        let (pool, memory) = (Pool::new(workers).unwrap(), Shared::new(buckets(load)));
        Self { pool, status: SharedStatus::new(), memory, load, slice: SLICE, audited: false }
    }

    fn run(&self, goroutines: usize, detect: bool, ms: u64, seed: u64) -> Finish {
        let race = Race {
            load: self.load,
            cell: Cell { workers: self.pool.size(), goroutines },
            detect,
            limit: Nanos::from_millis(ms),
            slice: self.slice,
            seed: Seed(seed),
            audited: self.audited,
            memory: &self.memory,
            pool: &self.pool,
            status: &self.status,
        };
        race.run().expect("nobody stops it")
    }

    fn deaths(&self, goroutines: usize, ms: u64, runs: u64) -> usize {
        let died = |seed| self.run(goroutines, true, ms, seed).ended == Ended::Fatal;
        (0..runs).filter(|&seed| died(seed)).count()
    }
}

#[test]
fn two_writers_on_two_workers_die() {
    let _alone = alone();
    let bench = Bench::new("writers:100", 2);
    for seed in 0..TRIES {
        // How soon is the machine's affair; each ends when it does.
        let finish = bench.run(2, true, 60_000, seed);
        assert_eq!(finish.ended, Ended::Fatal, "run {seed}");
        let conflict = finish.conflict.unwrap();
        assert_eq!(conflict.message, "fatal error: concurrent map writes");
        assert!(["assign", "increment"].contains(&conflict.by.call), "{conflict:?}");
        let other = conflict.other.expect("the other writer");
        assert_ne!(other.goroutine, conflict.by.goroutine);
        assert_ne!(other.worker, conflict.by.worker);
    }
}

#[test]
fn plain_updates_on_one_worker_never_die() {
    let _alone = alone();
    for (load, goroutines) in [("writers:100", 2), ("writers:100", 16), ("readers:100", 8)] {
        let bench = Bench::new(load, 1);
        let finish = bench.run(goroutines, true, 200, 7);
        assert_eq!(finish.ended, Ended::Time, "{load}");
        assert!(finish.operations > 0);
    }
    let bench = Bench::new("churn:100", 1);
    assert_eq!(bench.run(8, true, 200, 7).ended, Ended::Time);
}

/// As in Go: growth to 100,000 keys switches goroutines in the midst of an assign, to 1,000 hardly.
#[test]
fn growth_on_one_worker_can_die() {
    let _alone = alone();
    let bench = Bench::new("growth:100000", 1);
    let died: Vec<Finish> = (0..8)
        .map(|seed| bench.run(2, true, 5000, seed))
        .filter(|run| run.ended == Ended::Fatal)
        .collect();
    assert!(!died.is_empty());
    for finish in died {
        let conflict = finish.conflict.unwrap();
        assert_eq!(conflict.message, "fatal error: concurrent map writes");
        assert!(conflict.other.expect("who waits at an allocation").parked);
    }
    let small = Bench::new("growth:1000", 1);
    assert!(small.deaths(2, 1000, 40) <= 8);
}

#[test]
fn messages_are_word_for_word() {
    let _alone = alone();
    let message = |load, message: &str| {
        let bench = Bench::new(load, 2);
        let said = |seed| bench.run(2, true, 2000, seed).conflict.map(|conflict| conflict.message);
        assert!(shows(|seed| said(seed) == Some(message)), "{load}: {message}");
    };
    message("readers:100", "fatal error: concurrent map read and map write");
    message("iterators:100", "fatal error: concurrent map iteration and map write");
    message("churn:100", "fatal error: concurrent map writes");
}

/// The writer gets a smaller share of two workers, so it takes more operations until one meets it. Turns are
/// short here, so that every goroutine has many in a run of any speed, and each run lasts until the map
/// dies, for how soon that is is the machine's affair.
///
/// With four times as many goroutines a worker it takes four times as many operations, more of them in four
/// of five pairs of runs. If it were only seven of ten, 400 pairs would have no such majority once in ten
/// million times.
#[test]
fn deaths_per_operation_fall_as_readers_multiply() {
    let _alone = alone();
    let bench = Bench { slice: 100, ..Bench::new("readers:100", 2) };
    let (mut runs, mut more) = (0, [0; 2]);
    let fall = shows(|number| {
        for seed in number * 20..(number + 1) * 20 {
            let [few, some, many] =
                [1, 7, 31].map(|readers| bench.run(readers + 1, true, 60_000, seed).operations);
            runs += 1;
            more[0] += usize::from(some > few);
            more[1] += usize::from(many > some);
        }
        more.iter().all(|more| is_majority(*more, runs))
    });
    assert!(fall, "{more:?} of {runs}");
}

/// Whether so many lie three standard deviations above half of them: by chance one look in 700 finds that.
fn is_majority(more: usize, of: usize) -> bool {
    let [more, of] = [more, of].map(|count| count as f64);
    more - of / 2.0 > 1.5 * of.sqrt()
}

/// On a busy machine two threads may not overlap for a while, so there are several tries.
#[test]
fn without_the_check_the_damage_is_real_and_counted() {
    let _alone = alone();
    for load in ["writers:100", "churn:100", "growth:20000"] {
        let bench = Bench::new(load, 2);
        let damaged = shows(|seed| {
            let finish = bench.run(4, false, 25 << seed.min(6), seed);
            Damage::assess(&bench.memory, &finish, finish.ended == Ended::Memory).total() > 0
        });
        assert!(damaged, "{load}");
    }
}

/// Without the check and with one worker nothing is damaged: only what overlaps can be.
#[test]
fn without_the_check_one_worker_does_no_harm() {
    let _alone = alone();
    for load in ["writers:100", "readers:100", "churn:100"] {
        let bench = Bench::new(load, 1);
        let finish = bench.run(4, false, 100, 3);
        let damage = Damage::assess(&bench.memory, &finish, false);
        assert_eq!(
            (damage.total(), damage.missed_reads, damage.foreign_reads),
            (0, 0, 0),
            "{load}"
        );
        assert_eq!(u64::try_from(damage.length), Ok(damage.found), "{load}");
    }
}

/// The same scripts over maps that are guarded: the same books find nothing.
#[test]
fn guarded_maps_have_no_anomaly() {
    let _alone = alone();
    for map in ["mutex", "rwlock", "sharded:16", "sync-map", "channel:64"] {
        for load in ["writers:100", "readers:100", "iterators:100", "churn:100", "growth:2000"] {
            let spec = MapSpec::canonical(map).unwrap();
            let load = Load::read(load).unwrap();
            let (pool, status) = (Pool::new(3).unwrap(), SharedStatus::new());
            let play = Play {
                load,
                cell: Cell { workers: 2, goroutines: 5 },
                limit: Nanos::from_millis(10),
                seed: Seed(9),
                name: map,
                extra_threads: spec.extra_threads(),
                pool: &pool,
                status: &status,
            };
            let played = build(&spec, play).unwrap().unwrap();
            assert!(played.operations > 0, "{map} {load}");
            assert_eq!(played.anomalies, 0, "{map} {load}");
        }
    }
}

/// A map that loses updates is found out by the same books.
#[cfg(feature = "selftest")]
#[test]
fn a_map_that_loses_updates_is_found_out() {
    let _alone = alone();
    let spec = MapSpec::canonical("planted-lost-update").unwrap();
    let (pool, status) = (Pool::new(2).unwrap(), SharedStatus::new());
    let play = Play {
        load: Load::read("writers:4").unwrap(),
        cell: Cell { workers: 2, goroutines: 2 },
        limit: Nanos::from_millis(200),
        seed: Seed(9),
        name: "planted",
        extra_threads: spec.extra_threads(),
        pool: &pool,
        status: &status,
    };
    assert!(build(&spec, play).unwrap().unwrap().anomalies > 0);
}

fn series<'b>(link: &str, pool: &Pool, status: &'b SharedStatus) -> Series<'b> {
    let plan = Plan::strict(link).unwrap().unwrap();
    Series::new(plan, Environment::default(), pool.clone(), status).unwrap()
}

/// A thousand runs without the check, and an ordinary experiment afterwards is as it should be.
#[test]
fn a_thousand_unchecked_runs_leave_the_instance_healthy() {
    let _alone = alone();
    let (pool, status) = (Pool::new(2).unwrap(), SharedStatus::new());
    for load in ["writers:20", "readers:20", "iterators:20", "churn:20", "growth:500"] {
        let load = Load::read(load).unwrap();
        let memory = Shared::new(buckets(load));
        for seed in 0..200 {
            let race = Race {
                load,
                cell: Cell { workers: 2, goroutines: 2 + seed as usize % 3 },
                detect: false,
                limit: Nanos(300_000),
                slice: SLICE,
                seed: Seed(seed),
                audited: false,
                memory: &memory,
                pool: &pool,
                status: &status,
            };
            let finish = race.run().unwrap();
            Damage::assess(&memory, &finish, finish.ended == Ended::Memory);
        }
    }
    let link = "#v1/compare?maps=mutex,sharded:16&threads=2&rounds=1&ms=50&warmup=0&keys=1024";
    let experiment = Experiment::strict(link).unwrap();
    let mut session =
        Session::on_threads(experiment, Environment::default(), pool.clone(), &status).unwrap();
    while session.upcoming().is_some() {
        assert!(matches!(session.step().unwrap(), StepOutcome::Done(_)));
    }
    let result = session.result(false);
    for strategy in &result.strategies {
        assert!(strategy.trials.iter().all(|trial| trial.verdict.ok), "{}", strategy.id);
    }
}

#[test]
fn a_sweep_is_run_in_turns_and_described() {
    let _alone = alone();
    let (pool, status) = (Pool::new(2).unwrap(), SharedStatus::new());
    let mut series = series("#v1/race?maps=mutex&runs=3&threads=2&ms=50", &pool, &status);
    let mut seen = Vec::new();
    while let Some(step) = series.upcoming() {
        seen.push((step.round, step.cell));
        assert!(matches!(series.step().unwrap(), series::RunOutcome::Done(_)));
    }
    seen.sort_unstable();
    assert_eq!(seen, [(1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)]);
    let result = series.result(false);
    let cells: Vec<(usize, usize)> =
        result.cells.iter().map(|cell| (cell.runs, cell.deaths)).collect();
    assert_eq!(cells[0], (3, 0));
    assert_eq!(cells[1].0, 3);
    assert!(result.controls.is_none() && result.damage.is_empty());
}

/// What damage there is has a schedule to step through; each round is told once more as a whole.
#[test]
fn damage_comes_with_a_way_to_it() {
    let _alone = alone();
    let (pool, status) = (Pool::new(2).unwrap(), SharedStatus::new());
    let link = "#v1/race?view=damage&maps=mutex&runs=4&threads=2&ms=50&load=churn:100";
    let mut series = series(link, &pool, &status);
    while series.upcoming().is_some() {
        series.step().unwrap();
    }
    let result = series.result(false);
    let alone = result.damage.iter().find(|one| one.cell.workers == 1).unwrap();
    assert!(alone.kinds.iter().all(|kind| kind.times == 0));
    let present = |kind| result.damage.iter().any(|one| one.kinds[kind as usize].times > 0);
    for kind in Kind::ALL {
        let told = result.reconstructions.iter().any(|one| one.kind == kind);
        assert_eq!(told, present(kind), "{kind:?}");
    }
}

#[test]
fn twins_are_clean_and_priced() {
    let _alone = alone();
    let (pool, status) = (Pool::new(4).unwrap(), SharedStatus::new());
    let link =
        "#v1/race?view=twins&maps=mutex,mutex*2,channel:64&runs=2&threads=2&ms=50&prog=1~u1%2Bu1";
    let mut series = series(link, &pool, &status);
    while series.upcoming().is_some() {
        series.step().unwrap();
    }
    let controls = series.result(false).controls.unwrap();
    let names: Vec<&str> = controls.maps.iter().map(|control| control.map.as_str()).collect();
    assert_eq!(names, ["table", "model", "mutex", "mutex*2", "channel:64"]);
    for control in &controls.maps {
        for cell in &control.cells {
            assert_eq!((cell.runs, cell.anomalies), (2, 0), "{}", control.map);
            assert!(cell.ops_per_sec.unwrap().median > 0.0);
        }
    }
    assert_eq!(controls.serial, 1);
    for program in &controls.programs {
        assert!(program.runs > 0);
        assert_eq!(program.others, 0, "{}", program.map);
    }
}

/// The check names two goroutines; the audit, which knows nothing of the check's flag, has both of them at the
/// map together, with the same statement of the one that threw.
#[test]
fn the_overlap_that_an_audit_finds_is_the_one_that_the_message_names() {
    let _alone = alone();
    for load in ["writers:20", "readers:20", "iterators:20", "churn:20"] {
        let bench = Bench { audited: true, ..Bench::new(load, 2) };
        assert!(shows(|number| {
            let finish = bench.run(2, true, 100, number);
            let evidence = finish.evidence.as_ref().unwrap();
            let audit = evidence.audit(|key| u32::try_from(key).ok());
            let Some(conflict) = &finish.conflict else { return false };
            let Answer::Overlap { overlaps, .. } = &audit.answer else {
                panic!("{load}: {conflict:?} and {audit:?}")
            };
            let by = &conflict.by;
            let thrown = |witness: &Witness| {
                witness.thread == by.goroutine
                    && witness.outcome == "panic"
                    && witness.key.map(u64::from) == by.key
            };
            let [one, other] = overlaps
                .iter()
                .find(|pair| pair.iter().any(thrown))
                .unwrap_or_else(|| panic!("{load}: {conflict:?} and {overlaps:?}"));
            let partner = if thrown(one) { other } else { one };
            assert_ne!(partner.thread, by.goroutine);
            if let Some(named) = &conflict.other {
                assert_eq!(partner.thread, named.goroutine, "{load}: {conflict:?} {overlaps:?}");
            }
            true
        }));
    }
}

/// One goroutine is never at the map together with anybody, and what is written down is what was done.
#[test]
fn an_audit_of_one_goroutine_is_clean() {
    let _alone = alone();
    for load in ["writers:20", "readers:20", "iterators:20", "churn:20", "growth:500"] {
        let bench = Bench { audited: true, ..Bench::new(load, 1) };
        let finish = bench.run(1, true, 20, 1);
        let audit = finish.evidence.as_ref().unwrap().audit(|key| u32::try_from(key).ok());
        let all = audit.records.retained + audit.records.overwritten;
        // It may be cut off in the midst of one.
        assert!((0..=1).contains(&(all - finish.operations)), "{all}, {}", finish.operations);
        assert!(matches!(audit.answer, Answer::Clean { sections } if sections == all), "{audit:?}");
    }
}
