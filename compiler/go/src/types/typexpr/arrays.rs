//! Array types and their lengths.

use crate::diagnostic::Code;
use crate::syntax::tree::{ExprId, ExprKind};
use crate::types::basic::{Basic, Info};
use crate::types::check::Checker;
use crate::types::constant::fits;
use crate::types::store::*;

impl Checker<'_> {
    pub(super) fn array_type(&mut self, len: ExprId, elem: ExprId) -> TypeId {
        let length = match self.tree.kind(len) {
            ExprKind::Ellipsis(_) => {
                let message = "invalid use of [...] array (outside a composite literal)";
                self.error(Code::Type, self.tree.span(len), message);
                None
            }
            _ => self.array_length(len),
        };
        let elem = self.var_type(elem);
        length.map_or(INVALID, |length| self.store.array(length, elem))
    }

    fn array_length(&mut self, expr: ExprId) -> Option<i64> {
        let span = self.tree.span(expr);
        if let Some(name) = self.tree.name(expr) {
            let text = self.text(name);
            let Some(obj) = self.lookup(name) else {
                let message = format!("undefined array length {text} or missing type constraint");
                self.error(Code::Type, span, message);
                return None;
            };
            if !matches!(self.store.object(obj).kind, ObjectKind::Const(_)) {
                self.error(Code::Type, span, format!("invalid array length {text}"));
                return None;
            }
        }
        let x = self.expr(expr);
        let Some(value) = x.value() else {
            if x.is_valid() {
                let message = format!("array length {} must be constant", self.operand_text(&x));
                self.error(Code::Type, x.span, message);
            }
            return None;
        };
        if value.is_unknown() {
            return None;
        }
        let integer = self.store.is(x.ty, Info::INTEGER);
        if (self.store.is_untyped(x.ty) || integer)
            && let Some(length) = fits(value, Basic::Int).and_then(|value| value.to_i64())
            && length >= 0
        {
            return Some(length);
        }
        let text = self.operand_text(&x);
        let message = match integer {
            true => format!("invalid array length {text}"),
            false => format!("array length {text} must be integer"),
        };
        self.error(Code::Type, x.span, message);
        None
    }
}
