//! Who calls whom: what may lead back to itself, and who has to keep the count of the stack.
//!
//! The graph has a node for every function with a body and one for every signature; an indirect call goes to its
//! signature's node, and from there to every function of that signature that stands in a table. Imports are
//! left out: a host function does not call back into the frame it was called from.

use super::counter::Depth;
use super::scc::{Call, Graph, Node};
use super::stack_points::Counted;
use crate::instrument::reader::module::{Body, Source};
use crate::instrument::reader::operator::{Does, Op};
use std::collections::HashMap;
use wasmparser::FuncType;

/// The calls as they are collected.
pub(crate) struct CallGraph<'s, 'a> {
    source: &'s Source<'a>,
    nodes: Nodes,
    graph: Graph,
    /// Whether each function counts on its callees to leave the stack left as it was.
    relying: Vec<bool>,
}

impl<'s, 'a> CallGraph<'s, 'a> {
    /// A graph without calls. Bodies are added in order.
    pub(crate) fn new(source: &'s Source<'a>) -> Self {
        let mut seen: HashMap<&FuncType, Node> = HashMap::new();
        let functions = source.bodies.len();
        let signatures = source.types.iter().map(|ty| {
            let next = functions + seen.len();
            *seen.entry(ty).or_insert(next)
        });
        let nodes = Nodes { imported: source.imported, signatures: signatures.collect() };
        let graph = Graph { functions, starts: vec![0], calls: Vec::new() };
        Self { source, nodes, graph, relying: Vec::new() }
    }

    /// Adds the calls of the next body.
    pub(crate) fn add(&mut self, body: &Body<'_>) {
        let calls = body.operators.iter().enumerate().filter_map(|(at, operator)| {
            let to = self.nodes.callee(operator)?;
            Some(Call { to, last: body.ends_in_trap(at + 1) })
        });
        self.graph.calls.extend(calls);
        self.graph.starts.push(self.graph.calls.len());
        self.relying.push(Depth::relies_on_callees(body));
    }

    /// Finds what may recurse and what is counted, given each body's frame in bytes.
    pub(crate) fn solve(mut self, frames: &[u32]) -> Calls {
        self.add_table();
        let (component, cyclic) = self.graph.components();
        let recursive: Vec<bool> = component.iter().map(|component| cyclic[*component]).collect();
        let counted = Counted::of(&self.graph, &recursive, frames);
        let restores = self.restores(&counted);
        Calls { nodes: self.nodes, component, recursive, counted, restores }
    }

    /// Adds the calls from each signature to the functions of the table that have it.
    fn add_table(&mut self) {
        let functions = self.graph.functions;
        let signatures = self.nodes.signatures.iter().map(|node| node + 1 - functions).max().unwrap_or(0);
        let mut members: Vec<Vec<Node>> = vec![Vec::new(); signatures];
        for function in &self.source.table {
            let ty = self.source.functions.get(*function as usize);
            let node = ty.and_then(|ty| self.nodes.signatures.get(*ty as usize));
            if let (Some(node), Some(body)) = (node, function.checked_sub(self.source.imported)) {
                members[node - functions].push(body as usize);
            }
        }
        for mut callees in members {
            callees.sort_unstable();
            callees.dedup();
            self.graph.calls.extend(callees.into_iter().map(|to| Call { to, last: false }));
            self.graph.starts.push(self.graph.calls.len());
        }
    }

    /// Which functions are called by one that goes on with the count as it finds it: one that keeps it in the global,
    /// or is not counted.
    fn restores(&self, counted: &Counted) -> Vec<bool> {
        let mut restores = vec![false; self.graph.nodes().len()];
        let initialize = self.source.initialize.and_then(|function| function.checked_sub(self.source.imported));
        if let Some(slot) = initialize.and_then(|body| restores.get_mut(body as usize)) {
            *slot = true;
        }
        for node in self.graph.nodes() {
            let relies = match self.relying.get(node) {
                Some(relies) => *relies || counted.weight(node).is_none(),
                None => restores[node],
            };
            for call in self.graph.calls(node).iter().filter(|call| relies && !call.last) {
                restores[call.to] = true;
            }
        }
        restores
    }
}

/// Which node an operator calls.
struct Nodes {
    imported: u32,
    /// The node of each type index; types of equal signature share one.
    signatures: Vec<Node>,
}

impl Nodes {
    /// The node that `operator` calls, if it is a call to something that has a body.
    fn callee(&self, operator: &Op) -> Option<Node> {
        match operator.does {
            Does::Call(function) => function.checked_sub(self.imported).map(|n| n as usize),
            Does::CallIndirect { ty, .. } => self.signatures.get(ty as usize).copied(),
            _ => None,
        }
    }
}

/// What is known about a module's calls.
pub(crate) struct Calls {
    nodes: Nodes,
    component: Vec<usize>,
    recursive: Vec<bool>,
    counted: Counted,
    restores: Vec<bool>,
}

impl Calls {
    /// Whether `body` has to leave the stack left as it was.
    pub(crate) fn restores(&self, body: Node) -> bool {
        self.restores[body]
    }

    /// The bytes of stack that are counted for each call of `body`, if any are.
    pub(crate) fn weight(&self, body: Node) -> Option<u32> {
        self.counted.weight(body)
    }

    /// Whether `operator` is a call that may lead to a function whose depth is counted.
    pub(crate) fn deepens(&self, operator: &Op) -> bool {
        self.nodes.callee(operator).is_some_and(|callee| self.counted.deepens(callee))
    }

    /// Whether `operator`, standing in `body`, is a call that may lead back to `body`.
    pub(crate) fn recurses(&self, body: Node, operator: &Op) -> bool {
        let callee = self.nodes.callee(operator).filter(|_| self.recursive[body]);
        callee.is_some_and(|callee| self.component.get(callee) == self.component.get(body))
    }
}
