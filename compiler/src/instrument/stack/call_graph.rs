//! Call graph of a module, as a list of edges for each node.
//!
//! It has a node for every function with a body and one for every signature; an indirect call goes to its signature's
//! node, and from there to every function of that signature that stands in a table. Imports are left out: a host
//! function does not call back into the frame it was called from.

use std::ops::Range;

/// A node: the number of a function with a body, or beyond those of a signature.
pub(crate) type Node = usize;

/// An edge of the call graph.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    /// The callee.
    pub(crate) to: Node,
    /// True if the call diverges: the caller runs into a trap should it return.
    pub(crate) diverges: bool,
}

/// Nodes, functions first, and the calls of each (compressed sparse rows).
#[derive(Debug)]
pub(crate) struct CallGraph {
    /// The number of nodes that are functions.
    pub(crate) functions: usize,
    /// The index of each node's first call; at last, the number of calls.
    pub(crate) starts: Vec<usize>,
    /// The calls of all nodes, in order of the nodes.
    pub(crate) calls: Vec<Call>,
}

impl CallGraph {
    /// All nodes.
    pub(crate) fn nodes(&self) -> Range<Node> {
        0..self.starts.len().saturating_sub(1)
    }

    /// The calls of `node`.
    pub(crate) fn calls(&self, node: Node) -> &[Call] {
        &self.calls[self.starts[node]..self.starts[node + 1]]
    }
}
