//! Labels and the jumps to them.

use crate::diagnostic::Code;
use crate::syntax::files::{Pos, Span};
use crate::syntax::names::Name;
use crate::syntax::token::Op;
use crate::syntax::tree::{Block, Branch, Decl, Ident, StmtId, StmtKind};
use crate::types::check::Checker;
use std::collections::HashMap;

/// A label of the function.
struct Label {
    span: Span,
    used: bool,
}

/// A block: its labels, and the labelled statement it belongs to.
#[derive(Default)]
struct Level {
    owner: Option<(Name, StmtId)>,
    labels: Vec<Name>,
}

/// A `goto` to a label that has not been seen yet; and the variable that has been declared since.
#[derive(Clone, Copy)]
struct Jump {
    label: Ident,
    over: Option<Pos>,
}

#[derive(Default)]
struct Labels {
    all: HashMap<Name, Label>,
    order: Vec<Name>,
    levels: Vec<Level>,
}

impl Checker<'_> {
    pub(in crate::types) fn labels(&mut self, body: &Block) {
        let mut labels = Labels::default();
        for jump in self.block_labels(&mut labels, None, &body.stmts) {
            let name = jump.label.name;
            let text = self.text(name);
            let message = match labels.all.get_mut(&name) {
                Some(label) => {
                    label.used = true;
                    format!("goto {text} jumps into block")
                }
                None => format!("label {text} not declared"),
            };
            self.error(Code::Misplaced, jump.label.span, message);
        }
        for name in &labels.order {
            if let Some(Label { span, used: false }) = labels.all.get(name) {
                let message = format!("label {} declared and not used", self.text(*name));
                self.error(Code::Unused, *span, message);
            }
        }
    }

    /// Goes over a block; gives the jumps that leave it forwards.
    fn block_labels(&mut self, labels: &mut Labels, owner: Option<(Name, StmtId)>, stmts: &[StmtId]) -> Vec<Jump> {
        labels.levels.push(Level { owner, labels: Vec::new() });
        let mut jumps = Vec::new();
        for stmt in stmts {
            self.statement_labels(labels, None, *stmt, &mut jumps);
        }
        labels.levels.pop();
        // A variable of this block is none of the blocks around it.
        jumps.iter_mut().for_each(|jump| jump.over = None);
        jumps
    }

    fn statement_labels(
        &mut self,
        labels: &mut Labels,
        owner: Option<(Name, StmtId)>,
        stmt: StmtId,
        jumps: &mut Vec<Jump>,
    ) {
        let tree = self.tree;
        let span = tree.stmts[stmt].span;
        let declared = |jumps: &mut Vec<Jump>| jumps.iter_mut().for_each(|jump| jump.over = Some(span.start));
        match &tree.stmts[stmt].kind {
            StmtKind::Decl(declaration) if matches!(**declaration, Decl::Var(_)) => declared(jumps),
            StmtKind::Assign { op: Op::Define, .. } => declared(jumps),
            StmtKind::Labeled { label, stmt: inner } => {
                let mut owner = owner;
                if label.name != Name::BLANK {
                    self.declare_label(labels, *label, jumps);
                    owner = Some((label.name, *inner));
                }
                self.statement_labels(labels, owner, *inner, jumps);
            }
            StmtKind::Branch { branch, label: Some(label) } => self.branch_label(labels, *branch, *label, jumps),
            StmtKind::Block(block) => jumps.extend(self.block_labels(labels, owner, &block.stmts)),
            StmtKind::If { then, otherwise, .. } => {
                jumps.extend(self.block_labels(labels, owner, &then.stmts));
                if let Some(otherwise) = otherwise {
                    self.statement_labels(labels, owner, *otherwise, jumps);
                }
            }
            StmtKind::Switch { cases, .. } | StmtKind::TypeSwitch { cases, .. } => {
                labels.levels.push(Level { owner, labels: Vec::new() });
                for case in cases {
                    jumps.extend(self.block_labels(labels, None, &case.body));
                }
                labels.levels.pop();
            }
            StmtKind::Select(clauses) => {
                labels.levels.push(Level { owner, labels: Vec::new() });
                for clause in clauses {
                    jumps.extend(self.block_labels(labels, None, &clause.body));
                }
                labels.levels.pop();
            }
            StmtKind::For { body, .. } | StmtKind::Range { body, .. } => {
                jumps.extend(self.block_labels(labels, owner, &body.stmts));
            }
            _ => {}
        }
    }

    fn declare_label(&mut self, labels: &mut Labels, label: Ident, jumps: &mut Vec<Jump>) {
        let text = self.text(label.name);
        if let Some(other) = labels.all.get(&label.name) {
            let diagnostic = self.diagnostic(Code::Redeclared, label.span, format!("label {text} already declared"));
            self.report(diagnostic.relate(other.span, format!("other declaration of {text}")));
        } else {
            labels.all.insert(label.name, Label { span: label.span, used: false });
            labels.order.push(label.name);
            if let Some(level) = labels.levels.last_mut() {
                level.labels.push(label.name);
            }
        }
        let (here, rest): (Vec<Jump>, Vec<Jump>) = jumps.iter().partition(|jump| jump.label.name == label.name);
        *jumps = rest;
        for jump in here {
            if let Some(label) = labels.all.get_mut(&label.name) {
                label.used = true;
            }
            if let Some(over) = jump.over {
                let line = self.files.place(over).map_or(0, |place| place.line);
                let message = format!("goto {text} jumps over variable declaration at line {line}");
                self.error(Code::Misplaced, jump.label.span, message);
            }
        }
    }

    fn branch_label(&mut self, labels: &mut Labels, branch: Branch, label: Ident, jumps: &mut Vec<Jump>) {
        let name = label.name;
        let around = labels.levels.iter().rev().filter_map(|level| level.owner).find(|(own, _)| *own == name);
        let kind = around.map(|(_, stmt)| &self.tree.stmts[stmt].kind);
        let is_loop = matches!(kind, Some(StmtKind::For { .. } | StmtKind::Range { .. }));
        let breakable = is_loop
            || matches!(kind, Some(StmtKind::Switch { .. } | StmtKind::TypeSwitch { .. } | StmtKind::Select(_)));
        let text = self.text(name);
        match branch {
            Branch::Break if !breakable => {
                self.error(Code::Misplaced, label.span, format!("invalid break label {text}"));
                return;
            }
            Branch::Continue if !is_loop => {
                self.error(Code::Misplaced, label.span, format!("invalid continue label {text}"));
                return;
            }
            Branch::Goto if !labels.levels.iter().any(|level| level.labels.contains(&name)) => {
                jumps.push(Jump { label, over: None });
                return;
            }
            _ => {}
        }
        if let Some(label) = labels.all.get_mut(&name) {
            label.used = true;
        }
    }
}
