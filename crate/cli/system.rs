//! The machine that a run has: its processor, and how much memory there is to be had.
//!
//! What an experiment needs is known beforehand (`engine/memory.rs`). Without the room for it an
//! allocation would fail in the midst of a trial, or the system would end the program without a word.

use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};
use thiserror::Error;

#[derive(Debug, Error, PartialEq)]
#[error(
    "the experiment needs {needs} of memory and only {has} is available ({limit}): lower keys, prefill, value or threads, leave out maps, or free some memory"
)]
pub struct NoRoom {
    needs: String,
    has: String,
    limit: &'static str,
}

/// An error unless there is that much memory.
pub fn require(bytes: u64) -> Result<(), NoRoom> {
    match limits().into_iter().min_by_key(|(room, _)| *room) {
        Some((room, limit)) if room < bytes => {
            let [needs, has] = [bytes, room].map(|bytes| format!("{} MB", bytes.div_ceil(1 << 20)));
            Err(NoRoom { needs, has, limit })
        }
        _ => Ok(()),
    }
}

/// What is left below each limit there is.
fn limits() -> Vec<(u64, &'static str)> {
    let kind = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(kind);
    let mut limits = Vec::new();
    if cfg!(target_os = "linux") {
        limits.push((system.available_memory(), "what other programs leave free"));
    } else {
        // What is available elsewhere leaves out what would be handed over on demand.
        limits.push((system.total_memory(), "the whole machine's"));
    }
    #[cfg(target_os = "linux")]
    {
        // What is cached of files is given up when memory is needed.
        let group = system.cgroup_limits().map(|group| left(group.total_memory, group.rss));
        limits.extend(group.map(|room| (room, "the control group's")));
        limits.extend(own_limits());
    }
    // Nothing is known of a system that reports no figure.
    limits.retain(|(room, _)| *room > 0);
    limits
}

/// Below a limit that is known. At least a byte, because none at all counts as not known.
#[cfg(target_os = "linux")]
fn left(most: u64, used: u64) -> u64 {
    most.saturating_sub(used).max(1)
}

/// Of this process (`ulimit`), less what it has already.
#[cfg(target_os = "linux")]
fn own_limits() -> impl Iterator<Item = (u64, &'static str)> {
    use rustix::process::{Resource, getrlimit};
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let used = move |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
    };
    let limits = [(Resource::As, "VmSize:", "ulimit -v"), (Resource::Data, "VmData:", "ulimit -d")];
    limits.into_iter().filter_map(move |(resource, name, limit)| {
        let most = getrlimit(resource).current?;
        Some((left(most, used(name).unwrap_or(0)), limit))
    })
}

/// The processor's model.
pub fn processor() -> Option<String> {
    let kind = RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing());
    let system = System::new_with_specifics(kind);
    let brand = system.cpus().first()?.brand().trim().to_owned();
    (!brand.is_empty()).then_some(brand)
}

/// What governs the frequency of the cores; several where they differ. Only Linux says so.
pub fn governor() -> Option<String> {
    let cores = std::fs::read_dir("/sys/devices/system/cpu").ok()?;
    let mut names: Vec<String> = cores
        .filter_map(|core| {
            let path = core.ok()?.path().join("cpufreq/scaling_governor");
            Some(std::fs::read_to_string(path).ok()?.trim().to_owned())
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_limit_that_is_reached_leaves_too_little_for_anything_and_is_known() {
        assert_eq!([left(5, 5), left(5, 9), left(9, 5)], [1, 1, 4]);
    }

    #[test]
    fn more_than_there_is_is_refused_with_the_limit_that_forbids_it() {
        assert_eq!(require(1), Ok(()));
        let refused = require(1 << 60).unwrap_err();
        assert_eq!(refused.needs, "1099511627776 MB");
        let said = refused.to_string();
        assert!(said.contains(&refused.has) && said.contains("lower keys"), "{said}");
    }
}
