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
//! Two kinds of branch are not worth a charge of their own for the code behind them:
//!
//! * A branch that leaves the innermost loop is taken once, and passed in every round but the last. The region goes on
//!   behind it, and where it is taken the cost of what it skips is given back.
//! * A branch to code that ends in `unreachable`, which is how toolchains leave for their panics, is taken once in
//!   the life of an instance. The region goes on behind it, and nothing is given back: the run does not complete.
//!
//! The counter is looked at where a function is entered and where a round of a loop begins, so between
//! two looks lies at most one acyclic path of a function. One more look is needed where frames pile up: a
//! deep recursion that unwinds would execute the rest of every frame. After a call that may come back to this
//! function, a charge is therefore looked at too before much gas is spent. What may still be given back is not held
//! against a run: a look ends it only below zero less that. Nobody else sees a counter that is too low for that
//! reason, because a region with a call before such a branch ends there.

use super::source::Body;
use super::{Granularity, InstrumentError};
use wasmparser::{BlockType, Operator};

/// Where gas is charged in one function, and where it is given back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) charges: Vec<Charge>,
    pub(super) refunds: Vec<Refund>,
}

/// One charge, written before the operator `at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Charge {
    /// The index of the operator.
    pub(super) at: usize,
    /// Gas.
    pub(super) cost: u64,
    /// Whether the counter is looked at after it.
    pub(super) checked: bool,
    /// Gas of this charge and those around it that may be given back.
    pub(super) slack: u64,
}

/// Gas given back where the `br_if` that is the operator `at` is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refund {
    /// The index of the operator.
    pub(super) at: usize,
    /// Gas.
    pub(super) gas: u64,
}

/// Gas that was charged after a call that may have been recursive and before the next look; none if there was no such
/// call.
type Owed = Option<u64>;

/// Each frame of a deep recursion may go on for so much gas before it is looked at.
const LITTLE: u64 = 64;

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
    /// What is owed for a recursive call since the last look: where the frame began …
    called_before: Owed,
    /// … and the most on any way to its end.
    called: Owed,
    /// The operator behind its end.
    behind: usize,
    /// Whether a branch to it takes values along.
    takes_values: bool,
    /// Branches that leave a loop for its end, with their region and what that cost so far.
    exits: Vec<(usize, usize, u64)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Block,
    Loop,
    If,
    Else,
}

/// The plan as it grows, operator by operator.
struct Planner<'p, 'a> {
    granularity: Granularity,
    body: &'p Body<'a>,
    charges: Vec<Charge>,
    refunds: Vec<Refund>,
    /// For each charge, the one whose region was open around its region.
    around: Vec<usize>,
    frames: Vec<Frame>,
    /// The region that the current operator belongs to.
    region: usize,
    /// Whether the current operator can be executed.
    live: bool,
    /// What is owed for a recursive call since the last look at the counter.
    called: Owed,
    /// The region that began after such a call.
    looks: Option<usize>,
    /// The last operator that shows the counter to others.
    shown: Option<usize>,
}

/// Plans the charges of a function: `entry` for entering it, `price` for each operator, `recurses` for whether
/// an operator is a call that may come back to the function.
pub(super) fn plan<'a>(
    body: &Body<'a>,
    entry: u64,
    granularity: Granularity,
    mut price: impl FnMut(usize, &Operator<'a>) -> Result<u64, InstrumentError>,
    recurses: impl Fn(&Operator<'a>) -> bool,
) -> Result<Plan, InstrumentError> {
    let mut planner = Planner {
        granularity,
        body,
        charges: vec![Charge { at: 0, cost: entry, checked: true, slack: 0 }],
        refunds: Vec::new(),
        around: vec![0],
        frames: Vec::new(),
        region: 0,
        live: true,
        called: None,
        looks: None,
        shown: None,
    };
    planner.enter(Kind::Block, true, body.operators.len());
    for (at, operator) in body.operators.iter().enumerate() {
        if granularity == Granularity::Operator && at > 0 && planner.live {
            planner.open(at, true);
        }
        let cost = price(at, operator)?;
        if planner.live
            && let Some(charge) = planner.charges.get_mut(planner.region)
        {
            charge.cost = charge.cost.saturating_add(cost);
            if planner.looks == Some(planner.region) {
                planner.called = planner.called.map(|owed| owed.saturating_add(cost));
                if planner.called > Some(LITTLE) {
                    charge.checked = true;
                    (planner.called, planner.looks) = (None, None);
                }
            }
        }
        planner.step(at, operator)?;
        if planner.live && recurses(operator) {
            (planner.called, planner.looks) = (planner.called.max(Some(0)), None);
        }
    }
    Ok(planner.finish())
}

impl Planner<'_, '_> {
    fn step(&mut self, at: usize, operator: &Operator<'_>) -> Result<(), InstrumentError> {
        match operator {
            Operator::Block { blockty } => self.enter(Kind::Block, *blockty != BlockType::Empty, self.body.behind(at)),
            Operator::Loop { .. } => {
                if self.live
                    && self.granularity == Granularity::Region
                    && self.charges.len() == 1
                    && self.shown.is_none()
                {
                    // The way from the entry leads straight to the look in the loop.
                    self.charges[0].checked = false;
                }
                self.enter(Kind::Loop, true, self.body.behind(at));
                self.open(at + 1, true);
            }
            Operator::If { blockty } => {
                self.enter(Kind::If, *blockty != BlockType::Empty, self.body.behind(at));
                self.open(at + 1, false);
            }
            Operator::Else => {
                let frame = self.frames.last_mut().ok_or_else(unbalanced)?;
                frame.reached |= self.live;
                frame.called = frame.called.max(self.called.filter(|_| self.live));
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
                if !self.passes(at, *relative_depth) {
                    self.open(at + 1, false);
                }
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
            Operator::Call { .. } | Operator::CallIndirect { .. } => self.shown = Some(at),
            Operator::MemoryGrow { .. } | Operator::MemoryFill { .. } | Operator::MemoryCopy { .. } => {
                self.shown = Some(at)
            }
            _ => {}
        }
        Ok(())
    }

    fn enter(&mut self, kind: Kind, takes_values: bool, behind: usize) {
        self.frames.push(Frame {
            kind,
            region: self.region,
            escape: self.frames.len(),
            live: self.live,
            reached: false,
            called_before: self.called,
            called: None,
            behind,
            takes_values,
            exits: Vec::new(),
        });
    }

    /// Begins a region at operator `at`.
    fn open(&mut self, at: usize, checked: bool) {
        if !self.live {
            return;
        }
        let checked = checked || self.granularity == Granularity::Operator;
        self.called = self.called.filter(|_| !checked);
        match self.charges.last_mut() {
            // Two regions that begin at the same place are one.
            Some(last) if last.at == at => last.checked |= checked,
            _ => {
                self.charges.push(Charge { at, cost: 0, checked, slack: 0 });
                self.around.push(self.frames.last().map_or(0, |frame| frame.region));
            }
        }
        self.region = self.charges.len() - 1;
        self.looks = self.called.map(|_| self.region);
    }

    fn branch(&mut self, relative_depth: u32) -> Result<(), InstrumentError> {
        let innermost = self.frames.len().checked_sub(1).ok_or_else(unbalanced)?;
        let target = innermost.checked_sub(relative_depth as usize).ok_or_else(unbalanced)?;
        if self.live {
            let (called, frames) = (self.called, &mut self.frames);
            frames[innermost].escape = frames[innermost].escape.min(target);
            frames[target].called = frames[target].called.max(called);
            frames[target].reached |= frames[target].kind != Kind::Loop;
        }
        Ok(())
    }

    /// Whether the region goes on behind the `br_if` that is the operator `at`.
    fn passes(&mut self, at: usize, relative_depth: u32) -> bool {
        if !self.live || self.granularity != Granularity::Region {
            return false;
        }
        let target = self.frames.len() - 1 - relative_depth as usize;
        if self.frames[target].kind != Kind::Loop && self.body.ends_in_trap(self.frames[target].behind) {
            return true;
        }
        let leaves_loop = self.frames[target..].iter().skip(1).any(|frame| frame.kind == Kind::Loop);
        let charge = self.charges[self.region];
        let settled = self.shown.is_none_or(|at| at < charge.at);
        let frame = &mut self.frames[target];
        let passes = leaves_loop && settled && !frame.takes_values && frame.kind != Kind::Loop;
        if passes {
            frame.exits.push((at, self.region, charge.cost));
        }
        passes
    }

    /// Settles what the branches to the end of `frame` skip.
    fn settle(&mut self, frame: &Frame) {
        for (at, region, before) in &frame.exits {
            let charge = &mut self.charges[*region];
            let gas = charge.cost - before;
            if gas > 0 {
                self.refunds.push(Refund { at: *at, gas });
                charge.slack = charge.slack.saturating_add(gas);
            }
        }
    }

    fn finish(mut self) -> Plan {
        self.refunds.sort_unstable_by_key(|refund| refund.at);
        for region in 1..self.charges.len() {
            let around = self.charges[self.around[region]].slack;
            self.charges[region].slack = self.charges[region].slack.saturating_add(around);
        }
        Plan { charges: self.charges, refunds: self.refunds }
    }

    fn leave(&mut self, at: usize) -> Result<(), InstrumentError> {
        let mut frame = self.frames.pop().ok_or_else(unbalanced)?;
        self.settle(&frame);
        if frame.kind == Kind::If && frame.live {
            // Without an `else` the other arm is empty.
            frame.reached = true;
            frame.called = frame.called.max(frame.called_before);
        }
        let fell_through = self.live;
        self.called = frame.called.max(self.called.filter(|_| fell_through));
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
