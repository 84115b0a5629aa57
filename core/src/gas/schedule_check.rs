//! Ranges of the prices in a schedule.

use crate::gas::schedule::{GasSchedule, InstructionPrices};
use crate::interface::import::HostOp;

/// A schedule that no engine can work with.
///
/// ```
/// use allod_core::{GasSchedule, ScheduleError};
///
/// let mut schedule = GasSchedule::standard();
/// schedule.instructions.branch = 0;
/// assert!(matches!(schedule.validate(), Err(ScheduleError::OutOfRange { name: "branch", value: 0, .. })));
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// A price or figure outside its range.
    #[error("gas schedule: {part} {name} is {value}, wanted {min} to {max}")]
    OutOfRange {
        /// The kind of figure: an instruction's price, a part of a host operation's, or a figure of the whole.
        part: &'static str,
        /// The instruction class, the host operation or the figure.
        name: &'static str,
        /// Its value.
        value: u64,
        /// The least it may be.
        min: u64,
        /// The most it may be.
        max: u64,
    },
    /// Another number of host operations than there are.
    #[error("gas schedule: prices for {given} host operations, wanted {wanted}")]
    HostOperations {
        /// The number of prices.
        given: usize,
        /// The number of host operations.
        wanted: usize,
    },
}

/// The most that a meter holds: a limit above it is it.
const METER: u64 = i64::MAX as u64;
/// The most gas for one operator: a function of 2^30 of them, which no limit on code lets in, stays within the counter.
const OPERATOR: u64 = u32::MAX as u64;
/// The most gas for what is multiplied by a length of 32 bits: the product leaves room in a counter of 63.
const BY_LENGTH: u64 = 1 << 28;

/// The price of an instruction class, and its range.
struct Row(&'static str, fn(&InstructionPrices) -> u32, u64, u64);

/// One row a class. What a loop or a recursion goes through at least once each round is not free, or it would never end;
/// nor is what does work, or a function as long as a module may be would do a lot of it for the price of one branch.
/// [`control_free`](InstructionPrices::control_free) alone becomes no machine code.
const INSTRUCTIONS: [Row; 22] = [
    Row("control_free", |p| p.control_free, 0, OPERATOR),
    Row("simple", |p| p.simple, 1, OPERATOR),
    Row("arithmetic", |p| p.arithmetic, 1, OPERATOR),
    Row("multiply", |p| p.multiply, 1, OPERATOR),
    Row("divide", |p| p.divide, 1, OPERATOR),
    Row("global", |p| p.global, 1, OPERATOR),
    Row("memory", |p| p.memory, 1, OPERATOR),
    Row("branch", |p| p.branch, 1, OPERATOR),
    Row("branch_table", |p| p.branch_table, 1, OPERATOR),
    Row("call", |p| p.call, 1, OPERATOR),
    Row("call_indirect", |p| p.call_indirect, 1, OPERATOR),
    Row("float", |p| p.float, 1, OPERATOR),
    Row("float_multiply", |p| p.float_multiply, 1, OPERATOR),
    Row("float_divide", |p| p.float_divide, 1, OPERATOR),
    Row("float_convert", |p| p.float_convert, 1, OPERATOR),
    Row("local", |p| p.local, 1, OPERATOR),
    Row("bulk", |p| p.bulk, 1, OPERATOR),
    Row("grow", |p| p.grow, 1, OPERATOR),
    Row("bulk_per_64_bytes", |p| p.bulk_per_64_bytes, 1, BY_LENGTH),
    Row("grow_page", |p| p.grow_page, 1, BY_LENGTH),
    Row("vector", |p| p.vector, 1, OPERATOR),
    Row("atomic", |p| p.atomic, 1, OPERATOR),
];

impl GasSchedule {
    /// Checks that an engine can work with it. One that it can't would refuse every contract, never end a loop, or charge
    /// more than a meter holds.
    ///
    /// # Errors
    /// [`ScheduleError`] for the first price that is out of its range: its name, its value, and the range.
    pub fn validate(&self) -> Result<(), ScheduleError> {
        let within = |part, name, value: u64, min, max| match (min..=max).contains(&value) {
            true => Ok(()),
            false => Err(ScheduleError::OutOfRange { part, name, value, min, max }),
        };
        for Row(name, value, min, max) in INSTRUCTIONS {
            within("instruction", name, value(&self.instructions).into(), min, max)?;
        }
        let (given, wanted) = (self.host_operations(), HostOp::ALL.len());
        if given != wanted {
            return Err(ScheduleError::HostOperations { given, wanted });
        }
        for op in HostOp::ALL {
            let price = self.price(*op);
            within("base price of", op.name(), price.base, 0, METER)?;
            within("price per unit of", op.name(), price.per_unit, 0, METER)?;
        }
        within("figure", "delete_refund", self.delete_refund, 0, METER)?;
        within("figure", "refund_quotient", self.refund_quotient, 1, u64::MAX)?;
        within("figure", "gas_per_millisecond", self.gas_per_millisecond, 1, METER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Price;

    #[test]
    fn the_schedules_of_the_documents_are_valid() {
        assert_eq!(GasSchedule::standard().validate(), Ok(()));
        assert_eq!(GasSchedule::calibrated().validate(), Ok(()));
    }

    #[test]
    fn every_instruction_price_has_a_row_that_reads_it() {
        // As many as a schedule's fields take: a class that is added needs a row.
        assert_eq!(size_of::<InstructionPrices>(), INSTRUCTIONS.len() * size_of::<u32>());
        let json = serde_json::to_value(GasSchedule::standard()).expect("a schedule has a JSON form");
        for Row(name, value, min, _) in INSTRUCTIONS {
            let mut other = json.clone();
            other["instructions"][name] = 77.into();
            let other: GasSchedule = serde_json::from_value(other).expect("a schedule");
            assert_eq!(value(&other.instructions), 77, "{name}");
            assert!(name == "control_free" || min > 0, "{name}");
        }
    }

    #[test]
    fn an_error_names_the_price_its_value_and_its_range() {
        let of = |change: fn(&mut GasSchedule)| {
            let mut schedule = GasSchedule::standard();
            change(&mut schedule);
            schedule.validate().expect_err("invalid").to_string()
        };
        let wanted = "gas schedule: instruction branch is 0, wanted 1 to 4294967295";
        assert_eq!(of(|s| s.instructions.branch = 0), wanted);
        let wanted = "gas schedule: instruction grow_page is 4294967295, wanted 1 to 268435456";
        assert_eq!(of(|s| s.instructions.grow_page = u32::MAX), wanted);
        let wanted = "gas schedule: figure refund_quotient is 0, wanted 1 to 18446744073709551615";
        assert_eq!(of(|s| s.refund_quotient = 0), wanted);
        let wanted = "gas schedule: price per unit of sha256 is 18446744073709551615, wanted 0 to 9223372036854775807";
        let dear = Price { base: 1, per_unit: u64::MAX };
        assert_eq!(
            GasSchedule::standard().with_price(HostOp::Sha256, dear).validate().unwrap_err().to_string(),
            wanted
        );
    }

    #[test]
    fn a_schedule_with_another_number_of_host_operations_is_refused() {
        let mut json = serde_json::to_value(GasSchedule::standard()).expect("a schedule has a JSON form");
        json["host"].as_array_mut().expect("a list").pop();
        let short: GasSchedule = serde_json::from_value(json).expect("a schedule");
        let wanted = HostOp::ALL.len();
        assert_eq!(short.validate(), Err(ScheduleError::HostOperations { given: wanted - 1, wanted }));
    }
}
