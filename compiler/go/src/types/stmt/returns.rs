//! Statements after which nothing runs, so that a function may end with one instead of `return`.

use crate::syntax::names::Name;
use crate::syntax::tree::{Block, Branch, Case, StmtId, StmtKind};
use crate::types::check::Checker;

impl Checker<'_> {
    pub(in crate::types) fn terminates_list(&self, stmts: &[StmtId]) -> bool {
        let last = stmts.iter().rev().find(|stmt| !matches!(self.tree.stmts[**stmt].kind, StmtKind::Empty));
        last.is_some_and(|last| self.terminates(*last, None))
    }

    fn terminates(&self, stmt: StmtId, label: Option<Name>) -> bool {
        match &self.tree.stmts[stmt].kind {
            StmtKind::Labeled { label, stmt } => self.terminates(*stmt, Some(label.name)),
            StmtKind::Expr(x) => self.info.panics.contains(&self.tree.unparen(*x)),
            StmtKind::Return(_) => true,
            StmtKind::Branch { branch, .. } => matches!(branch, Branch::Goto | Branch::Fallthrough),
            StmtKind::Block(block) => self.terminates_list(&block.stmts),
            StmtKind::If { then, otherwise, .. } => {
                let otherwise = otherwise.is_some_and(|otherwise| self.terminates(otherwise, None));
                otherwise && self.terminates_list(&then.stmts)
            }
            StmtKind::Switch { cases, .. } | StmtKind::TypeSwitch { cases, .. } => self.switch_terminates(cases, label),
            StmtKind::Select(clauses) => clauses
                .iter()
                .all(|clause| self.terminates_list(&clause.body) && !self.breaks_list(&clause.body, label, true)),
            StmtKind::For { cond: None, body, .. } => !self.breaks_block(body, label, true),
            _ => false,
        }
    }

    fn switch_terminates(&self, cases: &[Case], label: Option<Name>) -> bool {
        let ends = |case: &Case| self.terminates_list(&case.body) && !self.breaks_list(&case.body, label, true);
        cases.iter().any(|case| case.default) && cases.iter().all(ends)
    }

    fn breaks_block(&self, block: &Block, label: Option<Name>, implicit: bool) -> bool {
        self.breaks_list(&block.stmts, label, implicit)
    }

    fn breaks_list(&self, stmts: &[StmtId], label: Option<Name>, implicit: bool) -> bool {
        stmts.iter().any(|stmt| self.breaks(*stmt, label, implicit))
    }

    /// The statement has a `break` out of the statement with the label, or, if `implicit` is set, one without a label
    /// that means the statement around.
    fn breaks(&self, stmt: StmtId, label: Option<Name>, implicit: bool) -> bool {
        let inner = |stmts: &[StmtId]| label.is_some() && self.breaks_list(stmts, label, false);
        match &self.tree.stmts[stmt].kind {
            StmtKind::Labeled { stmt, .. } => self.breaks(*stmt, label, implicit),
            StmtKind::Branch { branch: Branch::Break, label: to } => match to {
                None => implicit,
                Some(to) => Some(to.name) == label,
            },
            StmtKind::Block(block) => self.breaks_block(block, label, implicit),
            StmtKind::If { then, otherwise, .. } => {
                self.breaks_block(then, label, implicit)
                    || otherwise.is_some_and(|otherwise| self.breaks(otherwise, label, implicit))
            }
            StmtKind::Switch { cases, .. } | StmtKind::TypeSwitch { cases, .. } => {
                cases.iter().any(|case| inner(&case.body))
            }
            StmtKind::Select(clauses) => clauses.iter().any(|clause| inner(&clause.body)),
            StmtKind::For { body, .. } | StmtKind::Range { body, .. } => inner(&body.stmts),
            _ => false,
        }
    }
}
