//! The strategies there are. Adding one is a file beside this one and a line in the list below.

use super::*;

macro_rules! registry {
    (
        core { $($core:ty),* $(,)? }
        full { $($(#[$attribute:meta])* $full:ty),* $(,)? }
    ) => {
        /// Every strategy's row, in the order in which they are offered.
        pub static ROWS: &[Row] = &[
            $(lean(<$core as Strategy>::ROW),)*
            $(#[cfg(feature = "full")] $(#[$attribute])* lean(<$full as Strategy>::ROW),)*
        ];

        /// The first so many rows are in every build.
        const CORE: usize = [$(<$core as Strategy>::ROW.id),*].len();

        /// Builds the map that the spec names, without its decorators, and hands it to the visitor.
        pub(super) fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
            $(
                if spec.row.id == <$core as Strategy>::ROW.id {
                    return <$core as Strategy>::build(spec, visitor);
                }
            )*
            $(
                #[cfg(feature = "full")]
                $(#[$attribute])*
                if spec.row.id == <$full as Strategy>::ROW.id {
                    return <$full as Strategy>::build(spec, visitor);
                }
            )*
            unreachable!("a spec's row comes from this registry")
        }
    };
}

registry! {
    // What the page's first module holds: the landing experiment's maps.
    core {
        null::Null,
        mutex::Mutex,
        rwlock::RwLock,
        sharded::Sharded,
        channel::Channel,
        dashmap::Dash,
    }
    full {
        sync_map::SyncMap,
        hash_trie::HashTrie,
        key_lock::KeyLock,
        lock_pool::LockPool,
        cow::Cow,
        left_right::LeftRight,
        papaya::Papaya,
        scc::Scc,
        flurry::Flurry,
        skiplist::SkipList,
        #[cfg(feature = "selftest")]
        delayed::Delay,
        #[cfg(feature = "selftest")]
        injected::LostUpdate,
        #[cfg(feature = "selftest")]
        injected::StaleRead,
        #[cfg(feature = "selftest")]
        injected::ForeignValue,
        #[cfg(feature = "selftest")]
        injected::VanishedKey,
        #[cfg(feature = "selftest")]
        injected::SwappedKey,
        #[cfg(feature = "selftest")]
        injected::DoubleWinner,
        #[cfg(feature = "selftest")]
        injected::WrongLength,
        #[cfg(feature = "selftest")]
        injected::TornWalk,
        #[cfg(feature = "selftest")]
        injected::OutOfOrder,
        #[cfg(feature = "selftest")]
        injected::MiscountedClear,
        #[cfg(feature = "selftest")]
        injected::MiscountedPanic,
        #[cfg(feature = "selftest")]
        injected::HeldLock,
        #[cfg(feature = "selftest")]
        injected::Trap,
        #[cfg(feature = "selftest")]
        injected_owner::DyingOwner,
        #[cfg(feature = "selftest")]
        injected_owner::MuteOwner,
        #[cfg(feature = "selftest")]
        injected_refusal::RefusedWrite,
        #[cfg(feature = "selftest")]
        injected_refusal::EndlessWait,
    }
}

/// On wasm without what only the metadata tells, as words are.
const fn lean(row: Row) -> Row {
    if !cfg!(target_arch = "wasm32") {
        return row;
    }
    let param = match row.param {
        Some(param) => Some(Param { choices: &[], ..param }),
        None => None,
    };
    Row { source: Source { title: "", url: None }, param, ..row }
}

/// The ids that the page's first module knows.
pub fn core_ids() -> impl Iterator<Item = &'static str> {
    ROWS[..CORE].iter().map(|row| row.id)
}

/// The row of that id.
pub fn find(id: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.id == id)
}
