//! Tokens: what the scanner makes of characters.

/// A token of Go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Token {
    /// A character that begins no token.
    Illegal,
    /// The end of the file.
    Eof,
    /// An identifier.
    Ident,
    /// An integer literal.
    Int,
    /// A floating-point literal.
    Float,
    /// An imaginary literal.
    Imag,
    /// A rune literal.
    Char,
    /// A string literal, raw or not.
    String,
    /// An operator or a delimiter.
    Op(Op),
    /// A keyword.
    Key(Key),
}

macro_rules! texts {
    ($(#[$about:meta])* $name:ident { $($variant:ident $text:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum $name { $($variant,)* }

        impl $name {
            /// All of them, each with its text.
            pub const ALL: &[($name, &str)] = &[$(($name::$variant, $text),)*];

            /// The text in source.
            pub fn text(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }
    };
}

texts! {
    /// An operator or a delimiter, named after what it does.
    Op {
        Add "+", Sub "-", Mul "*", Quo "/", Rem "%", And "&", Or "|", Xor "^", Shl "<<", Shr ">>", AndNot "&^",
        AddAssign "+=", SubAssign "-=", MulAssign "*=", QuoAssign "/=", RemAssign "%=", AndAssign "&=",
        OrAssign "|=", XorAssign "^=", ShlAssign "<<=", ShrAssign ">>=", AndNotAssign "&^=",
        LAnd "&&", LOr "||", Arrow "<-", Inc "++", Dec "--", Eql "==", Lss "<", Gtr ">", Assign "=", Not "!",
        Tilde "~", Neq "!=", Leq "<=", Geq ">=", Define ":=", Ellipsis "...", LParen "(", LBrack "[", LBrace "{",
        Comma ",", Period ".", RParen ")", RBrack "]", RBrace "}", Semicolon ";", Colon ":",
    }
}

texts! {
    /// A keyword.
    Key {
        Break "break", Case "case", Chan "chan", Const "const", Continue "continue", Default "default",
        Defer "defer", Else "else", Fallthrough "fallthrough", For "for", Func "func", Go "go", Goto "goto",
        If "if", Import "import", Interface "interface", Map "map", Package "package", Range "range",
        Return "return", Select "select", Struct "struct", Switch "switch", Type "type", Var "var",
    }
}

impl Key {
    /// The keyword of a text.
    pub fn of(text: &[u8]) -> Option<Key> {
        Key::ALL.iter().find(|(_, key)| key.as_bytes() == text).map(|(key, _)| *key)
    }
}

impl Op {
    /// The precedence of a binary operator, 1 to 5; 0 for any other token.
    pub fn precedence(self) -> u8 {
        match self {
            Op::LOr => 1,
            Op::LAnd => 2,
            Op::Eql | Op::Neq | Op::Lss | Op::Leq | Op::Gtr | Op::Geq => 3,
            Op::Add | Op::Sub | Op::Or | Op::Xor => 4,
            Op::Mul | Op::Quo | Op::Rem | Op::Shl | Op::Shr | Op::And | Op::AndNot => 5,
            _ => 0,
        }
    }

    /// The operator of an assignment: `+` of `+=`.
    pub fn of_assignment(self) -> Option<Op> {
        Some(match self {
            Op::AddAssign => Op::Add,
            Op::SubAssign => Op::Sub,
            Op::MulAssign => Op::Mul,
            Op::QuoAssign => Op::Quo,
            Op::RemAssign => Op::Rem,
            Op::AndAssign => Op::And,
            Op::OrAssign => Op::Or,
            Op::XorAssign => Op::Xor,
            Op::ShlAssign => Op::Shl,
            Op::ShrAssign => Op::Shr,
            Op::AndNotAssign => Op::AndNot,
            _ => return None,
        })
    }
}

impl Token {
    /// The token's name in Go's messages.
    pub fn text(self) -> &'static str {
        match self {
            Token::Illegal => "ILLEGAL",
            Token::Eof => "EOF",
            Token::Ident => "IDENT",
            Token::Int => "INT",
            Token::Float => "FLOAT",
            Token::Imag => "IMAG",
            Token::Char => "CHAR",
            Token::String => "STRING",
            Token::Op(op) => op.text(),
            Token::Key(key) => key.text(),
        }
    }

    /// An identifier or a basic literal: what Go shows by its own text.
    pub fn is_literal(self) -> bool {
        matches!(self, Token::Ident | Token::Int | Token::Float | Token::Imag | Token::Char | Token::String)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_is_found_by_its_text_and_only_by_that() {
        for (key, text) in Key::ALL {
            assert_eq!(Key::of(text.as_bytes()), Some(*key));
        }
        assert_eq!(Key::of(b"nil"), None);
        assert_eq!(Key::of(b"Break"), None);
    }

    #[test]
    fn an_assignment_operator_is_its_binary_operator_and_an_equals_sign() {
        for (op, text) in Op::ALL {
            if let Some(binary) = op.of_assignment() {
                assert_eq!(format!("{}=", binary.text()), *text);
            }
        }
    }
}
