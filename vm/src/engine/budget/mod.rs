//! Budgets: shares of the machine that an engine may take, in one table.
//!
//! Nothing a contract can observe depends on a budget. Where one is met, idle things go first; then what is left goes a
//! slower way that has the same outcome; and where the machine itself has no more to give, the block is not executed
//! ([`EngineError::Shortage`](crate::EngineError::Shortage)) and can be tried again.
//!
//! | file | holds |
//! |---|---|
//! | [`usage`] | shares in use, over all threads of the process |
//! | [`reclaim`] | idle instances given back when something else needs room |

pub(crate) mod reclaim;
pub(crate) mod usage;

pub(crate) use usage::{CODE, Share, Taken};

use crate::EngineError;

/// Budget of an engine: a part of the machine, of which it takes no more than this.
///
/// ```
/// use allod_vm::{Budget, Budgets, Engine, EngineConfig, EngineError};
///
/// let budgets = Budgets::default().with(Budget::Instances, u64::MAX);
/// let engine = Engine::open(EngineConfig::default().with_budgets(budgets));
/// assert!(matches!(engine, Err(EngineError::Budget { given: u64::MAX, .. })), "more than there may be");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Budget {
    /// Live instances of modules.
    Instances,
    /// Kernel mappings that the memories of instances are cut into.
    InstanceMappings,
    /// Resident memory of instances.
    InstanceBytes,
    /// Addresses that the memories of instances reserve.
    Addresses,
    /// Machine code, programs, metered modules and the images of memories.
    CodeBytes,
    /// Kernel mappings of machine code.
    CodeMappings,
    /// Contracts found by address.
    Contracts,
    /// Journal over a store that outlives the process.
    JournalBytes,
    /// Journal over a store in memory.
    VolatileJournalBytes,
    /// Changes of single calls that wait to be written.
    WaitingKeys,
    /// Receipts of single calls that wait to be written.
    WaitingReceipts,
    /// Threads' stacks for machine code, each thread's first one not counted. The default is what one call chain of the
    /// usual depth takes: giving them back and asking for them again would cost a chain of ten calls twenty times its own
    /// time.
    SpareStacks,
    /// Compiled modules on disk.
    ArtefactBytes,
}

/// Row of the table of budgets.
///
/// ```
/// use allod_vm::{BUDGETS, BudgetRow};
///
/// for BudgetRow { name, unit, default, bounds, .. } in BUDGETS {
///     assert!((bounds.0..=bounds.1).contains(&default), "{name}: {default} {unit}");
/// }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct BudgetRow {
    /// The budget.
    pub budget: Budget,
    /// Its name, for messages and documents.
    pub name: &'static str,
    /// The unit that is counted.
    pub unit: &'static str,
    /// The default: the same on every machine.
    pub default: u64,
    /// The least and the most that an operator may set.
    pub bounds: (u64, u64),
    /// The consequence when it is met.
    pub met: &'static str,
}

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// Every budget. Those in mappings leave a quarter of Linux's 65,530 to the rest of the process.
pub const BUDGETS: [BudgetRow; 13] = {
    use Budget as B;
    const fn row(
        budget: Budget,
        (name, unit): (&'static str, &'static str),
        default: u64,
        bounds: (u64, u64),
        met: &'static str,
    ) -> BudgetRow {
        BudgetRow { budget, name, unit, default, bounds, met }
    }
    const GO: &str = "idle instances go, those not used for the longest first, whichever thread they belong to";
    const LET_GO: &str = "modules not called for the longest go; their next call loads or makes them again";
    [
        row(B::Instances, ("instances", "instances"), 2_048, (1, 16_384), GO),
        row(
            B::InstanceMappings,
            ("instance mappings", "mappings"),
            24_576,
            (64, 1 << 31),
            "idle instances go; a memory that is written next is opened as a whole, which takes no mapping",
        ),
        row(B::InstanceBytes, ("instance bytes", "bytes"), 512 * MIB, (MIB, 1 << 46), GO),
        row(
            B::Addresses,
            ("addresses", "bytes"),
            64 << 40,
            (0, 1 << 47),
            "idle instances go; a call that finds none left is interpreted",
        ),
        row(B::CodeBytes, ("code bytes", "bytes"), 512 * MIB, (MIB, 1 << 46), LET_GO),
        row(B::CodeMappings, ("code mappings", "mappings"), 20_480, (16, 1 << 31), LET_GO),
        row(
            B::Contracts,
            ("contracts", "contracts"),
            65_536,
            (1, 1 << 31),
            "all are forgotten, and found again as they are called",
        ),
        row(
            B::JournalBytes,
            ("journal bytes", "bytes"),
            256 * MIB,
            (MIB, 1 << 46),
            "between transactions the journal lets go of what it has only read, and reads it again where it is needed",
        ),
        row(
            B::VolatileJournalBytes,
            ("volatile journal bytes", "bytes"),
            GIB,
            (MIB, 1 << 46),
            "what waits is written; what was only read is let go of between transactions",
        ),
        row(B::WaitingKeys, ("waiting keys", "keys"), 1 << 20, (1, 1 << 31), "what waits is written"),
        row(
            B::WaitingReceipts,
            ("waiting receipts", "bytes"),
            MIB,
            (1, 1 << 46),
            "they are written, with those of the last call",
        ),
        row(
            B::SpareStacks,
            ("spare stacks", "stacks"),
            64,
            (0, 1 << 20),
            "after a deeper call chain all stacks that nobody uses are given back",
        ),
        row(
            B::ArtefactBytes,
            ("artefact bytes", "bytes"),
            4 * GIB,
            (0, 1 << 46),
            "those not used for the longest are removed; their modules are compiled again",
        ),
    ]
};

/// Budgets of an engine; the default is that of [`BUDGETS`].
///
/// ```
/// use allod_vm::{Budget, Budgets};
///
/// let budgets = Budgets::default().with(Budget::Instances, 100);
/// assert_eq!(budgets.get(Budget::Instances), 100);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budgets([u64; BUDGETS.len()]);

impl Default for Budgets {
    fn default() -> Self {
        Self(BUDGETS.map(|row| row.default))
    }
}

impl Budgets {
    /// Sets one of them.
    #[must_use]
    pub fn with(mut self, budget: Budget, most: u64) -> Self {
        self.0[budget as usize] = most;
        self
    }

    /// The value of one of them, in its unit.
    #[inline]
    pub fn get(&self, budget: Budget) -> u64 {
        self.0[budget as usize]
    }

    /// Checks every value against its bounds.
    ///
    /// # Errors
    /// [`EngineError::Budget`] naming the first that is outside.
    pub(crate) fn check(&self) -> Result<(), EngineError> {
        let outside = |row: &&BudgetRow| !(row.bounds.0..=row.bounds.1).contains(&self.get(row.budget));
        match BUDGETS.iter().find(outside) {
            None => Ok(()),
            Some(row) => Err(EngineError::Budget {
                name: row.name,
                given: self.get(row.budget),
                unit: row.unit,
                least: row.bounds.0,
                most: row.bounds.1,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_in_its_place_and_its_default_is_allowed() {
        for (at, row) in BUDGETS.iter().enumerate() {
            assert_eq!(row.budget as usize, at, "{}", row.name);
        }
        Budgets::default().check().unwrap();
    }

    /// A number of its unit as documents have it.
    fn figure(number: u64, unit: &str) -> String {
        let scaled = [("TiB", 40), ("GiB", 30), ("MiB", 20)].into_iter().find(|(_, shift)| number >> shift > 0);
        match scaled {
            Some((name, shift)) if unit == "bytes" => format!("{} {name}", number >> shift),
            _ => {
                let digits = number.to_string();
                let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
                format!("{}{}", groups.join(","), if unit == "bytes" { " bytes" } else { "" })
            }
        }
    }

    #[test]
    fn the_page_on_security_has_every_row() {
        let page = include_str!("../../../../docs/security.md");
        for BudgetRow { name, unit, default, met, .. } in BUDGETS {
            let row = format!("| {name} | {} | {met} |", figure(default, unit));
            assert!(page.contains(&row), "the page has no row\n{row}");
        }
    }

    #[test]
    fn the_mappings_of_all_budgets_leave_a_quarter_of_what_linux_gives() {
        let mappings: u64 = BUDGETS.iter().filter(|row| row.unit == "mappings").map(|row| row.default).sum();
        assert!(mappings <= 65_530 * 3 / 4, "{mappings}");
    }
}
