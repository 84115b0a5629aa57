//! Metrics: the figures of blocks and compilations, for the recorder of the crate `metrics` that a process has.

use super::Observer;
use crate::{BlockFigures, Compilation, Receipt};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use std::time::Duration;

/// Kind of a metric of blocks, and how it is read from the figures of one.
enum Reading {
    Counter(fn(&BlockFigures) -> u64),
    Gauge(fn(&BlockFigures) -> u64),
    /// Histogram of seconds, without a value where nothing was measured.
    Seconds(fn(&BlockFigures) -> Option<Duration>),
}

/// Metric of blocks.
struct Metric {
    name: &'static str,
    unit: Unit,
    what: &'static str,
    reading: Reading,
}

use Reading::{Counter, Gauge, Seconds};

/// The metrics of committed blocks. `docs/operations.md` has the same table.
const OF_BLOCKS: [Metric; 13] = [
    metric("allod_blocks_total", Unit::Count, "blocks committed, single calls among them", Counter(|_| 1)),
    metric("allod_block_height", Unit::Count, "height of the last block", Gauge(|block| block.block.height)),
    metric("allod_transactions_total", Unit::Count, "receipts", Counter(|block| block.transactions)),
    metric("allod_calls_total", Unit::Count, "calls of contracts", Counter(|block| block.calls)),
    metric("allod_gas_total", Unit::Count, "gas used", Counter(|block| block.gas_used)),
    metric(
        "allod_execute_seconds",
        Unit::Seconds,
        "time to execute a block",
        Seconds(|block| Some(block.machine.execute)),
    ),
    metric(
        "allod_root_seconds",
        Unit::Seconds,
        "time for its root, where that is asked for",
        Seconds(|block| block.machine.root),
    ),
    metric("allod_commit_seconds", Unit::Seconds, "time to write it", Seconds(|block| Some(block.machine.commit))),
    metric(
        "allod_reexecuted_total",
        Unit::Count,
        "transactions executed once more",
        Counter(|block| block.machine.reexecuted),
    ),
    metric(
        "allod_rows_written_total",
        Unit::Count,
        "rows written to the store",
        Counter(|block| block.machine.rows_written),
    ),
    metric(
        "allod_bytes_written_total",
        Unit::Bytes,
        "keys and values written",
        Counter(|block| block.machine.bytes_written),
    ),
    metric("allod_journal_bytes", Unit::Bytes, "cache of the journal", Gauge(|block| block.machine.journal_bytes)),
    metric("allod_module_bytes", Unit::Bytes, "modules in memory", Gauge(|block| block.machine.module_bytes)),
];

/// Transactions that did not succeed.
const FAILED: &str = "allod_failed_transactions_total";
/// Time to meter, translate and perhaps compile a module.
const COMPILE: &str = "allod_compile_seconds";
/// Modules that were not in memory.
const LOADED: &str = "allod_modules_loaded_total";

const fn metric(name: &'static str, unit: Unit, what: &'static str, reading: Reading) -> Metric {
    Metric { name, unit, what, reading }
}

/// Observer that tells the recorder of the crate `metrics` about committed blocks and compilations, by the names in
/// `docs/operations.md`. Without a recorder in the process it does nothing.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, MetricsObserver};
/// use std::sync::Arc;
///
/// // The recorder is installed before: one for Prometheus, say.
/// let engine = Engine::open(EngineConfig::default().with_observer(Arc::new(MetricsObserver::new())))?;
/// engine.deploy(r#"(module (func (export "f")))"#)?;
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Debug)]
pub struct MetricsObserver(());

impl MetricsObserver {
    /// Describes all metrics to the recorder, with their units.
    #[expect(clippy::new_without_default, reason = "it tells the recorder something")]
    pub fn new() -> Self {
        for Metric { name, unit, what, reading } in OF_BLOCKS {
            match reading {
                Counter(_) => describe_counter!(name, unit, what),
                Gauge(_) => describe_gauge!(name, unit, what),
                Seconds(_) => describe_histogram!(name, unit, what),
            }
        }
        describe_counter!(FAILED, Unit::Count, "transactions that did not succeed");
        describe_counter!(LOADED, Unit::Count, "modules that were not in memory");
        describe_histogram!(COMPILE, Unit::Seconds, "time to meter, translate and perhaps compile a module");
        Self(())
    }
}

impl Observer for MetricsObserver {
    fn transaction(&self, receipt: &Receipt) {
        if !receipt.is_success() {
            counter!(FAILED).increment(1);
        }
    }

    fn block_committed(&self, figures: &BlockFigures) {
        for Metric { name, reading, .. } in &OF_BLOCKS {
            match reading {
                Counter(read) => counter!(*name).increment(read(figures)),
                Gauge(read) => gauge!(*name).set(read(figures) as f64),
                Seconds(read) => {
                    if let Some(time) = read(figures) {
                        histogram!(*name).record(time);
                    }
                }
            }
        }
        counter!(LOADED).increment(figures.machine.modules_loaded);
    }

    fn compile_ended(&self, _: &Compilation, took: Duration) {
        histogram!(COMPILE).record(took);
    }
}
