//! Calls: what is called is read in place, goroutines that are started are read at their start.

use super::state::State;
use super::*;
use crate::scan::visit;

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
                    && matches!(known, Some(crate::scan::program::Imported::Package(id))
                        if program.packages[id].types.contains_key(name))
            }),
            _ => false,
        };
        is_type.then(|| program.ty(frame.scope(), &frame.env.bound(), callee))
    }

    fn arguments(
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
            Callee::Function(id) => self.inline(*id, None, arguments, span.0, frame, state),
            Callee::Method(id, receiver) => {
                self.inline(*id, Some(receiver.clone()), arguments, span.0, frame, state)
            }
            Callee::Named(name, receiver) => {
                self.known(name, receiver.as_ref(), arguments, call, span, frame, state)
            }
            Callee::Cancel(key) => {
                self.release(frame, key, false);
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
        let order = |mode| Held {
            spot: key.clone(),
            mode,
            maybe: false,
            copied: false,
            order: true,
            channel: false,
        };
        state.lock(order(Mode::Write));
        let value = self.apply(callee, Vec::new(), call, span, frame, state);
        let locks = Rc::make_mut(&mut state.locks);
        locks.retain(|held| !(held.order && held.spot == key));
        state.lock(order(Mode::Read));
        value
    }

    fn inline(
        &mut self,
        id: FunctionId,
        receiver: Option<Value<'p>>,
        arguments: Vec<Value<'p>>,
        at: Offset,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        let program = self.program;
        let info = &program.functions[id];
        let decl = &*info.decl;
        let identity = std::ptr::from_ref(decl) as usize;
        let given = |value: &Value<'p>| {
            value.callee.is_some()
                || matches!(self.program.underlying(Program::pointee(&value.ty)), Ty::Map(_))
        };
        let worth = self.relevance.follow(id)
            || self.relevance.takes(id)
                && (arguments.iter().any(given) || receiver.iter().any(given));
        let Some(body) = decl.body.as_ref().filter(|_| worth) else {
            return self.declared_results(id);
        };
        if self.active.len() >= MAX_CALLS || self.active.contains(&identity) {
            return self.declared_results(id);
        }
        let times = self.times.entry(id).or_default();
        *times += 1;
        if *times > MAX_TIMES {
            return self.declared_results(id);
        }
        let receiver_arguments = match receiver.as_ref().map(|value| Program::pointee(&value.ty)) {
            Some(Ty::Named(_, arguments)) => arguments.clone(),
            _ => Rc::default(),
        };
        let env = self.function_env(id, &receiver_arguments);
        let label: Rc<str> = program.label(id).into();
        let chain = self.chain(frame, at, format!("calls {label}"));
        let mut inner = self.frame(env, frame.thread, label, chain);
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
        self.deeper(|walk| walk.body(body, &decl.signature, &mut inner, state));
        self.active.pop();
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
        value.copied = self.is_struct(&declared);
        self.declare(frame, name, parameter.kind.at, value, Origin::Made);
    }

    #[allow(clippy::too_many_arguments)]
    fn run_literal(
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
        if self.active.len() >= MAX_CALLS || self.active.contains(&identity) {
            return Value::default();
        }
        // One that is called where it stands needs no step of its own.
        let here = at >= literal.at && at <= literal.end;
        let chain = match here {
            true => frame.chain.clone(),
            false => self.chain(frame, at, "calls a function literal".into()),
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

    pub(super) fn literal(
        &mut self,
        literal: &'p Literal,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        let (env, function) = (frame.env.clone(), frame.function.clone());
        let results = self.program.results(frame.scope(), &env.bound(), &literal.signature);
        let callee = Rc::new(Callee::Literal(literal, env, function));
        if !self.quiet && self.is_handler(&literal.signature, frame) {
            // Two requests at once.
            for _ in 0..2 {
                let thread =
                    self.start(Start::Handler, literal.at, frame, state, |walk, frame, state| {
                        let Callee::Literal(literal, env, function) = &*callee else { return };
                        walk.run_literal(
                            literal,
                            env,
                            function,
                            Vec::new(),
                            literal.at,
                            frame,
                            state,
                        );
                    });
                state.announced(&[thread]);
            }
        }
        Value { ty: Ty::Function(Rc::new(results)), callee: Some(callee), ..Value::default() }
    }

    pub(super) fn is_handler(&self, signature: &Signature, frame: &Frame<'p>) -> bool {
        self.program.is_handler(frame.scope(), signature)
    }

    /// Reads what runs in a goroutine of its own. Gives its number.
    pub(super) fn start(
        &mut self,
        start: Start,
        at: Offset,
        frame: &mut Frame<'p>,
        state: &State,
        run: impl FnOnce(&mut Self, &mut Frame<'p>, &mut State),
    ) -> ThreadId {
        let what = match start {
            Start::Handler => "is called by the server, in a goroutine for each request",
            Start::Test => "runs beside other parallel tests",
            Start::Timer => "runs in a goroutine of its own, later",
            Start::Benchmark => "runs in several goroutines",
            Start::Perhaps => "may run in a goroutine of its own",
            Start::Entry | Start::Go => "starts a goroutine",
        };
        let (time, id) = (self.tick(), self.walked.threads.len() as ThreadId);
        let chain = self.chain(frame, at, what.into());
        self.walked.threads.push(Thread {
            start,
            parent: frame.thread,
            site: (frame.scope().file, at),
            time,
            loops: frame.loops.clone(),
        });
        let mut child = self.frame(frame.env.clone(), id, frame.function.clone(), chain);
        let mut end = state.child();
        run(self, &mut child, &mut end);
        id
    }

    pub(super) fn go(
        &mut self,
        call: &'p Call,
        at: Offset,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        let span = (at, call.callee.end);
        let callee = self.expr(&call.callee, frame, state);
        let arguments = self.arguments(call, frame, state);
        let Some(callee) = callee.callee else {
            // Built-in functions: `go delete(m, k)` is not Go.
            return;
        };
        if let Callee::Named(name, _) = &*callee
            && (name.ends_with(".ListenAndServe") || name.ends_with(".Serve"))
        {
            let peers = state.peers.clone();
            state.started(&peers);
        }
        let thread = self.start(Start::Go, at, frame, state, |walk, frame, state| {
            let span = match &*callee {
                Callee::Literal(literal, ..) => (literal.at, literal.at),
                _ => span,
            };
            walk.apply(&callee, arguments, call, span, frame, state);
        });
        self.begun(thread, state);
    }

    /// From now on it may run, and so may all that it starts.
    fn begun(&self, first: ThreadId, state: &mut State) {
        let threads: Vec<ThreadId> = (first..self.walked.threads.len() as ThreadId).collect();
        state.started(&threads);
    }

    #[allow(clippy::too_many_arguments)]
    /// `group.Go(f)`; whoever waits for the group waits for it.
    pub(super) fn group_go(
        &mut self,
        start: Start,
        key: Option<&Spot>,
        callee: &Rc<Callee<'p>>,
        call: &'p Call,
        span: (Offset, Offset),
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        let thread = self.start(start, span.0, frame, state, |walk, frame, state| {
            let span = match &**callee {
                Callee::Literal(literal, ..) => (literal.at, literal.at),
                _ => span,
            };
            walk.apply(callee, Vec::new(), call, span, frame, state);
            key.into_iter().for_each(|key| walk.release(frame, key, false));
        });
        self.begun(thread, state);
    }

    pub(super) fn defer(
        &mut self,
        call: &'p Call,
        at: Offset,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        // What is passed is evaluated now; literals' bodies are read at the end.
        for argument in &call.arguments {
            if !matches!(argument.kind, Kind::Function(_)) {
                self.expr(argument, frame, state);
            }
        }
        let callee = match &call.callee.kind {
            Kind::Call(_) => self.expr(&call.callee, frame, state).callee,
            _ => None,
        };
        frame.defers.push(Deferred { call, at, env: frame.env.clone(), callee });
    }

    pub(super) fn send(
        &mut self,
        channel: &'p Expr,
        value: &'p Expr,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        let sent = self.expr(value, frame, state);
        let channel_value = self.expr(channel, frame, state);
        let Some(key) = channel_value.spot else { return };
        if self.walked.roots[key.root as usize].capacity == Some(1) && key.parts.is_empty() {
            state.lock(Held {
                spot: key.clone(),
                mode: Mode::Write,
                maybe: false,
                copied: false,
                order: false,
                channel: true,
            });
        }
        if let (Some(value), false) = (sent.spot, self.quiet) {
            let time = self.tick();
            let (channel, thread) = (key.clone(), frame.thread);
            self.walked.sent.push(Sent { channel, value, thread, time });
        }
        self.release(frame, &key, true);
    }

    pub(super) fn receive(
        &mut self,
        channel: &'p Expr,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        let channel = self.expr(channel, frame, state);
        let Some(key) = channel.spot else { return Value::default() };
        if state.locks.iter().any(|held| held.channel && held.spot == key) {
            state.unlock(&key, Mode::Write);
            self.walked.paired.insert((frame.thread, key.clone()));
        }
        self.acquire(frame, state, &key, Waits::One);
        let ty = match self.program.underlying(&channel.ty) {
            Ty::Channel(element) => (*element).clone(),
            _ => Ty::Unknown,
        };
        Value { spot: Some(key.with(Part::Received)), ty, ..Value::default() }
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

impl Program {
    /// Called by a server for each request, going by what it takes.
    pub fn is_handler(&self, scope: Scope, signature: &Signature) -> bool {
        let ty = |index: usize| {
            signature.parameters.get(index).map(|parameter: &Parameter| {
                match self.ty(scope, &Bound::new(), &parameter.kind) {
                    Ty::Pointer(inner) => (true, (*inner).clone()),
                    ty => (false, ty),
                }
            })
        };
        let is = |ty: &Ty, path: &str| matches!(ty, Ty::External(known) if &**known == path);
        match (signature.parameters.len(), ty(0), ty(1)) {
            (2, Some((false, first)), Some((true, second))) => {
                is(&first, "net/http.ResponseWriter") && is(&second, "net/http.Request")
            }
            (1, Some((_, Ty::External(path))), _) => {
                ["gin.Context", "/fasthttp.RequestCtx", "/fiber.Ctx"]
                    .iter()
                    .any(|end| path.ends_with(end))
                    || path.starts_with("github.com/labstack/echo") && path.ends_with(".Context")
                    || path.starts_with("github.com/gofiber/fiber") && path.ends_with(".Ctx")
            }
            _ => false,
        }
    }

    /// `t.Parallel()` among a test's own statements.
    pub fn is_parallel(body: &[Stmt]) -> bool {
        let mut parallel = false;
        for stmt in body {
            if let Stmt::Expr(Expr { kind: Kind::Call(call), .. }) = stmt {
                parallel |= call.arguments.is_empty()
                    && matches!(&call.callee.kind, Kind::Select(_, name) if &**name == "Parallel");
            }
        }
        parallel
    }

    /// Whether anything in a body starts a goroutine, by the look of it.
    pub fn starts(&self, scope: Scope, body: &[Stmt]) -> bool {
        let mut starts = false;
        visit::stmts(body, &mut |node| match node {
            visit::Node::Stmt(Stmt::Go(..)) => starts = true,
            visit::Node::Expr(Expr { kind: Kind::Select(_, name), .. }) => {
                starts |=
                    matches!(&**name, "Go" | "TryGo" | "AfterFunc" | "Parallel" | "RunParallel");
            }
            visit::Node::Expr(Expr { kind: Kind::Function(literal), .. }) => {
                starts |= self.is_handler(scope, &literal.signature);
            }
            _ => {}
        });
        starts
    }
}
