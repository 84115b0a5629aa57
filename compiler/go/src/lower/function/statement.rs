//! Statements.

use super::spot::{Base, Spot};
use super::{Emitter, Home};
use crate::diagnostic::Diagnostic;
use crate::ir::{Expr, ExprKind, LocalId, Place, Shape, Stmt, StmtKind};
use crate::lower::code::Var;
use crate::lower::signature::Pass;
use crate::lower::survey::{assigns_nothing, root};
use wasm_encoder::Instruction as I;

impl Emitter<'_, '_, '_> {
    /// Statements whose temporaries are needed no more afterwards.
    pub(super) fn body(&mut self, body: &[Stmt]) -> Result<(), Diagnostic> {
        let around = self.frame.locals.len();
        for stmt in body {
            let before = self.frame.temporaries.len();
            self.statement(stmt)?;
            let done = self.frame.temporaries.split_off(before);
            self.frame.free.extend(done);
        }
        let done = self.frame.locals.split_off(around);
        self.frame.free.extend(done);
        Ok(())
    }

    /// Statements before a value that may refer to their temporaries.
    pub(super) fn statements(&mut self, body: &[Stmt]) -> Result<(), Diagnostic> {
        body.iter().try_for_each(|stmt| self.statement(stmt))
    }

    fn statement(&mut self, stmt: &Stmt) -> Result<(), Diagnostic> {
        self.deeper(|this| {
            let outer = std::mem::replace(&mut this.span, stmt.span);
            let result = this.statement_kind(&stmt.kind);
            this.span = outer;
            result
        })
    }

    fn statement_kind(&mut self, kind: &StmtKind) -> Result<(), Diagnostic> {
        match kind {
            StmtKind::Declare { local, value } => self.declare(*local, value.as_ref()),
            StmtKind::Assign { place, value } => self.assign(place, value),
            StmtKind::AssignTuple { locals, value } => self.assign_tuple(locals, value),
            StmtKind::Eval(value) => self.evaluate(value),
            StmtKind::If { cond, then, otherwise } => self.if_else(cond, then, otherwise),
            StmtKind::Switch { value, cases, default } => self.switch(value, cases, default),
            StmtKind::Block { label, body } => self.block(*label, body),
            StmtKind::Loop { label, body } => self.repeat(*label, body),
            StmtKind::Branch(label) => self.branch_to(*label),
            StmtKind::Return(values) => self.return_values(values),
            StmtKind::Unreachable => {
                self.op(I::Unreachable);
                Ok(())
            }
        }
    }

    fn declare(&mut self, local: LocalId, value: Option<&Expr>) -> Result<(), Diagnostic> {
        let ty = self.local_ty(local)?;
        let layout = self.layout(ty)?;
        if let Some(value) = value
            && self.share_home(local, value)
        {
            return Ok(());
        }
        let home = self.settle(local, ty)?;
        self.facts.assign(local);
        if let Home::Cell(var) = home {
            let Some(value) = value else {
                let cell = self.new_cell(layout.size)?;
                self.code.ops([I::LocalGet(cell), I::LocalSet(var)]);
                return Ok(());
            };
            self.push_new(value)?;
            self.op(I::LocalSet(var));
            return Ok(());
        }
        match (home, value) {
            (Home::Vars(first), Some(value)) => {
                if self.survey.assigned.get(local.index()) == Some(&0) {
                    self.constants[local.index()] = self.known(value);
                    let unassigned = |of: &LocalId| self.survey.assigned.get(of.index()) == Some(&0);
                    self.lengths[local.index()] = self.length_of(value).filter(unassigned);
                }
                self.push(value)?;
                (0..layout.count() as Var).rev().for_each(|index| self.op(I::LocalSet(first + index)));
                self.learn(local, value);
                Ok(())
            }
            (_, Some(value)) => {
                let spot = self.begin(home, layout.size)?;
                self.make(value, spot, false)
            }
            (_, None) => {
                let spot = self.begin(home, layout.size)?;
                self.zero(spot, ty)
            }
        }
    }

    /// Gives a local the home of the one that it is a copy of, if neither is ever assigned.
    fn share_home(&mut self, local: LocalId, value: &Expr) -> bool {
        let never = |local: LocalId| self.survey.assigned.get(local.index()) == Some(&0);
        let Some(of) = self.plain_local(value).filter(|of| never(*of) && never(local)) else { return false };
        let scoped = self.survey.scoped.get(local.index()) == Some(&true);
        let Some(home @ Some(Home::Vars(_) | Home::Memory(_))) = self.homes.get(of.index()).copied() else {
            return false;
        };
        if self.is_boxed(local) || !scoped || self.homes[local.index()].is_some() {
            return false;
        }
        self.homes[local.index()] = home;
        self.aliases[local.index()] = Some(of);
        self.constants[local.index()] = self.constants[of.index()];
        self.lengths[local.index()] = self.lengths[of.index()];
        true
    }

    /// A pointer to what has just been made is not nil.
    fn learn(&mut self, local: LocalId, value: &Expr) {
        if let (Some(of), Shape::Int(_)) = (self.plain_local(value), self.shape(value.ty)) {
            self.facts.learn_same(local, of);
        }
        let made = match &value.kind {
            ExprKind::New(_) | ExprKind::Address(_) => true,
            _ => self.plain_local(value).is_some_and(|from| self.facts.is_not_nil(from)),
        };
        if made {
            self.facts.learn_not_nil(local);
        }
    }

    fn assign(&mut self, place: &Place, value: &Expr) -> Result<(), Diagnostic> {
        let layout = self.layout(value.ty)?;
        if let Place::Local(local) = place
            && !self.is_boxed(*local)
        {
            let ty = self.local_ty(*local)?;
            if let Home::Vars(first) = self.settle(*local, ty)? {
                self.push(value)?;
                (0..layout.count() as Var).rev().for_each(|index| self.op(I::LocalSet(first + index)));
                self.facts.assign(*local);
                self.learn(*local, value);
                return Ok(());
            }
        }
        let risky = u32::from(!assigns_nothing(value));
        self.risky += risky;
        let spot = self.spot(place);
        self.risky -= risky;
        let spot = spot?;
        match (spot, layout.words.as_deref()) {
            (Spot::Vars(first), Some(words)) => {
                self.push(value)?;
                (0..words.len() as Var).rev().for_each(|index| self.op(I::LocalSet(first + index)));
            }
            (Spot::Memory(base, offset), Some([word])) => {
                self.push_address(base, 0);
                self.push(value)?;
                self.op(super::spot::store(word.form, offset.wrapping_add(word.offset)));
            }
            _ => self.put(value, spot)?,
        }
        if let Some(local) = root(place) {
            self.facts.assign(local);
        }
        Ok(())
    }

    fn assign_tuple(&mut self, locals: &[Option<LocalId>], value: &Expr) -> Result<(), Diagnostic> {
        let results = self.results_of(value.ty);
        if results.len() != locals.len() {
            return self.internal(format_args!("{} results for {} locals", results.len(), locals.len()));
        }
        let signature = self.module.signature_of(&[], &results, self.span)?;
        let spots = self.room_for(&results)?;
        self.call(value, &spots)?;
        // Results in words stand on the stack, the last on top.
        let mut waiting = Vec::new();
        for ((local, ty), pass) in locals.iter().zip(&results).zip(&signature.results).rev() {
            if *pass == Pass::Address {
                continue;
            }
            let layout = self.layout(*ty)?;
            let home = match local {
                Some(local) => Some(self.settle(*local, *ty)?),
                None => None,
            };
            match home {
                None => (0..layout.count()).for_each(|_| self.op(I::Drop)),
                Some(Home::Vars(first)) => {
                    (0..layout.count() as Var).rev().for_each(|index| self.op(I::LocalSet(first + index)));
                }
                Some(home) => {
                    let first = self.save_all(&layout.vals());
                    waiting.push((home, Spot::Vars(first), *ty));
                }
            }
        }
        let mut spots = spots.into_iter();
        for ((local, ty), pass) in locals.iter().zip(&results).zip(&signature.results) {
            if *pass == Pass::Words {
                continue;
            }
            let from = spots.next();
            if let (Some(local), Some(from)) = (local, from) {
                waiting.push((self.settle(*local, *ty)?, from, *ty));
            }
        }
        for (home, from, ty) in waiting {
            let size = self.layout(ty)?.size;
            let to = match home {
                Home::Cell(var) => Spot::Memory(Base::Var(var), 0),
                home => self.begin(home, size)?,
            };
            self.copy(from, to, ty)?;
        }
        locals.iter().flatten().for_each(|local| self.facts.assign(*local));
        Ok(())
    }

    fn evaluate(&mut self, value: &Expr) -> Result<(), Diagnostic> {
        if let ExprKind::Intrinsic { .. }
        | ExprKind::Call { .. }
        | ExprKind::CallClosure { .. }
        | ExprKind::CallMethod { .. } = value.kind
            && let Shape::Tuple(results) = self.shape(value.ty)
        {
            let signature = self.module.signature_of(&[], results, self.span)?;
            self.push(value)?;
            if self.never_returns(value) {
                self.op(I::Unreachable);
                return Ok(());
            }
            signature.gives.iter().for_each(|_| self.op(I::Drop));
            return Ok(());
        }
        self.push(value)?;
        let count = self.layout(value.ty)?.count();
        (0..count).for_each(|_| self.op(I::Drop));
        Ok(())
    }

    fn return_values(&mut self, values: &[Expr]) -> Result<(), Diagnostic> {
        let passes = self.signature.results.clone();
        if values.len() != passes.len() {
            return self.internal(format_args!("{} results of {}", values.len(), passes.len()));
        }
        let mut returns = self.returns.clone().into_iter();
        for (value, pass) in values.iter().zip(passes) {
            match pass {
                Pass::Words => self.push(value)?,
                Pass::Address => {
                    let Some(to) = returns.next() else { return self.internal("a result without a place") };
                    self.make(value, Spot::Memory(Base::Var(to), 0), false)?;
                }
            }
        }
        // An error that ends the call was returned from somewhere.
        match self.function.results.last().map(|last| self.shape(*last)) {
            Some(Shape::Interface(_)) => self.op_at(I::Return),
            _ => self.op(I::Return),
        }
        Ok(())
    }
}
