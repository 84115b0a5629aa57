//! Interface values: the number of the dynamic type, and a word: the value, or the address of a copy that never changes.

use super::Emitter;
use crate::diagnostic::Diagnostic;
use crate::ir::{Expr, ExprKind, Shape, Ty};
use crate::lower::module::Callee;
use wasm_encoder::{Instruction as I, ValType};

impl Emitter<'_, '_, '_> {
    /// Pushes an interface value with a value in it.
    pub(super) fn wrap(&mut self, value: &Expr) -> Result<(), Diagnostic> {
        if let Shape::Interface(_) = self.shape(value.ty) {
            return self.push(value);
        }
        let Some(number) = self.module.type_number(value.ty) else {
            return self.internal(format_args!("type {} in an interface without a number", value.ty.index()));
        };
        let layout = self.layout(value.ty)?;
        match layout.words.as_deref() {
            Some([]) => {
                self.push(value)?;
                self.code.ops([I::I32Const(number as i32), I::I64Const(0)]);
            }
            Some([word]) => {
                let val = word.form.val();
                self.op(I::I32Const(number as i32));
                self.push(value)?;
                self.word_of(val);
            }
            _ => {
                self.op(I::I32Const(number as i32));
                match self.constant_box(value)? {
                    Some(at) => self.op(I::I64Const(i64::from(at))),
                    None => {
                        self.push_new(value)?;
                        self.op(I::I64ExtendI32U);
                    }
                }
            }
        }
        Ok(())
    }

    /// The address of a string that is written out, as a value in memory.
    fn constant_box(&mut self, value: &Expr) -> Result<Option<u32>, Diagnostic> {
        let ExprKind::Str(bytes) = &value.kind else { return Ok(None) };
        let (at, len) = self.module.string(bytes)?;
        let words = [at.to_le_bytes(), len.to_le_bytes()].concat();
        // An address of zeros is no constant like others: it has to be one that can be read.
        if len == 0 {
            return Ok(Some(self.module.image.constant(&[0; 8], 4)?));
        }
        Ok(Some(self.module.image.constant(&words, 4)?))
    }

    /// The word on the stack as that of an interface value.
    pub(super) fn word_of(&mut self, val: ValType) {
        match val {
            ValType::I32 => self.op(I::I64ExtendI32U),
            ValType::F32 => self.code.ops([I::I32ReinterpretF32, I::I64ExtendI32U]),
            ValType::F64 => self.op(I::I64ReinterpretF64),
            _ => {}
        }
    }

    /// The reverse of [`Self::to_word`].
    pub(super) fn value_of_word(&mut self, val: ValType) {
        self.code.ops(to_value(val).iter().cloned());
    }

    /// Pushes the value in an interface: its words, or its address.
    pub(super) fn unwrap(&mut self, value: &Expr, ty: Ty) -> Result<(), Diagnostic> {
        if let Shape::Interface(_) = self.shape(ty) {
            return self.push(value);
        }
        let layout = self.layout(ty)?;
        let [_, word] = self.words(value, 2)?[..] else { return self.internal("an interface of other words") };
        self.push_unwrapped(word, ty, layout.words.is_none())
    }

    /// Pushes if the dynamic type of an interface value is this one.
    pub(super) fn is_type(&mut self, value: &Expr, ty: Ty) -> Result<(), Diagnostic> {
        let [number] = self.words(value, 1)?[..] else { return self.internal("an interface of other words") };
        match self.module.type_number(ty) {
            Some(wanted) => {
                self.push_operand(number);
                self.code.ops([I::I32Const(wanted as i32), I::I32Eq]);
            }
            // No value of that type is ever put into an interface.
            None => self.op(I::I32Const(0)),
        }
        Ok(())
    }

    /// Pushes if the dynamic type of an interface value has all methods of an interface.
    pub(super) fn implements(&mut self, value: &Expr, interface: Ty) -> Result<(), Diagnostic> {
        let program = self.module.program;
        let [number] = self.words(value, 1)?[..] else { return self.internal("an interface of other words") };
        let types: Vec<u32> = match program.implementers.get(&interface) {
            Some(types) => types.iter().filter_map(|ty| self.module.type_number(*ty)).collect(),
            None => return self.internal("an interface whose implementers are not known"),
        };
        match types[..] {
            [] => self.op(I::I32Const(0)),
            [one] => {
                self.push_operand(number);
                self.code.ops([I::I32Const(one as i32), I::I32Eq]);
            }
            _ => {
                self.push_operand(number);
                let test = self.module.callee(Callee::Implements(interface));
                self.op(I::Call(test));
            }
        }
        Ok(())
    }
}

/// The operators from the word of an interface value to a word of a type.
pub(in crate::lower) fn to_value(val: ValType) -> &'static [I<'static>] {
    match val {
        ValType::I32 => &[I::I32WrapI64],
        ValType::F32 => &[I::I32WrapI64, I::F32ReinterpretI32],
        ValType::F64 => &[I::F64ReinterpretI64],
        _ => &[],
    }
}
