//! Expressions: their words on the stack, or the address of a value that lives in memory.

use super::Emitter;
use super::operand::Operand;
use super::spot::{Base, Spot};
use crate::diagnostic::Diagnostic;
use crate::ir::{Expr, ExprKind, LocalId, Place};
use crate::lower::code::memory;
use crate::lower::module::Callee;
use crate::lower::survey::assigns_nothing;
use wasm_encoder::{BlockType, Ieee32, Ieee64, Instruction as I, ValType};

impl Emitter<'_, '_, '_> {
    /// Pushes a value: its words, or its address.
    pub(super) fn push(&mut self, expr: &Expr) -> Result<(), Diagnostic> {
        self.deeper(|this| {
            let outer = std::mem::replace(&mut this.span, expr.span);
            let result = this.push_kind(expr);
            this.span = outer;
            result
        })
    }

    fn push_kind(&mut self, expr: &Expr) -> Result<(), Diagnostic> {
        let is_call =
            matches!(expr.kind, ExprKind::Call { .. } | ExprKind::CallClosure { .. } | ExprKind::CallMethod { .. });
        if !is_call && self.layout(expr.ty)?.words.is_none() {
            return self.push_aggregate(expr);
        }
        if let ExprKind::Binary { .. } | ExprKind::Convert { .. } | ExprKind::Choose { .. } | ExprKind::Read(_) =
            expr.kind
            && let Some(value) = self.known(expr)
        {
            match self.layout(expr.ty)?.vals()[..] {
                [ValType::I64] => self.op(I::I64Const(value)),
                _ => self.op(I::I32Const(value as i32)),
            }
            return Ok(());
        }
        match &expr.kind {
            ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Zero | ExprKind::Str(_) | ExprKind::Func(_) => {
                self.push_words(expr)
            }
            ExprKind::Float(value) => self.push_float(*value, expr),
            ExprKind::Read(place) => {
                let spot = self.spot(place)?;
                self.load(spot, expr.ty)
            }
            ExprKind::Address(place) => self.push_address_of(place),
            ExprKind::Closure { function, captures } => self.push_closure(*function, captures),
            ExprKind::Unary { op, value } => self.unary(*op, value),
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right),
            ExprKind::Choose { cond, then, otherwise } => self.choose(expr, cond, then, otherwise),
            ExprKind::Convert { how, value } => self.convert(*how, value, expr.ty),
            ExprKind::Call { .. } | ExprKind::CallClosure { .. } | ExprKind::CallMethod { .. } => self.push_call(expr),
            ExprKind::Intrinsic { intrinsic, types, args } => self.intrinsic(*intrinsic, types, args),
            ExprKind::Field { value, index } if self.layout(value.ty)?.words.is_none() => {
                let spot = self.address(value)?;
                let spot = self.field(spot, value.ty, *index)?;
                self.load(spot, expr.ty)
            }
            ExprKind::Field { .. } => self.push_words(expr),
            ExprKind::ArrayElement { value, index } => self.array_element(value, index, expr),
            ExprKind::StringByte { string, index } => self.string_byte(string, index),
            ExprKind::Struct(values) | ExprKind::Words(values) => values.iter().try_for_each(|value| self.push(value)),
            ExprKind::Array(elements) => self.short_array(elements, expr),
            ExprKind::Word { value, index } => self.word(value, *index, expr),
            ExprKind::New(value) => self.push_new(value),
            ExprKind::ToInterface(value) => self.wrap(value),
            ExprKind::FromInterface(value) => self.unwrap(value, expr.ty),
            ExprKind::IsType { value, ty } => self.is_type(value, *ty),
            ExprKind::Implements { value, interface } => self.implements(value, *interface),
            ExprKind::Block { body, value } => {
                self.statements(body)?;
                self.push(value)
            }
        }
    }

    fn push_words(&mut self, expr: &Expr) -> Result<(), Diagnostic> {
        let operands = self.all_words(expr)?;
        operands.into_iter().for_each(|operand| self.push_operand(operand));
        Ok(())
    }

    fn push_float(&mut self, value: f64, expr: &Expr) -> Result<(), Diagnostic> {
        match self.layout(expr.ty)?.vals()[..] {
            [ValType::F32] => self.op(I::F32Const(Ieee32::from(value as f32))),
            [ValType::F64] => self.op(I::F64Const(Ieee64::from(value))),
            _ => return self.internal("a float of another type"),
        }
        Ok(())
    }

    fn push_address_of(&mut self, place: &Place) -> Result<(), Diagnostic> {
        match self.spot(place)? {
            Spot::Memory(base, offset) => {
                self.push_address(base, offset);
                Ok(())
            }
            Spot::Vars(_) => self.internal("the address of a value in locals"),
        }
    }

    /// A closure record: the position in the table, then the captures.
    fn push_closure(&mut self, function: crate::ir::FunctionId, captures: &[LocalId]) -> Result<(), Diagnostic> {
        let program = self.module.program;
        let Some(closure) = program.functions.get(function.index()) else {
            return self.internal("a closure of a function that is none");
        };
        if captures.len() != closure.captures.len() {
            return self.internal(format_args!("{} captures for {}", captures.len(), closure.name));
        }
        if captures.is_empty() {
            let record = self.module.record(function)?;
            self.op(I::I32Const(record as i32));
            return Ok(());
        }
        let mut end = 4;
        let mut parts = Vec::with_capacity(captures.len());
        for (local, inner) in captures.iter().zip(&closure.captures) {
            let boxed = closure.locals.get(inner.index()).is_some_and(|local| local.boxed);
            let layout = self.layout(self.local_ty(*local)?)?;
            let (size, align) = if boxed { (4, 4) } else { (layout.size, layout.align) };
            parts.push((*local, boxed, self.capture_offset(&mut end, size, align)));
        }
        let record = self.new_cell(end)?;
        let number = self.module.function(function)?;
        let slot = self.module.slot(number);
        self.code.ops([I::LocalGet(record), I::I32Const(slot as i32), I::I32Store(memory(0, 2))]);
        for (local, boxed, at) in parts {
            if boxed {
                let cell = self.cell(local)?;
                self.code.ops([I::LocalGet(record), I::LocalGet(cell), I::I32Store(memory(at, 2))]);
            } else {
                let from = self.local_spot(local)?;
                self.copy(from, Spot::Memory(Base::Var(record), at), self.local_ty(local)?)?;
            }
        }
        self.op(I::LocalGet(record));
        Ok(())
    }

    fn choose(&mut self, expr: &Expr, cond: &Expr, then: &Expr, otherwise: &Expr) -> Result<(), Diagnostic> {
        let layout = self.layout(expr.ty)?;
        self.push(cond)?;
        if let [_] = layout.vals()[..]
            && is_plain(then)
            && is_plain(otherwise)
        {
            // Both are there for nothing, so that no branch is needed.
            let cond = self.save(ValType::I32);
            self.push(then)?;
            self.push(otherwise)?;
            self.code.ops([I::LocalGet(cond), I::Select]);
            return Ok(());
        }
        let block = match layout.vals()[..] {
            [] => BlockType::Empty,
            [val] => BlockType::Result(val),
            _ => {
                let results = layout.vals();
                BlockType::FunctionType(
                    self.module.types.intern(crate::lower::module::FuncType { params: Vec::new(), results }),
                )
            }
        };
        self.branch_on(block, |this| this.push(then), |this| this.push(otherwise))
    }

    /// One of two ways by the condition on the stack.
    pub(super) fn branch_on(
        &mut self,
        block: BlockType,
        then: impl FnOnce(&mut Self) -> Result<(), Diagnostic>,
        otherwise: impl FnOnce(&mut Self) -> Result<(), Diagnostic>,
    ) -> Result<(), Diagnostic> {
        self.op(I::If(block));
        self.open.push(None);
        let mark = self.facts.branch();
        then(self)?;
        self.facts.join(mark);
        self.op(I::Else);
        let mark = self.facts.branch();
        otherwise(self)?;
        self.facts.join(mark);
        self.open.pop();
        self.op(I::End);
        Ok(())
    }

    fn array_element(&mut self, value: &Expr, index: &Expr, expr: &Expr) -> Result<(), Diagnostic> {
        let layout = self.layout(value.ty)?;
        let spot = if layout.words.is_some() {
            self.push(value)?;
            Spot::Vars(self.save_all(&layout.vals()))
        } else {
            self.address(value)?
        };
        let spot = self.element(spot, value.ty, index)?;
        self.load(spot, expr.ty)
    }

    fn string_byte(&mut self, string: &Expr, index: &Expr) -> Result<(), Diagnostic> {
        let risky = u32::from(!assigns_nothing(index));
        self.risky += risky;
        let words = self.words(string, 2);
        self.risky -= risky;
        let [address, len] = words?[..] else { return self.internal("a string of other words") };
        let of = self.plain_local(string);
        match self.index(index, len, of)? {
            Operand::I32(at) => {
                self.push_operand(address);
                self.op(I::I32Load8U(memory(at as u32, 0)));
            }
            at => {
                self.push_operand(address);
                self.push_operand(at);
                self.code.ops([I::I32Add, I::I32Load8U(memory(0, 0))]);
            }
        }
        Ok(())
    }

    /// An array of few words: of one element at most, or of elements without words.
    fn short_array(&mut self, elements: &[(u32, Expr)], expr: &Expr) -> Result<(), Diagnostic> {
        if elements.is_empty() {
            let vals = self.layout(expr.ty)?.vals();
            vals.into_iter().for_each(|val| self.push_operand(Operand::zero(val)));
        }
        elements.iter().try_for_each(|(_, value)| self.push(value))
    }

    fn word(&mut self, value: &Expr, index: u8, expr: &Expr) -> Result<(), Diagnostic> {
        if let ExprKind::Read(place) = &value.kind {
            let layout = self.layout(value.ty)?;
            let Some(words) = layout.words.as_ref().filter(|words| words.len() > usize::from(index)) else {
                return self.internal("a word that is none");
            };
            let spot = self.spot(place)?;
            self.load_word(spot, words, index.into());
            return Ok(());
        }
        self.push_words(expr)
    }

    /// New memory of as many bytes as stand on the stack.
    pub(super) fn allocate(&mut self) {
        let allocate = self.module.callee(Callee::Allocate);
        self.op_at(I::Call(allocate));
    }
}

/// A value that costs nothing, does nothing and can't fail.
fn is_plain(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Zero => true,
        ExprKind::Read(place) => matches!(**place, Place::Local(_)),
        _ => false,
    }
}
