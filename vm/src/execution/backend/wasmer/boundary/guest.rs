//! A live instance: entered, and put back to what it was when it was new.

use super::imports::Import;
use super::slot::Slot;
use super::tunables::{Made, take_made};
use crate::EngineError;
use crate::engine::budget::{INSTANCES, Share, Taken};
use crate::execution::backend::Number;
use crate::execution::backend::machine_code::compile::{Code, targets};
use crate::execution::context::ExecutionContext;
use crate::execution::exit::Exit;
use crate::execution::gas::GasMeter;
use allod_compiler::instrument::{GAS_GLOBAL, STACK_GLOBAL};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;
use std::sync::Arc;
use wasmer::sys::NativeEngineExt;
use wasmer::sys::vm::{
    StoreObject, TrapHandlerFn, VMCallerCheckedAnyfunc, VMConfig, VMExtern, VMGlobalDefinition, VMInstance,
    wasmer_call_trampoline,
};
use wasmer::{AsStoreMut, Imports, Instance, RuntimeError, Store, StoreMut, StoreObjects};

/// What the host functions of an instance share.
pub(super) struct State {
    /// The transaction, while the instance runs.
    pub(super) session: Option<NonNull<ExecutionContext>>,
    /// The limit of the call that runs.
    pub(super) meter: GasMeter,
    /// Why a host function ended the call.
    pub(super) stop: Option<Exit>,
    pub(super) memory: Option<Arc<Slot>>,
    /// The module's counters; dangling until it is instantiated.
    gas: NonNull<VMGlobalDefinition>,
    stack: NonNull<VMGlobalDefinition>,
}

impl State {
    /// What the module's counter says.
    pub(super) fn gas(&self) -> i64 {
        // SAFETY: `Guest::new` has put the instance's own global here before anything runs, and the type is i64.
        unsafe { (*self.gas.as_ptr()).val.i64 }
    }

    pub(super) fn set_gas(&mut self, left: i64) {
        // SAFETY: as in `gas`.
        unsafe { (*self.gas.as_ptr()).val.i64 = left }
    }
}

/// How a run ended that did not return.
pub(in crate::execution::backend::wasmer) enum Broken {
    /// A host function ended it.
    Stopped(Exit),
    /// The module trapped. With it, what its own count of the stack said: bytes left, below zero for an overflow.
    Trapped(RuntimeError, i32),
}

/// A live instance of a module.
pub(in crate::execution::backend::wasmer) struct PooledInstance {
    state: NonNull<State>,
    /// The mutable globals and what they were.
    globals: Vec<(NonNull<VMGlobalDefinition>, u128)>,
    config: VMConfig,
    /// Opens pages of memory as they are written.
    handler: Option<Box<TrapHandlerFn<'static>>>,
    /// Entries looked up so far, by their index.
    functions: Vec<Option<VMCallerCheckedAnyfunc>>,
    _instance: Instance,
    store: Store,
    /// Bytes of its module's artefact.
    artefact_bytes: usize,
    /// What it takes of the machine beside its memory.
    _taken: Taken,
    /// What machine code's pointers lead to: dropped after the instance.
    _imports: Box<[Import]>,
}

impl PooledInstance {
    /// An instance of `code`, as new.
    ///
    /// # Errors
    /// [`EngineError::Shortage`] where the machine has no memory, addresses or mappings for it.
    pub(in crate::execution::backend::wasmer) fn new(code: &Code) -> Result<Self, EngineError> {
        let wasm = |e: &dyn std::fmt::Display| EngineError::Wasm(e.to_string());
        let mut store = Store::new(code.engine.clone());
        let state = NonNull::from(Box::leak(Box::new(State {
            session: None,
            meter: GasMeter::new(0),
            stop: None,
            memory: None,
            gas: NonNull::dangling(),
            stack: NonNull::dangling(),
        })));
        // From here on `state` has an owner, which frees it whatever happens.
        let owner = StateOwner(state);
        let targets = targets(&code.module);
        let imported: Box<[Import]> = targets.iter().map(|(_, _, target)| Import::new(state, target.clone())).collect();
        let mut imports = Imports::new();
        for ((module, name, _), import) in targets.iter().zip(&imported) {
            // SAFETY: the guest drops `_imports` after its store.
            let function = unsafe { import.function(&mut store) };
            let function = function.ok_or_else(|| wasm(&format_args!("{module}.{name} has a signature of its own")))?;
            imports.define(module, name, function);
        }
        drop(take_made());
        // The gate has let in only what can be instantiated, if there is room.
        let instance = Instance::new(&mut store, &code.module, &imports).map_err(|e| no_room(&e))?;
        let Made { memory, globals } = take_made();
        let gas = global(&mut store, GAS_GLOBAL)?;
        let stack = global(&mut store, STACK_GLOBAL)?;
        // SAFETY: the definitions lie in the instance, which is alive and does not run.
        let globals = globals.into_iter().map(|at| (at, unsafe { (*at.as_ptr()).val.u128 })).collect();
        let mut handler = None;
        if let Some(slot) = &memory {
            let image = slot.watch(code.image.get()).ok_or_else(|| no_room(&std::io::Error::last_os_error()))?;
            // Another thread may have been first: its image is the same.
            let _ = code.image.set(image);
            handler = Some(handler_of(slot.clone()));
        }
        // SAFETY: the box was made above, and no machine code runs.
        unsafe {
            (*state.as_ptr()).memory = memory;
            (*state.as_ptr()).gas = gas;
            (*state.as_ptr()).stack = stack;
        }
        let config = VMConfig { wasm_stack_size: code.engine.tunables().vmconfig().wasm_stack_size };
        std::mem::forget(owner);
        Ok(Self {
            state,
            globals,
            config,
            handler,
            functions: Vec::new(),
            _instance: instance,
            store,
            artefact_bytes: code.artefact_bytes,
            _taken: Taken::new(&INSTANCES, Share { count: 1, mappings: 0, bytes: code.instance_bytes }),
            _imports: imported,
        })
    }

    /// Sets the bytes of memory that the module may have in a call.
    pub(in crate::execution::backend::wasmer) fn allow(&mut self, memory: usize) {
        // SAFETY: the state is the guest's own, and the module does not run.
        if let Some(slot) = unsafe { &self.state.as_ref().memory } {
            slot.allow(memory);
        }
    }

    /// Sets the counters for a call.
    pub(in crate::execution::backend::wasmer) fn fill(&mut self, meter: GasMeter, stack: i32) {
        // SAFETY: the state is the guest's own, and the module does not run.
        let state = unsafe { self.state.as_mut() };
        state.meter = meter;
        state.set_gas(meter.counter());
        // SAFETY: the instance's own global, an i32.
        unsafe { (*state.stack.as_ptr()).val.i32 = stack };
    }

    /// What the module's counter of gas says.
    pub(in crate::execution::backend::wasmer) fn gas(&self) -> i64 {
        // SAFETY: the state is the guest's own, and the module does not run.
        unsafe { self.state.as_ref() }.gas()
    }

    /// The function exported as `name`, which has `index` among the module's exports.
    ///
    /// # Errors
    /// [`EngineError::Internal`] where there is none.
    pub(in crate::execution::backend::wasmer) fn function(
        &mut self,
        index: usize,
        name: &str,
    ) -> Result<VMCallerCheckedAnyfunc, EngineError> {
        if let Some(Some(function)) = self.functions.get(index) {
            return Ok(*function);
        }
        let Some(VMExtern::Function(handle)) = export(&mut self.store, name) else {
            return Err(EngineError::Internal(format!("the ABI promised {name}")));
        };
        // SAFETY: the definition lies in the instance, which is alive.
        let function = unsafe { *handle.get(objects(&mut self.store.as_store_mut())).anyfunc.as_ptr().as_ref() };
        if self.functions.len() <= index {
            self.functions.resize(index + 1, None);
        }
        self.functions[index] = Some(function);
        Ok(function)
    }

    /// Runs `function` for `session`. `numbers` holds its arguments, and its result afterwards; there are as many
    /// as the larger of the two counts.
    ///
    /// # Errors
    /// How the run was broken off.
    pub(in crate::execution::backend::wasmer) fn enter(
        &mut self,
        session: &mut ExecutionContext,
        function: &VMCallerCheckedAnyfunc,
        numbers: &mut [Number],
    ) -> Result<(), Broken> {
        // SAFETY: the state is the guest's own. No reference to it is held while the module runs.
        unsafe { (*self.state.as_ptr()).session = Some(NonNull::from(&mut *session)) };
        let handler = self.handler.as_deref().map(|handler| &raw const *handler);
        // SAFETY: `function` comes from `Guest::function` and its instance is alive. The gate let in only signatures
        // of i32 and i64, whose values stand in slots of 16 bytes, and the caller brings enough of them. The session
        // is borrowed for the whole run, and its pointer is taken back below.
        let enter = || unsafe {
            wasmer_call_trampoline(
                handler,
                &self.config,
                function.vmctx,
                function.call_trampoline,
                function.func_ptr,
                numbers.as_mut_ptr().cast(),
            )
        };
        // Imports catch what the host panics with. What is left is a stack that the system does not give.
        let ended = catch_unwind(AssertUnwindSafe(enter));
        // SAFETY: as above; the module has ended.
        let state = unsafe { self.state.as_mut() };
        state.session = None;
        let stop = state.stop.take();
        if state.memory.as_ref().is_some_and(|slot| slot.has_failed()) {
            return Err(Broken::Stopped(no_room(&"a page can't be made writable").into()));
        }
        let Ok(ended) = ended else {
            return Err(Broken::Stopped(no_room(&"a stack for machine code").into()));
        };
        match (ended, stop) {
            (Ok(()), None) => Ok(()),
            (_, Some(stop)) => Err(Broken::Stopped(stop)),
            // SAFETY: the instance's own global, an i32.
            (Err(trap), None) => Err(Broken::Trapped(trap.into(), unsafe { (*state.stack.as_ptr()).val.i32 })),
        }
    }

    /// Puts everything a call can change back to what it was when the instance was new. `false` where that can't
    /// be done: the instance must not be used again.
    pub(in crate::execution::backend::wasmer) fn reset(&mut self) -> bool {
        for (global, value) in &self.globals {
            // SAFETY: the definition lies in the instance, which is alive and does not run.
            unsafe { (*global.as_ptr()).val.u128 = *value };
        }
        // SAFETY: the state is the guest's own, and the module does not run.
        unsafe { self.state.as_ref() }.memory.as_ref().is_none_or(|slot| slot.reset())
    }
}

impl PooledInstance {
    /// Whether its memory takes at most `most` mappings and bytes, and its module's artefact at most as many bytes.
    pub(in crate::execution::backend::wasmer) fn is_small(&self, most: Share) -> bool {
        // SAFETY: the state is the guest's own, and the module does not run.
        let memory = unsafe { self.state.as_ref() }.memory.as_ref();
        let memory = memory.map_or_else(Share::default, |slot| slot.share());
        memory.mappings <= most.mappings && memory.bytes <= most.bytes && self.artefact_bytes as u64 <= most.bytes
    }
}

/// The machine has no room for an instance.
fn no_room(why: &dyn std::fmt::Display) -> EngineError {
    EngineError::Shortage { what: "an instance", why: why.to_string() }
}

// SAFETY: what an idle guest points to is boxed or mapped memory that any thread may free. No machine code runs in it,
// and its pool hands it to the thread that made it or drops it.
unsafe impl Send for PooledInstance {}

impl Drop for PooledInstance {
    fn drop(&mut self) {
        drop(StateOwner(self.state));
    }
}

/// Frees the state of an instance.
struct StateOwner(NonNull<State>);

impl Drop for StateOwner {
    fn drop(&mut self) {
        // SAFETY: the box was leaked in `Guest::new`, and there is one owner. Imports point to it, and nothing enters
        // the instance that calls them any more.
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}

/// What the one instance of `store` exports as `name`. Each look-up adds to the store, so nobody should ask twice.
fn export(store: &mut Store, name: &str) -> Option<VMExtern> {
    let mut store = store.as_store_mut();
    let instance: *mut VMInstance = VMInstance::list_mut(objects(&mut store)).first_mut()?;
    // SAFETY: the instance stays where it is: a look-up adds functions to the store, and no instance.
    unsafe { (*instance).lookup(name) }
}

/// What `store` holds. Only one kind of store is built in.
fn objects<'s>(store: &'s mut StoreMut<'_>) -> &'s mut wasmer::sys::vm::StoreObjects {
    let StoreObjects::Sys(objects) = store.objects_mut();
    objects
}

/// The definition of the global exported as `name`.
fn global(store: &mut Store, name: &str) -> Result<NonNull<VMGlobalDefinition>, EngineError> {
    match export(store, name) {
        Some(VMExtern::Global(handle)) => Ok(handle.get(objects(&mut store.as_store_mut())).vmglobal()),
        _ => Err(EngineError::Internal(format!("a module without {name}"))),
    }
}

/// Opens the pages of `slot` as they are written.
#[cfg(unix)]
fn handler_of(slot: Arc<Slot>) -> Box<TrapHandlerFn<'static>> {
    Box::new(move |signal, info, _| {
        // SAFETY: the operating system gives the handler of a memory fault a description of it.
        matches!(signal, libc::SIGSEGV | libc::SIGBUS) && slot.open(unsafe { (*info).si_addr() } as usize)
    })
}
