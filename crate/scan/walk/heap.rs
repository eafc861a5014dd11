//! What is known of the fields of things that were made in a walk, and copies of structs.
//!
//! A field that holds something of its own is not in here: it is the memory that its path names. What is here
//! leads elsewhere: to what was put there, or to what the field of a copied struct shares with the original.

use super::*;

/// By root, since most questions are about one of them.
#[derive(Default)]
pub struct Heap<'p> {
    roots: HashMap<RootId, HashMap<Vec<Part>, Value<'p>>>,
}

impl<'p> Heap<'p> {
    pub fn get(&self, spot: &Spot) -> Option<&Value<'p>> {
        self.roots.get(&spot.root)?.get(&spot.parts)
    }

    pub fn insert(&mut self, spot: Spot, value: Value<'p>) {
        self.roots.entry(spot.root).or_default().insert(spot.parts, value);
    }

    pub fn remove(&mut self, spot: &Spot) {
        if let Some(of) = self.roots.get_mut(&spot.root) {
            of.remove(&spot.parts);
        }
    }

    /// The roots of all that one thing's fields lead to.
    pub fn roots(&self, root: RootId) -> impl Iterator<Item = RootId> {
        let of = self.roots.get(&root).into_iter().flat_map(|of| of.values());
        of.filter_map(|value| value.spot.as_ref().map(|spot| spot.root))
    }

    /// What one thing's own fields hold, in an order of their own.
    pub fn fields(&self, root: RootId) -> Vec<&Value<'p>> {
        let of = self.roots.get(&root).into_iter().flatten();
        let mut of: Vec<(&Name, &Value<'p>)> = of
            .filter_map(|(parts, value)| match &parts[..] {
                [Part::Field(name)] => Some((name, value)),
                _ => None,
            })
            .collect();
        of.sort_by_key(|(name, _)| *name);
        of.into_iter().map(|(_, value)| value).collect()
    }
}

/// Structs within structs whose fields a copy has one by one.
const MAX_COPY: usize = 3;

impl<'p> Walk<'p> {
    /// What a literal's fields hold belongs to whoever holds the literal.
    pub(super) fn rename(&mut self, from: &Spot, to: &Spot) {
        if from == to {
            return;
        }
        let Some(of) = self.heap.roots.remove(&from.root) else { return };
        for (rest, value) in of {
            let parts = to.parts.iter().cloned().chain(rest).collect();
            self.heap.insert(Spot { root: to.root, parts }, value);
        }
    }

    /// The memory at the end of a way of fields, wherever that leads, and what is known of it.
    pub(super) fn along(&self, from: &Spot, way: &[Name]) -> (Spot, Option<&Value<'p>>) {
        let (mut spot, mut known) = (from.clone(), None);
        for name in way {
            spot = spot.with(Part::Field(name.clone()));
            known = self.heap.get(&spot);
            if let Some(place) = known.and_then(|known| known.spot.clone()) {
                spot = place;
            }
        }
        (spot, known)
    }

    /// A struct that is assigned or passed is another one, which shares what its maps and pointers lead to. What was
    /// just made has nobody else to share it with.
    pub(super) fn copy_of(&mut self, value: Value<'p>, file: FileId, at: Offset) -> Value<'p> {
        let Some(spot) = value.spot.clone().filter(|_| !self.is_fresh(&value)) else {
            return value;
        };
        let Ty::Struct(fields) = self.program.underlying(&value.ty) else { return value };
        if fields.iter().all(|field| self.program.underlying(&field.ty) == Ty::Plain) {
            return value;
        }
        let copy = Spot::root(self.root(Origin::Made, value.ty.clone(), "".into(), (file, at)));
        self.share(&spot, &copy, &fields, value.doubt, 0);
        Value { spot: Some(copy), via: None, copied: false, ..value }
    }

    fn share(&mut self, from: &Spot, to: &Spot, fields: &[FieldTy], doubt: Doubt, depth: usize) {
        for field in fields {
            let (place, known) = self.along(from, std::slice::from_ref(&field.name));
            let known = known.cloned();
            let copy = to.with(Part::Field(field.name.clone()));
            match self.program.underlying(&field.ty) {
                Ty::Plain => {}
                Ty::External(path) if matches!(&*path, "sync.Mutex" | "sync.RWMutex") => {}
                Ty::Struct(inner) if depth < MAX_COPY && known.is_none() => {
                    self.share(&place, &copy, &inner, doubt, depth + 1);
                }
                _ => {
                    let spot = Some(place);
                    let shared = Value { spot, ty: field.ty.clone(), doubt, ..Value::default() };
                    self.heap.insert(copy, known.unwrap_or(shared));
                }
            }
        }
    }

    /// Whether it was just made and has no name yet, or nothing is known of where it is.
    pub(super) fn is_fresh(&self, value: &Value<'p>) -> bool {
        value.spot.as_ref().is_none_or(|spot| {
            let root = &self.walked.roots[spot.root as usize];
            spot.parts.is_empty() && root.origin == Origin::Made && root.name.is_empty()
        })
    }
}
