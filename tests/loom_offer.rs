//! What a client of the channel offers to its owner, in every interleaving of the two: the client's deadline
//! is over at any step, and what it then takes back is done by nobody, what it cannot by the owner, once.
//!
//! Run with `cargo test --release --no-default-features --features=full,loom --test loom_offer`.
#![cfg(feature = "loom")]

use contend::strategy::parts::offer::{Fault, Offer};
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::sync::{Arc, Mutex};
use loom::thread;

/// Two clients, one owner who claims both offers in turn.
fn model(offer: fn(usize) -> Offer<usize>) {
    loom::model(move || {
        let offers = [1, 2].map(|add| Arc::new(offer(add)));
        let answered = [(); 2].map(|()| Arc::new(AtomicBool::new(false)));
        let table = Arc::new(Mutex::new(0));
        let owner = {
            let (offers, answered, table) = (offers.clone(), answered.clone(), Arc::clone(&table));
            thread::spawn(move || {
                for (offer, answered) in offers.iter().zip(&answered) {
                    if let Some(add) = offer.claim() {
                        *table.lock().unwrap() += add;
                        answered.store(true, Ordering::Release);
                    }
                }
            })
        };
        let give_up = |place: usize| {
            let (offer, answered) = (Arc::clone(&offers[place]), Arc::clone(&answered[place]));
            move || !answered.load(Ordering::Acquire) && offer.take_back().is_some()
        };
        let other = thread::spawn(give_up(1));
        let refused = [give_up(0)(), other.join().unwrap()];
        owner.join().unwrap();
        let expected = usize::from(!refused[0]) + 2 * usize::from(!refused[1]);
        assert_eq!(*table.lock().unwrap(), expected, "{refused:?}");
        let was_answered = answered.map(|answered| answered.load(Ordering::Acquire));
        assert_eq!(was_answered, refused.map(|refused| !refused));
    });
}

#[test]
fn what_is_given_up_is_done_by_nobody_and_else_once() {
    model(Offer::new);
}

#[test]
#[should_panic(expected = "it was there")]
fn an_owner_who_looks_first_is_caught() {
    model(|add| Offer::with_fault(add, Fault::LooksFirst));
}
