//! Races between functions: what a type's methods, or a package's functions, do to one map when several
//! goroutines call them.
//!
//! Nobody says that they do. Evidence is a goroutine that outlives the function that started it, a server's
//! handler, or a lock: whoever guards a map in one place expects company. Without any of these a type is
//! taken to be for one goroutine, and nothing is said.

use super::finding::{Access, Confidence};
use super::order;
use super::program::{FunctionId, Program};
use super::race::{self, Doubts, Half, Meeting, Race, classify};
use super::relevance::Relevance;
use super::tree::Function;
use super::types::Ty;
use super::walk::{Held, Mode, Origin, Part, Record, Spot, Start, Walked};
use std::collections::{BTreeMap, HashSet};

/// Accesses to one field: more are in generated code alone.
const MAX_GROUP: usize = 400;

/// Whether a lock that is held looks like the one that guards the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Guards {
    No,
    /// A package variable, for the field of a value.
    Perhaps,
    /// A field beside the map or above it; a variable of the same package for a variable.
    Yes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Part of a call, by anyone.
    Call,
    /// A goroutine that goes on when the call is over.
    Outlives,
    Handler,
    Test,
}

struct Member<'w> {
    half: Half<'w>,
    class: Class,
    /// At most this sure, by who may call the function.
    cap: Confidence,
    locks: Vec<(String, Mode)>,
    /// By the type they are in and their name: the same lock may be reached in several ways.
    alike: Vec<(String, Mode)>,
    guards: Guards,
    waited: Vec<String>,
    /// What follows the access and may be waited for.
    followed: Vec<String>,
    lifecycle: bool,
}

/// What of a walk is needed later: a scan of many functions would not fit into memory with all of it.
pub fn kept(program: &Program, relevance: &Relevance, mut walked: Walked) -> Option<Walked> {
    let caller = caller(program, relevance, walked.function);
    let mut races = Vec::new();
    race::within(program, &walked, &mut races);
    let halves = races.iter().flat_map(|race| [race.access, race.other]);
    let racing: HashSet<*const Record> =
        halves.map(|half| std::ptr::from_ref(half.record)).collect();
    let alone = walked.threads.len() < 2;
    let mut kept: Vec<Record> = Vec::new();
    for record in &walked.records {
        let races = racing.contains(&std::ptr::from_ref(record));
        let is_member = || {
            shared(&walked, record).is_some() && member(program, &walked, record, caller).is_some()
        };
        // Loops are read twice; of one goroutine alone the same access twice says nothing new.
        let again = |known: &Record| {
            known.span == record.span
                && known.file == record.file
                && known.kind == record.kind
                && known.locks == record.locks
        };
        if races || is_member() && !(alone && kept.iter().any(again)) {
            kept.push(record.clone());
        }
    }
    drop(races);
    walked.records = kept;
    (!walked.records.is_empty() || walked.cut).then_some(walked)
}

/// Whether anyone but the functions in sight may call it.
pub fn is_entry(program: &Program, relevance: &Relevance, id: FunctionId) -> bool {
    caller(program, relevance, id).is_some_and(|caller| !caller.alone)
}

pub fn between<'w>(
    program: &Program,
    relevance: &Relevance,
    walks: &'w [Walked],
    races: &mut Vec<Race<'w>>,
) {
    let mut groups: BTreeMap<String, Vec<Member<'w>>> = BTreeMap::new();
    for walked in walks {
        let caller = caller(program, relevance, walked.function);
        for record in &walked.records {
            let Some(key) = shared(walked, record) else { continue };
            if let Some(member) = member(program, walked, record, caller) {
                groups.entry(key).or_default().push(member);
            }
        }
    }
    for mut group in groups.into_values() {
        group.dedup_by(|a, b| {
            a.half.place() == b.half.place()
                && a.half.record.kind == b.half.record.kind
                && a.class == b.class
                && a.locks == b.locks
                && a.half.walked.function == b.half.walked.function
        });
        group.truncate(MAX_GROUP);
        pairs(program, &group, races);
    }
}

fn pairs<'w>(program: &Program, group: &[Member<'w>], races: &mut Vec<Race<'w>>) {
    let guarded = group.iter().filter(|member| member.half.locked()).count();
    let mostly = 2 * guarded >= group.len();
    for (index, a) in group.iter().enumerate() {
        for b in &group[index..] {
            races.extend(meet(program, a, b, mostly));
        }
    }
}

/// Who may call a function when, and how sure that is; none if only its callers in sight.
#[derive(Clone, Copy)]
struct Caller {
    class: Class,
    cap: Confidence,
    lifecycle: bool,
    /// Other code cannot be in the middle of it.
    alone: bool,
}

fn caller(program: &Program, relevance: &Relevance, id: FunctionId) -> Option<Caller> {
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
        let parallel = decl.body.as_ref().is_some_and(|body| Program::is_parallel(body));
        return if parallel { at(Class::Test, Confidence::High) } else { None };
    }
    if expects_lock(decl) {
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

/// By its name or its comment it is for callers that hold the lock.
fn expects_lock(decl: &Function) -> bool {
    let name = decl.name.to_lowercase();
    if name.ends_with("locked") || name.ends_with("unsafe") || name.ends_with("nolock") {
        return true;
    }
    let doc = decl.doc.to_lowercase().replace("\n//", " ");
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
        "not be called concurrently",
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

/// What is shared between calls: a package variable, or part of a type's values.
fn shared(walked: &Walked, record: &Record) -> Option<String> {
    let root = owner(walked, &record.spot, record)?;
    let mut key = root;
    for part in &record.spot.parts {
        match part {
            Part::Field(name) => {
                key.push('.');
                key.push_str(name);
            }
            Part::Element(_) => key.push_str("[]"),
            Part::Received => return None,
        }
    }
    Some(key)
}

fn owner(walked: &Walked, spot: &Spot, record: &Record) -> Option<String> {
    let root = &walked.roots[spot.root as usize];
    match root.origin {
        Origin::Global => Some(format!("g:{}", root.name)),
        Origin::Given if !spot.parts.is_empty() || is_map_type(&root.ty) => named(&root.ty),
        // Made by a constructor that returns it: a goroutine started there shares it with the methods.
        Origin::Made | Origin::LoopVariable => {
            let started = walked.threads[record.thread as usize].start != Start::Entry;
            let returned = walked.returned.contains(&spot.root);
            if started && returned { named(&root.ty) } else { None }
        }
        Origin::Given => None,
    }
}

/// A method of a map type has no fields on the way.
fn is_map_type(_: &Ty) -> bool {
    false
}

fn named(ty: &Ty) -> Option<String> {
    match Program::pointee(ty) {
        Ty::Named(id, _) => Some(format!("t:{id}")),
        _ => None,
    }
}

fn member<'w>(
    program: &Program,
    walked: &'w Walked,
    record: &'w Record,
    caller: Option<Caller>,
) -> Option<Member<'w>> {
    let half = Half { walked, record };
    let start = half.start();
    // What Once.Do runs comes before everything else.
    if record.locks.iter().any(|held| held.order && held.mode == Mode::Write) {
        return None;
    }
    let lifecycle = caller.is_none_or(|caller| caller.lifecycle);
    let (class, cap) = match start {
        Start::Entry => {
            let caller = caller.filter(|caller| !caller.alone)?;
            (caller.class, caller.cap)
        }
        Start::Handler => {
            let test = program.is_test(record.file);
            (Class::Handler, if test { Confidence::Low } else { Confidence::High })
        }
        Start::Test => (Class::Test, Confidence::High),
        Start::Benchmark => return None,
        Start::Go | Start::Timer | Start::Perhaps if is_joined(walked, record) => {
            let caller = caller.filter(|caller| !caller.alone)?;
            (caller.class, caller.cap)
        }
        Start::Go | Start::Timer => (Class::Outlives, Confidence::High),
        Start::Perhaps => (Class::Outlives, Confidence::Medium),
    };
    if program.is_test(record.file) && class != Class::Test && class != Class::Handler {
        return None;
    }
    let held: Vec<&Held> = record
        .locks
        .iter()
        .filter(|held| !held.maybe && order::is_lock(walked, record, held))
        .collect();
    let locks = held.iter().map(|held| (lock_name(walked, record, held), held.mode)).collect();
    let alike =
        held.iter().filter_map(|held| Some((lock_of_type(program, walked, held)?, held.mode)));
    let alike = alike.collect();
    let guards = held.iter().map(|held| guards(walked, record, held)).max().unwrap_or(Guards::No);
    let waited = record.acquired.iter().filter_map(|acquired| key(walked, &acquired.key)).collect();
    let followed = walked
        .releases
        .iter()
        .filter(|release| release.thread == record.thread && release.time > record.time);
    let followed = followed.filter_map(|release| key(walked, &release.key)).collect();
    Some(Member { half, class, cap, locks, alike, guards, waited, followed, lifecycle })
}

/// Whether the function that started the goroutine has waited for it before it returns.
fn is_joined(walked: &Walked, record: &Record) -> bool {
    let time = walked.threads[record.thread as usize].time;
    let mut releases = walked.releases.iter().filter(|release| release.thread == record.thread);
    releases.any(|release| {
        let mut acquired = walked.acquired.iter();
        acquired.any(|acquired| acquired.key == release.key && acquired.time > time)
    })
}

/// A lock or channel by where it is, the same from every function.
fn key(walked: &Walked, spot: &Spot) -> Option<String> {
    let root = &walked.roots[spot.root as usize];
    let mut name = match root.origin {
        Origin::Global => format!("g:{}", root.name),
        _ => named(&root.ty)?,
    };
    for part in &spot.parts {
        match part {
            Part::Field(field) => {
                name.push('.');
                name.push_str(field);
            }
            Part::Element(_) => name.push_str("[]"),
            Part::Received => name.push_str("<-"),
        }
    }
    Some(name)
}

/// A lock as seen from the map that it is held for: in the same thing, or elsewhere.
fn lock_name(walked: &Walked, record: &Record, held: &Held) -> String {
    let root = &walked.roots[held.spot.root as usize];
    let here = held.spot.root == record.spot.root;
    let mut name = match root.origin {
        _ if here => "self".to_owned(),
        Origin::Global => format!("g:{}", root.name),
        _ => match Program::pointee(&root.ty) {
            Ty::Named(id, _) => format!("t:{id}"),
            Ty::External(path) => format!("x:{path}"),
            _ => format!("x:{}", root.name),
        },
    };
    for (index, part) in held.spot.parts.iter().enumerate() {
        match part {
            Part::Field(field) => {
                name.push('.');
                name.push_str(field);
            }
            Part::Element(_) => {
                let same = here && record.spot.parts.get(index) == Some(part);
                name.push_str(if same { "[=]" } else { "[?]" });
            }
            Part::Received => name.push_str("<-"),
        }
    }
    name
}

fn guards(walked: &Walked, record: &Record, held: &Held) -> Guards {
    let (lock, map) = (&held.spot, &record.spot);
    if lock.root == map.root {
        let above = &lock.parts[..lock.parts.len().saturating_sub(1)];
        return if map.parts.starts_with(above) { Guards::Yes } else { Guards::No };
    }
    let (of_lock, of_map) = (&walked.roots[lock.root as usize], &walked.roots[map.root as usize]);
    if of_lock.origin != Origin::Global {
        return Guards::No;
    }
    let package = |name: &str| name.rsplit_once('\0').map(|(package, _)| package.to_owned());
    match of_map.origin == Origin::Global {
        true if package(&of_lock.name) == package(&of_map.name) => Guards::Yes,
        true => Guards::No,
        false => Guards::Perhaps,
    }
}

/// `DB.mu`, however it was reached; none for a variable.
fn lock_of_type(program: &Program, walked: &Walked, held: &Held) -> Option<String> {
    let mut ty = walked.roots[held.spot.root as usize].ty.clone();
    let mut name = None;
    for part in &held.spot.parts {
        match part {
            Part::Field(field) => {
                let Ty::Named(id, _) = Program::pointee(&ty) else { return None };
                name = Some(format!("{id}.{field}"));
                ty = program.field(&ty, field)?.1;
            }
            Part::Element(_) => {
                ty = match program.underlying(Program::pointee(&ty)) {
                    Ty::Map(element) | Ty::List(element) => (*element).clone(),
                    _ => return None,
                };
            }
            Part::Received => return None,
        }
    }
    name
}

/// Whether both hold a lock of one name that only one can hold.
fn apart(a: &Member, b: &Member) -> bool {
    let excludes = |(ours, mode): &(String, Mode)| {
        b.locks.iter().any(|(theirs, other)| {
            ours == theirs && (*mode == Mode::Write || *other == Mode::Write)
        })
    };
    let alike = |(ours, mode): &(String, Mode)| {
        b.alike.iter().any(|(theirs, other)| {
            ours == theirs && (*mode == Mode::Write || *other == Mode::Write)
        })
    };
    // Reached in two ways it is most likely the same one; one lock of many is another matter.
    let many = |member: &Member| member.locks.iter().any(|(name, _)| name.contains("[?]"));
    let reached = |member: &Member| member.half.record.spot.parts.len() > 1;
    if !many(a) && !many(b) && (reached(a) || reached(b)) && a.alike.iter().any(alike) {
        return true;
    }
    a.locks.iter().any(excludes) || {
        // After Once.Do both have the same order.
        let orders = |member: &Member| -> Vec<(Option<String>, Mode)> {
            let held = member.half.record.locks.iter().filter(|held| held.order);
            held.map(|held| (key(member.half.walked, &held.spot), held.mode)).collect()
        };
        orders(a).iter().any(|(ours, mode)| {
            orders(b).iter().any(|(theirs, other)| {
                ours.is_some() && ours == theirs && (*mode == Mode::Write || *other == Mode::Write)
            })
        })
    }
}

fn follows(a: &Member, b: &Member) -> bool {
    a.followed.iter().any(|key| b.waited.contains(key))
        || b.followed.iter().any(|key| a.waited.contains(key))
}

fn meet<'w>(program: &Program, a: &Member<'w>, b: &Member<'w>, mostly: bool) -> Option<Race<'w>> {
    let (ra, rb) = (a.half.record, b.half.record);
    let itself = std::ptr::eq(ra, rb);
    let handed_out = ra.kind == Access::Return || rb.kind == Access::Return;
    if handed_out {
        return hands_out(a, b);
    }
    // Spots of one group are alike.
    let clashes = order::clash(ra, rb) || order::replaces(ra, rb).is_some();
    if !clashes || apart(a, b) {
        return None;
    }
    let one_walk = std::ptr::eq(a.half.walked, b.half.walked);
    let mut doubts = Doubts::new(a.cap.min(b.cap));
    if !doubts.of_accesses(ra, rb) {
        return None;
    }
    doubts.of_ways(&a.half, &b.half);
    let meeting = match (a.class, b.class) {
        (Class::Handler, Class::Handler) => Meeting::Requests,
        (Class::Test, Class::Test) if !itself => Meeting::Tests,
        (Class::Outlives, Class::Outlives) => outlive(a, b, itself, one_walk, &mut doubts)?,
        (Class::Outlives, Class::Call) => outlives(program, a, b, &mut doubts)?,
        (Class::Call, Class::Outlives) => outlives(program, b, a, &mut doubts)?,
        (Class::Outlives, Class::Handler) | (Class::Handler, Class::Outlives) => {
            if one_walk || follows(a, b) {
                return None;
            }
            Meeting::Goroutines
        }
        (Class::Handler, Class::Call) | (Class::Call, Class::Handler) => {
            let call = if a.class == Class::Call { a } else { b };
            if call.lifecycle || one_walk {
                return None;
            }
            doubts.at_most(
                Confidence::Medium,
                "nothing in sight calls this while requests are served",
            );
            Meeting::Goroutines
        }
        (Class::Call, Class::Call) => calls(a, b, itself, mostly, &mut doubts)?,
        _ => return None,
    };
    let (rule, access, other) = classify(a.half, b.half, meeting);
    let Doubts { confidence, why } = doubts;
    let confidence = confidence.min(rule.confidence);
    let why = why.or((confidence < Confidence::High).then_some("who calls it is not in sight"));
    Some(Race { rule, confidence, meeting, access, other, lowered: why })
}

/// Two calls: only a lock says that they may come at once.
fn calls(
    a: &Member,
    b: &Member,
    itself: bool,
    mostly: bool,
    doubts: &mut Doubts,
) -> Option<Meeting> {
    let copied =
        |member: &Member| member.half.record.locks.iter().any(|held| held.copied && !held.order);
    if copied(a) || copied(b) {
        return Some(Meeting::Calls);
    }
    let (ours, theirs) = (a.half.locked(), b.half.locked());
    if !ours && (itself || !theirs) {
        return None;
    }
    // A lock of something else says nothing about this map.
    for member in [a, b].into_iter().filter(|member| member.half.locked()) {
        match member.guards {
            Guards::No => return None,
            Guards::Perhaps => {
                doubts.at_most(Confidence::Medium, "the lock does not stand beside the map")
            }
            Guards::Yes => {}
        }
    }
    // Who calls the function with the lock expects others to do so.
    let (ra, rb) = (a.half.record, b.half.record);
    let by_callers = |record: &Record| {
        let mut held = record.locks.iter().filter(|held| !held.order);
        held.all(|held| record.outer.contains(held))
    };
    if ra.function == rb.function && ours != theirs && by_callers(if ours { ra } else { rb }) {
        doubts.at_most(Confidence::Medium, "some callers hold the lock");
    }
    let many = |member: &Member| member.locks.iter().any(|(name, _)| name.contains("[?]"));
    if many(a) || many(b) {
        doubts.at_most(Confidence::Medium, "the lock is one of many");
    }
    if ours != theirs {
        let bare = if ours { b } else { a };
        if bare.lifecycle {
            let why = "by its name it is called before or after everything else";
            doubts.at_most(Confidence::Low, why);
        }
        if !mostly {
            doubts.at_most(Confidence::Medium, "more accesses have no lock than have one");
        }
    }
    Some(Meeting::Calls)
}

/// A goroutine that goes on, and a function that anyone may call.
fn outlives(
    program: &Program,
    goroutine: &Member,
    call: &Member,
    doubts: &mut Doubts,
) -> Option<Meeting> {
    let same = std::ptr::eq(goroutine.half.walked, call.half.walked);
    if same || goroutine.half.place() == call.half.place() || follows(goroutine, call) {
        return None;
    }
    // The function is what the goroutine runs.
    let runs = format!("calls {}", program.label(call.half.walked.function));
    let mut step = goroutine.half.record.chain.as_deref();
    while let Some(chain) = step {
        if chain.what == runs {
            return None;
        }
        step = chain.before.as_deref();
    }
    let writes = matches!(goroutine.half.record.kind, Access::Write | Access::Replacement);
    if call.lifecycle {
        doubts.at_most(Confidence::Low, "by its name it is called before or after everything else");
    } else if !writes {
        doubts.at_most(Confidence::Medium, "the write may come before the goroutine is started");
    }
    Some(Meeting::Outlives)
}

fn outlive(
    a: &Member,
    b: &Member,
    itself: bool,
    one_walk: bool,
    doubts: &mut Doubts,
) -> Option<Meeting> {
    if itself {
        // Called twice, it starts two.
        let given = a.half.walked.roots[a.half.record.spot.root as usize].origin;
        let made = matches!(given, Origin::Made | Origin::LoopVariable);
        return (!a.lifecycle && !made && a.half.start() == Start::Go)
            .then_some(Meeting::Goroutines);
    }
    if one_walk || follows(a, b) || a.half.place() == b.half.place() {
        return None;
    }
    doubts.at_most(Confidence::Medium, "nothing in sight starts both");
    Some(Meeting::Goroutines)
}

/// `return c.data` under the lock that guards its writes.
fn hands_out<'w>(a: &Member<'w>, b: &Member<'w>) -> Option<Race<'w>> {
    let (returns, write) = if a.half.record.kind == Access::Return { (a, b) } else { (b, a) };
    let guards = returns.locks.iter().any(|(name, _)| write.locks.iter().any(|(n, _)| n == name));
    if write.half.record.kind != Access::Write || !guards || returns.class != Class::Call {
        return None;
    }
    Some(Race {
        rule: &super::rules::ESCAPES,
        confidence: returns.cap.min(write.cap).min(Confidence::Medium),
        meeting: Meeting::Calls,
        access: returns.half,
        other: write.half,
        lowered: Some("what the caller does with it is not in sight"),
    })
}
