//! Bodies: one declared function with the function literals inside it.
//!
//! Statements go into a list of the current frame; expressions are trees. Calls stay where they stand in a tree as long
//! as that keeps the order of Go's own compiler: it makes all calls of a statement from left to right first, and reads
//! variables, elements and fields, and divides, only then. Where a tree would read before a later operand calls, the
//! call moves into a temporary in front of it; see `order.rs`.
//!
//! | file or folder | holds |
//! |---|---|
//! | `frame.rs` | frames: locals, labels, captured variables |
//! | `state.rs` | values, places, jumps and calls, as the parts hand them to each other |
//! | `operators.rs` | tables of operators |
//! | `order.rs` | the order of evaluation |
//! | `value` | expressions, places, and the way to a field or method |
//! | `call` | calls, function literals, predeclared functions |
//! | `statement` | statements |

mod call;
mod frame;
mod operators;
mod order;
pub(crate) mod state;
mod statement;
mod value;

pub(crate) use frame::Body;

use super::{Build, Env, Res};
use crate::ir::Function;
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
    let receiver = func.receiver.as_deref().unwrap_or(&[]);
    if let Some(param) = &signature.receiver {
        let ident = state::idents(receiver).first().copied().flatten();
        body.param(ident, param.ty)?;
    }
    for (param, ident) in signature.params.iter().zip(state::idents(&func.signature.params)) {
        body.param(ident, param.ty)?;
    }
    let Some(block) = &func.body else { return Err(body.p.internal("a function without a body")) };
    body.results(&signature.results, &state::idents(&func.signature.results), block)?;
    body.block(&block.stmts)?;
    body.finish(block.span)
}
