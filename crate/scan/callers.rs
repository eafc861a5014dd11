//! Who may call a function, and when: nobody says so, but its name, its comment, its parameters and the calls
//! in sight do.

use super::finding::Confidence;
use super::program::{FunctionId, FunctionInfo, Imported, Program};
use super::relevance::Relevance;
use super::tree::{Kind, Parameter};
use super::types::{FieldTy, Ty};
use std::rc::Rc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Part of a call, by anyone.
    Call,
    /// Of `main`, which runs beside what `init` has started.
    Main,
    /// A goroutine that goes on when the call is over.
    Outlives,
    Handler,
    Test,
}

/// Who may call a function when, and how sure that is; none if only its callers in sight.
#[derive(Clone, Copy)]
pub struct Caller {
    pub class: Class,
    pub cap: Confidence,
    pub lifecycle: bool,
    /// Other code cannot be in the middle of it.
    pub alone: bool,
}

pub fn caller(program: &Program, relevance: &Relevance, id: FunctionId) -> Option<Caller> {
    let info = &program.functions[id];
    let decl = &info.decl;
    let name = &*decl.name;
    let scope = program.scope(info.file);
    let at = |class, cap| Some(Caller { class, cap, lifecycle: is_lifecycle(name), alone: false });
    if info.receiver.is_none() && matches!(name, "main" | "init") {
        return Some(Caller {
            class: Class::Call,
            cap: Confidence::High,
            lifecycle: true,
            alone: true,
        });
    }
    if program.is_handler(scope, &decl.signature) {
        let cap = if program.is_test(info.file) { Confidence::Low } else { Confidence::High };
        return at(Class::Handler, cap);
    }
    if let Some(cap) = called_remotely(program, info) {
        return at(Class::Handler, cap);
    }
    if program.is_test(info.file) {
        return if decl.outline.is_parallel { at(Class::Test, Confidence::High) } else { None };
    }
    if expects_lock(program, info) {
        return None;
    }
    let exported = name.starts_with(char::is_uppercase);
    let of_exported = info
        .receiver
        .is_none_or(|(id, _)| program.types[id].decl.name.starts_with(char::is_uppercase));
    match (exported, of_exported, relevance.used(id)) {
        (true, true, _) => at(Class::Call, Confidence::High),
        (true, false, false) => at(Class::Call, Confidence::Medium),
        (false, _, false) => at(Class::Call, Confidence::Medium),
        _ => None,
    }
}

/// A method that a server of gRPC or net/rpc calls, in a goroutine for each call; and how sure that is.
fn called_remotely(program: &Program, info: &FunctionInfo) -> Option<Confidence> {
    let (id, _) = info.receiver?;
    let parameters = &info.decl.signature.parameters;
    if !info.decl.name.starts_with(char::is_uppercase) || parameters.is_empty() {
        return None;
    }
    let is_service = |field: &FieldTy| {
        field.embedded && field.name.starts_with("Unimplemented") && field.name.ends_with("Server")
    };
    if let Ty::Struct(fields) = program.underlying(&Ty::Named(id, Rc::default()))
        && fields.iter().any(is_service)
    {
        return Some(Confidence::High);
    }
    // func (t *T) Method(args *A, reply *B) error
    let scope = program.scope(info.file);
    let served = matches!(program.imported(scope, "rpc"),
        Some(Imported::Path(path)) if &*path == "net/rpc");
    let is_error = |result: &Parameter| result.kind.name().is_some_and(|name| &**name == "error");
    let replies = parameters.len() == 2 && matches!(parameters[1].kind.kind, Kind::Star(_));
    let results = &info.decl.signature.results;
    (served && replies && results.len() == 1 && is_error(&results[0])).then_some(Confidence::Medium)
}

/// Whether anyone but the functions in sight may call it, or what they start may meet it.
pub fn is_entry(program: &Program, relevance: &Relevance, id: FunctionId) -> bool {
    let is_main = &*program.functions[id].decl.name == "main";
    caller(program, relevance, id).is_some_and(|caller| !caller.alone || is_main)
}

/// Whether it is called for each request, or beside other tests.
pub fn is_served(program: &Program, relevance: &Relevance, id: FunctionId) -> bool {
    caller(program, relevance, id)
        .is_some_and(|caller| matches!(caller.class, Class::Handler | Class::Test))
}

/// By its name or its comment it is for callers that hold the lock.
fn expects_lock(program: &Program, info: &FunctionInfo) -> bool {
    let name = info.decl.name.to_lowercase();
    if name.ends_with("locked") || name.ends_with("unsafe") || name.ends_with("nolock") {
        return true;
    }
    let (from, to) = info.decl.doc;
    let doc = program.files[info.file].text.get(from as usize..to as usize).unwrap_or_default();
    let doc = doc.to_lowercase().replace("\n//", " ");
    let words: Vec<&str> = doc.split_whitespace().collect();
    let doc = words.join(" ");
    let says = [
        "must hold",
        "must be held",
        "must already hold",
        "must have locked",
        "must be locked",
        "is held",
        "is already held",
        "lock held",
        "lock is held",
        "held by",
        "caller holds",
        "callers hold",
        "should hold",
        "should be held",
        "holding the lock",
        "with the lock",
        "not safe for concurrent",
        "not thread-safe",
        "not goroutine-safe",
        "not be called concurrent",
        "called only from init",
        "only called from init",
        "not concurrency-safe",
        "before the first",
        "before any",
    ];
    says.iter().any(|says| doc.contains(says))
}

/// Called once, or before or after everything else.
fn is_lifecycle(name: &str) -> bool {
    const WORDS: [&str; 28] = [
        "Init",
        "New",
        "Open",
        "Start",
        "Stop",
        "Close",
        "Shutdown",
        "Setup",
        "Configure",
        "Run",
        "Serve",
        "Listen",
        "Reset",
        "With",
        "Register",
        "Must",
        "Finish",
        "Finalize",
        "Unmarshal",
        "Load",
        "Initialize",
        "Bootstrap",
        "Install",
        "Prepare",
        "String",
        "GoString",
        "Free",
        "Destroy",
    ];
    let mut first = name.chars();
    let upper: String =
        first.next().into_iter().flat_map(char::to_uppercase).chain(first).collect();
    WORDS.iter().any(|word| {
        upper.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_lowercase))
    })
}
