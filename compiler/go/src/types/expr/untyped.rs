//! Constants without a type, and the types they get.

use crate::diagnostic::Code;
use crate::syntax::token::Op;
use crate::syntax::tree::{ExprId, ExprKind};
use crate::types::basic::{Basic, Info};
use crate::types::check::{Checker, Mode, Operand, Untyped};
use crate::types::constant::{Value, fits};
use crate::types::info::Typed;
use crate::types::store::*;

/// Reason that an untyped value can't have a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::types) enum Misfit {
    /// A part behind the point would be lost.
    Truncated,
    /// It is too large.
    Overflows,
    /// It is something else altogether.
    Kind,
}

impl Checker<'_> {
    /// The constant as one of a basic type.
    pub(super) fn representation(&mut self, x: &Operand, basic: Basic) -> Result<Value, Misfit> {
        let Mode::Const(value) = &x.mode else { return Err(Misfit::Kind) };
        fits(value, basic).ok_or_else(|| {
            if !self.store.is(x.ty, Info::NUMERIC) || !basic.info().has(Info::NUMERIC) {
                return Misfit::Kind;
            }
            match !self.store.is(x.ty, Info::INTEGER) && basic.info().has(Info::INTEGER) {
                true => Misfit::Truncated,
                false => Misfit::Overflows,
            }
        })
    }

    /// Makes the constant one of a basic type, or reports that it is none.
    pub(in crate::types) fn represent(&mut self, x: &mut Operand, target: Basic) {
        match self.representation(x, target) {
            Ok(value) => x.mode = Mode::Const(value),
            Err(misfit) => {
                self.report_misfit(misfit, x, basic(target));
                x.invalidate();
            }
        }
    }

    fn report_misfit(&mut self, misfit: Misfit, x: &Operand, target: TypeId) {
        let (x_text, target) = (self.operand_text(x), self.ty_text(target));
        let message = match misfit {
            Misfit::Truncated => format!("{x_text} truncated to {target}"),
            Misfit::Overflows => format!("{x_text} overflows {target}"),
            Misfit::Kind => format!("cannot convert {x_text} to type {target}"),
        };
        self.error(Code::Constant, x.span, message);
    }

    /// The type that an untyped operand takes where `target` is asked for, and its value as one of that type where
    /// that has changed. A typed operand stays what it is.
    pub(in crate::types) fn implicit_type(
        &mut self,
        x: &Operand,
        target: TypeId,
    ) -> Result<(TypeId, Option<Value>), Misfit> {
        let Some(kind) = self.store.untyped(x.ty) else { return Ok((x.ty, None)) };
        if !x.is_valid() || self.store.is_invalid(target) {
            return Ok((x.ty, None));
        }
        if self.store.is_untyped(target) {
            let larger = self.store.larger_untyped(x.ty, target).ok_or(Misfit::Kind)?;
            return Ok((larger, None));
        }
        let nil = basic(Basic::UntypedNil);
        match self.store.under(target) {
            Type::Basic(basic_type) => {
                if x.is_const() {
                    let value = self.representation(x, basic_type)?;
                    return Ok((target, Some(value)));
                }
                let wanted = match kind {
                    Basic::UntypedBool => Info::BOOLEAN,
                    Basic::UntypedString => Info::STRING,
                    Basic::UntypedNil => {
                        let has_nil = self.store.has_nil(target);
                        return if has_nil { Ok((nil, None)) } else { Err(Misfit::Kind) };
                    }
                    _ => Info::NUMERIC,
                };
                if basic_type.info().has(wanted) { Ok((target, None)) } else { Err(Misfit::Kind) }
            }
            Type::Interface(_) if self.store.is_param(target) => {
                for specific in self.store.specifics(target) {
                    let (_, under) = specific.ok_or(Misfit::Kind)?;
                    self.implicit_type(x, under).map_err(|_| Misfit::Kind)?;
                }
                Ok((if x.is_nil() { nil } else { target }, None))
            }
            Type::Interface(_) if x.is_nil() => Ok((nil, None)),
            Type::Interface(id) => {
                let set = self.store.type_set(id);
                if set.is_all() { Ok((self.store.default_type(x.ty), None)) } else { Err(Misfit::Kind) }
            }
            Type::Pointer(_) | Type::Signature(_) | Type::Slice(_) | Type::Map { .. } | Type::Chan { .. }
                if x.is_nil() =>
            {
                Ok((nil, None))
            }
            _ => Err(Misfit::Kind),
        }
    }

    /// Gives an untyped operand the type that is asked for, or reports that it can't have it.
    pub(in crate::types) fn convert_untyped(&mut self, x: &mut Operand, target: TypeId) {
        match self.implicit_type(x, target) {
            Ok((ty, value)) => self.settle(x, ty, value),
            Err(misfit) => {
                let target = if self.store.is_param(target) { target } else { self.store.under_id(target) };
                self.report_misfit(misfit, x, target);
                x.invalidate();
            }
        }
    }

    /// Takes over what [`Checker::implicit_type`] has found.
    pub(in crate::types) fn settle(&mut self, x: &mut Operand, ty: TypeId, value: Option<Value>) {
        if let Some(value) = value {
            if let Some(untyped) = x.expr.and_then(|expr| self.untyped.get_mut(&expr)) {
                untyped.value = Some(value.clone());
            }
            x.mode = Mode::Const(value);
        }
        if ty != x.ty {
            x.ty = ty;
            if let Some(expr) = x.expr {
                self.update_type(expr, ty, false);
            }
        }
    }

    /// Gives an untyped expression, and the operands that share its type, another one; for good if that is typed or
    /// `last` is set.
    pub(in crate::types) fn update_type(&mut self, expr: ExprId, ty: TypeId, last: bool) {
        let mut todo = vec![expr];
        while let Some(expr) = todo.pop() {
            let Some(old) = self.untyped.get(&expr).cloned() else { continue };
            // The operands of a constant stay what they are.
            match *self.tree.kind(expr) {
                ExprKind::Paren(x) => todo.push(x),
                ExprKind::Unary { x, .. } if old.value.is_none() => todo.push(x),
                ExprKind::Binary { op, x, y, .. } if old.value.is_none() => match op {
                    Op::Eql | Op::Neq | Op::Lss | Op::Leq | Op::Gtr | Op::Geq => {}
                    Op::Shl | Op::Shr => todo.push(x),
                    _ => todo.extend([y, x]),
                },
                _ => {}
            }
            if !last && self.store.is_untyped(ty) {
                if let Some(untyped) = self.untyped.get_mut(&expr) {
                    untyped.ty = ty;
                }
                continue;
            }
            self.untyped.remove(&expr);
            self.finish_type(expr, old, ty);
        }
    }

    fn finish_type(&mut self, expr: ExprId, old: Untyped, ty: TypeId) {
        if old.shifted && !self.store.all(ty, Info::INTEGER) {
            let (text, ty) = (self.expr_text(expr), self.ty_text(ty));
            let message = format!("invalid operation: shifted operand {text} (type {ty}) must be integer");
            self.error(Code::Operation, self.tree.span(expr), message);
            return;
        }
        if let Some(value) = &old.value {
            let mut x = Operand::new(Mode::Const(value.clone()), old.ty, expr, self.tree.span(expr));
            match self.implicit_type(&x, ty) {
                Ok(_) => {}
                Err(misfit) => {
                    let target = if self.store.is_param(ty) { ty } else { self.store.under_id(ty) };
                    self.report_misfit(misfit, &x, target);
                    x.invalidate();
                    return;
                }
            }
        }
        self.info.types.insert(expr, Typed { category: old.category, ty, value: old.value });
    }
}
