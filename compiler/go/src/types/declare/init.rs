//! The order in which package variables get their values.
//!
//! Next is always the variable that is declared first among those that need no variable without a value, be it through
//! functions. So the graph of all declarations is taken apart into its strongly connected components; one with a
//! variable and an edge inside is a cycle, and the others are gone through as soon as all they need is done.

use crate::diagnostic::Code;
use crate::types::check::Checker;
use crate::types::info::Initializer;
use crate::types::store::*;
use std::collections::{BTreeSet, HashMap, HashSet};

impl Checker<'_> {
    pub(in crate::types) fn init_order(&mut self) {
        let nodes: Vec<ObjId> = self.objects.clone();
        let index: HashMap<ObjId, usize> = nodes.iter().copied().zip(0..).collect();
        let is_node = |checker: &Self, obj: &ObjId| !matches!(checker.store.object(*obj).kind, ObjectKind::Type);
        let edges: Vec<Vec<usize>> = nodes
            .iter()
            .map(|obj| {
                let deps = self.decls.get(obj).map(|decl| &self.decl_list[*decl].deps);
                let deps = deps.into_iter().flatten().filter(|dep| is_node(self, dep));
                deps.filter_map(|dep| index.get(dep).copied()).collect()
            })
            .collect();
        let components = components(&edges);
        self.report_init_cycles(&nodes, &edges, &components);

        let mut members: Vec<Vec<usize>> = vec![Vec::new(); components.iter().max().map_or(0, |max| max + 1)];
        for (node, component) in components.iter().enumerate() {
            members[*component].push(node);
        }
        let mut needs: Vec<HashSet<usize>> = vec![HashSet::new(); members.len()];
        let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); members.len()];
        for (node, targets) in edges.iter().enumerate() {
            for target in targets {
                let (from, to) = (components[node], components[*target]);
                if from != to && needs[from].insert(to) {
                    needed_by[to].push(from);
                }
            }
        }
        let mut open: Vec<usize> = needs.iter().map(HashSet::len).collect();
        let is_variable =
            |checker: &Self, node: &usize| matches!(checker.store.object(nodes[*node]).kind, ObjectKind::Var(_));
        let (mut free, mut ready) = (Vec::new(), BTreeSet::new());
        let sort = |checker: &Self, component: usize, free: &mut Vec<usize>, ready: &mut BTreeSet<(usize, usize)>| {
            match members[component].iter().filter(|node| is_variable(checker, node)).min() {
                Some(first) => _ = ready.insert((*first, component)),
                None => free.push(component),
            }
        };
        for component in (0..members.len()).filter(|component| open[*component] == 0) {
            sort(self, component, &mut free, &mut ready);
        }
        let mut emitted = HashSet::new();
        while let Some(component) = free.pop().or_else(|| ready.pop_first().map(|(_, component)| component)) {
            for node in members[component].clone() {
                self.emit_initializer(nodes[node], &mut emitted);
            }
            for next in &needed_by[component] {
                open[*next] -= 1;
                if open[*next] == 0 {
                    sort(self, *next, &mut free, &mut ready);
                }
            }
        }
    }

    fn emit_initializer(&mut self, obj: ObjId, emitted: &mut HashSet<usize>) {
        let Some(decl) = self.decls.get(&obj).copied() else { return };
        let (ObjectKind::Var(_), Some(value)) = (&self.store.object(obj).kind, self.decl_list[decl].init) else {
            return;
        };
        if emitted.insert(decl) {
            let variables = match &self.decl_list[decl].variables[..] {
                [] => vec![obj],
                several => several.to_vec(),
            };
            self.info.init_order.push(Initializer { variables, value });
        }
    }

    fn report_init_cycles(&mut self, nodes: &[ObjId], edges: &[Vec<usize>], components: &[usize]) {
        let mut reported = HashSet::new();
        for node in 0..nodes.len() {
            let is_value = matches!(self.store.object(nodes[node]).kind, ObjectKind::Var(_) | ObjectKind::Const(_));
            if !is_value || reported.contains(&components[node]) {
                continue;
            }
            let Some(path) = path_back(node, edges, components) else { continue };
            reported.insert(components[node]);
            let name = |checker: &Self, node: usize| checker.store.object_name(nodes[node]).to_owned();
            let (span, own) = (self.store.object(nodes[node]).span, name(self, node));
            if path.is_empty() {
                self.error(Code::Cycle, span, format!("initialization cycle: {own} refers to itself"));
                continue;
            }
            let mut diagnostic = self.diagnostic(Code::Cycle, span, format!("initialization cycle for {own}"));
            let mut current = node;
            for next in path.into_iter().chain([node]) {
                let text = format!("{} refers to {}", name(self, current), name(self, next));
                diagnostic = diagnostic.relate(self.store.object(nodes[current]).span, text);
                current = next;
            }
            self.report(diagnostic);
        }
    }
}

/// The nodes between a node and itself on a shortest way inside its component; nothing if there is none.
fn path_back(node: usize, edges: &[Vec<usize>], components: &[usize]) -> Option<Vec<usize>> {
    let (mut before, mut queue) = (HashMap::new(), std::collections::VecDeque::from([node]));
    while let Some(current) = queue.pop_front() {
        for next in &edges[current] {
            if *next == node {
                let (mut path, mut step) = (Vec::new(), current);
                while step != node {
                    path.push(step);
                    step = before[&step];
                }
                path.reverse();
                return Some(path);
            }
            if components[*next] == components[node] && !before.contains_key(next) {
                before.insert(*next, current);
                queue.push_back(*next);
            }
        }
    }
    None
}

/// The number of each node's strongly connected component, by Tarjan's algorithm without recursion.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let count = edges.len();
    let (mut order, mut low, mut component) = (vec![NONE; count], vec![0; count], vec![NONE; count]);
    let (mut stack, mut next_order, mut next_component) = (Vec::new(), 0, 0);
    for root in 0..count {
        if order[root] != NONE {
            continue;
        }
        let mut calls = vec![(root, 0)];
        while let Some((node, edge)) = calls.pop() {
            if edge == 0 {
                (order[node], low[node]) = (next_order, next_order);
                next_order += 1;
                stack.push(node);
            }
            match edges[node].get(edge) {
                Some(next) => {
                    calls.push((node, edge + 1));
                    if order[*next] == NONE {
                        calls.push((*next, 0));
                    } else if component[*next] == NONE {
                        low[node] = low[node].min(order[*next]);
                    }
                }
                None => {
                    if low[node] == order[node] {
                        while let Some(member) = stack.pop() {
                            component[member] = next_component;
                            if member == node {
                                break;
                            }
                        }
                        next_component += 1;
                    }
                    if let Some((parent, _)) = calls.last() {
                        low[*parent] = low[*parent].min(low[node]);
                    }
                }
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::components;

    #[test]
    fn nodes_that_reach_each_other_are_one_component() {
        let edges = vec![vec![1], vec![2], vec![0, 3], vec![4], vec![], vec![5]];
        let found = components(&edges);
        assert!(found[0] == found[1] && found[1] == found[2]);
        let others: std::collections::HashSet<usize> = found[2..].iter().copied().collect();
        assert_eq!(others.len(), 4);
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let edges: Vec<Vec<usize>> =
            (0..200_000).map(|node| if node < 199_999 { vec![node + 1] } else { vec![] }).collect();
        assert_eq!(components(&edges).len(), 200_000);
    }
}
