//! Mutants: a source with a token or two left out, doubled, moved or exchanged. The same seed gives the same mutants.

use allod_go::syntax::scanner::Scanner;
use allod_go::syntax::token::{Key, Op, Token};
use std::ops::Range;

/// A small generator of numbers, xorshift64*.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % sides.max(1)
    }
}

const WORDS: &[&str] = &[
    "x",
    "_",
    "nil",
    "int",
    "string",
    "any",
    "0",
    "1",
    "1.5",
    "2i",
    "'a'",
    "\"s\"",
    "`r`",
    "\n",
    "true",
    "iota",
    "len",
    "make",
    "new",
    "append",
    "error",
    "0x",
    "1e",
    "'",
    "\"",
    "é",
    "#",
    "0b12",
    "09",
    "1_",
    "'\\q'",
    "\"\\400\"",
];

/// One mutant of a source. The package clause stays, since Go reads nothing behind a wrong one.
pub fn mutate(text: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut scanner = Scanner::new(text);
    let mut tokens: Vec<Range<usize>> = Vec::new();
    loop {
        let scanned = scanner.scan();
        if scanned.token == Token::Eof {
            break;
        }
        if !scanned.newline {
            tokens.push(scanned.start..scanned.end);
        }
    }
    let mut mutant = text.to_vec();
    if tokens.len() < 4 {
        return mutant;
    }
    let mut cuts: Vec<usize> = (0..1 + dice.roll(2)).map(|_| 2 + dice.roll(tokens.len() - 2)).collect();
    cuts.sort_unstable();
    cuts.dedup();
    for cut in cuts.into_iter().rev() {
        let here = tokens[cut].clone();
        let own = text[here.clone()].to_vec();
        let other = text[tokens[2 + dice.roll(tokens.len() - 2)].clone()].to_vec();
        let word = match dice.roll(3) {
            0 => Op::ALL[dice.roll(Op::ALL.len())].1.as_bytes().to_vec(),
            1 => Key::ALL[dice.roll(Key::ALL.len())].1.as_bytes().to_vec(),
            _ => WORDS[dice.roll(WORDS.len())].as_bytes().to_vec(),
        };
        let spaced = |parts: &[&[u8]]| parts.join(&b' ');
        let put = match dice.roll(6) {
            0 => Vec::new(),
            1 => spaced(&[&own, &own]),
            2 => other,
            3 => word,
            4 => spaced(&[&word, &own]),
            _ => spaced(&[&other, &own]),
        };
        mutant.splice(here, put);
    }
    mutant
}
