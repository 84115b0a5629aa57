//! Strongly connected components of the call graph, by Tarjan's algorithm: functions that may call each other in a ring.
//!
//! The walk keeps its own stack: a module may nest calls as deep as it has functions.

use super::call_graph::{CallGraph, Node};

/// The strongly connected components of a graph.
pub(crate) struct Components {
    /// The component of each node.
    of_node: Vec<usize>,
    /// True if each component has a cycle.
    cyclic: Vec<bool>,
}

impl Components {
    /// True if `node` may lead back to itself.
    pub(crate) fn is_recursive(&self, node: Node) -> bool {
        self.of_node.get(node).is_some_and(|component| self.cyclic[*component])
    }

    /// True if `one` and `other` are in the same component.
    pub(crate) fn are_joined(&self, one: Node, other: Node) -> bool {
        self.of_node.get(one).is_some_and(|component| self.of_node.get(other) == Some(component))
    }
}

/// Finds the components of `graph`.
pub(crate) fn components(graph: &CallGraph) -> Components {
    const NONE: usize = usize::MAX;
    let nodes = graph.nodes().len();
    let (mut index, mut low) = (vec![NONE; nodes], vec![0; nodes]);
    let (mut component, mut cyclic) = (vec![NONE; nodes], Vec::new());
    let (mut stack, mut next) = (Vec::new(), 0);
    for root in graph.nodes() {
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
            if let Some(call) = graph.calls(node).get(*seen) {
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
                cyclic.push(members.len() > 1 || graph.calls(node).iter().any(|call| call.to == node));
            }
        }
    }
    Components { of_node: component, cyclic }
}
