//! Expressions: which memory they are of, and the reads they make.

use super::spot::Key;
use super::state::State;
use super::*;
use crate::scan::program::Imported;
use std::sync::Arc;

impl<'p> Walk<'p> {
    pub(super) fn expr(
        &mut self,
        x: &'p Expr,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        self.deeper(|walk| walk.evaluate(x, false, frame, state))
    }

    /// `sure`: as only a map can be asked.
    pub(super) fn evaluate(
        &mut self,
        x: &'p Expr,
        sure: bool,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        match &x.kind {
            Kind::Name(name) => self.name(name, frame),
            Kind::Text(text) => {
                Value { ty: Ty::Plain, constant: Some((&**text).into()), ..Value::default() }
            }
            Kind::Number(text) => {
                Value { ty: Ty::Plain, constant: Some((&**text).into()), ..Value::default() }
            }
            Kind::Select(inner, name) => self.select_expr(inner, name, frame, state),
            Kind::Index(base, list) => self.index(x, base, list, sure, frame, state),
            Kind::Slice(base, bounds) => {
                bounds.iter().for_each(|bound| {
                    self.expr(bound, frame, state);
                });
                self.expr(base, frame, state)
            }
            Kind::Call(call) => self.call(call, (x.at, x.end), frame, state),
            Kind::Star(inner) => {
                let value = self.expr(inner, frame, state);
                let ty = Program::pointee(&value.ty).clone();
                Value { ty, ..value }
            }
            Kind::Address(inner) => {
                let value = self.expr(inner, frame, state);
                let ty = Ty::Pointer(Rc::new(value.ty.clone()));
                Value { ty, ..value }
            }
            Kind::Receive(inner) => self.receive(inner, frame, state),
            Kind::Not(inner) => {
                self.expr(inner, frame, state);
                Value { ty: Ty::Plain, ..Value::default() }
            }
            Kind::Operation(list) => {
                list.iter().for_each(|part| {
                    self.expr(part, frame, state);
                });
                Value { ty: Ty::Plain, ..Value::default() }
            }
            Kind::Assert(inner, kind) => {
                let value = self.expr(inner, frame, state);
                match kind {
                    Some(kind) => {
                        let ty = self.program.ty(frame.scope(), &frame.env.bound(), kind);
                        Value { ty, ..value }
                    }
                    None => value,
                }
            }
            Kind::Composite(kind, pairs) => {
                let ty = kind.as_ref().map_or(Ty::Unknown, |kind| {
                    self.program.ty(frame.scope(), &frame.env.bound(), kind)
                });
                self.composite(x, ty, pairs, frame, state)
            }
            Kind::Function(literal) => self.literal(literal, frame, state),
            _ => Value { ty: Ty::Unknown, ..Value::default() },
        }
    }

    fn name(&mut self, name: &Name, frame: &Frame<'p>) -> Value<'p> {
        if let Some(id) = frame.env.find(name) {
            let var = &self.vars[id];
            let mut value = var.value.clone();
            if var.own {
                value.via = Some(var.home.clone());
            }
            if value.ty == Ty::Unknown {
                value.ty = var.declared_ty.clone();
            }
            return value;
        }
        let package = &self.program.packages[frame.scope().package];
        if package.variables.contains_key(name) {
            return self.global(frame.scope().package, name);
        }
        if let Some(&id) = package.functions.get(name) {
            return self.function_value(id);
        }
        // true, nil, and constants.
        Value { ty: Ty::Plain, constant: Some((&**name).into()), ..Value::default() }
    }

    fn function_value(&self, id: FunctionId) -> Value<'p> {
        let decl = &self.program.functions[id].decl;
        let scope = self.program.scope(self.program.functions[id].file);
        let bound = self.program.bind(scope, &decl.type_parameters, &[]);
        let ty = Ty::Function(Rc::new(self.program.results(scope, &bound, &decl.signature)));
        Value { ty, callee: Some(Rc::new(Callee::Function(id))), ..Value::default() }
    }

    /// A package variable. Its initial value is looked at once, for its type and what it calls.
    pub(super) fn global(&mut self, package: PackageId, name: &Name) -> Value<'p> {
        let key = (package, name.clone());
        let root = match self.globals.get(&key) {
            Some(root) => *root,
            None => {
                let info = &self.program.packages[package];
                let unique: Name = format!("{}\0{}\0{name}", info.folder, info.name).into();
                let variable = info.variables[name].clone();
                let at = variable.of.names[variable.index].1;
                let root = self.root(Origin::Global, Ty::Unknown, unique, (variable.file, at));
                self.globals.insert(key, root);
                let value = self.initial(&variable);
                self.walked.roots[root as usize].ty = value.ty.clone();
                let capacity = value.spot.as_ref().map(|spot| spot.root as usize);
                let capacity = capacity.and_then(|made| self.walked.roots[made].capacity);
                self.walked.roots[root as usize].capacity = capacity;
                self.constants.insert(root, value);
                root
            }
        };
        let known = self.constants.get(&root).cloned().unwrap_or_default();
        let spot = Some(Spot::root(root));
        let (via, ty) = (spot.clone(), known.ty);
        Value { spot, via, ty, callee: known.callee, ..Value::default() }
    }

    fn initial(&mut self, variable: &crate::scan::program::Variable) -> Value<'p> {
        let scope = self.program.scope(variable.file);
        let env = Block::top(scope, Bound::new());
        let mut frame = self.frame(env, 0, "var".into(), None);
        let files = &self.program.files[variable.file].file.variables;
        // The program outlives the walk, and so does this reference into it.
        let of = files.iter().find(|of| Arc::ptr_eq(of, &variable.of));
        let mut value = Value::default();
        if let Some(of) = of {
            let init = match of.values.len() {
                1 => of.values.first(),
                _ => of.values.get(variable.index),
            };
            if let Some(init) = init {
                let quiet = std::mem::replace(&mut self.quiet, true);
                let mut state = State::default();
                value = self.expr(init, &mut frame, &mut state);
                self.quiet = quiet;
                if let Some(many) = value.many.clone() {
                    value = many.get(variable.index).cloned().unwrap_or_default();
                }
            }
            if let Some(kind) = &of.kind {
                let declared = self.program.ty(scope, &Bound::new(), kind);
                let dynamic = matches!(self.program.underlying(&declared), Ty::Interface(_));
                if !dynamic || value.ty == Ty::Unknown {
                    value.ty = declared;
                }
            }
        }
        value
    }

    /// `x.name`: of a package, a field, or a method.
    fn select_expr(
        &mut self,
        inner: &'p Expr,
        name: &'p Name,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        if let Some(package) = inner.name().filter(|package| frame.env.find(package).is_none()) {
            match self.program.imported(frame.scope(), package) {
                Some(Imported::Package(id)) => {
                    let info = &self.program.packages[id];
                    if info.variables.contains_key(name) {
                        return self.global(id, name);
                    }
                    return match info.functions.get(name) {
                        Some(&id) => self.function_value(id),
                        None => Value::default(),
                    };
                }
                Some(Imported::Path(path)) => return self.external(&path, name),
                None if is_known_package(package) && !self.declares(frame, package) => {
                    return self.external(package, name);
                }
                None => {}
            }
        }
        let value = self.expr(inner, frame, state);
        self.member(value, name)
    }

    fn declares(&self, frame: &Frame<'p>, name: &Name) -> bool {
        let package = &self.program.packages[frame.scope().package];
        package.variables.contains_key(name)
    }

    fn external(&mut self, path: &str, name: &str) -> Value<'p> {
        let full: Name = format!("{path}.{name}").into();
        let root = match self.externals.get(&full) {
            Some(root) => *root,
            None => {
                let unique: Name = format!("{path}\0\0{name}").into();
                let root = self.root(Origin::Global, Ty::Unknown, unique, (0, 0));
                self.externals.insert(full.clone(), root);
                root
            }
        };
        let spot = Some(Spot::root(root));
        let callee = Some(Rc::new(Callee::Named(full, None)));
        Value { via: spot.clone(), spot, callee, ..Value::default() }
    }

    /// A field or method of a value.
    pub(super) fn member(&mut self, value: Value<'p>, name: &Name) -> Value<'p> {
        if let Some((way, ty)) = self.program.field(&value.ty, name) {
            return self.field(&value, &way, ty);
        }
        match self.program.method(&value.ty, name) {
            Some((way, ty)) => {
                let receiver =
                    if way.is_empty() { value } else { self.field(&value, &way, ty.clone()) };
                self.method(receiver, &ty, name)
            }
            None => {
                let spot = value.spot.as_ref().map(|spot| spot.with(Part::Field(name.clone())));
                let callee = self.named_method(&value, name);
                Value { via: spot.clone(), spot, callee, doubt: value.doubt, ..Value::default() }
            }
        }
    }

    fn field(&mut self, value: &Value<'p>, way: &[Name], ty: Ty) -> Value<'p> {
        let spot = value.spot.as_ref().map(|spot| spot.fields(way));
        if let Some(known) = spot.as_ref().and_then(|spot| self.heap.get(spot)) {
            return known.clone();
        }
        let copied = value.copied && !matches!(ty, Ty::Pointer(_));
        Value { via: spot.clone(), spot, ty, copied, doubt: value.doubt, ..Value::default() }
    }

    fn method(&mut self, receiver: Value<'p>, ty: &Ty, name: &Name) -> Value<'p> {
        let program = self.program;
        let target = match Program::pointee(ty) {
            Ty::Named(id, _) => match program.types[*id].methods.get(name) {
                Some(&method) => Some((method, false)),
                None => match program.underlying(Program::pointee(ty)) {
                    Ty::Interface(methods) => self.only(&methods, name),
                    _ => None,
                },
            },
            Ty::Interface(methods) => self.only(methods, name),
            _ => None,
        };
        let Some((method, interface)) = target else {
            let callee = self.named_method(&receiver, name);
            return Value { callee, ..Value::default() };
        };
        let mut receiver = receiver;
        receiver.doubt.interface |= interface;
        if let (true, Some((id, _))) = (interface, program.functions[method].receiver) {
            receiver.ty = Ty::Pointer(Rc::new(Ty::Named(id, Rc::default())));
        }
        let results = self.function_value(method);
        Value { callee: Some(Rc::new(Callee::Method(method, receiver))), ..results }
    }

    fn only(&self, methods: &[Name], name: &Name) -> Option<(FunctionId, bool)> {
        let id = self.program.implementation(methods)?;
        Some((*self.program.types[id].methods.get(name)?, true))
    }

    fn named_method(&self, receiver: &Value<'p>, name: &Name) -> Option<Rc<Callee<'p>>> {
        let path = match Program::pointee(&receiver.ty) {
            Ty::External(path) => format!("{path}.{name}"),
            _ => format!(".{name}"),
        };
        Some(Rc::new(Callee::Named(path.into(), Some(receiver.clone()))))
    }

    /// `x[k]`, if it is no instance of a generic function.
    fn index(
        &mut self,
        x: &'p Expr,
        base: &'p Expr,
        list: &'p [Expr],
        sure: bool,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        let value = self.expr(base, frame, state);
        if value.callee.is_some() && !matches!(value.ty, Ty::Map(_) | Ty::List(_)) {
            let is_function = matches!(value.ty, Ty::Function(_));
            if is_function || list.len() > 1 {
                return value;
            }
        }
        let (element, is_text) = self.element(&value, list, frame, state);
        let span = (x.at, x.end);
        match self.program.underlying(Program::pointee(&value.ty)) {
            Ty::Map(_) => self.touch(frame, state, &value, Access::Read, span, Doubt::default()),
            Ty::Unknown => {
                let doubt = Doubt { untyped: true, unsure: !(sure || is_text), interface: false };
                self.touch(frame, state, &value, Access::Read, span, doubt);
            }
            _ => {}
        }
        element
    }

    /// What is under a key, and whether the key is a string's text.
    fn element(
        &mut self,
        value: &Value<'p>,
        list: &'p [Expr],
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> (Value<'p>, bool) {
        let mut key = Key::Any;
        let mut is_text = false;
        for x in list {
            is_text = matches!(x.kind, Kind::Text(_));
            let index = self.expr(x, frame, state);
            key = match (&index.constant, &index.spot) {
                (Some(constant), _) => Key::Constant(constant.clone()),
                (None, Some(spot)) if spot.parts.is_empty() => Key::Of(spot.root),
                _ => Key::Any,
            };
        }
        let ty = match self.program.underlying(Program::pointee(&value.ty)) {
            Ty::Map(element) | Ty::List(element) => (*element).clone(),
            _ => Ty::Unknown,
        };
        let spot = value.spot.as_ref().map(|spot| spot.with(Part::Element(key)));
        if let Some(known) = spot.as_ref().and_then(|spot| self.heap.get(spot)) {
            return (known.clone(), is_text);
        }
        let doubt = Doubt { untyped: value.doubt.untyped || ty == Ty::Unknown, ..value.doubt };
        (Value { via: spot.clone(), spot, ty, doubt, ..Value::default() }, is_text)
    }

    fn composite(
        &mut self,
        x: &'p Expr,
        ty: Ty,
        pairs: &'p [(Option<Expr>, Expr)],
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        let made = self.made(frame, ty.clone(), "", x.at);
        let under = self.program.underlying(Program::pointee(&ty));
        let element = match &under {
            Ty::Map(element) | Ty::List(element) => (**element).clone(),
            _ => Ty::Unknown,
        };
        for (index, (key, value)) in pairs.iter().enumerate() {
            let field = match (&under, key) {
                (Ty::Struct(fields), None) => fields.get(index).map(|field| field.name.clone()),
                (Ty::Struct(_), Some(key)) => key.name().cloned(),
                (_, Some(key)) => {
                    if !matches!(key.kind, Kind::Composite(None, _)) {
                        self.expr(key, frame, state);
                    }
                    None
                }
                _ => None,
            };
            let value = match &value.kind {
                Kind::Composite(None, pairs) => {
                    self.deeper(|walk| walk.composite(value, element.clone(), pairs, frame, state))
                }
                _ => self.expr(value, frame, state),
            };
            let (Some(field), Some(spot)) = (field, &made.spot) else { continue };
            self.keep(spot.with(Part::Field(field)), value);
        }
        made
    }

    /// What a field of something made here holds, if that is more than the field itself.
    fn keep(&mut self, spot: Spot, value: Value<'p>) {
        let fresh = value.spot.as_ref().is_none_or(|held| {
            let root = &self.walked.roots[held.root as usize];
            held.parts.is_empty() && root.origin == Origin::Made && root.name.is_empty()
        });
        let within = value.spot.as_ref().is_some_and(|held| held.starts_with(&spot));
        if within {
            return;
        }
        match (fresh, &value.callee) {
            (false, _) => {
                self.heap.insert(spot, Value { via: None, ..value });
            }
            (true, Some(_)) => {
                self.heap.insert(spot.clone(), Value { via: None, spot: Some(spot), ..value });
            }
            (true, None) => {
                self.heap.remove(&spot);
                // A literal within a literal: its fields are now these.
                if let Some(held) = value.spot {
                    self.rename(&held, &spot);
                }
            }
        }
    }

    /// `target = value`; of a compound assignment the value is nothing.
    pub(super) fn store(
        &mut self,
        target: &'p Expr,
        value: Value<'p>,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) {
        let span = (target.at, target.end);
        match &target.kind {
            Kind::Index(base, list) => {
                let base = self.expr(base, frame, state);
                let (_, is_text) = self.element(&base, list, frame, state);
                match self.program.underlying(Program::pointee(&base.ty)) {
                    Ty::Map(_) => {
                        self.touch(frame, state, &base, Access::Write, span, Doubt::default());
                    }
                    Ty::Unknown => {
                        let doubt = Doubt { untyped: true, unsure: !is_text, interface: false };
                        self.touch(frame, state, &base, Access::Write, span, doubt);
                    }
                    _ => {}
                }
            }
            Kind::Name(name) if &**name == "_" => {}
            Kind::Name(name) => match frame.env.find(name) {
                Some(id) => self.store_variable(id, value, span, frame, state),
                None => {
                    let global = self.name(name, frame);
                    self.replace(&global, span, frame, state);
                }
            },
            _ => {
                let field = self.field_itself(target, frame, state);
                self.replace(&field, span, frame, state);
                let made = field.spot.as_ref().is_some_and(|spot| {
                    let root = &self.walked.roots[spot.root as usize];
                    matches!(root.origin, Origin::Made | Origin::LoopVariable)
                });
                if let (true, Some(spot)) = (made, field.spot) {
                    self.keep(spot, value);
                }
            }
        }
    }

    /// The field that is assigned to, not what is known to be in it.
    fn field_itself(
        &mut self,
        target: &'p Expr,
        frame: &mut Frame<'p>,
        state: &mut State,
    ) -> Value<'p> {
        if let Kind::Select(inner, name) = &target.kind {
            let is_package = inner.name().is_some_and(|package| {
                frame.env.find(package).is_none()
                    && self.program.imported(frame.scope(), package).is_some()
            });
            if !is_package {
                let value = self.expr(inner, frame, state);
                if let Some((way, ty)) = self.program.field(&value.ty, name) {
                    let spot = value.spot.as_ref().map(|spot| spot.fields(&way));
                    return Value { spot, ty, doubt: value.doubt, ..Value::default() };
                }
                return self.member(value, name);
            }
        }
        self.expr(target, frame, state)
    }

    fn store_variable(
        &mut self,
        id: VarId,
        mut value: Value<'p>,
        span: (Offset, Offset),
        frame: &Frame<'p>,
        state: &mut State,
    ) {
        let var = &self.vars[id];
        let (home, declared, thread) = (var.home.clone(), var.declared_ty.clone(), var.thread);
        let itself = Value { spot: Some(home.clone()), ty: declared.clone(), ..Value::default() };
        self.replace(&itself, span, frame, state);
        // Another goroutine's assignment does not change what the name means from here on.
        if thread != frame.thread {
            return;
        }
        if value.ty == Ty::Unknown || matches!(self.program.underlying(&declared), Ty::Map(_)) {
            value.ty = declared.clone();
        }
        let fresh = value.spot.as_ref().is_none_or(|spot| {
            let root = &self.walked.roots[spot.root as usize];
            spot.parts.is_empty() && root.origin == Origin::Made && root.name.is_empty()
        });
        if fresh {
            let origin = self.walked.roots[home.root as usize].clone();
            let name = origin.name.clone();
            let root = self.root(Origin::Made, value.ty.clone(), name, origin.declared);
            if let Some(made) = value.spot.take() {
                self.walked.roots[root as usize].capacity =
                    self.walked.roots[made.root as usize].capacity;
                self.rename(&made, &Spot::root(root));
            }
            value.spot = Some(Spot::root(root));
        }
        let var = &mut self.vars[id];
        var.own = fresh;
        var.value = Value { via: None, ..value };
    }

    /// The variable or field gets another map: what was read from it before is not it any more.
    fn replace(
        &mut self,
        target: &Value<'p>,
        span: (Offset, Offset),
        frame: &Frame<'p>,
        state: &mut State,
    ) {
        let Ty::Map(_) = self.program.underlying(&target.ty) else { return };
        let Some(spot) = target.spot.clone() else { return };
        self.touch(frame, state, target, Access::Replacement, span, Doubt::default());
        let is_alias = |var: &Var<'p>| {
            !var.own && var.value.spot.as_ref().is_some_and(|held| held.starts_with(&spot))
        };
        let aliases: Vec<VarId> =
            (0..self.vars.len()).filter(|id| is_alias(&self.vars[*id])).collect();
        for id in aliases {
            let (ty, home) = (self.vars[id].value.ty.clone(), self.vars[id].home.clone());
            let name = self.walked.roots[home.root as usize].name.clone();
            let declared = self.walked.roots[home.root as usize].declared;
            let root = self.root(Origin::Made, ty, name, declared);
            self.vars[id].value.spot = Some(Spot::root(root));
        }
    }
}

/// For pastes that lack their imports.
fn is_known_package(name: &str) -> bool {
    matches!(name, "sync" | "maps" | "time" | "fmt" | "context")
}
