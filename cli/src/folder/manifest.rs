//! Which parts of a data folder belong together: `folder.json`.

use super::document::Document;
use super::layout::{ACCOUNTS, CONTRACTS, MANIFEST, STATE};
use super::lock::Lock;
use super::place::Place;
use crate::failure::Failure;
use allod_core::Hash;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;

/// The layout of data folders that this program makes and reads.
const VERSION: u32 = 1;

/// The chain of a new folder.
const CHAIN: u64 = 1;

/// A part of a data folder that holds what can't be made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Part {
    /// The keys of accounts.
    Accounts,
    /// The names of contracts.
    Contracts,
    /// The store.
    State,
}

impl Part {
    /// The file's or folder's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Accounts => ACCOUNTS,
            Self::Contracts => CONTRACTS,
            Self::State => STATE,
        }
    }

    /// Content that is lost with it.
    fn holds(self) -> &'static str {
        match self {
            Self::Accounts => "the keys of the folder's accounts",
            Self::Contracts => "the names of the folder's contracts",
            Self::State => "the state of the folder's chain",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Content of `folder.json`: the folder's name, which its parts repeat, and which parts do. A part that is not among
/// them has not been made yet, or is from before there was this file, and gets the name when it is met.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    version: u32,
    /// A random number that no other folder has; a copy of the whole folder keeps it.
    pub(crate) folder: Hash,
    /// The number of the chain.
    pub(crate) chain: u64,
    parts: Vec<Part>,
}

impl Manifest {
    /// That of a new folder, which has no parts yet.
    ///
    /// # Errors
    /// [`Failure::Machine`] where the system gives no randomness.
    pub(crate) fn fresh() -> Result<Self, Failure> {
        let mut name = [0; Hash::LEN];
        getrandom::fill(&mut name)
            .map_err(|error| Failure::Machine(format!("no randomness for the name of a data folder: {error}")))?;
        Ok(Self::of(name.into()))
    }

    /// That of the folder called `folder`, whose parts are to be looked at anew.
    pub(crate) fn of(folder: Hash) -> Self {
        Self { version: VERSION, folder, chain: CHAIN, parts: Vec::new() }
    }

    /// The one in the folder `data`, if there is one.
    ///
    /// # Errors
    /// [`Failure::Machine`] for one that can't be read, or that another version has written.
    pub(crate) fn read(data: &Path) -> Result<Option<Self>, Failure> {
        let document = Document::at(data.join(MANIFEST));
        let manifest = document.read::<Self>()?;
        match manifest {
            Some(Self { version, .. }) if version != VERSION => Err(Failure::file(
                document.path(),
                format_args!("a data folder of version {version}, this program reads version {VERSION}"),
            )),
            manifest => Ok(manifest),
        }
    }

    /// Writes it into the folder `data`.
    ///
    /// # Errors
    /// [`Failure::Machine`] naming the file.
    pub(crate) fn write(&self, turn: &Lock, data: &Path) -> Result<(), Failure> {
        Document::at(data.join(MANIFEST)).write(turn, self)
    }

    /// True if `part` has been made, and has the folder's name.
    pub(crate) fn has(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }

    /// Notes that `part` has the folder's name. Answers whether that is new.
    pub(crate) fn add(&mut self, part: Part) -> bool {
        let new = !self.has(part);
        if new {
            self.parts.push(part);
        }
        new
    }

    /// Failure for a folder whose `part` is gone.
    pub(crate) fn missing(&self, place: &Place, part: Part) -> Failure {
        let go_on = match part {
            Part::State => "without one, begin a new data folder: names and balances mean nothing without it",
            _ => "`allod folder repair` goes on without one",
        };
        Failure::file(
            &place.join(part.name()),
            format_args!("it is missing, and held {}. Put it back from a backup; {go_on}", part.holds()),
        )
    }

    /// Failure for a folder whose `part` has the name of folder `found`, or none.
    pub(crate) fn foreign(&self, place: &Place, part: Part, found: Option<Hash>) -> Failure {
        let found = found.map_or("no data folder".to_owned(), |found| format!("data folder {found}"));
        Failure::file(
            &place.join(part.name()),
            format_args!(
                "it is of {found}, and this is data folder {}. Put back the one that was here; `allod folder repair` takes \
                 this one instead",
                self.folder
            ),
        )
    }
}

/// Failure for a folder whose parts have its name, and whose `folder.json` is gone.
pub(crate) fn lost(place: &Place, part: Part, folder: Hash) -> Failure {
    Failure::file(
        &place.join(MANIFEST),
        format_args!(
            "it is missing, and {part} is of data folder {folder}. Put it back from a backup; `allod folder repair` makes \
             it anew"
        ),
    )
}
