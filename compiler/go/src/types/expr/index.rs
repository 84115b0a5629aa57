//! Indices and slices.

use crate::diagnostic::Code;
use crate::syntax::files::Span;
use crate::syntax::tree::ExprId;
use crate::types::basic::{Basic, Info};
use crate::types::check::{Checker, Mode, Operand};
use crate::types::constant::{Value, fits};
use crate::types::store::*;

/// An operand that can be indexed: its element, its length if that is known, its key if it is a map, and what an element is.
struct Indexable {
    elem: TypeId,
    length: Option<i64>,
    key: Option<TypeId>,
    mode: Mode,
}

impl<'a> Checker<'a> {
    /// `x[i]`; or `F[T]`, if the second result is true, whose type arguments are still to be looked at.
    pub(super) fn index(&mut self, expr: ExprId, base: ExprId, indices: &[ExprId]) -> (Operand, bool) {
        let mut x = self.expr_or_type(base, true);
        match x.mode {
            Mode::Invalid => {
                self.use_exprs(indices);
                return (x, false);
            }
            Mode::Type => {
                x.invalidate();
                x.ty = self.var_type(expr);
                if !self.store.is_invalid(x.ty) {
                    x.mode = Mode::Type;
                }
                return (x, false);
            }
            Mode::Value => {
                let under = self.store.under_id(x.ty);
                if self.store.signature(under).is_some_and(|signature| !signature.type_params.is_empty()) {
                    return (x, true);
                }
            }
            Mode::Builtin(_) => {
                let message = format!("{} must be called", self.operand_text(&x));
                self.error(Code::Operation, x.span, message);
                self.use_exprs(indices);
                x.invalidate();
                return (x, false);
            }
            _ => {}
        }
        self.not_generic(None, &mut x);
        if !x.is_valid() {
            return (x, false);
        }
        let part = match self.store.under(x.ty) {
            Type::Pointer(base) => Some(base),
            Type::Map { elem, .. } => Some(elem),
            _ => None,
        };
        if !self.is_complete(x.ty) || part.is_some_and(|part| !self.is_complete(part)) {
            x.invalidate();
            return (x, false);
        }
        let Some(indexable) = self.indexable(&x) else {
            let message = format!("cannot index {}", self.operand_text(&x));
            self.error(Code::Operation, x.span, message);
            self.use_exprs(indices);
            x.invalidate();
            return (x, false);
        };
        if let Some(second) = indices.get(1) {
            self.error(Code::Count, self.tree.span(*second), "invalid operation: more than one index");
        }
        match indexable.key {
            Some(key) => {
                let mut index = self.generic_expr(indices[0], None);
                self.assignment(&mut index, Some(key), "map index");
            }
            None => _ = self.index_value(indices[0], indexable.length),
        }
        (Operand::new(indexable.mode, indexable.elem, expr, self.tree.span(expr)), false)
    }

    fn indexable(&mut self, x: &Operand) -> Option<Indexable> {
        let mut all: Option<Indexable> = None;
        for specific in self.store.specifics(x.ty) {
            let (_, under) = specific?;
            let own = self.indexable_kind(x, under)?;
            all = Some(match all {
                None => own,
                Some(first) => {
                    let same_key = match (first.key, own.key) {
                        (Some(a), Some(b)) => self.store.identical(a, b),
                        (None, None) => true,
                        _ => false,
                    };
                    if !same_key || !self.store.identical(first.elem, own.elem) {
                        return None;
                    }
                    let length = match (first.length, own.length) {
                        (Some(a), Some(b)) => Some(a.min(b)),
                        (a, b) => a.or(b),
                    };
                    let mode = if first.mode == Mode::Value { first.mode } else { own.mode };
                    Indexable { length, mode, ..first }
                }
            });
        }
        all
    }

    fn indexable_kind(&mut self, x: &Operand, under: TypeId) -> Option<Indexable> {
        let variable = if x.mode == Mode::Variable { Mode::Variable } else { Mode::Value };
        Some(match self.store.get(under) {
            Type::Basic(basic) if basic.info().has(Info::STRING) => {
                let length = match x.value() {
                    Some(Value::String(bytes)) => Some(bytes.len() as i64),
                    _ => None,
                };
                Indexable { elem: self.store.universe.byte, length, key: None, mode: Mode::Value }
            }
            Type::Array { len, elem } => {
                Indexable { elem, length: Some(len).filter(|len| *len >= 0), key: None, mode: variable }
            }
            Type::Pointer(base) => match self.store.under(base) {
                Type::Array { len, elem } => {
                    Indexable { elem, length: Some(len).filter(|len| *len >= 0), key: None, mode: Mode::Variable }
                }
                _ => return None,
            },
            Type::Slice(elem) => Indexable { elem, length: None, key: None, mode: Mode::Variable },
            Type::Map { key, elem } => Indexable { elem, length: None, key: Some(key), mode: Mode::MapIndex },
            _ => return None,
        })
    }

    /// An index below `length`; its type, and its value if it is constant. Invalid after a mistake.
    pub(super) fn index_value(&mut self, expr: ExprId, length: Option<i64>) -> (TypeId, Option<i64>) {
        let mut x = self.expr(expr);
        if !self.check_index(&mut x, "index", false) {
            return (INVALID, None);
        }
        let Some(value) = x.value() else { return (x.ty, None) };
        let Some(index) = value.to_i64() else { return (INVALID, None) };
        if let Some(length) = length
            && index >= length
        {
            let message = format!("invalid argument: index {value} out of bounds [0:{length}]");
            self.error(Code::Operation, x.span, message);
            return (INVALID, None);
        }
        (x.ty, Some(index))
    }

    /// The operand is an integer that can be an index or a length.
    pub(super) fn check_index(&mut self, x: &mut Operand, what: &str, negative: bool) -> bool {
        if !x.is_valid() {
            return false;
        }
        self.convert_untyped(x, basic(Basic::Int));
        if !x.is_valid() {
            return false;
        }
        let why = if !self.store.all(x.ty, Info::INTEGER) {
            "must be integer"
        } else {
            match x.value() {
                Some(value) if value.is_unknown() => return false,
                Some(value) if !negative && value.sign() < 0 => "must not be negative",
                Some(value) => match fits(value, Basic::Int) {
                    Some(value) => {
                        x.mode = Mode::Const(value);
                        return true;
                    }
                    None => "overflows int",
                },
                None => return true,
            }
        };
        let text = self.operand_text(x);
        let message = match why {
            "overflows int" => format!("invalid argument: {what} {text} overflows int"),
            why => format!("invalid argument: {what} {text} {why}"),
        };
        self.error(Code::Operation, x.span, message);
        false
    }

    pub(super) fn slice_expr(
        &mut self,
        expr: ExprId,
        base: ExprId,
        bounds: &[Option<ExprId>; 3],
        full: bool,
    ) -> Operand {
        let mut x = self.expr(base);
        let span = self.tree.span(expr);
        if !x.is_valid() {
            let written: Vec<ExprId> = bounds.iter().flatten().copied().collect();
            self.use_exprs(&written);
            return x;
        }
        if let Type::Pointer(base) = self.store.under(x.ty)
            && !self.is_complete(base)
        {
            x.invalidate();
            return x;
        }
        let Some((result, length)) = self.sliceable(&x, bounds, full) else {
            x.invalidate();
            return x;
        };
        let mut values = [None; 3];
        for (index, bound) in bounds.iter().enumerate() {
            values[index] = match bound {
                Some(bound) => self.index_value(*bound, length.map(|length| length + 1)).1,
                None if index == 0 => Some(0),
                None => length,
            };
        }
        self.check_order(bounds, &values);
        Operand::new(Mode::Value, result, expr, span)
    }

    /// The type of a slice of `x`, and the length of what is sliced where that is known.
    fn sliceable(&mut self, x: &Operand, bounds: &[Option<ExprId>; 3], full: bool) -> Option<(TypeId, Option<i64>)> {
        let fail = |checker: &mut Self, message: String, span: Span| {
            checker.error(Code::Operation, span, message);
            None
        };
        let bytes = self.store.slice(self.store.universe.byte);
        let (mut common, mut string): (Option<(TypeId, TypeId)>, bool) = (None, false);
        for specific in self.store.specifics(x.ty) {
            let Some((ty, mut under)) = specific else {
                let message =
                    format!("cannot slice {}: no specific type in {}", self.operand_text(x), self.ty_text(x.ty));
                return fail(self, message, x.span);
            };
            if self.store.is(under, Info::STRING) {
                (under, string) = (bytes, true);
            }
            match common {
                None => common = Some((ty, under)),
                Some((first, other)) if !self.store.identical(other, under) => {
                    let (text, a, b) = (self.operand_text(x), self.ty_text(first), self.ty_text(ty));
                    let message = format!("cannot slice {text}: {a} and {b} have different underlying types");
                    return fail(self, message, x.span);
                }
                Some(_) => {}
            }
        }
        let (_, under) = common?;
        if string {
            if full {
                let at = bounds[2].map_or(x.span, |bound| self.tree.span(bound));
                return fail(self, "invalid operation: 3-index slice of string".into(), at);
            }
            let length = match x.value() {
                Some(Value::String(bytes)) => Some(bytes.len() as i64),
                _ => None,
            };
            let ty = if self.store.is_untyped(x.ty) { basic(Basic::String) } else { x.ty };
            return Some((ty, length));
        }
        match self.store.get(under) {
            Type::Slice(_) => return Some((x.ty, None)),
            Type::Array { len, elem } => {
                if x.mode != Mode::Variable {
                    let message = format!("cannot slice unaddressable value {}", self.operand_text(x));
                    return fail(self, message, x.span);
                }
                return Some((self.store.slice(elem), Some(len).filter(|len| *len >= 0)));
            }
            Type::Pointer(base) => {
                if let Type::Array { len, elem } = self.store.under(base) {
                    return Some((self.store.slice(elem), Some(len).filter(|len| *len >= 0)));
                }
            }
            _ => {}
        }
        let message = format!("cannot slice {}", self.operand_text(x));
        fail(self, message, x.span)
    }

    fn check_order(&mut self, bounds: &[Option<ExprId>; 3], values: &[Option<i64>; 3]) {
        for (index, low) in values.iter().enumerate() {
            let Some(low) = low.filter(|low| *low > 0) else { continue };
            for (after, high) in values.iter().enumerate().skip(index + 1) {
                if let (Some(high), Some(bound)) = (high.filter(|high| *high < low), bounds[after]) {
                    let message = format!("invalid slice indices: {high} < {low}");
                    self.error(Code::Operation, self.tree.span(bound), message);
                    return;
                }
            }
        }
    }
}
