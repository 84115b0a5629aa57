//! Cost meters: the standard one, and the trait for one of the caller's own.
//!
//! Gas is counted by the module's own code and by the host, and nodes agree on it. A meter sees it at the granularity of a
//! receipt: one charge for all instructions of a call, one for each kind of host operation, and one refund. It is shown the
//! exact charges of a call before that is executed, so that a charge it refuses ends the call with nothing committed; and what
//! it has left lowers the call's limit. What a call costs it can't change.

use allod_vm::{GasMeter, GasReport};

/// Descriptor of the charge for instructions.
pub const INSTRUCTIONS: &str = "instructions";

/// Descriptor of a refund.
pub const DELETED_OBJECTS: &str = "deleted objects";

/// Refusal of a charge, after which nothing is executed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cost of {amount} for {descriptor}: {why}")]
pub struct MeterRefusal {
    /// The charge, in gas.
    pub amount: u64,
    /// The thing it is for.
    pub descriptor: String,
    /// The meter's reason.
    pub why: String,
}

/// Meter of costs, in gas. It is asked while its call waits, and must not ask the adapter for another.
pub trait CostMeter {
    /// Takes a charge.
    ///
    /// # Errors
    /// A reason to refuse it: the call is not executed then.
    fn consume(&mut self, amount: u64, descriptor: &str) -> Result<(), String>;

    /// Takes a charge back.
    fn refund(&mut self, amount: u64, descriptor: &str);

    /// Cost so far, refunds taken off.
    fn consumed(&self) -> u64;

    /// Cost that may follow: no call gets a higher limit.
    fn remaining(&self) -> u64;

    /// The limit.
    fn limit(&self) -> u64;
}

/// Meter with a limit: the engine's own [`GasMeter`] behind the trait.
///
/// ```
/// use wes_engine::{CostMeter, LimitedMeter};
///
/// let mut meter = LimitedMeter::new(1_000);
/// meter.consume(700, "instructions")?;
/// assert_eq!(meter.consume(700, "instructions").unwrap_err(), "400 more than the limit of 1000 allows");
/// meter.refund(200, "deleted objects");
/// assert_eq!((meter.consumed(), meter.remaining(), meter.limit()), (500, 500, 1_000));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug)]
pub struct LimitedMeter {
    meter: GasMeter,
}

impl LimitedMeter {
    /// Full meter. A limit above [`allod_vm::MAX_LIMIT`] is that.
    pub fn new(limit: u64) -> Self {
        Self { meter: GasMeter::new(limit) }
    }
}

impl CostMeter for LimitedMeter {
    fn consume(&mut self, amount: u64, _: &str) -> Result<(), String> {
        let left = self.meter.left();
        if amount > left {
            return Err(format!("{} more than the limit of {} allows", amount - left, self.limit()));
        }
        self.meter.charge(amount).map(drop).map_err(|_| "the limit was reached".into())
    }

    fn refund(&mut self, amount: u64, _: &str) {
        self.meter.refund(amount);
    }

    fn consumed(&self) -> u64 {
        self.meter.used()
    }

    fn remaining(&self) -> u64 {
        self.meter.left()
    }

    fn limit(&self) -> u64 {
        self.meter.used() + self.meter.left()
    }
}

/// Charges of a call, in the order of the engine's operations: descriptor and gas.
pub fn charges(gas: &GasReport) -> impl Iterator<Item = (&'static str, u64)> + '_ {
    let host = gas.host.iter().map(|(op, gas)| (op.name(), *gas));
    std::iter::once((INSTRUCTIONS, gas.instructions)).chain(host).filter(|charge| charge.1 > 0)
}

/// Shows `meter` what a call costs. Where it refuses a charge, those before it are taken back.
///
/// # Errors
/// [`MeterRefusal`] with the meter's reason.
pub(crate) fn show(meter: &mut dyn CostMeter, gas: &GasReport) -> Result<(), MeterRefusal> {
    let mut taken = Vec::new();
    for (descriptor, amount) in charges(gas) {
        if let Err(why) = meter.consume(amount, descriptor) {
            taken.into_iter().for_each(|(descriptor, amount)| meter.refund(amount, descriptor));
            return Err(MeterRefusal { amount, descriptor: descriptor.to_owned(), why });
        }
        taken.push((descriptor, amount));
    }
    if gas.refunded > 0 {
        meter.refund(gas.refunded, DELETED_OBJECTS);
    }
    Ok(())
}
