//! Stack probes: a metered module that keeps its stack of calls where its host can read it after a failure.
//!
//! [`instrument_marked`](crate::instrument::instrument_marked) has put the ordinal of the operator that is under way into a
//! global. Each function gets a wrapper that tells the host which function is entered from which operator, and afterwards
//! from which operator it has returned; then the global is the caller's again. A function that returns an interface last,
//! as those do that return an `error`, tells its two words: so the host can follow an error to where it was made.

use super::wrappers::{parse, placeholder, put_around};
use super::{NO_PLACE, STACK_MODULE, StackProbe};
use crate::instrument::{InstrumentError, PLACE_GLOBAL};
use walrus::ir::Value;
use walrus::{ExportItem, FunctionId, GlobalId, Module, ValType};

/// The probes and the global of a module.
#[derive(Clone, Copy)]
struct Probes {
    enter: FunctionId,
    leave: FunctionId,
    place: GlobalId,
}

/// `marked`, which [`instrument_marked`](crate::instrument::instrument_marked) has written, with stack probes in every
/// function.
///
/// # Errors
/// [`InstrumentError::Malformed`] for bytes that it has not written.
pub fn stack_probes(marked: &[u8]) -> Result<Vec<u8>, InstrumentError> {
    let (mut module, functions) = parse(marked)?;
    let place = module.exports.iter().find(|export| export.name == PLACE_GLOBAL).map(|export| export.item);
    let Some(ExportItem::Global(place)) = place else {
        return Err(InstrumentError::Malformed { reason: format!("a module without {PLACE_GLOBAL}"), offset: 0 });
    };
    let mut import = |probe: StackProbe| {
        let ty = module.types.add(params(probe), &[]);
        module.add_import_func(STACK_MODULE, probe.name(), ty).0
    };
    let probes = Probes { enter: import(StackProbe::Enter), leave: import(StackProbe::Leave), place };
    for (index, function) in functions {
        wrap(&mut module, function, index, probes);
    }
    Ok(module.emit_wasm())
}

fn wrap(module: &mut Module, function: FunctionId, index: u32, probes: Probes) {
    let Probes { enter, leave, place } = probes;
    let ty = module.funcs.get(function).ty();
    let (params, results) = (module.types.get(ty).params().to_vec(), module.types.get(ty).results().to_vec());
    let args: Vec<_> = params.iter().map(|ty| module.locals.add(*ty)).collect();
    let callers = module.locals.add(ValType::I32);
    let words = match results[..] {
        [.., ValType::I32, ValType::I64] => Some((module.locals.add(ValType::I32), module.locals.add(ValType::I64))),
        _ => None,
    };
    let inner = module.funcs.add_local(placeholder(&mut module.types));
    let mut builder = walrus::FunctionBuilder::new(&mut module.types, &params, &results);
    let mut body = builder.func_body();
    body.i32_const(index as i32).global_get(place).local_tee(callers).call(enter);
    body.i32_const(NO_PLACE).global_set(place);
    for arg in &args {
        body.local_get(*arg);
    }
    body.call(inner);
    if let Some((number, word)) = words {
        body.local_set(word).local_set(number);
        body.global_get(place).local_get(number).local_get(word).call(leave);
        body.local_get(number).local_get(word);
    } else {
        body.global_get(place).const_(Value::I32(0)).const_(Value::I64(0)).call(leave);
    }
    body.local_get(callers).global_set(place);
    put_around(module, function, inner, builder.local_func(args));
}

/// The types of what `probe` takes.
fn params(probe: StackProbe) -> &'static [ValType] {
    match probe {
        StackProbe::Enter => &[ValType::I32, ValType::I32],
        StackProbe::Leave => &[ValType::I32, ValType::I32, ValType::I64],
    }
}
