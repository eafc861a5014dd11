//! Loops: read twice, so that what a turn does meets what the turn before it has started.

use super::spot::Key;
use super::stmt::tried_lock;
use super::*;
use crate::tree::Range;

impl<'p> Walk<'p> {
    fn enter_loop(&mut self, frame: &mut Frame<'p>, label: Option<Name>) -> Loops {
        self.loops += 1;
        let outer = frame.loops.clone();
        let mut loops = (*outer).clone();
        loops.push(self.loops);
        frame.loops = loops.into();
        frame.targets.push(Target { label, is_loop: true, ..Target::default() });
        outer
    }

    /// How often to read a loop's body.
    fn turns(&mut self) -> u32 {
        let turns = if self.turns * 2 <= MAX_TURNS { 2 } else { 1 };
        self.turns *= turns;
        turns
    }

    fn continued(frame: &mut Frame<'p>, state: &mut State) {
        let target = frame.targets.last_mut().expect("a loop is its own target");
        for other in std::mem::take(&mut target.continues) {
            *state = std::mem::take(state).merge(other, true);
        }
    }

    fn leave_loop(frame: &mut Frame<'p>, outer: Loops, mut end: State) -> State {
        frame.loops = outer;
        let target = frame.targets.pop().expect("a loop is its own target");
        for other in target.breaks {
            end = end.merge(other, true);
        }
        end
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn for_loop(
        &mut self,
        init: &'p Option<Box<Stmt>>,
        condition: &'p Option<Expr>,
        post: &'p Option<Box<Stmt>>,
        body: &'p [Stmt],
        label: Option<Name>,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        let outer_env = frame.env.clone();
        let outer = self.enter_loop(frame, label);
        let turns = self.turns();
        let mut end: Option<State> = None;
        for turn in 0..turns {
            // Each turn has variables of its own.
            frame.env = Block::inside(&outer_env);
            if let Some(init) = init {
                if turn == 0 {
                    let loops = std::mem::replace(&mut frame.loops, outer.clone());
                    self.loop_variables(init, frame, state);
                    frame.loops = loops;
                } else {
                    let mut aside = state.clone();
                    self.loop_variables(init, frame, &mut aside);
                }
            }
            // for !mu.TryLock() { … } ends with the lock.
            let tried = condition.as_ref().and_then(tried_lock);
            if let Some((call, true)) = tried {
                let mut now = state.clone();
                self.call(call, (call.callee.at, call.callee.end), frame, &mut now);
                end = Some(now);
            } else if let Some(condition) = condition {
                self.expr(condition, frame, state);
                let now = state.clone();
                end = Some(end.map_or(now.clone(), |end| end.merge(now, true)));
            }
            self.block(body, frame, state);
            Self::continued(frame, state);
            if state.dead {
                break;
            }
            post.iter().for_each(|post| self.stmt(post, frame, state));
        }
        self.turns /= turns;
        let spins = matches!(condition.as_ref().and_then(tried_lock), Some((_, true)));
        if condition.is_some() && !state.dead && !spins {
            end = Some(end.map_or(state.clone(), |end| end.merge(state.clone(), true)));
        }
        frame.env = outer_env;
        let dead = State { dead: true, ..State::default() };
        *state = Self::leave_loop(frame, outer, end.unwrap_or(dead));
    }

    fn loop_variables(&mut self, init: &'p Stmt, frame: &mut Frame<'p>, state: &mut State) {
        let first = self.vars.len();
        self.stmt(init, frame, state);
        for var in &self.vars[first..] {
            if let Some(root) = self.walked.roots.get_mut(var.home.root as usize) {
                root.origin = Origin::LoopVariable;
            }
        }
    }

    pub(super) fn range(
        &mut self,
        range: &'p Range,
        label: Option<Name>,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        let over = self.expr(&range.over, frame, state);
        let ty = self.program.underlying(Program::pointee(&over.ty));
        let span = (range.over.at, range.over.end);
        if let Ty::Map(_) = ty {
            self.touch(frame, state, &over, Access::Iteration, span, Doubt::default());
        }
        // A function that goes through something calls the loop's body meanwhile.
        if let (Ty::Function(_), Some(callee)) = (&ty, &over.callee) {
            self.iterate(callee, span, frame, state);
        }
        let before = state.clone();
        let outer_env = frame.env.clone();
        let outer = self.enter_loop(frame, label);
        let turns = self.turns();
        for _ in 0..turns {
            frame.env = Block::inside(&outer_env);
            if let Ty::Channel(_) = ty {
                over.spot.iter().for_each(|key| self.acquire(frame, state, key, Waits::Turn));
            }
            self.range_variables(range, &over, &ty, frame, state);
            self.block(&range.body, frame, state);
            Self::continued(frame, state);
            if state.dead {
                break;
            }
            // A map is looked at again for each next entry.
            if let Ty::Map(_) = ty {
                self.touch(frame, state, &over, Access::Iteration, span, Doubt::default());
            }
        }
        self.turns /= turns;
        frame.env = outer_env;
        let mut end = std::mem::take(state).merge(before, true);
        if let Ty::Channel(_) = ty {
            let loops = std::mem::replace(&mut frame.loops, outer.clone());
            over.spot.iter().for_each(|key| self.acquire(frame, &mut end, key, Waits::All));
            frame.loops = loops;
        }
        *state = Self::leave_loop(frame, outer, end);
    }

    fn iterate(
        &mut self,
        callee: &Rc<Callee<'p>>,
        span: (Offset, Offset),
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        let Callee::Literal(literal, env, function) = &**callee else { return };
        let (env, function) = (env.clone(), function.clone());
        let dead = state.dead;
        self.run_literal(literal, &env, &function, Vec::new(), span.0, frame, state);
        state.dead = dead;
    }

    fn range_variables(
        &mut self,
        range: &'p Range,
        over: &Value<'p>,
        ty: &Ty,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        let at = range.key.as_ref().map_or(range.at, |key| key.at);
        let file = frame.scope().file;
        let key = self.root(Origin::LoopVariable, Ty::Plain, "_".into(), (file, at));
        let element = match ty {
            Ty::Map(element) | Ty::List(element) => (**element).clone(),
            Ty::Channel(element) => (**element).clone(),
            _ => Ty::Unknown,
        };
        let part = match ty {
            Ty::Channel(_) => Part::Received,
            _ => Part::Element(Key::Of(key)),
        };
        let spot = match ty {
            Ty::Map(_) | Ty::List(_) | Ty::Channel(_) => {
                over.spot.as_ref().map(|spot| spot.with(part))
            }
            _ => None,
        };
        let element = Value { spot, ty: element, doubt: over.doubt, ..Value::default() };
        let element = self.copy_of(element, file, at);
        let position = Value { spot: Some(Spot::root(key)), ty: Ty::Plain, ..Value::default() };
        let values = match ty {
            Ty::Channel(_) => [element, Value::default()],
            _ => [position, element],
        };
        for (target, value) in [&range.key, &range.value].into_iter().zip(values) {
            let Some(target) = target else { continue };
            match target.name() {
                Some(name) if range.define && &**name != "_" => {
                    self.declare(frame, name, target.at, value, Origin::LoopVariable);
                }
                _ => self.store(target, value, frame, state),
            }
        }
    }
}
