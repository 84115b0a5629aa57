//! Call analysis: which calls may recurse, which lead to a stack point, and which functions restore the stack counter.

use super::call_graph::{Call, CallGraph, Node};
use super::scc::{self, Components};
use super::stack_points::StackPoints;
use crate::instrument::reader::body::ParsedBody;
use crate::instrument::reader::module::ParsedModule;
use crate::instrument::reader::operator::{Op, OpKind};
use std::collections::HashMap;
use wasmparser::FuncType;

/// A call graph under construction.
pub(crate) struct CallGraphBuilder<'s, 'a> {
    source: &'s ParsedModule<'a>,
    nodes: Nodes,
    graph: CallGraph,
    /// True if each function needs the counter in the global after a call as it was before.
    relying: Vec<bool>,
}

impl<'s, 'a> CallGraphBuilder<'s, 'a> {
    /// A graph without calls. Bodies are added in order.
    pub(crate) fn new(source: &'s ParsedModule<'a>) -> Self {
        let mut seen: HashMap<&FuncType, Node> = HashMap::new();
        let functions = source.bodies.len();
        let signatures = source.types.iter().map(|ty| {
            let next = functions + seen.len();
            *seen.entry(ty).or_insert(next)
        });
        let nodes = Nodes { imported: source.imported, signatures: signatures.collect() };
        let graph = CallGraph { functions, starts: vec![0], calls: Vec::new() };
        Self { source, nodes, graph, relying: Vec::new() }
    }

    /// Adds the calls of the next body.
    pub(crate) fn add(&mut self, body: &ParsedBody<'_>) {
        let calls = body.operators.iter().enumerate().filter_map(|(at, operator)| {
            let to = self.nodes.callee(operator)?;
            Some(Call { to, diverges: body.leads_to_trap(at + 1) })
        });
        self.graph.calls.extend(calls);
        self.graph.starts.push(self.graph.calls.len());
        self.relying.push(body.loops.has_call_free);
    }

    /// Solves the graph, given each body's frame in bytes.
    pub(crate) fn solve(mut self, frames: &[u32]) -> CallAnalysis {
        self.add_table();
        let components = scc::components(&self.graph);
        let points = StackPoints::of(&self.graph, &components, frames);
        let restores = self.restores(&points);
        CallAnalysis { nodes: self.nodes, components, points, restores }
    }

    /// Adds the calls from each signature to the functions of the table that have it.
    fn add_table(&mut self) {
        let functions = self.graph.functions;
        let signatures = self.nodes.signatures.iter().map(|node| node + 1 - functions).max().unwrap_or(0);
        let mut members: Vec<Vec<Node>> = vec![Vec::new(); signatures];
        for function in &self.source.table_functions {
            let ty = self.source.functions.get(*function as usize);
            let node = ty.and_then(|ty| self.nodes.signatures.get(*ty as usize));
            if let (Some(node), Some(body)) = (node, function.checked_sub(self.source.imported)) {
                members[node - functions].push(body as usize);
            }
        }
        for mut callees in members {
            callees.sort_unstable();
            callees.dedup();
            self.graph.calls.extend(callees.into_iter().map(|to| Call { to, diverges: false }));
            self.graph.starts.push(self.graph.calls.len());
        }
    }

    /// The functions that restore the counter when they return: those called by one that goes on with it as it finds it,
    /// because it keeps it in the global or is no stack point.
    fn restores(&self, points: &StackPoints) -> Vec<bool> {
        let mut restores = vec![false; self.graph.nodes().len()];
        let initialize = self.source.initialize.and_then(|function| function.checked_sub(self.source.imported));
        if let Some(slot) = initialize.and_then(|body| restores.get_mut(body as usize)) {
            *slot = true;
        }
        for node in self.graph.nodes() {
            let relies = match self.relying.get(node) {
                Some(relies) => *relies || points.stack_cost(node).is_none(),
                None => restores[node],
            };
            for call in self.graph.calls(node).iter().filter(|call| relies && !call.diverges) {
                restores[call.to] = true;
            }
        }
        restores
    }
}

/// The nodes that operators call.
struct Nodes {
    imported: u32,
    /// The node of each type index; types of equal signature share one.
    signatures: Vec<Node>,
}

impl Nodes {
    /// The node that `operator` calls, if it is a call to something that has a body.
    fn callee(&self, operator: &Op) -> Option<Node> {
        match operator.kind {
            OpKind::Call(function) => function.checked_sub(self.imported).map(|n| n as usize),
            OpKind::CallIndirect { ty, .. } => self.signatures.get(ty as usize).copied(),
            _ => None,
        }
    }
}

/// The answers about a module's calls.
pub(crate) struct CallAnalysis {
    nodes: Nodes,
    components: Components,
    points: StackPoints,
    restores: Vec<bool>,
}

impl CallAnalysis {
    /// True if `body` has to restore the stack counter when it returns.
    pub(crate) fn restores(&self, body: Node) -> bool {
        self.restores[body]
    }

    /// The stack cost of `body` in bytes, if it is a stack point.
    pub(crate) fn stack_cost(&self, body: Node) -> Option<u32> {
        self.points.stack_cost(body)
    }

    /// True if `operator` is a call that may lead to a stack point.
    pub(crate) fn reaches_stack_point(&self, operator: &Op) -> bool {
        self.nodes.callee(operator).is_some_and(|callee| self.points.reaches(callee))
    }

    /// True if `operator`, standing in `body`, is a call that may lead back to `body`.
    pub(crate) fn recurses(&self, body: Node, operator: &Op) -> bool {
        let callee = self.nodes.callee(operator).filter(|_| self.components.is_recursive(body));
        callee.is_some_and(|callee| self.components.are_joined(body, callee))
    }
}
