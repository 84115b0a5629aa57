//! Where gas is charged, and how much: the plan for one function.
//!
//! Every operator that can be executed belongs to exactly one *region*. A region is charged once, at its first
//! operator, for all its operators; on a run that completes they are executed exactly as often as that
//! charge. A region may therefore be in several pieces:
//!
//! | code | regions |
//! |---|---|
//! | `A block B end C` | one: A, B and C are all executed or none |
//! | `A block B br_if 0 D end C` | A B C, and D, which the branch may jump over |
//! | `A block B br_if 1 D end C` | A B, and D C: the branch leaves the outer block too |
//! | `A block B br_if 0 E br_if 1 D end C` | A B, and E, and D, and C: there are two ways to C |
//! | `A if B else D end C` | A C, B, D |
//! | `A loop B br_if 0 D end C` | A C, and B with its `br_if` for each round, and D |
//!
//! So at the `end` of a block the code goes on in the region that was open before the block, unless a branch
//! inside left for somewhere further out; then it goes on in the region just above the `end`, unless there
//! are other ways to get there; then a region begins. A trap may end a run within a region that is paid in full:
//! charges come before the code they pay for, never after. A call does not end a region, so what a host function
//! finds on the counter is what is left once all of the caller's region is paid.
//!
//! The counter is looked at where a function is entered and where a round of a loop begins, so between
//! two looks lies at most one acyclic path of a function. One more look is needed where frames pile up: a
//! deep recursion that unwinds would execute the rest of every frame. After a call that may come back to this
//! function, the next charge is therefore looked at too.

use super::{Granularity, InstrumentError};
use wasmparser::Operator;

/// One charge, written before the operator `at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Charge {
    /// The index of the operator.
    pub(super) at: usize,
    /// Gas.
    pub(super) cost: u64,
    /// Whether the counter is looked at after it.
    pub(super) checked: bool,
}

/// What is open around an operator.
struct Frame {
    kind: Kind,
    /// The region that was open where the frame began.
    region: usize,
    /// The outermost frame that a branch from inside goes to; its own index if none goes further.
    escape: usize,
    /// Whether the frame's first operator can be executed.
    live: bool,
    /// Whether the frame's end can be reached by a branch or from the first of two arms.
    reached: bool,
    /// Whether a recursive call may have happened since the last look: where the frame began …
    called_before: bool,
    /// … and on any way to its end.
    called: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Block,
    Loop,
    If,
    Else,
}

/// The plan as it grows, operator by operator.
struct Planner {
    granularity: Granularity,
    charges: Vec<Charge>,
    frames: Vec<Frame>,
    /// The region that the current operator belongs to.
    region: usize,
    /// Whether the current operator can be executed.
    live: bool,
    /// Whether a recursive call may have happened since the last look at the counter.
    called: bool,
}

/// Plans the charges of a function: `entry` for entering it, `price` for each operator, `recurses` for whether
/// an operator is a call that may come back to the function.
pub(super) fn plan<'a>(
    operators: &[Operator<'a>],
    entry: u64,
    granularity: Granularity,
    mut price: impl FnMut(usize, &Operator<'a>) -> Result<u64, InstrumentError>,
    recurses: impl Fn(&Operator<'a>) -> bool,
) -> Result<Vec<Charge>, InstrumentError> {
    let mut planner = Planner {
        granularity,
        charges: vec![Charge { at: 0, cost: entry, checked: true }],
        frames: Vec::new(),
        region: 0,
        live: true,
        called: false,
    };
    planner.enter(Kind::Block);
    for (at, operator) in operators.iter().enumerate() {
        if granularity == Granularity::Operator && at > 0 && planner.live {
            planner.open(at, true);
        }
        let cost = price(at, operator)?;
        if planner.live
            && let Some(charge) = planner.charges.get_mut(planner.region)
        {
            charge.cost = charge.cost.saturating_add(cost);
        }
        planner.step(at, operator)?;
        planner.called |= planner.live && recurses(operator);
    }
    Ok(planner.charges)
}

impl Planner {
    fn step(&mut self, at: usize, operator: &Operator<'_>) -> Result<(), InstrumentError> {
        match operator {
            Operator::Block { .. } => self.enter(Kind::Block),
            Operator::Loop { .. } => {
                self.enter(Kind::Loop);
                self.open(at + 1, true);
            }
            Operator::If { .. } => {
                self.enter(Kind::If);
                self.open(at + 1, false);
            }
            Operator::Else => {
                let frame = self.frames.last_mut().ok_or_else(unbalanced)?;
                frame.reached |= self.live;
                frame.called |= self.live && self.called;
                frame.kind = Kind::Else;
                (self.live, self.called) = (frame.live, frame.called_before);
                self.open(at + 1, false);
            }
            Operator::End => self.leave(at)?,
            Operator::Br { relative_depth } => {
                self.branch(*relative_depth)?;
                self.live = false;
            }
            Operator::BrIf { relative_depth } => {
                self.branch(*relative_depth)?;
                self.open(at + 1, false);
            }
            Operator::BrTable { targets } => {
                for target in targets.targets() {
                    self.branch(target?)?;
                }
                self.branch(targets.default())?;
                self.live = false;
            }
            Operator::Return => {
                self.branch(self.frames.len().saturating_sub(1) as u32)?;
                self.live = false;
            }
            Operator::Unreachable => self.live = false,
            _ => {}
        }
        Ok(())
    }

    fn enter(&mut self, kind: Kind) {
        self.frames.push(Frame {
            kind,
            region: self.region,
            escape: self.frames.len(),
            live: self.live,
            reached: false,
            called_before: self.called,
            called: false,
        });
    }

    /// Begins a region at operator `at`.
    fn open(&mut self, at: usize, checked: bool) {
        if !self.live {
            return;
        }
        let checked = checked || self.called || self.granularity == Granularity::Operator;
        self.called &= !checked;
        match self.charges.last_mut() {
            // Two regions that begin at the same place are one.
            Some(last) if last.at == at => last.checked |= checked,
            _ => self.charges.push(Charge { at, cost: 0, checked }),
        }
        self.region = self.charges.len() - 1;
    }

    fn branch(&mut self, relative_depth: u32) -> Result<(), InstrumentError> {
        let innermost = self.frames.len().checked_sub(1).ok_or_else(unbalanced)?;
        let target = innermost.checked_sub(relative_depth as usize).ok_or_else(unbalanced)?;
        if self.live {
            let (called, frames) = (self.called, &mut self.frames);
            frames[innermost].escape = frames[innermost].escape.min(target);
            frames[target].called |= called;
            frames[target].reached |= frames[target].kind != Kind::Loop;
        }
        Ok(())
    }

    fn leave(&mut self, at: usize) -> Result<(), InstrumentError> {
        let mut frame = self.frames.pop().ok_or_else(unbalanced)?;
        if frame.kind == Kind::If && frame.live {
            // Without an `else` the other arm is empty.
            frame.reached = true;
            frame.called |= frame.called_before;
        }
        let fell_through = self.live;
        self.called = frame.called || (fell_through && self.called);
        self.live = frame.reached || fell_through;
        let index = self.frames.len();
        let Some(outer) = self.frames.last_mut() else {
            return Ok(());
        };
        outer.escape = outer.escape.min(frame.escape);
        match self.granularity {
            Granularity::Region if frame.escape >= index => self.region = frame.region,
            // The end is reached from just above it and from nowhere else.
            Granularity::Region if fell_through && !frame.reached => {}
            _ => self.open(at + 1, false),
        }
        Ok(())
    }
}

fn unbalanced() -> InstrumentError {
    InstrumentError::refused("a branch or end outside every block", 0)
}
