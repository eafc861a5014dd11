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
}
