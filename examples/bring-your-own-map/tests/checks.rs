//! The map keeps what it promises, and the checks see when it does not.

mod adapter;

use adapter::Striped;
use contend::author::{Histories, compare, conformance, linearizable, planted};

type Right = Striped<false>;
type Hasty = Striped<true>;

#[test]
fn it_keeps_its_promises() {
    println!("{}", conformance::<Right>().unwrap());
}

#[test]
fn it_is_linearizable() {
    println!("{}", linearizable::<Right>(Histories::default()).unwrap());
}

#[test]
fn faults_in_it_are_found() {
    println!("{}", planted::<Right>().unwrap());
}

/// By chance, as threads meet; so some runs may see nothing.
fn seen<T: std::fmt::Debug, E>(mut check: impl FnMut(u64) -> Result<T, E>) -> E {
    (1..=20).find_map(|seed| check(seed).err()).expect("one of twenty runs sees it")
}

#[test]
fn an_update_in_two_steps_loses_increments() {
    let failure = seen(|_| conformance::<Hasty>()).to_string();
    assert!(failure.starts_with("striped-hasty: exact sums: "), "{failure}");
}

#[test]
fn an_update_in_two_steps_has_a_history_that_no_order_explains() {
    let of = |seed| Histories { seed, ..Histories::default() };
    let failure = seen(|seed| linearizable::<Hasty>(of(seed))).to_string();
    println!("{failure}");
    assert!(failure.contains("no order explains every result"), "{failure}");
    assert!(failure.contains("update") && failure.contains("seed: "), "{failure}");
}

/// A bench in small. What it measures says nothing here; that all maps pass in every trial does.
#[test]
fn it_can_be_compared() {
    let workload = "mix=r50,i20,d20,u10&keys=1000&threads=2&ms=50&warmup=0&rounds=2";
    let comparison = compare::<Right>(&["mutex", "dashmap:16"], workload).unwrap();
    println!("{comparison}");
    assert!(comparison.passed());
    let result = comparison.json();
    for said in ["\"contend/result/1\"", "maps=striped,mutex,dashmap", "\"id\": \"striped\""] {
        assert!(result.contains(said), "{said}: {result}");
    }
}

#[test]
fn what_cannot_be_measured_is_refused_with_the_reason() {
    for (maps, workload, reason) in [
        (&["mutx"][..], "", "mutx"),
        (&[], "", "name 1 to 15 maps"),
        (&["mutex"], "threads=1000", "threads"),
        (&["mutex"], "treads=2", "treads"),
        (&["mutex"], "maps=rwlock", "maps"),
        (&["mutex"], "key=string", "u64"),
    ] {
        let failure = compare::<Right>(maps, workload).unwrap_err().to_string();
        assert!(failure.contains(reason), "{maps:?} {workload}: {failure}");
    }
}
