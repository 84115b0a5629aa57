//! Imports: calls from a contract's machine code into the host.
//!
//! Machine code calls the functions here directly, on its own stack, with a pointer to an [`Import`] in front of its
//! arguments. They leave that stack at once: the contract decides how much of it is left, and no work of the host may
//! depend on that. The result of an operation is returned; one that ends the call leaves its exit in the instance's state
//! and unwinds the module.

use super::instance_state::InstanceState;
use super::module_entry::{self, IntoRaw, Served, Stopped};
use crate::EngineError;
use crate::execution::host::host_func::{HostFunc, RawArgs};
use crate::execution::host::{HostCall, ImportResult};
use allod_core::WasmType::{self, I32, I64};
use std::cell::UnsafeCell;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;
use wasmer::sys::vm::{
    InternalStoreHandle, MaybeInstanceOwned, VMCallerCheckedAnyfunc, VMContext, VMExtern, VMFunction, VMFunctionBody,
    VMFunctionContext, VMFunctionKind, on_host_stack, raise_user_trap,
};
use wasmer::{AsStoreMut, Extern, FunctionType, Store, StoreObjects, VMExternToExtern};

/// Import of one instance, which machine code points to.
pub(super) struct Import {
    state: NonNull<InstanceState>,
    function: HostFunc,
}

impl Import {
    pub(super) fn new(state: NonNull<InstanceState>, function: HostFunc) -> Self {
        Self { state, function }
    }

    /// The import as a function of `store`; `None` for a signature that no import has.
    ///
    /// # Safety
    /// The import must stay where it is as long as the store lives.
    pub(super) unsafe fn function(&self, store: &mut Store) -> Option<Extern> {
        let (params, result) = self.function.signature();
        let code = entry(params, result).or_else(|| module_entry::of::<Self>(params, result))?;
        let kind = |ty: &WasmType| match ty {
            I32 => wasmer::Type::I32,
            I64 => wasmer::Type::I64,
        };
        let signature =
            FunctionType::new(params.iter().map(kind).collect::<Vec<_>>(), result.iter().map(kind).collect::<Vec<_>>());
        let anyfunc = VMCallerCheckedAnyfunc {
            func_ptr: code.cast::<VMFunctionBody>(),
            type_signature_hash: store.engine().as_sys().register_signature(&signature),
            vmctx: VMFunctionContext { host_env: (&raw const *self).cast_mut().cast() },
            call_trampoline: never_called_by_the_host,
        };
        let function = VMFunction {
            anyfunc: MaybeInstanceOwned::Host(Box::new(UnsafeCell::new(anyfunc))),
            signature,
            kind: VMFunctionKind::Static,
            host_data: Box::new(()),
        };
        let mut store = store.as_store_mut();
        let StoreObjects::Sys(objects) = store.objects_mut();
        let handle = InternalStoreHandle::new(objects, function);
        Some(VMExtern::Function(handle).to_extern(&mut store))
    }

    fn dispatch(&self, args: &RawArgs) -> ImportResult {
        let state = self.state.as_ptr();
        // SAFETY: the state outlives the import. `PooledInstance::enter` put the context's pointer there from an exclusive
        // reference that it holds until the module returns, and takes it away again. The module is suspended, so
        // nothing else touches its memory or its counter: a nested call has an instance of its own.
        unsafe {
            let Some(mut context) = (*state).context else {
                return Err(EngineError::Internal("a host call outside any run".into()).into());
            };
            let memory = (*state)
                .memory
                .as_ref()
                .map_or(NonNull::slice_from_raw_parts(NonNull::dangling(), 0), |slot| slot.bytes());
            let mut meter = (*state).meter;
            meter.set_left((*state).gas_left());
            let mut call = HostCall { context: context.as_mut(), memory: &mut *memory.as_ptr(), meter };
            let result = call.dispatch(&self.function, args);
            (*state).set_gas_left(call.meter.counter());
            result
        }
    }
}

impl Served for Import {
    #[inline(never)]
    fn call_host(&self, args: &RawArgs) -> Option<i64> {
        let result = on_host_stack(|| {
            // A panic must not leave this function: below it is machine code.
            let called = catch_unwind(AssertUnwindSafe(|| self.dispatch(args)));
            called.unwrap_or_else(|panic| Err(EngineError::panicked(&*panic).into()))
        });
        match result {
            Ok(value) => Some(value),
            Err(exit) => {
                // SAFETY: the state outlives the import; the module is suspended and nobody else looks at it.
                unsafe { (*self.state.as_ptr()).exit = Some(exit) };
                None
            }
        }
    }
}

/// Trampoline by which wasmer would call an import from the host. It is never used: the gate lets no module export an
/// import.
unsafe extern "C" fn never_called_by_the_host<V>(_: *mut VMContext, _: *const VMFunctionBody, _: *mut V) {
    std::process::abort()
}

/// Defines, for each signature that an import has, the function that machine code calls.
macro_rules! entries {
    ($([$($param:ident)*] $(-> $result:ident)?;)*) => {
        /// The function that machine code calls for an import of this signature.
        fn entry(params: &[WasmType], result: Option<WasmType>) -> Option<*const c_void> {
            $(if params == [$(entries!(@type $param)),*] && result == entries!(@option $($result)?) {
                return Some(entries!(@function [$($param)*] $($result)?));
            })*
            None
        }
    };
    (@type i32) => { I32 };
    (@type i64) => { I64 };
    (@option) => { None };
    (@option $result:ident) => { Some(entries!(@type $result)) };
    (@function [$($param:ident)*] $($result:ident)?) => {
        entries!(@name [$($param)*] [a b c d e f g h] [] $($result)?)
    };
    (@name [$first:ident $($param:ident)*] [$name:ident $($names:ident)*] [$($done:tt)*] $($result:ident)?) => {
        entries!(@name [$($param)*] [$($names)*] [$($done)* ($name $first)] $($result)?)
    };
    (@name [] [$($names:ident)*] [$(($name:ident $param:ident))*] $($result:ident)?) => {{
        unsafe extern "C" fn call(import: *const Import, $($name: $param),*) $(-> $result)? {
            #[allow(unused_mut, reason = "one signature has no arguments")]
            let mut args: RawArgs = [0; 8];
            #[allow(unused_mut, unused_variables, reason = "one signature has no arguments")]
            let mut slots = args.iter_mut();
            $(if let Some(slot) = slots.next() { *slot = IntoRaw::raw($name); })*
            // SAFETY: `Import::function` put its own address here, and its caller keeps the import alive.
            match unsafe { (*import).call_host(&args) } {
                #[allow(unused_variables, reason = "some signatures have no result")]
                Some(answer) => entries!(@answer answer $($result)?),
                // SAFETY: machine code called this function on the module's stack, and nothing here has a destructor.
                None => unsafe { raise_user_trap(Box::new(Stopped)) },
            }
        }
        call as *const c_void
    }};
    (@answer $answer:ident) => { () };
    (@answer $answer:ident $result:ident) => { $answer as $result };
}

entries! {
    [];
    [] -> i32;
    [] -> i64;
    [i32];
    [i32] -> i32;
    [i32] -> i64;
    [i64] -> i32;
    [i32 i32];
    [i32 i32] -> i32;
    [i32 i32] -> i64;
    [i32 i64] -> i32;
    [i32 i32 i32];
    [i32 i32 i32] -> i32;
    [i32 i64 i32] -> i32;
    [i32 i32 i32 i32] -> i32;
    [i32 i64 i32 i32] -> i32;
    [i32 i32 i32 i32 i32 i32 i32] -> i32;
    [i32 i32 i32 i32 i32 i32 i32] -> i64;
    [i32 i32 i32 i32 i32 i64 i32 i32] -> i64;
    [i32 i32 i32 i32 i32 i32 i32 i32] -> i64;
}
