//! Memory that is shared without a lock or with one that is not called so: atomic values, `sync.Map`, flags that are
//! swapped, condition variables.

use super::spot::Key;
use super::*;

impl<'p> Walk<'p> {
    /// A number or flag that goes from free to taken in one step is a lock, and given back by a store. What is read
    /// after a store comes after what was done before it; whether it is, its value says, which is not known here.
    pub(super) fn swaps(
        &mut self,
        name: &str,
        short: &str,
        receiver: Option<&Value<'p>>,
        arguments: &[Value<'p>],
        frame: &Frame<'p>,
        state: &mut State,
    ) -> Option<Value<'p>> {
        let atomic = name.strip_prefix("sync/atomic.");
        let (spot, rest) = match (receiver, arguments) {
            (Some(receiver), rest) if atomic.is_some() || name.starts_with('.') => {
                (receiver.spot.clone()?, rest)
            }
            (None, [first, rest @ ..]) if atomic.is_some() => (first.spot.clone()?, rest),
            _ => return None,
        };
        let is = |value: &Value<'p>, texts: [&str; 2]| {
            value.constant.as_deref().is_some_and(|text| texts.contains(&text))
        };
        let free = |value: &Value<'p>| is(value, ["0", "false"]);
        match rest {
            [old, new] if short.starts_with("CompareAndSwap") => {
                if free(old) && is(new, ["1", "true"]) {
                    state.lock(Held::of(spot, Mode::Write));
                }
                Some(Value { ty: Ty::Plain, ..Value::default() })
            }
            [new] if short.starts_with("Store") => {
                if free(new) {
                    state.unlock(&spot, Mode::Write);
                }
                if atomic.is_some() {
                    self.release(frame, state, &spot, false);
                }
                Some(Value::default())
            }
            [] if short.starts_with("Load") && atomic.is_some() => {
                self.acquire(frame, state, &spot, Waits::Asked);
                Some(Value { ty: Ty::Plain, ..Value::default() })
            }
            _ => None,
        }
    }

    /// What atomic values and `sync.Map` hold: whoever loads it shares it with all others who do.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn holds(
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
        let (holder, _) = name.rsplit_once('.')?;
        let of_keys = holder == "sync.Map";
        let ty = match Program::pointee(&receiver.ty) {
            Ty::Atomic(inner) => Ty::Pointer(inner.clone()),
            _ if of_keys || holder == "sync/atomic.Value" => Ty::Unknown,
            _ => return None,
        };
        let spot = receiver.spot.as_ref()?;
        let place = match of_keys {
            true => spot.with(Part::Element(arguments.first().map_or(Key::Any, Value::as_key))),
            false => spot.with(Part::Field("Load()".into())),
        };
        let given = match (of_keys, short) {
            (true, "Store" | "LoadOrStore") => arguments.get(1),
            (false, "Store" | "Swap") => arguments.first(),
            (false, "CompareAndSwap") => arguments.get(1),
            _ => None,
        };
        if let Some(value) = given.and_then(|given| given.spot.clone()) {
            self.gives(frame, place.clone(), value);
        }
        let loaded = Value { via: Some(place.clone()), spot: Some(place), ty, ..Value::default() };
        match (of_keys, short) {
            (true, "Load" | "LoadOrStore") => {
                let found = Value { ty: Ty::Plain, ..Value::default() };
                Some(Value { many: Some(Rc::new(vec![loaded, found])), ..Value::default() })
            }
            (false, "Load") => Some(loaded),
            (true, "Range") => {
                let callee = arguments.first()?.callee.clone()?;
                let spot = Some(spot.with(Part::Element(Key::Any)));
                let each = vec![Value::default(), Value { spot, ..Value::default() }];
                let dead = state.dead;
                self.apply(&callee, each, call, span, frame, state);
                state.dead = dead;
                Some(Value::default())
            }
            _ => Some(Value::default()),
        }
    }

    /// The lock behind a spot. `cond.L` that was set elsewhere is the one lock beside the condition variable; where
    /// there are several, or something else, it is not known which is taken.
    pub(super) fn lock_of(&mut self, spot: Spot, state: &mut State) -> Option<Spot> {
        let Some((Part::Field(last), above)) = spot.parts.split_last() else { return Some(spot) };
        let cond = Spot { root: spot.root, parts: above.to_vec() };
        if &**last != "L" {
            return Some(spot);
        }
        let Some((owner, _)) = self.walked.owner(self.program, &cond) else { return Some(spot) };
        let Ty::Struct(fields) = self.program.underlying(Program::pointee(&owner)) else {
            return Some(spot);
        };
        let is_lock = |ty: &Ty| {
            matches!(Program::pointee(ty), Ty::External(path)
            if matches!(&**path, "sync.Mutex" | "sync.RWMutex" | "sync.Locker"))
        };
        let mut locks = fields.iter().filter(|field| is_lock(&field.ty));
        match (locks.next(), locks.next()) {
            (Some(lock), None) => {
                let beside = Spot { root: spot.root, parts: above[..above.len() - 1].to_vec() };
                Some(beside.with(Part::Field(lock.name.clone())))
            }
            (None, _) => Some(spot),
            _ => {
                state.blind = self.tick();
                Some(spot)
            }
        }
    }
}
