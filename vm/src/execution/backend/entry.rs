//! Entry: a function of an instance called with the encoded input, its result encoded.

use crate::EngineError;
use crate::execution::context::ExecutionContext;
use crate::execution::exit::{ExecResult, Exit, ExitReason};
use crate::modules::loaded_module::LoadedModule;
use crate::modules::metadata::{Export, ExportSignature, WasmInt};
use allod_compiler::gate::INITIALIZE_EXPORT;
use allod_core::{Reason, RevertCode};

/// Raw value of an argument or result, in 16 bytes as machine code finds it.
pub(crate) type RawValue = u128;

/// Values for which an entry needs no allocation.
const INLINE_VALUES: usize = 8;

/// Instance of a module, as new.
pub(crate) trait Instance {
    /// Calls the exported function. `values` holds its arguments, and its result afterwards; there are as many as the
    /// larger of the two counts.
    ///
    /// # Errors
    /// The [`Exit`] of a run that did not return.
    fn call(&mut self, context: &mut ExecutionContext, export: Export<'_>, values: &mut [RawValue]) -> ExecResult;
}

/// Calls the function of `module` at `abi_index` in `instance`, with the input of the running frame.
pub(super) fn enter(
    context: &mut ExecutionContext,
    instance: &mut impl Instance,
    module: &LoadedModule,
    abi_index: usize,
) -> ExecResult {
    if module.metadata.needs_initialize {
        let initialize = module.metadata.export(INITIALIZE_EXPORT).ok_or_else(|| missing(INITIALIZE_EXPORT))?;
        instance.call(context, initialize, &mut [])?;
    }
    let export = module.export(abi_index).ok_or_else(|| missing(module.function_name(abi_index)))?;
    let signature = export.signature;
    let count = signature.params.len().max(usize::from(signature.result.is_some()));
    let (mut inline, mut allocated);
    let values: &mut [RawValue] = if count <= INLINE_VALUES {
        inline = [0; INLINE_VALUES];
        &mut inline[..count]
    } else {
        allocated = vec![0; count];
        &mut allocated
    };
    if let Err(why) = decode_args(signature, &context.frame()?.input, values) {
        return Err(ExitReason::Revert(RevertCode::INPUT, why.to_string()).into());
    }
    instance.call(context, export, values)?;
    if let (Some(result), Some(value)) = (signature.result, values.first()) {
        context.frame()?.output = match result {
            WasmInt::I32 => (*value as u32).to_le_bytes().to_vec(),
            WasmInt::I64 => (*value as u64).to_le_bytes().to_vec(),
        };
    }
    Ok(())
}

#[cold]
fn missing(name: &str) -> Exit {
    EngineError::Internal(format!("the ABI promised {name}")).into()
}

/// Decodes the input into `values` for an export that takes plain numbers; nothing for one that reads its input itself.
fn decode_args(signature: &ExportSignature, input: &[u8], values: &mut [RawValue]) -> Result<(), Reason> {
    let mut left = input;
    for (ty, slot) in signature.params.iter().zip(values) {
        let (value, rest) = match ty {
            WasmInt::I32 => left.split_first_chunk().map(|(n, rest)| (u32::from_le_bytes(*n).into(), rest)),
            WasmInt::I64 => left.split_first_chunk().map(|(n, rest)| (u64::from_le_bytes(*n).into(), rest)),
        }
        .ok_or(Reason::InputShort { given: input.len() as u64 })?;
        *slot = value;
        left = rest;
    }
    match signature.params.is_empty() || left.is_empty() {
        true => Ok(()),
        false => Err(Reason::InputLeft { left: left.len() as u64 }),
    }
}
