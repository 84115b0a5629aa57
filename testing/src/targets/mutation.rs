//! Valid input of each target, with a few bytes changed.

use super::corpus;
use crate::rng::noise;

/// Valid input for the target called `name`, with up to eight bytes changed, cut or doubled.
pub fn mutated(name: &str, seed: u64) -> Vec<u8> {
    let mut bytes = corpus::valid(name, seed);
    let dice = noise(seed ^ 0x5eed, 32);
    for change in dice.chunks_exact(4).take(usize::from(dice[0] % 9)) {
        if bytes.is_empty() {
            break;
        }
        let at = (usize::from(change[0]) << 8 | usize::from(change[1])) % bytes.len();
        match change[2] % 4 {
            0 => bytes[at] = change[3],
            1 => bytes[at] ^= 1 << (change[3] % 8),
            2 => bytes.truncate(at),
            _ => bytes.insert(at, change[3]),
        }
    }
    bytes
}
