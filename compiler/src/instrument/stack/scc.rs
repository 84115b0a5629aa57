//! A graph of calls, and its cycles. No walk through it recurses: a module may have any shape.

use std::ops::Range;

/// A node: a function with a body, or a signature.
pub(crate) type Node = usize;

/// An edge.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    /// What is called.
    pub(crate) to: Node,
    /// Whether the caller runs into a trap should the call return.
    pub(crate) last: bool,
}

/// Nodes, functions first, and their calls.
#[derive(Debug)]
pub(crate) struct Graph {
    /// How many nodes are functions.
    pub(crate) functions: usize,
    /// Where the calls of each node stand; at last, where they end.
    pub(crate) starts: Vec<usize>,
    pub(crate) calls: Vec<Call>,
}

impl Graph {
    pub(crate) fn nodes(&self) -> Range<Node> {
        0..self.starts.len().saturating_sub(1)
    }

    pub(crate) fn calls(&self, node: Node) -> &[Call] {
        &self.calls[self.starts[node]..self.starts[node + 1]]
    }

    /// Tarjan's strongly connected components. Also whether each component has a cycle.
    pub(crate) fn components(&self) -> (Vec<usize>, Vec<bool>) {
        const NONE: usize = usize::MAX;
        let nodes = self.nodes().len();
        let (mut index, mut low) = (vec![NONE; nodes], vec![0; nodes]);
        let (mut component, mut cyclic) = (vec![NONE; nodes], Vec::new());
        let (mut stack, mut next) = (Vec::new(), 0);
        for root in self.nodes() {
            if index[root] != NONE {
                continue;
            }
            let mut path = vec![(root, 0)];
            while let Some((node, seen)) = path.last_mut() {
                let node = *node;
                if *seen == 0 {
                    (index[node], low[node]) = (next, next);
                    next += 1;
                    stack.push(node);
                }
                if let Some(call) = self.calls(node).get(*seen) {
                    *seen += 1;
                    if index[call.to] == NONE {
                        path.push((call.to, 0));
                    } else if component[call.to] == NONE {
                        low[node] = low[node].min(index[call.to]);
                    }
                    continue;
                }
                path.pop();
                if let Some((caller, _)) = path.last() {
                    low[*caller] = low[*caller].min(low[node]);
                }
                if low[node] == index[node] {
                    let members = stack.split_off(stack.iter().rposition(|member| *member == node).unwrap_or(0));
                    members.iter().for_each(|member| component[*member] = cyclic.len());
                    cyclic.push(members.len() > 1 || self.calls(node).iter().any(|call| call.to == node));
                }
            }
        }
        (component, cyclic)
    }

    /// Walks depth first, in order of nodes, through all but those `cut`. Cuts on the way at least one end of every
    /// call that closes a cycle, always a function. What is left has no cycle; answered are the nodes in an order
    /// in which those left are called before they call.
    pub(crate) fn cut_cycles(&self, cut: &mut [bool]) -> Vec<Node> {
        #[derive(Clone, Copy, PartialEq)]
        enum Seen {
            Not,
            OnPath,
            Done,
        }
        let mut seen: Vec<Seen> = cut.iter().map(|cut| if *cut { Seen::Done } else { Seen::Not }).collect();
        let mut order = Vec::with_capacity(seen.len());
        for root in self.nodes() {
            let mut path = Vec::new();
            if seen[root] == Seen::Not {
                seen[root] = Seen::OnPath;
                path.push((root, 0));
            }
            while let Some((node, next)) = path.last_mut() {
                let node = *node;
                let Some(call) = self.calls(node).get(*next) else {
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
                        cut[if call.to < self.functions { call.to } else { node }] = true;
                    }
                    _ => {}
                }
            }
        }
        order
    }
}
