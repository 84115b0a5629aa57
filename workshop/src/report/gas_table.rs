//! Gas table: what functions cost over all tests.

use super::GasSample;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Gas of functions, by contract and name. Calls that failed are counted and their gas is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GasTable {
    /// A row for each function, by the contract's name and its own.
    pub functions: BTreeMap<String, FunctionGas>,
}

/// Gas of one function, over its calls that succeeded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FunctionGas {
    /// Number of these calls.
    pub calls: u64,
    /// Number of those that failed.
    pub failed: u64,
    /// The least of one.
    pub min: u64,
    /// The middle one, the lower of two.
    pub median: u64,
    /// All of them, divided by their number and rounded down.
    pub mean: u64,
    /// The most of one.
    pub max: u64,
}

impl GasTable {
    /// The table of the calls of all tests.
    ///
    /// ```
    /// use allod_workshop::GasTable;
    ///
    /// assert!(GasTable::of([].into_iter()).functions.is_empty());
    /// ```
    pub fn of<'s>(samples: impl Iterator<Item = &'s GasSample>) -> Self {
        let mut rows: BTreeMap<String, (Vec<u64>, u64)> = BTreeMap::new();
        for sample in samples {
            let (gas, failed) = rows.entry(format!("{}.{}", sample.contract, sample.function)).or_default();
            match sample.success {
                true => gas.push(sample.gas),
                false => *failed += 1,
            }
        }
        let functions = rows.into_iter().map(|(name, (gas, failed))| (name, FunctionGas::of(gas, failed)));
        Self { functions: functions.collect() }
    }

    /// Functions whose gas differs from that in `before`, with what it was and is; none where one of the two has no such
    /// function.
    pub fn changes<'t>(
        &'t self,
        before: &'t Self,
    ) -> impl Iterator<Item = (&'t str, Option<FunctionGas>, Option<FunctionGas>)> + 't {
        let names: std::collections::BTreeSet<&String> = self.functions.keys().chain(before.functions.keys()).collect();
        let row = |name: &'t String| {
            let (was, is) = (before.functions.get(name).copied(), self.functions.get(name).copied());
            let gas = |row: Option<FunctionGas>| row.map(|row| (row.min, row.median, row.mean, row.max));
            (gas(was) != gas(is)).then_some((name.as_str(), was, is))
        };
        names.into_iter().filter_map(row)
    }
}

impl FunctionGas {
    fn of(mut gas: Vec<u64>, failed: u64) -> Self {
        gas.sort_unstable();
        let calls = gas.len() as u64;
        let (Some(min), Some(max)) = (gas.first(), gas.last()) else { return Self { failed, ..Self::default() } };
        let sum: u128 = gas.iter().map(|gas| u128::from(*gas)).sum();
        let (median, mean) = (gas[(gas.len() - 1) / 2], (sum / u128::from(calls)) as u64);
        Self { calls, failed, min: *min, median, mean, max: *max }
    }
}
