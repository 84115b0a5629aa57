//! Typed text: a person's words as a value of the type that is wanted.
//!
//! JSON is read by the type, from its text: no number loses a digit on the way, a key that comes twice is refused, and
//! every error says where in the value it is. Where an address is wanted, whoever reads may know names.

use crate::Address;
use crate::error::Error;
use crate::values::types::Type;
use crate::values::unfit;
use crate::values::value::Value;
use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;

/// Finds the address that a name stands for. `Ok(None)` where it stands for none.
pub type FindAddress<'f> = dyn Fn(&str) -> Result<Option<Address>, Error> + 'f;

impl Value {
    /// The word `text` as a value of `ty`: integers in decimal, `true`/`false`, names in hex, bytes in hex, strings as
    /// they stand, everything else as JSON. Addresses also by what `find` calls them.
    ///
    /// # Errors
    /// [`Error`] with what was wanted, what was given, and the place within a list or a struct; what `find` says.
    pub fn read_word(ty: &Type, text: &str, find: &FindAddress<'_>) -> Result<Value, Error> {
        match ty {
            Type::Bool => text.parse().map(Self::Bool).map_err(|_| unfit::word(ty, text)),
            Type::String => Ok(Self::String(text.to_owned())),
            Type::Bytes => bytes(text).ok_or_else(|| unfit::word(ty, text)),
            Type::Address => address(text, find),
            Type::ObjectId => text.parse().map(Self::ObjectId),
            Type::Hash => text.parse().map(Self::Hash),
            Type::List(_) | Type::Struct(_) => Self::read_json(ty, text, find),
            Type::Option(item) if text == "null" => Ok(Self::Option((**item).clone(), None)),
            Type::Option(item) => {
                Ok(Self::Option((**item).clone(), Some(Box::new(Self::read_word(item, text, find)?))))
            }
            integer => Self::parse_integer(integer, text).ok_or_else(|| unfit::word(ty, text)),
        }
    }

    /// The JSON `text` as a value of `ty`. Integers may be numbers or decimal strings; a fraction or an exponent is
    /// refused. Addresses also by what `find` calls them.
    ///
    /// # Errors
    /// As [`read_word`](Self::read_word), and where a key comes twice.
    pub fn read_json(ty: &Type, text: &str, find: &FindAddress<'_>) -> Result<Value, Error> {
        let raw: &RawValue = serde_json::from_str(text).map_err(|why| Error::Json { why: why.to_string() })?;
        read(ty, raw, find)
    }
}

fn read(ty: &Type, raw: &RawValue, find: &FindAddress<'_>) -> Result<Value, Error> {
    let text = raw.get();
    let unfit = || unfit::json(ty, text);
    match (ty, text.as_bytes().first()) {
        (Type::Option(item), Some(b'n')) => Ok(Value::Option((**item).clone(), None)),
        (Type::Option(item), _) => Ok(Value::Option((**item).clone(), Some(Box::new(read(item, raw, find)?)))),
        (Type::Bool, Some(b't')) => Ok(Value::Bool(true)),
        (Type::Bool, Some(b'f')) => Ok(Value::Bool(false)),
        (Type::List(item), Some(b'[')) => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(|_| unfit())?;
            let read = |(at, raw)| read(item, raw, find).map_err(|error: Error| error.at(format!("[{at}]")));
            Ok(Value::List((**item).clone(), items.into_iter().enumerate().map(read).collect::<Result<_, _>>()?))
        }
        (Type::Struct(of), Some(b'{')) => {
            let mut given = members(text)?;
            let mut values = Vec::with_capacity(of.fields.len());
            for (name, ty) in &of.fields {
                let raw = given.remove(name).ok_or_else(|| unfit::missing(of, name))?;
                values.push(read(ty, raw, find).map_err(|error| error.at(format!(".{name}")))?);
            }
            match given.into_keys().next() {
                Some(name) => Err(unfit::unknown(of, &name)),
                None => Ok(Value::Struct(of.clone(), values)),
            }
        }
        (Type::Bool | Type::List(_) | Type::Struct(_), _) => Err(unfit()),
        (_, Some(b'"')) => {
            let word: String = serde_json::from_str(text).map_err(|_| unfit())?;
            Value::read_word(ty, &word, find)
        }
        (_, Some(b'-' | b'0'..=b'9')) => Value::parse_integer(ty, text).ok_or_else(unfit),
        _ => Err(unfit()),
    }
}

/// The members of a JSON object, each as it was written.
///
/// # Errors
/// [`Error::Repeated`] for a name that comes twice, [`Error::Json`] for text that is no object.
pub fn members(text: &str) -> Result<BTreeMap<String, &RawValue>, Error> {
    let json = |why: serde_json::Error| Error::Json { why: why.to_string() };
    let mut reader = serde_json::Deserializer::from_str(text);
    let (members, repeated) = reader.deserialize_map(Members).map_err(json)?;
    reader.end().map_err(json)?;
    match repeated {
        Some(name) => Err(Error::Repeated { name: crate::reason::name(name.as_bytes()).to_string() }),
        None => Ok(members),
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = (BTreeMap<String, &'de RawValue>, Option<String>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            if members.contains_key(&name) {
                map.next_value::<IgnoredAny>()?;
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                return Ok((members, Some(name)));
            }
            let value = map.next_value()?;
            members.insert(name, value);
        }
        Ok((members, None))
    }
}

fn bytes(text: &str) -> Option<Value> {
    hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok().map(Value::Bytes)
}

fn address(text: &str, find: &FindAddress<'_>) -> Result<Value, Error> {
    match text.parse() {
        Ok(address) => Ok(Value::Address(address)),
        Err(error) => find(text)?.map(Value::Address).ok_or(error),
    }
}
