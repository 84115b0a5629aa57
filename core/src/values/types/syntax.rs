//! Type syntax: types as text, `[Info{name:string,supply:u64}?]`.

use super::descriptor::PRIMITIVES;
use super::{MAX_DEPTH, Type};
use crate::error::Error;
use serde::{Deserialize, Serialize};

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::List(item) => write!(f, "[{item}]"),
            Self::Option(item) => write!(f, "{item}?"),
            Self::Struct(of) => {
                write!(f, "{}{{", of.name)?;
                for (i, (field, ty)) in of.fields.iter().enumerate() {
                    write!(f, "{}{field}:{ty}", if i == 0 { "" } else { "," })?;
                }
                f.write_str("}")
            }
            primitive => f.write_str(PRIMITIVES.iter().find(|row| row.2 == *primitive).map_or("?", |row| row.1)),
        }
    }
}

impl std::str::FromStr for Type {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut reader = TypeReader { text, at: 0 };
        let ty = reader.read(0)?;
        match reader.rest().is_empty() {
            true if !ty.is_dense() => Err(reader.error("the items of a list take too few bytes for their parts")),
            true => Ok(ty),
            false => Err(reader.error("something follows the type")),
        }
    }
}

/// Reads type text from left to right.
struct TypeReader<'t> {
    text: &'t str,
    at: usize,
}

impl TypeReader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn error(&self, why: &'static str) -> Error {
        Error::Type { text: self.text.chars().take(96).collect(), why, at: self.at }
    }

    fn accept(&mut self, mark: char) -> bool {
        let found = self.rest().starts_with(mark);
        self.at += if found { mark.len_utf8() } else { 0 };
        found
    }

    fn expect(&mut self, mark: char, why: &'static str) -> Result<(), Error> {
        if self.accept(mark) { Ok(()) } else { Err(self.error(why)) }
    }

    fn word(&mut self) -> Result<String, Error> {
        let end = self.rest().find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(self.rest().len());
        if end == 0 || end > 255 {
            return Err(self.error("a name of 1 to 255 bytes is wanted"));
        }
        let word = self.rest()[..end].to_owned();
        self.at += end;
        Ok(word)
    }

    fn read(&mut self, depth: usize) -> Result<Type, Error> {
        if depth >= MAX_DEPTH {
            return Err(self.error("types are nested too deep"));
        }
        let mut ty = if self.accept('[') {
            let item = self.read(depth + 1)?;
            self.expect(']', "] is wanted")?;
            Type::list(item)
        } else {
            self.named(depth)?
        };
        let mut depth = depth;
        while self.accept('?') {
            depth += 1;
            if depth >= MAX_DEPTH {
                return Err(self.error("types are nested too deep"));
            }
            ty = Type::option(ty);
        }
        Ok(ty)
    }

    fn named(&mut self, depth: usize) -> Result<Type, Error> {
        let start = self.at;
        let name = self.word()?;
        if !self.accept('{') {
            let primitive = PRIMITIVES.iter().find(|row| row.1 == name);
            self.at = if primitive.is_some() { self.at } else { start };
            return primitive.map(|row| row.2.clone()).ok_or_else(|| self.error("no such type"));
        }
        let mut fields = Vec::new();
        while !self.accept('}') {
            if !fields.is_empty() {
                self.expect(',', ", or } is wanted")?;
            }
            let field = self.word()?;
            self.expect(':', ": is wanted")?;
            fields.push((field, self.read(depth + 1)?));
            if fields.len() > 255 {
                return Err(self.error("a struct has at most 255 fields"));
            }
        }
        fields.shrink_to_fit();
        Ok(Type::structure(name, fields))
    }
}

/// Text, everywhere.
impl Serialize for Type {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
