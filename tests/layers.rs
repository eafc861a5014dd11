//! The layers of the crate: a module imports only from those below its own.
//!
//! [`LAYERS`] is the one table of them. What a file imports is read from its tokens, so comments and
//! texts count for nothing, while paths within code, macros and tests do; a file that cannot be read
//! so, or that lies in no layer, fails. It costs a tenth of a second.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::fs;
use std::path::{Path, PathBuf};

/// From the lowest up. Modules of one layer know nothing of each other. A row may name what is yet to
/// come.
const LAYERS: &[(&[&str], &str)] = &[
    (&["base"], "what knows nothing of maps"),
    (&["strategy"], "the traits, the registry, one file for each map"),
    (&["workload"], "what clients do, and with which keys and values"),
    (&["ledger"], "what operations did, the final scan, the verdict"),
    (&["model"], "Go's map as a machine"),
    (&["link"], "the codec and its tables of keys"),
    (&["experiment"], "what a link means"),
    (&["stats"], "from trials to figures"),
    (&["engine"], "runs an experiment"),
    (&["verify"], "conformance and linearizability"),
    (&["incident"], "a service's incident, simulated"),
    (&["race", "guard"], "live runs on threads"),
    (&["scan", "advise"], "what sources and needs say, without a run"),
    (&["report"], "results, and what is made of them"),
    (&["check"], "a repository against its checklist"),
    (&["cli", "wasm"], "who asks"),
    (&["author"], "a map of another crate"),
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|(modules, _)| modules.contains(&module))
}

/// The layer as the printed list has it.
fn named(layer: usize) -> String {
    format!("{} ({})", layer + 1, LAYERS[layer].0.join(", "))
}

/// A module of the crate that a file names.
#[derive(Debug, PartialEq)]
struct Import {
    line: usize,
    module: String,
}

/// The modules that the source of `module`, a path from the crate's root, names outside its own. An
/// asterisk stands for all of them.
fn imports(source: &str, module: &[String]) -> Vec<Import> {
    let mut found = Vec::new();
    let tokens: TokenStream = source.parse().expect("a file that compiles");
    walk(tokens, module, &mut found);
    found
}

fn walk(tokens: TokenStream, module: &[String], found: &mut Vec<Import>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut place = 0;
    while let Some(token) = tokens.get(place) {
        match (token, &tokens[place + 1..]) {
            (TokenTree::Ident(word), [TokenTree::Ident(name), TokenTree::Group(body), ..])
                if word == "mod" && body.delimiter() == Delimiter::Brace =>
            {
                let inner: Vec<String> = module.iter().cloned().chain([name.to_string()]).collect();
                walk(body.stream(), &inner, found);
                place += 3;
                continue;
            }
            (TokenTree::Ident(word), _) if word == "crate" || word == "super" => {
                place += begin(&tokens[place..], module, found);
                continue;
            }
            (TokenTree::Group(group), _) => walk(group.stream(), module, found),
            _ => {}
        }
        place += 1;
    }
}

/// Follows `crate::` or `super::super::` to where it leads; returns how many tokens that took.
fn begin(tokens: &[TokenTree], module: &[String], found: &mut Vec<Import>) -> usize {
    let mut above = module.len();
    let mut place = 0;
    while let Some(TokenTree::Ident(word)) = tokens.get(place) {
        above = match word.to_string().as_str() {
            "crate" => 0,
            "super" => above.saturating_sub(1),
            _ => break,
        };
        if !is_double_colon(&tokens[place + 1..]) {
            // `pub(crate)` and the like name nothing.
            return place + 1;
        }
        place += 3;
    }
    if above == 0 {
        heads(&tokens[place..], found);
    }
    place
}

fn is_double_colon(tokens: &[TokenTree]) -> bool {
    let colon =
        |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ':');
    matches!(tokens, [first, second, ..] if colon(first) && colon(second))
}

/// The first word of a path, or of each path between braces.
fn heads(tokens: &[TokenTree], found: &mut Vec<Import>) {
    let mut note = |token: &TokenTree| {
        found.push(Import { line: token.span().start().line, module: token.to_string() });
    };
    match tokens.first() {
        Some(TokenTree::Group(group)) => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let is_comma = |token: &TokenTree| token.to_string() == ",";
            inner.split(is_comma).filter_map(<[TokenTree]>::first).for_each(note);
        }
        Some(token) => note(token),
        None => {}
    }
}

/// What is wrong with a file's imports, a line each.
fn upward(file: &str, source: &str) -> Vec<String> {
    let path = file.trim_start_matches("crate/").trim_end_matches(".rs").trim_end_matches("/mod");
    let module: Vec<String> = path.split('/').map(str::to_owned).collect();
    let own = &module[0];
    let Some(from) = layer(own) else { return vec![format!("{file}: {own} is in no layer")] };
    let wrong = |Import { line, module }: Import| {
        Some(match layer(&module) {
            _ if module == *own => return None,
            Some(to) if to < from => return None,
            Some(to) => {
                let (from, to) = (named(from), named(to));
                format!("{file}:{line}: {own}, of layer {from}, imports {module}, of layer {to}")
            }
            None => format!("{file}:{line}: {module} is in no layer"),
        })
    };
    imports(source, &module).into_iter().filter_map(wrong).collect()
}

/// All sources below a folder, by their path from the repository's root.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the crate") {
            let path: PathBuf = entry.expect("an entry").path();
            if path.is_dir() {
                // But for packages of their own, which cannot name what is here.
                folders.extend((!path.join("Cargo.toml").exists()).then_some(path));
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).expect("a source");
                let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("below the root");
                found.push((name.to_str().expect("plain names").replace('\\', "/"), source));
            }
        }
    }
    found.sort();
    found
}

/// The sources with a layer: the crate's two roots stand above all.
fn layered() -> Vec<(String, String)> {
    let mut all = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("crate"));
    all.retain(|(file, _)| !matches!(file.as_str(), "crate/lib.rs" | "crate/main.rs"));
    all
}

#[test]
fn no_import_points_upwards() {
    for (number, (modules, what)) in (1..).zip(LAYERS) {
        println!("{number:2} {:30} {what}", modules.join(", "));
    }
    let all = layered();
    assert!(all.len() > 100, "only {} sources were found", all.len());
    let wrong: Vec<String> = all.iter().flat_map(|(file, source)| upward(file, source)).collect();
    assert!(wrong.is_empty(), "{} imports:\n{}", wrong.len(), wrong.join("\n"));
}

/// Each way to name a module above, put where it does not belong, is seen at its line.
#[test]
fn an_injected_import_is_named() {
    let file = "crate/engine/pool.rs";
    let (_, source) = layered().into_iter().find(|(name, _)| name == file).expect("the file");
    assert_eq!(upward(file, &source), Vec::<String>::new());
    let line = source.lines().count() + 1;
    for injected in [
        "use crate::cli::run;",
        "use crate::{base, cli::{run, scale}};",
        "use super::super::cli;",
        "pub(in crate::engine) use crate::cli::*;",
        "fn f() { super::super::cli::main() }",
        "fn f() { println!(\"{}\", crate::cli::main()) }",
        "macro_rules! f { () => { $crate::cli::main() } }",
        "mod tests { use super::super::super::cli; }",
    ] {
        let wrong = upward(file, &format!("{}\n{injected}\n", source.trim_end()));
        let named = format!("{file}:{line}: engine, of layer 9 (engine), imports cli, of layer 16");
        assert!(wrong.len() == 1 && wrong[0].starts_with(&named), "{injected}: {wrong:?}");
    }
    for harmless in [
        "// crate::cli",
        "/// [`crate::cli`]\nconst A: u8 = 0;",
        "const A: &str = \"crate::cli\";",
        "pub(crate) use super::pool;",
        "mod tests { use super::super::pool; }",
        "use crate::{strategy, workload::{mix, stream}};",
    ] {
        assert_eq!(upward(file, harmless), Vec::<String>::new(), "{harmless}");
    }
}

#[test]
fn what_lies_in_no_layer_is_named() {
    assert_eq!(upward("crate/attic/mod.rs", ""), ["crate/attic/mod.rs: attic is in no layer"]);
    let wrong = upward("crate/engine/pool.rs", "use crate::attic::x;\nuse crate::*;");
    assert_eq!(
        wrong,
        [
            "crate/engine/pool.rs:1: attic is in no layer",
            "crate/engine/pool.rs:2: * is in no layer"
        ]
    );
}
