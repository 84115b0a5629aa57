//! Profiler: adds up the gas of a run as it goes.

use super::{Node, Place, Profile};
use allod_compiler::probe::Symbols;
use allod_core::{Address, HostOp, ModuleImport};
use std::sync::Arc;

/// Profiler of a run. Every event has the gas that the running contract has used so far; the gas since the last event was
/// spent by the place that was open.
#[derive(Debug, Default)]
pub(crate) struct Profiler {
    profile: Profile,
    /// The places that are open, the innermost last.
    open: Vec<usize>,
    /// The contracts that are open, the running one last.
    contracts: Vec<Running>,
}

/// Contract that is open.
#[derive(Debug)]
struct Running {
    symbols: Arc<Symbols>,
    /// Number of places that were open before it.
    below: usize,
    /// Gas it had used at the last event.
    seen: u64,
    /// Gas of contracts called by the host operation under way, which their own places have already.
    callees: u64,
}

impl Profiler {
    /// Opens a contract that begins.
    pub(crate) fn open_contract(&mut self, address: Address, function: &str, symbols: Arc<Symbols>) {
        let below = self.open.len();
        self.push(Place::Contract(address, function.to_owned()));
        self.contracts.push(Running { symbols, below, seen: 0, callees: 0 });
    }

    /// Closes the running contract, however it ended, and everything that it left open.
    pub(crate) fn close_contract(&mut self, used: u64) {
        self.spend(used);
        let Some(running) = self.contracts.pop() else { return };
        self.open.truncate(running.below);
        if let Some(caller) = self.contracts.last_mut() {
            caller.callees += used;
        }
    }

    /// Opens a function that is entered.
    pub(crate) fn enter(&mut self, function: u32, used: u64) {
        self.spend(used);
        let name = self.contracts.last().and_then(|running| running.symbols.names.get(&function).cloned());
        self.push(Place::Function(name.unwrap_or_else(|| format!("function {function}"))));
    }

    /// Closes the innermost open place.
    pub(crate) fn leave(&mut self, used: u64) {
        self.spend(used);
        self.open.pop();
    }

    /// Opens a host operation that begins.
    pub(crate) fn begin(&mut self, op: HostOp, used: u64) {
        self.spend(used);
        self.push(Place::Host(op));
    }

    /// A function of a host module begins.
    pub(crate) fn begin_module(&mut self, import: &ModuleImport, used: u64) {
        self.spend(used);
        self.push(Place::Module(format!("{}.{}", import.module, import.name)));
    }

    /// The profile, when everything is closed.
    pub(crate) fn finish(self) -> Profile {
        self.profile
    }

    fn spend(&mut self, used: u64) {
        let (Some(running), Some(node)) = (self.contracts.last_mut(), self.open.last()) else { return };
        let new = used.saturating_sub(running.seen).saturating_sub(std::mem::take(&mut running.callees));
        running.seen = used;
        if let Some(node) = self.profile.nodes.get_mut(*node) {
            node.gas += new;
        }
    }

    /// Opens a place below the innermost open one: the same node as the last time it was reached from there.
    fn push(&mut self, place: Place) {
        let nodes = &mut self.profile.nodes;
        let parent = self.open.last().copied();
        let known =
            parent.and_then(|parent| nodes[parent].children.iter().copied().find(|child| nodes[*child].place == place));
        let node = known.unwrap_or_else(|| {
            nodes.push(Node { place, gas: 0, children: Vec::new() });
            let node = nodes.len() - 1;
            if let Some(parent) = parent {
                nodes[parent].children.push(node);
            }
            node
        });
        self.open.push(node);
    }
}
