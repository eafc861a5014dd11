//! The command line: the same experiments, on native threads.

#[global_allocator]
static ALLOCATOR: contend::cli::allocator::Counted = contend::cli::allocator::Counted;

fn main() -> std::process::ExitCode {
    contend::cli::main()
}
