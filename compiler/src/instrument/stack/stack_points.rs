//! Which functions count their depth, and what each of them counts.
//!
//! What runs on the stack at any moment is a path through the graph of calls. A function that is counted takes bytes
//! off the stack left when it is called; functions in between run on what counted ones took. So:
//!
//! 1. Every cycle goes through a counted function. Those that lie on a cycle and are *final*, called only where the
//!    caller then runs into a trap, as panics are, are counted first: no run calls them often. Then a walk through
//!    what is left counts one end of every call that closes a cycle.
//! 2. What is not counted has no cycle, and so its chains of calls are of bounded length. A function is counted too
//!    where a chain from it would take more than [`SHALLOW_STACK`], or a chain from it to a counted function that
//!    is not final more than [`BETWEEN`].
//! 3. What a function counts is its *weight*: its frame; the longest chain from it to a counted function that is not
//!    final; and, if it is final itself, the longest chain that leads to it. A recursion that may panic does not pay
//!    for the way there at each turn.
//!
//! A chain between two counted functions is thus in the weight of the upper one, or of the lower one if that is final.
//! Left are the chain above the first and that below the last: **at any moment the stack in use is at most
//! what is counted and twice [`SHALLOW_STACK`]**. All of it depends on the module alone.

use super::scc::{Graph, Node};

/// The most stack, in bytes, that a chain of functions takes that are not counted.
pub const SHALLOW_STACK: u64 = 16 * 1024;

/// The most stack, in bytes, that such a chain takes between two counted functions. A longer one would let fewer
/// functions count, and weigh more on recursions that do not go that way.
const BETWEEN: u64 = 1024;

/// What is counted.
pub(crate) struct Counted {
    /// The weight of each node that is counted, in bytes.
    weights: Vec<Option<u32>>,
    /// Whether each node is counted or leads to one that is.
    deepens: Vec<bool>,
}

/// The longest chains of functions that are not counted, by a node that is not counted either, in bytes.
#[derive(Clone, Copy, Default)]
struct Chains {
    /// From the node, itself included.
    below: u64,
    /// From the node to a counted function that is not final, itself included; none if it leads to no such function.
    between: Option<u64>,
    /// To the node, itself not included.
    above: u64,
}

impl Counted {
    /// Given which nodes lie on a cycle, and each function's frame.
    pub(crate) fn of(graph: &Graph, recursive: &[bool], frames: &[u32]) -> Self {
        let frame = |node: Node| u64::from(frames.get(node).copied().unwrap_or(0));
        let last = finals(graph);
        let mut counted: Vec<bool> = last.iter().zip(recursive).map(|(last, recursive)| *last && *recursive).collect();
        let order = graph.cut_cycles(&mut counted);

        let mut chains = vec![Chains::default(); counted.len()];
        let mut deepens = counted.clone();
        let between = |node: Node, counted: &[bool], chains: &[Chains]| {
            let callees = graph.calls(node).iter().map(|call| call.to);
            callees.filter_map(|to| if counted[to] { (!last[to]).then_some(0) } else { chains[to].between }).max()
        };
        for node in order.iter().copied() {
            let callees = || graph.calls(node).iter().map(|call| call.to);
            let below = callees().filter(|to| !counted[*to]).map(|to| chains[to].below).max();
            let chain = Chains {
                below: below.unwrap_or(0) + frame(node),
                between: between(node, &counted, &chains).map(|bytes| bytes + frame(node)),
                above: 0,
            };
            counted[node] |= node < graph.functions && (chain.below > SHALLOW_STACK || chain.between > Some(BETWEEN));
            deepens[node] = counted[node] || callees().any(|to| deepens[to]);
            chains[node] = chain;
        }
        for node in order.iter().rev().copied().filter(|node| !counted[*node]) {
            let above = chains[node].above + frame(node);
            for call in graph.calls(node) {
                chains[call.to].above = chains[call.to].above.max(above);
            }
        }
        let weights = graph.nodes().map(|node| {
            let above = if last[node] { chains[node].above } else { 0 };
            let weight = frame(node) + between(node, &counted, &chains).unwrap_or(0) + above;
            counted[node].then_some(weight as u32)
        });
        Self { weights: weights.collect(), deepens }
    }

    /// The bytes that are counted for each call of `node`, if any are.
    pub(crate) fn weight(&self, node: Node) -> Option<u32> {
        self.weights.get(node).copied().flatten()
    }

    /// Whether `node` is counted or leads to one that is.
    pub(crate) fn deepens(&self, node: Node) -> bool {
        self.deepens.get(node) == Some(&true)
    }
}

/// Which functions are called only where the caller then runs into a trap.
fn finals(graph: &Graph) -> Vec<bool> {
    let (mut called, mut goes_on) = (vec![false; graph.nodes().len()], vec![false; graph.nodes().len()]);
    for call in &graph.calls {
        called[call.to] = true;
        goes_on[call.to] |= !call.last;
    }
    called.iter().zip(goes_on).map(|(called, goes_on)| *called && !goes_on).collect()
}
