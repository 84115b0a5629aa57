//! The order of evaluation: Go's own compiler makes the calls of a statement from left to right, and only then reads
//! what is not local, follows pointers, indexes and divides.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Val};
use crate::ir::{Expr, ExprKind, Place, Stmt};

impl Body<'_, '_> {
    /// Builds an operand after others have been built: their calls are made before statements that it needs.
    pub(crate) fn after<T>(&mut self, before: &mut [&mut Val], build: impl FnOnce(&mut Self) -> Res<T>) -> Res<T> {
        let (own, value) = self.collect(build)?;
        if !own.is_empty() {
            for val in before {
                self.settle(val)?;
            }
            self.frame().out.extend(own);
        }
        Ok(value)
    }

    /// Puts operands into the order in which Go evaluates them: if one reads and a later one calls, the calls of both
    /// and of all between are made first.
    pub(crate) fn ordered(&mut self, vals: &mut [&mut Val]) -> Res<Fx> {
        let last_call = vals.iter().rposition(|val| val.fx.calls);
        let first_read = vals.iter().position(|val| val.fx.reads);
        if let (Some(last), Some(first)) = (last_call, first_read)
            && first < last
        {
            for val in &mut vals[..=last] {
                self.settle(val)?;
            }
        }
        Ok(vals.iter().fold(Fx::NONE, |fx, val| fx.and(val.fx)))
    }

    /// Builds operands one after the other, in order.
    pub(crate) fn operands<T>(
        &mut self,
        list: impl IntoIterator<Item = T>,
        mut build: impl FnMut(&mut Self, T) -> Res<Val>,
    ) -> Res<(Vec<Expr>, Fx)> {
        let mut vals: Vec<Val> = Vec::new();
        for item in list {
            let (own, val) = self.collect(|body| build(body, item))?;
            if !own.is_empty() {
                for val in &mut vals {
                    self.settle(val)?;
                }
                self.frame().out.extend(own);
            }
            vals.push(val);
        }
        let fx = self.ordered(&mut vals.iter_mut().collect::<Vec<_>>())?;
        Ok((vals.into_iter().map(|val| val.expr).collect(), fx))
    }

    /// Makes the calls of an expression now; what else it does stays where it is.
    pub(crate) fn settle(&mut self, val: &mut Val) -> Res<()> {
        if val.fx.calls {
            self.settle_expr(&mut val.expr)?;
            val.fx = Fx::READS;
        }
        Ok(())
    }

    fn settle_expr(&mut self, expr: &mut Expr) -> Res<()> {
        match &mut expr.kind {
            ExprKind::Call { function, .. } if self.p.pure_functions.contains(function) => self.settle_parts(expr),
            ExprKind::Call { .. }
            | ExprKind::CallClosure { .. }
            | ExprKind::CallMethod { .. }
            | ExprKind::Choose { .. }
            | ExprKind::Block { .. } => self.spill(expr),
            _ => self.settle_parts(expr),
        }
    }

    /// Moves a value into a temporary.
    pub(crate) fn spill(&mut self, expr: &mut Expr) -> Res<()> {
        let (ty, span) = (expr.ty, expr.span);
        let zero = Expr { kind: ExprKind::Zero, ty, span };
        let value = std::mem::replace(expr, zero);
        let local = self.temp(value)?;
        *expr = self.read_local(local, span);
        Ok(())
    }

    /// The value in a temporary, if it is not simple already.
    pub(crate) fn simple(&mut self, mut val: Val) -> Res<Val> {
        if !val.is_simple() {
            self.spill(&mut val.expr)?;
            val.fx = Fx::NONE;
        }
        Ok(val)
    }

    fn settle_parts(&mut self, expr: &mut Expr) -> Res<()> {
        match &mut expr.kind {
            ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Str(_)
            | ExprKind::Zero
            | ExprKind::Func(_)
            | ExprKind::Closure { .. } => Ok(()),
            ExprKind::Read(place) | ExprKind::Address(place) => self.settle_place(place),
            ExprKind::Unary { value, .. }
            | ExprKind::Convert { value, .. }
            | ExprKind::Field { value, .. }
            | ExprKind::Word { value, .. }
            | ExprKind::New(value)
            | ExprKind::ToInterface(value)
            | ExprKind::FromInterface(value)
            | ExprKind::IsType { value, .. }
            | ExprKind::Implements { value, .. } => self.settle_expr(value),
            ExprKind::Binary { left, right, .. } => {
                self.settle_expr(left)?;
                self.settle_expr(right)
            }
            ExprKind::ArrayElement { value, index } => {
                self.settle_expr(value)?;
                self.settle_expr(index)
            }
            ExprKind::StringByte { string, index } => {
                self.settle_expr(string)?;
                self.settle_expr(index)
            }
            ExprKind::Call { args, .. }
            | ExprKind::Intrinsic { args, .. }
            | ExprKind::Struct(args)
            | ExprKind::Words(args) => args.iter_mut().try_for_each(|arg| self.settle_expr(arg)),
            ExprKind::Array(elements) => elements.iter_mut().try_for_each(|(_, value)| self.settle_expr(value)),
            ExprKind::Choose { .. }
            | ExprKind::CallClosure { .. }
            | ExprKind::CallMethod { .. }
            | ExprKind::Block { .. } => self.spill(expr),
        }
    }

    pub(crate) fn settle_place(&mut self, place: &mut Place) -> Res<()> {
        match place {
            Place::Local(_) | Place::Global(_) => Ok(()),
            Place::Deref { pointer, .. } => self.settle_expr(pointer),
            Place::Field { base, .. } => self.settle_place(base),
            Place::ArrayElement { base, index, .. } => {
                self.settle_place(base)?;
                self.settle_expr(index)
            }
            Place::SliceElement { slice, index, .. } => {
                self.settle_expr(slice)?;
                self.settle_expr(index)
            }
        }
    }

    /// A value that sees statements before it, as one expression.
    pub(crate) fn with_statements(&mut self, body: Vec<Stmt>, val: Val) -> Val {
        if body.is_empty() {
            return val;
        }
        let (ty, span) = (val.ty(), val.expr.span);
        let kind = ExprKind::Block { body, value: Box::new(val.expr) };
        Val::new(kind, ty, span, Fx { calls: true, reads: val.fx.reads })
    }
}
