//! Calls of packages that are not in sight: what their names say of locks.
//!
//! `Lock` is a lock, whatever it is of. What may lock or wait, going by its name, or may hold a lock while it calls
//! what it is passed, makes what follows unsure; all else is taken to do neither.

use super::*;
use crate::program::is_modelled;

impl<'p> Walk<'p> {
    /// `locks.Lock()` of a package that is not in sight. Whether it was that.
    pub(super) fn locks_package(
        &mut self,
        name: &Name,
        short: &str,
        arguments: &[Value<'p>],
        state: &mut State,
    ) -> bool {
        let mode = match short {
            "Lock" | "Unlock" => Mode::Write,
            "RLock" | "RUnlock" => Mode::Read,
            _ => return false,
        };
        let path = name.rsplit_once('.').map_or("", |(path, _)| path);
        let shown = format!("{}.Lock", path.rsplit('/').next().unwrap_or(path));
        let spot = self.external(path, &shown).spot.filter(|_| arguments.is_empty());
        let Some(spot) = spot else { return false };
        match short {
            "Lock" | "RLock" => state.lock(Held::of(spot, mode)),
            _ => state.unlock(&spot, mode),
        }
        true
    }
}

/// `path` of `path.Type.Method` and of `path.Function`.
fn package_of(name: &str) -> Option<&str> {
    let at = name.rfind('/').map_or(0, |at| at + 1);
    name[at..].split_once('.').map(|(package, _)| &name[..at + package.len()])
}

/// Of a package that is neither in sight nor known.
pub(super) fn is_unmodelled(name: &str) -> bool {
    package_of(name).is_some_and(|package| !package.is_empty() && !is_modelled(package))
}

/// Nor part of Go's own library, whose functions lock nothing that is their caller's.
pub(super) fn is_foreign(name: &str) -> bool {
    is_unmodelled(name)
        && name
            .split('/')
            .next()
            .is_some_and(|first| first.len() < name.len() && first.contains('.'))
}

/// Whether what is called so, and not in sight, may take a lock or wait.
pub(super) fn may_order(short: &str) -> bool {
    const WORDS: [&str; 9] = [
        "lock",
        "rlock",
        "trylock",
        "acquire",
        "tryacquire",
        "wait",
        "enter",
        "exclusive",
        "synchron",
    ];
    let name = short.to_lowercase();
    WORDS.iter().any(|word| name.starts_with(word))
        || name.starts_with("with") && name.contains("lock")
}

pub(super) fn is_literal(value: &Value) -> bool {
    value.callee.as_ref().is_some_and(|callee| matches!(**callee, Callee::Literal(..)))
}
