//! Attributes of an event: keys and values.

use crate::error::CodecError;
use crate::ids::Name;
use crate::values::primitive::read_length_prefixed;
use crate::values::primitive::take;
use crate::values::tagged_value::skip_one;
use crate::values::types::Type;
use crate::values::value::Value;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_bytes::{ByteBuf, Bytes};
use std::ops::Deref;
use std::sync::OnceLock;

/// Keys and values, in the order given. They are kept as the bytes that were logged, and are made into values when
/// somebody looks at them: a receipt takes memory by its bytes.
#[derive(Clone, Default)]
pub struct Attributes {
    /// A list of tagged values: a string and any value in turn.
    bytes: Box<[u8]>,
    seen: OnceLock<Box<[(Name, Value)]>>,
}

/// An error of bytes that are no attributes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAttributes {
    /// They are no list of tagged values.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// They are one, and not a string and a value in turn.
    #[error("attributes are a string and a value in turn")]
    Pairs,
}

impl Attributes {
    /// Those that `bytes` hold, as [`tagged`](crate::values::tagged_value) has them. No value is made.
    ///
    /// # Errors
    /// [`NoAttributes`].
    pub fn from_tagged(bytes: &[u8]) -> Result<Self, NoAttributes> {
        let mut left = bytes;
        let count = take(&mut left, 1)?[0];
        let mut pairs = count % 2 == 0;
        for at in 0..count {
            pairs &= skip_one(&mut left)? == Type::String || at % 2 == 1;
        }
        match left.len() {
            0 if pairs => Ok(Self { bytes: bytes.into(), seen: OnceLock::new() }),
            0 => Err(NoAttributes::Pairs),
            left => Err(CodecError::Trailing { left }.into()),
        }
    }

    /// The keys and values. The first time somebody looks at them they are made.
    pub fn as_slice(&self) -> &[(Name, Value)] {
        self.seen.get_or_init(|| self.make())
    }

    /// They, as [`tagged`](crate::values::tagged_value) has them.
    pub fn as_tagged(&self) -> &[u8] {
        &self.bytes
    }

    /// Each key, and its value with its type. Bytes that are no attributes are none: such were never let in.
    fn parts(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let mut left = self.bytes.get(1..).unwrap_or_default();
        let count = self.bytes.first().map_or(0, |count| count / 2);
        (0..count).map_while(move |_| {
            // The key's type is one byte: it is a string.
            left = left.get(1..)?;
            let key = std::str::from_utf8(read_length_prefixed(&mut left).ok()?).ok()?;
            let start = left;
            skip_one(&mut left).ok()?;
            Some((key, &start[..start.len() - left.len()]))
        })
    }

    fn make(&self) -> Box<[(Name, Value)]> {
        let pair = |(key, mut tagged): (&str, &[u8])| {
            let ty = Type::read_descriptor(&mut tagged).ok()?;
            Some((Name::from(key), Value::build(&ty, &mut tagged).ok()?))
        };
        let mut pairs = Vec::with_capacity(usize::from(self.bytes.first().map_or(0, |count| count / 2)));
        pairs.extend(self.parts().map_while(pair));
        pairs.into()
    }
}

/// As [`Attributes::as_slice`].
impl Deref for Attributes {
    type Target = [(Name, Value)];
    fn deref(&self) -> &Self::Target {
        self.as_slice()
    }
}

impl<'a> IntoIterator for &'a Attributes {
    type Item = &'a (Name, Value);
    type IntoIter = std::slice::Iter<'a, (Name, Value)>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// At most 127 are kept.
impl FromIterator<(Name, Value)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (Name, Value)>>(pairs: I) -> Self {
        let values: Vec<_> =
            pairs.into_iter().take(127).flat_map(|(key, value)| [key.as_str().into(), value]).collect();
        Self { bytes: crate::values::tagged_value::encode(&values).into(), seen: OnceLock::new() }
    }
}

impl From<Vec<(Name, Value)>> for Attributes {
    fn from(pairs: Vec<(Name, Value)>) -> Self {
        pairs.into_iter().collect()
    }
}

impl PartialEq for Attributes {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Attributes {}

impl<const N: usize> PartialEq<[(Name, Value); N]> for Attributes {
    fn eq(&self, other: &[(Name, Value); N]) -> bool {
        **self == *other
    }
}

impl std::fmt::Debug for Attributes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// A list of keys, and values with their types.
impl Serialize for Attributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let count = usize::from(self.bytes.first().map_or(0, |count| count / 2));
        serializer.collect_seq(Counted(self.parts().map(|(key, value)| (key, Bytes::new(value))), count))
    }
}

/// An iterator of known length.
struct Counted<I>(I, usize);

impl<I: Iterator> Iterator for Counted<I> {
    type Item = I::Item;
    fn next(&mut self) -> Option<I::Item> {
        let next = self.0.next();
        self.1 -= usize::from(next.is_some());
        next
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.1, Some(self.1))
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Pairs)
    }
}

struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Attributes;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("keys and values with their types")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pairs: A) -> Result<Attributes, A::Error> {
        use serde::de::Error;
        let mut bytes = vec![0];
        while let Some((key, value)) = pairs.next_element::<(Name, ByteBuf)>()? {
            if bytes[0] >= 254 {
                return Err(A::Error::custom("more than 127 attributes"));
            }
            bytes[0] += 2;
            crate::values::tagged_value::encode_one_into(&key.as_str().into(), &mut bytes);
            bytes.extend_from_slice(&value);
        }
        Attributes::from_tagged(&bytes).map_err(A::Error::custom)
    }
}
