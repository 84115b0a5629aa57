//! Removes what nothing reaches: after the snapshot, the runtime's own initialisation.

use walrus::Module;

/// The module without functions, types, globals and segments that nothing reaches, and without what
/// toolchains leave beside it. Function names stay: they are some 2% of the module, and what profiles and
/// traps speak in.
pub(crate) fn optimise(mut module: Module) -> Vec<u8> {
    let customs: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for id in customs {
        module.customs.delete(id);
    }
    walrus::passes::gc::run(&mut module);
    module.emit_wasm()
}
