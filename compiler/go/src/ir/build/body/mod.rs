//! Bodies: one declared function with the function literals inside it.
//!
//! Statements go into a list of the current frame; expressions are trees. Calls stay where they stand in a tree as long
//! as that keeps the order of Go's own compiler: it makes all calls of a statement from left to right first, and reads
//! variables, elements and fields, and divides, only then. Where a tree would read before a later operand calls, the
//! call moves into a temporary in front of it; see `order.rs`.
//!
//! | file | holds |
//! |---|---|
//! | `frame.rs` | frames: locals, labels, captured variables |
//! | `order.rs` | the order of evaluation |
//! | `place.rs`, `select.rs` | what is assigned or has an address, and the way to a field or method |
//! | `expr.rs`, `operator.rs`, `compare.rs`, `literal.rs`, `index.rs`, `convert.rs`, `assert.rs` | expressions |
//! | `call.rs`, `builtin.rs`, `append.rs`, `closure.rs` | calls and functions |
//! | `stmt.rs`, `assign.rs`, `switch.rs`, `loops.rs`, `range.rs`, `iterator.rs`, `defer.rs` | statements |

mod append;
mod assert;
mod assign;
mod builtin;
mod call;
mod closure;
mod compare;
mod constant;
mod convert;
mod defer;
mod expr;
mod frame;
mod index;
mod iterator;
mod literal;
mod loops;
mod make;
mod operator;
mod order;
pub(crate) mod place;
mod range;
mod select;
mod stmt;
mod switch;

pub(crate) use compare::as_same;
pub(crate) use frame::{Body, Var};
pub(crate) use order::{Fx, Val};
pub(crate) use select::Method;

use super::{Build, Env, Res};
use crate::ir::{Function, Stmt};
use crate::syntax::tree::FuncDecl;
use crate::types::store::*;
use std::rc::Rc;

/// Builds a declared function with a body.
pub(crate) fn declared<'a>(
    build: &mut Build<'a>,
    unit: usize,
    obj: ObjId,
    func: &'a FuncDecl,
    signature: &Signature,
    env: Rc<Env>,
    name: String,
) -> Res<Function> {
    let facts = build.facts_of(obj)?;
    let mut body = Body::new(build, unit, env, facts);
    body.push_frame(name, func.span);
    let names = |fields: &[crate::syntax::tree::Field]| -> Vec<Option<crate::syntax::tree::Ident>> {
        let of = |field: &crate::syntax::tree::Field| match field.names.is_empty() {
            true => vec![None],
            false => field.names.iter().copied().map(Some).collect(),
        };
        fields.iter().flat_map(of).collect()
    };
    let receiver = func.receiver.as_deref().unwrap_or(&[]);
    if let Some(param) = &signature.receiver {
        let ident = names(receiver).first().copied().flatten();
        body.param(ident, param.ty)?;
    }
    for (param, ident) in signature.params.iter().zip(names(&func.signature.params)) {
        body.param(ident, param.ty)?;
    }
    let Some(block) = &func.body else { return Err(body.p.internal("a function without a body")) };
    body.results(&signature.results, &names(&func.signature.results), block)?;
    body.block(&block.stmts)?;
    body.finish(block.span)
}

/// A statement of nothing but its kind and place.
pub(crate) fn stmt(kind: crate::ir::StmtKind, span: crate::syntax::files::Span) -> Stmt {
    Stmt { kind, span }
}
