//! Loaded module: a module ready to run.

use crate::engine::budget::{CODE, Share, Taken};
use crate::execution::backend::interpreter::Program;
use crate::modules::metadata::{Export, ModuleMetadata};
use crate::modules::tiering::Code;
use allod_compiler::probe::Symbols;
use allod_core::{Function, Hash, ObjectId, Param, Type, codec};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// Bytes that a module takes for itself, and for each byte of its encoded metadata: measured, rounded up.
const MODULE_BYTES: u64 = 24 << 10;
const BYTES_PER_METADATA_BYTE: u64 = 16;

/// Kernel mappings of machine code: the executable part, and the rest.
const MACHINE_CODE_MAPPINGS: u64 = 2;

/// Names of a module: among the modules of its engine, and among the rows of the store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ModuleKey {
    /// Hash of everything that its machine code depends on.
    pub(crate) artifact: Hash,
    /// Hash of the code it is made of.
    pub(crate) code_hash: Hash,
}

/// Module ready to run.
pub(crate) struct LoadedModule {
    /// Its key among the modules and artefacts of its engine.
    pub(crate) key: Hash,
    /// Hash of the code it was made of.
    pub(crate) code_hash: Hash,
    pub(crate) metadata: ModuleMetadata,
    pub(crate) code: Code,
    /// Names and lines, where it has probes.
    pub(crate) symbols: Arc<Symbols>,
    /// Entries of the ABI, in its order.
    abi: Vec<AbiEntry>,
    /// Index in the ABI of each function, by name.
    functions: HashMap<String, usize, RandomState>,
    /// Its share of the machine.
    taken: Taken,
    /// The program for calls that find no room for an instance of machine code; `None` where there can't be one.
    fallback: OnceLock<Option<Arc<Program>>>,
    /// The clock of uses when a call last asked for it.
    used: AtomicU64,
}

/// Entry of the ABI: a function.
struct AbiEntry {
    /// The function's results, which receipts share.
    outputs: Arc<[Param]>,
    /// Index among the exports.
    export: Option<usize>,
    /// Offsets of object ids in the input, as far as they are the same for every input.
    object_offsets: Box<[usize]>,
}

/// Offsets of object ids in an input of `params`, up to the first parameter that may be of any length.
fn object_offsets(params: &[Param]) -> Box<[usize]> {
    let ends = params.iter().map_while(|param| param.ty.width()).scan(0, |at, width| {
        *at += width;
        Some(*at)
    });
    let is_object = |(param, _): &(&Param, usize)| param.ty == Type::ObjectId;
    params.iter().zip(ends).filter(is_object).map(|(_, end)| end - ObjectId::LEN).collect()
}

/// Clock of uses over all modules, for the least recently used one.
static USES: AtomicU64 = AtomicU64::new(0);

impl LoadedModule {
    /// Module that runs on `code_bytes` bytes of `code`.
    pub(crate) fn new(
        key: ModuleKey,
        metadata: ModuleMetadata,
        code: Code,
        symbols: Arc<Symbols>,
        code_bytes: usize,
    ) -> Self {
        let taken = Taken::new(&CODE, share_of(&code, &metadata, code_bytes));
        let entry = |function: &Function| AbiEntry {
            outputs: function.outputs.as_slice().into(),
            export: metadata.export(&function.name).map(|export| export.index),
            object_offsets: object_offsets(&function.inputs),
        };
        let abi = metadata.abi.functions.iter().map(entry).collect();
        // The first of a name is the one that counts, as in the ABI.
        let named = metadata.abi.functions.iter().enumerate().rev();
        let functions = named.map(|(index, function)| (function.name.clone(), index)).collect();
        let (ModuleKey { artifact: key, code_hash }, used) = (key, AtomicU64::default());
        Self { key, code_hash, metadata, code, symbols, abi, functions, taken, fallback: OnceLock::new(), used }
    }

    /// The function called `name`, and its index in the ABI.
    pub(crate) fn function(&self, name: &str) -> Option<(usize, &Function)> {
        let abi_index = self.functions.get(name).copied()?;
        Some((abi_index, self.metadata.abi.functions.get(abi_index)?))
    }

    /// The name of the function at `abi_index`; empty if there is none.
    pub(crate) fn function_name(&self, abi_index: usize) -> &str {
        self.metadata.abi.functions.get(abi_index).map_or("", |function| &function.name)
    }

    /// The results of the function at `abi_index`.
    pub(crate) fn outputs(&self, abi_index: usize) -> Arc<[Param]> {
        self.abi.get(abi_index).map(|entry| entry.outputs.clone()).unwrap_or_default()
    }

    /// The export behind the function at `abi_index`.
    pub(crate) fn export(&self, abi_index: usize) -> Option<Export<'_>> {
        self.metadata.export_at(self.abi.get(abi_index)?.export?)
    }

    /// Object ids in `input` for the function at `abi_index`, as far as their offsets are fixed.
    pub(crate) fn object_args<'i>(
        &self,
        abi_index: usize,
        input: &'i [u8],
    ) -> impl Iterator<Item = ObjectId> + use<'_, 'i> {
        let offsets = self.abi.get(abi_index).map_or(&[][..], |entry| &entry.object_offsets);
        offsets.iter().filter_map(|offset| input.get(*offset..)?.first_chunk().copied().map(ObjectId))
    }

    /// Its share of the machine.
    pub(crate) fn share(&self) -> Share {
        self.taken.share()
    }

    /// Notes that it runs on `machine_bytes` bytes of machine code from now on.
    pub(crate) fn set_machine_bytes(&self, machine_bytes: usize) {
        self.taken.set(share_of(&self.code, &self.metadata, machine_bytes));
    }

    /// The program for calls that find no room for an instance of machine code, if it was asked for before.
    pub(crate) fn fallback(&self) -> Option<&Option<Arc<Program>>> {
        self.fallback.get()
    }

    /// Keeps `program`, which takes so many `bytes`, for further calls that find no room.
    pub(crate) fn set_fallback(&self, program: Arc<Program>, bytes: u64) {
        if self.fallback.set(Some(program)).is_ok() {
            self.taken.grow(bytes);
        }
    }

    /// Time of the last use, by the clock of all modules.
    pub(crate) fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    /// Notes that a call asked for it.
    pub(crate) fn note_use(&self) {
        self.used.store(USES.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
    }
}

impl std::fmt::Debug for LoadedModule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoadedModule").field("key", &self.key).field("taken", &self.taken).finish_non_exhaustive()
    }
}

/// Share of the machine of a module that runs on `code_bytes` bytes of `code`.
fn share_of(code: &Code, metadata: &ModuleMetadata, code_bytes: usize) -> Share {
    let encoded = codec::encode(metadata).map_or(0, |bytes| bytes.len() as u64);
    let mappings = if code.is_machine() { MACHINE_CODE_MAPPINGS } else { 0 };
    Share { count: 1, mappings, bytes: MODULE_BYTES + BYTES_PER_METADATA_BYTE * encoded + code_bytes as u64 }
}
