//! Globals that nobody writes: their constants.

use std::collections::{BTreeMap, BTreeSet};
use walrus::ir::{GlobalSet, Value, Visitor, dfs_in_order};
use walrus::{ConstExpr, ExportItem, GlobalId, GlobalKind, Module};

/// Constants of the globals that keep what they begin with. One that is exported may be written from outside.
pub(super) type Constants = BTreeMap<GlobalId, Value>;

pub(super) fn constants(module: &Module) -> Constants {
    let mut written = Written::default();
    for (_, function) in module.funcs.iter_local() {
        dfs_in_order(&mut written, function, function.entry_block());
    }
    for export in module.exports.iter() {
        if let ExportItem::Global(global) = export.item {
            written.0.insert(global);
        }
    }
    let constant = |global: &walrus::Global| match &global.kind {
        GlobalKind::Local(ConstExpr::Value(value @ (Value::I32(_) | Value::I64(_)))) => Some((global.id(), *value)),
        _ => None,
    };
    module.globals.iter().filter(|global| !written.0.contains(&global.id())).filter_map(constant).collect()
}

#[derive(Default)]
struct Written(BTreeSet<GlobalId>);

impl<'instr> Visitor<'instr> for Written {
    fn visit_global_set(&mut self, instr: &GlobalSet) {
        self.0.insert(instr.global);
    }
}
