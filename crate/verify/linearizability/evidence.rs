//! What a reader is shown of a history that no order explains: as little as still proves it.
//!
//! Three reductions, each of which keeps the proof. The history is cut behind the first return
//! that breaks it; what was under way then stays, as something that may or may not have taken
//! effect. It is cut in front where nothing was under way and all orders agree on the state.
//! Operations that change nothing are left out while the rest still has no order: an order of
//! more operations would be one of fewer. Tickets and values are then numbered anew from 1.
//!
//! What was refused proves nothing. One refused operation is shown all the same, out of any order: that
//! which explains everything had it been carried out.

use super::history::{Event, Operation, PENDING, Reply, blend};
use super::search::{Answer, State, check, final_states};
use serde::Serialize;
use std::collections::BTreeMap;

/// A part of one key's history that has no order, in the order of the calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub initial: State,
    pub events: Vec<Event>,
    /// Indices of the longest part that has one, in that order.
    pub longest: Vec<usize>,
}

/// Reduces a history that `check` refuses; `None` if it does not.
pub fn reduce(initial: State, events: &[Event]) -> Option<Evidence> {
    refused(initial, events)?;
    let (mut initial, mut events) = (initial, cut_behind(initial, events));
    let carried_out = carried_out(initial, &events);
    events.retain(|event| event.reply != Reply::Refused);
    if !cut_in_front(&mut initial, &mut events, told) {
        cut_in_front(&mut initial, &mut events, |_, _| true);
    }
    let mut place = events.len();
    while place > 0 {
        place -= 1;
        if changes_nothing(&events[place]) {
            let left_out = events.remove(place);
            if refused(initial, &events).is_none() {
                events.insert(place, left_out);
            }
        }
    }
    if events.len() > LONG {
        cut_in_front(&mut initial, &mut events, |_, _| true);
    }
    events.extend(carried_out);
    events.sort_by_key(|event| event.call);
    let longest = refused(initial, &events)?;
    Some(Evidence { initial, events, longest })
}

/// The refused operation without which there is an order if it took effect, whenever after its call.
fn carried_out(initial: State, events: &[Event]) -> Option<Event> {
    let explains = |candidate: &Event| {
        let mut others: Vec<Event> = events.to_vec();
        others.retain(|event| event != candidate);
        others.push(Event { ret: PENDING, reply: Reply::Unknown, ..*candidate });
        refused(initial, &others).is_none()
    };
    let mut candidates = events.iter().filter(|event| event.reply == Reply::Refused);
    candidates.find(|candidate| explains(candidate)).copied()
}

/// Evidence of more operations than this is shortened further, at the price of not telling
/// where a value came from.
const LONG: usize = 12;

/// The longest order, if there is no complete one.
fn refused(initial: State, events: &[Event]) -> Option<Vec<usize>> {
    match check(initial, events) {
        Answer::Violation(longest) => Some(longest),
        _ => None,
    }
}

/// The shortest refused history that ends behind a return. Once there is no order, nothing that
/// happens later makes one, so it can be looked for by halves.
fn cut_behind(initial: State, events: &[Event]) -> Vec<Event> {
    let mut ends: Vec<u64> = events.iter().map(|event| event.ret).collect();
    ends.sort_unstable();
    let shortest = ends.partition_point(|&end| refused(initial, &until(end, events)).is_none());
    let mut kept = until(*ends.get(shortest).unwrap_or(&PENDING), events);
    kept.sort_by_key(|event| event.call);
    kept
}

/// The history as it stood at that ticket.
fn until(end: u64, events: &[Event]) -> Vec<Event> {
    let called = events.iter().filter(|event| event.call < end);
    let standing = called.map(|&event| match event.ret > end {
        true => Event { ret: PENDING, reply: Reply::Unknown, ..event },
        false => event,
    });
    // What reads only and has not returned says nothing.
    standing.filter(|event| event.ret != PENDING || event.operation != Operation::Get).collect()
}

/// Drops everything before the latest moment of rest whose state is certain, if what is left is
/// good. Says whether it is.
fn cut_in_front(
    initial: &mut State,
    events: &mut Vec<Event>,
    good: fn(State, &[Event]) -> bool,
) -> bool {
    for place in (1..events.len()).rev() {
        let resting = events[..place].iter().all(|event| event.ret < events[place].call);
        if !resting {
            continue;
        }
        let states = final_states(*initial, &events[..place]);
        if let [state] = Vec::from_iter(states)[..]
            && good(state, &events[place..])
            && refused(state, &events[place..]).is_some()
        {
            *initial = state;
            events.drain(..place);
            return true;
        }
    }
    good(*initial, events)
}

/// Whether each value that was found is the first one or written by one of the events, so that a
/// reader sees where it came from.
fn told(initial: State, events: &[Event]) -> bool {
    let written: Vec<State> = events.iter().map(|event| describe(event).1).collect();
    events.iter().all(|event| match event.reply {
        Reply::Value(value @ Some(_)) => value == initial || written.contains(&value),
        _ => true,
    })
}

/// Whether an operation with this result leaves every state as it is.
fn changes_nothing(event: &Event) -> bool {
    matches!(
        (event.operation, event.reply),
        (Operation::Get, _)
            | (Operation::Remove, Reply::Value(None))
            | (Operation::GetOrInsert(_), Reply::Value(Some(_)))
            | (Operation::CompareExchange { .. }, Reply::Exchanged(false))
    )
}

/// Evidence as a table: values and tickets are small numbers, in the order of their appearance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Exhibit {
    /// The key's value before the first operation.
    pub initial: Option<u64>,
    pub operations: Vec<Shown>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    pub thread: usize,
    pub call: u64,
    /// Null if it had not returned where the evidence ends.
    #[serde(rename = "return")]
    pub ret: Option<u64>,
    pub operation: &'static str,
    /// The value it was to write.
    pub argument: Option<u64>,
    /// The value a compare-exchange was to find.
    pub expected: Option<u64>,
    pub result: ShownResult,
    /// Its place in the longest order, from 1, if it has one.
    pub in_order: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "kind", content = "value")]
pub enum ShownResult {
    /// The value it found or displaced.
    Found(u64),
    Absent,
    Exchanged,
    Refused,
    /// It was not done, for its deadline had passed.
    TimedOut,
    /// It returned, but what it returned means nothing.
    Unknown,
    Pending,
}

impl Evidence {
    /// Whether a refused operation is shown, which then was carried out.
    pub fn shows_refusal(&self) -> bool {
        self.events.iter().any(|event| event.reply == Reply::Refused)
    }

    pub fn exhibit(&self) -> Exhibit {
        let mut tickets: Vec<u64> =
            self.events.iter().flat_map(|event| [event.call, event.ret]).collect();
        tickets.sort_unstable();
        let rank = |ticket: u64| tickets.partition_point(|&other| other < ticket) as u64 + 1;
        let mut names = Names::default();
        let initial = self.initial.map(|value| names.of(value));
        let operations = (self.events.iter().enumerate())
            .map(|(index, event)| {
                let (operation, argument, expected) = describe(event);
                let expected = expected.map(|value| names.of(value));
                let result = match event.reply {
                    _ if event.ret == PENDING => ShownResult::Pending,
                    Reply::Value(Some(value)) => ShownResult::Found(names.of(value)),
                    Reply::Value(None) => ShownResult::Absent,
                    Reply::Exchanged(true) => ShownResult::Exchanged,
                    Reply::Exchanged(false) => ShownResult::Refused,
                    Reply::Unknown => ShownResult::Unknown,
                    Reply::Refused => ShownResult::TimedOut,
                };
                let place = self.longest.iter().position(|&placed| placed == index);
                Shown {
                    thread: event.thread,
                    call: rank(event.call),
                    ret: (event.ret != PENDING).then(|| rank(event.ret)),
                    operation,
                    argument: argument.map(|value| names.of(value)),
                    expected,
                    result,
                    in_order: place.map(|place| place + 1),
                }
            })
            .collect();
        Exhibit { initial, operations }
    }
}

/// Small numbers for values, given out as they come.
#[derive(Default)]
struct Names(BTreeMap<u64, u64>);

impl Names {
    fn of(&mut self, value: u64) -> u64 {
        let next = self.0.len() as u64 + 1;
        *self.0.entry(value).or_insert(next)
    }
}

/// The operation's name, what it writes and what it expects. An update writes what follows from
/// the value that it says it found; before it has returned, that is not known.
fn describe(event: &Event) -> (&'static str, Option<u64>, Option<u64>) {
    match event.operation {
        Operation::Get => ("get", None, None),
        Operation::Insert(value) => ("insert", Some(value), None),
        Operation::Remove => ("remove", None, None),
        Operation::Update(operand) => {
            let written = match event.reply {
                Reply::Value(old) => Some(blend(old.as_ref(), &operand)),
                _ => None,
            };
            ("update", written, None)
        }
        Operation::GetOrInsert(value) => ("get-or-insert", Some(value), None),
        Operation::CompareExchange { current, new } => {
            ("compare-exchange", Some(new), Some(current))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(thread: usize, call: u64, ret: u64, operation: Operation, reply: State) -> Event {
        Event { thread, key: 0, call, ret, operation, reply: Reply::Value(reply) }
    }

    /// A long good history, then a stale read, then more.
    #[test]
    fn a_stale_read_comes_down_to_one_write_and_one_read() {
        let mut events = Vec::new();
        for n in 0..10 {
            let old = (n > 0).then(|| 100 + n - 1);
            events.push(event(0, n * 10, n * 10 + 3, Operation::Insert(100 + n), old));
            events.push(event(1, n * 10 + 1, n * 10 + 2, Operation::Get, Some(100 + n)));
        }
        events.push(event(2, 200, 201, Operation::Get, Some(108)));
        events.push(event(0, 202, 203, Operation::Insert(300), Some(109)));
        let evidence = reduce(None, &events).unwrap();
        assert_eq!(evidence.events, [events[18], events[20]]);
        assert_eq!((evidence.initial, evidence.longest.len()), (Some(108), 1));
        let shown = evidence.exhibit();
        let [write, read] = &shown.operations[..] else { panic!("{shown:?}") };
        assert_eq!((shown.initial, write.argument, write.in_order), (Some(1), Some(2), Some(1)));
        assert_eq!((read.call, read.ret, read.in_order), (3, Some(4), None));
        assert_eq!((write.result, read.result), (ShownResult::Found(1), ShownResult::Found(1)));
    }

    #[test]
    fn what_is_under_way_at_the_cut_stays_as_pending() {
        let events = [
            event(0, 1, 9, Operation::Insert(5), None),
            event(1, 2, 3, Operation::Get, Some(5)),
            event(1, 4, 5, Operation::Get, None),
            event(2, 6, 7, Operation::Get, None),
        ];
        let evidence = reduce(None, &events).unwrap();
        let shown = evidence.exhibit().operations;
        assert_eq!(shown.len(), 3);
        assert_eq!((shown[0].ret, shown[0].result), (None, ShownResult::Pending));
        assert_eq!(
            [shown[0].in_order, shown[1].in_order, shown[2].in_order].iter().flatten().count(),
            2
        );
    }

    #[test]
    fn two_winners_keep_both() {
        let win = |thread, call, ret, value| {
            event(thread, call, ret, Operation::GetOrInsert(value), None)
        };
        let events = [win(0, 1, 4, 5), win(1, 2, 3, 6), event(2, 5, 6, Operation::Get, Some(5))];
        let evidence = reduce(None, &events).unwrap();
        assert_eq!(evidence.events.len(), 2);
        assert_eq!(evidence.longest.len(), 1);
    }

    /// Among others that were refused rightly.
    #[test]
    fn the_refused_operation_that_was_carried_out_is_shown() {
        let refused = |call, operation| {
            let event = event(0, call, call + 1, operation, None);
            Event { reply: Reply::Refused, ..event }
        };
        let mut events = vec![
            refused(1, Operation::Insert(4)),
            event(1, 3, 4, Operation::Insert(5), None),
            refused(5, Operation::Insert(6)),
            refused(7, Operation::Remove),
            event(1, 9, 10, Operation::Get, Some(5)),
            event(1, 11, 12, Operation::Get, Some(6)),
        ];
        let evidence = reduce(None, &events).unwrap();
        assert_eq!(evidence.events, [events[2], events[5]]);
        let shown = evidence.exhibit().operations;
        assert_eq!((shown[0].result, shown[0].in_order), (ShownResult::TimedOut, None));
        assert_eq!(shown[0].argument.map(ShownResult::Found), Some(shown[1].result));
        events[5].reply = Reply::Value(None);
        let evidence = reduce(None, &events).unwrap();
        assert!(evidence.events.contains(&events[3]), "{evidence:?}");
        // None of them explains a value that nobody wrote.
        events[5].reply = Reply::Value(Some(9));
        let evidence = reduce(None, &events).unwrap();
        assert!(evidence.events.iter().all(|event| event.reply != Reply::Refused));
    }

    #[test]
    fn a_good_history_is_no_evidence() {
        assert_eq!(reduce(None, &[event(0, 1, 2, Operation::Insert(5), None)]), None);
    }
}
