//! Digest of a receipt, and the root over a block's: the part of receipts that nodes agree on.

use crate::Receipt;
use allod_core::{Domain, Hash, Status, Trap};

static RECEIPT: Domain = Domain::new("allod 2026 receipt");
static PAIR: Domain = Domain::new("allod 2026 receipts");

impl Receipt {
    /// Digest of what nodes agree on: status, gas, output and events. Words are not in it (of a failure, of a library), nor
    /// what the ABI says, nor the trace, so that none of them ties a chain to a version. Which transaction it is of, its
    /// place in the block says.
    ///
    /// blake3 in the domain `allod 2026 receipt`, of
    ///
    /// | bytes | holds |
    /// |---|---|
    /// | 1 | 0 success, 1 reverted, 2 out of gas, 3 trapped, 4 refused |
    /// | 4 | the revert code; the trap, from 1 in the order of [`Trap`]; the [code](allod_core::reason::Reason::code) of the reason; else 0 |
    /// | 8 | gas used |
    /// | 8, then that many | the output, behind its length |
    /// | 8 | number of events |
    /// | for each: 20 | its contract |
    /// | 8, then that many | its name, behind its length |
    /// | 8, then that many | its attributes as tagged values, behind their length |
    ///
    /// Integers are little-endian.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let contract = engine.deploy(r#"(module (func (export "seven") (result i64) (i64.const 7)))"#)?.address;
    /// let seven = || engine.execute_with_args(contract, "seven", args![]);
    /// assert_eq!(seven()?.digest(), seven()?.digest());
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    pub fn digest(&self) -> Hash {
        let (status, code) = status_and_code(&self.status);
        let mut bytes = vec![status];
        bytes.extend_from_slice(&code.to_le_bytes());
        bytes.extend_from_slice(&self.gas.used.to_le_bytes());
        push(&mut bytes, &self.output);
        bytes.extend_from_slice(&(self.events.len() as u64).to_le_bytes());
        for event in &self.events {
            bytes.extend_from_slice(&event.contract.0);
            push(&mut bytes, event.name.as_bytes());
            push(&mut bytes, event.attributes.as_tagged());
        }
        RECEIPT.hash(&bytes)
    }
}

fn push(bytes: &mut Vec<u8>, part: &[u8]) {
    bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
    bytes.extend_from_slice(part);
}

fn status_and_code(status: &Status) -> (u8, u32) {
    match status {
        Status::Success => (0, 0),
        Status::Reverted { code, .. } => (1, code.0),
        Status::OutOfGas => (2, 0),
        Status::Trapped { trap, .. } => (3, number(*trap)),
        Status::Refused { reason } => (4, reason.code().into()),
    }
}

fn number(trap: Trap) -> u32 {
    match trap {
        Trap::Unreachable => 1,
        Trap::MemoryOutOfBounds => 2,
        Trap::DivideByZero => 3,
        Trap::IntegerOverflow => 4,
        Trap::BadConversion => 5,
        Trap::IndirectCall => 6,
        Trap::StackOverflow => 7,
    }
}

/// Root of a block's receipts, in their order: a binary tree over their [digests](Receipt::digest), so that one receipt can be
/// proved by some 32 bytes for each doubling of their number.
///
/// Neighbours are hashed together, blake3 in the domain `allod 2026 receipts`, level by level; the last of an odd number goes
/// up as it is. That is the tree of RFC 6962. The root of one receipt is its digest, that of none the hash of no bytes.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, args, receipts_root};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let contract = engine.deploy(r#"(module (func (export "seven") (result i64) (i64.const 7)))"#)?.address;
/// let receipt = engine.execute_with_args(contract, "seven", args![])?;
/// assert_eq!(receipts_root(std::slice::from_ref(&receipt)), receipt.digest());
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
pub fn receipts_root(receipts: &[Receipt]) -> Hash {
    let mut level: Vec<Hash> = receipts.iter().map(Receipt::digest).collect();
    while level.len() > 1 {
        let hash = |pair: &[Hash]| match pair {
            [left, right] => PAIR.hash(&[left.0, right.0].concat()),
            odd => odd[0],
        };
        level = level.chunks(2).map(hash).collect();
    }
    level.first().copied().unwrap_or_else(|| PAIR.hash(&[]))
}
