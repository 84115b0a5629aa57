//! Number literals: decimal, binary, octal and hexadecimal, integer, floating-point and imaginary.

use super::scanner::{Scanner, is_decimal};
use super::token::Token;

/// Digits of an integer or mantissa: at least one was there, an underscore was there.
#[derive(Default)]
struct Digits {
    any: bool,
    separated: bool,
    /// The offset of the first digit that the base does not have.
    invalid: Option<usize>,
}

impl Scanner<'_> {
    /// Reads a number that begins here.
    pub(super) fn number(&mut self) -> Token {
        let start = self.at;
        let (mut token, mut base, mut prefix) = (Token::Int, 10, None);
        let mut digits = Digits::default();
        if !self.is(b'.') {
            if self.is(b'0') {
                self.step();
                (base, prefix) = match lower(self.ch) {
                    Some(b'x') => (16, Some(b'x')),
                    Some(b'o') => (8, Some(b'o')),
                    Some(b'b') => (2, Some(b'b')),
                    _ => (8, Some(b'0')),
                };
                if prefix == Some(b'0') {
                    digits.any = true;
                } else {
                    self.step();
                }
            }
            self.digits(base, &mut digits);
        }
        if self.is(b'.') {
            token = Token::Float;
            if matches!(prefix, Some(b'o' | b'b')) {
                self.mistake(self.at, format!("invalid radix point in {}", kind(prefix)));
            }
            self.step();
            self.digits(base, &mut digits);
        }
        if !digits.any {
            self.mistake(self.at, format!("{} has no digits", kind(prefix)));
        }
        match lower(self.ch) {
            Some(letter @ (b'e' | b'p')) => {
                self.exponent(letter, prefix, &mut digits);
                token = Token::Float;
            }
            _ if prefix == Some(b'x') && token == Token::Float => {
                self.mistake(self.at, "hexadecimal mantissa requires a 'p' exponent");
            }
            _ => {}
        }
        if self.is(b'i') {
            token = Token::Imag;
            self.step();
        }
        if let (Token::Int, Some(at)) = (token, digits.invalid) {
            let digit = char::from(self.text[at]);
            self.mistake(at, format!("invalid digit '{digit}' in {}", kind(prefix)));
        }
        if digits.separated
            && let Some(at) = misplaced_separator(&self.text[start..self.at])
        {
            self.mistake(start + at, "'_' must separate successive digits");
        }
        token
    }

    fn exponent(&mut self, letter: u8, prefix: Option<u8>, digits: &mut Digits) {
        let shown = char::from_u32(self.ch).unwrap_or(' ');
        if letter == b'e' && !matches!(prefix, None | Some(b'0')) {
            self.mistake(self.at, format!("'{shown}' exponent requires decimal mantissa"));
        } else if letter == b'p' && prefix != Some(b'x') {
            self.mistake(self.at, format!("'{shown}' exponent requires hexadecimal mantissa"));
        }
        self.step();
        if self.is(b'+') || self.is(b'-') {
            self.step();
        }
        let mut exponent = Digits::default();
        self.digits(10, &mut exponent);
        digits.separated |= exponent.separated;
        if !exponent.any {
            self.mistake(self.at, "exponent has no digits");
        }
    }

    fn digits(&mut self, base: u32, digits: &mut Digits) {
        loop {
            if self.is(b'_') {
                digits.separated = true;
            } else if is_decimal(self.ch) {
                digits.any = true;
                if self.ch >= u32::from(b'0') + base && digits.invalid.is_none() {
                    digits.invalid = Some(self.at);
                }
            } else if base == 16 && matches!(lower(self.ch), Some(b'a'..=b'f')) {
                digits.any = true;
            } else {
                return;
            }
            self.step();
        }
    }
}

fn lower(ch: u32) -> Option<u8> {
    u8::try_from(ch).ok().map(|byte| byte.to_ascii_lowercase())
}

fn kind(prefix: Option<u8>) -> &'static str {
    match prefix {
        Some(b'x') => "hexadecimal literal",
        Some(b'o' | b'0') => "octal literal",
        Some(b'b') => "binary literal",
        _ => "decimal literal",
    }
}

/// The offset of the first underscore that does not stand between two digits; a base prefix counts as one.
fn misplaced_separator(text: &[u8]) -> Option<usize> {
    let prefixed = text.len() >= 2 && text[0] == b'0' && matches!(text[1] | 0x20, b'x' | b'o' | b'b');
    let hexadecimal = prefixed && text[1] | 0x20 == b'x';
    let is_digit = |byte: u8| byte.is_ascii_digit() || hexadecimal && byte.is_ascii_hexdigit();
    let begin = if prefixed { 2 } else { 0 };
    for at in begin..text.len() {
        if text[at] == b'_' {
            let after_digit = if at == begin { prefixed } else { is_digit(text[at - 1]) };
            let before_digit = text.get(at + 1).is_some_and(|next| is_digit(*next));
            // A run of underscores is reported at its second, as Go does.
            let doubled = text.get(at + 1) == Some(&b'_');
            if !after_digit || !before_digit && !doubled {
                return Some(at);
            }
        }
    }
    None
}
