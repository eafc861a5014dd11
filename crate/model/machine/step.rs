//! The micro-steps: everything that a goroutine can be about to do.
//!
//! Each makes one access to shared memory at most, and is named by it. They come in the order in
//! which Go's runtime makes them (`mapassign`, `mapaccess2`, `mapdelete`, `mapiternext`, `mapclear`,
//! `hashGrow`, `evacuate`), save that what it loads twice with no store in between is loaded once.

use serde::{Serialize, Serializer};

/// The parts of the runtime and their steps, each with its name in traces.
macro_rules! steps {
    ($(
        $(#[$about:meta])*
        $part:ident { $($(#[$note:meta])* $step:ident = $name:literal,)* }
    )*) => {
        /// What comes next, by the part of the runtime that it belongs to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Step { $($part($part),)* }

        $(
            $(#[$about])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            pub enum $part { $($(#[$note])* $step,)* }
        )*

        /// Steps in one row.
        #[repr(u8)]
        enum Code { $($($step,)*)* }

        impl Step {
            /// Every step, in the order of the codes.
            pub const ALL: &[Self] = &[$($(Self::$part($part::$step),)*)*];

            const NAMES: &[&str] = &[$($($name,)*)*];

            /// The step as a small number.
            #[inline(always)]
            pub const fn code(self) -> u8 {
                match self { $($(Self::$part($part::$step) => Code::$step as u8,)*)* }
            }
        }
    };
}

steps! {
    /// The head of every call.
    Enter {
        /// Load count; of an empty map there is nothing to read, delete, range over or clear.
        CheckCount = "check-count",
        /// Load flags, and throw if somebody writes.
        CheckFlags = "check-flags",
        /// `flags ^= hashWriting` is a load and a store.
        ToggleLoad = "toggle-load",
        ToggleStore = "toggle-store",
        /// Load buckets: an empty map has none yet.
        FirstTableLoad = "first-table-load",
        FirstTableAllocate = "first-table-allocate",
        FirstTableStore = "first-table-store",
    }

    /// Finding a key's bucket and its slot.
    Search {
        /// Load B: the hash's low bits choose the bucket.
        LoadB = "load-b",
        LoadBuckets = "load-buckets",
        /// Load oldbuckets: is the map growing?
        LoadOldBuckets = "load-old-buckets",
        /// Load flags: are there as many old buckets, or half?
        LoadSameSize = "load-same-size",
        /// Load the old bucket's first tophash: has it been moved?
        LoadOldState = "load-old-state",
        SearchTophash = "search-tophash",
        SearchKey = "search-key",
        SearchOverflow = "search-overflow",
    }

    /// A key that is not there yet.
    Insert {
        /// Load oldbuckets, count, B and noverflow: must the map grow?
        InsertGrowing = "insert-growing",
        InsertCount = "insert-count",
        InsertB = "insert-b",
        InsertNoverflow = "insert-noverflow",
        /// A bucket more for a chain that is full.
        OverflowAllocate = "overflow-allocate",
        NoverflowLoad = "noverflow-load",
        NoverflowStore = "noverflow-store",
        OverflowLink = "overflow-link",
        KeyStore = "key-store",
        TophashStore = "tophash-store",
        /// `count++` and a delete's `count--`.
        CountLoad = "count-load",
        CountStore = "count-store",
    }

    /// `hashGrow`: the new array.
    Grow {
        /// Load count and B once more: twice the size, or the same?
        GrowCount = "grow-count",
        GrowB = "grow-b",
        GrowSameLoad = "grow-same-load",
        GrowSameStore = "grow-same-store",
        GrowBuckets = "grow-buckets",
        GrowAllocate = "grow-allocate",
        GrowFlagsLoad = "grow-flags-load",
        GrowBLoad = "grow-b-load",
        GrowBStore = "grow-b-store",
        GrowFlagsStore = "grow-flags-store",
        GrowOldStore = "grow-old-store",
        GrowBucketsStore = "grow-buckets-store",
        GrowNevacuateStore = "grow-nevacuate-store",
        GrowNoverflowStore = "grow-noverflow-store",
    }

    /// `growWork`: the key's old bucket is moved, and one more.
    Evacuate {
        WorkB = "work-b",
        WorkSameSize = "work-same-size",
        EvacuateOld = "evacuate-old",
        EvacuateB = "evacuate-b",
        EvacuateSameSize = "evacuate-same-size",
        /// Load the old bucket's first tophash: moved already?
        EvacuateState = "evacuate-state",
        EvacuateBuckets = "evacuate-buckets",
        EvacuateTophash = "evacuate-tophash",
        /// Load the key for its hash: which half does it go to?
        EvacuateHash = "evacuate-hash",
        /// Store in the old tophash that the slot has moved, before it has.
        EvacuateMark = "evacuate-mark",
        EvacuateOverflowAllocate = "evacuate-overflow-allocate",
        EvacuateNoverflowLoad = "evacuate-noverflow-load",
        EvacuateNoverflowStore = "evacuate-noverflow-store",
        EvacuateOverflowLink = "evacuate-overflow-link",
        EvacuateTophashStore = "evacuate-tophash-store",
        EvacuateKeyLoad = "evacuate-key-load",
        EvacuateKeyStore = "evacuate-key-store",
        EvacuateValueLoad = "evacuate-value-load",
        EvacuateValueStore = "evacuate-value-store",
        EvacuateNext = "evacuate-next",
        /// Load nevacuate: was this the bucket at the mark?
        MarkCompare = "mark-compare",
        MarkLoad = "mark-load",
        MarkStore = "mark-store",
        MarkOld = "mark-old",
        MarkState = "mark-state",
        /// oldbuckets = nil: growth is over.
        MarkFree = "mark-free",
        MarkSameLoad = "mark-same-load",
        MarkSameStore = "mark-same-store",
        /// Load oldbuckets: is there still something to move?
        WorkGrowing = "work-growing",
        WorkNevacuate = "work-nevacuate",
    }

    Delete {
        DeleteValue = "delete-value",
        DeleteTophash = "delete-tophash",
        /// Is what follows empty to the end of the chain?
        DeleteLink = "delete-link",
        DeleteNext = "delete-next",
        /// If so, so is this slot and every empty one before it.
        RestStore = "rest-store",
        RestLink = "rest-link",
        RestTophash = "rest-tophash",
    }

    Clear {
        /// Iterators shall find every slot empty.
        EmptyBuckets = "empty-buckets",
        EmptyB = "empty-b",
        EmptyTophash = "empty-tophash",
        EmptyOverflow = "empty-overflow",
        EmptyOld = "empty-old",
        EmptyOldB = "empty-old-b",
        EmptyOldSameSize = "empty-old-same-size",
        ClearSameLoad = "clear-same-load",
        ClearSameStore = "clear-same-store",
        ClearOldStore = "clear-old-store",
        ClearNevacuateStore = "clear-nevacuate-store",
        ClearNoverflowStore = "clear-noverflow-store",
        ClearCountStore = "clear-count-store",
        WipeB = "wipe-b",
        WipeBuckets = "wipe-buckets",
        WipeWord = "wipe-word",
    }

    Range {
        RangeB = "range-b",
        RangeBuckets = "range-buckets",
        RangeFlags = "range-flags",
        /// The one flag that the runtime sets atomically.
        RangeFlagsSet = "range-flags-set",
        /// Load flags, and throw if somebody writes: before each entry.
        NextFlags = "next-flags",
        NextOldBuckets = "next-old-buckets",
        NextB = "next-b",
        NextSameSize = "next-same-size",
        NextOldState = "next-old-state",
        NextTophash = "next-tophash",
        /// Load the key for its hash: does it belong to this bucket?
        NextHash = "next-hash",
        /// Load the key of an entry that has moved, to look it up.
        NextMoved = "next-moved",
        NextOverflow = "next-overflow",
    }

    /// The tail of every call that writes.
    Leave {
        /// Load flags, and throw if nobody writes: the flag was ours.
        CheckHeld = "check-held",
        ReleaseLoad = "release-load",
        ReleaseStore = "release-store",
    }

    /// What the statement does with the pointers that the runtime returned. Nothing checks it.
    Caller {
        ValueLoad = "value-load",
        ValueStore = "value-store",
        ItemKeyLoad = "item-key-load",
        ItemValueLoad = "item-value-load",
    }
}

impl Step {
    /// The name of the step with this code; of none, nothing.
    pub fn name_of(code: u8) -> &'static str {
        Self::NAMES.get(usize::from(code)).copied().unwrap_or_default()
    }

    pub fn name(self) -> &'static str {
        Self::name_of(self.code())
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_and_names_are_unique() {
        for (code, step) in Step::ALL.iter().enumerate() {
            assert_eq!(usize::from(step.code()), code);
        }
        let names: HashSet<_> = Step::ALL.iter().map(|step| step.name()).collect();
        assert_eq!(names.len(), Step::ALL.len());
        assert_eq!(Step::Enter(Enter::CheckCount).name(), "check-count");
        assert_eq!(Step::name_of(u8::MAX), "");
    }
}
