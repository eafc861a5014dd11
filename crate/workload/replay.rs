//! Operations that were recorded elsewhere, to be played again in place of drawn ones.
//!
//! Each thread plays its own in their order, and begins anew when it is through. What one thread did between
//! two operations of another is not kept: threads run as they may, as in every trial.

use super::mix::Op;
use super::stream::{self, OperationStream};
use std::rc::Rc;

#[derive(Clone, Debug)]
pub struct Replay {
    /// One for each thread, none of them empty.
    pub streams: Rc<Vec<OperationStream>>,
    /// Indices of the keys that are in the map at the start, ascending.
    pub prefill: Vec<u32>,
    /// As the streams of a drawn round have it.
    pub checksum: String,
}

impl Replay {
    /// Each thread's operations, with indices of keys.
    pub fn new(threads: &[Vec<(Op, u32)>], prefill: Vec<u32>) -> Self {
        let streams: Vec<OperationStream> =
            threads.iter().map(|operations| OperationStream::of(operations)).collect();
        Self { checksum: stream::checksum(&streams), streams: Rc::new(streams), prefill }
    }

    /// Of all threads, once through.
    pub fn operations(&self) -> u64 {
        self.streams.iter().map(|stream| stream.codes().len() as u64).sum()
    }
}
