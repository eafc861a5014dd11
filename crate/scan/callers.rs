//! Who may call a function, and when: nobody says so, but its name, its comment, its parameters and the calls
//! in sight do.

use super::finding::Confidence;
use super::program::{FunctionId, FunctionInfo, Program};
use super::relevance::Relevance;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Part of a call, by anyone.
    Call,
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

/// Whether anyone but the functions in sight may call it.
pub fn is_entry(program: &Program, relevance: &Relevance, id: FunctionId) -> bool {
    caller(program, relevance, id).is_some_and(|caller| !caller.alone)
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
