//! Calls: what is called is read in place, goroutines that are started are read at their start.

use super::*;

impl<'p> Walk<'p> {
    pub(super) fn call(
        &mut self,
        call: &'p Call,
        span: (Offset, Offset),
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        if let Some(ty) = self.conversion(&call.callee, frame) {
            let value = call.arguments.first().map(|argument| self.expr(argument, frame, state));
            return Value { ty, ..value.unwrap_or_default() };
        }
        if let Some(value) = self.builtin(call, span, frame, state) {
            return value;
        }
        let callee = self.expr(&call.callee, frame, state);
        let arguments = self.arguments(call, frame, state);
        match callee.callee {
            Some(callee) => self.apply(&callee, arguments, call, span, frame, state),
            None => {
                self.run_literals(&arguments, call, span, frame, state);
                match &callee.ty {
                    Ty::Function(results) => typed(results),
                    _ => Value::default(),
                }
            }
        }
    }

    /// The type that a value is converted to, if this is no call.
    fn conversion(&self, callee: &Expr, frame: &Frame<'p>) -> Option<Ty> {
        let program = self.program;
        let is_type = match &callee.kind {
            Kind::MapType(..) | Kind::SliceType(_) | Kind::ArrayType(_) | Kind::ChannelType(_) => {
                true
            }
            Kind::FunctionType(_) | Kind::InterfaceType(_) | Kind::StructType(_) => true,
            Kind::Star(inner) => {
                return self.conversion(inner, frame).map(|ty| Ty::Pointer(Rc::new(ty)));
            }
            Kind::Index(inner, _) => {
                return self
                    .conversion(inner, frame)
                    .map(|_| program.ty(frame.scope(), &frame.env.bound(), callee));
            }
            Kind::Name(name) => {
                frame.env.find(name).is_none()
                    && (program.packages[frame.scope().package].types.contains_key(name)
                        || frame.env.is_type(name)
                        || matches!(
                            &**name,
                            "string" | "any" | "int" | "int64" | "uint64" | "byte"
                        ))
            }
            Kind::Select(package, name) => package.name().is_some_and(|package| {
                let known = program.imported(frame.scope(), package);
                frame.env.find(package).is_none()
                    && matches!(known, Some(crate::program::Imported::Package(id))
                        if program.packages[id].types.contains_key(name))
            }),
            _ => false,
        };
        is_type.then(|| program.ty(frame.scope(), &frame.env.bound(), callee))
    }

    pub(super) fn arguments(
        &mut self,
        call: &'p Call,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Vec<Value<'p>> {
        let values: Vec<Value<'p>> =
            call.arguments.iter().map(|argument| self.expr(argument, frame, state)).collect();
        match &values[..] {
            [Value { many: Some(many), .. }] => (**many).clone(),
            _ => values,
        }
    }

    /// Runs what is called, here and now.
    pub(super) fn apply(
        &mut self,
        callee: &Rc<Callee<'p>>,
        arguments: Vec<Value<'p>>,
        call: &'p Call,
        span: (Offset, Offset),
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        match &**callee {
            Callee::Literal(literal, env, function) => {
                self.run_literal(literal, env, function, arguments, span.0, frame, state)
            }
            Callee::Function(id) => self.declared(*id, None, arguments, span.0, frame, state),
            Callee::Method(id, receiver) => {
                self.declared(*id, Some(receiver.clone()), arguments, span.0, frame, state)
            }
            Callee::Named(name, receiver) => {
                if &**name != "net/http.HandlerFunc" {
                    self.handed(&arguments, span.0, frame, state);
                }
                self.known(name, receiver.as_ref(), arguments, call, span, frame, state)
            }
            Callee::Cancel(key) => {
                self.release(frame, state, key, false);
                Value::default()
            }
            Callee::Once(inner, key) => {
                let inner = inner.clone();
                self.once(key.clone(), &inner, call, span, frame, state)
            }
        }
    }

    /// What runs inside comes before whatever follows any `Do`.
    pub(super) fn once(
        &mut self,
        key: Spot,
        callee: &Rc<Callee<'p>>,
        call: &'p Call,
        span: (Offset, Offset),
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        let order = |mode| Held { order: true, ..Held::of(key.clone(), mode) };
        state.lock(order(Mode::Write));
        let value = self.apply(callee, Vec::new(), call, span, frame, state);
        let locks = Rc::make_mut(&mut state.locks);
        locks.retain(|held| !(held.order && held.spot == key));
        state.lock(order(Mode::Read));
        value
    }

    /// Handlers that other code is handed, of what was made here: they share it with the goroutines that are started
    /// here. Of anything else a handler is read by itself.
    pub(super) fn handed(
        &mut self,
        arguments: &[Value<'p>],
        at: Offset,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        if self.quiet {
            return;
        }
        for argument in arguments {
            let Some((id, receiver)) = self.as_handler(argument) else { continue };
            // Two requests at once.
            for _ in 0..2 {
                let thread = self.start(Start::Handler, at, frame, state, |walk, frame, state| {
                    walk.inline(id, receiver.clone(), Vec::new(), at, frame, state);
                });
                state.announced(&[thread]);
            }
        }
    }

    /// A function or method that handles requests, or a value that has one.
    fn as_handler(&mut self, value: &Value<'p>) -> Option<(FunctionId, Option<Value<'p>>)> {
        let (id, receiver) = match value.callee.as_deref() {
            Some(Callee::Method(id, receiver)) => (*id, Some(receiver.clone())),
            Some(Callee::Function(id)) => (*id, None),
            Some(_) => return None,
            None => {
                let (way, ty) = self.program.method(&value.ty, "ServeHTTP")?;
                let Ty::Named(of, _) = Program::pointee(&ty) else { return None };
                let id = *self.program.types[*of].methods.get("ServeHTTP")?;
                (id, Some(self.field(value, &way, ty.clone())))
            }
        };
        let shared = receiver.as_ref().is_none_or(|receiver| {
            receiver
                .spot
                .as_ref()
                .is_some_and(|spot| self.walked.roots[spot.root as usize].origin != Origin::Given)
        });
        let info = &self.program.functions[id];
        let scope = self.program.scope(info.file);
        let serves = shared && self.program.is_handler(scope, &info.decl.signature);
        serves.then_some((id, receiver))
    }

    /// Each declaration of it that may be meant, as if the platform were asked.
    fn declared(
        &mut self,
        id: FunctionId,
        receiver: Option<Value<'p>>,
        arguments: Vec<Value<'p>>,
        at: Offset,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        if self.program.others(id).is_empty() {
            return self.inline(id, receiver, arguments, at, frame, state);
        }
        let before = state.clone();
        let mut value = None;
        for id in self.program.meant(id, frame.scope().file) {
            let mut end = before.clone();
            let (receiver, arguments) = (receiver.clone(), arguments.clone());
            let given = self.inline(id, receiver, arguments, at, frame, &mut end);
            *state = match value.is_none() {
                true => end,
                false => std::mem::take(state).merge(end, false),
            };
            value.get_or_insert(given);
        }
        value.unwrap_or_default()
    }

    fn inline(
        &mut self,
        id: FunctionId,
        mut receiver: Option<Value<'p>>,
        mut arguments: Vec<Value<'p>>,
        at: Offset,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        let program = self.program;
        let info = &program.functions[id];
        let decl = &info.decl;
        let identity = std::ptr::from_ref(decl) as usize;
        let given = |value: &Value<'p>| {
            value.callee.is_some()
                || matches!(self.program.underlying(Program::pointee(&value.ty)), Ty::Map(_))
        };
        // A method expression: the receiver is the first argument.
        if receiver.is_none() && decl.receiver.is_some() && !arguments.is_empty() {
            receiver = Some(arguments.remove(0));
        }
        let shares =
            self.relevance.takes(id) && (arguments.iter().any(given) || receiver.iter().any(given));
        if !(shares || self.relevance.follow(id)) || self.is_running(identity) {
            return self.declared_results(id);
        }
        let times = self.times.get(&id).copied().unwrap_or_default();
        let orders = self.relevance.orders(id);
        // Locks and waits are asked for also where nothing is left.
        if orders && self.allowance < FLOOR {
            let more = FLOOR.min(self.patience);
            self.patience -= more;
            self.allowance += more;
        }
        let allowed = (self.allowance / 4).max(self.allowance.min(FLOOR));
        let skipped = match () {
            () if self.active.len() > MAX_CALLS => Some(Skipped::Deep),
            () if allowed < MIN_ALLOWANCE => Some(Skipped::Much),
            () if times >= MAX_TIMES && !orders => Some(Skipped::Often),
            () => None,
        };
        if let Some(why) = skipped {
            if orders {
                state.blind = self.tick();
            }
            if shares || self.relevance.starts(id) || self.relevance.touches(id) {
                let (file, callee) = (frame.scope().file, Some(id));
                self.walked.unfollowed.push(Unfollowed { file, at, callee, why });
            }
            return self.declared_results(id);
        }
        self.times.insert(id, times + 1);
        let Some(body) = self.bodies.of(id) else { return self.declared_results(id) };
        let receiver_arguments = match receiver.as_ref().map(|value| Program::pointee(&value.ty)) {
            Some(Ty::Named(_, arguments)) => arguments.clone(),
            _ => Rc::default(),
        };
        let env = self.function_env(id, &receiver_arguments);
        let chain = self.chain(frame, at, Step::Call(id));
        let mut inner = self.frame(env, frame.thread, info.label.clone(), chain);
        inner.loops = frame.loops.clone();
        inner.base = frame.loops.clone();
        inner.outer = state.locks.clone();
        if let (Some(parameter), Some(value)) = (&decl.receiver, receiver) {
            self.parameter(parameter, value, &inner);
        }
        let mut arguments = arguments.into_iter();
        for parameter in &decl.signature.parameters {
            self.parameter(parameter, arguments.next().unwrap_or_default(), &inner);
        }
        self.active.push(identity);
        let blind = state.blind;
        let others = std::mem::replace(&mut self.allowance, allowed) - allowed;
        self.deeper(|walk| walk.body(body, &decl.signature, &mut inner, state));
        self.allowance += others;
        self.active.pop();
        // What was not seen far below is no affair of this caller.
        if !(orders || self.relevance.ordering(id)) {
            state.blind = blind;
        }
        self.results(inner.results, self.declared_results(id))
    }

    fn declared_results(&self, id: FunctionId) -> Value<'p> {
        let info = &self.program.functions[id];
        let scope = self.program.scope(info.file);
        let bound = self.program.bind(scope, &info.decl.type_parameters, &[]);
        typed(&self.program.results(scope, &bound, &info.decl.signature))
    }

    /// What was returned, with the declared types where nothing better is known.
    fn results(&self, values: Vec<Value<'p>>, declared: Value<'p>) -> Value<'p> {
        let fill = |value: Value<'p>, declared: Ty| match value.ty {
            Ty::Unknown | Ty::Plain => Value { ty: declared, constant: None, ..value },
            _ => value,
        };
        let mut values = values;
        match values.len() {
            0 => declared,
            1 => fill(values.remove(0), declared.ty),
            _ => {
                let tys = declared.many.unwrap_or_default();
                let tys =
                    tys.iter().map(|value| value.ty.clone()).chain(std::iter::repeat(Ty::Unknown));
                let many = values.into_iter().zip(tys).map(|(value, ty)| fill(value, ty)).collect();
                Value { many: Some(Rc::new(many)), ..Value::default() }
            }
        }
    }

    fn parameter(&mut self, parameter: &'p Parameter, mut value: Value<'p>, frame: &Frame<'p>) {
        let Some(name) = &parameter.name else { return };
        let declared = self.program.ty(frame.scope(), &frame.env.bound(), &parameter.kind);
        if matches!(value.ty, Ty::Unknown | Ty::Plain) {
            value.ty = declared.clone();
        }
        // A pointer is taken, or followed, where the receiver is declared so.
        let copied = self.is_copied(&declared);
        if copied {
            value.ty = Program::pointee(&value.ty).clone();
            value = self.copy_of(value, frame.scope().file, parameter.kind.at);
        }
        value.copied = copied;
        self.declare(frame, name, parameter.kind.at, value, Origin::Made);
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn run_literal(
        &mut self,
        literal: &'p Literal,
        env: &Env,
        function: &Rc<str>,
        arguments: Vec<Value<'p>>,
        at: Offset,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        let identity = std::ptr::from_ref(literal) as usize;
        if self.is_running(identity) {
            return Value::default();
        }
        if self.active.len() > MAX_CALLS {
            state.blind = self.tick();
            let (file, why) = (frame.scope().file, Skipped::Deep);
            self.walked.unfollowed.push(Unfollowed { file, at, callee: None, why });
            return Value::default();
        }
        // One that is called where it stands needs no step of its own.
        let here = at >= literal.at && at <= literal.end;
        let chain = match here {
            true => frame.chain.clone(),
            false => self.chain(frame, at, Step::CallsLiteral),
        };
        let mut inner = self.frame(Block::inside(env), frame.thread, function.clone(), chain);
        inner.loops = frame.loops.clone();
        inner.base = frame.loops.clone();
        inner.outer = frame.outer.clone();
        let mut arguments = arguments.into_iter();
        for parameter in &literal.signature.parameters {
            self.parameter(parameter, arguments.next().unwrap_or_default(), &inner);
        }
        self.active.push(identity);
        self.deeper(|walk| walk.body(&literal.body, &literal.signature, &mut inner, state));
        self.active.pop();
        let bound = inner.env.bound();
        let declared = typed(&self.program.results(inner.scope(), &bound, &literal.signature));
        self.results(inner.results, declared)
    }

    /// Literals handed to a function that is not in sight: it most likely calls them before it returns.
    pub(super) fn run_literals(
        &mut self,
        arguments: &[Value<'p>],
        call: &'p Call,
        span: (Offset, Offset),
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        for argument in arguments {
            let Some(callee) = &argument.callee else { continue };
            if let Callee::Literal(literal, ..) = &**callee
                && !self.is_handler(&literal.signature, frame)
            {
                let dead = state.dead;
                self.apply(callee, Vec::new(), call, span, frame, state);
                state.dead = dead;
            }
        }
    }
}

/// Values of which only the types are known.
fn typed<'p>(results: &[Ty]) -> Value<'p> {
    match results {
        [] => Value::default(),
        [one] => Value { ty: one.clone(), ..Value::default() },
        many => {
            let many = many.iter().map(|ty| Value { ty: ty.clone(), ..Value::default() });
            Value { many: Some(Rc::new(many.collect())), ..Value::default() }
        }
    }
}
