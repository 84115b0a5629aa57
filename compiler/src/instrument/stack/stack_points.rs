//! Stack points: which functions count the stack they take, and how much each counts.
//!
//! What is on the stack at any moment is a path through the call graph. A stack point is a function that takes its *stack
//! cost* in bytes off the counter when it is called; functions in between run on what stack points took. So:
//!
//! 1. Every cycle goes through a stack point: they include a *feedback vertex set* of the graph. Functions on a cycle that
//!    are *diverging callees*, called only where the caller then runs into a trap, as panics are, come first: no run
//!    calls them often. A depth-first walk through what is left completes the set.
//! 2. What is left has no cycle, and so its chains of calls are of bounded length. A function is a stack point too where
//!    a chain from it would take more than [`UNCOUNTED_STACK_MAX`], or a chain from it to a stack point that is no
//!    diverging callee more than [`UNCOUNTED_CHAIN_MAX`].
//! 3. The stack cost of a stack point is its frame; the longest chain from it to a stack point that is no diverging callee;
//!    and, if it is a diverging callee itself, the longest chain that leads to it. A recursion that may panic does not
//!    pay for the way there at each turn.
//!
//! A chain between two stack points is thus in the stack cost of the upper one, or of the lower one if that is a diverging
//! callee. Left are the chain above the first and that below the last: **at any moment the stack in use is at most what is
//! counted and twice [`UNCOUNTED_STACK_MAX`]**. All of it depends on the module alone.

use super::call_graph::{CallGraph, Node};
use super::scc::Components;

/// The most stack that a chain of functions takes that are no stack points, in bytes.
pub const UNCOUNTED_STACK_MAX: u64 = 16 * 1024;

/// The most stack that such a chain takes between two stack points, in bytes. A larger limit would make fewer stack points,
/// and their stack costs higher on recursions that do not go that way.
const UNCOUNTED_CHAIN_MAX: u64 = 1024;

/// The stack points of a module.
pub(crate) struct StackPoints {
    /// The stack cost of each node that is a stack point, in bytes.
    stack_costs: Vec<Option<u32>>,
    /// True if each node is a stack point or leads to one.
    reaches: Vec<bool>,
}

/// The longest chains of functions that are no stack points through a node that is none either, in bytes.
#[derive(Clone, Copy, Default)]
struct Chains {
    /// From the node, itself included.
    below: u64,
    /// From the node to a stack point that is no diverging callee, itself included; none if it leads to no such function.
    between: Option<u64>,
    /// To the node, itself not included.
    above: u64,
}

impl StackPoints {
    /// The stack points of `graph`, given its components and the frame of each function in bytes.
    pub(crate) fn of(graph: &CallGraph, components: &Components, frames: &[u32]) -> Self {
        let frame = |node: Node| u64::from(frames.get(node).copied().unwrap_or(0));
        let diverging = diverging_callees(graph);
        let mut counted: Vec<bool> =
            graph.nodes().map(|node| diverging[node] && components.is_recursive(node)).collect();
        let callees_first = feedback_vertex_set(graph, &mut counted);

        let mut chains = vec![Chains::default(); counted.len()];
        let mut reaches = counted.clone();
        let between = |node: Node, counted: &[bool], chains: &[Chains]| {
            let callees = graph.calls(node).iter().map(|call| call.to);
            callees.filter_map(|to| if counted[to] { (!diverging[to]).then_some(0) } else { chains[to].between }).max()
        };
        for node in callees_first.iter().copied() {
            let callees = || graph.calls(node).iter().map(|call| call.to);
            let below = callees().filter(|to| !counted[*to]).map(|to| chains[to].below).max();
            let chain = Chains {
                below: below.unwrap_or(0) + frame(node),
                between: between(node, &counted, &chains).map(|bytes| bytes + frame(node)),
                above: 0,
            };
            counted[node] |= node < graph.functions
                && (chain.below > UNCOUNTED_STACK_MAX || chain.between > Some(UNCOUNTED_CHAIN_MAX));
            reaches[node] = counted[node] || callees().any(|to| reaches[to]);
            chains[node] = chain;
        }
        for node in callees_first.iter().rev().copied().filter(|node| !counted[*node]) {
            let above = chains[node].above + frame(node);
            for call in graph.calls(node) {
                chains[call.to].above = chains[call.to].above.max(above);
            }
        }
        let stack_costs = graph.nodes().map(|node| {
            let above = if diverging[node] { chains[node].above } else { 0 };
            let stack_cost = frame(node) + between(node, &counted, &chains).unwrap_or(0) + above;
            counted[node].then_some(stack_cost as u32)
        });
        Self { stack_costs: stack_costs.collect(), reaches }
    }

    /// The stack cost of `node` in bytes, if it is a stack point.
    pub(crate) fn stack_cost(&self, node: Node) -> Option<u32> {
        self.stack_costs.get(node).copied().flatten()
    }

    /// True if `node` is a stack point or leads to one.
    pub(crate) fn reaches(&self, node: Node) -> bool {
        self.reaches.get(node) == Some(&true)
    }
}

/// The diverging callees: functions called only where the caller then runs into a trap.
fn diverging_callees(graph: &CallGraph) -> Vec<bool> {
    let (mut called, mut goes_on) = (vec![false; graph.nodes().len()], vec![false; graph.nodes().len()]);
    for call in &graph.calls {
        called[call.to] = true;
        goes_on[call.to] |= !call.diverges;
    }
    called.iter().zip(goes_on).map(|(called, goes_on)| *called && !goes_on).collect()
}

/// Completes `cut` to a feedback vertex set: a set of functions without which the graph has no cycle. A depth-first walk in
/// order of nodes, through all but those `cut`, cuts one end of every back edge, a function. It is not the least such
/// set, which is NP-hard to find, but the same on every machine. Returns the nodes callees first, as far as those are
/// left.
fn feedback_vertex_set(graph: &CallGraph, cut: &mut [bool]) -> Vec<Node> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        OnPath,
        Done,
    }
    let mut seen: Vec<Seen> = cut.iter().map(|cut| if *cut { Seen::Done } else { Seen::Not }).collect();
    let mut order = Vec::with_capacity(seen.len());
    for root in graph.nodes() {
        let mut path = Vec::new();
        if seen[root] == Seen::Not {
            seen[root] = Seen::OnPath;
            path.push((root, 0));
        }
        while let Some((node, next)) = path.last_mut() {
            let node = *node;
            let Some(call) = graph.calls(node).get(*next) else {
                seen[node] = Seen::Done;
                order.push(node);
                path.pop();
                continue;
            };
            *next += 1;
            match seen[call.to] {
                Seen::Not => {
                    seen[call.to] = Seen::OnPath;
                    path.push((call.to, 0));
                }
                Seen::OnPath if !cut[node] && !cut[call.to] => {
                    cut[if call.to < graph.functions { call.to } else { node }] = true;
                }
                _ => {}
            }
        }
    }
    order
}
