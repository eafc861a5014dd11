//! The memory pass, against what is known of two maps.
//!
//! A program of its own: the count takes in whatever else the process allocates meanwhile.

use contend::cli::allocator::Counted;
use contend::engine::{Board, Outcome, Pool, Session};
use contend::experiment::Experiment;
use contend::result::Environment;

#[global_allocator]
static ALLOCATOR: Counted = Counted;

#[test]
fn memory_is_counted_where_the_allocator_reports() {
    let link = "v1/compare?maps=null,mutex,papaya&mix=r80,i20&keys=10000&prefill=100";
    let experiment = format!("{link}&ms=50&warmup=0&rounds=1&threads=2");
    let experiment = Experiment::strict(&experiment).unwrap();
    let pool = Pool::new(experiment.pool_threads()).unwrap();
    let board = Board::new();
    let environment = Environment { mode: "threads".into(), ..Environment::default() };
    let mut session = Session::on_threads(experiment, environment, pool, &board).unwrap();
    while session.upcoming().is_some() {
        assert!(!matches!(session.step().unwrap(), Outcome::Stopped));
    }
    let result = session.result(false);
    let memory = |map: usize| result.strategies[map].memory.clone();
    assert_eq!(memory(0), None, "nothing is stored");
    let [mutex, papaya] = [memory(1).unwrap(), memory(2).unwrap()];
    // Room for 14,336 entries of 17 bytes: 16 and a tag.
    assert_eq!(mutex.entries, 10_000.0);
    assert!((24.0..30.0).contains(&mutex.bytes_per_entry.unwrap()), "{mutex:?}");
    assert!(mutex.allocations_per_op < 0.01, "{mutex:?}");
    // An entry of its own for every insert, and what the crate keeps to reclaim the old one.
    assert!((0.15..1.0).contains(&papaya.allocations_per_op), "{papaya:?}");
    assert!(papaya.bytes_loaded > mutex.bytes_loaded);
}
