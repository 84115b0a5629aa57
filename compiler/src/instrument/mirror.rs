//! Loops that keep the gas left in a local beside the global.
//!
//! A round of a short loop takes a few cycles, and a counter that goes through memory in each round takes as many
//! again. So a loop that calls nothing reads the counter once, before it begins; from then on a charge is taken off
//! a local and stored to the global. The global is right at any moment, and nobody waits for it.

use std::ops::Range;
use wasmparser::Operator;

/// The outermost loops that call nothing, each from its `loop` to behind its `end`.
pub(super) fn loops(operators: &[Operator<'_>]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // For each open block: where it begins if it is a loop, and whether it calls.
    let mut open: Vec<(Option<usize>, bool)> = vec![(None, false)];
    for (at, operator) in operators.iter().enumerate() {
        match operator {
            Operator::Loop { .. } => open.push((Some(at), false)),
            Operator::Block { .. } | Operator::If { .. } => open.push((None, false)),
            Operator::End => {
                let Some((begin, calls)) = open.pop() else { break };
                if let Some((_, outer)) = open.last_mut() {
                    *outer |= calls;
                }
                if let Some(begin) = begin.filter(|_| !calls) {
                    while found.pop_if(|inner| inner.start > begin).is_some() {}
                    found.push(begin..at + 1);
                }
            }
            Operator::Call { .. } | Operator::CallIndirect { .. } => {
                if let Some((_, calls)) = open.last_mut() {
                    *calls = true;
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::instrument::source::{Body, Source};

    #[test]
    fn the_outermost_loops_without_calls_are_found() {
        let ranges = |body: &str| {
            let wasm = wat::parse_str(format!("(module (func {body}))")).expect("valid text");
            let source = Source::read(&wasm).expect("a module");
            let found = Body::read(0, &source.bodies[0]).expect("a body").mirrors;
            found.iter().map(|range| (range.start, range.end)).collect::<Vec<_>>()
        };
        assert_eq!(ranges("nop loop nop end nop"), [(1, 4)]);
        assert_eq!(ranges("loop loop end loop end end loop end"), [(0, 6), (6, 8)]);
        assert_eq!(ranges("loop loop end call 0 end"), [(1, 3)]);
        assert_eq!(ranges("loop block call 0 end loop end end"), [(4, 6)]);
        assert_eq!(ranges("call 0 block loop end end"), [(2, 4)]);
    }
}
