//! Slots of locals. A local lives from its first operator to its last, and in a loop that it was not made in to the
//! loop's end; locals of one type that do not live at once share a slot. Each slot costs gas in every call.

use crate::lower::code::{Code, Step};
use std::collections::BTreeMap;
use wasm_encoder::{Instruction as I, ValType};

/// The life of a local, by operators. Parameters begin before the first one.
#[derive(Clone, Copy)]
struct Life {
    begin: i64,
    end: i64,
}

/// Gives locals their slots.
pub(super) fn share(code: &mut Code) {
    let lives = lives(code);
    let mut order: Vec<usize> = (0..lives.len()).filter(|var| lives[*var].is_some()).collect();
    order.sort_by_key(|var| (lives[*var].map(|life| life.begin), *var));
    let mut kinds: Vec<ValType> = code.vars[..code.params as usize].to_vec();
    let mut slots = vec![0u32; code.vars.len()];
    // Slots in use by the operator they are free behind, and free ones by type.
    let mut busy: BTreeMap<(i64, u32), ()> = BTreeMap::new();
    let mut free: [Vec<u32>; 4] = Default::default();
    for var in 0..code.params {
        slots[var as usize] = var;
        match lives[var as usize] {
            Some(life) => _ = busy.insert((life.end, var), ()),
            None => free[kind(kinds[var as usize])].push(var),
        }
    }
    for var in order.into_iter().filter(|var| *var >= code.params as usize) {
        let Some(life) = lives[var] else { continue };
        while let Some(((end, slot), ())) = busy.pop_first() {
            if end >= life.begin {
                busy.insert((end, slot), ());
                break;
            }
            free[kind(kinds[slot as usize])].push(slot);
        }
        let ty = code.vars[var];
        // A local whose zero counts has a slot of its own: that of a parameter has the argument in it.
        let shared = if life.begin < 0 { None } else { free[kind(ty)].pop() };
        let slot = shared.unwrap_or_else(|| {
            kinds.push(ty);
            kinds.len() as u32 - 1
        });
        slots[var] = slot;
        busy.insert((life.end, slot), ());
    }
    // Slots of one type stand together, which makes their declaration short.
    let mut sorted: Vec<u32> = (code.params..kinds.len() as u32).collect();
    sorted.sort_by_key(|slot| kind(kinds[*slot as usize]));
    let mut places: Vec<u32> = (0..kinds.len() as u32).collect();
    sorted.iter().zip(code.params..).for_each(|(slot, place)| places[*slot as usize] = place);
    code.vars.truncate(code.params as usize);
    code.vars.extend(sorted.iter().map(|slot| kinds[*slot as usize]));
    let mut steps: Vec<Step> = Vec::with_capacity(code.steps.len());
    for mut step in std::mem::take(&mut code.steps) {
        if let I::LocalGet(var) | I::LocalSet(var) | I::LocalTee(var) = &mut step.op {
            *var = places[slots[*var as usize] as usize];
        }
        // A copy between locals that share a slot.
        match (steps.last().map(|last| &last.op), &step.op) {
            (Some(I::LocalGet(from)), I::LocalSet(to)) if from == to => _ = steps.pop(),
            (Some(I::LocalGet(from)), I::LocalTee(to)) if from == to => {}
            _ => steps.push(step),
        }
    }
    code.steps = steps;
}

fn kind(ty: ValType) -> usize {
    match ty {
        ValType::I64 => 1,
        ValType::F32 => 2,
        ValType::F64 => 3,
        _ => 0,
    }
}

fn lives(code: &Code) -> Vec<Option<Life>> {
    let ends = loop_ends(code);
    let mut lives: Vec<Option<Life>> = vec![None; code.vars.len()];
    let mut lasting = vec![false; code.vars.len()];
    code.lasting.iter().for_each(|var| lasting[*var as usize] = true);
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut loops: Vec<usize> = Vec::new();
    for (at, step) in code.steps.iter().enumerate() {
        match step.op {
            I::Block(_) | I::If(_) => open.push(None),
            I::Loop(_) => {
                open.push(Some(at));
                loops.push(at);
            }
            I::End => {
                let ended = open.pop().flatten();
                loops.truncate(loops.len() - usize::from(ended.is_some()));
            }
            I::LocalGet(var) | I::LocalSet(var) | I::LocalTee(var) => {
                let at = at as i64;
                let first = matches!(step.op, I::LocalGet(_)) && lives[var as usize].is_none();
                let begin = if var < code.params { -1 } else { at };
                let life = lives[var as usize].get_or_insert(Life { begin, end: at });
                // It is read before it is set: its zero counts.
                lasting[var as usize] |= first && var >= code.params;
                let outer = loops.partition_point(|start| (*start as i64) < life.begin);
                let end = loops.get(outer).map_or(at, |start| ends[start]);
                life.end = life.end.max(end);
            }
            _ => {}
        }
    }
    for (life, lasting) in lives.iter_mut().zip(lasting) {
        if let (Some(life), true) = (life, lasting) {
            *life = Life { begin: -1, end: i64::MAX };
        }
    }
    lives
}

/// The operator that ends each loop.
fn loop_ends(code: &Code) -> BTreeMap<usize, i64> {
    let mut ends = BTreeMap::new();
    let mut open = Vec::new();
    for (at, step) in code.steps.iter().enumerate() {
        match step.op {
            I::Block(_) | I::If(_) => open.push(None),
            I::Loop(_) => open.push(Some(at)),
            I::End => {
                if let Some(Some(start)) = open.pop() {
                    ends.insert(start, at as i64);
                }
            }
            _ => {}
        }
    }
    ends
}
