//! Parts: functions that no source has.

mod dispatch;
mod heap;

pub(super) use dispatch::{dispatch, implements};
pub(super) use heap::{allocate, grow};

use super::code::Code;
use super::function::{self, Source};
use super::internal;
use super::module::Module;
use crate::diagnostic::Diagnostic;
use crate::ir::{Expr, ExprKind, Function, FunctionId, Intrinsic, Place, Shape, Stmt, StmtKind};
use wasm_encoder::Instruction as I;

/// A function that is called through function values, which takes a closure record and has no use for it.
pub(super) fn thunk(module: &mut Module<'_>, id: FunctionId) -> Result<(u32, Code), Diagnostic> {
    let number = module.function(id)?;
    let function = module.program.function(id);
    if !function.captures.is_empty() {
        return Err(internal(function.span, format_args!("{} used without what it captures", function.name)));
    }
    let signature = module.signature(id)?;
    let ty = module.func_type(&signature, true);
    let mut code = Code::new(&module.types.all[ty as usize].params);
    code.ops((0..signature.takes.len() as u32).map(I::LocalGet));
    code.op_at(I::Call(number), function.span);
    Ok((ty, code))
}

/// An intrinsic as a function.
pub(super) fn intrinsic(
    module: &mut Module<'_>,
    id: FunctionId,
    intrinsic: Intrinsic,
) -> Result<(u32, Code), Diagnostic> {
    let function = module.program.function(id);
    let span = function.span;
    let read = |local: &crate::ir::LocalId| {
        let ty = function.locals.get(local.index()).map(|local| local.ty);
        let ty = ty.ok_or_else(|| internal(span, "a parameter that is no local"))?;
        Ok(Expr { kind: ExprKind::Read(Box::new(Place::Local(*local))), ty, span })
    };
    let args = function.params.iter().map(read).collect::<Result<Vec<_>, Diagnostic>>()?;
    let kind = |ty| ExprKind::Intrinsic { intrinsic, types: vec![ty], args };
    let stmt = match function.results[..] {
        [ty] => StmtKind::Return(vec![Expr { kind: kind(ty), ty, span }]),
        _ => {
            let none = module
                .program
                .types
                .iter()
                .find(|(_, info)| matches!(&info.shape, Shape::Tuple(parts) if parts.is_empty()));
            let (ty, _) = none.ok_or_else(|| internal(span, "no type for what has no value"))?;
            StmtKind::Eval(Expr { kind: kind(ty), ty, span })
        }
    };
    let copy = Function {
        name: function.name.clone(),
        params: function.params.clone(),
        results: function.results.clone(),
        captures: Vec::new(),
        locals: function.locals.clone(),
        body: crate::ir::Body::Code(Vec::new()),
        span,
        shown: false,
    };
    function::lower(module, Source { function: &copy, body: &[Stmt { kind: stmt, span }] })
}
