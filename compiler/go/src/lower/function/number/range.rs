//! Ranges: values that are known, and bounds of those that are not.

use super::{Number, low_bits};
use crate::ir::{BinaryOp, Convert, Expr, ExprKind, IntType, Intrinsic, LocalId, Place, Shape, UnaryOp};
use crate::lower::function::Emitter;

/// Levels of an expression that are looked into, so that looking takes constant time.
const LEVELS: u32 = 6;

/// The greatest length of a slice or string.
const LONGEST: u64 = i32::MAX as u64;

/// The least and the greatest value that an integer may have, none of them negative.
pub(in crate::lower::function) type Range = (u64, u64);

impl Emitter<'_, '_, '_> {
    /// The value of a bool or an integer that is known, as [`ExprKind::Int`] has it.
    pub(in crate::lower::function) fn known(&mut self, expr: &Expr) -> Option<i64> {
        self.known_at(expr, LEVELS)
    }

    fn known_at(&mut self, expr: &Expr, levels: u32) -> Option<i64> {
        let levels = levels.checked_sub(1)?;
        let (Shape::Int(_) | Shape::Bool) = self.shape(expr.ty) else { return None };
        match &expr.kind {
            ExprKind::Bool(value) => Some(i64::from(*value)),
            ExprKind::Int(value) => Some(*value),
            ExprKind::Zero => Some(0),
            ExprKind::Read(place) => match **place {
                Place::Local(local) => self.constants.get(local.index()).copied().flatten(),
                _ => None,
            },
            ExprKind::Intrinsic { intrinsic: Intrinsic::SizeOf, types, .. } => match types[..] {
                [ty] => self.layout(ty).ok().map(|layout| i64::from(layout.size)),
                _ => None,
            },
            ExprKind::Convert { how: Convert::Same, value } => self.known_at(value, levels),
            ExprKind::Convert { how: Convert::IntToInt, value } => {
                let Number::Int(int) = self.number(expr.ty).ok()? else { return None };
                Some(cut(self.known_at(value, levels)?, int))
            }
            ExprKind::Unary { op: UnaryOp::Not, value } => Some(1 - self.known_at(value, levels)?),
            ExprKind::Choose { cond, then, otherwise } => match self.known_at(cond, levels)? {
                0 => self.known_at(otherwise, levels),
                _ => self.known_at(then, levels),
            },
            ExprKind::Binary { op, left, right } => {
                let Shape::Int(int) = *self.shape(left.ty) else { return None };
                let (left, right) = (self.known_at(left, levels)?, self.known_at(right, levels)?);
                operated(*op, left, right, int)
            }
            _ => None,
        }
    }

    /// The local of an expression that reads nothing else; that of which it is a copy.
    pub(in crate::lower::function) fn plain_local(&self, expr: &Expr) -> Option<LocalId> {
        match &expr.kind {
            ExprKind::Read(place) => match **place {
                Place::Local(local) if !self.is_boxed(local) => {
                    Some(self.aliases.get(local.index()).copied().flatten().unwrap_or(local))
                }
                _ => None,
            },
            ExprKind::Convert { how: Convert::Same, value } => self.plain_local(value),
            _ => None,
        }
    }

    /// The slice or string whose length an expression is.
    pub(in crate::lower::function) fn length_of(&self, expr: &Expr) -> Option<LocalId> {
        match &expr.kind {
            ExprKind::Convert { how: Convert::IntToInt, value } => self.length_of(value),
            ExprKind::Word { value, index: 1 } if self.has_length(value) => self.plain_local(value),
            ExprKind::Read(_) => self.lengths.get(self.plain_local(expr)?.index()).copied().flatten(),
            _ => None,
        }
    }

    fn has_length(&self, value: &Expr) -> bool {
        matches!(self.shape(value.ty), Shape::Slice(_) | Shape::String)
    }

    /// Bounds of an integer, if it is never negative and that is easy to see.
    pub(in crate::lower::function) fn range(&mut self, expr: &Expr) -> Option<Range> {
        self.range_at(expr, LEVELS)
    }

    fn range_at(&mut self, expr: &Expr, levels: u32) -> Option<Range> {
        let Shape::Int(int) = *self.shape(expr.ty) else { return None };
        let most = u64::MAX >> (64 - int.bits + u8::from(int.signed));
        let of_type = (!int.signed && int.bits < 64).then_some((0, most));
        let Some(levels) = levels.checked_sub(1) else { return of_type };
        self.range_of(expr, levels).filter(|range| range.1 <= most).or(of_type)
    }

    fn range_of(&mut self, expr: &Expr, levels: u32) -> Option<Range> {
        match &expr.kind {
            ExprKind::Int(value) => u64::try_from(*value).ok().map(|value| (value, value)),
            ExprKind::Read(_) => self.range_of_local(self.plain_local(expr)?),
            ExprKind::Convert { how: Convert::IntToInt | Convert::Same, value } => self.range_at(value, levels),
            ExprKind::Word { value, index: 1 | 2 } if self.has_length(value) => Some((0, LONGEST)),
            ExprKind::Binary { op, left, right } => {
                let (left, right) = (self.range_at(left, levels), self.range_at(right, levels));
                combined(*op, left, right)
            }
            _ => None,
        }
    }

    fn range_of_local(&self, local: LocalId) -> Option<Range> {
        if let Some(value) = self.constants.get(local.index()).copied().flatten() {
            return u64::try_from(value).ok().map(|value| (value, value));
        }
        if let Some(Some(_)) = self.lengths.get(local.index()) {
            return Some((0, LONGEST));
        }
        // A narrow one comes round.
        let wide = self.function.locals.get(local.index()).map(|local| self.shape(local.ty));
        let counter =
            self.survey.counters.get(local.index()).filter(|_| matches!(wide, Some(Shape::Int(int)) if int.bits == 64));
        let begin = counter.and_then(|counter| counter.begin());
        let end = self.facts.below(local).map(|end| end.saturating_sub(1));
        match (begin, end) {
            (None, None) => None,
            (begin, end) => {
                let begin = begin.unwrap_or(0);
                Some((begin, end.unwrap_or(i64::MAX as u64).max(begin)))
            }
        }
    }
}

/// Bounds of what an operator gives.
fn combined(op: BinaryOp, left: Option<Range>, right: Option<Range>) -> Option<Range> {
    if op == BinaryOp::And {
        let most = [left, right].into_iter().flatten().map(|range| range.1).min()?;
        return Some((0, most));
    }
    let (left, right) = (left?, right?);
    match op {
        BinaryOp::Add => Some((left.0.checked_add(right.0)?, left.1.checked_add(right.1)?)),
        BinaryOp::Sub => Some((left.0.checked_sub(right.1)?, left.1.checked_sub(right.0)?)),
        BinaryOp::Mul => Some((left.0.checked_mul(right.0)?, left.1.checked_mul(right.1)?)),
        BinaryOp::Div => Some((left.0.checked_div(right.1)?, left.1.checked_div(right.0)?)),
        BinaryOp::Rem if right.0 > 0 => Some((0, left.1.min(right.1 - 1))),
        BinaryOp::Shr => Some((0, left.1 >> right.0.min(63))),
        BinaryOp::Or | BinaryOp::Xor => {
            let bits = 64 - (left.1 | right.1).leading_zeros();
            Some((0, if bits == 64 { u64::MAX } else { (1 << bits) - 1 }))
        }
        BinaryOp::Shl if right.1 < 64 && left.1.leading_zeros() as u64 >= right.1 => {
            Some((left.0 << right.0, left.1 << right.1))
        }
        _ => None,
    }
}

/// An integer cut to its type, extended by its sign.
fn cut(value: i64, int: IntType) -> i64 {
    let shift = 64 - u32::from(int.bits);
    if int.signed { value << shift >> shift } else { low_bits(value, int) as i64 }
}

/// The result of an operator on known integers; nothing where it panics.
fn operated(op: BinaryOp, left: i64, right: i64, int: IntType) -> Option<i64> {
    use BinaryOp as B;
    let (a, b) = (left as u64, right as u64);
    let less = if int.signed { left < right } else { a < b };
    let value = match op {
        B::Add => left.wrapping_add(right),
        B::Sub => left.wrapping_sub(right),
        B::Mul => left.wrapping_mul(right),
        B::Div if int.signed => {
            if right == 0 {
                return None;
            } else {
                left.wrapping_div(right)
            }
        }
        B::Rem if int.signed => {
            if right == 0 {
                return None;
            } else {
                left.wrapping_rem(right)
            }
        }
        B::Div => a.checked_div(b)? as i64,
        B::Rem => a.checked_rem(b)? as i64,
        B::And => left & right,
        B::Or => left | right,
        B::Xor => left ^ right,
        B::AndNot => left & !right,
        // The right operand has a type of its own.
        B::Shl | B::Shr => return None,
        B::Eq => return Some(i64::from(left == right)),
        B::Ne => return Some(i64::from(left != right)),
        B::Lt => return Some(i64::from(less)),
        B::Ge => return Some(i64::from(!less)),
        B::Gt => return Some(i64::from(!less && left != right)),
        B::Le => return Some(i64::from(less || left == right)),
    };
    Some(cut(value, int))
}
