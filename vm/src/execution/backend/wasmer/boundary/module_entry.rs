//! Ways from machine code to the functions of host modules, for every signature that they may have.
//!
//! The imports of the engine's own have theirs in [`imports`](super::imports), one for each signature that there is. An
//! embedder's signatures are not known beforehand: up to four parameters of either type, or up to eight that are all `i32`.

use allod_core::WasmType::{self, I32, I64};
use std::ffi::c_void;
use wasmer::sys::vm::raise_user_trap;

/// Raw arguments of an import, in order; an `i32` is its unsigned value.
type RawArgs = [u64; 8];

/// Import of one instance, which machine code's pointer leads to.
pub(super) trait Served {
    /// Calls the host function on the host's stack. `None` where that ends the call; the exit is in the state then.
    fn call_host(&self, args: &RawArgs) -> Option<i64>;
}

/// Unwinding of a module whose call a host function ended.
#[derive(Debug, thiserror::Error)]
#[error("stopped by the host")]
pub(super) struct Stopped;

/// A WebAssembly number as a raw argument.
pub(super) trait IntoRaw {
    fn raw(self) -> u64;
}

impl IntoRaw for i32 {
    fn raw(self) -> u64 {
        u64::from(self as u32)
    }
}

impl IntoRaw for i64 {
    fn raw(self) -> u64 {
        self as u64
    }
}

/// Result that machine code takes: nothing, or a number.
trait Answer {
    fn of(answer: i64) -> Self;
}

impl Answer for () {
    fn of(_: i64) {}
}

impl Answer for i32 {
    fn of(answer: i64) -> Self {
        answer as i32
    }
}

impl Answer for i64 {
    fn of(answer: i64) -> Self {
        answer
    }
}

/// Defines the function that machine code calls with so many numbers.
macro_rules! calls {
    ($($name:ident($($arg:ident $Type:ident),*);)*) => {$(
        unsafe extern "C" fn $name<Z: Served, $($Type: IntoRaw,)* R: Answer>(import: *const Z, $($arg: $Type),*) -> R {
            #[allow(unused_mut, reason = "one has no arguments")]
            let mut args: RawArgs = [0; 8];
            #[allow(unused_mut, unused_variables, reason = "one has no arguments")]
            let mut slots = args.iter_mut();
            $(if let Some(slot) = slots.next() { *slot = $arg.raw(); })*
            // SAFETY: the import that this is the function of put its own address here, and its owner keeps it alive.
            match unsafe { (*import).call_host(&args) } {
                Some(answer) => R::of(answer),
                // SAFETY: machine code called this function on the module's stack, and nothing here has a destructor.
                None => unsafe { raise_user_trap(Box::new(Stopped)) },
            }
        }
    )*};
}

calls! {
    call0();
    call1(a A);
    call2(a A, b B);
    call3(a A, b B, c C);
    call4(a A, b B, c C, d D);
    call5(a A, b B, c C, d D, e E);
    call6(a A, b B, c C, d D, e E, f F);
    call7(a A, b B, c C, d D, e E, f F, g G);
    call8(a A, b B, c C, d D, e E, f F, g G, h H);
}

/// The call for numbers of the types named, whichever of the two each is, and a result of the type `R`.
macro_rules! typed {
    ($call:ident [] [$($Type:ident)*] $R:ident) => {
        $call::<Z, $($Type,)* $R> as *const c_void
    };
    ($call:ident [$first:ident $($rest:ident)*] [$($Type:ident)*] $R:ident) => {
        match $first {
            I32 => typed!($call [$($rest)*] [$($Type)* i32] $R),
            I64 => typed!($call [$($rest)*] [$($Type)* i64] $R),
        }
    };
}

/// The function that machine code calls for an import of this signature; `None` for one that no host module may have.
pub(super) fn of<Z: Served>(params: &[WasmType], result: Option<WasmType>) -> Option<*const c_void> {
    type Unit = ();
    macro_rules! results {
        ($call:ident [$($param:ident)*] [$($Type:ident)*]) => {
            match result {
                None => typed!($call [$($param)*] [$($Type)*] Unit),
                Some(I32) => typed!($call [$($param)*] [$($Type)*] i32),
                Some(I64) => typed!($call [$($param)*] [$($Type)*] i64),
            }
        };
    }
    Some(match params {
        [] => results!(call0[][]),
        [a] => results!(call1[a][]),
        [a, b] => results!(call2[a b][]),
        [a, b, c] => results!(call3[a b c][]),
        [a, b, c, d] => results!(call4[a b c d][]),
        [I32, I32, I32, I32, I32] => results!(call5[][i32 i32 i32 i32 i32]),
        [I32, I32, I32, I32, I32, I32] => results!(call6[][i32 i32 i32 i32 i32 i32]),
        [I32, I32, I32, I32, I32, I32, I32] => results!(call7[][i32 i32 i32 i32 i32 i32 i32]),
        [I32, I32, I32, I32, I32, I32, I32, I32] => results!(call8[][i32 i32 i32 i32 i32 i32 i32 i32]),
        _ => return None,
    })
}
