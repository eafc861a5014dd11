//! A map's memory as it is drawn: the header, and every array of buckets with its chains.

use crate::model::layout::{
    Address, Bucket, Cell, EMPTY_ONE, EMPTY_REST, EVACUATED_EMPTY, EVACUATED_X, EVACUATED_Y,
    HASH_WRITING, ITERATOR, OLD_ITERATOR, SAME_SIZE_GROW, SLOTS, Table,
};
use crate::model::memory::{Memory, Private};
use serde::Serialize;
use std::collections::HashSet;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    pub count: i64,
    pub flags: Flags,
    pub b: u64,
    pub noverflow: u64,
    pub nevacuate: u64,
    /// The first bucket of either array.
    pub buckets: Option<u32>,
    pub old_buckets: Option<u32>,
    pub tables: Vec<TablePicture>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Flags {
    pub writing: bool,
    pub iterator: bool,
    pub old_iterator: bool,
    pub same_size: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct TablePicture {
    pub role: Role,
    pub buckets: Vec<BucketPicture>,
}

/// How an array of buckets stands to the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Current,
    Old,
    /// Allocated by a goroutine that has not linked it yet.
    Fresh,
    /// Linked once, and nowhere any more.
    Garbage,
}

#[derive(Clone, Debug, Serialize)]
pub struct BucketPicture {
    pub id: u32,
    pub index: u64,
    pub chain: Vec<LinkPicture>,
}

/// A bucket of a chain.
#[derive(Clone, Debug, Serialize)]
pub struct LinkPicture {
    pub id: u32,
    pub tophash: Vec<u64>,
    pub state: Vec<&'static str>,
    pub keys: Vec<u64>,
    pub values: Vec<i64>,
    pub overflow: Option<u32>,
}

/// The arrays that have been allocated, in order, and what has been linked.
pub struct Arrays {
    arrays: Vec<Table>,
    used: usize,
    linked: HashSet<u32>,
}

impl Arrays {
    pub fn new(memory: &Private) -> Self {
        let mut arrays = Self { arrays: Vec::new(), used: 0, linked: HashSet::new() };
        let tables = [Address::OLD_BUCKETS, Address::BUCKETS]
            .map(|at| Table::from_word(memory.load(at)))
            .into_iter()
            .filter(|table| !table.is_nil());
        // The others are overflow buckets, in chains of these.
        arrays.arrays.extend(tables);
        arrays.used = memory.used();
        arrays.link(memory);
        arrays
    }

    /// After a step: what it allocated, and what it linked.
    pub fn note(&mut self, memory: &Private) {
        let used = memory.used();
        if used > self.used {
            let log2 = (used - self.used).ilog2() as u8;
            self.arrays.push(Table::new(Bucket::numbered(self.used as u32 + 1), log2));
            self.used = used;
        }
        self.link(memory);
    }

    fn link(&mut self, memory: &Private) {
        for at in [Address::BUCKETS, Address::OLD_BUCKETS] {
            let table = Table::from_word(memory.load(at));
            for index in 0..table.buckets() {
                let first = table.bucket(index).filter(|_| !table.is_nil());
                self.linked.extend(first.map(Bucket::number));
            }
        }
        for number in 1..=self.used as u32 {
            if self.linked.contains(&number) {
                let overflow = memory.load(Bucket::numbered(number).overflow()) as u32;
                self.linked.extend((overflow != 0).then_some(overflow));
            }
        }
    }
}

impl Picture {
    pub fn of(memory: &Private, arrays: &Arrays) -> Self {
        let current = Table::from_word(memory.load(Address::BUCKETS));
        let old = Table::from_word(memory.load(Address::OLD_BUCKETS));
        let mut drawn = HashSet::new();
        let mut tables = Vec::new();
        for (table, role) in [(current, Role::Current), (old, Role::Old)] {
            if !table.is_nil() && !drawn.contains(&table.first().number()) {
                tables.push(draw(memory, table, role, &mut drawn));
            }
        }
        for table in &arrays.arrays {
            let first = table.first().number();
            if !drawn.contains(&first) {
                let linked = arrays.linked.contains(&first);
                let role = if linked { Role::Garbage } else { Role::Fresh };
                tables.push(draw(memory, *table, role, &mut drawn));
            }
        }
        let flags = memory.load(Address::FLAGS);
        let number = |table: Table| (!table.is_nil()).then(|| table.first().number());
        Self {
            count: memory.load(Address::COUNT) as i64,
            flags: Flags {
                writing: flags & HASH_WRITING != 0,
                iterator: flags & ITERATOR != 0,
                old_iterator: flags & OLD_ITERATOR != 0,
                same_size: flags & SAME_SIZE_GROW != 0,
            },
            b: memory.load(Address::B),
            noverflow: memory.load(Address::NOVERFLOW),
            nevacuate: memory.load(Address::NEVACUATE),
            buckets: number(current),
            old_buckets: number(old),
            tables,
        }
    }
}

impl Picture {
    /// Its buckets.
    pub fn drawn(&self) -> usize {
        let chains = self.tables.iter().flat_map(|table| &table.buckets);
        chains.map(|bucket| bucket.chain.len()).sum()
    }
}

fn draw(memory: &Private, table: Table, role: Role, drawn: &mut HashSet<u32>) -> TablePicture {
    let buckets = (0..table.buckets()).filter_map(|index| {
        let first = table.bucket(index)?;
        let mut chain = Vec::new();
        let mut bucket = first;
        while !bucket.is_nil() && drawn.insert(bucket.number()) {
            chain.push(link(memory, bucket));
            bucket = Bucket::numbered(memory.load(bucket.overflow()) as u32);
        }
        Some(BucketPicture { id: first.number(), index, chain })
    });
    TablePicture { role, buckets: buckets.collect() }
}

fn link(memory: &Private, bucket: Bucket) -> LinkPicture {
    let words =
        |at: fn(Bucket, u8) -> Address| (0..SLOTS).map(move |slot| memory.load(at(bucket, slot)));
    let overflow = memory.load(bucket.overflow()) as u32;
    LinkPicture {
        id: bucket.number(),
        tophash: words(Bucket::tophash).collect(),
        state: words(Bucket::tophash).map(state).collect(),
        keys: words(Bucket::key).collect(),
        values: words(Bucket::value).map(|value| value as i64).collect(),
        overflow: (overflow != 0).then_some(overflow),
    }
}

fn state(tophash: u64) -> &'static str {
    match tophash {
        EMPTY_REST => "emptyRest",
        EMPTY_ONE => "emptyOne",
        EVACUATED_X => "evacuatedX",
        EVACUATED_Y => "evacuatedY",
        EVACUATED_EMPTY => "evacuatedEmpty",
        _ => "full",
    }
}

/// A cell's kind.
pub fn field(cell: Cell) -> &'static str {
    match cell {
        Cell::Header(Address::COUNT) => "count",
        Cell::Header(Address::FLAGS) => "flags",
        Cell::Header(Address::B) => "b",
        Cell::Header(Address::NOVERFLOW) => "noverflow",
        Cell::Header(Address::NEVACUATE) => "nevacuate",
        Cell::Header(Address::BUCKETS) => "buckets",
        Cell::Header(_) => "oldBuckets",
        Cell::Tophash(..) => "tophash",
        Cell::Key(..) => "key",
        Cell::Value(..) => "value",
        Cell::Overflow(_) => "overflow",
    }
}

/// A cell's name, the same in every frame.
pub fn cell_id(cell: Cell) -> String {
    let field = field(cell);
    match cell {
        Cell::Header(_) => field.into(),
        Cell::Tophash(bucket, slot) | Cell::Key(bucket, slot) | Cell::Value(bucket, slot) => {
            format!("{}.{field}.{slot}", bucket.number())
        }
        Cell::Overflow(bucket) => format!("{}.{field}", bucket.number()),
    }
}
