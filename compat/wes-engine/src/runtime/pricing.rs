//! Pricing policies: prices as data, by which an engine is opened. They are the chain's: its nodes need the same.

use crate::runtime::errors::WesError;
use allod_vm::{GasSchedule, HostOp, Price};
use std::collections::BTreeMap;

/// Policy that makes a schedule of prices.
pub trait PricingPolicy {
    /// The schedule.
    ///
    /// # Errors
    /// [`WesError::Pricing`] for prices that can't be.
    fn schedule(&self) -> Result<GasSchedule, WesError>;
}

/// Policy of the document: the standard schedule with other prices, in gas. What has none keeps its own.
///
/// ```
/// use wes_engine::{CostPricingPolicy, PricingPolicy};
///
/// let mut policy = CostPricingPolicy::default();
/// policy.instruction_costs.insert("multiply".into(), 3);
/// policy.table_operation_cost = Some(20);
/// let schedule = policy.schedule()?;
/// assert_eq!((schedule.instructions.multiply, schedule.instructions.call_indirect), (3, 20));
/// policy.instruction_costs.insert("i32.mul".into(), 3);
/// assert!(policy.schedule().unwrap_err().to_string().starts_with("price of i32.mul: no class of instructions"));
/// # Ok::<(), wes_engine::WesError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CostPricingPolicy {
    /// Prices of instructions by class, as [`INSTRUCTION_CLASSES`] calls them.
    pub instruction_costs: BTreeMap<String, u64>,
    /// Price of a page (64 KiB) that a contract's memory grows by.
    pub memory_page_cost: Option<u64>,
    /// Least price of any operation of the host that a contract can ask for; what costs more keeps its price.
    pub host_call_cost: Option<u64>,
    /// Price of the one operation on tables that is let in, `call_indirect`.
    pub table_operation_cost: Option<u64>,
}

macro_rules! classes {
    ($($name:ident)*) => {
        /// Classes of instructions that have a price. A length's price counts for each page or 64 bytes.
        pub const INSTRUCTION_CLASSES: &[&str] = &[$(stringify!($name)),*];

        fn class<'s>(schedule: &'s mut GasSchedule, name: &str) -> Option<&'s mut u32> {
            match name {
                $(stringify!($name) => Some(&mut schedule.instructions.$name),)*
                _ => None,
            }
        }
    };
}

classes! {
    control_free simple arithmetic multiply divide global memory branch branch_table call call_indirect float
    float_multiply float_divide float_convert local bulk grow bulk_per_64_bytes grow_page vector atomic
}

impl PricingPolicy for CostPricingPolicy {
    fn schedule(&self) -> Result<GasSchedule, WesError> {
        let Self { instruction_costs, memory_page_cost, host_call_cost, table_operation_cost } = self;
        let mut schedule = GasSchedule::standard();
        let of_classes = instruction_costs.iter().map(|(name, price)| (name.as_str(), *price));
        let page = memory_page_cost.map(|price| ("grow_page", price));
        let table = table_operation_cost.map(|price| ("call_indirect", price));
        for (name, price) in of_classes.chain(page).chain(table) {
            let fault = |why: String| WesError::Pricing { name: name.to_owned(), why };
            let number = u32::try_from(price).map_err(|_| fault(format!("{price}, the most is {}", u32::MAX)))?;
            let slot = class(&mut schedule, name);
            *slot.ok_or_else(|| {
                fault(format!("no class of instructions, of which there are {}", INSTRUCTION_CLASSES.join(", ")))
            })? = number;
        }
        let asked_for = |op: &&HostOp| !matches!(op, HostOp::Entry | HostOp::Instantiate | HostOp::Deploy);
        if let Some(least) = *host_call_cost {
            for op in HostOp::ALL.iter().filter(asked_for) {
                let Price { base, per_unit } = schedule.price(*op);
                schedule = schedule.with_price(*op, Price { base: base.max(least), per_unit });
            }
        }
        let checked = schedule.validate();
        checked.map_err(|error| WesError::Pricing { name: "the schedule".into(), why: error.to_string() })?;
        Ok(schedule)
    }
}

impl PricingPolicy for GasSchedule {
    fn schedule(&self) -> Result<GasSchedule, WesError> {
        Ok(self.clone())
    }
}
