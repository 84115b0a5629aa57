//! Mutants: a source with a token or two left out, doubled, moved or exchanged by anything, or by something of its kind. The
//! same seed gives the same mutants.

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

/// The tokens of a text that are written in it.
pub fn tokens(text: &[u8]) -> Vec<(Token, Range<usize>)> {
    let (mut scanner, mut tokens) = (Scanner::new(text), Vec::new());
    loop {
        let scanned = scanner.scan();
        if scanned.token == Token::Eof {
            return tokens;
        }
        if !scanned.newline {
            tokens.push((scanned.token, scanned.start..scanned.end));
        }
    }
}

/// Tokens that can stand for each other in most programs.
const KINDS: &[&[&str]] = &[
    &["+", "-", "*", "/", "%", "&", "|", "^", "&^", "<<", ">>"],
    &["==", "!=", "<", "<=", ">", ">="],
    &["&&", "||", "==", "!="],
    &["+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "&^=", "<<=", ">>=", "="],
    &["++", "--"],
    &["=", ":="],
    &["break", "continue", "return", "fallthrough"],
    &["true", "false"],
    &["int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "float64", "float32"],
    &["string", "any", "bool", "error", "[]byte"],
    &["min", "max"],
    &["len", "cap"],
    &["nil", "0", "\"\"", "false"],
];

const NUMBERS: &[&str] = &["0", "1", "2", "3", "7", "-1", "31", "63", "64", "255", "1<<31", "1<<63 - 1", "0.5", "'x'"];

/// A mutant that may well be right: an operator, a name, a number or a type exchanged by another of its kind, or a line left
/// out, doubled or exchanged with the next.
pub fn vary(text: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut mutant = text.to_vec();
    for _ in 0..1 + dice.roll(2) {
        mutant = if dice.roll(6) == 0 { vary_line(&mutant, dice) } else { vary_token(&mutant, dice) };
    }
    mutant
}

fn vary_line(text: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    // Lines that open or close a block are left alone.
    let whole = |line: &[u8]| {
        let line = line.trim_ascii();
        line.len() > 1
            && !line.ends_with(b"{")
            && !line.ends_with(b"(")
            && !line.ends_with(b":")
            && !line.starts_with(b"}")
    };
    let usual: Vec<usize> = (1..lines.len()).filter(|at| whole(lines[*at])).collect();
    let Some(&at) = usual.get(dice.roll(usual.len())) else { return text.to_vec() };
    match dice.roll(3) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[at]),
        _ if at + 1 < lines.len() => lines.swap(at, at + 1),
        _ => {}
    }
    lines.concat()
}

fn vary_token(text: &[u8], dice: &mut Dice) -> Vec<u8> {
    let tokens = tokens(text);
    let mut mutant = text.to_vec();
    if tokens.len() < 4 {
        return mutant;
    }
    // Most tokens have none of their kind: some are tried.
    for _ in 0..40 {
        let (token, here) = tokens[2 + dice.roll(tokens.len() - 2)].clone();
        let own = &text[here.clone()];
        let kinds: Vec<&&[&str]> = KINDS.iter().filter(|kind| kind.iter().any(|word| word.as_bytes() == own)).collect();
        let put: Vec<u8> = match token {
            _ if !kinds.is_empty() => {
                let kind = kinds[dice.roll(kinds.len())];
                kind[dice.roll(kind.len())].into()
            }
            Token::Int | Token::Float | Token::Char => NUMBERS[dice.roll(NUMBERS.len())].into(),
            Token::Ident if dice.roll(4) == 0 => {
                // Names that begin alike often have one type.
                let alike: Vec<&Range<usize>> = tokens
                    .iter()
                    .filter(|(token, other)| {
                        *token == Token::Ident && text[other.start] == own[0] && text[(*other).clone()] != *own
                    })
                    .map(|(_, other)| other)
                    .collect();
                let Some(other) = alike.get(dice.roll(alike.len())) else { continue };
                text[(*other).clone()].to_vec()
            }
            _ => continue,
        };
        if put != own {
            mutant.splice(here, put);
            return mutant;
        }
    }
    mutant
}

/// One mutant of a source. The package clause stays, since Go reads nothing behind a wrong one.
pub fn mutate(text: &[u8], dice: &mut Dice) -> Vec<u8> {
    let tokens: Vec<Range<usize>> = tokens(text).into_iter().map(|(_, range)| range).collect();
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
