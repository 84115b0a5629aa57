//! Operators: tables.

use crate::ir::BinaryOp;
use crate::syntax::token::Op;

/// The operator of integers, floats and booleans.
pub(crate) fn binary_op(op: Op) -> Option<BinaryOp> {
    Some(match op {
        Op::Add => BinaryOp::Add,
        Op::Sub => BinaryOp::Sub,
        Op::Mul => BinaryOp::Mul,
        Op::Quo => BinaryOp::Div,
        Op::Rem => BinaryOp::Rem,
        Op::And => BinaryOp::And,
        Op::Or => BinaryOp::Or,
        Op::Xor => BinaryOp::Xor,
        Op::AndNot => BinaryOp::AndNot,
        Op::Shl => BinaryOp::Shl,
        Op::Shr => BinaryOp::Shr,
        Op::Eql => BinaryOp::Eq,
        Op::Neq => BinaryOp::Ne,
        Op::Lss => BinaryOp::Lt,
        Op::Leq => BinaryOp::Le,
        Op::Gtr => BinaryOp::Gt,
        Op::Geq => BinaryOp::Ge,
        _ => return None,
    })
}

/// The comparison that holds where another one does not.
pub(crate) fn opposite(op: BinaryOp) -> Option<BinaryOp> {
    Some(match op {
        BinaryOp::Eq => BinaryOp::Ne,
        BinaryOp::Ne => BinaryOp::Eq,
        BinaryOp::Lt => BinaryOp::Ge,
        BinaryOp::Ge => BinaryOp::Lt,
        BinaryOp::Le => BinaryOp::Gt,
        BinaryOp::Gt => BinaryOp::Le,
        BinaryOp::Add
        | BinaryOp::Sub
        | BinaryOp::Mul
        | BinaryOp::Div
        | BinaryOp::Rem
        | BinaryOp::And
        | BinaryOp::Or
        | BinaryOp::Xor
        | BinaryOp::AndNot
        | BinaryOp::Shl
        | BinaryOp::Shr => return None,
    })
}
