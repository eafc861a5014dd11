//! Goroutines, which are read where they are started, and the channels between them.

use super::*;
use crate::program::Scope;
use crate::types::Bound;

impl<'p> Walk<'p> {
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
        let (time, id) = (self.tick(), self.walked.threads.len() as ThreadId);
        let chain = self.chain(frame, at, Step::Starts(start));
        self.walked.threads.push(Thread {
            start,
            parent: frame.thread,
            site: (frame.scope().file, at),
            time,
            loops: frame.loops.clone(),
        });
        let mut child = self.frame(frame.env.clone(), id, frame.function.clone(), chain);
        let mut end = state.child();
        self.begins.push(self.active.len());
        run(self, &mut child, &mut end);
        self.begins.pop();
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
        let serves = self.serves;
        let thread = self.start(Start::Go, at, frame, state, |walk, frame, state| {
            let span = match &*callee {
                Callee::Literal(literal, ..) => (literal.at, literal.at),
                _ => span,
            };
            walk.apply(&callee, arguments, call, span, frame, state);
        });
        self.begun(thread, serves, state);
    }

    /// From now on it may run, and so may all that it starts; if it is a server, so may the handlers.
    fn begun(&self, first: ThreadId, serves: u32, state: &mut State) {
        if self.serves != serves {
            let peers = state.peers.clone();
            state.started(&peers);
        }
        let threads: Vec<ThreadId> = (first..self.walked.threads.len() as ThreadId).collect();
        state.started(&threads);
    }

    /// `group.Go(f)`; whoever waits for the group waits for it.
    #[allow(clippy::too_many_arguments)]
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
        let serves = self.serves;
        let thread = self.start(start, span.0, frame, state, |walk, frame, state| {
            let span = match &**callee {
                Callee::Literal(literal, ..) => (literal.at, literal.at),
                _ => span,
            };
            let limit = key.filter(|key| walk.capacity(key) == Some(1));
            let one = |key: &Spot| Held::of(key.with(Part::Field("limit".into())), Mode::Write);
            limit.into_iter().for_each(|key| state.lock(one(key)));
            walk.apply(callee, Vec::new(), call, span, frame, state);
            key.into_iter().for_each(|key| walk.release(frame, state, key, false));
        });
        self.begun(thread, serves, state);
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
        let token = |held: &Held| held.channel == Some(Channel::Token) && held.spot == key;
        if state.locks.iter().any(token) {
            state.unlock(&key, Mode::Write);
            self.walked.paired.insert((frame.thread, key.clone()));
        } else {
            *self.walked.fills(&key) += Self::often(frame);
            let element = self.element_of(&channel_value.ty).unwrap_or_default();
            let channel = match self.capacity(&key) {
                Some(1) if !self.carries(&element) => Some(Channel::Filled),
                None if is_signal(&element) => Some(Channel::Unknown),
                _ => None,
            };
            if channel.is_some() {
                let maybe = channel == Some(Channel::Unknown);
                state.lock(Held { channel, maybe, ..Held::of(key.clone(), Mode::Write) });
            }
        }
        if let Some(value) = sent.spot {
            self.gives(frame, key.with(Part::Received), value);
        }
        self.release(frame, state, &key, true);
    }

    /// Once, or more than once.
    fn often(frame: &Frame<'p>) -> u32 {
        1 + u32::from(!frame.loops.is_empty())
    }

    /// Others may now have the same map.
    pub(super) fn gives(&mut self, frame: &Frame<'p>, received: Spot, value: Spot) {
        if !self.quiet {
            let (thread, time) = (frame.thread, self.tick());
            self.walked.sent.push(Sent { received, value, thread, time });
        }
    }

    /// Of a channel, how much room it has; of a group, how many it runs at once.
    pub(super) fn capacity(&self, key: &Spot) -> Option<u32> {
        if key.parts.is_empty() {
            return self.walked.roots[key.root as usize].capacity;
        }
        let (owner, field) = self.walked.owner(self.program, key)?;
        match Program::pointee(&owner) {
            Ty::Named(id, _) => self.program.capacity(*id, field),
            _ => None,
        }
    }

    /// Whether who receives such a thing has it to himself, rather than knows something.
    fn carries(&self, element: &Ty) -> bool {
        let under = self.program.underlying(element);
        !is_signal(&under) && !matches!(under, Ty::Plain | Ty::Unknown | Ty::Interface(_))
    }

    fn element_of(&self, channel: &Ty) -> Option<Ty> {
        match self.program.underlying(channel) {
            Ty::Channel(element) => Some((*element).clone()),
            _ => None,
        }
    }

    pub(super) fn receive(
        &mut self,
        channel: &'p Expr,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        let channel = self.expr(channel, frame, state);
        let Some(key) = channel.spot else { return Value::default() };
        let ty = self.element_of(&channel.ty).unwrap_or_default();
        let filled = |held: &Held| {
            held.spot == key && held.channel.is_some_and(|channel| channel != Channel::Token)
        };
        if state.locks.iter().any(filled) {
            state.unlock(&key, Mode::Write);
            self.walked.paired.insert((frame.thread, key.clone()));
            let fills = self.walked.fills(&key);
            *fills = fills.saturating_sub(Self::often(frame));
        } else if self.capacity(&key) == Some(1) && (is_signal(&ty) || self.carries(&ty)) {
            let channel = Some(Channel::Token);
            state.lock(Held { channel, ..Held::of(key.clone(), Mode::Write) });
        }
        self.acquire(frame, state, &key, Waits::One);
        Value { spot: Some(key.with(Part::Received)), ty, ..Value::default() }
    }
}

/// Says nothing but that it is there.
fn is_signal(ty: &Ty) -> bool {
    matches!(ty, Ty::Struct(fields) if fields.is_empty())
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
        match (ty(0), ty(1)) {
            (Some((false, first)), Some((true, second)))
                if is(&first, "net/http.ResponseWriter") && is(&second, "net/http.Request") =>
            {
                true
            }
            (Some((_, Ty::External(path))), _) => {
                ["gin.Context", "/fasthttp.RequestCtx", "/fiber.Ctx"]
                    .iter()
                    .any(|end| path.ends_with(end))
                    || path.starts_with("github.com/labstack/echo") && path.ends_with(".Context")
                    || path.starts_with("github.com/gofiber/fiber") && path.ends_with(".Ctx")
            }
            _ => false,
        }
    }
}
