//! Options of compiles and deploys.

use super::amount;
use super::execution::Signer;
use crate::request::moment::Moment;
use allod_compiler::GoCompiler;
use allod_vm::WasiOptions;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Bytes of memory of a contract, unless set: those of [`WasiOptions`].
const MEMORY: u64 = 64 << 20;

/// A compiler for Go source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Toolchain {
    /// The compiler that is part of this command
    BuiltIn,
    /// Stock Go: on PATH, or in the cache
    Go,
    /// TinyGo on PATH
    #[value(name = "tinygo")]
    TinyGo,
}

impl From<Toolchain> for GoCompiler {
    fn from(toolchain: Toolchain) -> Self {
        match toolchain {
            Toolchain::BuiltIn => GoCompiler::BuiltIn,
            Toolchain::Go => GoCompiler::Go,
            Toolchain::TinyGo => GoCompiler::TinyGo,
        }
    }
}

/// Compile and deploy.
#[derive(Debug, Args)]
pub(crate) struct Deploy {
    /// Go source, a folder of it, a WebAssembly module, or WebAssembly text
    #[arg(value_name = "FILE|FOLDER")]
    pub(crate) file: PathBuf,
    /// The contract's name in this data folder [default: the name of the file or folder, with a number if that is taken]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Let a contract that has the name lose it to this one. It stays, under its address
    #[arg(long)]
    pub(crate) replace: bool,
    /// The compiler for Go source: built-in needs no Go on this machine; go and tinygo are programs that have to be there
    #[arg(long, value_name = "TOOLCHAIN", value_enum, default_value_t = Toolchain::BuiltIn)]
    pub(crate) toolchain: Toolchain,
    /// Let the contract be called again while it is on the call chain
    #[arg(long)]
    pub(crate) reentrant: bool,
    /// A function of the contract to call in the same transaction, with its arguments: if it fails there is no contract.
    /// Goes last
    #[arg(long, num_args = 1.., value_names = ["FUNCTION", "ARGUMENTS"], allow_negative_numbers = true)]
    pub(crate) call: Vec<String>,
    /// Money attached to that call, which the contract may take: no more than the account has
    #[arg(long, default_value_t = 0, value_name = "AMOUNT", requires = "call", value_parser = amount, allow_negative_numbers = true)]
    pub(crate) value: u64,
    /// 64 hex digits that fix the address together with deployer and code
    #[arg(long)]
    pub(crate) salt: Option<allod_core::Hash>,
    #[command(flatten)]
    pub(crate) limits: Limits,
    #[command(flatten)]
    pub(crate) moment: Moment,
    #[command(flatten)]
    pub(crate) signer: Signer,
}

/// Limits of the new contract, which every node applies.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Limits {
    /// Memory that the contract may have
    #[arg(long, value_name = "BYTES", default_value_t = MEMORY)]
    memory_limit: u64,
    /// Entries that its function table may have
    #[arg(long, value_name = "ENTRIES", default_value_t = 16_384)]
    table_size: u64,
    /// Time that a call of it may take, turned into gas by the schedule; 0 sets no limit
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0)]
    timeout: u64,
    /// Gas that a call of it may use; 0 sets no limit of its own
    #[arg(long, value_name = "GAS", default_value_t = 0)]
    fuel_limit: u64,
    /// Stack that a call of it may use, as its module counts it
    #[arg(long, value_name = "BYTES", default_value_t = 262_144)]
    stack_size: u64,
    /// Let its module use vector operators
    #[arg(long)]
    enable_simd: bool,
    /// Let its module not use memory.copy and memory.fill
    #[arg(long)]
    no_bulk_memory: bool,
}

impl Limits {
    pub(crate) fn wasi(self) -> WasiOptions {
        let Self { memory_limit, table_size, timeout, fuel_limit, stack_size, enable_simd, no_bulk_memory } = self;
        WasiOptions {
            memory_limit,
            table_size,
            timeout,
            fuel_limit,
            stack_size,
            enable_simd,
            enable_bulk_memory: !no_bulk_memory,
            ..WasiOptions::default()
        }
    }
}

/// Compile.
#[derive(Debug, Args)]
pub(crate) struct Compile {
    /// Go source, a folder of it, or WebAssembly text
    #[arg(value_name = "FILE|FOLDER")]
    pub(crate) source: PathBuf,
    /// The module to write [default: the name of the file or folder, and .wasm]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// The compiler for Go source: built-in needs no Go on this machine; go and tinygo are programs that have to be there
    #[arg(long, value_name = "TOOLCHAIN", value_enum, default_value_t = Toolchain::BuiltIn)]
    pub(crate) toolchain: Toolchain,
    /// Memory that package variables and init functions may take
    #[arg(long, value_name = "BYTES", default_value_t = MEMORY)]
    pub(crate) memory_limit: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Words {
        #[command(flatten)]
        limits: Limits,
    }

    #[test]
    fn a_deploy_without_limits_has_those_of_the_engine() {
        assert_eq!(Words::parse_from(["deploy"]).limits.wasi(), WasiOptions::default());
    }
}
