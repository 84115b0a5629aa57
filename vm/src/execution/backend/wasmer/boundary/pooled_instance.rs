//! Pooled instance: a live instance, entered for a call and reset after it.

use super::imports::Import;
use super::instance_state::InstanceState;
use super::memory_slot::write_fault_handler;
use super::tunables::{InstanceParts, take_parts};
use crate::EngineError;
use crate::engine::budget::{Share, Taken};
use crate::execution::backend::entry::RawValue;
use crate::execution::backend::machine_code::compile::{Code, ImportedFunc, imported_functions};
use crate::execution::backend::wasmer::usage::INSTANCES;
use crate::execution::context::ExecutionContext;
use crate::execution::exit::Exit;
use crate::execution::gas::GasMeter;
use allod_compiler::instrument::{GAS_GLOBAL, STACK_GLOBAL};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;
use wasmer::sys::NativeEngineExt;
use wasmer::sys::vm::{
    StoreObject, TrapHandlerFn, VMCallerCheckedAnyfunc, VMConfig, VMExtern, VMGlobalDefinition, VMInstance,
    wasmer_call_trampoline,
};
use wasmer::{AsStoreMut, Imports, Instance, RuntimeError, Store, StoreMut, StoreObjects};

/// Error of a run that did not return.
pub(in crate::execution::backend::wasmer) enum ExecError {
    /// A host function ended it.
    Stopped(Exit),
    /// The module trapped.
    Trapped {
        error: RuntimeError,
        /// Bytes of stack left by the module's own count; below zero for an overflow.
        stack_left: i32,
    },
}

/// Live instance of a module.
pub(in crate::execution::backend) struct PooledInstance {
    state: NonNull<InstanceState>,
    globals: Vec<MutableGlobal>,
    config: VMConfig,
    /// The handler of write faults, which opens pages of memory.
    handler: Option<Box<TrapHandlerFn<'static>>>,
    /// Entries looked up so far, by their index.
    functions: Vec<Option<VMCallerCheckedAnyfunc>>,
    _instance: Instance,
    store: Store,
    /// Bytes of its module's artefact.
    artefact_bytes: usize,
    /// Its share of the machine beside its memory.
    _taken: Taken,
    /// The imports that machine code points to: dropped after the instance.
    _imports: Box<[Import]>,
}

/// Mutable global of an instance, and its value in a new one.
struct MutableGlobal {
    definition: NonNull<VMGlobalDefinition>,
    initial: u128,
}

impl PooledInstance {
    /// Makes an instance of `code`.
    ///
    /// # Errors
    /// [`EngineError::Shortage`] where the machine has no memory, addresses or mappings for it.
    pub(in crate::execution::backend::wasmer) fn new(code: &Code) -> Result<Self, EngineError> {
        let wasm = |e: &dyn std::fmt::Display| EngineError::Wasm(e.to_string());
        let mut store = Store::new(code.engine.clone());
        let state = NonNull::from(Box::leak(Box::new(InstanceState::new())));
        // From here on `state` has an owner, which frees it whatever happens.
        let owner = StateOwner(state);
        let functions = imported_functions(&code.module);
        let imported: Box<[Import]> =
            functions.iter().map(|import| Import::new(state, import.function.clone())).collect();
        let mut imports = Imports::new();
        for (ImportedFunc { module, name, .. }, import) in functions.iter().zip(&imported) {
            // SAFETY: the instance drops `_imports` after its store.
            let function = unsafe { import.function(&mut store) };
            let function = function.ok_or_else(|| wasm(&format_args!("{module}.{name} has a signature of its own")))?;
            imports.define(module, name, function);
        }
        drop(take_parts());
        // The gate has let in only modules that can be instantiated, if there is room.
        let instance = Instance::new(&mut store, &code.module, &imports).map_err(|e| no_room(&e))?;
        let InstanceParts { memory, globals } = take_parts();
        let gas = global(&mut store, GAS_GLOBAL)?;
        let stack = global(&mut store, STACK_GLOBAL)?;
        let initial = |definition: NonNull<VMGlobalDefinition>| MutableGlobal {
            definition,
            // SAFETY: the definition lies in the instance, which is alive and does not run.
            initial: unsafe { (*definition.as_ptr()).val.u128 },
        };
        let globals = globals.into_iter().map(initial).collect();
        let mut handler = None;
        if let Some(slot) = &memory {
            let image = slot.track(code.image.get()).ok_or_else(|| no_room(&std::io::Error::last_os_error()))?;
            // Another thread may have been first: its image is the same.
            let _ = code.image.set(image);
            handler = write_fault_handler(slot);
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

    /// Allows `bytes` of memory in the next call.
    pub(in crate::execution::backend) fn allow_memory(&mut self, bytes: usize) {
        // SAFETY: the state is the instance's own, and the module does not run.
        if let Some(slot) = unsafe { &self.state.as_ref().memory } {
            slot.allow(bytes);
        }
    }

    /// Sets the counters for a call.
    pub(in crate::execution::backend) fn set_counters(&mut self, meter: GasMeter, stack: i32) {
        // SAFETY: the state is the instance's own, and the module does not run.
        let state = unsafe { self.state.as_mut() };
        state.meter = meter;
        state.set_gas_left(meter.counter());
        // SAFETY: the instance's own global, an i32.
        unsafe { (*state.stack.as_ptr()).val.i32 = stack };
    }

    /// The module's counter of gas.
    pub(in crate::execution::backend) fn gas(&self) -> i64 {
        // SAFETY: the state is the instance's own, and the module does not run.
        unsafe { self.state.as_ref() }.gas_left()
    }

    /// The function exported as `name`, which is number `index` of the module's exports.
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

    /// Calls `function` for `context`. `values` holds its arguments, and its result afterwards; there are as many as the
    /// larger of the two counts.
    ///
    /// # Errors
    /// [`ExecError`] of a run that did not return.
    pub(in crate::execution::backend::wasmer) fn enter(
        &mut self,
        context: &mut ExecutionContext,
        function: &VMCallerCheckedAnyfunc,
        values: &mut [RawValue],
    ) -> Result<(), ExecError> {
        // SAFETY: the state is the instance's own. No reference to it is held while the module runs.
        unsafe { (*self.state.as_ptr()).context = Some(NonNull::from(&mut *context)) };
        let handler = self.handler.as_deref().map(|handler| &raw const *handler);
        // SAFETY: `function` comes from `PooledInstance::function` and its instance is alive. The gate let in only signatures
        // of i32 and i64, whose values stand in slots of 16 bytes, and the caller brings enough of them. The context
        // is borrowed for the whole run, and its pointer is taken back below.
        let enter = || unsafe {
            wasmer_call_trampoline(
                handler,
                &self.config,
                function.vmctx,
                function.call_trampoline,
                function.func_ptr,
                values.as_mut_ptr().cast(),
            )
        };
        // Imports catch the host's panics. The panic that is left is for a stack that the system does not give.
        let ended = catch_unwind(AssertUnwindSafe(enter));
        // SAFETY: as above; the module has ended.
        let state = unsafe { self.state.as_mut() };
        state.context = None;
        let exit = state.exit.take();
        if state.memory.as_ref().is_some_and(|slot| slot.has_failed()) {
            return Err(ExecError::Stopped(no_room(&"a page can't be made writable").into()));
        }
        let Ok(ended) = ended else {
            return Err(ExecError::Stopped(no_room(&"a stack for machine code").into()));
        };
        match (ended, exit) {
            (Ok(()), None) => Ok(()),
            (_, Some(exit)) => Err(ExecError::Stopped(exit)),
            (Err(trap), None) => {
                // SAFETY: the instance's own global, an i32.
                let stack_left = unsafe { (*state.stack.as_ptr()).val.i32 };
                Err(ExecError::Trapped { error: trap.into(), stack_left })
            }
        }
    }

    /// Resets everything that a call can change: memory and mutable globals. `false` where that can't be done: the instance
    /// must not be used again. Every field is named here, so that none can be forgotten; tables don't change, because the
    /// gate lets nothing in that writes them.
    pub(in crate::execution::backend::wasmer) fn reset(&mut self) -> bool {
        let Self {
            state,
            globals,
            config: _,
            handler: _,
            functions: _,
            _instance: _,
            store: _,
            artefact_bytes: _,
            _taken: _,
            _imports: _,
        } = self;
        for MutableGlobal { definition, initial } in globals {
            // SAFETY: the definition lies in the instance, which is alive and does not run.
            unsafe { (*definition.as_ptr()).val.u128 = *initial };
        }
        // SAFETY: the state is the instance's own, and the module does not run.
        let InstanceState { context: _, meter: _, exit: _, memory, gas: _, stack: _ } = unsafe { state.as_ref() };
        memory.as_ref().is_none_or(|slot| slot.reset())
    }

    /// True if its memory takes at most `most` mappings and bytes, and its module's artefact at most as many bytes.
    pub(in crate::execution::backend::wasmer) fn is_small(&self, most: Share) -> bool {
        // SAFETY: the state is the instance's own, and the module does not run.
        let memory = unsafe { self.state.as_ref() }.memory.as_ref();
        let memory = memory.map_or_else(Share::default, |slot| slot.share());
        memory.mappings <= most.mappings && memory.bytes <= most.bytes && self.artefact_bytes as u64 <= most.bytes
    }
}

/// Error for a machine that has no room for an instance.
fn no_room(why: &dyn std::fmt::Display) -> EngineError {
    EngineError::Shortage { what: "an instance", why: why.to_string() }
}

// SAFETY: an idle instance points to boxed or mapped memory that any thread may free. No machine code runs in it,
// and its pool hands it to the thread that made it or drops it.
unsafe impl Send for PooledInstance {}

impl Drop for PooledInstance {
    fn drop(&mut self) {
        drop(StateOwner(self.state));
    }
}

/// Owner of an instance's state, which it frees.
struct StateOwner(NonNull<InstanceState>);

impl Drop for StateOwner {
    fn drop(&mut self) {
        // SAFETY: the box was leaked in `PooledInstance::new`, and there is one owner. Imports point to it, and nothing enters
        // the instance that calls them any more.
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}

/// Export `name` of the one instance of `store`. Each look-up adds to the store, so none should be repeated.
fn export(store: &mut Store, name: &str) -> Option<VMExtern> {
    let mut store = store.as_store_mut();
    let instance: *mut VMInstance = VMInstance::list_mut(objects(&mut store)).first_mut()?;
    // SAFETY: the instance stays where it is: a look-up adds functions to the store, and no instance.
    unsafe { (*instance).lookup(name) }
}

/// Objects of `store`. Only one kind of store is built in.
fn objects<'s>(store: &'s mut StoreMut<'_>) -> &'s mut wasmer::sys::vm::StoreObjects {
    let StoreObjects::Sys(objects) = store.objects_mut();
    objects
}

/// Definition of the global exported as `name`.
fn global(store: &mut Store, name: &str) -> Result<NonNull<VMGlobalDefinition>, EngineError> {
    match export(store, name) {
        Some(VMExtern::Global(handle)) => Ok(handle.get(objects(&mut store.as_store_mut())).vmglobal()),
        _ => Err(EngineError::Internal(format!("a module without {name}"))),
    }
}
