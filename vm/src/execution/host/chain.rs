//! Where and when the contract runs, and who called it.

use super::{Host, ImportResult};
use crate::modules::contract_record::ContractRecord;
use allod_core::{Address, HostOp};

impl Host<'_> {
    pub(super) fn block_height(&mut self) -> ImportResult {
        self.pay(HostOp::BlockHeight, 0)?;
        Ok(self.session.block.height as i64)
    }

    pub(super) fn block_time(&mut self) -> ImportResult {
        self.pay(HostOp::BlockTime, 0)?;
        Ok(self.session.block.time)
    }

    pub(super) fn chain_id(&mut self) -> ImportResult {
        self.pay(HostOp::ChainId, 0)?;
        Ok(self.session.block.chain_id as i64)
    }

    pub(super) fn contract_address(&mut self, out: u64) -> ImportResult {
        self.pay(HostOp::ContractAddress, 0)?;
        let address = self.frame()?.contract;
        self.write(out, &address.0).map(|()| 0)
    }

    pub(super) fn deployer(&mut self, out: u64) -> ImportResult {
        self.pay(HostOp::Deployer, 0)?;
        let contract = self.frame()?.contract;
        let record = match self.session.journal.contracts().record(&contract)? {
            Some(bytes) => Some(ContractRecord::read(&contract, bytes)?),
            // Rust code in the place of a contract, where nobody deployed one.
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
        let address = self.session.origin;
        self.write(out, &address.0).map(|()| 0)
    }

    pub(super) fn gas_left(&mut self) -> ImportResult {
        self.pay(HostOp::GasLeft, 0)?;
        Ok(self.meter.left() as i64)
    }
}
