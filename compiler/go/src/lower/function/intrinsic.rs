//! Intrinsics.

use super::Emitter;
use super::spot::Spot;
use crate::diagnostic::Diagnostic;
use crate::ir::{Expr, ExprKind, Intrinsic, Ty};
use crate::lower::code::memory;
use wasm_encoder::{Ieee32, Ieee64, Instruction as I, ValType};

impl Emitter<'_, '_, '_> {
    pub(super) fn intrinsic(&mut self, intrinsic: Intrinsic, types: &[Ty], args: &[Expr]) -> Result<(), Diagnostic> {
        match intrinsic {
            Intrinsic::Alloc => self.alloc(args),
            Intrinsic::SizeOf => {
                let size = self.type_argument(types)?;
                let size = self.layout(size)?.size;
                self.op(I::I32Const(size as i32));
                Ok(())
            }
            Intrinsic::Read => {
                let ty = self.type_argument(types)?;
                let spot = self.argument_spot(args)?;
                self.load(spot, ty)
            }
            Intrinsic::Write => {
                let [_, value] = args else { return self.internal("Write with other arguments") };
                let spot = self.argument_spot(args)?;
                self.put(value, spot)
            }
            Intrinsic::StringData | Intrinsic::SliceData | Intrinsic::TypeNumber => self.one_word(args, 0),
            Intrinsic::InterfaceWord => self.one_word(args, 1),
            Intrinsic::TypeTable => {
                let at = self.module.type_table()?;
                self.op(I::I32Const(at as i32));
                Ok(())
            }
            Intrinsic::Float32Of | Intrinsic::Float64Of => {
                self.push_all(args)?;
                self.canonical_float(intrinsic);
                Ok(())
            }
            _ => {
                self.push_all(args)?;
                let Some(operators) = operators(intrinsic) else {
                    return self.internal(format_args!("{intrinsic:?}, which the front end writes"));
                };
                for op in operators {
                    self.op_at(op.clone());
                }
                Ok(())
            }
        }
    }

    fn push_all(&mut self, args: &[Expr]) -> Result<(), Diagnostic> {
        args.iter().try_for_each(|arg| self.push(arg))
    }

    fn type_argument(&self, types: &[Ty]) -> Result<Ty, Diagnostic> {
        match types {
            [ty] => Ok(*ty),
            _ => self.internal("an intrinsic with other type arguments"),
        }
    }

    fn alloc(&mut self, args: &[Expr]) -> Result<(), Diagnostic> {
        let [bytes] = args else { return self.internal("Alloc with other arguments") };
        if let ExprKind::Int(bytes) = bytes.kind
            && let Ok(bytes) = u32::try_from(bytes)
            && bytes <= 1 << 16
        {
            let cell = self.new_cell(bytes)?;
            self.op(I::LocalGet(cell));
            return Ok(());
        }
        self.push(bytes)?;
        self.allocate();
        Ok(())
    }

    /// The memory at an address that is the first argument.
    fn argument_spot(&mut self, args: &[Expr]) -> Result<Spot, Diagnostic> {
        let Some(at) = args.first() else { return self.internal("an intrinsic without an address") };
        let [operand] = self.words_in_order(std::iter::once(at))?[..] else {
            return self.internal("an address of other words");
        };
        self.memory_at(operand)
    }

    fn one_word(&mut self, args: &[Expr], index: usize) -> Result<(), Diagnostic> {
        let [value] = args else { return self.internal("an intrinsic with other arguments") };
        match self.words(value, index + 1)?.get(index) {
            Some(operand) => self.push_operand(*operand),
            None => return self.internal("a word that is none"),
        }
        Ok(())
    }

    /// The float of the bits on the stack. Every NaN becomes the canonical one.
    fn canonical_float(&mut self, intrinsic: Intrinsic) {
        if intrinsic == Intrinsic::Float64Of {
            self.op(I::F64ReinterpretI64);
            let value = self.save(ValType::F64);
            self.code.ops([I::LocalGet(value), I::F64Const(Ieee64::new(0x7ff8_0000_0000_0000))]);
            self.code.ops([I::LocalGet(value), I::LocalGet(value), I::F64Eq, I::Select]);
        } else {
            self.op(I::F32ReinterpretI32);
            let value = self.save(ValType::F32);
            self.code.ops([I::LocalGet(value), I::F32Const(Ieee32::new(0x7fc0_0000))]);
            self.code.ops([I::LocalGet(value), I::LocalGet(value), I::F32Eq, I::Select]);
        }
    }
}

/// The operators of an intrinsic that takes its arguments from the stack; nothing for those that the front end writes.
fn operators(intrinsic: Intrinsic) -> Option<&'static [I<'static>]> {
    Some(match intrinsic {
        Intrinsic::Load8 => const { &[I::I32Load8U(BYTE)] },
        Intrinsic::Load16 => const { &[I::I32Load16U(BYTE)] },
        Intrinsic::Load32 => const { &[I::I32Load(BYTE)] },
        Intrinsic::Load64 => const { &[I::I64Load(BYTE)] },
        Intrinsic::Store8 => const { &[I::I32Store8(BYTE)] },
        Intrinsic::Store16 => const { &[I::I32Store16(BYTE)] },
        Intrinsic::Store32 => const { &[I::I32Store(BYTE)] },
        Intrinsic::Store64 => const { &[I::I64Store(BYTE)] },
        Intrinsic::Copy => &[I::MemoryCopy { src_mem: 0, dst_mem: 0 }],
        Intrinsic::Fill => &[I::MemoryFill(0)],
        Intrinsic::Float64Bits => &[I::I64ReinterpretF64],
        Intrinsic::Float32Bits => &[I::I32ReinterpretF32],
        Intrinsic::Sqrt => &[I::F64Sqrt],
        Intrinsic::Floor => &[I::F64Floor],
        Intrinsic::Ceil => &[I::F64Ceil],
        Intrinsic::Trunc => &[I::F64Trunc],
        Intrinsic::Nearest => &[I::F64Nearest],
        Intrinsic::LeadingZeros64 => &[I::I64Clz],
        Intrinsic::TrailingZeros64 => &[I::I64Ctz],
        Intrinsic::OnesCount64 => &[I::I64Popcnt],
        Intrinsic::RotateLeft64 => &[I::I64Rotl],
        Intrinsic::RotateLeft32 => &[I::I32WrapI64, I::I32Rotl],
        Intrinsic::Trap => &[I::Unreachable],
        // Their words are those of their arguments.
        Intrinsic::StringOf | Intrinsic::SliceOf | Intrinsic::InterfaceOf => &[],
        Intrinsic::AddressOf | Intrinsic::PointerOf => &[],
        // These are more than operators.
        Intrinsic::Alloc | Intrinsic::SizeOf | Intrinsic::Read | Intrinsic::Write | Intrinsic::TypeTable => {
            return None;
        }
        Intrinsic::StringData | Intrinsic::SliceData | Intrinsic::TypeNumber => return None,
        Intrinsic::InterfaceWord | Intrinsic::Float32Of | Intrinsic::Float64Of => return None,
        // These the front end writes.
        Intrinsic::Hash | Intrinsic::Equal | Intrinsic::Comparable | Intrinsic::Descriptor => return None,
        Intrinsic::Unstorable | Intrinsic::TypeName | Intrinsic::TargetDescriptor => return None,
        Intrinsic::TargetUnstorable | Intrinsic::EncodedSize | Intrinsic::Encode => return None,
        Intrinsic::Decode | Intrinsic::DecodeInto | Intrinsic::Storage => return None,
    })
}

/// An address that may be odd.
const BYTE: wasm_encoder::MemArg = memory(0, 0);
