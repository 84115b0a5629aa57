//! Who calls whom: which functions may come back to themselves, and which need their depth counted.
//!
//! The graph has a node for every function with a body and one for every signature; an indirect call goes to its
//! signature's node, and from there to every function of that signature that stands in a table. Imports are
//! left out: a host function does not call back into the frame it was called from.

use super::depth::Depth;
use super::source::{Body, Source};
use std::collections::HashMap;
use wasmparser::{FuncType, Operator};

/// The stack, in bytes, that functions may use without being counted. A function is *shallow*, and not
/// counted, if no call from it can lead back to itself or to any recursion, and the longest chain of frames
/// below it, its own included, fits in here. Shallow functions call only shallow ones, so at any moment
/// at most this much stack is in use beyond what was counted.
pub const SHALLOW_STACK: u64 = 16 * 1024;

/// A node of the graph.
pub(super) type Node = usize;

/// The calls as they are collected.
pub(super) struct CallGraph<'s, 'a> {
    source: &'s Source<'a>,
    /// The node of each type index; types of equal signature share one.
    signatures: Vec<Node>,
    /// Where the edges of each node begin in `edges`.
    starts: Vec<usize>,
    edges: Vec<Node>,
    /// Functions that count on their callees to leave the stack left as it was.
    relying: Vec<Node>,
}

impl<'s, 'a> CallGraph<'s, 'a> {
    /// A graph without calls. Bodies are added in order.
    pub(super) fn new(source: &'s Source<'a>) -> Self {
        let mut seen: HashMap<&FuncType, Node> = HashMap::new();
        let first = source.bodies.len();
        let signatures = source.types.iter().map(|ty| {
            let next = first + seen.len();
            *seen.entry(ty).or_insert(next)
        });
        Self { source, signatures: signatures.collect(), starts: Vec::new(), edges: Vec::new(), relying: Vec::new() }
    }

    /// Adds the calls of the next body.
    pub(super) fn add(&mut self, body: &Body<'_>) {
        if Depth::relies_on_callees(body) {
            self.relying.push(self.starts.len());
        }
        self.starts.push(self.edges.len());
        let callees = body.operators.iter().filter_map(|operator| self.callee(operator));
        let callees: Vec<Node> = callees.collect();
        self.edges.extend(callees);
    }

    /// The node that `operator` calls, if it is a call to something that has a body.
    fn callee(&self, operator: &Operator<'_>) -> Option<Node> {
        match operator {
            Operator::Call { function_index } => function_index.checked_sub(self.source.imported).map(|n| n as usize),
            Operator::CallIndirect { type_index, .. } => self.signatures.get(*type_index as usize).copied(),
            _ => None,
        }
    }

    /// Finds what may recurse and what is shallow, given each body's frame in bytes.
    pub(super) fn solve(mut self, frames: &[u32]) -> Calls {
        let functions = self.source.bodies.len();
        let nodes = functions + self.signatures.iter().map(|node| node + 1 - functions).max().unwrap_or(0);
        self.add_table(functions, nodes);
        let (component, cyclic) = self.components(nodes);
        let depth = self.depths(&component, &cyclic, frames);
        let counted = depth.iter().map(|depth| depth.is_none_or(|bytes| bytes > SHALLOW_STACK)).collect();
        let restores = self.restores(nodes);
        Calls { imported: self.source.imported, signatures: self.signatures, component, cyclic, counted, restores }
    }

    /// Adds the edges from each signature to the functions of the table that have it.
    fn add_table(&mut self, functions: usize, nodes: usize) {
        let mut members: Vec<Vec<Node>> = vec![Vec::new(); nodes - functions];
        for function in &self.source.table {
            let ty = self.source.functions.get(*function as usize);
            let node = ty.and_then(|ty| self.signatures.get(*ty as usize));
            if let (Some(node), Some(body)) = (node, function.checked_sub(self.source.imported)) {
                members[node - functions].push(body as usize);
            }
        }
        for mut callees in members {
            callees.sort_unstable();
            callees.dedup();
            self.starts.push(self.edges.len());
            self.edges.extend(callees);
        }
        self.starts.push(self.edges.len());
    }

    /// Which functions are called by one that relies on it.
    fn restores(&self, nodes: usize) -> Vec<bool> {
        let mut restores = vec![false; nodes];
        let initialize = self.source.initialize.and_then(|function| function.checked_sub(self.source.imported));
        if let Some(slot) = initialize.and_then(|body| restores.get_mut(body as usize)) {
            *slot = true;
        }
        for caller in &self.relying {
            self.callees(*caller).iter().for_each(|callee| restores[*callee] = true);
        }
        for signature in self.source.bodies.len()..nodes {
            if restores[signature] {
                self.callees(signature).iter().for_each(|callee| restores[*callee] = true);
            }
        }
        restores
    }

    fn callees(&self, node: Node) -> &[Node] {
        &self.edges[self.starts[node]..self.starts[node + 1]]
    }

    /// Tarjan's strongly connected components, without recursion. Components are numbered callees first. Also
    /// whether each component has a cycle.
    fn components(&self, nodes: usize) -> (Vec<usize>, Vec<bool>) {
        const NONE: usize = usize::MAX;
        let (mut index, mut low) = (vec![NONE; nodes], vec![0; nodes]);
        let (mut component, mut cyclic) = (vec![NONE; nodes], Vec::new());
        let (mut stack, mut next) = (Vec::new(), 0);
        for root in 0..nodes {
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
                if let Some(callee) = self.callees(node).get(*seen).copied() {
                    *seen += 1;
                    if index[callee] == NONE {
                        path.push((callee, 0));
                    } else if component[callee] == NONE {
                        low[node] = low[node].min(index[callee]);
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
                    cyclic.push(members.len() > 1 || self.callees(node).contains(&node));
                }
            }
        }
        (component, cyclic)
    }

    /// The bytes of the longest chain of frames from each node down; `None` where a cycle can be reached.
    fn depths(&self, component: &[usize], cyclic: &[bool], frames: &[u32]) -> Vec<Option<u64>> {
        let mut order: Vec<Node> = (0..component.len()).collect();
        order.sort_unstable_by_key(|node| component[*node]);
        let mut depths = vec![None; component.len()];
        for node in order {
            if cyclic[component[node]] {
                continue;
            }
            let below = self.callees(node).iter().map(|callee| depths[*callee]).try_fold(0, |most: u64, depth| {
                let depth: Option<u64> = depth;
                Some(most.max(depth?))
            });
            depths[node] = below.map(|below| below + u64::from(frames.get(node).copied().unwrap_or(0)));
        }
        depths
    }
}

/// What is known about a module's calls.
pub(super) struct Calls {
    imported: u32,
    signatures: Vec<Node>,
    component: Vec<usize>,
    cyclic: Vec<bool>,
    counted: Vec<bool>,
    restores: Vec<bool>,
}

impl Calls {
    /// Whether `body` has to leave the stack left as it was.
    pub(super) fn restores(&self, body: Node) -> bool {
        self.restores[body]
    }

    /// Whether the depth of `body` is counted: it is not shallow.
    pub(super) fn counted(&self, body: Node) -> bool {
        self.counted[body]
    }

    /// Whether `operator` is a call to a function whose depth is counted, or may be.
    pub(super) fn deepens(&self, operator: &Operator<'_>) -> bool {
        self.callee(operator).is_some_and(|callee| self.counted.get(callee) == Some(&true))
    }

    /// Whether `operator`, standing in `body`, is a call that may lead back to `body`.
    pub(super) fn recurses(&self, body: Node, operator: &Operator<'_>) -> bool {
        let own = self.component[body];
        self.cyclic[own] && self.callee(operator).is_some_and(|callee| self.component.get(callee) == Some(&own))
    }

    fn callee(&self, operator: &Operator<'_>) -> Option<Node> {
        match operator {
            Operator::Call { function_index } => function_index.checked_sub(self.imported).map(|n| n as usize),
            Operator::CallIndirect { type_index, .. } => self.signatures.get(*type_index as usize).copied(),
            _ => None,
        }
    }
}
