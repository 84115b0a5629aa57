//! Fold: operators on integers, computed ahead. Those of floats are left to the machine that is metered.

use walrus::ir::{BinaryOp, UnaryOp, Value};

/// The result of a unary operator, if it is one of integers.
pub(super) fn unary(op: UnaryOp, value: Value) -> Option<Value> {
    use UnaryOp as Op;
    Some(match (op, value) {
        (Op::I32Eqz, Value::I32(n)) => truth(n == 0),
        (Op::I32Clz, Value::I32(n)) => count(n.leading_zeros()),
        (Op::I32Ctz, Value::I32(n)) => count(n.trailing_zeros()),
        (Op::I32Popcnt, Value::I32(n)) => count(n.count_ones()),
        (Op::I32Extend8S, Value::I32(n)) => Value::I32((n as i8).into()),
        (Op::I32Extend16S, Value::I32(n)) => Value::I32((n as i16).into()),
        (Op::I64ExtendSI32, Value::I32(n)) => Value::I64(n.into()),
        (Op::I64ExtendUI32, Value::I32(n)) => Value::I64((n as u32).into()),
        (Op::I64Eqz, Value::I64(n)) => truth(n == 0),
        (Op::I64Clz, Value::I64(n)) => Value::I64(n.leading_zeros().into()),
        (Op::I64Ctz, Value::I64(n)) => Value::I64(n.trailing_zeros().into()),
        (Op::I64Popcnt, Value::I64(n)) => Value::I64(n.count_ones().into()),
        (Op::I64Extend8S, Value::I64(n)) => Value::I64((n as i8).into()),
        (Op::I64Extend16S, Value::I64(n)) => Value::I64((n as i16).into()),
        (Op::I64Extend32S, Value::I64(n)) => Value::I64((n as i32).into()),
        (Op::I32WrapI64, Value::I64(n)) => Value::I32(n as i32),
        _ => return None,
    })
}

/// The result of a binary operator, if it is one of integers and does not trap.
pub(super) fn binary(op: BinaryOp, left: Value, right: Value) -> Option<Value> {
    match (left, right) {
        (Value::I32(left), Value::I32(right)) => of_i32(op, left, right),
        (Value::I64(left), Value::I64(right)) => of_i64(op, left, right),
        _ => None,
    }
}

/// The arms for both widths: the operators have the same meaning.
macro_rules! of_integers {
    ($name:ident, $signed:ident, $unsigned:ident, $value:path,
     $eq:ident $ne:ident $lt_s:ident $lt_u:ident $gt_s:ident $gt_u:ident $le_s:ident $le_u:ident $ge_s:ident $ge_u:ident
     $add:ident $sub:ident $mul:ident $div_s:ident $div_u:ident $rem_s:ident $rem_u:ident
     $and:ident $or:ident $xor:ident $shl:ident $shr_s:ident $shr_u:ident $rotl:ident $rotr:ident) => {
        fn $name(op: BinaryOp, left: $signed, right: $signed) -> Option<Value> {
            let (low, high) = (left as $unsigned, right as $unsigned);
            // WebAssembly takes a shift modulo the width, as these do.
            let by = right as u32;
            Some(match op {
                BinaryOp::$eq => truth(left == right),
                BinaryOp::$ne => truth(left != right),
                BinaryOp::$lt_s => truth(left < right),
                BinaryOp::$lt_u => truth(low < high),
                BinaryOp::$gt_s => truth(left > right),
                BinaryOp::$gt_u => truth(low > high),
                BinaryOp::$le_s => truth(left <= right),
                BinaryOp::$le_u => truth(low <= high),
                BinaryOp::$ge_s => truth(left >= right),
                BinaryOp::$ge_u => truth(low >= high),
                BinaryOp::$add => $value(left.wrapping_add(right)),
                BinaryOp::$sub => $value(left.wrapping_sub(right)),
                BinaryOp::$mul => $value(left.wrapping_mul(right)),
                BinaryOp::$div_s => $value(left.checked_div(right)?),
                BinaryOp::$div_u => $value(low.checked_div(high)? as $signed),
                // The least number by −1 leaves 0, where a division traps.
                BinaryOp::$rem_s if right == -1 => $value(0),
                BinaryOp::$rem_s => $value(left.checked_rem(right)?),
                BinaryOp::$rem_u => $value(low.checked_rem(high)? as $signed),
                BinaryOp::$and => $value(left & right),
                BinaryOp::$or => $value(left | right),
                BinaryOp::$xor => $value(left ^ right),
                BinaryOp::$shl => $value(left.wrapping_shl(by)),
                BinaryOp::$shr_s => $value(left.wrapping_shr(by)),
                BinaryOp::$shr_u => $value(low.wrapping_shr(by) as $signed),
                BinaryOp::$rotl => $value(left.rotate_left(by % $signed::BITS)),
                BinaryOp::$rotr => $value(left.rotate_right(by % $signed::BITS)),
                _ => return None,
            })
        }
    };
}

of_integers!(of_i32, i32, u32, Value::I32,
    I32Eq I32Ne I32LtS I32LtU I32GtS I32GtU I32LeS I32LeU I32GeS I32GeU
    I32Add I32Sub I32Mul I32DivS I32DivU I32RemS I32RemU I32And I32Or I32Xor I32Shl I32ShrS I32ShrU I32Rotl I32Rotr);
of_integers!(of_i64, i64, u64, Value::I64,
    I64Eq I64Ne I64LtS I64LtU I64GtS I64GtU I64LeS I64LeU I64GeS I64GeU
    I64Add I64Sub I64Mul I64DivS I64DivU I64RemS I64RemU I64And I64Or I64Xor I64Shl I64ShrS I64ShrU I64Rotl I64Rotr);

/// True if the operator gives its left operand where the right one is this.
pub(super) fn is_neutral(op: BinaryOp, right: Value) -> bool {
    use BinaryOp as Op;
    match right {
        Value::I32(0) => matches!(
            op,
            Op::I32Add
                | Op::I32Sub
                | Op::I32Or
                | Op::I32Xor
                | Op::I32Shl
                | Op::I32ShrS
                | Op::I32ShrU
                | Op::I32Rotl
                | Op::I32Rotr
        ),
        Value::I64(0) => matches!(
            op,
            Op::I64Add
                | Op::I64Sub
                | Op::I64Or
                | Op::I64Xor
                | Op::I64Shl
                | Op::I64ShrS
                | Op::I64ShrU
                | Op::I64Rotl
                | Op::I64Rotr
        ),
        Value::I32(1) => matches!(op, Op::I32Mul | Op::I32DivS | Op::I32DivU),
        Value::I64(1) => matches!(op, Op::I64Mul | Op::I64DivS | Op::I64DivU),
        Value::I32(-1) => matches!(op, Op::I32And),
        Value::I64(-1) => matches!(op, Op::I64And),
        _ => false,
    }
}

/// True if `(x op a) op b` is `x op (a op b)`.
pub(super) fn is_associative(op: BinaryOp) -> bool {
    use BinaryOp as Op;
    matches!(
        op,
        Op::I32Add
            | Op::I64Add
            | Op::I32Mul
            | Op::I64Mul
            | Op::I32And
            | Op::I64And
            | Op::I32Or
            | Op::I64Or
            | Op::I32Xor
            | Op::I64Xor
    )
}

/// True if a unary operator may trap.
pub(super) fn unary_traps(op: UnaryOp) -> bool {
    use UnaryOp as Op;
    matches!(
        op,
        Op::I32TruncSF32
            | Op::I32TruncUF32
            | Op::I32TruncSF64
            | Op::I32TruncUF64
            | Op::I64TruncSF32
            | Op::I64TruncUF32
            | Op::I64TruncSF64
            | Op::I64TruncUF64
    )
}

/// True if a binary operator may trap.
pub(super) fn binary_traps(op: BinaryOp) -> bool {
    use BinaryOp as Op;
    matches!(
        op,
        Op::I32DivS | Op::I32DivU | Op::I32RemS | Op::I32RemU | Op::I64DivS | Op::I64DivU | Op::I64RemS | Op::I64RemU
    )
}

fn truth(holds: bool) -> Value {
    Value::I32(holds.into())
}

fn count(bits: u32) -> Value {
    Value::I32(bits as i32)
}
