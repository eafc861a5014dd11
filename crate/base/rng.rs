//! What is drawn with random words, and what words that are not random are mixed by.
//!
//! All of this is part of link version 1: the same seed gives the same keys, orders and operations
//! for ever.

use rand_core::Rng;

/// 2^64 over the golden ratio: its multiples lie as far apart as can be.
pub const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Maps a full-width random number to 0..`bound` by its high bits.
pub fn scale(random: u64, bound: u32) -> u32 {
    ((u128::from(random) * u128::from(bound)) >> 64) as u32
}

/// The numbers below `count` in a random order (Fisher and Yates, Durstenfeld's form).
pub fn shuffled(count: usize, rng: &mut impl Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        order.swap(last, scale(rng.next_u64(), last as u32 + 1) as usize);
    }
    order
}

/// A bijection on 64 bits, each bit of the outcome depending on all of them: the finaliser of
/// splitmix64 (Steele, Lea and Flood 2014).
#[inline(always)]
pub const fn mixed(word: u64) -> u64 {
    let word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ word >> 31
}

/// What [`mixed`] made that word of.
pub const fn unmixed(word: u64) -> u64 {
    let word = (word ^ word >> 31 ^ word >> 62).wrapping_mul(0x3196_42b2_d24d_8ec3);
    let word = (word ^ word >> 27 ^ word >> 54).wrapping_mul(0x96de_1b17_3f11_9089);
    word ^ word >> 30 ^ word >> 60
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    /// Of three things every order comes about, each in a sixth of the shuffles.
    #[test]
    fn all_orders_are_equally_likely() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
        let mut times = [0_u32; 6];
        for _ in 0..60_000 {
            let order = shuffled(3, &mut rng);
            times[2 * order[0] + usize::from(order[1] > order[2])] += 1;
        }
        // Five standard deviations of a binomial count.
        assert!(times.iter().all(|&times| times.abs_diff(10_000) < 456), "{times:?}");
    }

    #[test]
    fn unmixing_takes_mixing_back() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(4);
        let words = (0..1000).map(|_| rng.next_u64()).chain([0, 1, u64::MAX]);
        words.for_each(|word| assert_eq!(unmixed(mixed(word)), word));
    }

    /// The first words of splitmix64 with the seed 0, as its authors' program prints them.
    #[test]
    fn mixing_is_the_published_one() {
        let seen = [1, 2, 3].map(|step: u64| mixed(GOLDEN.wrapping_mul(step)));
        assert_eq!(seen, [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f]);
    }
}
