//! Loops that keep the gas left in a local beside the global.
//!
//! A round of a short loop takes a few cycles, and a counter that goes through memory in each round takes as many
//! again. So a loop reads the counter once, before it begins, and again behind each call; otherwise a charge is taken
//! off a local and stored to the global. The global is right at any moment, and nobody waits for it. A loop that calls
//! in every round, before anything in it branches, would gain nothing and is left out.

use crate::instrument::reader::module::ends_in_trap;
use crate::instrument::reader::operator::{Does, Op};
use std::ops::Range;

/// The loops of one function, as far as the counters need to know them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Loops {
    /// The outermost of those that do not call in every round, each from its `loop` to behind its `end`.
    pub(crate) mirrored: Vec<Range<usize>>,
    /// Whether there is a loop that calls nothing but on its way to a trap.
    pub(crate) tight: bool,
}

/// A block that is open.
#[derive(Clone, Copy, Default)]
struct Frame {
    /// Where it begins, if it is a loop.
    begin: Option<usize>,
    /// How many branches there are before it.
    branches: usize,
    /// How many branches there are before its first call, if it calls.
    call: Option<usize>,
}

impl Loops {
    /// The loops of a function's body.
    pub(crate) fn of(operators: &[Op]) -> Self {
        let mut loops = Self::default();
        let (mut open, mut branches) = (vec![Frame::default()], 0);
        for (at, operator) in operators.iter().enumerate() {
            match operator.does {
                Does::Loop(_) => open.push(Frame { begin: Some(at), branches, call: None }),
                Does::Block(_) => open.push(Frame { begin: None, branches, call: None }),
                Does::If(_) => {
                    branches += 1;
                    open.push(Frame { begin: None, branches, call: None });
                }
                Does::Br(_) | Does::BrIf(_) | Does::BrTable(_) => branches += 1,
                Does::End => {
                    let Some(frame) = open.pop() else { break };
                    if let Some(outer) = open.last_mut() {
                        outer.call = outer.call.or(frame.call);
                    }
                    let Some(begin) = frame.begin else { continue };
                    loops.tight |= frame.call.is_none();
                    if frame.call != Some(frame.branches) {
                        while loops.mirrored.pop_if(|inner| inner.start > begin).is_some() {}
                        loops.mirrored.push(begin..at + 1);
                    }
                }
                _ if operator.calls_out() && !ends_in_trap(operators, at + 1) => {
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
    use crate::instrument::reader::module::{Body, Source};

    #[test]
    fn the_outermost_loops_that_do_not_always_call_are_found() {
        let ranges = |body: &str| {
            let wasm = wat::parse_str(format!("(module (func {body}))")).expect("valid text");
            let source = Source::read(&wasm).expect("a module");
            let found = Body::read(0, &source.bodies[0]).expect("a body").loops.mirrored;
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
