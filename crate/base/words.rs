//! Text a reader sees, in every language the page speaks.
//!
//! Rows of the registry and keys of the link carry their own words, so that adding one needs no
//! change anywhere else.

use serde::Serialize;

/// One text in English and in Chinese.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    pub en: &'static str,
    pub zh: &'static str,
}

impl Words {
    /// A name, which results carry wherever they are made.
    pub const fn name(en: &'static str, zh: &'static str) -> Self {
        Self { en, zh }
    }

    /// A text. On wasm it is left out: the page has them from the metadata that the command line
    /// wrote, and need not download them twice.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        if cfg!(target_arch = "wasm32") { Self { en: "", zh: "" } } else { Self { en, zh } }
    }
}
