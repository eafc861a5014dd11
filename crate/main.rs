//! The command line: the same experiments, on native threads.

fn main() -> std::process::ExitCode {
    contend::cli::main()
}
