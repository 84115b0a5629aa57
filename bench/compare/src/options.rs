//! What is asked for on the command line.

use std::path::{Path, PathBuf};

/// Rounds unless told: quartiles of a ratio are steady from there on.
const ROUNDS: usize = 60;

/// What is asked for on the command line.
pub(crate) struct Options {
    pub(crate) rounds: usize,
    only: Vec<String>,
    write: Option<PathBuf>,
    /// The runner of an earlier build.
    pub(crate) against: Option<PathBuf>,
}

impl Options {
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { rounds: ROUNDS, only: Vec::new(), write: None, against: None };
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| format!("{word} wants a value"))?;
            match word.as_str() {
                "--rounds" => {
                    let rounds = value.parse().ok().filter(|rounds| *rounds >= 4);
                    options.rounds = rounds.ok_or_else(|| format!("\"{value}\" rounds, wanted a number from 4"))?;
                }
                "--only" => options.only = value.split(',').map(str::to_owned).collect(),
                "--write" => options.write = Some(value.into()),
                "--against" => options.against = Some(value.into()),
                _ => return Err(format!("{word} is not understood; --rounds, --only, --write and --against are")),
            }
        }
        Ok(options)
    }

    /// Where to write the report: nowhere if only a part was measured.
    pub(crate) fn destination(&self) -> Option<&Path> {
        self.write.as_deref().filter(|_| self.only.is_empty())
    }

    /// Whether the group called `name` is asked for.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }
}
