//! Who is inside a marked place, in every interleaving of three threads: of two whose stays overlap both are
//! told, whoever came second counts it, and over a lock that excludes nobody is told anything.
//!
//! Run with `cargo test --release --no-default-features --features=full,loom --test loom_sections`.
#![cfg(feature = "loom")]

use contend::strategy::parts::sections::{Fault, Mark, Section};
use loom::sync::{Arc, Mutex};
use loom::thread;

/// Each thread stays once, alone or not, behind the lock or past it.
fn model(mark: fn() -> Mark, alone: [bool; 3], locked: bool, check: fn([Section; 3])) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(move || {
        let (mark, lock) = (Arc::new(mark()), Arc::new(Mutex::new(())));
        let stay = |alone| {
            let (mark, lock) = (Arc::clone(&mark), Arc::clone(&lock));
            move || {
                let _held = locked.then(|| lock.lock().unwrap());
                let stay = mark.enter(alone);
                mark.leave(stay)
            }
        };
        let others = [alone[1], alone[2]].map(|alone| thread::spawn(stay(alone)));
        let own = stay(alone[0])();
        let [one, other] = others.map(|thread| thread.join().unwrap());
        check([own, one, other]);
    });
}

fn is_found(sections: [Section; 3]) {
    let pairs = [(0, 1), (0, 2), (1, 2)].map(|(a, b)| (sections[a], sections[b]));
    for (a, b) in pairs.iter().filter(|(a, b)| a.overlaps(b)) {
        assert!(a.suspect && b.suspect, "{a:?} {b:?}");
        let second = if a.enter > b.enter { a } else { b };
        assert!(second.found, "{a:?} {b:?}");
    }
    for section in sections.iter().filter(|section| section.found) {
        assert!(
            pairs.iter().any(|(a, b)| a.overlaps(b) && (a == section || b == section)),
            "{sections:?}"
        );
    }
}

#[test]
fn of_two_who_overlap_both_are_told() {
    for alone in [[true, true, true], [true, false, true], [true, false, false]] {
        model(Mark::default, alone, false, is_found);
    }
}

#[test]
fn nobody_is_found_behind_a_lock_that_excludes() {
    model(Mark::default, [true, true, false], true, |sections| {
        assert!(sections.iter().all(|section| !section.found && !section.suspect), "{sections:?}");
    });
}

#[test]
#[should_panic(expected = "Section")]
fn one_who_looks_first_is_caught() {
    model(|| Mark::with_fault(Fault::LooksFirst), [true, true, true], false, is_found);
}
