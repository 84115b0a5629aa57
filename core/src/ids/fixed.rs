//! One definition for the fixed-width names: their text form, their encoding and their order.

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeTuple;
use serde::{Deserializer, Serializer};

/// Reads `hex` (lower or upper case, `0x` optional) into exactly `N` bytes.
pub(crate) fn parse<const N: usize>(what: &'static str, text: &str) -> Result<[u8; N], crate::Error> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let mut bytes = [0; N];
    match hex::decode_to_slice(digits, &mut bytes) {
        Ok(()) => Ok(bytes),
        Err(_) => Err(crate::Error::Hex { what, wanted: N, given: text.chars().take(96).collect() }),
    }
}

/// Writes `bytes` in words of sixteen and four, whose little-endian encoding is the bytes themselves: one by one they
/// would cost as many calls of the encoder as there are bytes.
pub(crate) fn serialize<const N: usize, S: Serializer>(bytes: &[u8; N], serializer: S) -> Result<S::Ok, S::Error> {
    const { assert!(N.is_multiple_of(4)) };
    let (wide, rest) = bytes.as_chunks::<16>();
    let (narrow, _) = rest.as_chunks::<4>();
    let mut words = serializer.serialize_tuple(wide.len() + narrow.len())?;
    wide.iter().try_for_each(|word| words.serialize_element(&u128::from_le_bytes(*word)))?;
    narrow.iter().try_for_each(|word| words.serialize_element(&u32::from_le_bytes(*word)))?;
    words.end()
}

/// Reads what [`serialize`] has written.
pub(crate) fn deserialize<'de, const N: usize, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; N], D::Error> {
    deserializer.deserialize_tuple(N / 16 + N % 16 / 4, Words::<N>)
}

/// Puts words together.
struct Words<const N: usize>;

impl<'de, const N: usize> Visitor<'de> for Words<N> {
    type Value = [u8; N];

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{N} bytes in words of sixteen and four")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut words: A) -> Result<[u8; N], A::Error> {
        let missing = || A::Error::invalid_length(N, &self);
        let mut bytes = [0; N];
        let (wide, rest) = bytes.as_chunks_mut::<16>();
        for word in wide {
            *word = words.next_element::<u128>()?.ok_or_else(missing)?.to_le_bytes();
        }
        for word in rest.as_chunks_mut::<4>().0 {
            *word = words.next_element::<u32>()?.ok_or_else(missing)?.to_le_bytes();
        }
        Ok(bytes)
    }
}

macro_rules! fixed_bytes {
    ($(#[$doc:meta])* $name:ident, $len:literal, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Width in bytes.
            pub const LEN: usize = $len;
            /// All bytes zero.
            pub const ZERO: Self = Self([0; $len]);

            /// True if every byte is zero.
            pub fn is_zero(&self) -> bool {
                *self == Self::ZERO
            }

            /// The bytes.
            pub fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        /// Hex digits, `0x` optional. Anything else is an error, never a zero.
        impl std::str::FromStr for $name {
            type Err = $crate::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::ids::fixed::parse($what, text).map(Self)
            }
        }

        impl From<[u8; $len]> for $name {
            fn from(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = $crate::Error;
            fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
                let given = bytes.len();
                let wrong = |_| $crate::Error::Width { what: $what, wanted: $len, given };
                bytes.try_into().map(Self).map_err(wrong)
            }
        }

        /// Hex text where people read it, the bare bytes everywhere else.
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match serializer.is_human_readable() {
                    true => serializer.collect_str(self),
                    false => $crate::ids::fixed::serialize(&self.0, serializer),
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match deserializer.is_human_readable() {
                    true => <std::borrow::Cow<'de, str>>::deserialize(deserializer)?
                        .parse()
                        .map_err(serde::de::Error::custom),
                    false => $crate::ids::fixed::deserialize(deserializer).map(Self),
                }
            }
        }
    };
}
pub(crate) use fixed_bytes;
