//! `for` with a condition. Each turn has variables of its own: one in a heap cell is copied into a new one before the
//! statement after the turn.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::operators::opposite;
use crate::ir::build::body::state::{Jump, Var, stmt};
use crate::ir::{Expr, ExprKind, Label, Shape, Stmt, StmtKind, UnaryOp};
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::token::Op;
use crate::syntax::tree::{self, ExprId, StmtId};
use crate::types::store::ObjId;

impl<'a> Body<'_, 'a> {
    pub(crate) fn for_loop(
        &mut self,
        init: Option<StmtId>,
        cond: Option<ExprId>,
        post: Option<StmtId>,
        stmts: &'a [StmtId],
        label: Option<Name>,
        span: Span,
    ) -> Res<()> {
        init.iter().try_for_each(|init| self.stmt(*init))?;
        let copied = self.copied_variables(init);
        let (head, cond) = self.collect(|body| cond.map(|cond| body.condition(cond)).transpose())?;
        self.turns(
            label,
            span,
            |body, breaks| {
                body.frame().out.extend(head);
                if let Some(cond) = cond {
                    body.leave_unless(cond, breaks, span);
                }
                Ok(())
            },
            |body| body.block(stmts),
            |body| {
                for obj in &copied {
                    let local = body.local(Var::Object(*obj))?;
                    let value = body.read_local(local, span);
                    let old = body.temp(value)?;
                    let value = Some(body.read_local(old, span));
                    body.emit(StmtKind::Declare { local, value }, span);
                }
                post.iter().try_for_each(|post| body.stmt(*post))
            },
        )
    }

    /// Variables of the statement before the first turn that are in heap cells.
    fn copied_variables(&self, init: Option<StmtId>) -> Vec<ObjId> {
        let Some(init) = init else { return Vec::new() };
        let tree::StmtKind::Assign { left, op: Op::Define, .. } = &self.tree.stmts[init].kind else {
            return Vec::new();
        };
        let defined = left.iter().filter_map(|expr| self.info.definitions.get(&self.tree.span(*expr).start));
        defined.filter(|obj| self.facts.boxed.contains(obj)).copied().collect()
    }

    /// Leaves a block unless a condition holds.
    pub(crate) fn leave_unless(&mut self, cond: Expr, label: Label, span: Span) {
        let not = self.negated(cond, span);
        let then: Vec<Stmt> = vec![stmt(StmtKind::Branch(label), span)];
        self.emit(StmtKind::If { cond: not, then, otherwise: Vec::new() }, span);
    }

    /// `!cond`; a comparison of integers becomes the opposite one.
    fn negated(&mut self, cond: Expr, span: Span) -> Expr {
        let ty = cond.ty;
        let kind = match cond.kind {
            ExprKind::Binary { op, left, right }
                if !matches!(self.p.shape(left.ty), Shape::Float(_)) && opposite(op).is_some() =>
            {
                ExprKind::Binary { op: opposite(op).unwrap_or(op), left, right }
            }
            ExprKind::Unary { op: UnaryOp::Not, value } => return *value,
            kind => {
                let value = Box::new(Expr { kind, ty, span: cond.span });
                ExprKind::Unary { op: UnaryOp::Not, value }
            }
        };
        Expr { kind, ty, span }
    }

    /// A loop: what each turn begins with, may leave by a label, and ends with.
    pub(crate) fn turns(
        &mut self,
        name: Option<Name>,
        span: Span,
        head: impl FnOnce(&mut Self, Label) -> Res<()>,
        body: impl FnOnce(&mut Self) -> Res<()>,
        post: impl FnOnce(&mut Self) -> Res<()>,
    ) -> Res<()> {
        let (breaks, repeat, continues) = (self.new_label(), self.new_label(), self.new_label());
        let (turn, ()) = self.collect(|this| {
            head(this, breaks)?;
            let (inner, ()) = this.collect(|this| {
                this.frame().jumps.push(Jump {
                    name,
                    implicit: true,
                    breaks: Some(breaks),
                    continues: Some(continues),
                });
                let result = body(this);
                this.frame().jumps.pop();
                result
            })?;
            this.in_block(continues, inner, span);
            post(this)?;
            this.emit(StmtKind::Branch(repeat), span);
            Ok(())
        })?;
        let whole = vec![stmt(StmtKind::Loop { label: repeat, body: turn }, span)];
        self.in_block(breaks, whole, span);
        Ok(())
    }
}
