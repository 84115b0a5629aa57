//! Who pays whom.

use crate::{ACCOUNTS, AMOUNT, ENDOWMENT};

/// Pairs of two different accounts, without end: the same in every runner and every run.
#[derive(Clone, Debug)]
pub struct Pairs {
    state: u64,
}

impl Default for Pairs {
    fn default() -> Self {
        Self { state: 0x05EE_D0FA_110D }
    }
}

impl Pairs {
    /// The next payer and the one who is paid, each below [`ACCOUNTS`].
    pub fn draw(&mut self) -> (usize, usize) {
        let from = self.below(ACCOUNTS as u64);
        let to = (from + 1 + self.below(ACCOUNTS as u64 - 1)) % ACCOUNTS as u64;
        (from as usize, to as usize)
    }

    /// A number below `end`, by xorshift64*. Its bias is below one in 2^50 here.
    fn below(&mut self, end: u64) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) % end
    }
}

/// What every account must hold after the first `transfers` pairs.
pub fn balances_after(transfers: u64) -> Vec<u64> {
    let mut balances = vec![ENDOWMENT; ACCOUNTS];
    let mut pairs = Pairs::default();
    for _ in 0..transfers {
        let (from, to) = pairs.draw();
        balances[from] -= AMOUNT;
        balances[to] += AMOUNT;
    }
    balances
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_pays_themselves_and_everybody_takes_part() {
        let mut pairs = Pairs::default();
        let mut seen = vec![false; ACCOUNTS];
        for _ in 0..200_000 {
            let (from, to) = pairs.draw();
            assert_ne!(from, to);
            seen[from] = true;
            seen[to] = true;
        }
        assert!(seen.into_iter().all(|seen| seen));
    }

    #[test]
    fn transfers_keep_the_sum() {
        assert_eq!(balances_after(10_000).iter().sum::<u64>(), ENDOWMENT * ACCOUNTS as u64);
    }
}
