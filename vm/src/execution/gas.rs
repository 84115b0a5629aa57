//! Gas: the meter of a call, the breakdown of a transaction, the report in its receipt.

use allod_core::{GasSchedule, HostOp};
use serde::{Deserialize, Serialize};

/// Largest gas limit: the module counts in signed 64 bits. A larger one is cut to this.
pub const MAX_LIMIT: u64 = i64::MAX as u64;

/// Error of a charge above what is left of the gas limit.
///
/// ```
/// use allod_vm::{GasBreakdown, GasMeter, GasSchedule, HostOp, OutOfGas};
///
/// let mut meter = GasMeter::new(10);
/// let charged = GasBreakdown::default().charge(&mut meter, &GasSchedule::standard(), HostOp::Balance, 0);
/// assert_eq!(charged, Err(OutOfGas));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("out of gas")]
pub struct OutOfGas;

/// Gas meter: a limit, and what is left of it. Below zero means that the limit was reached, whatever happened afterwards.
///
/// ```
/// use allod_vm::GasMeter;
///
/// let mut meter = GasMeter::new(1000);
/// assert_eq!(meter.charge(700), Ok(700));
/// assert_eq!(meter.charge(700), Err(300), "the part that was there");
/// assert!(meter.is_out());
/// assert_eq!(meter.used(), 1000);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GasMeter {
    limit: u64,
    left: i64,
}

impl GasMeter {
    /// Full meter. A limit above [`MAX_LIMIT`] is [`MAX_LIMIT`].
    pub fn new(limit: u64) -> Self {
        let limit = limit.min(MAX_LIMIT);
        Self { limit, left: limit as i64 }
    }

    /// Sets the counter, as a module left it.
    pub fn set_left(&mut self, left: i64) {
        self.left = left;
    }

    /// The counter as the module sees it: negative once the limit was reached.
    pub fn counter(&self) -> i64 {
        self.left
    }

    /// Gas left, zero if the limit was reached.
    pub fn left(&self) -> u64 {
        self.left.max(0) as u64
    }

    /// Gas used, the whole limit if it was reached.
    pub fn used(&self) -> u64 {
        self.limit - self.left()
    }

    /// True if the limit was reached.
    pub fn is_out(&self) -> bool {
        self.left < 0
    }

    /// Takes `cost`, and answers the gas that was taken.
    ///
    /// # Errors
    /// The part that was there, when that is less than `cost`; the meter is out of gas from then on.
    pub fn charge(&mut self, cost: u64) -> Result<u64, u64> {
        let left = self.left();
        if self.is_out() || cost > left {
            self.left = -1;
            return Err(left);
        }
        self.left -= cost as i64;
        Ok(cost)
    }

    /// Gives `amount` back, at most the gas used. Answers the gas that was given back.
    pub fn refund(&mut self, amount: u64) -> u64 {
        let given = amount.min(self.used());
        if !self.is_out() {
            self.left += given as i64;
            return given;
        }
        0
    }
}

/// Gas that host operations were charged, by operation.
///
/// ```
/// use allod_vm::{GasBreakdown, GasMeter, GasSchedule, HostOp};
///
/// let (mut meter, mut gas) = (GasMeter::new(1000), GasBreakdown::default());
/// gas.charge(&mut meter, &GasSchedule::standard(), HostOp::Balance, 0)?;
/// assert_eq!(meter.used(), 50);
/// # Ok::<(), allod_vm::OutOfGas>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct GasBreakdown {
    gas: [u64; HostOp::ALL.len()],
    /// A bit for each operation that was charged anything.
    charged: u64,
}

const _: () = assert!(HostOp::ALL.len() <= 64);

impl Default for GasBreakdown {
    fn default() -> Self {
        Self { gas: [0; HostOp::ALL.len()], charged: 0 }
    }
}

impl GasBreakdown {
    /// Forgets all charges.
    pub(crate) fn clear(&mut self) {
        let Self { gas, charged } = self;
        while *charged != 0 {
            gas[charged.trailing_zeros() as usize] = 0;
            *charged &= *charged - 1;
        }
    }

    /// Charges `units` of `op` to `meter`, and remembers it.
    ///
    /// # Errors
    /// [`OutOfGas`]; what was left is gone and remembered.
    pub fn charge(
        &mut self,
        meter: &mut GasMeter,
        schedule: &GasSchedule,
        op: HostOp,
        units: u64,
    ) -> Result<(), OutOfGas> {
        self.charge_gas(meter, op, schedule.price(op).of(units))
    }

    /// Charges `gas` for `op` to `meter`, and remembers it.
    ///
    /// # Errors
    /// As [`GasBreakdown::charge`].
    pub fn charge_gas(&mut self, meter: &mut GasMeter, op: HostOp, gas: u64) -> Result<(), OutOfGas> {
        let taken = meter.charge(gas);
        let part = taken.unwrap_or_else(|part| part);
        if let Some(slot) = self.gas.get_mut(op as usize) {
            *slot += part;
            self.charged |= u64::from(part > 0) << op as u32;
        }
        taken.map(drop).map_err(|_| OutOfGas)
    }

    /// Gas of all operations together.
    pub(crate) fn total(&self) -> u64 {
        self.rows().map(|row| row.1).sum()
    }

    /// Operations that were charged anything, with their gas, in the order of [`HostOp::ALL`].
    fn rows(&self) -> impl ExactSizeIterator<Item = (HostOp, u64)> {
        let mut left = self.charged;
        (0..left.count_ones()).map(move |_| {
            let at = left.trailing_zeros() as usize;
            left &= left - 1;
            (HostOp::ALL[at], self.gas[at])
        })
    }
}

/// Gas report of a transaction, the calls it made included. All numbers are gas.
///
/// ```
/// use allod_vm::{Engine, EngineConfig};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let gas = engine.deploy(r#"(module (func (export "f")))"#)?.receipt.gas;
/// assert_eq!(gas.used, gas.instructions + gas.host_total() - gas.refunded);
/// assert!(gas.used <= gas.limit);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GasReport {
    /// The limit.
    pub limit: u64,
    /// The cost: `intrinsic`, `instructions`, plus every row of `host`, less `refunded`.
    pub used: u64,
    /// The transaction as such, by the chain's [fee terms](crate::FeeTerms): before anything ran.
    pub intrinsic: u64,
    /// Instructions.
    pub instructions: u64,
    /// Host operations that cost something, in the order of [`HostOp::ALL`].
    pub host: Vec<(HostOp, u64)>,
    /// The refund.
    pub refunded: u64,
}

impl GasReport {
    /// Report of a transaction that ends with `meter`: the `intrinsic` gas, its `breakdown`, and a refund of at most
    /// `used / quotient`.
    pub(crate) fn close(
        mut meter: GasMeter,
        intrinsic: u64,
        breakdown: &GasBreakdown,
        refund: u64,
        quotient: u64,
    ) -> Self {
        let mut of_the_host = 0;
        let host = breakdown.rows().inspect(|row| of_the_host += row.1).collect();
        let spent = meter.used();
        let refunded = match refund {
            0 => 0,
            refund => meter.refund(refund.min(spent / quotient.max(1))),
        };
        Self {
            limit: meter.limit,
            used: spent - refunded,
            intrinsic,
            instructions: spent.saturating_sub(of_the_host).saturating_sub(intrinsic),
            host,
            refunded,
        }
    }

    /// Gas of all host operations together.
    pub fn host_total(&self) -> u64 {
        self.host.iter().map(|row| row.1).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_of_a_breakdown_are_in_the_order_of_all_operations() {
        let (mut meter, mut breakdown) = (GasMeter::new(1_000), GasBreakdown::default());
        for (at, op) in HostOp::ALL.iter().enumerate().rev() {
            assert_eq!(*op as usize, at);
            breakdown.charge_gas(&mut meter, *op, at as u64).unwrap();
        }
        assert!(
            breakdown.rows().map(|row| row.0).eq(HostOp::ALL[1..].iter().copied()),
            "but the first, which cost nothing"
        );
        assert_eq!(breakdown.total(), meter.used());
    }

    #[test]
    fn five_hundred_of_a_thousand_leaves_five_hundred_and_a_refund_gives_back() {
        let mut meter = GasMeter::new(1000);
        assert_eq!(meter.charge(500), Ok(500));
        assert_eq!((meter.left(), meter.used()), (500, 500));
        assert_eq!(meter.refund(200), 200);
        assert_eq!((meter.left(), meter.used()), (700, 300));
    }

    #[test]
    fn a_refund_above_what_was_used_is_capped() {
        let mut meter = GasMeter::new(1000);
        assert_eq!(meter.charge(100), Ok(100));
        assert_eq!(meter.refund(500), 100);
        assert_eq!((meter.left(), meter.used()), (1000, 0));
    }

    #[test]
    fn a_need_above_what_is_left_is_out_of_gas_for_good() {
        let mut meter = GasMeter::new(10);
        assert_eq!(meter.charge(11), Err(10));
        assert!(meter.is_out());
        assert_eq!((meter.left(), meter.used()), (0, 10));
        assert_eq!(meter.charge(0), Err(0));
        assert_eq!(meter.refund(5), 0);
    }

    #[test]
    fn limits_of_zero_one_and_the_largest_number_do_not_wrap() {
        for limit in [0, 1, MAX_LIMIT, u64::MAX] {
            let mut meter = GasMeter::new(limit);
            assert_eq!(meter.used(), 0);
            assert_eq!(meter.charge(u64::MAX), Err(limit.min(MAX_LIMIT)));
            assert_eq!(meter.used(), limit.min(MAX_LIMIT));
        }
    }
}
