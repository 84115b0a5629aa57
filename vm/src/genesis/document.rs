//! Document of a genesis: TOML or JSON, taken apart into entries, each with its line.

use super::error::GenesisError;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use serde_json::value::RawValue;

/// Format of a document.
#[derive(Clone, Copy, Debug)]
pub(super) enum Format {
    Toml,
    Json,
}

/// Document, whose entries are still to be read.
pub(super) struct Document {
    /// Its name in errors.
    pub(super) source: String,
    pub(super) chain_id: u64,
    pub(super) time: i64,
    pub(super) accounts: Vec<Entry>,
    pub(super) contracts: Vec<Entry>,
    pub(super) objects: Vec<Entry>,
    pub(super) rows: Vec<Entry>,
}

/// Entry of a document.
pub(super) struct Entry {
    /// Its line, from 1, and its name: `line 4, accounts[0]`.
    pub(super) place: String,
    value: Json,
}

/// Entries are taken as they are at first: each is read by itself, so that an error can name it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonDocument<'d> {
    chain_id: u64,
    time: i64,
    #[serde(borrow, default)]
    accounts: Vec<&'d RawValue>,
    #[serde(borrow, default)]
    contracts: Vec<&'d RawValue>,
    #[serde(borrow, default)]
    objects: Vec<&'d RawValue>,
    #[serde(borrow, default)]
    rows: Vec<&'d RawValue>,
}

#[cfg(feature = "toml")]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TomlDocument {
    chain_id: u64,
    time: i64,
    #[serde(default)]
    accounts: Vec<toml::Spanned<Json>>,
    #[serde(default)]
    contracts: Vec<toml::Spanned<Json>>,
    #[serde(default)]
    objects: Vec<toml::Spanned<Json>>,
    #[serde(default)]
    rows: Vec<toml::Spanned<Json>>,
}

impl Document {
    /// The document that `text` is.
    ///
    /// # Errors
    /// [`GenesisError::Document`], and [`GenesisError::Format`] for TOML without the feature.
    pub(super) fn read(format: Format, text: &str, source: &str) -> Result<Self, GenesisError> {
        match format {
            Format::Json => json(text, source),
            #[cfg(feature = "toml")]
            Format::Toml => toml(text, source),
            #[cfg(not(feature = "toml"))]
            Format::Toml => Err(GenesisError::Format { path: source.to_owned() }),
        }
    }
}

fn json(text: &str, source: &str) -> Result<Document, GenesisError> {
    let wrong = |line: usize, error: &serde_json::Error| GenesisError::Document {
        document: source.to_owned(),
        line: line + error.line().saturating_sub(1),
        why: error.to_string(),
    };
    let document: JsonDocument<'_> = serde_json::from_str(text).map_err(|error| wrong(1, &error))?;
    let entries = |name: &str, values: Vec<&RawValue>| {
        let entry = |(number, value): (usize, &RawValue)| {
            // It is a part of the text, so its place in it is where it begins in memory.
            let line = line_at(text, value.get().as_ptr().addr().saturating_sub(text.as_ptr().addr()));
            let json = serde_json::from_str(value.get()).map_err(|error| wrong(line, &error))?;
            Ok(Entry { place: place(line, name, number), value: json })
        };
        values.into_iter().enumerate().map(entry).collect::<Result<Vec<_>, GenesisError>>()
    };
    Ok(Document {
        source: source.to_owned(),
        chain_id: document.chain_id,
        time: document.time,
        accounts: entries("accounts", document.accounts)?,
        contracts: entries("contracts", document.contracts)?,
        objects: entries("objects", document.objects)?,
        rows: entries("rows", document.rows)?,
    })
}

#[cfg(feature = "toml")]
fn toml(text: &str, source: &str) -> Result<Document, GenesisError> {
    let document: TomlDocument = toml::from_str(text).map_err(|error| GenesisError::Document {
        document: source.to_owned(),
        line: line_at(text, error.span().map_or(0, |span| span.start)),
        why: error.message().to_owned(),
    })?;
    let entries = |name: &str, values: Vec<toml::Spanned<Json>>| {
        let entry = |(number, value): (usize, toml::Spanned<Json>)| {
            let line = line_at(text, value.span().start);
            Entry { place: place(line, name, number), value: value.into_inner() }
        };
        values.into_iter().enumerate().map(entry).collect()
    };
    Ok(Document {
        source: source.to_owned(),
        chain_id: document.chain_id,
        time: document.time,
        accounts: entries("accounts", document.accounts),
        contracts: entries("contracts", document.contracts),
        objects: entries("objects", document.objects),
        rows: entries("rows", document.rows),
    })
}

fn place(line: usize, name: &str, number: usize) -> String {
    format!("line {line}, {name}[{number}]")
}

/// The line, from 1, that byte `at` of `text` is in.
fn line_at(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

impl Entry {
    /// Reads the entry.
    ///
    /// # Errors
    /// [`GenesisError::Entry`].
    pub(super) fn read<T: DeserializeOwned>(&self, source: &str) -> Result<T, GenesisError> {
        T::deserialize(&self.value).map_err(|error| GenesisError::Entry {
            document: source.to_owned(),
            place: self.place.clone(),
            why: error.to_string(),
        })
    }
}

/// Number that may be written as text, for formats whose numbers end before 2^64.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Amount(pub(super) u64);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "wanted a whole number from 0 to 18446744073709551615")]
        enum Written {
            Number(u64),
            Text(String),
        }
        match Written::deserialize(deserializer)? {
            Written::Number(number) => Ok(Self(number)),
            Written::Text(text) => text.parse().map(Self).map_err(|_| {
                let wanted = "wanted a whole number from 0 to 18446744073709551615";
                serde::de::Error::custom(format!("{text:?}: {wanted}"))
            }),
        }
    }
}
