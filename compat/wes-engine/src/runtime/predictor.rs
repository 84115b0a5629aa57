//! Predictor: the gas of a call before it is made, from a simulation and from calls before it.

use allod_vm::Address;
use std::collections::{HashMap, VecDeque};

/// Costs that are kept for each function: the last of them.
const COSTS: usize = 64;

/// Prediction of a call's cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The gas of a simulation: exact, unless the state changes before the call is made.
    pub gas: u64,
    /// True if the call would succeed.
    pub succeeds: bool,
    /// Calls before it: none of the function yet, or their costs.
    pub history: Option<HistoryEstimate>,
}

/// Estimate from earlier calls of a function, whatever their arguments were.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HistoryEstimate {
    /// The median of their gas.
    pub gas: u64,
    /// The least gas.
    pub least: u64,
    /// The most gas.
    pub most: u64,
    /// Calls that it rests on, at most 64.
    pub calls: usize,
    /// The error of such estimates so far: the mean distance to what the call then cost, as a share of that. 0 where there was
    /// none to compare.
    pub error: f64,
}

/// History of costs by function.
#[derive(Debug)]
pub(crate) struct CostHistory {
    functions: HashMap<(Address, String), Costs>,
    most: usize,
}

#[derive(Debug, Default)]
struct Costs {
    last: VecDeque<u64>,
    /// The relative errors of the last estimates.
    errors: VecDeque<f64>,
    /// The number of the last call of the function, among all.
    used: u64,
}

impl CostHistory {
    /// History of `most` functions: the one longest ago goes for another.
    pub(crate) fn new(most: usize) -> Self {
        Self { functions: HashMap::new(), most }
    }

    pub(crate) fn estimate(&self, contract: Address, function: &str) -> Option<HistoryEstimate> {
        self.functions.get(&(contract, function.to_owned()))?.estimate()
    }

    /// Notes that call number `number` cost `gas`.
    pub(crate) fn note(&mut self, (contract, function): (Address, &str), gas: u64, number: u64) {
        let key = (contract, function.to_owned());
        if self.most == 0 {
            return;
        }
        if self.functions.len() >= self.most && !self.functions.contains_key(&key) {
            let oldest = self.functions.iter().min_by_key(|(_, costs)| costs.used).map(|(key, _)| key.clone());
            oldest.map(|key| self.functions.remove(&key));
        }
        let costs = self.functions.entry(key).or_default();
        if let Some(estimate) = costs.estimate() {
            let error = estimate.gas.abs_diff(gas) as f64 / gas.max(1) as f64;
            push(&mut costs.errors, error);
        }
        push(&mut costs.last, gas);
        costs.used = number;
    }
}

impl Costs {
    fn estimate(&self) -> Option<HistoryEstimate> {
        let mut sorted: Vec<_> = self.last.iter().copied().collect();
        sorted.sort_unstable();
        let (least, most) = (*sorted.first()?, *sorted.last()?);
        let errors = self.errors.len().max(1) as f64;
        Some(HistoryEstimate {
            gas: sorted[sorted.len() / 2],
            least,
            most,
            calls: sorted.len(),
            error: self.errors.iter().sum::<f64>() / errors,
        })
    }
}

fn push<T>(last: &mut VecDeque<T>, value: T) {
    if last.len() >= COSTS {
        last.pop_front();
    }
    last.push_back(value);
}
