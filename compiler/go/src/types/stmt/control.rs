//! `select`, which is refused and checked all the same.

use super::Place;
use crate::diagnostic::Code;
use crate::syntax::tree::{Comm, StmtKind};
use crate::types::check::Checker;

impl<'a> Checker<'a> {
    pub(super) fn select(&mut self, place: Place, clauses: &'a [Comm]) {
        let inner = Place { breaks: true, ..place.inside() };
        self.several_defaults(clauses.iter().filter(|clause| clause.comm.is_none()).map(|clause| clause.span));
        for clause in clauses {
            if let Some(comm) = clause.comm {
                let communicates = match &self.tree.stmts[comm].kind {
                    StmtKind::Send { .. } => true,
                    StmtKind::Expr(x) => self.is_receive(*x),
                    StmtKind::Assign { right, .. } => matches!(right[..], [x] if self.is_receive(x)),
                    _ => false,
                };
                if !communicates {
                    let message = "select case must be send or receive (possibly with assignment)";
                    self.error(Code::Misplaced, self.tree.stmts[comm].span, message);
                    continue;
                }
            }
            self.in_scope(|checker| {
                clause.comm.iter().for_each(|comm| checker.statement(inner, *comm));
                checker.statements(inner, &clause.body);
            });
        }
    }
}
