//! Where values go: into literals, variables, fields and elements.

use super::*;

impl<'p> Walk<'p> {
    pub(super) fn composite(
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
            let at = value.at;
            let value = match &value.kind {
                Kind::Composite(None, pairs) => {
                    self.deeper(|walk| walk.composite(value, element.clone(), pairs, frame, state))
                }
                _ => self.expr(value, frame, state),
            };
            if key.as_ref().and_then(Expr::name).is_some_and(|name| serves(&ty, name)) {
                self.handed(std::slice::from_ref(&value), at, frame, state);
            }
            let (Some(field), Some(spot)) = (field, &made.spot) else { continue };
            let value = self.taken(value, frame, state, at);
            self.keep(spot.with(Part::Field(field)), value);
        }
        made
    }

    /// What a field of something made here holds, if that is more than the field itself.
    pub(super) fn keep(&mut self, spot: Spot, value: Value<'p>) {
        let fresh = self.is_fresh(&value);
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
                let (element, is_text) = self.element(&base, list, frame, state);
                match self.program.underlying(Program::pointee(&base.ty)) {
                    Ty::Map(_) => {
                        self.touch(frame, state, &base, Access::Write, span, Doubt::default());
                    }
                    Ty::Unknown => {
                        let doubt = Doubt { untyped: true, unsure: !is_text, ..Doubt::default() };
                        self.touch(frame, state, &base, Access::Write, span, doubt);
                    }
                    _ => {}
                }
                if let (Some(place), Some(value)) = (element.spot, value.spot) {
                    self.publish(place, &value);
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
                if let Kind::Select(server, name) = &target.kind
                    && **name == *"Handler"
                {
                    let of = self.expr(server, frame, state).ty;
                    if serves(&of, name) {
                        self.handed(std::slice::from_ref(&value), span.0, frame, state);
                    }
                }
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
                    let spot = value.spot.as_ref().map(|spot| match way.split_last() {
                        Some((last, before)) => {
                            self.along(spot, before).0.with(Part::Field(last.clone()))
                        }
                        None => spot.clone(),
                    });
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
        let set = match value.constant.as_deref() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        };
        let now = set.map_or(Assigned::Anything, Assigned::Only);
        let known = self.walked.assigned.entry(id).or_insert(now);
        if *known != now {
            *known = Assigned::Anything;
        }
        if let Some(value) = set {
            let (thread, time) = (frame.thread, self.tick());
            Rc::make_mut(&mut state.flags).push(Flag { var: id, value, thread, time });
        }
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
        let fresh = self.is_fresh(&value);
        let var = &self.vars[id];
        let was = match (&var.was, &var.value.spot, fresh) {
            (_, Some(spot), true) if !var.own => Some(spot.clone()),
            (was, _, true) => was.clone(),
            // What was put there is what is found there.
            (_, Some(spot), false)
                if value.spot.as_ref().is_some_and(|value| {
                    value.parts.is_empty() && self.published.get(&value.root) == Some(spot)
                }) =>
            {
                value.spot = Some(spot.clone());
                None
            }
            _ => None,
        };
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
        let root = value.spot.as_ref().map(|spot| spot.root);
        root.into_iter().for_each(|root| self.referring.entry(root).or_default().push(id));
        let var = &mut self.vars[id];
        (var.own, var.was) = (fresh, was);
        var.value = Value { via: None, ..value };
    }

    /// Something made here is put where others find it. Whoever has looked there before, and made it because there was
    /// none, has from now on what is found there.
    fn publish(&mut self, place: Spot, value: &Spot) {
        let made = self.walked.roots[value.root as usize].origin == Origin::Made;
        if !made || !value.parts.is_empty() || place.root == value.root {
            return;
        }
        let ids = self.referring.get(&value.root).cloned().unwrap_or_default();
        for id in ids {
            let var = &mut self.vars[id];
            if var.value.spot.as_ref() == Some(value) && var.was.as_ref() == Some(&place) {
                var.value.spot = Some(place.clone());
                (var.own, var.was) = (false, None);
                self.referring.entry(place.root).or_default().push(id);
            }
        }
        self.published.insert(value.root, place);
    }

    /// As an assignment takes it: a struct is copied, and of a map it is known under which locks it was read.
    pub(super) fn taken(
        &mut self,
        mut value: Value<'p>,
        frame: &Frame<'p>,
        state: &State,
        at: Offset,
    ) -> Value<'p> {
        if value.held.is_empty() && value.spot.is_some() {
            value.held = state.locks.clone();
        }
        self.copy_of(value, frame.scope().file, at)
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
        state.replaced(&spot);
        let is_alias = |id: &VarId| {
            let var = &self.vars[*id];
            !var.own && var.value.spot.as_ref().is_some_and(|held| held.starts_with(&spot))
        };
        let mut aliases = self.referring.get(&spot.root).cloned().unwrap_or_default();
        aliases.sort_unstable();
        aliases.dedup();
        aliases.retain(is_alias);
        for id in aliases {
            let (ty, home) = (self.vars[id].value.ty.clone(), self.vars[id].home.clone());
            let name = self.walked.roots[home.root as usize].name.clone();
            let declared = self.walked.roots[home.root as usize].declared;
            let root = self.root(Origin::Made, ty, name, declared);
            self.vars[id].value.spot = Some(Spot::root(root));
        }
    }
}

/// Whether a field of such a type is what a server calls.
fn serves(ty: &Ty, field: &str) -> bool {
    field == "Handler"
        && matches!(Program::pointee(ty), Ty::External(path) if &**path == "net/http.Server")
}
