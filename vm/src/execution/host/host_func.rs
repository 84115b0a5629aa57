//! Host function: the meaning of an import, the same for both backends.

use allod_compiler::gate::{WASI_IMPORTS, WASI_MODULE, WasiImport};
use allod_compiler::probe::{ENTER, PROBE_MODULE};
use allod_core::WasmType::{self, I32};
use allod_core::{IMPORT_MODULE, IMPORTS, Import, ModuleImport};
use std::sync::Arc;

/// Raw arguments of an import, in order; an `i32` is its unsigned value. They are passed on by reference: copying words that
/// were stored a moment ago stalls on store-to-load forwarding.
pub(crate) type RawArgs = [u64; 8];

/// Function of the host that a module imports.
#[derive(Clone)]
pub(crate) enum HostFunc {
    /// An operation of the host.
    Host(&'static Import),
    /// A function of WASI.
    Wasi(&'static WasiImport),
    /// A function of a host module.
    Module(Arc<ModuleImport>),
    /// The probe at the beginning of a function.
    Enter,
    /// The probe at the end of one.
    Leave,
}

impl HostFunc {
    /// The function imported as `name` of `module`, of the type that `signature` gives; `None` for one that the gate lets in
    /// nowhere.
    pub(crate) fn named(
        module: &str,
        name: &str,
        signature: impl FnOnce() -> Option<(Vec<WasmType>, Option<WasmType>)>,
    ) -> Option<Self> {
        match module {
            IMPORT_MODULE => IMPORTS.iter().find(|import| import.name == name).map(Self::Host),
            WASI_MODULE => WASI_IMPORTS.iter().find(|import| import.name == name).map(Self::Wasi),
            PROBE_MODULE if name == ENTER => Some(Self::Enter),
            PROBE_MODULE => Some(Self::Leave),
            _ => {
                let (params, result) = signature()?;
                let import = ModuleImport { module: module.to_owned(), name: name.to_owned(), params, result };
                Some(Self::Module(Arc::new(import)))
            }
        }
    }

    /// The WebAssembly types of its parameters and its result.
    pub(crate) fn signature(&self) -> (&[WasmType], Option<WasmType>) {
        match self {
            Self::Host(import) => (import.params, import.result),
            Self::Wasi(import) => (import.params, import.result),
            Self::Module(import) => (&import.params, import.result),
            Self::Enter => (&[I32], None),
            Self::Leave => (&[], None),
        }
    }
}
