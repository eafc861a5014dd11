//! What is to happen and when: a queue by time, and at one time by the order in which things were scheduled.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A request by its number, in the order of arrival.
pub type Id = u32;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// The next request.
    Arrives,
    /// A core has done what it was to do for the request.
    Computed(Id),
    /// The backend has answered.
    Called(Id),
    /// The operation of the map is over.
    Leaves(Id),
    /// The time to wait for a lock is over.
    GivesUp(Id),
    /// The process is up again.
    Restarts,
    /// An interval of the figures is over.
    Ticks,
}

/// Nanoseconds, then the number of the event.
type Due = (u64, u64);

#[derive(Default)]
pub struct Events {
    due: BinaryHeap<Reverse<(Due, Event)>>,
    scheduled: u64,
}

impl Events {
    pub fn schedule(&mut self, at: u64, event: Event) {
        self.due.push(Reverse(((at, self.scheduled), event)));
        self.scheduled += 1;
    }

    pub fn pop(&mut self) -> Option<(u64, Event)> {
        let Reverse(((at, _), event)) = self.due.pop()?;
        Some((at, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_by_the_order_of_scheduling() {
        let mut events = Events::default();
        let scheduled = [(7, Event::Ticks), (3, Event::Called(9)), (7, Event::Arrives)];
        scheduled.into_iter().for_each(|(at, event)| events.schedule(at, event));
        events.schedule(3, Event::Called(1));
        let order: Vec<_> = std::iter::from_fn(|| events.pop()).collect();
        let expected =
            [(3, Event::Called(9)), (3, Event::Called(1)), (7, Event::Ticks), (7, Event::Arrives)];
        assert_eq!(order, expected);
    }
}
