//! Money operations: native balances, transfers, attached value.

use super::{HostCall, ImportResult};
use crate::execution::host_error::{HostResult, StatusError};
use crate::transaction::money::transfer::{Transfer, TransferKind};
use allod_core::reason::WriteTarget;
use allod_core::{Address, HostOp, HostStatus, Reason};
use allod_state::StateError;

impl HostCall<'_> {
    pub(super) fn balance(&mut self, address: u64) -> ImportResult {
        self.pay(HostOp::Balance, 0)?;
        let address = Address(self.read_array(address)?);
        Ok(self.context.journal.balances().get(&address)? as i64)
    }

    pub(super) fn transfer(&mut self, to: u64, amount: u64) -> ImportResult {
        self.pay(HostOp::Transfer, 0)?;
        let to = Address(self.read_array(to)?);
        let from = self.frame()?.contract;
        let attempt = self.move_money(from, to, amount, TransferKind::Transfer);
        self.status(attempt)
    }

    pub(super) fn attached(&mut self) -> ImportResult {
        self.pay(HostOp::Attached, 0)?;
        Ok(self.frame()?.value as i64)
    }

    pub(super) fn receive(&mut self, amount: u64) -> ImportResult {
        self.pay(HostOp::Receive, 0)?;
        let frame = self.frame()?;
        let (from, to, attached) = (frame.sender, frame.contract, frame.value);
        let attempt = if amount > attached {
            Err(StatusError::new(HostStatus::InsufficientBalance, Reason::Attached { amount, attached }).into())
        } else {
            self.move_money(from, to, amount, TransferKind::Value)
        };
        if attempt.is_ok() {
            self.frame()?.value -= amount;
        }
        self.status(attempt)
    }

    fn move_money(&mut self, from: Address, to: Address, amount: u64, kind: TransferKind) -> HostResult<()> {
        self.writable("transfer", || WriteTarget::Amount { amount })?;
        let refused = |status, reason| Err(StatusError::new(status, reason).into());
        let reserved = self.context.tx.reserved(&to);
        match self.context.journal.balances().transfer_within(&from, &to, amount, u64::MAX - reserved) {
            Ok(()) => {
                let frame = self.frame()?.position;
                self.context.tx.transfers.push(Transfer { from, to, amount, kind, frame });
                Ok(())
            }
            Err(StateError::InsufficientBalance { account, has, wanted }) => {
                refused(HostStatus::InsufficientBalance, Reason::Balance { account, has, wanted })
            }
            Err(StateError::BalanceOverflow { account, has, added }) => {
                refused(HostStatus::LimitExceeded, Reason::BalanceOverflow { account, has, added })
            }
            Err(error) => Err(error.into()),
        }
    }
}
