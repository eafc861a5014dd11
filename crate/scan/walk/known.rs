//! What built-in functions and the standard library do with maps, locks and goroutines.

use super::foreign::{is_foreign, is_literal, is_unmodelled, may_order};
use super::spot::Key;
use super::*;
use crate::outline::is_parallel;

impl<'p> Walk<'p> {
    pub(super) fn builtin(
        &mut self,
        call: &'p Call,
        span: (Offset, Offset),
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Option<Value<'p>> {
        let name = call.callee.name()?;
        let package = &self.program.packages[frame.scope().package];
        if frame.env.find(name).is_some() || package.functions.contains_key(name) {
            return None;
        }
        let first = call.arguments.first();
        Some(match (&**name, first) {
            ("make", Some(kind)) => self.make(call, kind, frame, state),
            ("new", Some(kind)) => {
                let ty = self.program.ty(frame.scope(), &frame.env.bound(), kind);
                self.made(frame, Ty::Pointer(Rc::new(ty)), "", span.0)
            }
            ("len", Some(x)) => {
                let value = self.expr(x, frame, state);
                if let Ty::Map(_) = self.program.underlying(Program::pointee(&value.ty)) {
                    self.touch(frame, state, &value, Access::Length, span, Doubt::default());
                }
                Value { ty: Ty::Plain, ..Value::default() }
            }
            ("delete", Some(x)) => {
                let value = self.expr(x, frame, state);
                self.walked.taken.extend(value.spot.clone());
                call.arguments[1..].iter().for_each(|key| {
                    self.expr(key, frame, state);
                });
                let untyped = self.program.underlying(Program::pointee(&value.ty)) == Ty::Unknown;
                let doubt = Doubt { untyped, ..Doubt::default() };
                self.touch(frame, state, &value, Access::Write, span, doubt);
                Value::default()
            }
            ("clear", Some(x)) => {
                let value = self.expr(x, frame, state);
                match self.program.underlying(Program::pointee(&value.ty)) {
                    Ty::Map(_) => {
                        self.touch(frame, state, &value, Access::Write, span, Doubt::default());
                    }
                    Ty::Unknown => {
                        let doubt = Doubt { untyped: true, unsure: true, ..Doubt::default() };
                        self.touch(frame, state, &value, Access::Write, span, doubt);
                    }
                    _ => {}
                }
                Value::default()
            }
            ("append", Some(x)) => {
                let value = self.expr(x, frame, state);
                call.arguments[1..].iter().for_each(|x| {
                    self.expr(x, frame, state);
                });
                Value { spot: None, via: None, ..value }
            }
            ("close", Some(x)) => {
                let value = self.expr(x, frame, state);
                value.spot.iter().for_each(|key| self.release(frame, state, key, false));
                Value::default()
            }
            ("panic", _) => {
                call.arguments.iter().for_each(|x| {
                    self.expr(x, frame, state);
                });
                state.dead = true;
                Value::default()
            }
            (
                "print" | "println" | "copy" | "cap" | "min" | "max" | "recover" | "complex"
                | "real" | "imag",
                _,
            ) => {
                call.arguments.iter().for_each(|x| {
                    let value = self.expr(x, frame, state);
                    drop(value);
                });
                Value { ty: Ty::Plain, ..Value::default() }
            }
            _ => return None,
        })
    }

    fn make(
        &mut self,
        call: &'p Call,
        kind: &'p Expr,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        let ty = self.program.ty(frame.scope(), &frame.env.bound(), kind);
        let value = self.made(frame, ty, "", kind.at);
        let mut capacity = Some(0);
        for size in &call.arguments[1..] {
            self.expr(size, frame, state);
            // Of a size that is no number: some.
            capacity = match &size.kind {
                Kind::Number(text) => text.parse().ok(),
                _ => Some(u32::MAX),
            };
        }
        if let Some(spot) = &value.spot {
            self.walked.roots[spot.root as usize].capacity = capacity;
        }
        value
    }

    /// Functions by path, methods by their receiver's type; `.Lock` where that is not known.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn known(
        &mut self,
        name: &Name,
        receiver: Option<&Value<'p>>,
        arguments: Vec<Value<'p>>,
        call: &'p Call,
        span: (Offset, Offset),
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        let short = name.rsplit('.').next().unwrap_or_default();
        self.serves += u32::from(begins_to_serve(name, short));
        let old = name.strip_prefix("golang.org/x/exp/");
        let eager = old.is_some();
        let name: &Name = &old.map_or_else(|| name.clone(), Name::from);
        if let Some(receiver) = receiver
            && let Some(value) =
                self.synchronises(name, short, receiver, &arguments, call, span, frame, state)
        {
            return value;
        }
        if let Some(receiver) = receiver
            && let Some(value) =
                self.holds(name, short, receiver, &arguments, call, span, frame, state)
        {
            return value;
        }
        if receiver.is_none()
            && is_unmodelled(name)
            && self.locks_package(name, short, &arguments, state)
        {
            return Value::default();
        }
        if let Some(value) = self.swaps(name, short, receiver, &arguments, frame, state) {
            return value;
        }
        if let Some(value) = self.starts_later(name, &arguments, call, span, frame, state) {
            return value;
        }
        let argument = |index: usize| arguments.get(index).cloned().unwrap_or_default();
        match &**name {
            "maps.Copy" => {
                self.touch_map(&argument(0), Access::Write, span, frame, state);
                self.touch_map(&argument(1), Access::Iteration, span, frame, state);
                return Value::default();
            }
            "maps.DeleteFunc" | "maps.Insert" => {
                self.touch_map(&argument(0), Access::Write, span, frame, state);
                self.run_literals(&arguments, call, span, frame, state);
                return Value::default();
            }
            "maps.Clone" => {
                let value = argument(0);
                self.touch_map(&value, Access::Iteration, span, frame, state);
                return self.made(frame, value.ty, "", span.0);
            }
            "encoding/json.Unmarshal" | "encoding/xml.Unmarshal" => {
                self.touch_map(&argument(1), Access::Write, span, frame, state);
                return Value::default();
            }
            "context.WithCancel"
            | "context.WithTimeout"
            | "context.WithDeadline"
            | "context.WithCancelCause" => return self.context(span.0, frame),
            "golang.org/x/sync/errgroup.WithContext" => {
                let ty =
                    Ty::Pointer(Rc::new(Ty::External("golang.org/x/sync/errgroup.Group".into())));
                let group = self.made(frame, ty, "", span.0);
                return Value { many: Some(Rc::new(vec![group, argument(0)])), ..Value::default() };
            }
            "sync.OnceFunc" | "sync.OnceValue" | "sync.OnceValues" => {
                let once = self.made(frame, Ty::Plain, "once", span.0);
                let callee = argument(0).callee.zip(once.spot);
                let callee = callee.map(|(inner, key)| Rc::new(Callee::Once(inner, key)));
                return Value { callee, ty: argument(0).ty, ..Value::default() };
            }
            "net/http.HandlerFunc" => return argument(0),
            "sync.NewCond" => {
                let cond = self.made(frame, Ty::External("sync.Cond".into()), "", span.0);
                let locker = cond.spot.as_ref().map(|spot| spot.with(Part::Field("L".into())));
                locker.into_iter().for_each(|spot| self.keep(spot, argument(0)));
                return cond;
            }
            "net/http/httptest.NewServer" | "net/http/httptest.NewTLSServer" => {
                let peers = state.peers.clone();
                state.started(&peers);
                return Value::default();
            }
            _ => {}
        }
        if reads_whole(name) {
            for argument in &arguments {
                self.touch_map(argument, Access::Iteration, span, frame, state);
            }
        }
        // What these give goes through the map when it is gone through itself.
        if matches!(&**name, "maps.Keys" | "maps.Values" | "maps.All") && !eager {
            return argument(0);
        }
        // It may hold a lock while it calls what it is given, and it may lock or wait.
        let foreign = name.starts_with('.') || is_foreign(name);
        let blind = state.blind;
        if is_foreign(name) && arguments.iter().any(is_literal) {
            state.blind = self.tick();
        }
        self.run_literals(&arguments, call, span, frame, state);
        state.blind = if foreign && may_order(short) { self.tick() } else { blind };
        if ends_here(name, short) {
            state.dead = true;
        }
        Value::default()
    }

    fn touch_map(
        &mut self,
        value: &Value<'p>,
        kind: Access,
        span: (Offset, Offset),
        frame: &Frame<'p>,
        state: &State,
    ) {
        if let Ty::Map(_) = self.program.underlying(Program::pointee(&value.ty)) {
            self.touch(frame, state, value, kind, span, Doubt::default());
        }
    }

    /// A context and what cancels it, which is the same as closing its channel.
    fn context(&mut self, at: Offset, frame: &Frame<'p>) -> Value<'p> {
        let context = self.made(frame, Ty::External("context.Context".into()), "context", at);
        let done = context.spot.as_ref().map(|spot| spot.with(Part::Field("Done()".into())));
        let callee = done.map(|done| Rc::new(Callee::Cancel(done)));
        let cancel = Value { callee, ..Value::default() };
        Value { many: Some(Rc::new(vec![context, cancel])), ..Value::default() }
    }

    /// Locks, wait groups and their like.
    #[allow(clippy::too_many_arguments)]
    fn synchronises(
        &mut self,
        name: &str,
        short: &str,
        receiver: &Value<'p>,
        arguments: &[Value<'p>],
        call: &'p Call,
        span: (Offset, Offset),
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Option<Value<'p>> {
        // Of a type that is not in sight the method's name says what it does.
        let unknown = name.starts_with('.') || is_unmodelled(name);
        let of =
            |path: &str| name.strip_prefix(path).is_some_and(|rest| rest.len() == short.len() + 1);
        let lock = unknown || of("sync.Mutex") || of("sync.RWMutex") || of("sync.Locker");
        let group = unknown || of("sync.WaitGroup") || of("golang.org/x/sync/errgroup.Group");
        let key = receiver.spot.clone();
        let none = arguments.is_empty();
        let callee = arguments.last().and_then(|argument| argument.callee.clone());
        match short {
            "Lock" | "TryLock" | "RLock" | "TryRLock" if lock && none => {
                let read = short.contains("RLock");
                let copied = receiver.copied && !matches!(receiver.ty, Ty::Pointer(_));
                let mode = if read { Mode::Read } else { Mode::Write };
                let spot = key.and_then(|key| self.lock_of(key, state));
                spot.into_iter().for_each(|spot| {
                    state.lock(Held { copied, ..Held::of(spot, mode) });
                });
                Some(Value { ty: Ty::Plain, ..Value::default() })
            }
            "Unlock" | "RUnlock" if lock && none => {
                let mode = if short == "Unlock" { Mode::Write } else { Mode::Read };
                let spot = key.and_then(|key| self.lock_of(key, state));
                spot.iter().for_each(|spot| state.unlock(spot, mode));
                Some(Value::default())
            }
            // Whoever finds what he waits for does not wait, so among equals it proves as little as a send.
            "Broadcast" | "Signal" if none => {
                key.iter().for_each(|key| self.release(frame, state, key, true));
                Some(Value::default())
            }
            "Wait" if (group || of("sync.Cond")) && none => {
                key.iter().for_each(|key| self.acquire(frame, state, key, Waits::All));
                Some(Value::default())
            }
            "Done" if none => {
                key.iter().for_each(|key| self.release(frame, state, key, false));
                let spot = key.map(|key| key.with(Part::Field("Done()".into())));
                let ty = Ty::Channel(Rc::new(Ty::Plain));
                Some(Value { spot, ty, ..Value::default() })
            }
            "Go" | "TryGo" if group => {
                let callee = callee?;
                let start = if unknown { Start::Perhaps } else { Start::Go };
                self.group_go(start, key.as_ref(), &callee, call, span, frame, state);
                Some(Value::default())
            }
            "Do" if name.starts_with('.') && arguments.len() == 1 || of("sync.Once") => {
                let callee = callee?;
                match key {
                    Some(key) => self.once(key, &callee, call, span, frame, state),
                    None => self.apply(&callee, Vec::new(), call, span, frame, state),
                };
                Some(Value::default())
            }
            "SetLimit" if of("golang.org/x/sync/errgroup.Group") => {
                let limit = arguments.first()?.constant.as_deref()?.parse().ok();
                let group = key.filter(|key| key.parts.is_empty());
                if let Some(group) = group {
                    self.walked.roots[group.root as usize].capacity = limit;
                }
                Some(Value::default())
            }
            // One at a time of those with one key.
            "Do" if of("golang.org/x/sync/singleflight.Group") => {
                let callee = callee?;
                let own = Part::Element(arguments.first().map_or(Key::Any, Value::as_key));
                let spot = key?.with(own);
                state.lock(Held::of(spot.clone(), Mode::Write));
                self.apply(&callee, Vec::new(), call, span, frame, state);
                state.unlock(&spot, Mode::Write);
                Some(Value::default())
            }
            "Decode" => {
                let target = arguments.last()?;
                self.touch_map(target, Access::Write, span, frame, state);
                Some(Value::default())
            }
            "Set" | "Add" | "Del" if of("net/http.Header") || of("net/url.Values") => {
                self.touch(frame, state, receiver, Access::Write, span, Doubt::default());
                Some(Value::default())
            }
            "Get" | "Values" | "Has" if of("net/http.Header") || of("net/url.Values") => {
                self.touch(frame, state, receiver, Access::Read, span, Doubt::default());
                Some(Value { ty: Ty::Plain, ..Value::default() })
            }
            _ => None,
        }
    }

    /// What runs functions at a time of its own.
    fn starts_later(
        &mut self,
        name: &str,
        arguments: &[Value<'p>],
        call: &'p Call,
        span: (Offset, Offset),
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Option<Value<'p>> {
        let callee = arguments.last().and_then(|argument| argument.callee.clone())?;
        match name {
            "time.AfterFunc" | "context.AfterFunc" => {
                self.group_go(Start::Timer, None, &callee, call, span, frame, state);
            }
            "testing.T.Run" => match &*callee {
                Callee::Literal(literal, ..) if is_parallel(&literal.body) => {
                    let at = literal.at;
                    let thread = self.start(Start::Test, at, frame, state, |walk, frame, state| {
                        walk.apply(&callee, Vec::new(), call, (at, at), frame, state);
                    });
                    state.announced(&[thread]);
                }
                _ => {
                    self.apply(&callee, Vec::new(), call, span, frame, state);
                    state.dead = false;
                }
            },
            "testing.B.RunParallel" => {
                let mut beside = state.clone();
                for _ in 0..2 {
                    let thread = self.start(
                        Start::Benchmark,
                        span.0,
                        frame,
                        &beside,
                        |walk, frame, state| {
                            let at = match &*callee {
                                Callee::Literal(literal, ..) => (literal.at, literal.at),
                                _ => span,
                            };
                            walk.apply(&callee, Vec::new(), call, at, frame, state);
                        },
                    );
                    beside.started(&[thread]);
                }
            }
            _ => return None,
        }
        Some(Value::default())
    }
}

/// Go through all entries of maps they are given.
fn reads_whole(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some(("maps", function)) => {
            matches!(function, "Keys" | "Values" | "All" | "Equal" | "EqualFunc")
        }
        Some(("fmt" | "log", _)) => true,
        Some(("encoding/json", function)) => function.starts_with("Marshal"),
        Some(("reflect", function)) => function == "DeepEqual",
        Some((_, "Encode")) => true,
        _ => false,
    }
}

/// From here on a server calls its handlers.
fn begins_to_serve(name: &str, short: &str) -> bool {
    matches!(short, "ListenAndServe" | "ListenAndServeTLS" | "Serve" | "ServeTLS")
        || matches!(short, "Run" | "RunTLS" | "Listen" | "Start" | "StartTLS") && is_foreign(name)
}

/// Does not come back.
fn ends_here(name: &str, short: &str) -> bool {
    matches!(name, "os.Exit" | "runtime.Goexit")
        || name.starts_with("log.Fatal")
        || name.starts_with("log.Panic")
        || matches!(short, "Fatal" | "Fatalf" | "FailNow" | "SkipNow" | "Skip" | "Skipf")
}
