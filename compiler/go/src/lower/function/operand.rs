//! Operands: words that can be pushed as often as they are needed.

use super::spot::{Base, Spot, load};
use super::{Emitter, Home};
use crate::diagnostic::Diagnostic;
use crate::ir::{Convert, Expr, ExprKind, LocalId, Place};
use crate::lower::code::Var;
use crate::lower::layout::{Form, Layout, Word};
use crate::lower::survey::assigns_nothing;
use wasm_encoder::{Ieee32, Ieee64, Instruction as I, ValType};

/// A word: in a local, or known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Operand {
    /// In a local.
    Var(Var, ValType),
    /// The lower half of a local of 64 bits.
    Low(Var),
    /// A number of 32 bits.
    I32(i32),
    /// A number of 64 bits.
    I64(i64),
    /// A float by its bits.
    F32(u32),
    /// A float by its bits.
    F64(u64),
}

impl Operand {
    /// Zero of a type.
    pub(super) fn zero(val: ValType) -> Operand {
        match val {
            ValType::I64 => Operand::I64(0),
            ValType::F32 => Operand::F32(0),
            ValType::F64 => Operand::F64(0),
            _ => Operand::I32(0),
        }
    }
}

impl Emitter<'_, '_, '_> {
    pub(super) fn push_operand(&mut self, operand: Operand) {
        if let Operand::Low(var) = operand {
            self.code.ops([I::LocalGet(var), I::I32WrapI64]);
            return;
        }
        self.op(match operand {
            Operand::Var(var, _) | Operand::Low(var) => I::LocalGet(var),
            Operand::I32(value) => I::I32Const(value),
            Operand::I64(value) => I::I64Const(value),
            Operand::F32(bits) => I::F32Const(Ieee32::new(bits)),
            Operand::F64(bits) => I::F64Const(Ieee64::new(bits)),
        });
    }

    /// Pushes a number without a sign, of 32 bits, as one of 64.
    pub(super) fn push_operand_as_u64(&mut self, operand: Operand) {
        match operand {
            Operand::I32(value) => self.op(I::I64Const(i64::from(value as u32))),
            _ => {
                self.push_operand(operand);
                self.op(I::I64ExtendI32U);
            }
        }
    }

    /// The local lives in a heap cell of its own.
    pub(super) fn is_boxed(&self, local: LocalId) -> bool {
        self.function.locals.get(local.index()).is_some_and(|local| local.boxed)
    }

    /// The first words of a value that is kept in words; all of them, or the address, where it has no more.
    pub(super) fn words(&mut self, expr: &Expr, most: usize) -> Result<Vec<Operand>, Diagnostic> {
        self.deeper(|this| this.words_of(expr, most))
    }

    /// All words of a value; the address of one that lives in memory.
    pub(super) fn all_words(&mut self, expr: &Expr) -> Result<Vec<Operand>, Diagnostic> {
        self.words(expr, usize::MAX)
    }

    fn words_of(&mut self, expr: &Expr, most: usize) -> Result<Vec<Operand>, Diagnostic> {
        let layout = self.layout(expr.ty)?;
        let count = layout.count().min(most);
        if layout.words.is_none() {
            return self.evaluated(expr, &layout, count);
        }
        if let Some(value) = self.known(expr)
            && count == 1
        {
            return Ok(match layout.vals()[..] {
                [ValType::I64] => vec![Operand::I64(value)],
                _ => vec![Operand::I32(value as i32)],
            });
        }
        match &expr.kind {
            ExprKind::Bool(value) => Ok(vec![Operand::I32(i32::from(*value))]),
            ExprKind::Int(value) => Ok(match layout.vals()[..] {
                [ValType::I64] => vec![Operand::I64(*value)],
                _ => vec![Operand::I32(*value as i32)],
            }),
            ExprKind::Zero => Ok(layout.vals().into_iter().take(count).map(Operand::zero).collect()),
            ExprKind::Str(bytes) => {
                let (at, len) = self.module.string(bytes)?;
                Ok([Operand::I32(at as i32), Operand::I32(len as i32)].into_iter().take(count).collect())
            }
            ExprKind::Func(function) => Ok(vec![Operand::I32(self.module.record(*function)? as i32)]),
            ExprKind::Convert { how: Convert::Same, value } => self.words(value, most),
            ExprKind::Read(place) => self.read_words(place, &layout, count),
            ExprKind::Struct(values) | ExprKind::Words(values) => {
                let mut operands = self.words_in_order(values.iter())?;
                operands.truncate(count);
                Ok(operands)
            }
            ExprKind::Word { value, index } => {
                let index = usize::from(*index);
                match self.words(value, index + 1)?.get(index) {
                    Some(operand) => Ok(vec![*operand]),
                    None => self.internal("a word that is none"),
                }
            }
            ExprKind::Field { value, index } if self.layout(value.ty)?.words.is_some() => {
                let Spot::Vars(first) = self.field(Spot::Vars(0), value.ty, *index)? else {
                    return self.internal("a field of a value in words that is in memory");
                };
                let operands = self.all_words(value)?;
                Ok(operands.into_iter().skip(first as usize).take(count).collect())
            }
            _ => self.evaluated(expr, &layout, count),
        }
    }

    /// All words of several values, evaluated one after the other.
    pub(super) fn words_in_order<'e>(
        &mut self,
        values: impl DoubleEndedIterator<Item = &'e Expr> + Clone,
    ) -> Result<Vec<Operand>, Diagnostic> {
        let risky = values.clone().filter(|value| !assigns_nothing(value)).count() as u32;
        let mut operands = Vec::new();
        let mut left = risky;
        for value in values {
            left -= u32::from(!assigns_nothing(value));
            self.risky += left;
            let words = self.all_words(value);
            self.risky -= left;
            operands.extend(words?);
        }
        Ok(operands)
    }

    fn evaluated(&mut self, expr: &Expr, layout: &Layout, count: usize) -> Result<Vec<Operand>, Diagnostic> {
        self.push(expr)?;
        let vals = layout.vals();
        let first = self.save_all(&vals);
        Ok(operands(first, &vals[..count]))
    }

    fn read_words(&mut self, place: &Place, layout: &Layout, count: usize) -> Result<Vec<Operand>, Diagnostic> {
        let spot = self.spot(place)?;
        let words = layout.words.as_deref().unwrap_or_default();
        match spot {
            Spot::Vars(first) if !self.may_change(place) => Ok(operands(first, &layout.vals()[..count])),
            _ => Ok((0..count).map(|index| self.saved_word(spot, words, index)).collect()),
        }
    }

    /// The local that a place in locals is a part of may be assigned before its words are used.
    fn may_change(&self, place: &Place) -> bool {
        let local = crate::lower::survey::root(place);
        let assigned = |local: LocalId| self.survey.assigned.get(local.index()).is_some_and(|count| *count > 0);
        self.risky > 0 && local.is_some_and(assigned)
    }

    fn saved_word(&mut self, spot: Spot, words: &[Word], index: usize) -> Operand {
        self.load_word(spot, words, index);
        let val = words[index].form.val();
        Operand::Var(self.save(val), val)
    }

    /// An operand of a word in memory.
    pub(super) fn loaded(&mut self, base: Base, offset: u32, form: Form) -> Operand {
        self.push_address(base, 0);
        self.op(load(form, offset));
        Operand::Var(self.save(form.val()), form.val())
    }

    /// The address of a boxed local's cell.
    pub(super) fn cell(&mut self, local: LocalId) -> Result<Var, Diagnostic> {
        match self.homes.get(local.index()) {
            Some(Some(Home::Cell(var))) => Ok(*var),
            Some(None) => {
                let ty = self.local_ty(local)?;
                match self.settle(local, ty)? {
                    Home::Cell(var) => Ok(var),
                    _ => self.internal("a cell of a local that has none"),
                }
            }
            _ => self.internal("a cell of a local that has none"),
        }
    }
}

/// Operands in locals that follow one another.
pub(super) fn operands(first: Var, vals: &[ValType]) -> Vec<Operand> {
    vals.iter().zip(first..).map(|(val, var)| Operand::Var(var, *val)).collect()
}
