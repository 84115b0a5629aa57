//! A module that is not let in, and why.

/// The checks of the gate, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Check {
    /// The length of the code.
    Size,
    /// That the bytes are a module, and use no feature that is not let in.
    Features,
    /// Signatures.
    Types,
    /// Imported functions, by name and exact type.
    Imports,
    /// The number of functions, and the shape of each.
    Functions,
    /// Operators that no engine may be asked to run.
    Operators,
    /// The table.
    Table,
    /// The memory.
    Memory,
    /// The number of globals.
    Globals,
    /// Exports: names and signatures.
    Exports,
    /// The start section, which is refused.
    Start,
    /// What is put into the table.
    Elements,
    /// What is put into the memory.
    Data,
    /// Custom sections.
    Custom,
}

impl Check {
    /// The check's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Features => "features",
            Self::Types => "types",
            Self::Imports => "imports",
            Self::Functions => "functions",
            Self::Operators => "operators",
            Self::Table => "table",
            Self::Memory => "memory",
            Self::Globals => "globals",
            Self::Exports => "exports",
            Self::Start => "start section",
            Self::Elements => "elements",
            Self::Data => "data",
            Self::Custom => "custom sections",
        }
    }
}

impl std::fmt::Display for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// What was wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// More than is let in.
    #[error("{value} {what}, the limit is {limit}")]
    TooMuch {
        /// What there is too much of, with its unit.
        what: &'static str,
        /// How much there is.
        value: u64,
        /// How much there may be.
        limit: u64,
    },
    /// Not valid, or of a feature that is not let in.
    #[error("{0}")]
    Invalid(String),
    /// Valid, and not let in.
    #[error("{0} is not let in")]
    NotLetIn(&'static str),
    /// Something named is not what it must be.
    #[error("\"{name}\" is {given}, wanted {wanted}")]
    Mismatch {
        /// Its name, cut to 96 characters.
        name: String,
        /// What it is.
        given: String,
        /// What it must be.
        wanted: String,
    },
    /// A name that stands for nothing here.
    #[error("there is no \"{0}\" to import")]
    Unknown(String),
}

/// A module that is not let in: the check that failed, what was wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{check}: {refusal}{}", self.place())]
pub struct GateError {
    /// The check that failed.
    pub check: Check,
    /// What was wrong.
    pub refusal: Refusal,
    /// The function it is in, imports counted.
    pub function: Option<u32>,
    /// The byte of the module it begins at.
    pub offset: Option<u64>,
}

impl GateError {
    pub(super) fn new(check: Check, refusal: Refusal) -> Self {
        Self { check, refusal, function: None, offset: None }
    }

    pub(super) fn invalid(error: &wasmparser::BinaryReaderError) -> Self {
        Self::new(Check::Features, Refusal::Invalid(error.message().to_owned())).at(error.offset())
    }

    pub(super) fn mismatch(check: Check, name: &str, given: impl ToString, wanted: impl ToString) -> Self {
        let name = name.chars().take(96).collect();
        Self::new(check, Refusal::Mismatch { name, given: given.to_string(), wanted: wanted.to_string() })
    }

    pub(super) fn at(self, offset: u64) -> Self {
        Self { offset: self.offset.or(Some(offset)), ..self }
    }

    pub(super) fn within(self, function: u32) -> Self {
        Self { function: self.function.or(Some(function)), ..self }
    }

    fn place(&self) -> String {
        match (self.function, self.offset) {
            (Some(function), Some(offset)) => format!(" (function {function}, byte {offset})"),
            (Some(function), None) => format!(" (function {function})"),
            (None, Some(offset)) => format!(" (byte {offset})"),
            (None, None) => String::new(),
        }
    }
}

impl From<wasmparser::BinaryReaderError> for GateError {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        Self::invalid(&error)
    }
}

/// Refuses `value` above `limit`.
pub(super) fn at_most(check: Check, what: &'static str, value: u64, limit: u64) -> Result<(), GateError> {
    if value > limit {
        return Err(GateError::new(check, Refusal::TooMuch { what, value, limit }));
    }
    Ok(())
}
