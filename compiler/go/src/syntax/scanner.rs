//! The scanner: characters to tokens, with the semicolons that Go puts at the ends of lines.
//!
//! It reads bytes, because a source may be no UTF-8 and still has to be refused with a place. Comments are skipped;
//! a comment over several lines counts as the end of its first.

use super::token::{Key, Op, Token};
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Behind the last character.
pub(super) const EOF: u32 = u32::MAX;
const BOM: u32 = 0xfeff;

/// A token and the bytes it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scanned {
    /// The token.
    pub token: Token,
    /// The offset of its first byte.
    pub start: usize,
    /// The offset behind its last byte.
    pub end: usize,
    /// A semicolon that stands for the end of a line.
    pub newline: bool,
}

/// A mistake: an offset and what is wrong there.
pub type Mistake = (usize, String);

/// The scanner of one file.
pub struct Scanner<'a> {
    pub(super) text: &'a [u8],
    /// The character under the scanner, its offset, and the offset of the next one.
    pub(super) ch: u32,
    pub(super) at: usize,
    next_at: usize,
    ends_statement: bool,
    newline_due: Option<usize>,
    pub(super) mistakes: Vec<Mistake>,
    /// Comments that speak to a compiler, `//go:...`.
    pub(super) directives: Vec<(usize, usize)>,
}

impl<'a> Scanner<'a> {
    /// A scanner at the first token of a file.
    pub fn new(text: &'a [u8]) -> Self {
        let (ch, at) = (u32::from(b' '), 0);
        let (mistakes, directives) = (Vec::new(), Vec::new());
        let mut scanner =
            Scanner { text, ch, at, next_at: 0, ends_statement: false, newline_due: None, mistakes, directives };
        scanner.step();
        if scanner.ch == BOM {
            scanner.step();
        }
        scanner
    }

    /// The mistakes found since the last time.
    pub fn take_mistakes(&mut self) -> Vec<Mistake> {
        std::mem::take(&mut self.mistakes)
    }

    pub(super) fn mistake(&mut self, at: usize, message: impl Into<String>) {
        self.mistakes.push((at, message.into()));
    }

    /// Goes to the next character.
    pub(super) fn step(&mut self) {
        self.at = self.next_at;
        let Some(&first) = self.text.get(self.at) else {
            self.ch = EOF;
            return;
        };
        self.next_at += 1;
        self.ch = u32::from(first);
        if first == 0 {
            self.mistake(self.at, "illegal character NUL");
        } else if first >= 0x80 {
            match decode(&self.text[self.at..]) {
                Some((ch, width)) => {
                    self.next_at = self.at + width;
                    self.ch = ch;
                    if ch == BOM && self.at > 0 {
                        self.mistake(self.at, "illegal byte order mark");
                    }
                }
                None => {
                    self.ch = 0xfffd;
                    self.mistake(self.at, "illegal UTF-8 encoding");
                }
            }
        }
    }

    fn peek(&self) -> u8 {
        self.text.get(self.next_at).copied().unwrap_or(0)
    }

    pub(super) fn is(&self, byte: u8) -> bool {
        self.ch == u32::from(byte)
    }

    /// The next token. After the end of the file it is the end of the file again.
    pub fn scan(&mut self) -> Scanned {
        loop {
            if let Some(at) = self.newline_due.take() {
                return Scanned { token: Token::Op(Op::Semicolon), start: at, end: at + 1, newline: true };
            }
            while self.is(b' ') || self.is(b'\t') || self.is(b'\r') || self.is(b'\n') && !self.ends_statement {
                self.step();
            }
            let start = self.at;
            let (token, ends_statement) = match self.ch {
                ch if is_letter(ch) => self.identifier(),
                ch if is_decimal(ch) || ch == u32::from(b'.') && self.peek().is_ascii_digit() => (self.number(), true),
                EOF | 0x0a if self.ends_statement => {
                    self.step();
                    self.ends_statement = false;
                    let end = self.at.max(start);
                    return Scanned { token: Token::Op(Op::Semicolon), start, end, newline: true };
                }
                EOF => return Scanned { token: Token::Eof, start, end: start, newline: false },
                0x2f if matches!(self.peek(), b'/' | b'*') => {
                    self.step();
                    let newline = self.comment(start);
                    if self.ends_statement && newline.is_some() {
                        self.newline_due = newline;
                        self.ends_statement = false;
                    }
                    continue;
                }
                ch => {
                    self.step();
                    self.operator(ch, start)
                }
            };
            self.ends_statement = ends_statement;
            return Scanned { token, start, end: self.at, newline: false };
        }
    }

    fn identifier(&mut self) -> (Token, bool) {
        let start = self.at;
        while is_letter(self.ch) || is_digit(self.ch) {
            self.step();
        }
        match Key::of(&self.text[start..self.at]) {
            None => (Token::Ident, true),
            Some(key) => (Token::Key(key), matches!(key, Key::Break | Key::Continue | Key::Fallthrough | Key::Return)),
        }
    }

    /// Skips a comment whose slash at `start` has been read; gives the offset of the first end of line inside.
    fn comment(&mut self, start: usize) -> Option<usize> {
        if self.is(b'/') {
            while !self.is(b'\n') && self.ch != EOF {
                self.step();
            }
            if self.text[start..].starts_with(b"//go:") {
                self.directives.push((start, self.at));
            }
            return None;
        }
        self.step();
        let mut newline = None;
        while self.ch != EOF {
            let ch = self.ch;
            if ch == u32::from(b'\n') && newline.is_none() {
                newline = Some(self.at);
            }
            self.step();
            if ch == u32::from(b'*') && self.is(b'/') {
                self.step();
                return newline;
            }
        }
        self.mistake(start, "comment not terminated");
        newline
    }

    /// The token that begins with `ch` at `start`, which has been read, and its being the end of a statement.
    fn operator(&mut self, ch: u32, start: usize) -> (Token, bool) {
        let op = match u8::try_from(ch).unwrap_or(0) {
            b'"' => {
                self.string(start);
                return (Token::String, true);
            }
            b'\'' => {
                self.rune(start);
                return (Token::Char, true);
            }
            b'`' => {
                self.raw_string(start);
                return (Token::String, true);
            }
            b'.' if self.is(b'.') && self.peek() == b'.' => {
                self.step();
                self.step();
                Op::Ellipsis
            }
            b'.' => Op::Period,
            b',' => Op::Comma,
            b';' => Op::Semicolon,
            b'(' => Op::LParen,
            b')' => Op::RParen,
            b'[' => Op::LBrack,
            b']' => Op::RBrack,
            b'{' => Op::LBrace,
            b'}' => Op::RBrace,
            b'~' => Op::Tilde,
            b':' => self.either(Op::Colon, &[(b'=', Op::Define)]),
            b'+' => self.either(Op::Add, &[(b'=', Op::AddAssign), (b'+', Op::Inc)]),
            b'-' => self.either(Op::Sub, &[(b'=', Op::SubAssign), (b'-', Op::Dec)]),
            b'*' => self.either(Op::Mul, &[(b'=', Op::MulAssign)]),
            b'/' => self.either(Op::Quo, &[(b'=', Op::QuoAssign)]),
            b'%' => self.either(Op::Rem, &[(b'=', Op::RemAssign)]),
            b'^' => self.either(Op::Xor, &[(b'=', Op::XorAssign)]),
            b'=' => self.either(Op::Assign, &[(b'=', Op::Eql)]),
            b'!' => self.either(Op::Not, &[(b'=', Op::Neq)]),
            b'|' => self.either(Op::Or, &[(b'=', Op::OrAssign), (b'|', Op::LOr)]),
            b'<' => match self.either(Op::Lss, &[(b'-', Op::Arrow), (b'=', Op::Leq), (b'<', Op::Shl)]) {
                Op::Shl => self.either(Op::Shl, &[(b'=', Op::ShlAssign)]),
                op => op,
            },
            b'>' => match self.either(Op::Gtr, &[(b'=', Op::Geq), (b'>', Op::Shr)]) {
                Op::Shr => self.either(Op::Shr, &[(b'=', Op::ShrAssign)]),
                op => op,
            },
            b'&' => match self.either(Op::And, &[(b'^', Op::AndNot), (b'=', Op::AndAssign), (b'&', Op::LAnd)]) {
                Op::AndNot => self.either(Op::AndNot, &[(b'=', Op::AndNotAssign)]),
                op => op,
            },
            _ => return (self.illegal(ch, start), self.ends_statement),
        };
        (Token::Op(op), matches!(op, Op::RParen | Op::RBrack | Op::RBrace | Op::Inc | Op::Dec))
    }

    /// The operator that the next character makes of `alone`.
    fn either(&mut self, alone: Op, longer: &[(u8, Op)]) -> Op {
        for (byte, op) in longer {
            if self.is(*byte) {
                self.step();
                return *op;
            }
        }
        alone
    }

    fn illegal(&mut self, ch: u32, start: usize) -> Token {
        match char::from_u32(ch) {
            Some('\u{feff}') => {} // said when it was read
            Some(quote @ ('\u{201c}' | '\u{201d}')) => {
                self.mistake(start, format!("curly quotation mark '{quote}' (use neutral '\"')"));
            }
            _ => self.mistake(start, format!("illegal character {}", describe(ch))),
        }
        Token::Illegal
    }
}

/// A character as Go writes it in messages: `U+0023 '#'`.
pub(super) fn describe(ch: u32) -> String {
    match char::from_u32(ch) {
        Some(printable) if !printable.is_control() => format!("U+{ch:04X} '{printable}'"),
        _ => format!("U+{ch:04X}"),
    }
}

/// The first character of a text and its length, if it is UTF-8.
pub(super) fn decode(text: &[u8]) -> Option<(u32, usize)> {
    let width = match text.first()? {
        0..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let ch = std::str::from_utf8(text.get(..width)?).ok()?.chars().next()?;
    Some((u32::from(ch), width))
}

pub(super) fn is_decimal(ch: u32) -> bool {
    (u32::from(b'0')..=u32::from(b'9')).contains(&ch)
}

fn is_letter(ch: u32) -> bool {
    match char::from_u32(ch) {
        Some(ch) if ch.is_ascii() => ch.is_ascii_alphabetic() || ch == '_',
        Some(ch) => ch.general_category_group() == GeneralCategoryGroup::Letter,
        None => false,
    }
}

fn is_digit(ch: u32) -> bool {
    match char::from_u32(ch) {
        Some(ch) if ch.is_ascii() => ch.is_ascii_digit(),
        Some(ch) => ch.general_category() == GeneralCategory::DecimalNumber,
        None => false,
    }
}
