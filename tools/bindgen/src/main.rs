//! `contend-bindgen MODULE.wasm FOLDER [--names]`: makes an importable package of the compiled module.
//!
//! The generator is linked in as a library rather than run as a separately installed program, so the
//! lock file alone decides that it speaks the same protocol as the `wasm-bindgen` inside the module.
//! Files whose content did not change are left alone, so that later build steps can be skipped.
//!
//! Function names are a seventh of what the page would download, so they stay only when asked for;
//! panics carry their own place in the source either way.

mod mirror;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

/// Thread workers import the package by its folder (`../../..` as seen from `snippets/`), which only
/// resolves with this file beside the glue. The helper acts by being imported: it has side effects.
const PACKAGE_JSON: &str = r#"{
  "name": "contend-wasm",
  "type": "module",
  "main": "contend.js",
  "module": "contend.js",
  "types": "contend.d.ts",
  "sideEffects": ["./snippets/*"]
}
"#;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let (module, folder, names) = match arguments.as_slice() {
        [module, folder] => (module, folder, false),
        [module, folder, flag] if flag == Path::new("--names") => (module, folder, true),
        _ => bail!("usage: contend-bindgen MODULE.wasm FOLDER [--names]"),
    };
    let fresh = generate(module, folder, names)?;
    let changed = mirror::mirror(&fresh, folder)
        .with_context(|| format!("cannot write the package to {}", folder.display()))?;
    fs::remove_dir_all(&fresh)?;
    println!("{}: {changed} files changed", folder.display());
    Ok(())
}

/// Generates the whole package into a new folder beside the final one.
fn generate(module: &Path, folder: &Path, names: bool) -> Result<PathBuf> {
    let fresh = folder.with_extension("new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)
            .with_context(|| format!("cannot clear the left-over {}", fresh.display()))?;
    }
    Bindgen::new()
        .input_path(module)
        .out_name("contend")
        .web(true)?
        .typescript(true)
        .remove_name_section(!names)
        .remove_producers_section(true)
        .generate(&fresh)
        .with_context(|| {
            format!(
                "cannot generate bindings for {}; was it built with this workspace's wasm-bindgen?",
                module.display()
            )
        })?;
    fs::write(fresh.join("package.json"), PACKAGE_JSON)?;
    Ok(fresh)
}
