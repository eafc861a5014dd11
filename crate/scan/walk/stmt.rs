//! Statements: branches, loops, returns, and what is deferred.

use super::state::State;
use super::*;
use crate::scan::tree::Range;

impl<'p> Walk<'p> {
    /// A function's body to its end, deferred calls included.
    pub(super) fn body(
        &mut self,
        body: &'p [Stmt],
        signature: &'p Signature,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        for result in &signature.results {
            let Some(name) = &result.name else { continue };
            let ty = self.program.ty(frame.scope(), &frame.env.bound(), &result.kind);
            let value = Value { ty, ..Value::default() };
            let id = self.declare(frame, name, result.kind.at, value, Origin::Made);
            frame.named.push(id);
        }
        self.block(body, frame, state);
        let mut exits = std::mem::take(&mut frame.exits).into_iter();
        let last = exits.by_ref().reduce(|a, b| a.merge(b, false));
        let mut end = match last {
            Some(last) => last.merge(state.clone(), false),
            None => state.clone(),
        };
        // Deferred calls run though the function panicked.
        let dead = end.dead;
        end.dead = false;
        while let Some(Deferred { call, at, env, callee }) = frame.defers.pop() {
            let outer = std::mem::replace(&mut frame.env, env);
            let loops = std::mem::replace(&mut frame.loops, frame.base.clone());
            match callee {
                Some(callee) => self.apply(&callee, Vec::new(), call, (at, at), frame, &mut end),
                None => self.call(call, (at, at), frame, &mut end),
            };
            frame.loops = loops;
            frame.env = outer;
        }
        end.dead = dead;
        *state = end;
    }

    pub(super) fn block(&mut self, list: &'p [Stmt], frame: &mut Frame<'p>, state: &mut State) {
        let outer = frame.env.clone();
        frame.env = Block::inside(&outer);
        self.sequence(list, frame, state);
        frame.env = outer;
    }

    fn sequence(&mut self, list: &'p [Stmt], frame: &mut Frame<'p>, state: &mut State) {
        for stmt in list {
            // A label may be jumped to from elsewhere.
            if state.dead && matches!(stmt, Stmt::Labelled(..)) && frame.exits.is_empty() {
                state.dead = false;
            }
            if state.dead {
                return;
            }
            self.deeper(|walk| walk.stmt(stmt, frame, state));
        }
    }

    fn stmt(&mut self, stmt: &'p Stmt, frame: &mut Frame<'p>, state: &mut State) {
        self.budget = self.budget.saturating_sub(1);
        let label = frame.label.take();
        match stmt {
            Stmt::Expr(x) => {
                self.expr(x, frame, state);
            }
            Stmt::Assign { left, right, define, compound } => {
                self.assign(left, right, *define, *compound, frame, state);
            }
            Stmt::IncDec(x) => self.store(x, Value::default(), frame, state),
            Stmt::Go(call, at) => self.go(call, *at, frame, state),
            Stmt::Defer(call, at) => self.defer(call, *at, frame, state),
            Stmt::Return(list, at) => self.returns(list, *at, frame, state),
            Stmt::Break(to) => {
                let target = frame.targets.iter_mut().rev().find(|target| match to {
                    Some(label) => target.label.as_ref() == Some(label),
                    None => true,
                });
                target.into_iter().for_each(|target| target.breaks.push(state.clone()));
                state.dead = true;
            }
            Stmt::Continue(to) => {
                let target = frame.targets.iter_mut().rev().find(|target| match to {
                    Some(label) => target.label.as_ref() == Some(label),
                    None => target.is_loop,
                });
                target.into_iter().for_each(|target| target.continues.push(state.clone()));
                state.dead = true;
            }
            Stmt::Goto => state.dead = true,
            Stmt::Block(list) => self.block(list, frame, state),
            Stmt::Sequence(list) => self.sequence(list, frame, state),
            Stmt::If { init, condition, then, otherwise } => self.scoped(frame, |walk, frame| {
                init.iter().for_each(|init| walk.stmt(init, frame, state));
                walk.branch(condition, then, otherwise.as_deref(), frame, state);
            }),
            Stmt::For { init, condition, post, body } => self.scoped(frame, |walk, frame| {
                walk.for_loop(init, condition, post, body, label, frame, state);
            }),
            Stmt::Range(range) => self.range(range, label, frame, state),
            Stmt::Switch { init, tag, clauses } => self.scoped(frame, |walk, frame| {
                init.iter().for_each(|init| walk.stmt(init, frame, state));
                walk.switch(tag.as_deref(), clauses, label, frame, state);
            }),
            Stmt::Select(arms) => self.select(arms, label, frame, state),
            Stmt::Labelled(name, inner) => {
                frame.label = Some(name.clone());
                self.deeper(|walk| walk.stmt(inner, frame, state));
            }
            Stmt::Send(channel, value) => self.send(channel, value, frame, state),
            Stmt::Variables(variables) => self.variables(variables, frame, state),
            Stmt::Type(decl) => {
                let ty = self.program.ty(frame.scope(), &frame.env.bound(), &decl.kind);
                frame.env.types.borrow_mut().push((decl.name.clone(), ty));
            }
            Stmt::Empty => {}
        }
    }

    fn scoped(&mut self, frame: &mut Frame<'p>, go: impl FnOnce(&mut Self, &mut Frame<'p>)) {
        let outer = frame.env.clone();
        frame.env = Block::inside(&outer);
        go(self, frame);
        frame.env = outer;
    }

    fn branch(
        &mut self,
        condition: &'p Expr,
        then: &'p [Stmt],
        otherwise: Option<&'p Stmt>,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        let tried = tried_lock(condition);
        if tried.is_none() {
            self.expr(condition, frame, state);
        }
        let mut other = state.clone();
        if let Some((call, negated)) = tried {
            self.call(
                call,
                (condition.at, condition.end),
                frame,
                if negated { &mut other } else { state },
            );
        }
        self.block(then, frame, state);
        if let Some(otherwise) = otherwise {
            self.deeper(|walk| walk.stmt(otherwise, frame, &mut other));
        }
        *state = std::mem::take(state).merge(other, false);
    }

    fn enter_loop(&mut self, frame: &mut Frame<'p>, label: Option<Name>) -> super::state::Loops {
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

    fn leave_loop(frame: &mut Frame<'p>, outer: super::state::Loops, mut end: State) -> State {
        frame.loops = outer;
        let target = frame.targets.pop().expect("a loop is its own target");
        for other in target.breaks {
            end = end.merge(other, true);
        }
        end
    }

    #[allow(clippy::too_many_arguments)]
    fn for_loop(
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
            condition.iter().for_each(|condition| {
                self.expr(condition, frame, state);
            });
            if condition.is_some() {
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
        if condition.is_some() && !state.dead {
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

    fn range(
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
            _ => Part::Element(spot::Key::Of(key)),
        };
        let spot = match ty {
            Ty::Map(_) | Ty::List(_) | Ty::Channel(_) => {
                over.spot.as_ref().map(|spot| spot.with(part))
            }
            _ => None,
        };
        let element = Value { spot, ty: element, doubt: over.doubt, ..Value::default() };
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

    fn switch(
        &mut self,
        tag: Option<&'p Stmt>,
        clauses: &'p [Clause],
        label: Option<Name>,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        let mut bound = None;
        match tag {
            // switch x := y.(type)
            Some(Stmt::Assign { left, right, define: true, .. }) => {
                let value = right.first().map(|right| self.expr(right, frame, state));
                bound = left.first().and_then(|left| left.name()).zip(value);
            }
            Some(tag) => self.stmt(tag, frame, state),
            None => {}
        }
        frame.targets.push(Target { label, ..Target::default() });
        let before = state.clone();
        let mut ends: Vec<State> = Vec::new();
        let mut falling: Option<State> = None;
        for clause in clauses {
            let mut arm = before.clone();
            let outer = frame.env.clone();
            frame.env = Block::inside(&outer);
            match &bound {
                Some((name, value)) => {
                    let ty = match &clause.values[..] {
                        [one] => self.program.ty(frame.scope(), &frame.env.bound(), one),
                        _ => value.ty.clone(),
                    };
                    let value = Value { ty, ..value.clone() };
                    let at = clause.values.first().map_or(0, |value| value.at);
                    self.declare(frame, name, at, value, Origin::Made);
                }
                None => clause.values.iter().for_each(|value| {
                    self.expr(value, frame, &mut arm);
                }),
            }
            if let Some(before) = falling.take() {
                arm = arm.merge(before, false);
            }
            self.block(&clause.body, frame, &mut arm);
            frame.env = outer;
            match clause.falls_through {
                true => falling = Some(arm),
                false => ends.push(arm),
            }
        }
        if !clauses.iter().any(|clause| clause.default) {
            ends.push(before);
        }
        *state = Self::after(frame, ends);
    }

    fn after(frame: &mut Frame<'p>, mut ends: Vec<State>) -> State {
        ends.extend(frame.targets.pop().into_iter().flat_map(|target| target.breaks));
        let dead = State { dead: true, ..State::default() };
        ends.into_iter().reduce(|a, b| a.merge(b, false)).unwrap_or(dead)
    }

    fn select(
        &mut self,
        arms: &'p [Arm],
        label: Option<Name>,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        frame.targets.push(Target { label, ..Target::default() });
        let mut ends = Vec::new();
        for arm in arms {
            let mut end = state.clone();
            let outer = frame.env.clone();
            frame.env = Block::inside(&outer);
            arm.operation.iter().for_each(|operation| self.stmt(operation, frame, &mut end));
            self.block(&arm.body, frame, &mut end);
            frame.env = outer;
            ends.push(end);
        }
        *state = Self::after(frame, ends);
    }

    fn returns(&mut self, list: &'p [Expr], at: Offset, frame: &mut Frame<'p>, state: &mut State) {
        let mut values: Vec<Value<'p>> =
            list.iter().map(|result| self.expr(result, frame, state)).collect();
        if list.is_empty() {
            let named = frame.named.iter().map(|id| self.vars[*id].value.clone());
            values = named.collect();
        }
        if let [Value { many: Some(many), .. }] = &values[..] {
            values = (**many).clone();
        }
        for (value, x) in values.iter().zip(list) {
            self.handed_out(value, x, at, frame, state);
        }
        match frame.results.is_empty() {
            true => frame.results = values,
            false => {
                for (known, value) in frame.results.iter_mut().zip(values) {
                    if known.spot.is_none() || known.is_nil() {
                        *known = value;
                    }
                }
            }
        }
        frame.exits.push(state.clone());
        state.dead = true;
    }

    /// `return c.data` under a lock.
    fn handed_out(
        &mut self,
        value: &Value<'p>,
        x: &'p Expr,
        _: Offset,
        frame: &Frame<'p>,
        state: &State,
    ) {
        let is_field = matches!(&x.kind, Kind::Select(..));
        let held = state.locks.iter().any(|held| !held.order);
        let is_map = || matches!(self.program.underlying(&value.ty), Ty::Map(_));
        if frame.is_entry && is_field && held && is_map() {
            self.touch(frame, state, value, Access::Return, (x.at, x.end), Doubt::default());
        }
    }

    fn variables(&mut self, variables: &'p Variables, frame: &mut Frame<'p>, state: &mut State) {
        let declared = variables
            .kind
            .as_ref()
            .map(|kind| self.program.ty(frame.scope(), &frame.env.bound(), kind));
        let values = self.values(&variables.values, variables.names.len(), frame, state);
        for ((name, at), mut value) in variables.names.iter().zip(values) {
            if let Some(declared) = &declared {
                let dynamic = matches!(self.program.underlying(declared), Ty::Interface(_));
                if !dynamic || value.ty == Ty::Unknown {
                    value.ty = declared.clone();
                }
            }
            self.declare(frame, name, *at, value, Origin::Made);
        }
    }

    /// As many values as there are names for.
    pub(super) fn values(
        &mut self,
        list: &'p [Expr],
        count: usize,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Vec<Value<'p>> {
        if let ([one], true) = (list, count > 1) {
            // `v, ok := x[k]` asks a map.
            let value = self.deeper(|walk| walk.evaluate(one, true, frame, state));
            let mut values = match &value.many {
                Some(many) => (**many).clone(),
                None => vec![value],
            };
            values.resize_with(count, Value::default);
            return values;
        }
        let mut values: Vec<Value<'p>> = list.iter().map(|x| self.expr(x, frame, state)).collect();
        values.resize_with(count, Value::default);
        values
    }

    fn assign(
        &mut self,
        left: &'p [Expr],
        right: &'p [Expr],
        define: bool,
        compound: bool,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        let values = self.values(right, left.len(), frame, state);
        if compound {
            return left
                .iter()
                .for_each(|target| self.store(target, Value::default(), frame, state));
        }
        for (target, value) in left.iter().zip(values) {
            match target.name() {
                Some(name) if define => {
                    let here = frame.env.names.borrow().iter().any(|(known, _)| known == name);
                    if here {
                        self.store(target, value, frame, state);
                    } else if &**name != "_" {
                        self.declare(frame, name, target.at, value, Origin::Made);
                    }
                }
                _ => self.store(target, value, frame, state),
            }
        }
    }
}

impl Value<'_> {
    fn is_nil(&self) -> bool {
        self.constant.as_deref() == Some("nil")
    }
}

/// `mu.TryLock()` as a condition, or its negation.
fn tried_lock(condition: &Expr) -> Option<(&Call, bool)> {
    match &condition.kind {
        Kind::Not(inner) => tried_lock(inner).map(|(call, negated)| (call, !negated)),
        Kind::Call(call) => match &call.callee.kind {
            Kind::Select(_, name) if matches!(&**name, "TryLock" | "TryRLock") => {
                Some((call, false))
            }
            _ => None,
        },
        _ => None,
    }
}
