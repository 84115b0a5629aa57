//! Failures outside a contract, and the exit code for each.

use crate::report::figures::thousands;
use crate::request::nearest;
use crate::screen::page::Page;
use crate::screen::printable::word;
use allod_compiler::CompileError;
use allod_core::{LimitKind, Reason, Status};
use allod_state::StateError;
use allod_vm::{EngineError, GenesisError, LimitError};
use std::path::Path;

/// Ending of a command that did as it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All of it.
    Done,
    /// The contract failed; its receipt has been printed.
    ContractFailed,
    /// A test failed, and has been printed.
    TestFailed,
}

impl Exit {
    /// The exit code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::ContractFailed | Self::TestFailed => 1,
        }
    }
}

/// Reason that a command could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A contract that failed and left no receipt behind: a deploy.
    #[error("{0}")]
    Contract(String),
    /// The command line or an argument of a contract's function.
    #[error("{0}")]
    Usage(String),
    /// No such contract, function, account, object or receipt.
    #[error("{0}")]
    NotFound(String),
    /// The compiler or the gate refused the code.
    #[error("{0}")]
    Refused(String),
    /// Mistakes in a source, which the compiler refused: each in a line, and as people are shown them.
    #[error("{told}")]
    Mistakes {
        /// A line for each.
        told: String,
        /// The lines that they are in, with a mark below each place.
        shown: String,
    },
    /// A file, the store, or the toolchain.
    #[error("{0}")]
    Machine(String),
    /// Another process has the data folder. The same command may work a moment later.
    #[error("{0}")]
    Busy(String),
    /// Reader of the output that has gone.
    #[error("the output was closed before all of it was written")]
    Closed,
    /// Failure after something had been kept: to do it again would do it twice.
    #[error("{failure}; {kept}")]
    Kept {
        /// Sentence that says what was kept.
        kept: String,
        /// Failure that came then.
        failure: Box<Failure>,
    },
}

/// Shown under `--help` and in `docs/command-line.md`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  the contract failed: reverted, out of gas, trapped or refused; or a test did
  2  the command line, or an argument of the contract's function
  3  not found: contract, function, account, object, receipt or test
  4  the compiler or the gate refused the code
  5  this machine: a file, the store, or a Go toolchain
  6  busy: another process had the data folder for as long as --wait allows
  7  whoever read the output went away; what was kept by then is said on standard error";

impl Failure {
    /// The exit code.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Contract(_) => 1,
            Self::Usage(_) => 2,
            Self::NotFound(_) => 3,
            Self::Refused(_) | Self::Mistakes { .. } => 4,
            Self::Machine(_) => 5,
            Self::Busy(_) => 6,
            Self::Closed => 7,
            Self::Kept { failure, .. } => failure.exit_code(),
        }
    }

    /// The failure in a word, as `--json` gives it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Contract(_) => "contract_failed",
            Self::Usage(_) => "usage",
            Self::NotFound(_) => "not_found",
            Self::Refused(_) | Self::Mistakes { .. } => "refused_code",
            Self::Machine(_) => "machine",
            Self::Busy(_) => "busy",
            Self::Kept { failure, .. } => failure.kind(),
        }
    }

    /// The same, of a command that had kept something already: `kept` says what, in a sentence.
    pub(crate) fn though(self, kept: impl Into<String>) -> Self {
        Self::Kept { kept: kept.into(), failure: Box::new(self) }
    }

    /// Failure about a file.
    pub(crate) fn file(path: &Path, error: impl std::fmt::Display) -> Self {
        Self::Machine(one_line(format!("{}: {error}", path.display())))
    }

    /// The failure for people. What a compiler or a toolchain has to say may be several lines, and all but the first are
    /// indented: none can be taken for one of ours. Everything else is one line, whoever chose the words in it.
    pub(crate) fn page(&self) -> Page {
        match self {
            Self::Refused(text) | Self::Machine(text) => {
                let lines = text.lines().enumerate();
                lines.map(|(at, line)| format!("{}{line}", if at == 0 { "allod: " } else { "  " })).collect()
            }
            Self::Mistakes { shown, .. } => {
                let head = std::iter::once("allod: the source has mistakes".to_owned());
                head.chain(shown.lines().map(|line| format!("  {line}").trim_end().to_owned())).collect()
            }
            other => Page::line(format_args!("allod: {other}")),
        }
    }
}

/// A word that is at fault where `most` has not `given` of it: whose code, whose arguments.
fn of_limit(what: LimitKind, text: String) -> Failure {
    match what {
        LimitKind::Code | LimitKind::Source => Failure::Refused(text),
        _ => Failure::Usage(text),
    }
}

/// By what an error means for whoever typed the command, whichever part of the engine it comes from.
impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let text = error.to_string();
        match error {
            EngineError::NoContract { .. } => Self::NotFound(text),
            EngineError::Abi(allod_core::Error::NoFunction { function, offered }) => {
                Self::NotFound(no_function(&function, &offered))
            }
            EngineError::Limit(LimitError::Exceeded { what, .. }) => of_limit(what, text),
            EngineError::Refused(reason) => match reason {
                Reason::NoContract { .. } | Reason::NoFunction { .. } => Self::NotFound(text),
                Reason::Gate { .. }
                | Reason::NotMetered
                | Reason::NotCompiled
                | Reason::AbiUnreadable
                | Reason::Abi { .. } => Self::Refused(one_line(text)),
                Reason::Limit { what, .. } => of_limit(what, text),
                Reason::Engine => Self::Machine(one_line(text)),
                _ => Self::Usage(text),
            },
            EngineError::State(StateError::BalanceOverflow { .. } | StateError::InsufficientBalance { .. })
            | EngineError::Abi(_)
            | EngineError::Limit(_)
            | EngineError::AddressTaken { .. }
            | EngineError::BlockOrder { .. }
            | EngineError::BlockChain { .. }
            | EngineError::LastHeight { .. }
            | EngineError::TransactionChain { .. }
            | EngineError::Nonce { .. }
            | EngineError::Schedule(_) => Self::Usage(text),
            EngineError::Compile(error) => error.into(),
            EngineError::Gate(_)
            | EngineError::NotCompiled(_)
            | EngineError::Instrument(_)
            | EngineError::AbiMismatch { .. } => Self::Refused(one_line(text)),
            EngineError::Failed(Status::OutOfGas) => Self::Contract(format!("{text}; --gas-limit sets another limit")),
            EngineError::Failed(_) => Self::Contract(text),
            EngineError::Genesis(error) => error.into(),
            EngineError::State(StateError::Locked { .. }) => Self::Busy(text),
            EngineError::DeployGas { limit, module_size, needed } => Self::Contract(format!(
                "out of gas: the limit is {}, and a module of {} bytes takes {}; --gas-limit sets another",
                thousands(limit),
                thousands(module_size),
                thousands(needed)
            )),
            EngineError::State(_)
            | EngineError::Wasm(_)
            | EngineError::Io { .. }
            | EngineError::Threads { .. }
            | EngineError::Shortage { .. }
            | EngineError::Budget { .. }
            | EngineError::StoreChain { .. }
            | EngineError::StoreMoved { .. }
            | EngineError::Busy
            | EngineError::CorruptStore(_)
            | EngineError::Internal(_) => Self::Machine(one_line(text)),
            // Of a later engine: nothing is known of it but that the call did not run.
            _ => Self::Machine(one_line(text)),
        }
    }
}

/// Says that there is no such function, which one may have been meant, and which there are.
fn no_function(function: &str, offered: &[String]) -> String {
    let meant = nearest::hint(function, offered.iter().map(String::as_str));
    match offered.is_empty() {
        true => format!("no function {}: the contract offers none", word(function)),
        false => format!("no function {}{meant}; the contract offers {}", word(function), nearest::listed(offered)),
    }
}

/// `text` without line ends of its own: nobody but the compiler has more than one line to say.
fn one_line(text: String) -> String {
    crate::screen::printable::printable(&text)
}

impl From<GenesisError> for Failure {
    fn from(error: GenesisError) -> Self {
        let text = one_line(error.to_string());
        match error {
            GenesisError::Read { .. } => Self::Machine(text),
            // What the document says, or that it is said of this folder.
            _ => Self::Usage(text),
        }
    }
}

impl From<CompileError> for Failure {
    fn from(error: CompileError) -> Self {
        let text = match &error {
            CompileError::Refused(found) | CompileError::Build(found) => {
                found.0.iter().map(|one| one_line(one.to_string())).collect::<Vec<_>>().join("\n")
            }
            other => other.to_string(),
        };
        match error {
            CompileError::NoToolchain { .. }
            | CompileError::NoTinyGo
            | CompileError::OpenCache { .. }
            | CompileError::ForeignCache { .. }
            | CompileError::Scratch(_)
            | CompileError::Toolchain { .. }
            | CompileError::Io { .. } => Self::Machine(text),
            CompileError::Refused(_) | CompileError::Build(_) | CompileError::Wat { .. } => Self::Refused(text),
            CompileError::OneFile { .. } => Self::Usage(one_line(text)),
            CompileError::Unrecognised { .. }
            | CompileError::TooMany { .. }
            | CompileError::TooLarge { .. }
            | CompileError::Initialise { .. }
            | CompileError::Module { .. }
            | CompileError::Abi(_) => Self::Refused(one_line(text)),
            // Of a later compiler: an error of compiling is about what was given, until something else is known.
            _ => Self::Refused(one_line(text)),
        }
    }
}
