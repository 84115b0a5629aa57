//! Host state: accounts and application rows, as the chain's own code reads and writes them.

use super::block::Block;
use crate::EngineError;
use allod_core::Address;
use allod_state::StateError;

/// Bytes that the key of an application row may have.
pub const APPLICATION_KEY_BYTES: usize = 256;
/// Bytes that the value of an application row may have.
pub const APPLICATION_VALUE_BYTES: usize = 64 << 10;

/// Accounts and rows by the chain's hand: without gas, receipt and permission, in the batch and the root of the block. What
/// is written can't be undone but by dropping the block, and neither can the transaction before it.
///
/// ```
/// use allod_vm::{Address, Engine, EngineConfig};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let (alice, bob) = (Address([1; 20]), Address([2; 20]));
/// let mut genesis = engine.begin_block(engine.last_block()?.next())?;
/// genesis.credit(alice, 100)?;
/// genesis.transfer(alice, bob, 30)?;
/// assert!(genesis.debit(bob, 31).is_err(), "nothing has changed");
/// genesis.set_nonce(alice, 7)?;
/// genesis.put(b"validator/1", &alice.0)?;
/// genesis.commit()?;
/// assert_eq!((engine.balance(alice)?, engine.balance(bob)?, engine.nonce(alice)?), (70, 30, 7));
/// assert_eq!(engine.application_row(b"validator/1")?, Some(alice.0.to_vec()));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
impl Block<'_> {
    /// The money of `account`.
    ///
    /// # Errors
    /// [`EngineError::BlockFailed`], or the store's.
    pub fn balance(&mut self, account: Address) -> Result<u64, EngineError> {
        self.read(|block| block.context.journal.balances().get(&account))
    }

    /// Makes `amount` of money in `account`, out of nothing.
    ///
    /// # Errors
    /// [`EngineError::State`] where the balance would not fit, [`EngineError::BlockFailed`], or the store's. Nothing has
    /// changed then.
    pub fn credit(&mut self, account: Address, amount: u64) -> Result<(), EngineError> {
        self.write(|block| block.context.journal.balances().credit(&account, amount))
    }

    /// Destroys `amount` of the money of `account`.
    ///
    /// # Errors
    /// [`EngineError::State`] where it has less, [`EngineError::BlockFailed`], or the store's. Nothing has changed then.
    pub fn debit(&mut self, account: Address, amount: u64) -> Result<(), EngineError> {
        self.write(|block| block.context.journal.balances().debit(&account, amount))
    }

    /// Moves `amount` of money from one account to another.
    ///
    /// # Errors
    /// [`EngineError::State`] where `from` has less or the other balance would not fit, [`EngineError::BlockFailed`], or the
    /// store's. Nothing has moved then.
    pub fn transfer(&mut self, from: Address, to: Address, amount: u64) -> Result<(), EngineError> {
        self.write(|block| block.context.journal.balances().transfer(&from, &to, amount))
    }

    /// The nonce of the next transaction that `account` signs.
    ///
    /// # Errors
    /// [`EngineError::BlockFailed`], or the store's.
    pub fn nonce(&mut self, account: Address) -> Result<u64, EngineError> {
        self.read(|block| block.context.journal.nonces().get(&account))
    }

    /// Sets the nonce of the next transaction that `account` signs. One that is lower than before lets transactions be run
    /// again.
    ///
    /// # Errors
    /// [`EngineError::BlockFailed`].
    pub fn set_nonce(&mut self, account: Address, next: u64) -> Result<(), EngineError> {
        self.write(|block| {
            block.context.journal.nonces().set(&account, next);
            Ok(())
        })
    }

    /// The value of the application's row `key`.
    ///
    /// # Errors
    /// [`EngineError::BlockFailed`], or the store's.
    pub fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        self.read(|block| block.context.journal.application().get(key).map(|value| value.map(<[u8]>::to_vec)))
    }

    /// Gives the application's row `key` a value. The rows stand under a letter of their own in the store, which no contract
    /// reads.
    ///
    /// # Errors
    /// [`EngineError::ApplicationRow`] for a key of more than [`APPLICATION_KEY_BYTES`] or a value of more than
    /// [`APPLICATION_VALUE_BYTES`], and [`EngineError::BlockFailed`].
    pub fn put(&mut self, key: &[u8], value: &[u8]) -> Result<(), EngineError> {
        check_row("key", key, APPLICATION_KEY_BYTES)?;
        check_row("value", value, APPLICATION_VALUE_BYTES)?;
        self.write(|block| {
            block.context.journal.application().put(key, value);
            Ok(())
        })
    }

    /// Takes away the application's row `key`, if there is one.
    ///
    /// # Errors
    /// [`EngineError::BlockFailed`].
    pub fn delete(&mut self, key: &[u8]) -> Result<(), EngineError> {
        self.write(|block| {
            block.context.journal.application().delete(key);
            Ok(())
        })
    }

    /// Reads something. What a hook at the end has done shows as long as its work is not undone.
    fn read<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, StateError>) -> Result<T, EngineError> {
        self.check_usable()?;
        read(self).map_err(|error| self.distrust(error.into()))
    }

    /// Writes something, as a whole or not at all.
    fn write(&mut self, write: impl FnOnce(&mut Self) -> Result<(), StateError>) -> Result<(), EngineError> {
        self.touch()?;
        self.settle_last()?;
        write(self).map_err(|error| self.distrust(error.into()))
    }
}

fn check_row(what: &'static str, bytes: &[u8], limit: usize) -> Result<(), EngineError> {
    match bytes.len() {
        given if given > limit => Err(EngineError::ApplicationRow { what, given, limit }),
        _ => Ok(()),
    }
}
