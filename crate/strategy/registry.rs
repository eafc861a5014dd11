//! The strategies there are. Adding one is a file beside this one and a line in the list below.

use super::*;

macro_rules! registry {
    ($($(#[$attribute:meta])* $strategy:ty),* $(,)?) => {
        /// Every strategy's row, in the order in which they are offered.
        pub static ROWS: &[Row] = &[$($(#[$attribute])* <$strategy as Strategy>::ROW),*];

        /// Builds the map that the spec names and hands it to the visitor.
        pub fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
            $(
                $(#[$attribute])*
                if spec.row.id == <$strategy as Strategy>::ROW.id {
                    return <$strategy as Strategy>::build(spec, visitor);
                }
            )*
            unreachable!("a spec's row comes from this registry")
        }
    };
}

registry! {
    null::Null,
    mutex::Mutex,
    rwlock::RwLock,
    sharded::Sharded,
    channel::Channel,
    dashmap::Dash,
    #[cfg(feature = "selftest")]
    planted::LostUpdate,
    #[cfg(feature = "selftest")]
    planted::StaleRead,
    #[cfg(feature = "selftest")]
    planted::VanishedKey,
    #[cfg(feature = "selftest")]
    planted::Trap,
}

/// The row of that id.
pub fn find(id: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.id == id)
}
