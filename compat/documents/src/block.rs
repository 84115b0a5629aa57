//! Blocks of code in a document: what stands between two fences.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs, io};

/// Name of the variable that names the folder of the documents.
pub const VARIABLE: &str = "ALLOD_DOCUMENTS";

/// Block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Line of its first fence, from 1.
    pub line: u32,
    /// Language that the fence names; empty if none.
    pub language: String,
    /// Its lines, without the indentation of the fence.
    pub code: String,
}

/// The blocks of a document's text.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, Block)> = None;
    for (at, line) in text.lines().enumerate() {
        let words = line.trim_start();
        match (&mut open, words.strip_prefix("```")) {
            (Some(_), Some(_)) => blocks.extend(open.take().map(|(_, block)| block)),
            (None, Some(language)) => {
                let block = Block { line: at as u32 + 1, language: language.trim().to_owned(), code: String::new() };
                open = Some((line.len() - words.len(), block));
            }
            (Some((indentation, block)), None) => {
                block.code.push_str(line.get(*indentation..).unwrap_or_default());
                block.code.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// Documents that are at hand, by the first three digits of their names.
#[derive(Debug, Default)]
pub struct Documents(pub BTreeMap<String, Vec<Block>>);

impl Documents {
    /// Those in the folder that [`VARIABLE`] names; none where it names none.
    ///
    /// # Errors
    /// A folder or a file that can't be read: one that is named has to be there.
    pub fn at_hand() -> io::Result<Self> {
        let Some(folder) = env::var_os(VARIABLE).filter(|folder| !folder.is_empty()).map(PathBuf::from) else {
            return Ok(Self::default());
        };
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
        let mut documents = BTreeMap::new();
        for entry in fs::read_dir(&folder).map_err(named)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let number: String = name.chars().take_while(char::is_ascii_digit).collect();
            if number.len() == 3 && name.ends_with(".txt") {
                documents.insert(number, blocks(&fs::read_to_string(&path)?));
            }
        }
        match documents.len() {
            5 => Ok(Self(documents)),
            found => Err(named(io::Error::other(format!("{found} documents, wanted 5")))),
        }
    }

    /// The block of a document that begins at `line`.
    pub fn block(&self, document: &str, line: u32) -> Option<&Block> {
        self.0.get(document)?.iter().find(|block| block.line == line)
    }
}
