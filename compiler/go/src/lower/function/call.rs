//! Calls: of known functions, of function values, of methods through interfaces.

use super::Emitter;
use super::operand::Operand;
use super::spot::{Base, Spot, load};
use crate::diagnostic::Diagnostic;
use crate::ir::{Expr, ExprKind, FunctionId, MethodId, Shape, Ty};
use crate::lower::layout::Form;
use crate::lower::module::Callee;
use crate::lower::signature::{Pass, Signature};
use crate::lower::survey::assigns_nothing;
use wasm_encoder::{Instruction as I, ValType};

impl Emitter<'_, '_, '_> {
    /// Types of the results of an expression: of a tuple its parts.
    pub(super) fn results_of(&self, ty: Ty) -> Vec<Ty> {
        match self.shape(ty) {
            Shape::Tuple(parts) => parts.to_vec(),
            _ => vec![ty],
        }
    }

    /// Calls, and pushes the results that are returned in words; the address of a single one that is not.
    pub(super) fn push_call(&mut self, expr: &Expr) -> Result<(), Diagnostic> {
        let results = self.results_of(expr.ty);
        let spots = self.room_for(&results)?;
        self.call(expr, &spots)?;
        if let ([_], [spot]) = (&results[..], &spots[..]) {
            self.load(*spot, expr.ty)?;
        }
        Ok(())
    }

    /// Calls, and has its one result, which lives in memory, written where nothing else refers to.
    pub(super) fn call_to(&mut self, expr: &Expr, to: Spot) -> Result<(), Diagnostic> {
        self.call(expr, &[to])
    }

    /// Room for those results that are returned in memory.
    pub(super) fn room_for(&mut self, results: &[Ty]) -> Result<Vec<Spot>, Diagnostic> {
        let signature = self.module.signature_of(&[], results, self.span)?;
        let mut spots = Vec::new();
        for (ty, pass) in results.iter().zip(&signature.results) {
            if *pass == Pass::Address {
                let size = self.layout(*ty)?.size;
                spots.push(self.temporary(size)?);
            }
        }
        Ok(spots)
    }

    /// Calls. Results that are returned in memory are written to `spots`; the others stand on the stack afterwards.
    pub(super) fn call(&mut self, expr: &Expr, spots: &[Spot]) -> Result<(), Diagnostic> {
        let outer = std::mem::replace(&mut self.span, expr.span);
        match &expr.kind {
            ExprKind::Call { function, args } => self.call_known(*function, args, spots)?,
            ExprKind::CallClosure { callee, args } => match callee.kind {
                ExprKind::Func(function) => self.call_known(function, args, spots)?,
                _ => self.call_closure(callee, args, spots)?,
            },
            ExprKind::CallMethod { method, receiver, args } => self.call_method(*method, receiver, args, spots)?,
            _ => return self.internal("results of what is no call"),
        }
        self.span = outer;
        Ok(())
    }

    fn call_known(&mut self, function: FunctionId, args: &[Expr], spots: &[Spot]) -> Result<(), Diagnostic> {
        let number = self.module.function(function)?;
        if !self.module.program.function(function).captures.is_empty() {
            return self.internal("a closure called without what it captures");
        }
        let signature = self.module.signature(function)?;
        self.push_spots(spots, &signature)?;
        self.push_args(args, &signature)?;
        self.op_at(I::Call(number));
        Ok(())
    }

    fn call_closure(&mut self, callee: &Expr, args: &[Expr], spots: &[Spot]) -> Result<(), Diagnostic> {
        let Shape::Func { params, results } = self.shape(callee.ty) else {
            return self.internal("a call of what is no function");
        };
        let signature = self.module.signature_of(params, results, self.span)?;
        let record = self.before(args, |this| this.words(callee, 1))?;
        let [record] = record[..] else { return self.internal("a function of other words") };
        self.push_spots(spots, &signature)?;
        self.push_args(args, &signature)?;
        self.not_nil(record)?;
        self.push_operand(record);
        self.push_operand(record);
        self.op(load(Form::I32, 0));
        let type_index = self.module.func_type(&signature, true);
        self.op_at(I::CallIndirect { type_index, table_index: 0 });
        Ok(())
    }

    fn call_method(
        &mut self,
        method: MethodId,
        receiver: &Expr,
        args: &[Expr],
        spots: &[Spot],
    ) -> Result<(), Diagnostic> {
        let program = self.module.program;
        let Some(dynamic) = program.methods.get(method.index()) else { return self.internal("a method that is none") };
        let words = self.before(args, |this| this.words(receiver, 2))?;
        let [number, word] = words[..] else { return self.internal("an interface of other words") };
        let signature = self.module.method_signature(method, self.span)?;
        self.push_spots(spots, &signature)?;
        if let [(ty, function)] = dynamic.implementations[..] {
            let direct = self.module.signature(function)?;
            if direct.params.get(1..) == Some(&signature.params[..]) {
                self.push_unwrapped(word, ty, direct.params.first() == Some(&Pass::Address))?;
                self.push_rest(args, &direct)?;
                let local = self.plain_local(receiver);
                if !local.is_some_and(|local| self.facts.is_not_nil(local)) {
                    self.not_nil(number)?;
                    local.into_iter().for_each(|local| self.facts.learn_not_nil(local));
                }
                let function = self.module.function(function)?;
                self.op_at(I::Call(function));
                return Ok(());
            }
        }
        self.push_operand(number);
        self.push_operand(word);
        self.push_args(args, &signature)?;
        let dispatch = self.module.callee(Callee::Dispatch(method));
        self.op_at(I::Call(dispatch));
        Ok(())
    }

    /// Evaluates what has to stay as it is while arguments are evaluated.
    fn before<T>(
        &mut self,
        args: &[Expr],
        evaluate: impl FnOnce(&mut Self) -> Result<T, Diagnostic>,
    ) -> Result<T, Diagnostic> {
        let risky = u32::from(!args.iter().all(assigns_nothing));
        self.risky += risky;
        let result = evaluate(self);
        self.risky -= risky;
        result
    }

    fn push_spots(&mut self, spots: &[Spot], signature: &Signature) -> Result<(), Diagnostic> {
        let wanted = signature.results.iter().filter(|pass| **pass == Pass::Address).count();
        if wanted != spots.len() {
            return self.internal(format_args!("{} places for {wanted} results", spots.len()));
        }
        for spot in spots {
            match spot {
                Spot::Memory(base, offset) => self.push_address(*base, *offset),
                Spot::Vars(_) => return self.internal("a result in memory that goes to locals"),
            }
        }
        Ok(())
    }

    fn push_args(&mut self, args: &[Expr], signature: &Signature) -> Result<(), Diagnostic> {
        self.push_passes(args, &signature.params)
    }

    /// Arguments behind a receiver.
    fn push_rest(&mut self, args: &[Expr], signature: &Signature) -> Result<(), Diagnostic> {
        let passes = signature.params.get(1..).unwrap_or_default();
        self.push_passes(args, passes)
    }

    fn push_passes(&mut self, args: &[Expr], passes: &[Pass]) -> Result<(), Diagnostic> {
        if args.len() != passes.len() {
            return self.internal(format_args!("{} arguments for {} parameters", args.len(), passes.len()));
        }
        let calm = args.iter().rposition(|arg| !assigns_nothing(arg)).map_or(0, |last| last);
        for (index, (arg, pass)) in args.iter().zip(passes).enumerate() {
            match pass {
                Pass::Words => self.push(arg)?,
                Pass::Address => self.push_passed(arg, index >= calm)?,
            }
        }
        Ok(())
    }

    /// Pushes the value of a type in an interface, whose word this is: in words, or its address.
    pub(super) fn push_unwrapped(&mut self, word: Operand, ty: Ty, by_address: bool) -> Result<(), Diagnostic> {
        let layout = self.layout(ty)?;
        match &layout.words {
            Some(words) if words.is_empty() => {}
            Some(words) if words.len() == 1 => {
                self.push_operand(word);
                self.value_of_word(words[0].form.val());
            }
            _ => {
                self.push_operand(word);
                self.op(I::I32WrapI64);
                if !by_address {
                    let var = self.save(ValType::I32);
                    self.load(Spot::Memory(Base::Var(var), 0), ty)?;
                }
            }
        }
        Ok(())
    }
}
