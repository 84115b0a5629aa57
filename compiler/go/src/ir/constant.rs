//! Constants: expressions whose value is known before the program runs, so that memory can begin with it.

use super::{Convert, Expr, ExprKind, Intrinsic, Shape, Ty, Types};

/// Levels of an expression that is looked through.
const DEPTH: u32 = 64;

/// Parts of a value that has memory of its own, at most: larger ones are made when the program runs.
const PARTS: u64 = 1 << 16;

/// The expression is a constant: it calls nothing, reads nothing and can't fail. What it makes is made once.
pub(crate) fn is_constant(types: &Types, expr: &Expr) -> bool {
    holds(types, expr, DEPTH)
}

fn holds(types: &Types, expr: &Expr, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let part = |part: &Expr| holds(types, part, depth);
    match &expr.kind {
        ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) | ExprKind::Zero => true,
        ExprKind::Func(_) => true,
        ExprKind::Struct(values) | ExprKind::Words(values) => values.iter().all(part),
        ExprKind::Array(elements) => elements.iter().all(|(_, value)| part(value)),
        ExprKind::Convert { how: Convert::Same, value } => part(value),
        ExprKind::New(value) | ExprKind::ToInterface(value) => parts(types, value.ty, DEPTH) <= PARTS && part(value),
        ExprKind::Intrinsic { intrinsic: Intrinsic::AddressOf, args, .. } => args.iter().all(part),
        _ => false,
    }
}

/// The number of parts that are no structs and no arrays.
fn parts(types: &Types, ty: Ty, depth: u32) -> u64 {
    let Some(depth) = depth.checked_sub(1) else { return u64::MAX };
    match types.shape(ty) {
        Shape::Array { len, elem } => u64::from(*len).saturating_mul(parts(types, *elem, depth)),
        Shape::Struct(fields) => {
            fields.iter().fold(0, |sum: u64, field| sum.saturating_add(parts(types, field.ty, depth)))
        }
        _ => 1,
    }
}
