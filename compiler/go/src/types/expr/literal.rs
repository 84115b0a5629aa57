//! Basic literals and function literals.

use crate::diagnostic::Code;
use crate::limits;
use crate::syntax::files::Span;
use crate::syntax::quoted::{rune_value, string_value};
use crate::syntax::tree::{Block, ExprId, Literal, Signature as Syntax};
use crate::types::basic::Basic;
use crate::types::check::{Checker, Env, Later, Mode, Operand, Refusal};
use crate::types::constant::{Radix, Value, number};
use crate::types::store::*;

impl<'a> Checker<'a> {
    pub(super) fn literal(&mut self, expr: ExprId, literal: Literal) -> Operand {
        let span = self.tree.span(expr);
        let text = self.files.text(span);
        let is_number = !matches!(literal, Literal::Char | Literal::String);
        if is_number && text.len() > limits::LITERAL_CHARS {
            let start = String::from_utf8_lossy(&text[..10]);
            let message = format!("excessively long constant: {start}... ({} chars)", text.len());
            self.error(Code::Constant, span, message);
            return Operand::new(Mode::Invalid, INVALID, expr, span);
        }
        let digits = std::str::from_utf8(text).unwrap_or("");
        let (basic_type, value) = match literal {
            Literal::Int => (Basic::UntypedInt, number(digits, Radix::Int)),
            Literal::Float => (Basic::UntypedFloat, number(digits, Radix::Float)),
            Literal::Imag => {
                self.refuse(span, Refusal::Complex);
                (Basic::UntypedComplex, Some(Value::Unknown))
            }
            Literal::Char => (Basic::UntypedRune, rune_value(text).map(Value::int)),
            Literal::String => (Basic::UntypedString, string_value(text).map(Value::string)),
        };
        let Some(value) = value else {
            if literal == Literal::Float {
                let message = format!("the constant {} is too large or too small", String::from_utf8_lossy(text));
                let advice = format!("its exponent may be {} at most", limits::CONSTANT_EXPONENT);
                let diagnostic = self.diagnostic(Code::Limit, span, message).advise(advice);
                self.report(diagnostic);
                return Operand::new(Mode::Invalid, INVALID, expr, span);
            }
            let message = format!("malformed constant: {}", String::from_utf8_lossy(text));
            self.error(Code::Constant, span, message);
            return Operand::new(Mode::Invalid, INVALID, expr, span);
        };
        let mut x = Operand::new(Mode::Const(value), basic(basic_type), expr, span);
        if literal != Literal::Imag {
            self.check_overflow(&mut x, span);
        }
        x
    }

    pub(super) fn function_literal(&mut self, expr: ExprId, syntax: &'a Syntax, body: &'a Block) -> Operand {
        let around = (self.env.function, self.env.type_params.clone());
        self.env.function = self.next_function();
        let (ty, scope) = self.signature_in_scope(syntax, None, self.tree.span(expr));
        let signature = self.store.signature(ty);
        let env = Env { signature, scope, blame: None, has_label: false, has_call: false, ..self.env.clone() };
        (self.env.function, self.env.type_params) = around;
        self.later.push(Later::Body { env: Box::new(env), body });
        Operand::new(Mode::Value, ty, expr, self.tree.span(expr))
    }

    /// A constant that an operator or a literal has made: it fits its type, and is not too large for one that has
    /// none. The place is the operator's.
    pub(in crate::types) fn check_overflow(&mut self, x: &mut Operand, at: Span) {
        let Mode::Const(value) = &x.mode else { return };
        if value.is_unknown() {
            let complex =
                matches!(self.store.basic_of(x.ty), Some(Basic::Complex64 | Basic::Complex128 | Basic::UntypedComplex));
            if !complex {
                self.error(Code::Constant, at, "constant result is not representable");
            }
            return;
        }
        if !self.store.is_untyped(x.ty) {
            if let Some(basic) = self.store.basic_of(x.ty) {
                self.represent(x, basic);
            }
            return;
        }
        if value.int_bits() > limits::CONSTANT_INT_BITS {
            let name = x.expr.map_or("", |expr| self.operation_name(expr));
            self.error(Code::Constant, at, format!("constant {name}overflow"));
            x.mode = Mode::Const(Value::Unknown);
        }
    }

    fn operation_name(&self, expr: ExprId) -> &'static str {
        use crate::syntax::token::Op;
        use crate::syntax::tree::ExprKind;
        match self.tree.kind(expr) {
            ExprKind::Binary { op, .. } => match op {
                Op::Add => "addition ",
                Op::Sub => "subtraction ",
                Op::Xor => "bitwise XOR ",
                Op::Mul => "multiplication ",
                Op::Shl => "shift ",
                _ => "",
            },
            ExprKind::Unary { op: Op::Xor, .. } => "bitwise complement ",
            _ => "",
        }
    }
}
