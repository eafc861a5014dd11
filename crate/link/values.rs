//! The texts of a link, by key.

use std::ops::Index;

/// Texts by key. A dozen at most, so a list is all it takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(pub(super) Vec<(&'static str, String)>);

impl Values {
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, text)| text.as_str())
    }

    /// Keeps the text that is there already.
    pub(super) fn offer(&mut self, key: &'static str, text: String) {
        if self.get(key).is_none() {
            self.0.push((key, text));
        }
    }

    pub fn set(&mut self, key: &'static str, text: String) {
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = text,
            None => self.0.push((key, text)),
        }
    }

    pub(super) fn take(&mut self, key: &str) -> Option<String> {
        let place = self.0.iter().position(|(known, _)| *known == key)?;
        Some(self.0.swap_remove(place).1)
    }
}

/// The text of a key that every read link has.
impl Index<&str> for Values {
    type Output = str;

    fn index(&self, key: &str) -> &str {
        self.get(key).unwrap_or_default()
    }
}
