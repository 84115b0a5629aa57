//! Several variables and several values at once: declarations, assignments and returns.

use crate::diagnostic::Code;
use crate::syntax::files::Span;
use crate::syntax::tree::{ExprId, ExprKind};
use crate::types::check::{Checker, Operand};
use crate::types::store::*;

impl Checker<'_> {
    fn is_call(&self, exprs: &[ExprId]) -> bool {
        matches!(exprs, [single] if matches!(self.tree.kind(self.tree.unparen(*single)), ExprKind::Call { .. }))
    }

    /// Gives variables their first values.
    pub(in crate::types) fn init_variables(&mut self, variables: &[ObjId], values: &[ExprId]) {
        let context = if variables.len() > 1 { "multiple assignment" } else { "assignment" };
        if variables.len() == values.len() && !self.is_call(values) {
            for (obj, value) in variables.iter().zip(values) {
                let declared = self.store.object(*obj).ty;
                let name = self.store.object_name(*obj).to_owned();
                let target = self.target(declared, &name);
                let mut x = self.expr_for(target.as_ref(), *value);
                self.init_variable(*obj, &mut x, context);
            }
            return;
        }
        if values.len() != 1 {
            if self.use_exprs(values) {
                self.wrong_number(values, variables.len(), values.len());
            }
            return self.give_up_variables(variables);
        }
        let (mut found, comma_ok) = self.multi_expr(values[0], variables.len() == 2);
        if found.len() == variables.len() {
            for (obj, x) in variables.iter().zip(&mut found) {
                self.init_variable(*obj, x, context);
            }
            self.note_comma_ok(values[0], comma_ok, &found);
            return;
        }
        if found.first().is_some_and(Operand::is_valid) || found.is_empty() {
            self.wrong_number(values, variables.len(), found.len());
        }
        self.give_up_variables(variables);
    }

    fn give_up_variables(&mut self, variables: &[ObjId]) {
        for obj in variables {
            if self.store.object(*obj).ty.is_none() {
                self.set_type(*obj, INVALID);
            }
        }
    }

    fn note_comma_ok(&mut self, expr: ExprId, comma_ok: bool, values: &[Operand]) {
        if let (true, [first, second]) = (comma_ok && values.iter().all(Operand::is_valid), values) {
            self.record_comma_ok(expr, first.ty, second.ty);
        }
    }

    fn wrong_number(&mut self, values: &[ExprId], left: usize, right: usize) {
        let measure = |count: usize, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
        let (variables, values_text) = (measure(left, "variable"), measure(right, "value"));
        let first = values[0];
        let message = match self.tree.kind(self.tree.unparen(first)) {
            ExprKind::Call { fun, .. } if values.len() == 1 => {
                format!("assignment mismatch: {variables} but {} returns {values_text}", self.expr_text(*fun))
            }
            _ => format!("assignment mismatch: {variables} but {values_text}"),
        };
        self.error(Code::Count, self.tree.span(first), message);
    }

    /// `a, b = ...`.
    pub(super) fn assign(&mut self, left: &[ExprId], right: &[ExprId]) {
        let context = if left.len() > 1 { "multiple assignment" } else { "assignment" };
        if left.len() == right.len() && !self.is_call(right) {
            for (left, right) in left.iter().zip(right) {
                self.assign_expr(*left, *right, context);
            }
            return;
        }
        if right.len() != 1 {
            let left_right = self.use_left(left);
            let right_right = self.use_exprs(right);
            if left_right && right_right {
                self.wrong_number(right, left.len(), right.len());
            }
            return;
        }
        let (mut found, comma_ok) = self.multi_expr(right[0], left.len() == 2);
        if found.len() == left.len() {
            for (left, x) in left.iter().zip(&mut found) {
                self.assign_value(*left, x, context);
            }
            self.note_comma_ok(right[0], comma_ok, &found);
            return;
        }
        if found.first().is_some_and(Operand::is_valid) || found.is_empty() {
            self.wrong_number(right, left.len(), found.len());
        }
        self.use_left(left);
    }

    /// The values of a `return`.
    pub(super) fn return_values(&mut self, span: Span, signature: &Signature, values: &[ExprId]) {
        let results = &signature.results;
        let context = "return statement";
        if results.len() == values.len() && !self.is_call(values) {
            for (result, value) in results.iter().zip(values) {
                let text = result.name.map_or("result variable".to_owned(), |name| self.text(name));
                let target = self.target(Some(result.ty), &text);
                let mut x = self.expr_for(target.as_ref(), *value);
                self.return_value(result.ty, &mut x, context);
            }
            return;
        }
        if values.len() != 1 {
            if self.use_exprs(values) {
                let found = self.exprs(values);
                self.wrong_results(span, signature, &found);
            }
            return;
        }
        let (mut found, _) = self.multi_expr(values[0], false);
        if found.len() == results.len() {
            for (result, x) in results.iter().zip(&mut found) {
                self.return_value(result.ty, x, context);
            }
        } else if found.first().is_none_or(Operand::is_valid) {
            self.wrong_results(span, signature, &found);
        }
    }

    fn return_value(&mut self, ty: TypeId, x: &mut Operand, context: &str) {
        if x.is_valid() && !self.store.is_invalid(x.ty) && !self.store.is_invalid(ty) {
            self.assignment(x, Some(ty), context);
        }
    }

    fn wrong_results(&mut self, span: Span, signature: &Signature, found: &[Operand]) {
        let wanted = signature.results.len();
        let many = found.len() > wanted;
        let span = match found {
            [] => span,
            _ if many => found[wanted].span,
            [.., last] => last.span,
        };
        let have: Vec<TypeId> = found.iter().map(|x| x.ty).collect();
        let want: Vec<TypeId> = signature.results.iter().map(|result| result.ty).collect();
        let (have, want) = (self.types_text(&have, false, false), self.types_text(&want, false, false));
        let how = if many { "too many" } else { "not enough" };
        self.error(Code::Count, span, format!("{how} return values\n\thave {have}\n\twant {want}"));
    }
}
