//! A patience for models, which have no time: it is over when it was asked for so often, so between any two
//! steps of the others.

use contend::strategy::wait::Wait;
use std::cell::Cell;
use std::time::Duration;

#[derive(Clone)]
pub struct Looks(Cell<usize>);

#[derive(Clone, Copy, Debug)]
pub struct Tired;

impl Looks {
    pub fn new(looks: usize) -> Self {
        Self(Cell::new(looks))
    }
}

impl Wait for Looks {
    type Refusal = Tired;

    const FOREVER: bool = false;

    fn left(&self) -> Result<Option<Duration>, Tired> {
        let left = self.0.get().checked_sub(1).ok_or(Tired)?;
        self.0.set(left);
        Ok(Some(Duration::ZERO))
    }
}
