//! Control-flow graph of one function: its basic blocks and their successors.
//!
//! WebAssembly's control flow is structured, so one pass over the operators with a stack of open blocks builds it.
//! Blocks that no path reaches are left out: nothing in them is executed, and nothing is charged for them.

use super::InstrumentError;
use super::reader::body::ParsedBody;
use super::reader::operator::{Op, OpKind};
use smallvec::SmallVec;
use wasmparser::BrTable;

/// A basic block: operators that are executed one after the other, and the blocks that may follow. Blocks are numbered
/// in the order of their first operators, so only the back edge of a loop leads to a smaller number.
#[derive(Clone, Debug, Default)]
pub(super) struct BasicBlock {
    /// The index of the first operator.
    pub(super) first_op: usize,
    /// The sum of its operators' prices, in gas.
    pub(super) gas: u64,
    /// The blocks that may follow; [`EXIT`] for the end of the function.
    pub(super) successors: BlockIds,
    /// True if it is the target of a loop's back edge.
    pub(super) is_loop_header: bool,
    /// True if it has a call that may lead back to the function.
    pub(super) may_recurse: bool,
    /// True if it has an operator that other code sees the gas counter at, or that checks it.
    pub(super) exposes_counter: bool,
}

/// Block numbers. Two are stored in place: only `br_table` has more successors.
pub(super) type BlockIds = SmallVec<[usize; 2]>;

/// The successor that stands for the end of the function.
pub(super) const EXIT: usize = usize::MAX;

/// A structured block around the operator that is read.
struct OpenBlock {
    /// The target of a branch to it, if it is a loop.
    header: Option<usize>,
    /// The basic block that ends in its `if`, until its `else`.
    condition: Option<usize>,
    /// The basic blocks that branch to its end.
    exits: BlockIds,
}

/// A graph under construction, operator by operator.
struct CfgBuilder {
    blocks: Vec<BasicBlock>,
    open: Vec<OpenBlock>,
    /// The basic block of the current operator; none in unreachable code.
    current: Option<usize>,
}

/// The reachable basic blocks of a function. `entry` is the gas for entering it, `price` that of each operator, and
/// `recurses` says of an operator whether it is a call that may lead back to the function. With `apart` each operator
/// is a block of its own.
pub(super) fn basic_blocks(
    body: &ParsedBody<'_>,
    apart: bool,
    entry: u64,
    mut price: impl FnMut(usize, &Op) -> Result<u64, InstrumentError>,
    recurses: impl Fn(&Op) -> bool,
) -> Result<Vec<BasicBlock>, InstrumentError> {
    let first = BasicBlock { gas: entry, ..BasicBlock::default() };
    let mut builder = CfgBuilder { blocks: vec![first], open: Vec::new(), current: Some(0) };
    builder.open.push(OpenBlock { header: None, condition: None, exits: BlockIds::new() });
    for (at, operator) in body.operators.iter().enumerate() {
        if apart && builder.current.is_some_and(|current| builder.blocks[current].first_op != at) {
            builder.begin(at, builder.current);
        }
        let cost = price(at, operator)?;
        if let Some(block) = builder.current.and_then(|current| builder.blocks.get_mut(current)) {
            block.gas = block.gas.saturating_add(cost);
            block.may_recurse |= recurses(operator);
            block.exposes_counter |= operator.leaves_wasm();
        }
        builder.step(at, operator.kind, &body.tables)?;
    }
    Ok(builder.blocks)
}

impl CfgBuilder {
    fn step(&mut self, at: usize, kind: OpKind, tables: &[BrTable<'_>]) -> Result<(), InstrumentError> {
        match kind {
            OpKind::Block(_) => self.push_open(None, None),
            OpKind::Loop(_) => {
                self.begin(at + 1, self.current);
                if let Some(header) = self.current {
                    self.blocks[header].is_loop_header = true;
                }
                self.push_open(self.current, None);
            }
            OpKind::If(_) => {
                self.push_open(None, self.current);
                self.begin(at + 1, self.current);
            }
            OpKind::Else => {
                let block = self.open.last_mut().ok_or_else(unbalanced)?;
                block.exits.extend(self.current);
                let condition = block.condition.take();
                self.begin(at + 1, condition);
            }
            OpKind::End => {
                let mut block = self.open.pop().ok_or_else(unbalanced)?;
                // Without an `else` the other arm is empty.
                block.exits.extend(block.condition);
                if self.open.is_empty() {
                    block.exits.extend(self.current);
                    block.exits.iter().for_each(|block| self.blocks[*block].successors.push(EXIT));
                } else if !block.exits.is_empty() {
                    block.exits.extend(self.current);
                    self.begin(at + 1, block.exits);
                }
            }
            OpKind::Br(depth) => self.branch(&[depth])?,
            OpKind::BrIf(depth) => {
                let passing = self.current;
                self.branch(&[depth])?;
                self.begin(at + 1, passing);
            }
            OpKind::BrTable(number) => {
                let targets = tables.get(number as usize).ok_or_else(unbalanced)?;
                let mut depths = targets.targets().collect::<Result<Vec<_>, _>>()?;
                depths.push(targets.default());
                depths.sort_unstable();
                depths.dedup();
                self.branch(&depths)?;
            }
            OpKind::Return => self.branch(&[self.open.len().saturating_sub(1) as u32])?,
            OpKind::Unreachable => self.current = None,
            OpKind::Call(_) | OpKind::CallIndirect { .. } | OpKind::Grow | OpKind::Bulk | OpKind::Plain => {}
        }
        Ok(())
    }

    fn push_open(&mut self, header: Option<usize>, condition: Option<usize>) {
        self.open.push(OpenBlock { header, condition, exits: BlockIds::new() });
    }

    /// Begins a basic block at the operator `at`, if it has predecessors.
    fn begin(&mut self, at: usize, from: impl IntoIterator<Item = usize>) {
        let block = self.blocks.len();
        self.current = None;
        for before in from {
            self.blocks[before].successors.push(block);
            self.current = Some(block);
        }
        if self.current.is_some() {
            self.blocks.push(BasicBlock { first_op: at, ..BasicBlock::default() });
        }
    }

    /// Ends the current basic block with edges to the targets of branches of these `depths`.
    fn branch(&mut self, depths: &[u32]) -> Result<(), InstrumentError> {
        let Some(current) = self.current.take() else { return Ok(()) };
        for depth in depths {
            let target = self.open.len().checked_sub(1 + *depth as usize).ok_or_else(unbalanced)?;
            match self.open[target].header {
                Some(header) => self.blocks[current].successors.push(header),
                None => self.open[target].exits.push(current),
            }
        }
        Ok(())
    }
}

fn unbalanced() -> InstrumentError {
    InstrumentError::refused("a branch or end outside every block", 0)
}
