//! Facts about a function that are known before it is built: which variables need a heap cell of their own.
//!
//! A variable needs one if its address is taken, or if a function inside uses it and it is assigned after its
//! declaration. What is captured and never assigned is copied.

use crate::syntax::tree::*;
use crate::types::info::{Info, SelectionKind};
use crate::types::store::{ObjId, ObjectKind, Store, Type};
use std::collections::{HashMap, HashSet};

/// Variables with heap cells of their own.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) boxed: HashSet<ObjId>,
    /// Variables that are assigned behind their declaration.
    pub(crate) assigned: HashSet<ObjId>,
}

/// Finds the facts of a declaration or an initializer.
pub(crate) struct Finder<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) info: &'a Info,
    pub(crate) store: &'a mut Store,
    owner: HashMap<ObjId, u32>,
    captured: HashSet<ObjId>,
    assigned: HashSet<ObjId>,
    addressed: HashSet<ObjId>,
    nest: u32,
    nests: u32,
}

enum Task {
    Expr(ExprId),
    Stmt(StmtId),
    /// The function that what follows belongs to.
    Nest(u32),
}

impl<'a> Finder<'a> {
    pub(crate) fn new(tree: &'a Tree, info: &'a Info, store: &'a mut Store) -> Self {
        let (owner, captured, assigned, addressed) = Default::default();
        Finder { tree, info, store, owner, captured, assigned, addressed, nest: 0, nests: 0 }
    }

    pub(crate) fn function(mut self, receiver: &[Field], signature: &Signature, body: &Block) -> Facts {
        self.params(receiver, false);
        self.signature(signature);
        self.run(body.stmts.iter().rev().map(|stmt| Task::Stmt(*stmt)).collect());
        self.facts()
    }

    pub(crate) fn initializers(mut self, values: impl Iterator<Item = ExprId>) -> Facts {
        for value in values {
            self.run(vec![Task::Expr(value)]);
        }
        self.facts()
    }

    fn facts(self) -> Facts {
        let mut boxed = self.addressed;
        boxed.extend(self.captured.intersection(&self.assigned));
        Facts { boxed, assigned: self.assigned }
    }

    fn signature(&mut self, signature: &Signature) {
        self.params(&signature.params, false);
        self.params(&signature.results, true);
    }

    fn params(&mut self, fields: &[Field], results: bool) {
        for name in fields.iter().flat_map(|field| &field.names) {
            if let Some(obj) = self.info.definitions.get(&name.span.start) {
                self.owner.insert(*obj, self.nest);
                if results {
                    self.assigned.insert(*obj);
                }
            }
        }
    }

    fn define(&mut self, pos: crate::syntax::files::Pos) -> bool {
        match self.info.definitions.get(&pos) {
            Some(obj) => {
                self.owner.insert(*obj, self.nest);
                true
            }
            None => false,
        }
    }

    /// The variable that a place is part of.
    fn root(&mut self, mut expr: ExprId) -> Option<ObjId> {
        loop {
            match self.tree.kind(expr) {
                ExprKind::Paren(x) => expr = *x,
                ExprKind::Name(_) => {
                    let obj = self.info.uses.get(&expr).copied()?;
                    return matches!(self.store.object(obj).kind, ObjectKind::Var(_)).then_some(obj);
                }
                ExprKind::Selector { x, .. } => {
                    let selection = self.info.selections.get(&expr)?;
                    if selection.kind != SelectionKind::Field || selection.indirect {
                        return None;
                    }
                    expr = *x;
                }
                ExprKind::Index { x, .. } => {
                    let ty = self.info.types.get(x)?.ty;
                    match self.store.under(ty) {
                        Type::Array { .. } | Type::Interface(_) => expr = *x,
                        _ => return None,
                    }
                }
                _ => return None,
            }
        }
    }

    fn assign(&mut self, expr: ExprId) {
        if let Some(obj) = self.root(expr) {
            self.assigned.insert(obj);
        }
    }

    fn address(&mut self, expr: ExprId) {
        if let Some(obj) = self.root(expr) {
            self.addressed.insert(obj);
        }
    }

    fn run(&mut self, mut tasks: Vec<Task>) {
        while let Some(task) = tasks.pop() {
            match task {
                Task::Nest(nest) => self.nest = nest,
                Task::Expr(expr) => self.expr(expr, &mut tasks),
                Task::Stmt(stmt) => self.stmt(stmt, &mut tasks),
            }
        }
    }

    /// Puts statements of a function inside before what is still to do.
    fn nested(&mut self, stmts: &[StmtId], tasks: &mut Vec<Task>) {
        tasks.push(Task::Nest(self.nest));
        tasks.extend(stmts.iter().rev().map(|stmt| Task::Stmt(*stmt)));
        self.nests += 1;
        self.nest = self.nests;
    }

    fn expr(&mut self, expr: ExprId, tasks: &mut Vec<Task>) {
        if self.info.types.get(&expr).is_some_and(|typed| typed.value.is_some()) {
            return;
        }
        let push = |tasks: &mut Vec<Task>, list: &[ExprId]| tasks.extend(list.iter().rev().map(|x| Task::Expr(*x)));
        match self.tree.kind(expr) {
            ExprKind::Name(_) => {
                if let Some(obj) = self.info.uses.get(&expr)
                    && self.owner.get(obj).is_some_and(|owner| *owner != self.nest)
                {
                    self.captured.insert(*obj);
                }
            }
            ExprKind::Function { signature, body } => {
                self.nested(&body.stmts, tasks);
                self.signature(signature);
            }
            ExprKind::Paren(x) | ExprKind::Star(x) | ExprKind::Assert { x, .. } => tasks.push(Task::Expr(*x)),
            ExprKind::Selector { x, .. } => {
                if let Some(selection) = self.info.selections.get(&expr)
                    && selection.kind == SelectionKind::Method
                    && !selection.indirect
                    && let Some(method) = selection.method
                    && matches!(self.store.object(method).kind, ObjectKind::Func { pointer: true, .. })
                {
                    self.address(*x);
                }
                tasks.push(Task::Expr(*x));
            }
            ExprKind::Index { x, indices } => {
                push(tasks, indices);
                tasks.push(Task::Expr(*x));
            }
            ExprKind::Slice { x, bounds, .. } => {
                // Of arrays alone a slice is made by address; a type parameter may stand for one.
                let under = self.info.types.get(x).map(|typed| self.store.under(typed.ty));
                if matches!(under, Some(Type::Array { .. } | Type::Interface(_))) {
                    self.address(*x);
                }
                tasks.extend(bounds.iter().rev().flatten().map(|x| Task::Expr(*x)));
                tasks.push(Task::Expr(*x));
            }
            ExprKind::Call { fun, args, .. } => {
                push(tasks, args);
                tasks.push(Task::Expr(*fun));
            }
            ExprKind::Unary { op, x } => {
                if *op == crate::syntax::token::Op::And {
                    self.address(*x);
                }
                tasks.push(Task::Expr(*x));
            }
            ExprKind::Binary { x, y, .. } => push(tasks, &[*x, *y]),
            ExprKind::KeyValue { key, value } => push(tasks, &[*key, *value]),
            ExprKind::Composite { elements, .. } => push(tasks, elements),
            ExprKind::Bad
            | ExprKind::Literal(_)
            | ExprKind::Ellipsis(_)
            | ExprKind::ArrayType { .. }
            | ExprKind::StructType(_)
            | ExprKind::FuncType(_)
            | ExprKind::InterfaceType(_)
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => {}
        }
    }

    fn stmt(&mut self, stmt: StmtId, tasks: &mut Vec<Task>) {
        let tree = self.tree;
        let exprs = |tasks: &mut Vec<Task>, list: &[ExprId]| tasks.extend(list.iter().rev().map(|x| Task::Expr(*x)));
        let stmts = |tasks: &mut Vec<Task>, list: &[StmtId]| tasks.extend(list.iter().rev().map(|x| Task::Stmt(*x)));
        match &tree.stmts[stmt].kind {
            StmtKind::Bad | StmtKind::Empty | StmtKind::Branch { .. } | StmtKind::Select(_) => {}
            StmtKind::Decl(decl) => {
                if let Decl::Var(specs) = &**decl {
                    for spec in specs.iter().rev() {
                        exprs(tasks, &spec.values);
                        spec.names.iter().for_each(|name| _ = self.define(name.span.start));
                    }
                }
            }
            StmtKind::Labeled { stmt, .. } => tasks.push(Task::Stmt(*stmt)),
            StmtKind::Expr(x) | StmtKind::Defer(x) | StmtKind::Go(x) => tasks.push(Task::Expr(*x)),
            StmtKind::Send { channel, value } => exprs(tasks, &[*channel, *value]),
            StmtKind::IncDec { x, .. } => {
                self.assign(*x);
                tasks.push(Task::Expr(*x));
            }
            StmtKind::Assign { left, op, right, .. } => {
                exprs(tasks, right);
                for place in left.iter().rev() {
                    let define = *op == crate::syntax::token::Op::Define;
                    if !(define && self.define(tree.span(*place).start)) {
                        self.assign(*place);
                        tasks.push(Task::Expr(*place));
                    }
                }
            }
            StmtKind::Return(values) => exprs(tasks, values),
            StmtKind::Block(block) => stmts(tasks, &block.stmts),
            StmtKind::If { init, cond, then, otherwise } => {
                tasks.extend(otherwise.map(Task::Stmt));
                stmts(tasks, &then.stmts);
                tasks.push(Task::Expr(*cond));
                tasks.extend(init.map(Task::Stmt));
            }
            StmtKind::Switch { init, tag, cases, .. } => {
                for case in cases.iter().rev() {
                    stmts(tasks, &case.body);
                    exprs(tasks, &case.list);
                }
                tasks.extend(tag.map(Task::Expr));
                tasks.extend(init.map(Task::Stmt));
            }
            StmtKind::TypeSwitch { init, guard, cases, .. } => {
                for case in cases.iter().rev() {
                    stmts(tasks, &case.body);
                    if let Some(obj) = self.info.implicit.get(&case.span.start) {
                        self.owner.insert(*obj, self.nest);
                    }
                }
                tasks.push(Task::Expr(*guard));
                tasks.extend(init.map(Task::Stmt));
            }
            StmtKind::For { init, cond, post, body } => {
                tasks.extend(post.map(Task::Stmt));
                stmts(tasks, &body.stmts);
                tasks.extend(cond.map(Task::Expr));
                tasks.extend(init.map(Task::Stmt));
            }
            StmtKind::Range { key, value, define, x, body } => {
                let over = self.info.types.get(x).map(|typed| typed.ty);
                let function = over.is_some_and(|ty| {
                    let under = self.store.common_under(ty);
                    under.is_ok_and(|under| matches!(self.store.get(under), Type::Signature(_)))
                });
                if !define {
                    for place in [key, value].into_iter().flatten() {
                        self.assign(*place);
                    }
                }
                let outer = self.nest;
                if function {
                    self.nested(&body.stmts, tasks);
                } else {
                    stmts(tasks, &body.stmts);
                }
                if !define {
                    tasks.extend([key, value].into_iter().flatten().map(|place| Task::Expr(*place)));
                }
                if *define {
                    for place in [key, value].into_iter().flatten() {
                        self.define(tree.span(*place).start);
                    }
                }
                let inner = std::mem::replace(&mut self.nest, outer);
                tasks.push(Task::Nest(inner));
                tasks.push(Task::Expr(*x));
            }
        }
    }
}
