//! The ways through one function: its basic blocks.

use super::InstrumentError;
use super::source::{Body, calls_out};
use wasmparser::Operator;

/// Operators that are executed one after the other, and where they may lead. Blocks are numbered in the order of
/// their first operators, so only a branch back to a loop leads to a smaller number.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// The index of the first operator.
    pub(super) at: usize,
    /// Gas.
    pub(super) cost: u64,
    /// The blocks that may come next; [`EXIT`] for the end of the function.
    pub(super) next: Vec<usize>,
    /// Whether rounds of a loop begin with it.
    pub(super) header: bool,
    /// Whether it has a call that may come back to the function.
    pub(super) recurses: bool,
    /// Whether it has an operator that shows the counter to others, or looks at it.
    pub(super) shows: bool,
}

/// The end of the function.
pub(super) const EXIT: usize = usize::MAX;

/// What is open around an operator.
struct Frame {
    /// The block that a branch back to a loop goes to.
    header: Option<usize>,
    /// The block that ends in the `if`, until its `else`.
    condition: Option<usize>,
    /// The blocks that branch to its end.
    leaving: Vec<usize>,
}

/// The blocks as they are found, operator by operator.
struct Finder {
    blocks: Vec<Block>,
    frames: Vec<Frame>,
    /// The block of the current operator; none where nothing is executed.
    current: Option<usize>,
}

/// The blocks of a function that can be executed: `entry` for entering it, `price` for each operator, `recurses` for
/// whether an operator is a call that may come back to the function. Each operator is a block if all is to be `apart`.
pub(super) fn blocks<'a>(
    body: &Body<'a>,
    apart: bool,
    entry: u64,
    mut price: impl FnMut(usize, &Operator<'a>) -> Result<u64, InstrumentError>,
    recurses: impl Fn(&Operator<'a>) -> bool,
) -> Result<Vec<Block>, InstrumentError> {
    let first = Block { cost: entry, ..Block::default() };
    let mut finder = Finder { blocks: vec![first], frames: Vec::new(), current: Some(0) };
    finder.frames.push(Frame { header: None, condition: None, leaving: Vec::new() });
    for (at, operator) in body.operators.iter().enumerate() {
        if apart && finder.current.is_some_and(|current| finder.blocks[current].at != at) {
            let before = finder.current.into_iter().collect();
            finder.open(at, before);
        }
        let cost = price(at, operator)?;
        if let Some(block) = finder.current.and_then(|current| finder.blocks.get_mut(current)) {
            block.cost = block.cost.saturating_add(cost);
            block.recurses |= recurses(operator);
            block.shows |= calls_out(operator);
        }
        finder.step(at, operator)?;
    }
    Ok(finder.blocks)
}

impl Finder {
    fn step(&mut self, at: usize, operator: &Operator<'_>) -> Result<(), InstrumentError> {
        match operator {
            Operator::Block { .. } => self.enter(None, None),
            Operator::Loop { .. } => {
                let before = self.current.into_iter().collect();
                self.open(at + 1, before);
                if let Some(header) = self.current {
                    self.blocks[header].header = true;
                }
                self.enter(self.current, None);
            }
            Operator::If { .. } => {
                self.enter(None, self.current);
                self.open(at + 1, self.current.into_iter().collect());
            }
            Operator::Else => {
                let frame = self.frames.last_mut().ok_or_else(unbalanced)?;
                frame.leaving.extend(self.current);
                let condition = frame.condition.take();
                self.open(at + 1, condition.into_iter().collect());
            }
            Operator::End => {
                let mut frame = self.frames.pop().ok_or_else(unbalanced)?;
                // Without an `else` the other arm is empty.
                frame.leaving.extend(frame.condition);
                if self.frames.is_empty() {
                    frame.leaving.extend(self.current);
                    frame.leaving.iter().for_each(|block| self.blocks[*block].next.push(EXIT));
                } else if !frame.leaving.is_empty() {
                    frame.leaving.extend(self.current);
                    self.open(at + 1, frame.leaving);
                }
            }
            Operator::Br { relative_depth } => self.branch(&[*relative_depth])?,
            Operator::BrIf { relative_depth } => {
                let passing = self.current;
                self.branch(&[*relative_depth])?;
                self.open(at + 1, passing.into_iter().collect());
            }
            Operator::BrTable { targets } => {
                let mut depths = targets.targets().collect::<Result<Vec<_>, _>>()?;
                depths.push(targets.default());
                depths.sort_unstable();
                depths.dedup();
                self.branch(&depths)?;
            }
            Operator::Return => self.branch(&[self.frames.len().saturating_sub(1) as u32])?,
            Operator::Unreachable => self.current = None,
            _ => {}
        }
        Ok(())
    }

    fn enter(&mut self, header: Option<usize>, condition: Option<usize>) {
        self.frames.push(Frame { header, condition, leaving: Vec::new() });
    }

    /// Begins a block at the operator `at`, if any lead there.
    fn open(&mut self, at: usize, from: Vec<usize>) {
        let block = self.blocks.len();
        from.iter().for_each(|before| self.blocks[*before].next.push(block));
        self.current = (!from.is_empty()).then_some(block);
        if self.current.is_some() {
            self.blocks.push(Block { at, ..Block::default() });
        }
    }

    /// Leaves the current block for the ends of frames, or the begin of loops.
    fn branch(&mut self, depths: &[u32]) -> Result<(), InstrumentError> {
        let Some(current) = self.current.take() else { return Ok(()) };
        for depth in depths {
            let target = self.frames.len().checked_sub(1 + *depth as usize).ok_or_else(unbalanced)?;
            match self.frames[target].header {
                Some(header) => self.blocks[current].next.push(header),
                None => self.frames[target].leaving.push(current),
            }
        }
        Ok(())
    }
}

fn unbalanced() -> InstrumentError {
    InstrumentError::refused("a branch or end outside every block", 0)
}
