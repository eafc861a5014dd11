//! Statements: branches, returns, and what is deferred.

use super::*;

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

    pub(super) fn stmt(&mut self, stmt: &'p Stmt, frame: &mut Frame<'p>, state: &mut State) {
        self.budget = self.budget.saturating_sub(1);
        self.allowance = self.allowance.saturating_sub(1);
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

    /// What it says of flags if it holds.
    fn flags(&mut self, condition: &Expr, frame: &Frame<'p>) -> Vec<Flag> {
        let (x, value) = match &condition.kind {
            Kind::Not(inner) => (&**inner, false),
            Kind::All(parts) => {
                return parts.iter().flat_map(|part| self.flags(part, frame)).collect();
            }
            _ => (condition, true),
        };
        let var = x.name().and_then(|name| frame.env.find(name));
        let (thread, time) = (frame.thread, self.tick());
        var.map(|var| Flag { var, value, thread, time }).into_iter().collect()
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
        let asked = match (&tried, &condition.kind) {
            (Some(_), _) => None,
            (None, Kind::Nil(inner, negated)) => {
                let value = self.expr(inner, frame, state);
                let is_map = matches!(self.program.underlying(&value.ty), Ty::Map(_));
                value.via.or(value.spot).filter(|_| is_map).map(|spot| (spot, *negated))
            }
            (None, _) => {
                self.expr(condition, frame, state);
                None
            }
        };
        let mut other = state.clone();
        let flags = self.flags(condition, frame);
        let mut single = None;
        if let ([flag], false) = (&flags[..], matches!(condition.kind, Kind::All(_))) {
            Rc::make_mut(&mut other.flags).push(Flag { value: !flag.value, ..*flag });
            // One that is never set again is the same at the next branch.
            if !self.walked.assigned.contains_key(&flag.var) {
                single = Some((flag.var, flag.value));
                state.assume(flag.var, flag.value);
                other.assume(flag.var, !flag.value);
            }
        }
        if !flags.is_empty() {
            Rc::make_mut(&mut state.flags).extend(flags);
        }
        if let Some((spot, negated)) = asked {
            state.asked_nil(&spot, !negated);
            other.asked_nil(&spot, negated);
        }
        if let Some((call, negated)) = tried {
            self.call(
                call,
                (condition.at, condition.end),
                frame,
                if negated { &mut other } else { state },
            );
        }
        frame.branches += 1;
        self.block(then, frame, state);
        if let Some(otherwise) = otherwise {
            self.deeper(|walk| walk.stmt(otherwise, frame, &mut other));
        }
        frame.branches -= 1;
        let (then, otherwise) = (state.locks.clone(), other.locks.clone());
        let both = !state.dead && !other.dead;
        *state = std::mem::take(state).merge(other, false);
        if let Some((var, value)) = single.filter(|_| both) {
            match value {
                true => state.depends(var, &then, &otherwise),
                false => state.depends(var, &otherwise, &then),
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
            frame.branches += 1;
            self.block(&clause.body, frame, &mut arm);
            frame.branches -= 1;
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
        if let [Value { many: Some(many), .. }] = &values[..] {
            values = (**many).clone();
        }
        for (value, x) in values.iter().zip(list) {
            if gives_itself(x) {
                self.handed_out(value, (x.at, x.end), frame, state);
            }
        }
        if list.is_empty() {
            let named = frame.named.iter().map(|id| self.vars[*id].value.clone());
            values = named.collect();
            for value in &values {
                self.handed_out(value, (at, at + "return".len() as Offset), frame, state);
            }
        }
        for value in &mut values {
            if value.held.is_empty() && value.spot.is_some() {
                value.held = state.locks.clone();
            }
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

    /// `return c.data`, by itself or in something that is made for it.
    fn handed_out(
        &mut self,
        value: &Value<'p>,
        span: (Offset, Offset),
        frame: &Frame<'p>,
        state: &State,
    ) {
        if !frame.is_entry {
            return;
        }
        let made = value.spot.as_ref().filter(|spot| {
            let origin = self.walked.roots[spot.root as usize].origin;
            spot.parts.is_empty() && origin == Origin::Made
        });
        let inside = made.map(|made| self.heap.fields(made.root));
        let all: Vec<Value<'p>> = match (inside, self.program.underlying(&value.ty)) {
            (Some(inside), _) => inside.into_iter().cloned().collect(),
            // A struct by value shares its maps.
            (None, Ty::Struct(fields)) => {
                let field = |field: &FieldTy| {
                    self.field(value, std::slice::from_ref(&field.name), field.ty.clone())
                };
                fields
                    .iter()
                    .map(field)
                    .map(|field| Value { held: value.held.clone(), ..field })
                    .collect()
            }
            (None, _) => vec![value.clone()],
        };
        for value in all {
            let Ty::Map(_) = self.program.underlying(&value.ty) else { continue };
            let Some(spot) = &value.spot else { continue };
            let origin = self.walked.roots[spot.root as usize].origin;
            let part = matches!(spot.parts.last(), Some(Part::Field(_) | Part::Element(_)));
            if origin == Origin::Global || origin == Origin::Given && part {
                // With the locks under which it was read.
                let locks = if value.held.is_empty() { &state.locks } else { &value.held };
                let then = State { locks: locks.clone(), ..state.clone() };
                self.touch(frame, &then, &value, Access::Return, span, Doubt::default());
            }
        }
    }

    /// Functions that are returned run when the one that made them has let go of its locks.
    pub(super) fn handed_back(
        &mut self,
        results: &[Value<'p>],
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        for value in results {
            let Some(callee) = &value.callee else { continue };
            let Callee::Literal(literal, env, function) = &**callee else { continue };
            if !self.is_handler(&literal.signature, frame) {
                let dead = std::mem::replace(&mut state.dead, false);
                let (env, function) = (env.clone(), function.clone());
                let mut end = state.clone();
                self.run_literal(literal, &env, &function, Vec::new(), literal.at, frame, &mut end);
                state.dead = dead;
            }
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
            let taken = values.into_iter().map(|value| self.taken(value, frame, state, one.at));
            return taken.collect();
        }
        let mut values: Vec<Value<'p>> = list.iter().map(|x| self.expr(x, frame, state)).collect();
        for (value, x) in values.iter_mut().zip(list) {
            *value = self.taken(std::mem::take(value), frame, state, x.at);
        }
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
                    let here = frame.env.names.borrow().find(name);
                    if here.is_some() {
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

/// `mu.TryLock()`, or what does the same, as a condition, or its negation.
pub(super) fn tried_lock(condition: &Expr) -> Option<(&Call, bool)> {
    match &condition.kind {
        Kind::Not(inner) => tried_lock(inner).map(|(call, negated)| (call, !negated)),
        Kind::Call(call) => match &call.callee.kind {
            Kind::Select(_, name)
                if matches!(&**name, "TryLock" | "TryRLock")
                    || name.starts_with("CompareAndSwap") =>
            {
                Some((call, false))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether what is returned is the map itself, going by how it is written: what another function that anyone may
/// call gives is that function's affair.
fn gives_itself(x: &Expr) -> bool {
    match &x.kind {
        Kind::Call(call) => match &call.callee.kind {
            Kind::Select(of, name) => {
                name.starts_with(char::is_lowercase)
                    || of.name().is_some_and(|of| &**of == "maps")
                        && matches!(&**name, "Keys" | "Values" | "All")
            }
            Kind::Name(name) => name.starts_with(char::is_lowercase),
            _ => false,
        },
        _ => true,
    }
}
