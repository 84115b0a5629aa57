//! What the imports of a module stand for, and how each is served, whatever the module runs on.

use crate::execution::context::ExecutionContext;
use crate::execution::exit::ExitReason;
use crate::execution::gas::GasMeter;
use crate::execution::host::{Host, ImportResult, RawArgs};
use allod_compiler::gate::{WASI_IMPORTS, WASI_MODULE, WasiImport};
use allod_compiler::probe::{ENTER, PROBE_MODULE};
use allod_core::WasmType::{self, I32};
use allod_core::{HostOp, IMPORT_MODULE, IMPORTS, Import, ModuleImport};
use std::sync::Arc;

/// What an import stands for.
#[derive(Clone)]
pub(crate) enum Target {
    /// An operation of the host.
    Host(&'static Import),
    /// A function of WASI.
    Wasi(&'static WasiImport),
    /// A function of a host module.
    Module(Arc<ModuleImport>),
    /// A probe where a function begins.
    Enter,
    /// A probe where one ends.
    Leave,
}

impl Target {
    /// The target of the import called `name` in `module`, of the type that `signature` gives; `None` for one that the gate
    /// lets in nowhere.
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

    /// The WebAssembly types it takes and gives.
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

/// What a host function works on while the module that called it stands still.
pub(crate) struct HostCall<'c> {
    pub(crate) session: &'c mut ExecutionContext,
    pub(crate) memory: &'c mut [u8],
    pub(crate) meter: GasMeter,
}

/// Does what `target` stands for. Inlined, as it would be if machine code alone called it.
#[inline(always)]
pub(crate) fn serve(crossing: &mut HostCall<'_>, target: &Target, args: &RawArgs) -> ImportResult {
    let op = match target {
        Target::Host(import) => import.op,
        Target::Wasi(_) => HostOp::Wasi,
        Target::Module(_) => HostOp::HostModule,
        Target::Enter | Target::Leave => {
            probe(crossing, target, args);
            return Ok(0);
        }
    };
    if let Some(profiler) = &mut crossing.session.profiler {
        match target {
            Target::Module(import) => profiler.begin_module(import, crossing.meter.used()),
            _ => profiler.begin(op, crossing.meter.used()),
        }
    }
    let mut host = Host { session: crossing.session, memory: crossing.memory, meter: crossing.meter };
    let answer = match target {
        _ if host.meter.is_out() => Err(ExitReason::OutOfGas.into()),
        Target::Wasi(import) => host.wasi(import.name, args),
        Target::Module(import) => host.module(import, args),
        _ => host.dispatch(op, args),
    };
    crossing.meter = host.meter;
    if let Some(profiler) = &mut crossing.session.profiler {
        profiler.leave(crossing.meter.used());
    }
    answer
}

/// Tells the profiler how much gas a profiled module has used where a function begins or ends.
fn probe(crossing: &mut HostCall<'_>, target: &Target, [function, ..]: &RawArgs) {
    let Some(profiler) = &mut crossing.session.profiler else { return };
    match target {
        Target::Enter => profiler.enter(*function as u32, crossing.meter.used()),
        _ => profiler.leave(crossing.meter.used()),
    }
}
