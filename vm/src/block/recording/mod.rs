//! Recording: the access sets of a block's transactions, in the order of their receipts.
//!
//! Each transaction that is recorded runs in a child journal of its own, as transactions of a parallel block do: that knows
//! what it has read, and what it has written.
//!
//! | file | holds |
//! |---|---|
//! | [`recorder`] | transactions run one by one in child journals, and their access sets |
//! | [`row_value`] | values of rows, decoded |

pub(crate) mod recorder;
pub(crate) mod row_value;

pub(crate) use recorder::Recorder;

/// Recording of what each transaction reads and writes: for explorers, indexers, and whoever plans what may run beside what.
///
/// ```
/// use allod_vm::{AccessSet, Address, BlockOptions, Engine, EngineConfig, Payload, Recording, RowKey, RowValue, Transaction};
///
/// let (engine, alice) = (Engine::open(EngineConfig::default())?, Address([1; 20]));
/// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
/// let payload = Payload::Call { contract, function: "f".into(), input: vec![], value: 0, objects: vec![] };
/// let call = Transaction { from: alice, nonce: 0, chain_id: 1, gas_limit: 100_000, gas_price: 0, payload };
///
/// let options = BlockOptions { recording: Some(Recording::default()), ..Default::default() };
/// let committed = engine.execute_block_with(&engine.last_block()?.next(), vec![call], options)?;
/// let access: &AccessSet = &committed.accesses[0];
/// assert!(access.reads.contains(&RowKey::Contract(contract)) && !access.cut);
/// let [nonce] = &access.writes[..] else { panic!("{access:?}") };
/// assert_eq!((&nonce.key, RowValue::after(nonce)?), (&RowKey::Nonce(alice), Some(RowValue::Nonce(1))));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recording {
    /// Bytes that the access sets of a block may take, all together. Those for which there is no room are
    /// [cut](crate::AccessSet::cut).
    pub max_bytes: usize,
}

impl Recording {
    /// Recording in at most so many bytes for each block.
    pub fn within(max_bytes: usize) -> Self {
        Self { max_bytes }
    }
}

impl Default for Recording {
    /// 64 MiB: some 200,000 rows.
    fn default() -> Self {
        Self::within(64 << 20)
    }
}
