//! All files given, as packages with their declarations; names are looked up here.
//!
//! A package is a folder and a package name. An import is one of the packages in sight if its folder ends
//! as the import's path does; what is not in sight keeps its path as its name. Packages of the standard
//! library that the analysis has rules for are always meant by their path, also within themselves.

use super::constraint::Platforms;
use super::outline;
use super::parse::Parsed;
use super::tree::*;
use super::types::Ty;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

pub type PackageId = usize;
pub type FileId = usize;
pub type TypeId = usize;
pub type FunctionId = usize;

#[derive(Debug, Default)]
pub struct Package {
    pub folder: String,
    pub name: String,
    pub types: HashMap<Name, TypeId>,
    pub functions: HashMap<Name, FunctionId>,
    pub variables: HashMap<Name, Variable>,
}

#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// Which declaration.
    pub of: usize,
    /// Which of its names.
    pub index: usize,
}

#[derive(Debug)]
pub struct VariablesInfo {
    pub decl: Variables,
    pub file: FileId,
}

#[derive(Debug)]
pub struct TypeInfo {
    pub decl: TypeDecl,
    pub file: FileId,
    pub methods: BTreeMap<Name, FunctionId>,
}

#[derive(Debug)]
pub struct FunctionInfo {
    pub decl: Function,
    pub package: PackageId,
    pub file: FileId,
    /// The receiver's type, and whether it is a pointer.
    pub receiver: Option<(TypeId, bool)>,
    /// `Cache.Set`.
    pub label: Rc<str>,
}

/// A channel: the type that it is a field of, if that is said, and its capacity.
type Made = (Option<Name>, u32);

/// Where a name stands, for looking it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    pub package: PackageId,
    pub file: FileId,
}

pub struct Program {
    pub files: Vec<Parsed>,
    pub packages: Vec<Package>,
    pub types: Vec<TypeInfo>,
    pub functions: Vec<FunctionInfo>,
    pub variables: Vec<VariablesInfo>,
    /// Of each file.
    pub platforms: Vec<Platforms>,
    /// Of each function its further declarations, for other platforms.
    others: Vec<Vec<FunctionId>>,
    /// What is made for a field, in a package.
    channels: Vec<(PackageId, Name, Made)>,
    /// The types that have a method of a name.
    pub(super) having: HashMap<Name, Vec<TypeId>>,
    /// Of each file, by the name that it is used under.
    imports: Vec<HashMap<Name, Import>>,
    of_file: Vec<PackageId>,
    /// The modelled package that each package is, if any.
    own_paths: Vec<Option<&'static str>>,
    /// What named types without arguments are, once it was asked.
    pub(super) known: RefCell<HashMap<TypeId, Ty>>,
    paths: RefCell<HashMap<Name, Option<PackageId>>>,
}

/// What an import's name stands for.
#[derive(Clone, Debug)]
pub enum Imported {
    Package(PackageId),
    /// Not in sight.
    Path(Name),
}

/// The analysis knows what their functions do.
const MODELLED: [&str; 24] = [
    "sync",
    "sync/atomic",
    "golang.org/x/sync/errgroup",
    "maps",
    "slices",
    "time",
    "context",
    "testing",
    "net/http",
    "net/http/httptest",
    "net/url",
    "net/textproto",
    "encoding/json",
    "encoding/gob",
    "encoding/xml",
    "fmt",
    "log",
    "os",
    "reflect",
    "runtime",
    "sort",
    "strings",
    "strconv",
    "errors",
];

impl Program {
    pub fn new(mut files: Vec<Parsed>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut program = Self {
            files,
            packages: Vec::new(),
            types: Vec::new(),
            functions: Vec::new(),
            variables: Vec::new(),
            platforms: Vec::new(),
            others: Vec::new(),
            channels: Vec::new(),
            having: HashMap::new(),
            imports: Vec::new(),
            of_file: Vec::new(),
            own_paths: Vec::new(),
            known: RefCell::default(),
            paths: RefCell::default(),
        };
        program.declare();
        for (id, info) in program.types.iter().enumerate() {
            for method in info.methods.keys() {
                program.having.entry(method.clone()).or_default().push(id);
            }
        }
        program.own_paths = program.packages.iter().map(modelled).collect();
        program
    }

    fn declare(&mut self) {
        let mut known: HashMap<(String, String), PackageId> = HashMap::new();
        let (mut methods, mut others) = (Vec::new(), Vec::new());
        for (file, parsed) in self.files.iter_mut().enumerate() {
            let folder = folder(&parsed.path).to_owned();
            let name = parsed.file.package.as_deref().unwrap_or("main").to_owned();
            let id = *known.entry((folder.clone(), name.clone())).or_insert(self.packages.len());
            if id == self.packages.len() {
                self.packages.push(Package { folder, name, ..Package::default() });
            }
            self.of_file.push(id);
            let platforms = Platforms::of(&parsed.path, &parsed.text, &parsed.comments);
            self.platforms.push(platforms);
            let package = &mut self.packages[id];
            // The declarations move into tables of all files.
            let declared = std::mem::take(&mut parsed.file);
            for decl in declared.types {
                let methods = BTreeMap::new();
                package.types.entry(decl.name.clone()).or_insert(self.types.len());
                self.types.push(TypeInfo { decl, file, methods });
            }
            for decl in declared.variables {
                for (index, (name, _)) in decl.names.iter().enumerate() {
                    let variable = Variable { of: self.variables.len(), index };
                    package.variables.entry(name.clone()).or_insert(variable);
                }
                for value in &decl.values {
                    let channels = &mut self.channels;
                    outline::channels(value, &mut |kind, field, capacity| {
                        channels.push((id, field, (kind, capacity)));
                    });
                }
                self.variables.push(VariablesInfo { decl, file });
            }
            for decl in declared.functions {
                let function = self.functions.len();
                for (kind, field, capacity) in &decl.outline.channels {
                    self.channels.push((id, field.clone(), (kind.clone(), *capacity)));
                }
                match &decl.receiver {
                    Some(receiver) => methods.push((function, receiver_name(&receiver.kind))),
                    None => {
                        let first = *package.functions.entry(decl.name.clone()).or_insert(function);
                        others.push((first, function));
                    }
                }
                let label = (&*decl.name).into();
                self.functions.push(FunctionInfo {
                    decl,
                    package: id,
                    file,
                    receiver: None,
                    label,
                });
            }
            let name_of = |import: &Import| match &import.name {
                Some(name) => name.clone(),
                None => default_name(&import.path),
            };
            let imports = declared.imports.into_iter().map(|import| (name_of(&import), import));
            self.imports.push(imports.collect());
        }
        for (function, receiver) in methods {
            let Some((name, pointer)) = receiver else { continue };
            let package = self.functions[function].package;
            let Some(&id) = self.packages[package].types.get(&name) else { continue };
            let info = &mut self.functions[function];
            info.receiver = Some((id, pointer));
            info.label = format!("{}.{}", self.types[id].decl.name, info.decl.name).into();
            let name = info.decl.name.clone();
            others.push((*self.types[id].methods.entry(name).or_insert(function), function));
        }
        self.others = vec![Vec::new(); self.functions.len()];
        for (first, other) in others {
            let platforms = |id: FunctionId| self.platforms[self.functions[id].file];
            if first != other && !platforms(first).meet(platforms(other)) {
                self.others[first].push(other);
            }
        }
    }

    /// A function's further declarations, for other platforms.
    pub fn others(&self, id: FunctionId) -> &[FunctionId] {
        &self.others[id]
    }

    /// The declarations of a function that a file may mean.
    pub fn meant(&self, id: FunctionId, by: FileId) -> Vec<FunctionId> {
        let fits =
            |id: &FunctionId| self.platforms[self.functions[*id].file].meet(self.platforms[by]);
        let all = std::iter::once(id).chain(self.others(id).iter().copied());
        let fit: Vec<FunctionId> = all.filter(fits).collect();
        if fit.is_empty() { vec![id] } else { fit }
    }

    /// How much room the channel in a type's field has, if all that is made for it says the same.
    pub fn capacity(&self, ty: TypeId, field: &Name) -> Option<u32> {
        let info = &self.types[ty];
        let package = self.of_file[info.file];
        let made = self.channels.iter().filter(|(of, known, _)| *of == package && known == field);
        let of_type =
            |kind: &Option<Name>| kind.as_ref().is_none_or(|kind| *kind == info.decl.name);
        let mut rooms =
            made.filter(|(_, _, (kind, _))| of_type(kind)).map(|(_, _, (_, room))| *room);
        let first = rooms.next()?;
        rooms.all(|room| room == first).then_some(first)
    }

    pub fn import_names(&self, file: FileId) -> impl Iterator<Item = &Name> {
        self.imports[file].keys()
    }

    pub fn scope(&self, file: FileId) -> Scope {
        Scope { package: self.of_file[file], file }
    }

    pub fn imported(&self, scope: Scope, name: &str) -> Option<Imported> {
        let import = self.imports[scope.file].get(name)?;
        if MODELLED.contains(&&*import.path) {
            return Some(Imported::Path(import.path.clone()));
        }
        let known = self.paths.borrow().get(&import.path).copied();
        let package = known.unwrap_or_else(|| {
            let package = self.by_path(&import.path);
            self.paths.borrow_mut().insert(import.path.clone(), package);
            package
        });
        Some(match package {
            Some(id) if id != scope.package => Imported::Package(id),
            _ => Imported::Path(import.path.clone()),
        })
    }

    /// The package whose folder ends as the path does, in at least two names if it has two.
    fn by_path(&self, path: &str) -> Option<PackageId> {
        let alike = |folder: &str| {
            let pairs = folder.rsplit('/').zip(path.rsplit('/'));
            pairs.take_while(|(a, b)| a == b && !a.is_empty()).count()
        };
        let fits = self.packages.iter().enumerate().filter_map(|(id, package)| {
            let names = package.folder.split('/').filter(|name| !name.is_empty()).count();
            let count = alike(&package.folder);
            let is_test = package.name.ends_with("_test");
            (count >= names.clamp(1, 2) && !is_test).then_some((count, std::cmp::Reverse(id)))
        });
        fits.max().map(|(_, id)| id.0)
    }

    /// How a type or function of a modelled package is called inside that package, too.
    pub fn own_path(&self, scope: Scope) -> Option<&'static str> {
        self.own_paths[scope.package]
    }

    pub fn is_test(&self, file: FileId) -> bool {
        self.files[file].path.ends_with("_test.go")
    }
}

/// Whether the analysis knows what its functions do.
pub fn is_modelled(path: &str) -> bool {
    MODELLED.contains(&path)
}

fn modelled(package: &Package) -> Option<&'static str> {
    let ends =
        |path: &&&str| package.folder == **path || package.folder.ends_with(&format!("/{path}"));
    MODELLED.iter().find(|path| ends(path) && default_name(path).as_ref() == package.name).copied()
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `gopkg.in/yaml.v3` and `example.org/yaml/v3` are `yaml`.
fn default_name(path: &str) -> Name {
    let is_version = |part: &str| {
        part.len() > 1
            && part.starts_with('v')
            && part[1..].bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut parts = path.rsplit('/');
    let mut last = parts.next().unwrap_or(path);
    if is_version(last) {
        last = parts.next().unwrap_or(last);
    }
    let last = last.split_once(".v").map_or(last, |(name, _)| name);
    last.strip_prefix("go-").unwrap_or(last).into()
}

/// Of `*T[K, V]`.
fn receiver_name(kind: &Expr) -> Option<(Name, bool)> {
    match &kind.kind {
        Kind::Name(name) => Some((name.clone(), false)),
        Kind::Star(inner) => receiver_name(inner).map(|(name, _)| (name, true)),
        Kind::Index(inner, _) => receiver_name(inner),
        _ => None,
    }
}
