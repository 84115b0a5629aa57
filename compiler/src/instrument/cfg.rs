//! The ways through one function: its basic blocks.

use super::InstrumentError;
use super::reader::module::Body;
use super::reader::operator::{Does, Op};
use smallvec::SmallVec;
use wasmparser::BrTable;

/// Operators that are executed one after the other, and where they may lead. Blocks are numbered in the order of
/// their first operators, so only a branch back to a loop leads to a smaller number.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// The index of the first operator.
    pub(super) at: usize,
    /// Gas.
    pub(super) cost: u64,
    /// The blocks that may come next; [`EXIT`] for the end of the function.
    pub(super) next: Few,
    /// Whether rounds of a loop begin with it.
    pub(super) header: bool,
    /// Whether it has a call that may come back to the function.
    pub(super) recurses: bool,
    /// Whether it has an operator that shows the counter to others, or looks at it.
    pub(super) shows: bool,
}

/// Blocks by number: hardly ever more than two.
pub(super) type Few = SmallVec<[usize; 2]>;

/// The end of the function.
pub(super) const EXIT: usize = usize::MAX;

/// What is open around an operator.
struct Frame {
    /// The block that a branch back to a loop goes to.
    header: Option<usize>,
    /// The block that ends in the `if`, until its `else`.
    condition: Option<usize>,
    /// The blocks that branch to its end.
    leaving: Few,
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
pub(super) fn blocks(
    body: &Body<'_>,
    apart: bool,
    entry: u64,
    mut price: impl FnMut(usize, &Op) -> Result<u64, InstrumentError>,
    recurses: impl Fn(&Op) -> bool,
) -> Result<Vec<Block>, InstrumentError> {
    let first = Block { cost: entry, ..Block::default() };
    let mut finder = Finder { blocks: vec![first], frames: Vec::new(), current: Some(0) };
    finder.frames.push(Frame { header: None, condition: None, leaving: Few::new() });
    for (at, operator) in body.operators.iter().enumerate() {
        if apart && finder.current.is_some_and(|current| finder.blocks[current].at != at) {
            finder.open(at, finder.current);
        }
        let cost = price(at, operator)?;
        if let Some(block) = finder.current.and_then(|current| finder.blocks.get_mut(current)) {
            block.cost = block.cost.saturating_add(cost);
            block.recurses |= recurses(operator);
            block.shows |= operator.calls_out();
        }
        finder.step(at, operator.does, &body.tables)?;
    }
    Ok(finder.blocks)
}

impl Finder {
    fn step(&mut self, at: usize, does: Does, tables: &[BrTable<'_>]) -> Result<(), InstrumentError> {
        match does {
            Does::Block(_) => self.enter(None, None),
            Does::Loop(_) => {
                self.open(at + 1, self.current);
                if let Some(header) = self.current {
                    self.blocks[header].header = true;
                }
                self.enter(self.current, None);
            }
            Does::If(_) => {
                self.enter(None, self.current);
                self.open(at + 1, self.current);
            }
            Does::Else => {
                let frame = self.frames.last_mut().ok_or_else(unbalanced)?;
                frame.leaving.extend(self.current);
                let condition = frame.condition.take();
                self.open(at + 1, condition);
            }
            Does::End => {
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
            Does::Br(depth) => self.branch(&[depth])?,
            Does::BrIf(depth) => {
                let passing = self.current;
                self.branch(&[depth])?;
                self.open(at + 1, passing);
            }
            Does::BrTable(number) => {
                let targets = tables.get(number as usize).ok_or_else(unbalanced)?;
                let mut depths = targets.targets().collect::<Result<Vec<_>, _>>()?;
                depths.push(targets.default());
                depths.sort_unstable();
                depths.dedup();
                self.branch(&depths)?;
            }
            Does::Return => self.branch(&[self.frames.len().saturating_sub(1) as u32])?,
            Does::Unreachable => self.current = None,
            Does::Call(_) | Does::CallIndirect { .. } | Does::Grow | Does::Bulk | Does::Plain => {}
        }
        Ok(())
    }

    fn enter(&mut self, header: Option<usize>, condition: Option<usize>) {
        self.frames.push(Frame { header, condition, leaving: Few::new() });
    }

    /// Begins a block at the operator `at`, if any lead there.
    fn open(&mut self, at: usize, from: impl IntoIterator<Item = usize>) {
        let block = self.blocks.len();
        self.current = None;
        for before in from {
            self.blocks[before].next.push(block);
            self.current = Some(block);
        }
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
