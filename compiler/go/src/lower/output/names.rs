//! Names of functions, for tools that show modules.

use crate::lower::module::{Callee, Module};
use wasm_encoder::{NameMap, NameSection};

/// The section `name`.
pub(super) fn names(module: &Module<'_>, indices: &[u32]) -> NameSection {
    let mut names: Vec<(u32, String)> = module
        .lowered
        .iter()
        .zip(indices)
        .filter(|(one, _)| !one.unused)
        .map(|(one, index)| (*index, name(module, one.callee)))
        .collect();
    names.sort();
    let mut map = NameMap::new();
    names.iter().for_each(|(index, name)| map.append(*index, name));
    let mut section = NameSection::new();
    section.functions(&map);
    section
}

fn name(module: &Module<'_>, callee: Callee) -> String {
    match callee {
        Callee::Function(id) => module.program.function(id).name.clone(),
        Callee::Thunk(id) => format!("{} (as a value)", module.program.function(id).name),
        Callee::Dispatch(id) => match module.program.methods.get(id.index()) {
            Some(method) => format!("{} (by type)", method.name),
            None => String::new(),
        },
        Callee::Implements(ty) => format!("implements {}", ty.index()),
        Callee::Allocate => "allocate".into(),
        Callee::Grow => "grow".into(),
    }
}
