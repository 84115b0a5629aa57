//! Survey: what is known of a function before it is lowered.

use super::internal;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{BinaryOp, Expr, ExprKind, Function, Label, LocalId, Place, Stmt, StmtKind};
use crate::limits;
use std::collections::HashMap;

/// A local that may be one that counts up: it begins with a number that is not negative, and small ones are added to it.
/// It would take more rounds than there is gas for to make it negative.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counter {
    begin: u64,
    declared: bool,
    other: bool,
}

/// Results of a function's returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Returned {
    /// There is no return.
    #[default]
    Nothing,
    /// Each gives this local.
    Local(LocalId),
    /// They give other values.
    Others,
}

/// The most that is added to a counter at once.
const STEP: i64 = 1024;

impl Counter {
    /// The least value of a counter; nothing where it is none.
    pub(super) fn begin(self) -> Option<u64> {
        (self.declared && !self.other).then_some(self.begin)
    }
}

/// Uses of a function's locals and labels.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// For each local, how often it or a part of it is assigned after it was declared.
    pub(super) assigned: Vec<u32>,
    /// The local that every return gives as the only result; nothing where there are others.
    pub(super) returned: Returned,
    /// Labels that something branches to, and how often.
    pub(super) labels: HashMap<Label, u32>,
    /// For each local, whether it counts up.
    pub(super) counters: Vec<Counter>,
    /// Locals that are assigned, in the order of the source.
    assignments: Vec<LocalId>,
    /// The part of them that stands in each loop.
    loops: HashMap<Label, (usize, usize)>,
    /// For each local, whether all that uses it stands in the statements that declare it.
    pub(super) scoped: Vec<bool>,
    /// For each local, the number of the statements that declare it.
    declared: Vec<Option<u32>>,
    /// For each number of statements, whether they are being looked through.
    open: Vec<bool>,
    around: Vec<u32>,
    depth: u32,
}

impl Survey {
    /// Looks through a function's statements.
    pub(super) fn of(function: &Function, body: &[Stmt]) -> Result<Survey, Diagnostic> {
        let count = function.locals.len();
        let mut survey = Survey {
            assigned: vec![0; count],
            counters: vec![Counter::default(); count],
            scoped: vec![true; count],
            declared: vec![None; count],
            ..Survey::default()
        };
        survey.body(body)?;
        Ok(survey)
    }

    /// Locals that are assigned in a loop.
    pub(super) fn assigned_in(&self, label: Label) -> &[LocalId] {
        let (from, to) = self.loops.get(&label).copied().unwrap_or((0, self.assignments.len()));
        self.assignments.get(from..to).unwrap_or_default()
    }

    fn assign(&mut self, local: LocalId, stmt: &Stmt) -> Result<(), Diagnostic> {
        let count = self.assigned.get_mut(local.index());
        *count.ok_or_else(|| internal(stmt.span, "an assignment to a local that is none"))? += 1;
        self.assignments.push(local);
        Ok(())
    }

    fn body(&mut self, body: &[Stmt]) -> Result<(), Diagnostic> {
        let number = self.open.len() as u32;
        self.open.push(true);
        self.around.push(number);
        self.statements(body)?;
        self.around.pop();
        self.open[number as usize] = false;
        Ok(())
    }

    fn statements(&mut self, body: &[Stmt]) -> Result<(), Diagnostic> {
        body.iter().try_for_each(|stmt| self.stmt(stmt))
    }

    fn count_from(&mut self, local: LocalId, value: Option<&Expr>) {
        let Some(counter) = self.counters.get_mut(local.index()) else { return };
        let begin = match value.map(|value| &value.kind) {
            Some(ExprKind::Int(begin)) => u64::try_from(*begin).ok(),
            _ => None,
        };
        counter.other |= counter.declared || begin.is_none();
        counter.declared = true;
        counter.begin = begin.unwrap_or(0);
    }

    fn count(&mut self, local: LocalId, place: &Place, value: &Expr) {
        let Some(counter) = self.counters.get_mut(local.index()) else { return };
        let itself = |left: &Expr| matches!(&left.kind, ExprKind::Read(from) if matches!(**from, Place::Local(from) if from == local));
        let up = match &value.kind {
            ExprKind::Binary { op: BinaryOp::Add, left, right } => {
                itself(left) && matches!(right.kind, ExprKind::Int(step) if (1..=STEP).contains(&step))
            }
            _ => false,
        };
        counter.other |= !up || !matches!(place, Place::Local(_));
    }

    fn declare(&mut self, local: LocalId) {
        if let Some(declared @ None) = self.declared.get_mut(local.index()) {
            *declared = self.around.last().copied();
        }
        self.mention(local);
    }

    fn mention(&mut self, local: LocalId) {
        let declared = self.declared.get(local.index()).copied().flatten();
        let inside = declared.is_some_and(|number| self.open[number as usize]);
        if let Some(scoped) = self.scoped.get_mut(local.index()) {
            *scoped &= inside;
        }
    }

    fn stmt(&mut self, stmt: &Stmt) -> Result<(), Diagnostic> {
        self.depth += 1;
        if self.depth > limits::LOWER_DEPTH {
            let text = format!("statements and expressions are nested more than {} deep", limits::LOWER_DEPTH);
            return Err(Diagnostic::new(Code::Limit, stmt.span, text).advise("put a part into a function of its own"));
        }
        match &stmt.kind {
            StmtKind::Declare { local, value } => {
                self.declare(*local);
                self.count_from(*local, value.as_ref());
                value.iter().try_for_each(|value| self.expr(value))?;
            }
            StmtKind::Assign { place, value } => {
                if let Some(local) = root(place) {
                    self.assign(local, stmt)?;
                    self.count(local, place, value);
                }
                self.place(place)?;
                self.expr(value)?;
            }
            StmtKind::AssignTuple { locals, value } => {
                for local in locals.iter().flatten() {
                    self.declare(*local);
                    self.assign(*local, stmt)?;
                    self.count_from(*local, None);
                }
                self.expr(value)?;
            }
            StmtKind::Eval(value) => self.expr(value)?,
            StmtKind::If { cond, then, otherwise } => {
                self.expr(cond)?;
                self.body(then)?;
                self.body(otherwise)?;
            }
            StmtKind::Switch { value, cases, default } => {
                self.expr(value)?;
                cases.iter().try_for_each(|(_, body)| self.body(body))?;
                self.body(default)?;
            }
            StmtKind::Block { body, .. } => self.body(body)?,
            StmtKind::Loop { label, body } => {
                let before = self.assignments.len();
                self.body(body)?;
                self.loops.insert(*label, (before, self.assignments.len()));
            }
            StmtKind::Branch(label) => {
                *self.labels.entry(*label).or_insert(0) += 1;
            }
            StmtKind::Return(values) => {
                let local = match &values[..] {
                    [Expr { kind: ExprKind::Read(place), .. }] => match **place {
                        Place::Local(local) => Some(local),
                        _ => None,
                    },
                    _ => None,
                };
                self.returned = match (self.returned, local) {
                    (Returned::Nothing, Some(local)) => Returned::Local(local),
                    (Returned::Local(before), Some(local)) if before == local => Returned::Local(local),
                    _ => Returned::Others,
                };
                values.iter().try_for_each(|value| self.expr(value))?;
            }
            StmtKind::Unreachable => {}
        }
        self.depth -= 1;
        Ok(())
    }

    fn place(&mut self, place: &Place) -> Result<(), Diagnostic> {
        match place {
            Place::Local(local) => {
                self.mention(*local);
                Ok(())
            }
            Place::Global(_) => Ok(()),
            Place::Deref { pointer, .. } => self.expr(pointer),
            Place::Field { base, .. } => self.place(base),
            Place::ArrayElement { base, index, .. } => {
                self.place(base)?;
                self.expr(index)
            }
            Place::SliceElement { slice, index, .. } => {
                self.expr(slice)?;
                self.expr(index)
            }
        }
    }

    fn expr(&mut self, expr: &Expr) -> Result<(), Diagnostic> {
        self.depth += 1;
        if self.depth > limits::LOWER_DEPTH {
            let text = format!("statements and expressions are nested more than {} deep", limits::LOWER_DEPTH);
            return Err(Diagnostic::new(Code::Limit, expr.span, text).advise("put a part into a variable of its own"));
        }
        match &expr.kind {
            ExprKind::Block { body, value } => {
                // Their locals live as long as the value is used.
                self.statements(body)?;
                self.expr(value)?;
            }
            ExprKind::Closure { captures, .. } => captures.iter().for_each(|local| self.mention(*local)),
            ExprKind::Read(place) | ExprKind::Address(place) => self.place(place)?,
            _ => children(expr).into_iter().try_for_each(|child| self.expr(child))?,
        }
        self.depth -= 1;
        Ok(())
    }
}

/// The local that a place is a part of.
pub(super) fn root(place: &Place) -> Option<LocalId> {
    match place {
        Place::Local(local) => Some(*local),
        Place::Field { base, .. } | Place::ArrayElement { base, .. } => root(base),
        Place::Global(_) | Place::Deref { .. } | Place::SliceElement { .. } => None,
    }
}

/// The operands of an expression; those of a place that it reads are not among them.
pub(super) fn children(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) | ExprKind::Zero => Vec::new(),
        ExprKind::Func(_) | ExprKind::Closure { .. } | ExprKind::Read(_) | ExprKind::Address(_) => Vec::new(),
        ExprKind::Unary { value, .. } | ExprKind::Convert { value, .. } | ExprKind::Field { value, .. } => vec![value],
        ExprKind::Word { value, .. } | ExprKind::IsType { value, .. } | ExprKind::Implements { value, .. } => {
            vec![value]
        }
        ExprKind::New(value) | ExprKind::ToInterface(value) | ExprKind::FromInterface(value) => vec![value],
        ExprKind::Block { value, .. } => vec![value],
        ExprKind::Binary { left, right, .. } => vec![left, right],
        ExprKind::Choose { cond, then, otherwise } => vec![cond, then, otherwise],
        ExprKind::Call { args, .. } | ExprKind::Intrinsic { args, .. } => args.iter().collect(),
        ExprKind::CallClosure { callee, args } => std::iter::once(&**callee).chain(args).collect(),
        ExprKind::CallMethod { receiver, args, .. } => std::iter::once(&**receiver).chain(args).collect(),
        ExprKind::ArrayElement { value, index } => vec![value, index],
        ExprKind::StringByte { string, index } => vec![string, index],
        ExprKind::Struct(values) | ExprKind::Words(values) => values.iter().collect(),
        ExprKind::Array(elements) => elements.iter().map(|(_, value)| value).collect(),
    }
}

/// An expression assigns nothing to a local: no statement is part of it.
pub(super) fn assigns_nothing(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Block { .. } => false,
        ExprKind::Read(place) | ExprKind::Address(place) => place_assigns_nothing(place),
        _ => children(expr).into_iter().all(assigns_nothing),
    }
}

/// A place whose operands assign nothing to a local.
pub(super) fn place_assigns_nothing(place: &Place) -> bool {
    match place {
        Place::Local(_) | Place::Global(_) => true,
        Place::Deref { pointer, .. } => assigns_nothing(pointer),
        Place::Field { base, .. } => place_assigns_nothing(base),
        Place::ArrayElement { base, index, .. } => place_assigns_nothing(base) && assigns_nothing(index),
        Place::SliceElement { slice, index, .. } => assigns_nothing(slice) && assigns_nothing(index),
    }
}

/// An expression reads no memory and changes none, but for what it makes itself.
pub(super) fn leaves_memory(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Block { .. } | ExprKind::Call { .. } | ExprKind::CallClosure { .. } => false,
        ExprKind::CallMethod { .. } | ExprKind::Intrinsic { .. } | ExprKind::FromInterface(_) => false,
        ExprKind::Read(_) | ExprKind::Address(_) | ExprKind::StringByte { .. } => false,
        _ => children(expr).into_iter().all(leaves_memory),
    }
}
