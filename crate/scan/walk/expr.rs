//! Expressions: which memory they are of, and the reads they make.

use super::spot::Key;
use super::*;
use crate::program::{Imported, Variable};
use crate::types::Bound;

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
                // Whoever has the address may assign.
                let var = inner.name().and_then(|name| frame.env.find(name));
                self.walked.assigned.extend(var.map(|var| (var, Assigned::Anything)));
                let ty = Ty::Pointer(Rc::new(value.ty.clone()));
                Value { ty, ..value }
            }
            Kind::Receive(inner) => self.receive(inner, frame, state),
            Kind::Not(inner) | Kind::Nil(inner, _) => {
                self.expr(inner, frame, state);
                Value { ty: Ty::Plain, ..Value::default() }
            }
            Kind::All(list) | Kind::Operation(list) => {
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

    pub(super) fn name(&mut self, name: &Name, frame: &Frame<'p>) -> Value<'p> {
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
                let variable = info.variables[name];
                let declared = &self.program.variables[variable.of];
                let at = declared.decl.names[variable.index].1;
                let root = self.root(Origin::Global, Ty::Unknown, unique, (declared.file, at));
                self.globals.insert(key, root);
                let value = self.initial(variable);
                // What its literal holds is now of the variable.
                if let Some(made) = value.spot.as_ref().filter(|made| made.parts.is_empty()) {
                    self.rename(&made.clone(), &Spot::root(root));
                }
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

    fn initial(&mut self, variable: Variable) -> Value<'p> {
        let program = self.program;
        let info = &program.variables[variable.of];
        let (decl, scope) = (&info.decl, program.scope(info.file));
        let env = Block::top(scope, Bound::new());
        let function = format!("var {}", decl.names[variable.index].0).into();
        let mut frame = self.frame(env, 0, function, None);
        let init = match decl.values.len() {
            1 => decl.values.first(),
            _ => decl.values.get(variable.index),
        };
        let mut value = Value::default();
        if let Some(init) = init {
            let quiet = std::mem::replace(&mut self.quiet, true);
            let mut state = State::default();
            value = self.expr(init, &mut frame, &mut state);
            self.quiet = quiet;
            if let Some(many) = value.many.clone() {
                value = many.get(variable.index).cloned().unwrap_or_default();
            }
        }
        if let Some(kind) = &decl.kind {
            let declared = self.program.ty(scope, &Bound::new(), kind);
            let dynamic = matches!(self.program.underlying(&declared), Ty::Interface(_));
            if !dynamic || value.ty == Ty::Unknown {
                value.ty = declared;
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
        if let Some(callee) = self.method_expression(inner, name, frame) {
            return callee;
        }
        let value = self.expr(inner, frame, state);
        self.member(value, name)
    }

    /// `T.name` and `(*T).name`, of a type of this package: a function of the receiver.
    fn method_expression(&self, of: &Expr, name: &Name, frame: &Frame<'p>) -> Option<Value<'p>> {
        let ty = match &of.kind {
            Kind::Star(inner) => inner.name()?,
            _ => of.name()?,
        };
        if frame.env.find(ty).is_some() {
            return None;
        }
        let id = *self.program.packages[frame.scope().package].types.get(ty)?;
        Some(self.function_value(*self.program.types[id].methods.get(name)?))
    }

    fn declares(&self, frame: &Frame<'p>, name: &Name) -> bool {
        let package = &self.program.packages[frame.scope().package];
        package.variables.contains_key(name)
    }

    pub(super) fn external(&mut self, path: &str, name: &str) -> Value<'p> {
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
        // A function as a handler.
        if &**name == "ServeHTTP" && value.callee.is_some() {
            return value;
        }
        match self.program.method(&value.ty, name) {
            Some((way, ty)) => {
                let receiver =
                    if way.is_empty() { value } else { self.field(&value, &way, ty.clone()) };
                self.method(receiver, &ty, name)
            }
            None => {
                let spot = value.spot.as_ref().map(|spot| spot.with(Part::Field(name.clone())));
                if let Some(known) = spot.as_ref().and_then(|spot| self.heap.get(spot)) {
                    return known.clone();
                }
                let callee = self.named_method(&value, name);
                Value { via: spot.clone(), spot, callee, doubt: value.doubt, ..Value::default() }
            }
        }
    }

    pub(super) fn field(&mut self, value: &Value<'p>, way: &[Name], ty: Ty) -> Value<'p> {
        let copied = value.copied && !matches!(ty, Ty::Pointer(_));
        let along = value.spot.as_ref().map(|spot| self.along(spot, way));
        if let Some((_, Some(known))) = along {
            return Value { copied: copied || known.copied, ..known.clone() };
        }
        let spot = along.map(|(spot, _)| spot);
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
            Ty::Atomic(_) => format!("sync/atomic.Pointer.{name}"),
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
                let doubt = Doubt { untyped: true, unsure: !(sure || is_text), ..Doubt::default() };
                self.touch(frame, state, &value, Access::Read, span, doubt);
            }
            _ => {}
        }
        element
    }

    /// What is under a key, and whether the key is a string's text.
    pub(super) fn element(
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
            key = self.expr(x, frame, state).as_key();
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
}

/// For pastes that lack their imports.
fn is_known_package(name: &str) -> bool {
    matches!(name, "sync" | "maps" | "time" | "fmt" | "context")
}
