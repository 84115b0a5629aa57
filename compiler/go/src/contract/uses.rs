//! Uses that functions make of what their package declares.
//!
//! Expressions and statements are gone over as they lie in the tree's arenas, and each is found the function it stands in by
//! its place: nothing here follows the nesting of the source.

use super::Source;
use super::functions::{declared, receiver};
use crate::syntax::files::{Pos, Span};
use crate::syntax::token::Op;
use crate::syntax::tree::{ExprId, ExprKind, StmtKind};
use crate::types::builtin::Builtin;
use crate::types::info::SelectionKind;
use crate::types::store::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A function of the package, and what it does.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) obj: ObjId,
    pub(super) span: Span,
    /// The function or method is a method.
    pub(super) method: bool,
    /// Variables that it changes, and where it does so first.
    pub(super) changes: BTreeMap<ObjId, Span>,
    /// It changes what its receiver points to or holds elements of.
    pub(super) changes_receiver: bool,
    /// Methods that it calls on variables of the package: the variable, the method, the place, and whether nothing is
    /// done with what the method gives back.
    pub(super) calls: Vec<(ObjId, Option<ObjId>, Span, bool)>,
    /// Functions of the package that it names.
    pub(super) names: BTreeSet<ObjId>,
}

/// All uses in a package.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// Its functions, in the order of the source.
    pub(super) functions: Vec<Function>,
    /// Functions that are named outside functions, and not called there.
    pub(super) kept: BTreeSet<ObjId>,
    /// Functions that `init` functions name and do not call.
    pub(super) kept_by_init: BTreeSet<ObjId>,
    /// Names of members that are selected anywhere.
    pub(super) selected: BTreeSet<String>,
}

/// Builtins that change their first argument.
const CHANGES_FIRST: [Builtin; 3] = [Builtin::Delete, Builtin::Clear, Builtin::Copy];

/// A change of a place: the name at its root, where that stands, and whether an element or a target changes, so that a
/// copy of the name would do as well.
struct Change {
    root: ObjId,
    at: Span,
    element: bool,
}

impl Uses {
    pub(super) fn of(store: &Store, source: Source<'_>) -> Self {
        let mut uses = Uses::default();
        let mut functions: Vec<Function> = Vec::new();
        for function in declared(source) {
            let Some(obj) = source.info.definitions.get(&function.name.span.start) else { continue };
            functions.push(Function {
                obj: *obj,
                span: function.span,
                method: function.receiver.is_some(),
                changes: BTreeMap::new(),
                changes_receiver: false,
                calls: Vec::new(),
                names: BTreeSet::new(),
            });
        }
        functions.sort_by_key(|function| function.span.start);
        uses.functions = functions;
        uses.read(store, source);
        uses
    }

    fn at(&mut self, place: Pos) -> Option<&mut Function> {
        let after = self.functions.partition_point(|function| function.span.start <= place);
        let function = self.functions.get_mut(after.checked_sub(1)?)?;
        (place < function.span.end).then_some(function)
    }

    fn read(&mut self, store: &Store, source: Source<'_>) {
        let tree = source.tree;
        let (mut callees, mut alone) = (HashSet::new(), HashSet::new());
        for (_, stmt) in tree.stmts.iter() {
            match &stmt.kind {
                StmtKind::Assign { left, op, .. } if *op != Op::Define => {
                    left.iter().for_each(|place| self.change(store, source, *place));
                }
                StmtKind::IncDec { x, .. } => self.change(store, source, *x),
                StmtKind::Range { key, value, define: false, .. } => {
                    [key, value].into_iter().flatten().for_each(|place| self.change(store, source, *place));
                }
                StmtKind::Expr(x) | StmtKind::Defer(x) | StmtKind::Go(x) => {
                    alone.insert(tree.unparen(*x));
                }
                _ => {}
            }
        }
        for (id, expr) in tree.exprs.iter() {
            match &expr.kind {
                ExprKind::Unary { op: Op::And, x } => self.change(store, source, *x),
                ExprKind::Call { fun, args, .. } => {
                    let callee = tree.unparen(*fun);
                    callees.insert(callee);
                    self.call(store, source, callee, args, alone.contains(&id));
                }
                ExprKind::Selector { field, .. } => {
                    self.selected.insert(store.names.text(field.name).to_owned());
                }
                _ => {}
            }
        }
        for (id, expr) in tree.exprs.iter() {
            let ExprKind::Name(_) = expr.kind else { continue };
            let Some(obj) = source.info.uses.get(&id).copied() else { continue };
            let object = store.object(obj);
            if object.pkg != Some(source.package) || !matches!(object.kind, ObjectKind::Func { .. }) {
                continue;
            }
            let called = callees.contains(&id);
            let init = self.at(expr.span.start).map(|function| {
                function.names.insert(obj);
                !function.method && store.object_name(function.obj) == "init"
            });
            match init {
                None if !called => drop(self.kept.insert(obj)),
                Some(true) if !called => drop(self.kept_by_init.insert(obj)),
                _ => {}
            }
        }
    }

    fn call(&mut self, store: &Store, source: Source<'_>, callee: ExprId, args: &[ExprId], alone: bool) {
        if let Some(obj) = source.info.uses.get(&callee)
            && let ObjectKind::Builtin(builtin) = store.object(*obj).kind
            && CHANGES_FIRST.contains(&builtin)
            && let Some(first) = args.first()
        {
            self.change(store, source, *first);
        }
        let ExprKind::Selector { x, .. } = source.tree.kind(callee) else { return };
        let Some(selection) = source.info.selections.get(&callee) else { return };
        if selection.kind != SelectionKind::Method {
            return;
        }
        let Some(Change { root, at, .. }) = root(store, source, *x) else { return };
        let method = selection.method;
        if let Some(function) = self.at(at.start) {
            function.calls.push((root, method, at, alone));
        }
    }

    fn change(&mut self, store: &Store, source: Source<'_>, place: ExprId) {
        let Some(Change { root, at, element }) = root(store, source, place) else { return };
        let kind = &store.object(root).kind;
        let Some(function) = self.at(at.start) else { return };
        match kind {
            ObjectKind::Var(VarKind::Package) => {
                let first = function.changes.entry(root).or_insert(at);
                *first = (*first).min(at);
            }
            ObjectKind::Var(VarKind::Receiver) => {
                let pointer = receiver(store, function.obj).is_some_and(|(_, _, pointer)| pointer);
                function.changes_receiver |= pointer || element;
            }
            _ => {}
        }
    }
}

/// The variable that a chain of fields, elements and brackets begins with, if it is the package's or a receiver.
fn root(store: &Store, source: Source<'_>, place: ExprId) -> Option<Change> {
    let (mut at, mut element) = (place, false);
    loop {
        let span = source.tree.span(at);
        at = match source.tree.kind(at) {
            ExprKind::Paren(inner) => *inner,
            ExprKind::Selector { x, .. } => *x,
            ExprKind::Index { x, .. } | ExprKind::Slice { x, .. } | ExprKind::Star(x) => {
                element = true;
                *x
            }
            ExprKind::Name(_) => {
                let root = *source.info.uses.get(&at)?;
                let object = store.object(root);
                let own = object.pkg == Some(source.package)
                    && matches!(object.kind, ObjectKind::Var(VarKind::Package | VarKind::Receiver));
                return own.then_some(Change { root, at: span, element });
            }
            _ => return None,
        };
    }
}
