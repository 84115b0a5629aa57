//! Events that a contract logs: calls of `Log` of package `core` whose name is a constant.

use super::Source;
use super::imports::is_core;
use super::types::core_name;
use crate::syntax::tree::{ExprId, ExprKind};
use crate::types::constant::Value;
use crate::types::store::{ObjectKind, Store};
use allod_core::EventAbi;
use std::collections::{BTreeMap, BTreeSet};

/// Events with the names of their attributes, at most: as many as anybody reads.
const MAX_EVENTS: usize = 1_000;

/// The events, in the order of their first appearance. One that is logged in several places has the attributes of all
/// of them.
pub(super) fn read(store: &Store, source: Source<'_>) -> Vec<EventAbi> {
    let mut calls: Vec<(u32, &[ExprId])> = source
        .tree
        .exprs
        .iter()
        .filter_map(|(_, expr)| match &expr.kind {
            ExprKind::Call { fun, args, .. } if is_log(store, source, *fun) => Some((expr.span.start.0, &args[..])),
            _ => None,
        })
        .collect();
    calls.sort_by_key(|(start, _)| *start);
    let mut events: Vec<EventAbi> = Vec::new();
    let mut places: BTreeMap<String, (usize, BTreeSet<String>)> = BTreeMap::new();
    for (_, args) in calls {
        let Some(name) = args.first().and_then(|name| text(source, *name)) else { continue };
        let parameters = args.iter().skip(1).step_by(2).filter_map(|key| text(source, *key));
        match places.get_mut(&name) {
            Some((at, known)) => events[*at].parameters.extend(parameters.filter(|key| known.insert(key.clone()))),
            None if events.len() < MAX_EVENTS => {
                let parameters: Vec<String> = parameters.collect();
                places.insert(name.clone(), (events.len(), parameters.iter().cloned().collect()));
                events.push(EventAbi { name, parameters });
            }
            None => {}
        }
    }
    events
}

/// `core.Log`, or `Log` of a context.
fn is_log(store: &Store, source: Source<'_>, callee: ExprId) -> bool {
    let callee = source.tree.unparen(callee);
    let ExprKind::Selector { field, .. } = source.tree.kind(callee) else { return false };
    if store.names.text(field.name) != "Log" {
        return false;
    }
    if let Some(selection) = source.info.selections.get(&callee) {
        return core_name(store, selection.receiver).as_deref() == Some("Context");
    }
    let Some(obj) = source.info.uses.get(&callee) else { return false };
    let object = store.object(*obj);
    let of_core = object.pkg.is_some_and(|pkg| is_core(&store.package(pkg).path));
    of_core && matches!(object.kind, ObjectKind::Func { method: false, .. })
}

/// The text that an expression always has.
fn text(source: Source<'_>, expr: ExprId) -> Option<String> {
    match source.info.types.get(&expr)?.value.as_ref()? {
        Value::String(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        Value::Unknown | Value::Bool(_) | Value::Int(_) | Value::Float(_) => None,
    }
}
