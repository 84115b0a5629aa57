//! Quoted literals: strings and runes, and the values they stand for.

use super::scanner::{EOF, Scanner, decode, describe};

impl Scanner<'_> {
    /// Reads a string whose quote at `start` has been read.
    pub(super) fn string(&mut self, start: usize) {
        loop {
            if self.is(b'\n') || self.ch == EOF {
                return self.mistake(start, "string literal not terminated");
            }
            let ch = self.ch;
            self.step();
            if ch == u32::from(b'"') {
                return;
            }
            if ch == u32::from(b'\\') {
                self.escape(b'"');
            }
        }
    }

    /// Reads a raw string whose quote at `start` has been read.
    pub(super) fn raw_string(&mut self, start: usize) {
        loop {
            if self.ch == EOF {
                return self.mistake(start, "raw string literal not terminated");
            }
            let ch = self.ch;
            self.step();
            if ch == u32::from(b'`') {
                return;
            }
        }
    }

    /// Reads a rune whose quote at `start` has been read.
    pub(super) fn rune(&mut self, start: usize) {
        let (mut valid, mut count) = (true, 0);
        loop {
            if self.is(b'\n') || self.ch == EOF {
                if valid {
                    self.mistake(start, "rune literal not terminated");
                }
                return;
            }
            let ch = self.ch;
            self.step();
            if ch == u32::from(b'\'') {
                break;
            }
            count += 1;
            if ch == u32::from(b'\\') && !self.escape(b'\'') {
                valid = false;
            }
        }
        if valid && count != 1 {
            self.mistake(start, "illegal rune literal");
        }
    }

    /// Reads what follows a backslash; false if it is no escape sequence.
    fn escape(&mut self, quote: u8) -> bool {
        let start = self.at;
        let (count, base, max) = match u8::try_from(self.ch).unwrap_or(0) {
            b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' => {
                self.step();
                return true;
            }
            byte if byte == quote => {
                self.step();
                return true;
            }
            b'0'..=b'7' => (3, 8, 255),
            b'x' => (2, 16, 255),
            b'u' => (4, 16, 0x10_ffff),
            b'U' => (8, 16, 0x10_ffff),
            _ => {
                let end = self.ch == EOF;
                self.mistake(start, if end { "escape sequence not terminated" } else { "unknown escape sequence" });
                return false;
            }
        };
        if base == 16 {
            self.step();
        }
        let mut value = 0u64;
        for _ in 0..count {
            let Some(digit) = char::from_u32(self.ch).and_then(|ch| ch.to_digit(base)) else {
                let message = match self.ch {
                    EOF => "escape sequence not terminated".into(),
                    ch => format!("illegal character {} in escape sequence", describe(ch)),
                };
                self.mistake(self.at, message);
                return false;
            };
            value = value * u64::from(base) + u64::from(digit);
            self.step();
        }
        if value > max || (0xd800..0xe000).contains(&value) {
            self.mistake(start, "escape sequence is invalid Unicode code point");
            return false;
        }
        true
    }
}

/// The bytes a string literal stands for, quotes and all given; nothing if the literal is none.
pub fn string_value(literal: &[u8]) -> Option<Vec<u8>> {
    let (quote, body) = literal.split_first()?;
    let (last, body) = body.split_last()?;
    if last != quote {
        return None;
    }
    match quote {
        b'`' => Some(body.iter().copied().filter(|byte| *byte != b'\r').collect()),
        b'"' => {
            let (mut bytes, mut rest) = (Vec::with_capacity(body.len()), body);
            while !rest.is_empty() {
                let (unit, length) = unit(rest)?;
                match unit {
                    Unit::Byte(byte) => bytes.push(byte),
                    Unit::Char(ch) => bytes.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes()),
                }
                rest = &rest[length..];
            }
            Some(bytes)
        }
        _ => None,
    }
}

/// The number a rune literal stands for, quotes and all given; nothing if the literal is none.
pub fn rune_value(literal: &[u8]) -> Option<u32> {
    let body = literal.strip_prefix(b"'")?.strip_suffix(b"'")?;
    let (unit, length) = unit(body)?;
    if length != body.len() {
        return None;
    }
    Some(match unit {
        Unit::Byte(byte) => u32::from(byte),
        Unit::Char(ch) => u32::from(ch),
    })
}

/// One element of a quoted text: `\x` and octal escapes stand for a byte, everything else for a character.
enum Unit {
    Byte(u8),
    Char(char),
}

fn unit(text: &[u8]) -> Option<(Unit, usize)> {
    if *text.first()? != b'\\' {
        let (ch, width) = decode(text)?;
        return Some((Unit::Char(char::from_u32(ch)?), width));
    }
    let number = |digits: std::ops::Range<usize>, radix| {
        let digits = std::str::from_utf8(text.get(digits)?).ok()?;
        u32::from_str_radix(digits, radix).ok()
    };
    Some(match *text.get(1)? {
        b'a' => (Unit::Byte(7), 2),
        b'b' => (Unit::Byte(8), 2),
        b'f' => (Unit::Byte(12), 2),
        b'n' => (Unit::Byte(10), 2),
        b'r' => (Unit::Byte(13), 2),
        b't' => (Unit::Byte(9), 2),
        b'v' => (Unit::Byte(11), 2),
        byte @ (b'\\' | b'\'' | b'"') => (Unit::Byte(byte), 2),
        b'0'..=b'7' => (Unit::Byte(u8::try_from(number(1..4, 8)?).ok()?), 4),
        b'x' => (Unit::Byte(u8::try_from(number(2..4, 16)?).ok()?), 4),
        b'u' => (Unit::Char(char::from_u32(number(2..6, 16)?)?), 6),
        b'U' => (Unit::Char(char::from_u32(number(2..10, 16)?)?), 10),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_the_bytes_its_escapes_stand_for() {
        assert_eq!(
            string_value(br#""a\n\x00\377\u00e4\U0001F600\"""#).unwrap(),
            "a\n\0".bytes().chain([0xff]).chain("ä😀\"".bytes()).collect::<Vec<_>>()
        );
        assert_eq!(string_value(b"`a\\n\r\nb`").unwrap(), b"a\\n\nb");
        assert_eq!(string_value(br#""\ud800""#), None);
        assert_eq!(string_value(b"\"a`"), None);
    }

    #[test]
    fn a_rune_is_one_number() {
        assert_eq!(rune_value(b"'a'"), Some(97));
        assert_eq!(rune_value("'ä'".as_bytes()), Some(0xe4));
        assert_eq!(rune_value(br"'\xff'"), Some(255));
        assert_eq!(rune_value(br"'\''"), Some(39));
        assert_eq!(rune_value(b"'ab'"), None);
        assert_eq!(rune_value(b"''"), None);
    }
}
