//! Unary operators.

use crate::diagnostic::Code;
use crate::syntax::token::Op;
use crate::syntax::tree::{ExprId, ExprKind};
use crate::types::basic::Info;
use crate::types::check::{Checker, Mode, Operand, Refusal};
use crate::types::constant;
use crate::types::store::*;

impl Checker<'_> {
    pub(in crate::types) fn unary(&mut self, expr: ExprId, mut op: Op, inner: ExprId) -> Operand {
        let mut x = self.expr(inner);
        if !x.is_valid() {
            return x;
        }
        let span = self.tree.span(expr);
        match op {
            Op::And => {
                let literal = matches!(self.tree.kind(self.tree.unparen(inner)), ExprKind::Composite { .. });
                if !literal && x.mode != Mode::Variable {
                    let message = format!("invalid operation: cannot take address of {}", self.operand_text(&x));
                    self.error(Code::Operation, x.span, message);
                    x.invalidate();
                    return x;
                }
                let ty = self.store.pointer(x.ty);
                return Operand::new(Mode::Value, ty, expr, span);
            }
            Op::Arrow => {
                self.refuse(span, Refusal::Channel);
                self.env.has_call = true;
                match self.channel_elem(&x, x.span, true) {
                    Some(elem) if self.is_complete(elem) => return Operand::new(Mode::CommaOk, elem, expr, span),
                    _ => x.invalidate(),
                }
                return x;
            }
            Op::Tilde => {
                let message = "cannot use ~ outside of interface or type constraint";
                if !self.store.all(x.ty, Info::INTEGER) {
                    self.error(Code::Operation, span, message);
                    x.invalidate();
                    return x;
                }
                self.error(Code::Operation, span, format!("{message} (use ^ for bitwise complement)"));
                op = Op::Xor;
            }
            _ => {}
        }
        let wanted = match op {
            Op::Xor => Info::INTEGER,
            Op::Not => Info::BOOLEAN,
            _ => Info::NUMERIC,
        };
        if !self.store.all(x.ty, wanted) {
            let message = format!("invalid operation: operator {} not defined on {}", op.text(), self.operand_text(&x));
            self.error(Code::Operation, x.span, message);
            x.invalidate();
            return x;
        }
        match std::mem::replace(&mut x.mode, Mode::Value) {
            Mode::Const(value) if value.is_unknown() => x.mode = Mode::Const(value),
            Mode::Const(value) => {
                let width = self.store.basic_of(x.ty).and_then(|basic| basic.width());
                let bits = width.filter(|(_, signed)| !signed).map(|(bits, _)| bits);
                x.mode = Mode::Const(constant::unary(op, value, bits));
                (x.expr, x.span) = (Some(expr), span);
                self.check_overflow(&mut x, span);
            }
            _ => {}
        }
        x
    }

    /// The element type of a channel that can give or take one.
    pub(in crate::types) fn channel_elem(
        &mut self,
        x: &Operand,
        at: crate::syntax::files::Span,
        receive: bool,
    ) -> Option<TypeId> {
        use crate::syntax::tree::Direction;
        let common = self.store.common_under_if(x.ty, |store, ty, under| {
            let Some(under) = under else { return Err("no specific channel type".into()) };
            let text = store.type_string(ty);
            match store.get(under) {
                Type::Chan { direction: Direction::Send, .. } if receive => Err(format!("send-only channel {text}")),
                Type::Chan { direction: Direction::Receive, .. } if !receive => {
                    Err(format!("receive-only channel {text}"))
                }
                Type::Chan { .. } => Ok(()),
                _ => Err(format!("non-channel {text}")),
            }
        });
        match common {
            Ok(under) => match self.store.get(under) {
                Type::Chan { elem, .. } => Some(elem),
                _ => None,
            },
            Err(why) => {
                let (text, verb) = (self.operand_text(x), if receive { "receive from" } else { "send to" });
                let what = match self.store.is_param(x.ty) {
                    true => format!("{text}: {why}"),
                    false => format!("{why} {text}"),
                };
                self.error(Code::Operation, at, format!("invalid operation: cannot {verb} {what}"));
                None
            }
        }
    }
}
