//! Who calls whom: scripts by their files, recipes by their targets, actions by their folders.
//!
//! Two things follow. What a failure in a script that is called means is decided where it is called as well. And what
//! nothing calls is not run, where there is a workflow that would.

use super::commands::{self, base, core, in_text, make_flags, targets, targets_of, tool};
use super::folder::all_joined;
use super::script::{Origin, STEM, Script};
use super::variables::expand;
use super::{Build, Site, visit};
use crate::shell::Command;
use std::collections::{BTreeMap, BTreeSet};

/// Scripts that are run, recipes of a pattern with what its % stands for.
type Made = BTreeSet<(usize, String)>;

pub struct Calls {
    /// Of each script.
    judges: Vec<bool>,
    reached: Vec<bool>,
    files: BTreeMap<String, Vec<usize>>,
    /// Scripts that make runs for a target.
    recipes: BTreeMap<String, Made>,
    default: Made,
    /// Of each script that make runs: by which script, and with what from there.
    given: Vec<BTreeSet<(usize, Handed)>>,
}

/// What a call of make hands over, by name and value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Handed {
    /// Those that the file's own variables go before.
    environment: Vec<(String, String)>,
    /// `NAME=value` behind make, and what the pattern's % stands for.
    words: Vec<(String, String)>,
}

/// As many ways in which one recipe is called as are told apart.
const MAX_GIVEN: usize = 64;

impl Calls {
    pub fn of(build: &Build) -> Self {
        let scripts = &build.scripts;
        let mut files: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, script) in scripts.iter().enumerate() {
            if script.origin == Origin::File {
                let last = script.text.name.rsplit('/').next().unwrap_or_default();
                files.entry(last.to_owned()).or_default().push(index);
            }
        }
        let recipes = recipes(build);
        let mut default = Made::new();
        for (name, rules) in &build.rules {
            let first = rules.iter().find(|(targets, _)| {
                targets
                    .first()
                    .is_some_and(|target| !target.starts_with('.') && !target.contains('%'))
            });
            let made =
                first.iter().flat_map(|(targets, _)| targets).filter_map(|it| recipes.get(it));
            let own = made.flatten().filter(|(index, _)| {
                // Of a target that other Makefiles have, too, and of parts that may be included.
                let of = &scripts[*index].text.name;
                of == name || of.ends_with(".mk")
            });
            default.extend(own.cloned());
        }
        let mut calls = Self {
            judges: Vec::new(),
            reached: Vec::new(),
            files,
            recipes,
            default,
            given: Vec::new(),
        };
        let mut given = vec![BTreeSet::new(); scripts.len()];
        let mut called: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); scripts.len()];
        let mut judging = vec![false; scripts.len()];
        for (index, script) in scripts.iter().enumerate() {
            judging[index] = script.foreign.is_some() && in_text(&script.body).is_some();
            visit(script, &mut |site| {
                judging[index] |= tool(site.command()).is_some_and(|tool| tool.name() != "make");
                let callees = calls.called(scripts, site);
                for (callee, stem) in callees.iter().filter(|_| targets(site.command()).is_some()) {
                    given[*callee].extend(handed(site, stem).into_iter().map(|it| (index, it)));
                }
                called[index].extend(callees.into_iter().map(|(callee, _)| callee));
            });
        }
        let callers = calls.spread(&called, &judging, true);
        calls.judges = callers;
        let roots = roots(build);
        calls.reached = calls.spread(&called, &roots, false);
        calls.given = given;
        calls
    }

    /// From those along the calls, or against them.
    fn spread(&self, called: &[BTreeSet<usize>], from: &[bool], against: bool) -> Vec<bool> {
        let mut marked = from.to_vec();
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); called.len()];
        for (caller, callees) in called.iter().enumerate() {
            for callee in callees {
                if against { next[*callee].push(caller) } else { next[caller].push(*callee) }
            }
        }
        let mut open: Vec<usize> = (0..marked.len()).filter(|index| marked[*index]).collect();
        while let Some(index) = open.pop() {
            for other in &next[index] {
                if !std::mem::replace(&mut marked[*other], true) {
                    open.push(*other);
                }
            }
        }
        marked
    }

    /// Scripts that a command runs.
    fn called(&self, scripts: &[Script], site: &Site) -> Made {
        let command = site.command();
        if targets(command).is_some() {
            let expanded = expand(site.script, site.parsed, site.pipeline, core(command));
            let mut called = BTreeSet::new();
            for way in &expanded.ways {
                let targets = targets_of(way);
                if make_flags(way).0 {
                    continue;
                }
                if targets.is_empty() {
                    called.extend(self.default.iter().cloned());
                }
                called.extend(targets.into_iter().flat_map(|target| self.made(target)));
            }
            return in_its_folder(called, scripts, site);
        }
        let Some(path) = file_of(command) else { return Made::new() };
        let last = path.rsplit('/').next().unwrap_or_default();
        let named = self.files.get(last).into_iter().flatten().copied();
        let named = named.filter(|index| is_named(&scripts[*index].text.name, &path));
        named.map(|index| (index, String::new())).collect()
    }

    /// Scripts that make one target: of its own rule, or of the pattern that fits with the shortest stem.
    fn made(&self, target: &str) -> Made {
        let own = self.recipes.get(target);
        if let Some(own) = own.filter(|own| !own.is_empty()) {
            return own.clone();
        }
        let Some((stem, made)) = fitting(&self.recipes, target) else { return Made::new() };
        let with = |(index, own): &(usize, String)| {
            (*index, if own.is_empty() { stem.clone() } else { own.clone() })
        };
        made.iter().map(with).collect()
    }

    /// The name of what is called there, if a check is among what it does.
    pub fn judging(&self, build: &Build, site: &Site) -> Option<String> {
        let command = site.command();
        let called = self.called(&build.scripts, site);
        if !called.iter().any(|(index, _)| self.judges[*index]) {
            return None;
        }
        Some(match targets(command) {
            Some(targets) => format!("make {}", targets.join(" ")).trim_end().to_owned(),
            None => file_of(command)?,
        })
    }

    /// A recipe as each call that is reached has it; as it stands if there is none.
    pub fn as_called(&self, index: usize, script: Script) -> Vec<Script> {
        let reached = self.given[index].iter().filter(|(caller, _)| self.reached[*caller]);
        let all: BTreeSet<&Handed> = reached.map(|(_, handed)| handed).take(MAX_GIVEN).collect();
        if all.is_empty() {
            return vec![script];
        }
        let with = |handed: &Handed| {
            let placed = |pairs: &[(String, String)]| -> Vec<(String, String, usize)> {
                pairs.iter().map(|(name, value)| (name.clone(), value.clone(), 0)).collect()
            };
            let (first, last) = (placed(&handed.environment), placed(&handed.words));
            let environment = [&first[..], &script.environment[..], &last[..]].concat();
            let mut script = script.clone();
            script.environment = environment.into();
            script
        };
        all.into_iter().map(with).collect()
    }

    pub fn is_reached(&self, index: usize) -> bool {
        self.reached[index]
    }
}

/// What a call of make hands over, in every way in which it may be called.
fn handed(site: &Site, stem: &str) -> Vec<Handed> {
    let (command, words) = (site.command(), core(site.command()));
    let pair = |text: &str| {
        let (name, value) = text.split_once('=')?;
        let plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
        let named = !name.is_empty() && name.chars().all(plain);
        named.then(|| (name.to_owned(), value.trim_matches(['"', '\'']).to_owned()))
    };
    let before = &command.words[..command.words.len() - words.len()];
    let own = site.script.environment.iter().map(|(name, value, _)| (name.clone(), value.clone()));
    let set = before.iter().chain(&command.assignments).filter_map(|word| pair(&word.text));
    let environment: Vec<(String, String)> = own.chain(set).collect();
    let expanded = expand(site.script, site.parsed, site.pipeline, words);
    let of_stem = (!stem.is_empty()).then(|| (STEM.to_owned(), stem.to_owned()));
    let way = |way: &Vec<String>| Handed {
        environment: environment.clone(),
        words: way.iter().filter_map(|word| pair(word)).chain(of_stem.clone()).collect(),
    };
    expanded.ways.iter().map(way).collect()
}

/// The script that a command runs, as far as its path is known.
pub fn file_of(command: &Command) -> Option<String> {
    let words = core(command);
    let first = words.first()?;
    let named = match base(&first.text).as_str() {
        "bash" | "sh" | "dash" | "zsh" | "ksh" | "source" | "." => {
            let option = |text: &str| text.starts_with(['-', '+']);
            if words.iter().skip(1).any(|word| option(&word.text) && word.text.ends_with('c')) {
                return None;
            }
            words.iter().skip(1).find(|word| !option(&word.text))?
        }
        _ if first.text.contains('/') => first,
        _ => return None,
    };
    let known = |part: &&str| {
        !matches!(*part, "." | ".." | "") && !part.contains(['$', '(', ')', '{', '}', '`'])
    };
    let mut parts: Vec<&str> = named.text.split('/').rev().take_while(known).collect();
    parts.reverse();
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Whether a file may be the one that is called so.
pub fn is_named(name: &str, path: &str) -> bool {
    name == path || name.strip_suffix(path).is_some_and(|before| before.ends_with('/'))
}

/// Without recipes of other folders' Makefiles, where the folder of make is known and has some.
fn in_its_folder(called: Made, scripts: &[Script], site: &Site) -> Made {
    let words: Vec<&str> = core(site.command()).iter().map(|word| word.text.as_str()).collect();
    let behind =
        |names: [&str; 2]| words.windows(2).find(|it| names.contains(&it[0])).map(|it| it[1]);
    let joined = words.iter().find_map(|word| word.strip_prefix("--directory="));
    let folders = match behind(["-C", "--directory"]).or(joined) {
        Some(path) => all_joined(&site.folders(), &site.script.written(path)),
        None => site.folders(),
    };
    let Some(folders) = folders else { return called };
    let here = |(index, _): &&(usize, String)| {
        scripts[*index].folders.iter().flatten().any(|folder| folders.contains(folder))
    };
    // Where a Makefile has another name or includes others, theirs may be meant.
    let open = |(index, _): &&(usize, String)| scripts[*index].folders.is_none();
    match called.iter().any(|it| here(&it)) {
        true => called.iter().filter(|it| here(it) || open(it)).cloned().collect(),
        false => called,
    }
}

/// Of the pattern (`test-%`) that fits a target with the shortest stem.
fn fitting<'a, Name: AsRef<str>, Found>(
    rules: &'a BTreeMap<Name, Found>,
    target: &str,
) -> Option<(String, &'a Found)> {
    let stem = |pattern: &str| {
        let (before, after) = pattern.split_once('%')?;
        let stem = target.strip_prefix(before)?.strip_suffix(after)?;
        (!stem.is_empty()).then(|| stem.to_owned())
    };
    let all = rules.iter().filter_map(|(name, made)| Some((stem(name.as_ref())?, made)));
    all.min_by_key(|(stem, _)| stem.len())
}

/// By target, those of what it needs first as well.
fn recipes(build: &Build) -> BTreeMap<String, Made> {
    let mut own: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (index, script) in build.scripts.iter().enumerate() {
        if let Origin::Recipe(targets) = &script.origin {
            for target in targets {
                own.entry(target).or_default().insert(index);
            }
        }
    }
    let mut needs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (targets, needed) in build.rules.iter().flat_map(|(_, rules)| rules) {
        for target in targets {
            needs.entry(target).or_default().extend(needed.iter().map(String::as_str));
        }
    }
    let mut all = BTreeMap::new();
    // As many targets as a Makefile could have by hand; what is beyond is not followed.
    for target in needs.keys().take(2_000) {
        let (mut seen, mut open) = (BTreeSet::from([*target]), vec![*target]);
        let mut found = BTreeSet::new();
        while let Some(here) = open.pop().filter(|_| seen.len() < 500) {
            let named = own.get(here).map(|scripts| (String::new(), scripts));
            if let Some((stem, scripts)) = named.or_else(|| fitting(&own, here)) {
                found.extend(scripts.iter().map(|index| (*index, stem.clone())));
            }
            for need in needs.get(here).into_iter().flatten() {
                if seen.insert(need) {
                    open.push(need);
                }
            }
        }
        all.insert((*target).to_owned(), found);
    }
    all
}

/// Where running begins: in workflows that something starts, or everywhere if there is none.
fn roots(build: &Build) -> Vec<bool> {
    let of_workflow = |script: &Script| matches!(script.origin, Origin::Workflow { .. });
    if !build.scripts.iter().any(of_workflow) {
        // Where another service starts them, those that it names.
        let named = |script: &Script| build.others.iter().any(|text| names(&text.text, script));
        let all = build.others.is_empty();
        return build.scripts.iter().map(|script| all || named(script)).collect();
    }
    let used = |script: &Script| {
        build.uses.iter().filter(|(_, uses)| uses.is_local() && !uses.never).any(|(_, uses)| {
            let path = uses.action.trim_start_matches("./");
            let name = &script.text.name;
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            is_named(name, path) || is_named(folder, path) || path.is_empty() && folder.is_empty()
        })
    };
    let root = |script: &Script| match script.origin {
        _ if script.never => false,
        Origin::Workflow { called: false } => true,
        Origin::Workflow { called: true } | Origin::Action => used(script),
        _ => false,
    };
    build.scripts.iter().map(root).collect()
}

/// Whether a text that is not read as what it is names a script's file, or a target beside make.
fn names(text: &str, script: &Script) -> bool {
    let part = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-' | '.' | '/');
    let has = |line: &str, word: &str| {
        line.split(|sign| !part(sign)).any(|own| is_named(own, word) || own == word)
    };
    match &script.origin {
        Origin::Recipe(targets) => text.lines().filter(|line| line.contains("make")).any(|line| {
            targets.iter().any(|target| has(line, target)) || line.trim_end().ends_with("make")
        }),
        _ => {
            let last = script.text.name.rsplit('/').next().unwrap_or_default();
            text.lines().any(|line| has(line, last))
        }
    }
}

/// Scripts that a local action, or a workflow of this repository, consists of.
pub fn of_action<'a>(build: &'a Build, action: &str) -> Vec<&'a Script> {
    let path = action.trim_start_matches("./").to_owned();
    let within = |script: &&Script| {
        let name = &script.text.name;
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let of_uses = !matches!(script.origin, Origin::File | Origin::Recipe(_));
        of_uses && (is_named(name, &path) || is_named(folder, &path))
    };
    build.scripts.iter().filter(within).collect()
}

/// Whether a command that judges is among them.
pub fn has_check(scripts: &[&Script]) -> bool {
    scripts.iter().any(|script| {
        let mut found = false;
        visit(script, &mut |site| found |= commands::tool(site.command()).is_some());
        found
    })
}
