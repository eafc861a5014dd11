//! What the engine's own tests play: a stream of reads, and a map that does what the test says.

use crate::base::units::{Seed, Threads};
use crate::strategy::{MapHandle, Merge};
use crate::workload::Workload;
use crate::workload::distribution::Distribution;
use crate::workload::mix::Mix;
use crate::workload::stream::{OperationStream, Place};

/// A key space so small that a stream has many laps' worth of each key.
pub const KEYS: u32 = 64;

/// One client's stream of that mix.
pub fn stream(mix: &str) -> OperationStream {
    let workload = Workload {
        mix: Mix::parse(mix).expect("a mix"),
        keys: KEYS,
        prefill: 0.0,
        distribution: Distribution::Uniform,
    };
    let mut stream = OperationStream::default();
    let place = Place { seed: Seed(1), round: 1, thread: 0, threads: Threads(1) };
    stream.record(&workload, place, || false);
    stream
}

/// A map that finds nothing and keeps nothing; each operation is one call.
pub struct Each<F>(pub F);

impl<F: FnMut()> MapHandle<u64, u64> for Each<F> {
    fn get(&mut self, _: &u64) -> Option<u64> {
        self.0();
        None
    }

    fn insert(&mut self, _: u64, _: u64) -> Option<u64> {
        self.0();
        None
    }

    fn remove(&mut self, _: &u64) -> Option<u64> {
        self.0();
        None
    }

    fn update(&mut self, _: u64, _: u64, _: Merge<u64>) -> Option<u64> {
        self.0();
        None
    }

    fn get_or_insert(&mut self, _: u64, _: u64) -> Option<u64> {
        self.0();
        None
    }

    fn compare_exchange(&mut self, _: &u64, _: &u64, _: u64) -> bool {
        self.0();
        false
    }

    fn for_each(&mut self, _: usize, _: impl FnMut(&u64, &u64)) {
        self.0();
    }

    fn clear(&mut self) {
        self.0();
    }

    fn len(&mut self) -> usize {
        0
    }
}
