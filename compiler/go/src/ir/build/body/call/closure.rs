//! Function literals.

use crate::ir::ExprKind;
use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Val, idents};
use crate::syntax::files::Span;
use crate::syntax::tree::{Block, ExprId, Signature as Syntax};

impl<'a> Body<'_, 'a> {
    /// `func(...) {...}` as a value.
    pub(crate) fn function_literal(&mut self, id: ExprId, syntax: &'a Syntax, block: &'a Block) -> Res<Val> {
        let (span, ty) = (self.at(id), self.type_of(id)?);
        let signature = self.signature_of(id)?;
        self.open_closure(span);
        for (param, ident) in signature.params.iter().zip(idents(&syntax.params)) {
            self.param(ident, param.ty)?;
        }
        self.results(&signature.results, &idents(&syntax.results), block)?;
        self.block(&block.stmts)?;
        let kind = self.close_closure(block.span)?;
        Ok(Val::new(kind, ty, span, Fx::NONE))
    }

    /// Begins a function inside the current one: `main.f.func1`.
    pub(crate) fn open_closure(&mut self, span: Span) {
        let frame = self.frame();
        frame.closures += 1;
        let name = format!("{}.func{}", frame.name, frame.closures);
        self.push_frame(name, span);
    }

    /// Ends it, and gives the function value.
    pub(crate) fn close_closure(&mut self, span: Span) -> Res<ExprKind> {
        let captured = self.frame().captured.clone();
        let function = self.finish(span)?;
        let id = self.p.new_function()?;
        self.p.program.functions[id.index()] = function;
        if captured.is_empty() {
            return Ok(ExprKind::Func(id));
        }
        let captures = captured.iter().map(|var| self.local(*var)).collect::<Res<Vec<_>>>()?;
        Ok(ExprKind::Closure { function: id, captures })
    }
}
