//! Is there an order of these operations that explains every result and that nobody's clock
//! could contradict?
//!
//! That is linearizability (Herlihy and Wing 1990): each operation takes effect at one instant
//! between its call and its return. It is local, so each key is checked alone. The search is
//! Wing and Gong's (1993): take any operation that no other one wholly precedes, see whether the
//! model gives its result, go on with the rest, and come back if that leads nowhere. Lowe's
//! (2017) addition makes it practical: what was taken and the state it left are remembered, and
//! never entered twice.
//!
//! What was refused has no place in any order: it is left out.
//!
//! Nothing recurses, and the memory is bounded: a history that needs more than [`MOST`]
//! configurations is `TooLarge`, which is neither a pass nor a failure.

use super::history::{Event, Operation, PENDING, Reply, blend};
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Configurations remembered at most, some 12 MB.
pub const MOST: usize = 100_000;

/// A key's value, or none.
pub type State = Option<u64>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The events' indices in an order that explains them. Pending ones may be missing, refused ones are.
    Linearizable(Vec<usize>),
    /// No order does. The longest that explains what it holds and breaks off there.
    Violation(Vec<usize>),
    /// Not decided.
    TooLarge,
}

/// Checks the history of one key: the state before it and its events, in any order.
pub fn check(initial: State, events: &[Event]) -> Answer {
    check_within(MOST, initial, events)
}

/// As [`check`] with a bound of the caller's.
pub fn check_within(most: usize, initial: State, events: &[Event]) -> Answer {
    let mut order = None;
    let mut search = Search::new(most, initial, events);
    let outcome = search.run(|taken, _| {
        order = Some(taken.to_vec());
        ControlFlow::Break(())
    });
    match (outcome, order) {
        (Err(TooLarge), _) => Answer::TooLarge,
        (Ok(()), Some(order)) => Answer::Linearizable(order),
        (Ok(()), None) => Answer::Violation(search.longest),
    }
}

/// Every state in which the history can end; none if it is not linearizable, or too large.
pub fn final_states(initial: State, events: &[Event]) -> HashSet<State> {
    let mut states = HashSet::new();
    let outcome = Search::new(MOST, initial, events).run(|_, state| {
        states.insert(state);
        ControlFlow::Continue(())
    });
    if outcome.is_err() {
        states.clear();
    }
    states
}

/// The state after the operation, if in that state it can have had its result.
fn apply(event: &Event, state: State) -> Option<State> {
    let (reply, after) = match event.operation {
        Operation::Get => (Reply::Value(state), state),
        Operation::Insert(value) => (Reply::Value(state), Some(value)),
        Operation::Remove => (Reply::Value(state), None),
        Operation::Update(operand) => (Reply::Value(state), Some(blend(state.as_ref(), &operand))),
        Operation::GetOrInsert(value) => (Reply::Value(state), state.or(Some(value))),
        Operation::CompareExchange { current, new } => match state == Some(current) {
            true => (Reply::Exchanged(true), Some(new)),
            false => (Reply::Exchanged(false), state),
        },
    };
    (event.reply == Reply::Unknown || event.reply == reply).then_some(after)
}

struct TooLarge;

/// The end of the list of moments; its first one is the same node's successor.
const EDGE: usize = 0;

/// Calls and returns in the order of their tickets, as a list from which operations are lifted
/// while they are taken and into which they are put back in reverse.
struct Search<'a> {
    events: &'a [Event],
    most: usize,
    /// For each moment the event it belongs to and whether it is the return.
    moments: Vec<(usize, bool)>,
    /// For each event its moments; pending ones have no return, refused ones none at all.
    call: Vec<usize>,
    ret: Vec<Option<usize>>,
    next: Vec<usize>,
    previous: Vec<usize>,
    /// Events with a return that are not yet taken.
    open: usize,
    taken: Vec<usize>,
    /// The state before each one taken, and the present one.
    before: Vec<State>,
    state: State,
    /// The set of those taken, a bit each.
    bits: Box<[u64]>,
    entered: HashSet<(Box<[u64]>, State)>,
    longest: Vec<usize>,
}

impl<'a> Search<'a> {
    fn new(most: usize, initial: State, events: &'a [Event]) -> Self {
        let mut tickets: Vec<(u64, usize, bool)> = Vec::with_capacity(events.len() * 2);
        for (index, event) in events.iter().enumerate() {
            if event.reply == Reply::Refused {
                continue;
            }
            tickets.push((event.call, index, false));
            if event.ret != PENDING {
                tickets.push((event.ret, index, true));
            }
        }
        tickets.sort_unstable();
        let (mut call, mut ret) = (vec![EDGE; events.len()], vec![None; events.len()]);
        let mut moments = vec![(usize::MAX, true)];
        for (_, index, returning) in tickets {
            if returning {
                ret[index] = Some(moments.len());
            } else {
                call[index] = moments.len();
            }
            moments.push((index, returning));
        }
        let length = moments.len();
        Self {
            events,
            most,
            moments,
            call,
            next: (1..=length).map(|node| node % length).collect(),
            previous: (0..length).map(|node| (node + length - 1) % length).collect(),
            open: ret.iter().flatten().count(),
            ret,
            taken: Vec::new(),
            before: Vec::new(),
            state: initial,
            bits: vec![0; events.len().div_ceil(64)].into(),
            entered: HashSet::new(),
            longest: Vec::new(),
        }
    }

    /// Hands over each way in which the history can end, until told to stop.
    fn run(
        &mut self,
        mut complete: impl FnMut(&[usize], State) -> ControlFlow<()>,
    ) -> Result<(), TooLarge> {
        if self.open == 0 {
            let _ = complete(&self.taken, self.state);
            return Ok(());
        }
        let mut node = self.next[EDGE];
        loop {
            let (event, returning) = self.moments[node];
            // What follows the first return was called after it, so it cannot come before it.
            if returning {
                let Some(event) = self.put_back() else { return Ok(()) };
                node = self.next[self.call[event]];
            } else if !self.take(event)? {
                node = self.next[node];
            } else if self.open > 0 {
                node = self.next[EDGE];
            } else if complete(&self.taken, self.state).is_break() {
                return Ok(());
            } else {
                self.put_back();
                node = self.next[node];
            }
        }
    }

    /// Takes the event next, unless it cannot have had its result or that has been tried.
    fn take(&mut self, event: usize) -> Result<bool, TooLarge> {
        let Some(after) = apply(&self.events[event], self.state) else { return Ok(false) };
        self.bits[event / 64] ^= 1 << (event % 64);
        if !self.entered.insert((self.bits.clone(), after)) {
            self.bits[event / 64] ^= 1 << (event % 64);
            return Ok(false);
        }
        if self.entered.len() > self.most {
            return Err(TooLarge);
        }
        self.lift(self.call[event]);
        if let Some(ret) = self.ret[event] {
            self.lift(ret);
            self.open -= 1;
        }
        self.taken.push(event);
        self.before.push(self.state);
        self.state = after;
        if self.taken.len() > self.longest.len() {
            self.longest.clone_from(&self.taken);
        }
        Ok(true)
    }

    /// Undoes the last take and says whose it was.
    fn put_back(&mut self) -> Option<usize> {
        let event = self.taken.pop()?;
        self.state = self.before.pop().expect("one for each taken");
        self.bits[event / 64] ^= 1 << (event % 64);
        if let Some(ret) = self.ret[event] {
            self.put(ret);
            self.open += 1;
        }
        self.put(self.call[event]);
        Some(event)
    }

    fn lift(&mut self, node: usize) {
        let (before, after) = (self.previous[node], self.next[node]);
        self.next[before] = after;
        self.previous[after] = before;
    }

    /// The inverse of the latest lift: a lifted node still knows its neighbours.
    fn put(&mut self, node: usize) {
        let (before, after) = (self.previous[node], self.next[node]);
        self.next[before] = node;
        self.previous[after] = node;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An event of thread 0; threads do not matter to the checker.
    fn event(call: u64, ret: u64, operation: Operation, reply: Reply) -> Event {
        Event { thread: 0, key: 0, call, ret, operation, reply }
    }

    fn get(call: u64, ret: u64, found: State) -> Event {
        event(call, ret, Operation::Get, Reply::Value(found))
    }

    fn insert(call: u64, ret: u64, value: u64, old: State) -> Event {
        event(call, ret, Operation::Insert(value), Reply::Value(old))
    }

    fn exchange(call: u64, ret: u64, current: u64, new: u64, done: bool) -> Event {
        event(call, ret, Operation::CompareExchange { current, new }, Reply::Exchanged(done))
    }

    fn win(call: u64, ret: u64, value: u64, found: State) -> Event {
        event(call, ret, Operation::GetOrInsert(value), Reply::Value(found))
    }

    fn order(initial: State, events: &[Event]) -> Vec<usize> {
        match check(initial, events) {
            Answer::Linearizable(order) => order,
            other => panic!("{other:?}"),
        }
    }

    fn longest(initial: State, events: &[Event]) -> usize {
        match check(initial, events) {
            Answer::Violation(longest) => longest.len(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn nothing_is_linearizable() {
        assert!(order(None, &[]).is_empty());
        let pending = [Event { reply: Reply::Unknown, ..insert(1, PENDING, 5, None) }];
        assert!(order(None, &pending).is_empty());
    }

    #[test]
    fn overlapping_operations_may_take_effect_in_either_order() {
        let write = insert(1, 6, 5, None);
        assert_eq!(order(None, &[write, get(2, 3, None)]), [1, 0]);
        assert_eq!(order(None, &[write, get(2, 3, Some(5))]), [0, 1]);
        assert_eq!(order(None, &[write, get(2, 3, None), get(4, 5, Some(5))]), [1, 0, 2]);
        // Once it was seen it stays seen, though the write has not returned.
        assert_eq!(longest(None, &[write, get(2, 3, Some(5)), get(4, 5, None)]), 2);
    }

    #[test]
    fn a_stale_read_is_refused() {
        let history = [insert(1, 2, 5, None), insert(3, 4, 6, Some(5)), get(5, 6, Some(5))];
        assert_eq!(longest(None, &history), 2);
        // The same read is fine while the second insert is under way.
        let early = [history[0], Event { ret: 7, ..history[1] }, history[2]];
        assert_eq!(order(None, &early), [0, 2, 1]);
    }

    #[test]
    fn a_lost_update_is_refused() {
        let update = |call, ret, operand, old| {
            event(call, ret, Operation::Update(operand), Reply::Value(old))
        };
        let after = blend(Some(&5), &7);
        let both = [update(1, 4, 7, Some(5)), update(2, 3, 8, Some(5))];
        assert_eq!(longest(Some(5), &both), 1);
        let chained = [update(1, 4, 7, Some(5)), update(2, 3, 8, Some(after))];
        assert_eq!(order(Some(5), &chained), [0, 1]);
        // The right old value came back, but what was stored is not made from it.
        let wrong = [update(1, 2, 7, Some(5)), get(3, 4, Some(7))];
        assert_eq!(longest(Some(5), &wrong), 1);
    }

    #[test]
    fn two_winners_are_refused() {
        assert_eq!(longest(None, &[win(1, 4, 5, None), win(2, 3, 6, None)]), 1);
        assert_eq!(order(None, &[win(1, 4, 5, Some(6)), win(2, 3, 6, None)]), [1, 0]);
        assert_eq!(longest(Some(5), &[exchange(1, 4, 5, 6, true), exchange(2, 3, 5, 7, true)]), 1);
    }

    #[test]
    fn a_value_that_comes_back_is_the_same_value() {
        let there = exchange(1, 2, 5, 6, true);
        let back = exchange(3, 4, 6, 5, true);
        // A third thread meant the first 5 and finds the second: no different for a register.
        assert_eq!(order(Some(5), &[there, back, exchange(0, 9, 5, 7, true)]).len(), 3);
        let between = exchange(5, 6, 6, 7, true);
        assert_eq!(longest(Some(5), &[there, back, between]), 2);
    }

    #[test]
    fn real_time_order_binds() {
        let removed = event(5, 6, Operation::Remove, Reply::Value(None));
        assert_eq!(longest(None, &[insert(1, 2, 5, None), removed]), 1);
        let early = Event { call: 1, ret: 4, ..removed };
        assert_eq!(order(None, &[insert(2, 3, 5, None), early]), [1, 0]);
        // Two reads of one thread see two writes in opposite orders from another thread's.
        let writes = [insert(1, 20, 5, None), insert(2, 21, 6, Some(5))];
        let reads = [get(3, 4, Some(6)), get(5, 6, Some(5))];
        assert_eq!(longest(None, &[writes[0], writes[1], reads[0], reads[1]]), 3);
    }

    #[test]
    fn a_pending_write_may_have_happened_or_not() {
        let pending = Event { reply: Reply::Unknown, ..insert(1, PENDING, 5, None) };
        assert_eq!(order(None, &[pending, get(2, 3, None)]), [1]);
        assert_eq!(order(None, &[pending, get(2, 3, Some(5))]), [0, 1]);
        assert_eq!(longest(None, &[pending, get(2, 3, Some(5)), get(4, 5, None)]), 2);
    }

    #[test]
    fn an_unknown_reply_explains_anything_but_still_writes() {
        let blind = Event { reply: Reply::Unknown, ..insert(1, 2, 5, None) };
        assert_eq!(order(Some(4), &[blind, get(3, 4, Some(5))]), [0, 1]);
        assert_eq!(longest(Some(4), &[blind, get(3, 4, Some(4))]), 1);
    }

    #[test]
    fn what_was_refused_has_no_effect() {
        let refused = |operation| event(1, 2, operation, Reply::Refused);
        let insert = refused(Operation::Insert(5));
        assert!(order(None, &[insert]).is_empty());
        assert_eq!(order(None, &[insert, get(3, 4, None)]), [1]);
        // Yet written: at once, or long after it was refused.
        assert_eq!(longest(None, &[insert, get(3, 4, Some(5))]), 0);
        assert_eq!(longest(None, &[insert, get(3, 4, None), get(5, 6, Some(5))]), 1);
        assert_eq!(longest(Some(4), &[refused(Operation::Remove), get(3, 4, None)]), 0);
        let update = refused(Operation::Update(7));
        assert_eq!(longest(Some(4), &[update, get(3, 4, Some(blend(Some(&4), &7)))]), 0);
        assert_eq!(order(Some(4), &[update, refused(Operation::Get), get(3, 4, Some(4))]), [2]);
    }

    #[test]
    fn final_states_are_all_of_them() {
        let blind =
            |call, ret, value| Event { reply: Reply::Unknown, ..insert(call, ret, value, None) };
        let either = final_states(None, &[blind(1, 4, 5), blind(2, 3, 6)]);
        assert_eq!(either, HashSet::from([Some(5), Some(6)]));
        assert_eq!(final_states(None, &[blind(1, 2, 5), blind(3, 4, 6)]), HashSet::from([Some(6)]));
        assert_eq!(final_states(None, &[get(1, 2, Some(5))]), HashSet::new());
    }

    #[test]
    fn too_large_is_neither_pass_nor_failure() {
        // Twenty writes at once whose results tell nothing: every subset is a configuration.
        let mut events: Vec<Event> = (0..20)
            .map(|n| Event { reply: Reply::Unknown, ..insert(n, 100 + n, n, None) })
            .collect();
        events.push(get(200, 201, Some(999)));
        assert_eq!(check(None, &events), Answer::TooLarge);
        assert_eq!(check_within(2, None, &events[..3]), Answer::TooLarge);
    }

    /// Against trying every permutation, on many small random histories.
    #[test]
    fn agrees_with_brute_force() {
        use rand_core::{Rng, SeedableRng};
        let mut rng = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(1);
        let mut linearizable = 0;
        for _ in 0..3000 {
            let mut pick = |most: u64| rng.next_u64() % most;
            let events: Vec<Event> = (0..4)
                .map(|n| {
                    let call = pick(10) * 16 + n;
                    let value = || pick(3);
                    random(call, call + 8 + 48 * (n % 2), value)
                })
                .collect();
            let wanted = permutes(None, &mut Vec::new(), &events);
            linearizable += u32::from(wanted);
            let got = check(None, &events);
            assert_eq!(matches!(got, Answer::Linearizable(_)), wanted, "{events:?}");
        }
        assert!((100..2900).contains(&linearizable), "{linearizable} of 3000");
    }

    fn random(call: u64, ret: u64, mut pick: impl FnMut() -> u64) -> Event {
        let old = pick().checked_sub(1);
        let value = pick() % 2;
        match (pick(), pick()) {
            (0, 0) => event(call, ret, Operation::Remove, Reply::Value(old)),
            (0, _) => get(call, ret, old),
            (1, 0) => win(call, ret, value, old),
            (1, _) => exchange(call, ret, value, 1 - value, old.is_some()),
            _ => insert(call, ret, value, old),
        }
    }

    fn permutes(state: State, taken: &mut Vec<usize>, events: &[Event]) -> bool {
        if taken.len() == events.len() {
            return true;
        }
        (0..events.len()).any(|next| {
            let blocked = |other: usize| {
                !taken.contains(&other) && other != next && events[other].ret < events[next].call
            };
            if taken.contains(&next) || (0..events.len()).any(blocked) {
                return false;
            }
            let Some(after) = apply(&events[next], state) else { return false };
            taken.push(next);
            let found = permutes(after, taken, events);
            taken.pop();
            found
        })
    }
}
