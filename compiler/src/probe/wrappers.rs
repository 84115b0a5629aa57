//! Wrappers: a function of its own type around each function with a body, which says that it is entered and left.

use super::{ENTER, LEAVE, PROBE_MODULE};
use crate::instrument::InstrumentError;
use walrus::{FunctionId, FunctionKind, LocalFunction, Module, ModuleConfig, ValType};

/// `metered` with probes in every function.
///
/// # Errors
/// [`InstrumentError::Malformed`] for bytes that are no module.
pub fn probe(metered: &[u8]) -> Result<Vec<u8>, InstrumentError> {
    let (mut module, functions) = parse(metered)?;
    let (i32_to_nothing, nothing) = (module.types.add(&[ValType::I32], &[]), module.types.add(&[], &[]));
    let (enter, _) = module.add_import_func(PROBE_MODULE, ENTER, i32_to_nothing);
    let (leave, _) = module.add_import_func(PROBE_MODULE, LEAVE, nothing);
    for (index, function) in functions {
        wrap(&mut module, function, index, enter, leave);
    }
    Ok(module.emit_wasm())
}

/// A metered module, and its functions that have a body, by index.
pub(super) fn parse(metered: &[u8]) -> Result<(Module, Vec<(u32, FunctionId)>), InstrumentError> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let parsed = config.parse(metered);
    let module = parsed.map_err(|e| InstrumentError::Malformed { reason: e.to_string(), offset: 0 })?;
    let imported = module.imports.iter().filter(|i| matches!(i.kind, walrus::ImportKind::Function(_))).count() as u32;
    let functions = (imported..).zip(module.funcs.iter_local().map(|(id, _)| id)).collect();
    Ok((module, functions))
}

/// Moves the body of `function` to a new function, and puts a wrapper in its place.
fn wrap(module: &mut Module, function: FunctionId, index: u32, enter: FunctionId, leave: FunctionId) {
    let ty = module.funcs.get(function).ty();
    let (params, results) = (module.types.get(ty).params().to_vec(), module.types.get(ty).results().to_vec());
    let args: Vec<_> = params.iter().map(|ty| module.locals.add(*ty)).collect();
    // The new function begins as the wrapper; then the two trade what they hold.
    let mut builder = walrus::FunctionBuilder::new(&mut module.types, &params, &results);
    let mut body = builder.func_body();
    body.i32_const(index as i32).call(enter);
    let inner = module.funcs.add_local(placeholder(&mut module.types));
    for arg in &args {
        body.local_get(*arg);
    }
    body.call(inner).call(leave);
    put_around(module, function, inner, builder.local_func(args));
}

/// Puts `wrapper` in the place of `function`, whose body becomes that of `inner`.
pub(super) fn put_around(module: &mut Module, function: FunctionId, inner: FunctionId, wrapper: LocalFunction) {
    let original = std::mem::replace(&mut module.funcs.get_mut(function).kind, FunctionKind::Local(wrapper));
    module.funcs.get_mut(inner).kind = original;
}

/// The body of a new function until its own is moved there.
pub(super) fn placeholder(types: &mut walrus::ModuleTypes) -> LocalFunction {
    walrus::FunctionBuilder::new(types, &[], &[]).local_func(Vec::new())
}
