//! The command line: the same experiments, on native threads.

#[cfg(not(feature = "loom"))]
#[global_allocator]
static ALLOCATOR: contend::cli::allocator::Counted = contend::cli::allocator::Counted;

#[cfg(not(feature = "loom"))]
fn main() -> std::process::ExitCode {
    let (commit, dirty) = contend_commit::commit!();
    contend::cli::main(contend::cli::Sources { commit, dirty })
}

/// Cargo builds the program beside the models; there is nothing for it to do.
#[cfg(feature = "loom")]
fn main() {}
