//! The micro-steps: everything that a goroutine can be about to do.
//!
//! Each makes one access to shared memory at most, and is named by it. They come in the order in
//! which Go's runtime makes them (`mapassign`, `mapaccess2`, `mapdelete`, `mapiternext`, `mapclear`,
//! `hashGrow`, `evacuate`), save that what it loads twice with no store in between is loaded once.

use serde::Serialize;

/// What comes next, by the part of the runtime that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Step {
    Enter(Enter),
    Search(Search),
    Insert(Insert),
    Grow(Grow),
    Evacuate(Evacuate),
    Delete(Delete),
    Clear(Clear),
    Range(Range),
    Leave(Leave),
    Caller(Caller),
}

/// The head of every call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Enter {
    /// Load count; of an empty map there is nothing to read, delete, range over or clear.
    CheckCount,
    /// Load flags, and throw if somebody writes.
    CheckFlags,
    /// `flags ^= hashWriting` is a load and a store.
    ToggleLoad,
    ToggleStore,
    /// Load buckets: an empty map has none yet.
    FirstTableLoad,
    FirstTableAllocate,
    FirstTableStore,
}

/// Finding a key's bucket and its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Search {
    /// Load B: the hash's low bits choose the bucket.
    LoadB,
    LoadBuckets,
    /// Load oldbuckets: is the map growing?
    LoadOldBuckets,
    /// Load flags: are there as many old buckets, or half?
    LoadSameSize,
    /// Load the old bucket's first tophash: has it been moved?
    LoadOldState,
    SearchTophash,
    SearchKey,
    SearchOverflow,
}

/// A key that is not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Insert {
    /// Load oldbuckets, count, B and noverflow: must the map grow?
    InsertGrowing,
    InsertCount,
    InsertB,
    InsertNoverflow,
    /// A bucket more for a chain that is full.
    OverflowAllocate,
    NoverflowLoad,
    NoverflowStore,
    OverflowLink,
    KeyStore,
    TophashStore,
    /// `count++` and a delete's `count--`.
    CountLoad,
    CountStore,
}

/// `hashGrow`: the new array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grow {
    /// Load count and B once more: twice the size, or the same?
    GrowCount,
    GrowB,
    GrowSameLoad,
    GrowSameStore,
    GrowBuckets,
    GrowAllocate,
    GrowFlagsLoad,
    GrowBLoad,
    GrowBStore,
    GrowFlagsStore,
    GrowOldStore,
    GrowBucketsStore,
    GrowNevacuateStore,
    GrowNoverflowStore,
}

/// `growWork`: the key's old bucket is moved, and one more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evacuate {
    WorkB,
    WorkSameSize,
    EvacuateOld,
    EvacuateB,
    EvacuateSameSize,
    /// Load the old bucket's first tophash: moved already?
    EvacuateState,
    EvacuateBuckets,
    EvacuateTophash,
    /// Load the key for its hash: which half does it go to?
    EvacuateHash,
    /// Store in the old tophash that the slot has moved, before it has.
    EvacuateMark,
    EvacuateOverflowAllocate,
    EvacuateNoverflowLoad,
    EvacuateNoverflowStore,
    EvacuateOverflowLink,
    EvacuateTophashStore,
    EvacuateKeyLoad,
    EvacuateKeyStore,
    EvacuateValueLoad,
    EvacuateValueStore,
    EvacuateNext,
    /// Load nevacuate: was this the bucket at the mark?
    MarkCompare,
    MarkLoad,
    MarkStore,
    MarkOld,
    MarkState,
    /// oldbuckets = nil: growth is over.
    MarkFree,
    MarkSameLoad,
    MarkSameStore,
    /// Load oldbuckets: is there still something to move?
    WorkGrowing,
    WorkNevacuate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delete {
    DeleteValue,
    DeleteTophash,
    /// Is what follows empty to the end of the chain?
    DeleteLink,
    DeleteNext,
    /// If so, so is this slot and every empty one before it.
    RestStore,
    RestLink,
    RestTophash,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clear {
    /// Iterators shall find every slot empty.
    EmptyBuckets,
    EmptyB,
    EmptyTophash,
    EmptyOverflow,
    EmptyOld,
    EmptyOldB,
    EmptyOldSameSize,
    ClearSameLoad,
    ClearSameStore,
    ClearOldStore,
    ClearNevacuateStore,
    ClearNoverflowStore,
    ClearCountStore,
    WipeB,
    WipeBuckets,
    WipeWord,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Range {
    RangeB,
    RangeBuckets,
    RangeFlags,
    /// The one flag that the runtime sets atomically.
    RangeFlagsSet,
    /// Load flags, and throw if somebody writes: before each entry.
    NextFlags,
    NextOldBuckets,
    NextB,
    NextSameSize,
    NextOldState,
    NextTophash,
    /// Load the key for its hash: does it belong to this bucket?
    NextHash,
    /// Load the key of an entry that has moved, to look it up.
    NextMoved,
    NextOverflow,
}

/// The tail of every call that writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leave {
    /// Load flags, and throw if nobody writes: the flag was ours.
    CheckHeld,
    ReleaseLoad,
    ReleaseStore,
}

/// What the statement does with the pointers that the runtime returned. Nothing checks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Caller {
    ValueLoad,
    ValueStore,
    ItemKeyLoad,
    ItemValueLoad,
}
