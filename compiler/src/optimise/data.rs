//! Data: segments without the zeros that a memory begins with, and none for a memory that nobody reads.

use std::collections::BTreeSet;
use walrus::ir::{Instr, InstrLocId, Value, Visitor, dfs_in_order};
use walrus::{ConstExpr, DataKind, ExportItem, ImportKind, MemoryId, Module};

/// Zeros, at least, that a segment is split at: a segment more takes some eight bytes, and a node's time.
const GAP: usize = 64;

/// Segments, at most, that are made of those there are: as many as the gate lets in, with room for others.
const SEGMENTS: usize = 10_000;

/// Shrinks the segments of `module`, which are active and lie within its memory: the gate lets in no others.
pub(super) fn shrink(module: &mut Module) {
    let Some(memory) = module.memories.iter().next().map(|memory| memory.id()) else { return };
    let segments: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    if !is_read(module, memory) {
        segments.into_iter().for_each(|id| module.data.delete(id));
        module.memories.get_mut(memory).data_segments.clear();
        return;
    }
    let mut parts = Vec::new();
    for id in &segments {
        let data = module.data.get(*id);
        let DataKind::Active { offset: ConstExpr::Value(Value::I32(offset)), .. } = data.kind else { return };
        parts.push((u64::from(offset as u32), data.value.as_slice()));
    }
    let Some(parts) = without_zeros(parts) else { return };
    if parts.len() > SEGMENTS.max(segments.len()) {
        return;
    }
    let parts: Vec<_> = parts.into_iter().map(|(at, bytes)| (at as u32 as i32, bytes.to_vec())).collect();
    segments.into_iter().for_each(|id| module.data.delete(id));
    let mut made = Vec::new();
    for (at, bytes) in parts {
        let offset = ConstExpr::Value(Value::I32(at));
        made.push(module.data.add(DataKind::Active { memory, offset }, bytes));
    }
    module.memories.get_mut(memory).data_segments = made.into_iter().collect();
}

/// The parts that are not zero; `None` where one lies over another, whose zeros then matter.
fn without_zeros(mut parts: Vec<(u64, &[u8])>) -> Option<Vec<(u64, &[u8])>> {
    parts.sort_by_key(|(at, bytes)| (*at, bytes.len()));
    if parts.windows(2).any(|two| two[0].0 + two[0].1.len() as u64 > two[1].0) {
        return None;
    }
    let mut kept = Vec::new();
    for (at, bytes) in parts {
        let mut from = 0;
        while let Some(zeros) = bytes[from..].iter().position(|byte| *byte != 0) {
            let start = from + zeros;
            let mut end = start;
            from = bytes.len();
            for (index, byte) in bytes.iter().enumerate().skip(start) {
                if *byte != 0 {
                    end = index + 1;
                } else if index + 1 - end >= GAP {
                    from = index + 1;
                    break;
                }
            }
            kept.push((at + start as u64, &bytes[start..end]));
        }
    }
    Some(kept)
}

/// True if an operator, the world outside or a function of the host may look at the memory.
fn is_read(module: &Module, memory: MemoryId) -> bool {
    let exported = module.exports.iter().any(|export| matches!(export.item, ExportItem::Memory(id) if id == memory));
    let host = module.imports.iter().any(|import| matches!(import.kind, ImportKind::Function(_)));
    let mut used = Used::default();
    for (_, function) in module.funcs.iter_local() {
        dfs_in_order(&mut used, function, function.entry_block());
    }
    exported || host || used.memories.contains(&memory)
}

#[derive(Default)]
struct Used {
    memories: BTreeSet<MemoryId>,
}

impl<'instr> Visitor<'instr> for Used {
    fn visit_instr(&mut self, _: &'instr Instr, _: &'instr InstrLocId) {}

    fn visit_memory_id(&mut self, memory: &MemoryId) {
        self.memories.insert(*memory);
    }
}
