//! Gas in a local: loops that cache the gas counter, write-through.
//!
//! A round of a short loop takes a few cycles, and a counter that is loaded, changed and stored in each round adds a
//! store-to-load latency to every one. So a loop loads the global once, before it begins, and again after each call;
//! a charge subtracts from the local and stores the result to the global. The global is right at any moment, and no
//! load depends on that store. A loop that calls in every round, before anything in it branches, gains nothing and is
//! left out.

use crate::instrument::reader::operator::{Op, OpKind, leads_to_trap};
use std::ops::Range;

/// The loops of one function that decide where its counters are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Loops {
    /// The loops that cache gas in a local: the outermost of those that do not call in every round, each from its `loop`
    /// to behind its `end`, as indices of operators.
    pub(crate) gas_in_local: Vec<Range<usize>>,
    /// True if there is a loop that calls nothing but on its way to a trap. Such a function keeps the stack counter in
    /// the global and leaves the register to the loop; see [`StackCounter`](crate::instrument::stack::counter::StackCounter).
    pub(crate) has_call_free: bool,
}

/// A structured block around the operator that is read.
#[derive(Clone, Copy, Default)]
struct Frame {
    /// The index of its `loop`, if it is one.
    begin: Option<usize>,
    /// The number of branches before it.
    branches: usize,
    /// The number of branches before its first call, if it calls.
    call: Option<usize>,
}

impl Loops {
    /// The loops of a function's body.
    pub(crate) fn of(operators: &[Op]) -> Self {
        let mut loops = Self::default();
        let (mut open, mut branches) = (vec![Frame::default()], 0);
        for (at, operator) in operators.iter().enumerate() {
            match operator.kind {
                OpKind::Loop(_) => open.push(Frame { begin: Some(at), branches, call: None }),
                OpKind::Block(_) => open.push(Frame { begin: None, branches, call: None }),
                OpKind::If(_) => {
                    branches += 1;
                    open.push(Frame { begin: None, branches, call: None });
                }
                OpKind::Br(_) | OpKind::BrIf(_) | OpKind::BrTable(_) => branches += 1,
                OpKind::End => {
                    let Some(frame) = open.pop() else { break };
                    if let Some(outer) = open.last_mut() {
                        outer.call = outer.call.or(frame.call);
                    }
                    let Some(begin) = frame.begin else { continue };
                    loops.has_call_free |= frame.call.is_none();
                    if frame.call != Some(frame.branches) {
                        while loops.gas_in_local.pop_if(|inner| inner.start > begin).is_some() {}
                        loops.gas_in_local.push(begin..at + 1);
                    }
                }
                _ if operator.leaves_wasm() && !leads_to_trap(operators, at + 1) => {
                    if let Some(frame) = open.last_mut() {
                        frame.call = frame.call.or(Some(branches));
                    }
                }
                _ => {}
            }
        }
        loops
    }
}

#[cfg(test)]
mod tests {
    use crate::instrument::reader::body::ParsedBody;
    use crate::instrument::reader::module::ParsedModule;

    #[test]
    fn the_outermost_loops_that_do_not_always_call_cache_gas() {
        let ranges = |body: &str| {
            let wasm = wat::parse_str(format!("(module (func {body}))")).expect("valid text");
            let source = ParsedModule::parse(&wasm).expect("a module");
            let found = ParsedBody::read(0, &source.bodies[0]).expect("a body").loops.gas_in_local;
            found.iter().map(|range| (range.start, range.end)).collect::<Vec<_>>()
        };
        assert_eq!(ranges("nop loop nop end nop"), [(1, 4)]);
        assert_eq!(ranges("loop loop end loop end end loop end"), [(0, 6), (6, 8)]);
        assert_eq!(ranges("loop loop end call 0 end"), [(1, 3)]);
        assert_eq!(ranges("loop block call 0 end loop end end"), [(4, 6)]);
        assert_eq!(ranges("call 0 block loop end end"), [(2, 4)]);
        // It calls in some rounds, or never again.
        assert_eq!(ranges("loop i32.const 0 br_if 0 call 0 end"), [(0, 5)]);
        assert_eq!(ranges("loop i32.const 0 if call 0 end loop end end"), [(0, 8)]);
        assert_eq!(ranges("loop call 0 unreachable end"), [(0, 4)]);
    }
}
