//! Functions' bodies, read again from the source when a walk comes to them.
//!
//! The trees of a large program take thirty times the room of its text, and most functions have nothing to do
//! with maps. So bodies are kept for a while and then all dropped together: reading one again costs far less
//! than walking it.

use super::parse;
use super::program::{FunctionId, Program};
use super::tree::Stmt;
use std::cell::{Cell, OnceCell};

/// Bytes of source whose trees are kept at once.
const ROOM: usize = 2 << 20;

pub struct Bodies<'p> {
    program: &'p Program,
    read: Vec<OnceCell<Vec<Stmt>>>,
    bytes: Cell<usize>,
}

impl<'p> Bodies<'p> {
    pub fn new(program: &'p Program) -> Self {
        let read = (0..program.functions.len()).map(|_| OnceCell::new()).collect();
        Self { program, read, bytes: Cell::new(0) }
    }

    /// None if it has none.
    pub fn of(&self, id: FunctionId) -> Option<&[Stmt]> {
        let info = &self.program.functions[id];
        let source = info.decl.source?;
        let read = || {
            self.bytes.set(self.bytes.get() + (source.end - source.start) as usize);
            parse::body(&self.program.files[info.file].text, source).unwrap_or_default()
        };
        Some(self.read[id].get_or_init(read))
    }

    /// Time to begin anew.
    pub fn is_full(&self) -> bool {
        self.bytes.get() > ROOM
    }
}
