//! What several maps are made of.

pub mod locked;
pub mod offer;
#[cfg(feature = "full")]
pub mod reclaim;
pub mod rw_mutex;
pub mod sections;
pub mod spread;
pub mod table;
