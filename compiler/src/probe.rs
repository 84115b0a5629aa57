//! Probes: a metered module that also says which function it is in.
//!
//! Each function with a body gets a wrapper of its own type that calls [`ENTER`] with the function's index, then the
//! function, then [`LEAVE`]; whatever referred to the function refers to the wrapper. The wrappers stand after
//! metering, so they cost no gas, and a run with probes costs exactly what the run without them does. A function that
//! traps leaves without saying so: whoever listens closes what is still open.

use crate::instrument::InstrumentError;
use std::collections::BTreeMap;
use walrus::{FunctionId, FunctionKind, LocalFunction, Module, ModuleConfig, ValType};

/// The module that probes are imported from.
pub const PROBE_MODULE: &str = "allod.probe";
/// `(func (param i32))`: a function is entered. Its index is that in the module without probes.
pub const ENTER: &str = "enter";
/// `(func)`: the function entered last has returned.
pub const LEAVE: &str = "leave";

/// `metered` with probes in every function.
///
/// # Errors
/// [`InstrumentError::Malformed`] for bytes that are no module.
pub fn probe(metered: &[u8]) -> Result<Vec<u8>, InstrumentError> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let parsed = config.parse(metered);
    let mut module = parsed.map_err(|e| InstrumentError::Malformed { reason: e.to_string(), offset: 0 })?;
    let imported = module.imports.iter().filter(|i| matches!(i.kind, walrus::ImportKind::Function(_))).count() as u32;
    let bodies: Vec<FunctionId> = module.funcs.iter_local().map(|(id, _)| id).collect();
    let (i32_to_nothing, nothing) = (module.types.add(&[ValType::I32], &[]), module.types.add(&[], &[]));
    let (enter, _) = module.add_import_func(PROBE_MODULE, ENTER, i32_to_nothing);
    let (leave, _) = module.add_import_func(PROBE_MODULE, LEAVE, nothing);
    for (at, function) in bodies.into_iter().enumerate() {
        wrap(&mut module, function, imported + at as u32, enter, leave);
    }
    Ok(module.emit_wasm())
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
    let wrapper = FunctionKind::Local(builder.local_func(args));
    let original = std::mem::replace(&mut module.funcs.get_mut(function).kind, wrapper);
    module.funcs.get_mut(inner).kind = original;
}

/// The body of a new function until its own is moved there.
fn placeholder(types: &mut walrus::ModuleTypes) -> LocalFunction {
    walrus::FunctionBuilder::new(types, &[], &[]).local_func(Vec::new())
}

/// The names of functions, by index, from the module's name section. Empty where it has none.
pub fn function_names(wasm: &[u8]) -> BTreeMap<u32, String> {
    let mut names = BTreeMap::new();
    for payload in wasmparser::Parser::new(0).parse_all(wasm) {
        let Ok(wasmparser::Payload::CustomSection(section)) = payload else { continue };
        let wasmparser::KnownCustom::Name(subsections) = section.as_known() else { continue };
        for subsection in subsections.into_iter().flatten() {
            let wasmparser::Name::Function(map) = subsection else { continue };
            names.extend(map.into_iter().flatten().map(|naming| (naming.index, naming.name.to_owned())));
        }
    }
    names
}
