//! Types, as far as they can be known without a compiler and without the packages that are not in sight.
//!
//! Unknown is a type like any other: what is done with it decides whether it counts as a map.

use super::program::{Imported, Program, Scope, TypeId};
use super::tree::*;
use std::rc::Rc;

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Ty {
    #[default]
    Unknown,
    /// Numbers, strings and the like: nothing that holds a map.
    Plain,
    Map(Rc<Ty>),
    /// A slice or an array.
    List(Rc<Ty>),
    Pointer(Rc<Ty>),
    Channel(Rc<Ty>),
    Function(Rc<Vec<Ty>>),
    Struct(Rc<Vec<FieldTy>>),
    Interface(Rc<Vec<Name>>),
    Named(TypeId, Rc<Vec<Ty>>),
    /// By path and name: `sync.Mutex`, `net/http.Header`.
    External(Name),
}

/// Looks among a struct's own fields; gives the name of the one to step into, if any.
type Finder<'f, T> = dyn FnMut(&[FieldTy]) -> Option<(Option<Name>, T)> + 'f;

#[derive(Clone, Debug, PartialEq)]
pub struct FieldTy {
    pub name: Name,
    pub ty: Ty,
    pub embedded: bool,
}

/// Type parameters and local types by name.
pub type Bound = Vec<(Name, Ty)>;

/// Named types refer to each other; no chain of real ones is this long.
const MAX_CHAIN: usize = 12;

const PLAIN: [&str; 21] = [
    "bool",
    "string",
    "int",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "uintptr",
    "byte",
    "rune",
    "float32",
    "float64",
    "complex64",
    "complex128",
    "error",
    "comparable",
];

/// Types of packages that are rarely in sight, and are maps.
const EXTERNAL_MAPS: [&str; 12] = [
    "net/http.Header",
    "net/url.Values",
    "net/textproto.MIMEHeader",
    "net/mail.Header",
    "go.mongodb.org/mongo-driver/bson.M",
    "github.com/gin-gonic/gin.H",
    "github.com/labstack/echo/v4.Map",
    "github.com/gofiber/fiber/v2.Map",
    "github.com/sirupsen/logrus.Fields",
    "github.com/prometheus/client_golang/prometheus.Labels",
    "github.com/golang-jwt/jwt/v5.MapClaims",
    "google.golang.org/grpc/metadata.MD",
];

/// What `any` has for methods.
fn any() -> Ty {
    Ty::Interface(Rc::default())
}

impl Program {
    pub fn ty(&self, scope: Scope, bound: &Bound, kind: &Expr) -> Ty {
        self.ty_within(scope, bound, kind, 0)
    }

    fn ty_within(&self, scope: Scope, bound: &Bound, kind: &Expr, depth: usize) -> Ty {
        if depth > MAX_CHAIN {
            return Ty::Unknown;
        }
        let of = |inner: &Expr| Rc::new(self.ty_within(scope, bound, inner, depth + 1));
        match &kind.kind {
            Kind::Name(name) => self.named(scope, bound, name, Vec::new(), depth),
            Kind::Select(package, name) => match package.name() {
                Some(package) => self.qualified(scope, package, name, Vec::new()),
                None => Ty::Unknown,
            },
            Kind::Index(base, arguments) => {
                let list = arguments.iter().map(|argument| (*of(argument)).clone()).collect();
                match &base.kind {
                    Kind::Name(name) => self.named(scope, bound, name, list, depth),
                    Kind::Select(package, name) => match package.name() {
                        Some(package) => self.qualified(scope, package, name, list),
                        None => Ty::Unknown,
                    },
                    _ => Ty::Unknown,
                }
            }
            Kind::Star(inner) => Ty::Pointer(of(inner)),
            Kind::MapType(_, value) => Ty::Map(of(value)),
            Kind::SliceType(inner) | Kind::ArrayType(inner) => Ty::List(of(inner)),
            Kind::ChannelType(inner) => Ty::Channel(of(inner)),
            Kind::FunctionType(signature) => {
                Ty::Function(Rc::new(self.results(scope, bound, signature)))
            }
            Kind::StructType(fields) => {
                let fields = fields.iter().flat_map(|field| {
                    let ty = of(&field.kind);
                    let embedded = field.names.is_empty();
                    let names = match embedded {
                        true => embedded_name(&field.kind).into_iter().collect(),
                        false => field.names.clone(),
                    };
                    let field = move |name| FieldTy { name, ty: (*ty).clone(), embedded };
                    names.into_iter().map(field)
                });
                Ty::Struct(Rc::new(fields.collect()))
            }
            Kind::InterfaceType(methods) => self.interface(scope, bound, methods, depth),
            // A constraint's core: `~map[K]V`.
            Kind::Union(list) => match &list[..] {
                [one] => (*of(one)).clone(),
                _ => Ty::Unknown,
            },
            _ => Ty::Unknown,
        }
    }

    fn interface(&self, scope: Scope, bound: &Bound, methods: &[Method], depth: usize) -> Ty {
        let mut names = Vec::new();
        for method in methods {
            match method {
                Method::Named(name) => names.push(name.clone()),
                Method::Embedded(kind) => match self.ty_within(scope, bound, kind, depth + 1) {
                    Ty::Interface(more) => names.extend(more.iter().cloned()),
                    // interface{ ~map[K]V }
                    core if methods.len() == 1 => return core,
                    _ => {}
                },
            }
        }
        Ty::Interface(Rc::new(names))
    }

    fn named(&self, scope: Scope, bound: &Bound, name: &Name, list: Vec<Ty>, depth: usize) -> Ty {
        if let Some((_, ty)) = bound.iter().rev().find(|(known, _)| known == name) {
            return ty.clone();
        }
        if let Some(&id) = self.packages[scope.package].types.get(name) {
            if let Some(path) = self.own_path(scope).filter(|path| is_modelled(path, name)) {
                return Ty::External(format!("{path}.{name}").into());
            }
            let info = &self.types[id];
            if info.decl.alias {
                let scope = self.scope(info.file);
                return self.ty_within(scope, &Bound::new(), &info.decl.kind, depth + 1);
            }
            return Ty::Named(id, Rc::new(list));
        }
        match &**name {
            "any" => any(),
            name if PLAIN.contains(&name) => Ty::Plain,
            _ => Ty::Unknown,
        }
    }

    fn qualified(&self, scope: Scope, package: &str, name: &Name, list: Vec<Ty>) -> Ty {
        match self.imported(scope, package) {
            Some(Imported::Package(id)) => match self.packages[id].types.get(name) {
                Some(&id) => Ty::Named(id, Rc::new(list)),
                None => Ty::Unknown,
            },
            Some(Imported::Path(path)) => Ty::External(format!("{path}.{name}").into()),
            // An import that the paste lacks.
            None if package == "sync" => Ty::External(format!("sync.{name}").into()),
            None => Ty::Unknown,
        }
    }

    pub fn results(&self, scope: Scope, bound: &Bound, signature: &Signature) -> Vec<Ty> {
        signature.results.iter().map(|result| self.ty(scope, bound, &result.kind)).collect()
    }

    /// What a declaration's type parameters stand for: the arguments, or the core of their constraint.
    pub fn bind(&self, scope: Scope, parameters: &[Parameter], arguments: &[Ty]) -> Bound {
        let mut bound = Bound::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let Some(name) = parameter.name.clone() else { continue };
            let ty = match arguments.get(index) {
                Some(ty) if *ty != Ty::Unknown => ty.clone(),
                _ => match self.ty(scope, &bound, &parameter.kind) {
                    Ty::Map(value) => Ty::Map(value),
                    Ty::List(value) => Ty::List(value),
                    _ => Ty::Plain,
                },
            };
            bound.push((name, ty));
        }
        bound
    }

    /// Below names, not below pointers.
    pub fn underlying(&self, ty: &Ty) -> Ty {
        let mut ty = ty.clone();
        for _ in 0..MAX_CHAIN {
            ty = match &ty {
                Ty::Named(id, arguments) => {
                    let plain = arguments.is_empty();
                    if let Some(known) = self.known.borrow().get(id).filter(|_| plain) {
                        ty = known.clone();
                        continue;
                    }
                    let info = &self.types[*id];
                    let scope = self.scope(info.file);
                    let bound = self.bind(scope, &info.decl.parameters, arguments);
                    let below = self.ty(scope, &bound, &info.decl.kind);
                    if plain {
                        self.known.borrow_mut().insert(*id, below.clone());
                    }
                    below
                }
                Ty::External(name) if EXTERNAL_MAPS.contains(&&**name) => {
                    return Ty::Map(Rc::new(Ty::List(Rc::new(Ty::Plain))));
                }
                _ => return ty,
            };
        }
        Ty::Unknown
    }

    /// Below pointers, not below names.
    pub fn pointee(ty: &Ty) -> &Ty {
        match ty {
            Ty::Pointer(inner) => inner,
            _ => ty,
        }
    }

    fn fields(&self, ty: &Ty) -> Option<Rc<Vec<FieldTy>>> {
        match self.underlying(Self::pointee(ty)) {
            Ty::Struct(fields) => Some(fields),
            _ => None,
        }
    }

    /// A field by name, promoted ones too: the names on the way, and its type.
    pub fn field(&self, ty: &Ty, name: &str) -> Option<(Vec<Name>, Ty)> {
        self.search(ty, &mut |fields| {
            let field = fields.iter().find(|field| &*field.name == name)?;
            Some((Some(field.name.clone()), field.ty.clone()))
        })
    }

    /// Through embedded fields, the nearest first.
    fn search<T>(&self, ty: &Ty, find: &mut Finder<'_, T>) -> Option<(Vec<Name>, T)> {
        let mut level = vec![(Vec::new(), ty.clone())];
        for _ in 0..4 {
            let mut next = Vec::new();
            for (way, ty) in level {
                let Some(fields) = self.fields(&ty) else { continue };
                if let Some((last, found)) = find(&fields) {
                    let mut way: Vec<Name> = way;
                    way.extend(last);
                    return Some((way, found));
                }
                for field in fields.iter().filter(|field| field.embedded) {
                    let mut way = way.clone();
                    way.push(field.name.clone());
                    next.push((way, field.ty.clone()));
                }
            }
            if next.is_empty() || next.len() > 64 {
                return None;
            }
            level = next;
        }
        None
    }

    /// The type that a method is of, and the embedded fields on the way to it.
    pub fn method(&self, ty: &Ty, name: &str) -> Option<(Vec<Name>, Ty)> {
        let has = |ty: &Ty| match Self::pointee(ty) {
            Ty::Named(id, _) => {
                self.types[*id].methods.contains_key(name)
                    || matches!(self.underlying(Self::pointee(ty)), Ty::Interface(names)
                        if names.iter().any(|method| &**method == name))
            }
            Ty::External(path) => external_has(path, name),
            Ty::Interface(names) => names.iter().any(|method| &**method == name),
            _ => false,
        };
        if has(ty) {
            return Some((Vec::new(), ty.clone()));
        }
        self.search(ty, &mut |fields| {
            let field = fields.iter().find(|field| field.embedded && has(&field.ty))?;
            Some((Some(field.name.clone()), field.ty.clone()))
        })
    }

    /// The one type in sight that has all of these methods.
    pub fn implementation(&self, methods: &[Name]) -> Option<TypeId> {
        let having = |method: &Name| self.having.get(method).map_or(&[][..], |list| list);
        let rarest = methods.iter().map(having).min_by_key(|list| list.len())?;
        let has_all = |id: &&TypeId| {
            methods.iter().all(|method| self.types[**id].methods.contains_key(method))
        };
        let mut fits = rarest.iter().filter(has_all);
        let first = fits.next()?;
        fits.next().is_none().then_some(*first)
    }
}

fn embedded_name(kind: &Expr) -> Option<Name> {
    match &kind.kind {
        Kind::Name(name) | Kind::Select(_, name) => Some(name.clone()),
        Kind::Star(inner) | Kind::Index(inner, _) => embedded_name(inner),
        _ => None,
    }
}

fn is_modelled(path: &str, name: &str) -> bool {
    path == "sync" && matches!(name, "Mutex" | "RWMutex" | "Once" | "WaitGroup" | "Cond" | "Locker")
}

/// Methods that may be promoted from types of packages that are not in sight.
fn external_has(path: &str, name: &str) -> bool {
    match path {
        "sync.Mutex" | "sync.Locker" => matches!(name, "Lock" | "Unlock" | "TryLock"),
        "sync.RWMutex" => matches!(
            name,
            "Lock" | "Unlock" | "TryLock" | "RLock" | "RUnlock" | "TryRLock" | "RLocker"
        ),
        "sync.WaitGroup" => matches!(name, "Add" | "Done" | "Wait" | "Go"),
        "golang.org/x/sync/errgroup.Group" => matches!(name, "Go" | "TryGo" | "Wait"),
        "sync.Once" => name == "Do",
        _ => false,
    }
}
