//! Application row of a genesis.

use super::document::Entry;
use super::error::GenesisError;
use crate::{APPLICATION_KEY_BYTES, APPLICATION_VALUE_BYTES};
use serde::Deserialize;

/// Application row of a genesis.
#[derive(Clone, Debug)]
pub(crate) struct GenesisRow {
    pub(crate) key: Vec<u8>,
    pub(crate) value: Vec<u8>,
    pub(super) place: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    key: Bytes,
    value: Bytes,
}

/// Bytes as the document has them: a text, or digits.
#[derive(Deserialize)]
#[serde(untagged, expecting = "wanted a text, or { hex = \"…\" }")]
enum Bytes {
    Text(String),
    Digits(Digits),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Digits {
    hex: String,
}

impl Bytes {
    /// The bytes, of which there may be so many.
    ///
    /// # Errors
    /// The fault.
    fn read(self, what: &str, most: usize) -> Result<Vec<u8>, String> {
        let bytes = match self {
            Self::Text(text) => text.into_bytes(),
            Self::Digits(Digits { hex }) => {
                decoded(&hex).ok_or_else(|| format!("{what}: {hex:?} is not a row of bytes in hex digits"))?
            }
        };
        match bytes.len() {
            len if len > most => Err(format!("{what}: {len} bytes, at most {most} are allowed")),
            _ => Ok(bytes),
        }
    }
}

/// Bytes in hex digits, two for each.
fn decoded(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let byte = |[high, low]: &[u8; 2]| Some(digit(high)? << 4 | digit(low)?);
    rest.is_empty().then(|| pairs.iter().map(byte).collect())?
}

impl GenesisRow {
    /// The row that `entry` says.
    ///
    /// # Errors
    /// [`GenesisError::Entry`].
    pub(super) fn of(entry: &Entry, source: &str) -> Result<Self, GenesisError> {
        let Written { key, value } = entry.read(source)?;
        let wrong = |why| GenesisError::Entry { document: source.to_owned(), place: entry.place.clone(), why };
        let key = key.read("key", APPLICATION_KEY_BYTES).map_err(wrong)?;
        let value = value.read("value", APPLICATION_VALUE_BYTES).map_err(wrong)?;
        Ok(Self { key, value, place: entry.place.clone() })
    }

    /// The parts that its genesis is hashed of.
    pub(super) fn parts(&self) -> (&[u8], &[u8]) {
        (&self.key, &self.value)
    }

    pub(super) fn error(&self, source: &str, why: String) -> GenesisError {
        GenesisError::Entry { document: source.to_owned(), place: self.place.clone(), why }
    }
}
