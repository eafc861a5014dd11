//! The operation mix: which share of all operations is a read, an insert, a removal and so on.

use crate::base::words::Words;
use serde::Serialize;

/// What a client can ask of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Op {
    Get = 0,
    Insert = 1,
    Remove = 2,
    Update = 3,
    GetOrInsert = 4,
    CompareExchange = 5,
    Scan = 6,
    Clear = 7,
}

impl Op {
    pub const ALL: [Op; 8] = [
        Op::Get,
        Op::Insert,
        Op::Remove,
        Op::Update,
        Op::GetOrInsert,
        Op::CompareExchange,
        Op::Scan,
        Op::Clear,
    ];
}

/// How an operation is written in a link and named in a form.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct OperationSpec {
    pub letter: char,
    pub label: Words,
    pub help: Words,
}

const fn op(letter: char, label: Words, help: Words) -> OperationSpec {
    OperationSpec { letter, label, help }
}

/// In the order of [`Op::ALL`], which is also the order of canonical links.
pub const OPERATIONS: &[OperationSpec] = &[
    op('r', Words::new("get", "读取"), Words::new("Read the value of a key.", "读取某个键的值。")),
    op(
        'i',
        Words::new("insert", "插入"),
        Words::new("Insert a key or assign its value.", "插入一个键或为其赋值。"),
    ),
    op('d', Words::new("remove", "删除"), Words::new("Remove a key.", "删除一个键。")),
    op(
        'u',
        Words::new("update", "读改写"),
        Words::new(
            "Atomic read-modify-write: increment, or insert if absent.",
            "原子读改写：加一；不存在则插入。",
        ),
    ),
    op(
        'g',
        Words::new("get or insert", "读取或插入"),
        Words::new(
            "Read the value, inserting one if the key is absent.",
            "读取值；键不存在则插入。",
        ),
    ),
    op(
        'c',
        Words::new("compare exchange", "比较并交换"),
        Words::new(
            "Read the value, then replace it if it is still the same.",
            "读取值，若仍未改变则替换。",
        ),
    ),
    op(
        's',
        Words::new("scan", "扫描"),
        Words::new("Walk over up to 100 entries.", "遍历至多 100 个条目。"),
    ),
    op('x', Words::new("clear", "清空"), Words::new("Remove every entry.", "删除全部条目。")),
];

/// Percent of each operation, in the order of [`Op::ALL`]; sums to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mix([u8; 8]);

impl Mix {
    /// Reads `r90,i5,d5`: known letters at most once each, whole percentages that sum to 100.
    pub fn parse(text: &str) -> Option<Self> {
        let mut shares = [None; 8];
        for part in text.split(',') {
            let letter = part.chars().next()?;
            let digits = &part[letter.len_utf8()..];
            let place = OPERATIONS.iter().position(|spec| spec.letter == letter)?;
            let plain =
                (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            if !plain || shares[place].is_some() {
                return None;
            }
            shares[place] = Some(digits.parse::<u16>().ok()?);
        }
        let total: u16 = shares.iter().flatten().sum();
        (total == 100).then(|| Self(shares.map(|share| share.unwrap_or(0) as u8)))
    }

    pub fn share(&self, op: Op) -> u8 {
        self.0[op as usize]
    }

    /// The same mix with another share of one operation: the others keep their proportions as
    /// nearly as whole percentages can (largest remainders). Where there are no others, inserts
    /// and removals share the rest.
    pub fn with_share(&self, op: Op, share: u8) -> Self {
        let mut weights = self.0.map(u32::from);
        weights[op as usize] = 0;
        if weights.iter().sum::<u32>() == 0 {
            weights[Op::Insert as usize] = 1;
            weights[Op::Remove as usize] = 1;
            weights[op as usize] = 0;
        }
        let sum: u32 = weights.iter().sum();
        let rest = 100 - u32::from(share);
        let mut shares = weights.map(|weight| (weight * rest / sum) as u8);
        let mut missing = rest as u8 - shares.iter().sum::<u8>();
        let mut remainders: Vec<usize> = (0..8).filter(|&place| weights[place] > 0).collect();
        while missing > 0 {
            let next = (0..remainders.len())
                .rev()
                .max_by_key(|&i| weights[remainders[i]] * rest % sum)
                .expect("fewer are missing than there are operations");
            shares[remainders.remove(next)] += 1;
            missing -= 1;
        }
        shares[op as usize] = share;
        Self(shares)
    }

    /// The operation that owns percentile `roll` of 0..100.
    pub fn pick(&self, mut roll: u8) -> Op {
        for op in Op::ALL {
            let share = self.share(op);
            if roll < share {
                return op;
            }
            roll -= share;
        }
        unreachable!("shares sum to 100 and the roll is below 100")
    }

    /// The share of keys present once inserts and removals balance: the point a run drifts to
    /// from wherever it starts. A mix that neither adds nor removes keeps what it is given, and
    /// is given every key so that reads hit.
    pub fn equilibrium(&self) -> f64 {
        let adds =
            [Op::Insert, Op::Update, Op::GetOrInsert].iter().map(|&op| self.share(op)).sum::<u8>();
        let removes = self.share(Op::Remove);
        match (adds, removes) {
            (0, 0) => 1.0,
            _ => f64::from(adds) / (f64::from(adds) + f64::from(removes)),
        }
    }

    pub fn adds_entries(&self) -> bool {
        self.share(Op::Insert) + self.share(Op::Update) + self.share(Op::GetOrInsert) > 0
    }
}

impl std::fmt::Display for Mix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut separator = "";
        for (spec, share) in OPERATIONS.iter().zip(self.0) {
            if share > 0 {
                write!(f, "{separator}{}{share}", spec.letter)?;
                separator = ",";
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_canonical_text() {
        assert_eq!(Mix::parse("d5,r90,i5,u0").unwrap().to_string(), "r90,i5,d5");
        for bad in ["", "r", "r99", "r50,r50", "q100", "r100,", "r-1,i101", "r1e2", "ř100", "r0100"]
        {
            assert_eq!(Mix::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn picks_every_percentile_by_share() {
        let mix = Mix::parse("r90,i5,d5").unwrap();
        let picks = |op| (0..100).filter(|&roll| mix.pick(roll) == op).count();
        assert_eq!((picks(Op::Get), picks(Op::Insert), picks(Op::Remove)), (90, 5, 5));
    }

    #[test]
    fn equilibrium_balances_inserts_and_removes() {
        assert_eq!(Mix::parse("r90,i5,d5").unwrap().equilibrium(), 0.5);
        assert_eq!(Mix::parse("r50,i40,d10").unwrap().equilibrium(), 0.8);
        assert_eq!(Mix::parse("r100").unwrap().equilibrium(), 1.0);
    }

    #[test]
    fn another_share_keeps_the_rest_in_proportion() {
        let with =
            |mix: &str, share| Mix::parse(mix).unwrap().with_share(Op::Get, share).to_string();
        assert_eq!(with("r90,i5,d5", 50), "r50,i25,d25");
        assert_eq!(with("r90,i5,d5", 99), "r99,i1");
        assert_eq!(with("r10,i60,d30", 0), "i67,d33");
        assert_eq!(with("r100", 80), "r80,i10,d10");
        for share in 0..=100 {
            assert!(Mix::parse(&with("r3,i31,d29,u17,g13,c5,s1,x1", share)).is_some(), "{share}");
        }
    }
}
