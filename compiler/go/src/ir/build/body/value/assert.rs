//! Type assertions.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Val, as_same, stmt};
use crate::ir::print::type_string;
use crate::ir::{Expr, ExprKind, LocalId, MethodName, Shape, StmtKind, Ty, UnaryOp};
use crate::syntax::files::Span;
use crate::syntax::tree::ExprId;
use std::sync::Arc;

impl Body<'_, '_> {
    /// `x.(T)` with one value.
    pub(crate) fn assertion(&mut self, id: ExprId, x: ExprId) -> Res<Val> {
        let (span, mut ty) = (self.at(id), self.type_of(id)?);
        if let Shape::Tuple(types) = self.p.shape(ty)
            && let Some(first) = types.first()
        {
            ty = *first;
        }
        let val = self.expr(x)?;
        let from = val.ty();
        let local = self.temp(val.expr)?;
        let holds = self.is_of(local, ty, span)?;
        let bool = self.p.t.bool;
        let cond = Expr { kind: ExprKind::Unary { op: UnaryOp::Not, value: Box::new(holds) }, ty: bool, span };
        let (mut then, ()) = self.collect(|body| body.assertion_failed(local, from, ty, span))?;
        then.push(stmt(StmtKind::Unreachable, span));
        self.emit(StmtKind::If { cond, then, otherwise: Vec::new() }, span);
        self.value_inside(local, ty, span)
    }

    /// The value in an interface is of a type, or has the methods of an interface.
    pub(crate) fn is_of(&mut self, local: LocalId, ty: Ty, span: Span) -> Res<Expr> {
        let (value, bool) = (Box::new(self.read_local(local, span)), self.p.t.bool);
        let kind = match self.p.is_interface(ty) {
            true => {
                self.p.assert_interface(ty);
                ExprKind::Implements { value, interface: ty }
            }
            false => ExprKind::IsType { value, ty },
        };
        Ok(Expr { kind, ty: bool, span })
    }

    /// The value in an interface, whose type is known.
    pub(crate) fn value_inside(&mut self, local: LocalId, ty: Ty, span: Span) -> Res<Val> {
        let expr = self.read_local(local, span);
        let val = Val { expr, fx: Fx::NONE };
        match self.p.is_interface(ty) {
            true => self.coerce(val, ty),
            false => Ok(Val::new(ExprKind::FromInterface(Box::new(val.expr)), ty, span, Fx::NONE)),
        }
    }

    fn assertion_failed(&mut self, local: LocalId, from: Ty, ty: Ty, span: Span) -> Res<()> {
        let (string, any, unit) = (self.p.t.string, self.p.t.any, self.p.t.unit);
        let text = |text: String| Expr { kind: ExprKind::Str(text.into_bytes().into()), ty: string, span };
        let wanted = text(type_string(&self.p.program.types, ty));
        let value = as_same(self.read_local(local, span), any);
        let call = match self.p.shape(ty).clone() {
            Shape::Interface(methods) => {
                let mut missing = text(String::new());
                for method in methods.iter().rev() {
                    let one = self.p.intern(Shape::Interface(Arc::new([MethodName::clone(method)])));
                    let cond = Box::new(self.is_of(local, one, span)?);
                    let otherwise = Box::new(text(method.name.to_string()));
                    let kind = ExprKind::Choose { cond, then: Box::new(missing), otherwise };
                    missing = Expr { kind, ty: string, span };
                }
                self.runtime_call("panicAssertInterface", &[], vec![value, wanted, missing], unit, span)?
            }
            _ => {
                let own = text(match self.p.program.types.info(from).name {
                    Some(_) => type_string(&self.p.program.types, from),
                    None if from == any => "interface {}".into(),
                    None => "interface".into(),
                });
                self.runtime_call("panicAssert", &[], vec![value, own, wanted], unit, span)?
            }
        };
        self.emit(StmtKind::Eval(call.expr), span);
        Ok(())
    }
}
