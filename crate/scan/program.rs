//! All files given, as packages with their declarations; names are looked up here.
//!
//! A package is a folder and a package name. An import is one of the packages in sight if its folder ends
//! as the import's path does; what is not in sight keeps its path as its name. Packages of the standard
//! library that the analysis has rules for are always meant by their path, also within themselves.

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
        let mut methods = Vec::new();
        for (file, parsed) in self.files.iter_mut().enumerate() {
            let folder = folder(&parsed.path).to_owned();
            let name = parsed.file.package.as_deref().unwrap_or("main").to_owned();
            let id = *known.entry((folder.clone(), name.clone())).or_insert(self.packages.len());
            if id == self.packages.len() {
                self.packages.push(Package { folder, name, ..Package::default() });
            }
            self.of_file.push(id);
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
                self.variables.push(VariablesInfo { decl, file });
            }
            for decl in declared.functions {
                let function = self.functions.len();
                match &decl.receiver {
                    Some(receiver) => methods.push((function, receiver_name(&receiver.kind))),
                    None => {
                        package.functions.entry(decl.name.clone()).or_insert(function);
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
            self.types[id].methods.entry(name).or_insert(function);
        }
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
