//! `cargo bench` compares the map with others; `cargo bench -- result.json` keeps the result as well.

#[path = "../tests/adapter/mod.rs"]
mod adapter;

use adapter::Striped;
use contend::author::{Counted, compare};
use std::error::Error;
use std::{env, fs};

/// With it, what each map asks of the allocator is counted, in a pass of its own.
#[global_allocator]
static ALLOCATOR: Counted = Counted;

fn main() -> Result<(), Box<dyn Error>> {
    let workload = "mix=r90,i5,d5&keys=100000&threads=2&ms=200&rounds=8";
    let others = ["mutex", "sharded:16", "dashmap:16"];
    let comparison = compare::<Striped<false>>(&others, workload)?;
    print!("{comparison}");
    // Cargo itself passes --bench.
    if let Some(file) = env::args().skip(1).find(|argument| !argument.starts_with('-')) {
        fs::write(file, comparison.json())?;
    }
    Ok(())
}
