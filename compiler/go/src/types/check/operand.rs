//! Operands: what an expression has come to so far.

use super::{Checker, Untyped};
use crate::syntax::files::Span;
use crate::syntax::tree::ExprId;
use crate::types::builtin::Builtin;
use crate::types::constant::Value;
use crate::types::info::{Category, Typed};
use crate::types::store::*;
use std::sync::Arc;

/// The mode of an operand.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::types) enum Mode {
    /// Wrong; that has been reported.
    Invalid,
    NoValue,
    Builtin(Builtin),
    Type,
    Const(Value),
    Variable,
    MapIndex,
    Value,
    CommaOk,
}

/// An operand.
#[derive(Debug, Clone)]
pub(in crate::types) struct Operand {
    pub(in crate::types) mode: Mode,
    pub(in crate::types) ty: TypeId,
    pub(in crate::types) expr: Option<ExprId>,
    pub(in crate::types) span: Span,
    /// The words for an operand that is not written in the source.
    pub(in crate::types) text: Option<Arc<str>>,
}

impl Operand {
    pub(in crate::types) fn new(mode: Mode, ty: TypeId, expr: ExprId, span: Span) -> Self {
        Operand { mode, ty, expr: Some(expr), span, text: None }
    }

    /// An operand that is not written in the source.
    pub(in crate::types) fn made(mode: Mode, ty: TypeId, text: &str, span: Span) -> Self {
        Operand { mode, ty, expr: None, span, text: Some(text.into()) }
    }

    pub(in crate::types) fn is_valid(&self) -> bool {
        self.mode != Mode::Invalid
    }

    pub(in crate::types) fn invalidate(&mut self) {
        self.mode = Mode::Invalid;
    }

    pub(in crate::types) fn value(&self) -> Option<&Value> {
        match &self.mode {
            Mode::Const(value) => Some(value),
            _ => None,
        }
    }

    pub(in crate::types) fn is_const(&self) -> bool {
        matches!(self.mode, Mode::Const(_))
    }

    pub(in crate::types) fn is_nil(&self) -> bool {
        self.mode == Mode::Value && self.ty == basic(crate::types::basic::Basic::UntypedNil)
    }

    fn category(&self) -> Option<Category> {
        Some(match self.mode {
            Mode::Invalid => return None,
            Mode::NoValue => Category::NoValue,
            Mode::Builtin(_) => Category::Builtin,
            Mode::Type => Category::Type,
            Mode::Const(_) => Category::Const,
            Mode::Variable => Category::Variable,
            Mode::MapIndex => Category::MapIndex,
            Mode::Value => Category::Value,
            Mode::CommaOk => Category::CommaOk,
        })
    }
}

/// A function type that a generic function is assigned to, which says what its type arguments are.
#[derive(Debug, Clone)]
pub(in crate::types) struct Target {
    pub(in crate::types) signature: TypeId,
    pub(in crate::types) text: String,
}

impl Checker<'_> {
    pub(in crate::types) fn target(&mut self, ty: Option<TypeId>, text: &str) -> Option<Target> {
        let under = self.store.common_under(ty?).ok()?;
        let is_function = matches!(self.store.get(under), Type::Signature(_));
        is_function.then(|| Target { signature: under, text: text.to_owned() })
    }

    /// Keeps what an operand's expression has come to.
    pub(in crate::types) fn record(&mut self, x: &Operand) {
        let (Some(expr), Some(category)) = (x.expr, x.category()) else { return };
        let (ty, value) = (x.ty, x.value().cloned());
        if self.store.is_untyped(ty) {
            self.untyped.insert(expr, Untyped { shifted: false, category, ty, value });
        } else {
            self.info.types.insert(expr, Typed { category, ty, value });
        }
    }

    pub(in crate::types) fn record_type(&mut self, expr: ExprId, ty: TypeId) {
        self.info.types.insert(expr, Typed { category: Category::Type, ty, value: None });
    }

    /// An expression gives two values where two are asked for.
    pub(in crate::types) fn record_comma_ok(&mut self, mut expr: ExprId, first: TypeId, second: TypeId) {
        let span = self.tree.span(expr);
        let part = |ty| Param { name: None, ty, span };
        let tuple = self.store.tuple(Arc::new([part(first), part(second)]));
        loop {
            if let Some(typed) = self.info.types.get_mut(&expr) {
                typed.ty = tuple;
            }
            match self.tree.kind(expr) {
                crate::syntax::tree::ExprKind::Paren(inner) => expr = *inner,
                _ => return,
            }
        }
    }
}
