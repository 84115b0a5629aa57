//! Chain operations: block, addresses, gas left.

use super::{HostCall, ImportResult};
use crate::modules::contract_record::ContractRecord;
use allod_core::{Address, HostOp};

impl HostCall<'_> {
    pub(super) fn block_height(&mut self) -> ImportResult {
        self.pay(HostOp::BlockHeight, 0)?;
        Ok(self.context.block.height as i64)
    }

    pub(super) fn block_time(&mut self) -> ImportResult {
        self.pay(HostOp::BlockTime, 0)?;
        Ok(self.context.block.time)
    }

    pub(super) fn chain_id(&mut self) -> ImportResult {
        self.pay(HostOp::ChainId, 0)?;
        Ok(self.context.block.chain_id as i64)
    }

    pub(super) fn contract_address(&mut self, out: u64) -> ImportResult {
        self.pay(HostOp::ContractAddress, 0)?;
        let address = self.frame()?.contract;
        self.write(out, &address.0).map(|()| 0)
    }

    pub(super) fn deployer(&mut self, out: u64) -> ImportResult {
        self.pay(HostOp::Deployer, 0)?;
        let contract = self.frame()?.contract;
        let record = match self.context.journal.contracts().record(&contract)? {
            Some(bytes) => Some(ContractRecord::read(&contract, bytes)?),
            // Rust of the host's in the place of a contract that nobody deployed.
            None => None,
        };
        let deployer = record.map_or(Address::ZERO, |record| record.deployer);
        self.write(out, &deployer.0).map(|()| 0)
    }

    pub(super) fn sender(&mut self, out: u64) -> ImportResult {
        self.pay(HostOp::Sender, 0)?;
        let address = self.frame()?.sender;
        self.write(out, &address.0).map(|()| 0)
    }

    pub(super) fn origin(&mut self, out: u64) -> ImportResult {
        self.pay(HostOp::Origin, 0)?;
        let address = self.context.tx.origin;
        self.write(out, &address.0).map(|()| 0)
    }

    pub(super) fn gas_left(&mut self) -> ImportResult {
        self.pay(HostOp::GasLeft, 0)?;
        Ok(self.meter.left() as i64)
    }
}
