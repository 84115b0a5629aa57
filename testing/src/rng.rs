//! SplitMix64, a pseudo-random generator that is the same on every machine, and bytes for generators that eat bytes.

use std::ops::Range;

/// SplitMix64 (Steele, Lea, Flood 2014): 64 bits of state, one addition and two multiplications a number. Every seed is as
/// good as another, which a test that counts its seeds up needs; it is nothing for secrets.
///
/// ```
/// let mut rng = allod_testing::rng::SplitMix64::new(1_234_567);
/// assert_eq!(rng.next_u64(), 6_457_827_717_110_365_317);
/// ```
#[derive(Clone, Debug)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// The sequence of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`. Its bias is below `limit` / 2⁶⁴.
    ///
    /// # Panics
    /// If `limit` is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next_u64() % limit
    }

    /// A number of `range`.
    ///
    /// # Panics
    /// If `range` is empty.
    pub fn within(&mut self, range: Range<u64>) -> u64 {
        range.start + self.below(range.end - range.start)
    }

    /// True once in `times` on average.
    ///
    /// # Panics
    /// If `times` is 0.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// One of `among`.
    ///
    /// # Panics
    /// If `among` is empty.
    pub fn pick<T: Clone>(&mut self, among: &[T]) -> T {
        among[self.below(among.len() as u64) as usize].clone()
    }

    /// A size from `least` to `most`, in which each doubling has the same chance: small ones are as likely as large ones.
    ///
    /// # Panics
    /// If `least` is 0.
    pub fn size(&mut self, least: u64, most: u64) -> usize {
        let doublings = (most / least).max(1).ilog2() + 1;
        let size = least << self.below(doublings.into());
        (size + self.below(size)).min(most) as usize
    }
}

/// `length` bytes that follow from `seed`. Modules are made of them, so a seed's bytes stay what they are: xorshift64.
pub fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_published_generator() {
        let mut rng = SplitMix64::new(1_234_567);
        let wanted = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(wanted.map(|_| rng.next_u64()), wanted);
    }

    #[test]
    fn sizes_stay_within_their_bounds_and_reach_both_ends() {
        let mut rng = SplitMix64::new(0);
        let sizes: Vec<_> = (0..10_000).map(|_| rng.size(1, 64)).collect();
        assert_eq!((sizes.iter().min(), sizes.iter().max()), (Some(&1), Some(&64)));
    }
}
