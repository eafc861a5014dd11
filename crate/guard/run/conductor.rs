//! The conductor: the thread that brings faults about when they are due or asked for, counts who waits, shows the
//! run to whoever looks on, and ends it.

use super::{LOOK, Play, Shared};
use crate::base::clock;
use crate::base::units::Nanos;
use crate::guard::entries::{FaultId, SWITCHES};
use crate::guard::live;
use crate::link::faults::{Fault, FaultKind, OwnCode};
use std::sync::PoisonError;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};
use std::thread;

/// A client that ends no operation for so long is waiting.
const WAITING: Nanos = Nanos::from_millis(10);

impl Shared<'_> {
    /// Brings about what is no stall, and ends the run.
    pub fn conduct(&self) {
        let Play { plan, status, .. } = self.play;
        let (clients, mut events) = (plan.threads.0, self.events());
        if !self.crew.meet() {
            return;
        }
        let (begun, mut looked) = (clock::now(), Nanos(0));
        let mut seen = status.operations(clients);
        let mut put_off = Vec::new();
        while !self.is_over() {
            let now = clock::now() - begun;
            while let Some((due, event)) = events.pop_if(|(due, _)| *due <= now) {
                self.came(now, due);
                match event {
                    Event::Slow(fault, on) => {
                        SWITCHES.slow(on);
                        SWITCHES.advance(fault);
                    }
                    Event::Panic(code, fault) => SWITCHES.arm(code, fault),
                    Event::Stop(thread, fault) => self.stops[thread].store(fault, Relaxed),
                    // Who stalls already stalls to the end first.
                    Event::Stall(fault) => {
                        if self.spare.compare_exchange(0, fault, AcqRel, Relaxed).is_err() {
                            put_off.push((due, Event::Stall(fault)));
                        }
                    }
                }
            }
            if plan.watched
                && let Some((fault, id)) = self.asked(now)
            {
                put_off.extend(brought_about(&fault, id, plan.length, true));
            }
            if !put_off.is_empty() {
                events.append(&mut put_off);
                in_turn(&mut events);
            }
            if now - looked >= WAITING {
                let operations = status.operations(clients);
                let waiting = operations.iter().zip(&seen).filter(|(new, old)| new == old).count();
                self.note_waiting(now, waiting);
                status.beat();
                if plan.watched {
                    self.show(now, waiting);
                }
                (seen, looked) = (operations, now);
            }
            let came = events.is_empty() && self.to_come.load(Acquire) == 0;
            if came && now >= plan.length + Nanos(self.late.load(Relaxed)) {
                self.crew.end();
            }
            thread::sleep(LOOK);
        }
        if status.stopping() {
            SWITCHES.release();
        }
    }

    /// With their times, the first last.
    fn events(&self) -> Vec<(Nanos, Event)> {
        let plan = self.play.plan;
        let scheduled = plan.faults.0.len() as FaultId;
        let of =
            |(fault, id): (&Fault, FaultId)| brought_about(fault, id, plan.length, id > scheduled);
        let mut events: Vec<(Nanos, Event)> = self.known.iter().flat_map(of).collect();
        in_turn(&mut events);
        events
    }

    /// What somebody asks for now, if it is something that the plan's maps can have.
    fn asked(&self, now: Nanos) -> Option<(Fault, FaultId)> {
        let Play { plan, status, .. } = self.play;
        let word = status.asked.swap(0, Relaxed);
        let kind = live::read(word).filter(|kind| plan.allows(*kind))?;
        let fault = Fault { kind, at: (now.0 / 1_000_000) as u32 };
        let id = self.known.add(fault)?;
        if let FaultKind::Stall { ms } = kind {
            SWITCHES.stall(id, ms);
        }
        Some((fault, id))
    }

    /// Shows what there is so far to whoever looks on.
    fn show(&self, now: Nanos, waiting: usize) {
        let Play { plan, place, status, .. } = self.play;
        let (stages, clients) = (SWITCHES.stages(), plan.threads.0);
        let look = live::Look { place: *place, interval: self.interval, now, waiting, clients };
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        status.show(&look.figures(&self.known, stages, &shown, &waited));
    }

    fn note_waiting(&self, now: Nanos, clients: usize) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (now.0 / self.interval.0) as usize;
        if place >= waiting.len() {
            waiting.resize(place + 1, 0);
        }
        waiting[place] = waiting[place].max(clients);
    }
}

/// What the conductor does.
enum Event {
    Slow(FaultId, bool),
    Panic(OwnCode, FaultId),
    Stop(usize, FaultId),
    /// Of the spare thread.
    Stall(FaultId),
}

/// By their times, the first last.
fn in_turn(events: &mut [(Nanos, Event)]) {
    events.sort_by_key(|(due, _)| std::cmp::Reverse(*due));
}

/// What the conductor does for that fault. `asked`: nobody has its schedule, so stalls are the spare thread's.
fn brought_about(fault: &Fault, id: FaultId, length: Nanos, asked: bool) -> Vec<(Nanos, Event)> {
    let at = Nanos::from_millis(fault.at.into());
    match fault.kind {
        FaultKind::Stall { .. } if asked => vec![(at, Event::Stall(id))],
        FaultKind::Stall { .. } => Vec::new(),
        FaultKind::Slow { ms } => {
            let end = (at + Nanos::from_millis(ms.into())).min(length.max(at));
            vec![(at, Event::Slow(id, true)), (end, Event::Slow(id, false))]
        }
        FaultKind::Panic(code) => vec![(at, Event::Panic(code, id))],
        FaultKind::Stop { thread } => vec![(at, Event::Stop(thread as usize, id))],
    }
}
