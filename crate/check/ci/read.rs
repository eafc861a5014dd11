//! What the build runs and uses: workflows, actions, Makefiles and shell scripts, and the scripts that they call.

use super::calls::{file_of, is_named};
use super::commands::{core, targets};
use super::folder::joined;
use super::make::{self, Given, Variables};
use super::script::{Origin, Script, Shell};
use super::visit;
use super::workflow::{self, Uses};
use crate::Refused;
use crate::checks::CI_FILES;
use crate::config::Config;
use crate::files::{self, Files};
use crate::finding::Tally;
use crate::source::{MAX_BYTES, Text};
use crate::yaml;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Targets, and what they need first.
type Rules = Vec<(Vec<String>, Vec<String>)>;

/// By file.
#[derive(Default)]
pub struct Build {
    pub scripts: Vec<Script>,
    pub uses: Vec<(Rc<Text>, Uses)>,
    /// Of each Makefile, by its name: targets and what they need first.
    pub rules: Vec<(String, Rules)>,
    /// Of the environment: name, value and where.
    pub variables: Vec<(String, String, Rc<Text>, usize)>,
    /// Names of what was read.
    pub files: Vec<String>,
    /// Scripts that could not be.
    pub unread: Vec<String>,
    /// What other services read, whose commands are not followed.
    pub others: Vec<Rc<Text>>,
}

/// Scripts that are read because others call them.
const MAX_CALLED: usize = 500;

pub fn read(files: &Files, config: &Config, tally: &mut Tally) -> Result<Build, Refused> {
    let usual =
        |name: &str| files::is_workflow(name) || files::is_makefile(name) || files::is_script(name);
    let mut build = Build::default();
    let mut makefiles: Vec<Rc<Text>> = Vec::new();
    let names = files.chosen(config.workflows.as_ref(), usual)?;
    let mut known: BTreeSet<String> = names.iter().cloned().collect();
    for name in names {
        let text = match files.read(&name, MAX_BYTES) {
            Err(refused) if config.workflows.is_none() => {
                match files::is_script(&name) {
                    // An archive that unpacks itself, for one.
                    true => {
                        build.unread.push(files.shown(&name));
                        tally.unread(&CI_FILES, refused.to_string());
                    }
                    false => tally.unreadable(&CI_FILES, &files.shown(&name), &refused),
                }
                continue;
            }
            read => Rc::new(read?),
        };
        if files::is_makefile(&name) {
            makefiles.push(text);
        } else {
            file(&text, &name, &mut build, tally)?;
            // GitHub runs those of the root alone.
            let nested = files::is_workflow(&name)
                && !files::is_action(&name)
                && !name.starts_with(".github/")
                && config.workflows.is_none();
            for script in build.scripts.iter_mut().filter(|it| nested && it.text.name == text.name)
            {
                if script.origin == (Origin::Workflow { called: false }) {
                    script.origin = Origin::Workflow { called: true };
                }
            }
        }
    }
    for name in files.names.iter().filter(|name| files::is_other_ci(name)) {
        if let Ok(text) = files.read(name, MAX_BYTES) {
            tally.heed(&text);
            build.others.push(Rc::new(text));
        }
    }
    self::makefiles(files, makefiles, &mut known, &mut build, tally);
    called(files, &mut known, &mut build, tally);
    locals(files, &build, tally);
    place(files, &mut build);
    Ok(build)
}

fn file(text: &Rc<Text>, name: &str, build: &mut Build, tally: &mut Tally) -> Result<(), Refused> {
    let first = text.line(1);
    let is_yaml = files::is_yaml(name);
    if !is_yaml && !files::is_script(name) && !first.starts_with("#!") {
        tally.looked(&CI_FILES, &text.name);
        let message = "the file is neither a workflow, a Makefile nor a shell script";
        let remedy = "Leave it out of `workflows` in contend.toml: what is in it is not read";
        tally.found(&CI_FILES, (text, 0), message, remedy);
        return Ok(());
    }
    tally.looked(&CI_FILES, &text.name);
    tally.heed(text);
    build.files.push(text.name.clone());
    match is_yaml {
        true => workflow_file(text, build, tally),
        false => {
            build.scripts.push(shell_script(text.clone()));
            Ok(())
        }
    }
}

fn shell_script(text: Rc<Text>) -> Script {
    let first = text.line(1);
    let program = first.strip_prefix("#!");
    let mut script = Script::file(text.clone(), program.map_or(Shell::default(), Shell::of));
    if program.is_some_and(|program| !program.contains("sh")) {
        script.foreign = Some("a language that is not known here");
    }
    script
}

fn workflow_file(text: &Rc<Text>, build: &mut Build, tally: &mut Tally) -> Result<(), Refused> {
    let remedy = "Correct it: GitHub does not run it as it is";
    let documents = match yaml::documents(text)? {
        Ok(documents) => documents,
        Err(wrong) => {
            tally.found(&CI_FILES, (text, wrong.at), format!("not YAML: {}", wrong.why), remedy);
            return Ok(());
        }
    };
    if documents.is_empty() {
        tally.found(&CI_FILES, (text, 0), "the file is empty", remedy);
    }
    for root in &documents {
        let workflow = workflow::read(text, root, tally);
        build.scripts.extend(workflow.scripts);
        build.uses.extend(workflow.uses.into_iter().map(|uses| (text.clone(), uses)));
        let variables = workflow.variables.into_iter();
        build.variables.extend(variables.map(|(name, value, at)| (name, value, text.clone(), at)));
    }
    Ok(())
}

/// Variables of the `*.mk` files that a Makefile includes are there in it; of all, where it computes which these are.
fn makefiles(
    files: &Files,
    mut open: Vec<Rc<Text>>,
    known: &mut BTreeSet<String>,
    build: &mut Build,
    tally: &mut Tally,
) {
    let given = given(&build.scripts, &open);
    let parts: Vec<Part> = open
        .iter()
        .filter(|text| text.name.ends_with(".mk"))
        .map(|text| Part {
            text: text.clone(),
            variables: make::variables(text, &given),
            includes: make::includes(&text.text),
        })
        .collect();
    while let Some(text) = open.pop() {
        tally.looked(&CI_FILES, &text.name);
        tally.heed(&text);
        build.files.push(text.name.clone());
        let mut shared = Variables::with(given.clone());
        for part in included(&text, &parts).into_iter().filter(|part| part.text.name != text.name) {
            shared.add(&part.variables, &part.text);
        }
        let makefile = make::read(&text, &shared);
        build.variables.extend(makefile.exported);
        for name in &makefile.includes {
            let here = files.names.iter().find(|own| is_named(own, name.trim_start_matches("./")));
            if let Some(own) = here
                && known.insert(own.clone())
                && let Ok(included) = files.read(own, MAX_BYTES)
            {
                open.push(Rc::new(included));
            }
        }
        build.scripts.extend(makefile.scripts);
        build.rules.push((text.name.clone(), makefile.rules));
    }
    build.files.sort();
}

/// A file that Makefiles include.
struct Part {
    text: Rc<Text>,
    variables: Variables,
    includes: Option<Vec<String>>,
}

/// Those that a Makefile includes, by itself or by each other. A part is read with all others beside it, since it is not
/// known who includes it.
fn included<'a>(text: &Text, parts: &'a [Part]) -> Vec<&'a Part> {
    if text.name.ends_with(".mk") {
        return parts.iter().collect();
    }
    let mut open = vec![make::includes(&text.text)];
    let mut taken = vec![false; parts.len()];
    while let Some(names) = open.pop() {
        for (index, part) in parts.iter().enumerate() {
            let named = names.as_ref().is_none_or(|names| {
                names.iter().any(|name| {
                    let name = name.trim_start_matches("./").trim_start_matches("../");
                    is_named(&part.text.name, name)
                })
            });
            if named && !std::mem::replace(&mut taken[index], true) {
                open.push(part.includes.clone());
            }
        }
    }
    parts.iter().zip(taken).filter(|(_, taken)| *taken).map(|(part, _)| part).collect()
}

/// What calls of make, and the environment of these, set that may be flags.
fn given(scripts: &[Script], makefiles: &[Rc<Text>]) -> Given {
    let mut given = Given::default();
    let flags = |text: &str| -> Option<String> {
        let (name, value) = text.split_once('=')?;
        let value = value.trim_start_matches(['"', '\'']);
        let plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
        let like = value.is_empty() || value.starts_with(['-', '$']);
        (like && !name.is_empty() && name.chars().all(plain)).then(|| name.to_owned())
    };
    for script in scripts {
        visit(script, &mut |site| {
            let command = site.command();
            if targets(command).is_none() {
                return;
            }
            let before = &command.words[..command.words.len() - core(command).len()];
            let of = |words: &[crate::shell::Word]| -> Vec<String> {
                words.iter().filter_map(|word| flags(&word.text)).collect()
            };
            given.by_call.extend(of(core(command)));
            given.by_environment.extend(of(before));
            given.by_environment.extend(of(&command.assignments));
            let environment = script.environment.iter();
            let environment =
                environment.filter_map(|(name, value, _)| flags(&format!("{name}={value}")));
            given.by_environment.extend(environment);
        });
    }
    let recipes = makefiles.iter().flat_map(|text| text.text.lines());
    let calls = recipes.filter(|line| line.contains("$(MAKE)") || line.contains("${MAKE}"));
    given.by_call.extend(calls.flat_map(str::split_whitespace).filter_map(flags));
    given
}

/// Where recipes and scripts begin: make in the folder of its file, a script where all that call it stand.
fn place(files: &Files, build: &mut Build) {
    let above = files.shown("");
    for script in &mut build.scripts {
        let name = script.text.name.strip_prefix(&above).unwrap_or(&script.text.name);
        let (folder, last) = name.rsplit_once('/').unwrap_or(("", name));
        if matches!(script.origin, Origin::Recipe(_)) && !last.ends_with(".mk") {
            script.folders = Some(vec![folder.to_owned()]);
        }
    }
    // As deep as scripts call each other by hand.
    for _ in 0..3 {
        let mut calls = Vec::new();
        for script in &build.scripts {
            visit(script, &mut |site| {
                if let Some(path) = file_of(site.command()) {
                    calls.push((path, site.folders()));
                }
            });
        }
        // Of a path that leads to a file from there, no other file of that name is meant.
        let is_there = |path: &String| files.names.binary_search(path).is_ok();
        let leads = |path: &str, folder: &str| joined(folder, path).filter(is_there);
        for script in build.scripts.iter_mut().filter(|script| script.origin == Origin::File) {
            let name = script.text.name.strip_prefix(&above).unwrap_or(&script.text.name);
            let mut all = Some(Vec::new());
            for (path, folders) in calls.iter().filter(|(path, _)| is_named(name, path)) {
                let Some(folders) = folders else {
                    all = None;
                    break;
                };
                let mine = folders.iter().filter(|it| leads(path, it).is_none_or(|it| it == name));
                all.iter_mut().for_each(|all| all.extend(mine.clone().cloned()));
            }
            script.folders = all.filter(|all| !all.is_empty());
        }
    }
}

/// Scripts by whatever name, as far as they are called by it.
fn called(files: &Files, known: &mut BTreeSet<String>, build: &mut Build, tally: &mut Tally) {
    let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let (mut from, mut count) = (0, 0);
    while from < build.scripts.len() {
        let mut paths: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for script in &build.scripts[from..] {
            visit(script, &mut |site| {
                if let Some(path) = file_of(site.command()) {
                    paths.entry(last(&path)).or_default().insert(path);
                }
            });
        }
        from = build.scripts.len();
        for name in &files.names {
            let Some(paths) = paths.get(&last(name)) else { continue };
            let named = paths.iter().any(|path| is_named(name, path));
            if !named || files::is_go(name) || count == MAX_CALLED || !known.insert(name.clone()) {
                continue;
            }
            let Ok(text) = files.read(name, MAX_BYTES) else { continue };
            let first = text.line(1);
            if files::is_script(name) || first.starts_with("#!") && first.contains("sh") {
                count += 1;
                tally.looked(&CI_FILES, &text.name);
                tally.heed(&text);
                build.files.push(text.name.clone());
                build.scripts.push(shell_script(Rc::new(text)));
            }
        }
    }
}

/// Actions and workflows of this repository that are used are to be there.
fn locals(files: &Files, build: &Build, tally: &mut Tally) {
    for (text, uses) in build.uses.iter().filter(|(_, uses)| uses.is_local()) {
        let path = uses.action.trim_start_matches("./");
        let is_there = files.names.iter().any(|name| {
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            is_named(name, path)
                || files::is_action(name) && (is_named(folder, path) || path == folder)
        });
        if is_there {
            continue;
        }
        let at = (&**text, uses.at);
        if files::is_yaml(path) {
            let message = format!("{} is not in the repository", uses.action);
            tally.found(
                &CI_FILES,
                at,
                message,
                "Correct the path: GitHub does not run it as it is",
            );
        } else {
            let place = text.place(uses.at).line;
            tally.unread(
                &CI_FILES,
                format!("{}:{place}: {} is not in the repository", text.name, uses.action),
            );
        }
    }
}
