//! The memory pass, against what is known of two maps.
//!
//! A program of its own, because it needs the allocator that reports; its tests take turns, because
//! there is one count at a time.

use contend::cli::allocator::Counted;
use contend::engine::Environment;
use contend::engine::passes::account::Memory;
use contend::engine::{Pool, Session, SharedStatus, StepOutcome};
use contend::experiment::Experiment;
use std::hint::black_box;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

#[global_allocator]
static ALLOCATOR: Counted = Counted;

static TURN: Mutex<()> = Mutex::new(());

/// What each map of the link came to hold and to ask for.
fn memories(link: &str) -> Vec<Option<Memory>> {
    let _turn = TURN.lock();
    let experiment = Experiment::strict(link).unwrap();
    let pool = Pool::new(experiment.pool_threads()).unwrap();
    let status = SharedStatus::new();
    let environment = Environment { mode: "threads".into(), ..Environment::default() };
    let mut session = Session::on_threads(experiment, environment, pool, &status).unwrap();
    while session.upcoming().is_some() {
        assert!(!matches!(session.step().unwrap(), StepOutcome::Stopped));
    }
    session.result(false).strategies.into_iter().map(|map| map.memory).collect()
}

#[test]
fn memory_is_counted_where_the_allocator_reports() {
    let link = "v1/compare?maps=null,mutex,papaya&mix=r80,i20&keys=10000&prefill=100";
    let told = memories(&format!("{link}&ms=50&warmup=0&rounds=1&threads=2"));
    assert_eq!(told[0], None, "nothing is stored");
    let [mutex, papaya] = [1, 2].map(|map| told[map].clone().unwrap());
    // Room for 14,336 entries of 17 bytes: 16 and a tag.
    assert_eq!(mutex.entries, 10_000.0);
    assert!((24.0..30.0).contains(&mutex.bytes_per_entry.unwrap()), "{mutex:?}");
    assert_eq!((mutex.allocations_per_op, mutex.bytes), (0.0, mutex.bytes_loaded));
    // An entry of its own for every insert, and what the crate keeps to reclaim the old one.
    assert!((0.15..0.5).contains(&papaya.allocations_per_op), "{papaya:?}");
    assert!(papaya.bytes_loaded > mutex.bytes_loaded);
}

/// Of a table that has all its keys: a lookup asks for nothing, and an insert for the copy of its key,
/// of two to four letters, whatever the harness and other threads ask for meanwhile.
#[test]
fn what_others_allocate_is_not_the_maps() {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Relaxed) {
                black_box(vec![0_u8; 1 << 16]);
                black_box(Box::leak(Box::new(0_u8)));
            }
        });
        let all = "keys=1000&prefill=100&warmup=0&rounds=1&threads=2&key=string";
        for (limit, mix, asked) in [
            ("ops=300", "r100", 0.0),
            ("ops=300", "i100", 1.0),
            ("ms=50", "r100", 0.0),
            ("ms=50", "i100", 1.0),
        ] {
            let told =
                memories(&format!("v1/compare?maps=mutex,sharded:4&{all}&mix={mix}&{limit}"));
            for memory in told.into_iter().flatten() {
                assert_eq!(memory.allocations_per_op, asked, "{mix} {limit}: {memory:?}");
                let letters = memory.bytes_per_op / asked.max(1.0);
                assert!(
                    (2.0 * asked..=4.0 * asked).contains(&letters),
                    "{mix} {limit}: {memory:?}"
                );
                assert_eq!((memory.bytes, memory.entries), (memory.bytes_loaded, 1000.0));
            }
        }
        over.store(true, Relaxed);
    });
}
