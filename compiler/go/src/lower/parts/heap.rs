//! Heap: memory that is given away and never comes back, so that it is zero when it is given.

use crate::diagnostic::Diagnostic;
use crate::ir::LangItem;
use crate::lower::code::{Code, Register, block_of};
use crate::lower::module::{Callee, FuncType, Module};
use crate::syntax::files::Span;
use wasm_encoder::{Instruction as I, ValType};

/// Bytes beyond which an allocation fails, and which the heap may end at twice. Addresses stay below 2^31.
const MOST: i32 = 1 << 30;

/// `allocate(bytes) → address`, a multiple of 8.
pub(in crate::lower) fn allocate(module: &mut Module<'_>) -> Result<(u32, Code), Diagnostic> {
    let ty = module.types.intern(FuncType { params: vec![ValType::I32], results: vec![ValType::I32] });
    let panic = module.lang_item(LangItem::PanicMemory)?;
    let grow = module.callee(Callee::Grow);
    let mut code = Code::new(&[ValType::I32]);
    let (bytes, at) = (0, code.var(ValType::I32));
    let (heap, limit) = (Register::Heap.number(), Register::Limit.number());
    code.ops([I::LocalGet(bytes), I::I32Const(MOST), I::I32GtU, I::If(block_of(None))]);
    code.op_at(I::Call(panic), Span::default());
    code.ops([I::Unreachable, I::End]);
    code.ops([I::GlobalGet(heap), I::LocalTee(at), I::LocalGet(bytes), I::I32Const(7), I::I32Add]);
    code.ops([I::I32Const(-8), I::I32And, I::I32Add, I::GlobalSet(heap)]);
    code.ops([I::GlobalGet(heap), I::GlobalGet(limit), I::I32GtU, I::If(block_of(None))]);
    code.ops([I::Call(grow), I::End, I::LocalGet(at)]);
    Ok((ty, code))
}

/// `grow()`: enlarges memory by as many pages as the heap is beyond its end.
pub(in crate::lower) fn grow(module: &mut Module<'_>) -> Result<(u32, Code), Diagnostic> {
    let ty = module.types.intern(FuncType { params: Vec::new(), results: Vec::new() });
    let panic = module.lang_item(LangItem::PanicMemory)?;
    let mut code = Code::new(&[]);
    let pages = code.var(ValType::I32);
    let (heap, limit) = (Register::Heap.number(), Register::Limit.number());
    code.ops([I::GlobalGet(heap), I::GlobalGet(limit), I::I32Sub, I::I32Const(0xffff), I::I32Add]);
    code.ops([I::I32Const(16), I::I32ShrU, I::LocalSet(pages)]);
    // Negative addresses are beyond 2^31.
    code.ops([I::GlobalGet(heap), I::I32Const(0), I::I32LtS, I::If(block_of(Some(ValType::I32)))]);
    code.ops([I::I32Const(-1), I::Else, I::LocalGet(pages), I::MemoryGrow(0), I::End]);
    code.ops([I::I32Const(-1), I::I32Eq, I::If(block_of(None))]);
    // What the message takes is taken from what was there before.
    code.ops([I::GlobalGet(limit), I::GlobalSet(heap)]);
    code.op_at(I::Call(panic), Span::default());
    code.ops([I::Unreachable, I::End]);
    code.ops([I::GlobalGet(limit), I::LocalGet(pages), I::I32Const(16), I::I32Shl, I::I32Add, I::GlobalSet(limit)]);
    Ok((ty, code))
}
