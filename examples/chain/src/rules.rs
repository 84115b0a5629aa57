//! Rules: all that nodes of the chain have to have alike.

use crate::reward::Reward;
use allod_vm::{Address, EngineConfig, FeeTerms, GasSchedule, HostOp, Price};
use std::sync::Arc;

/// Rules of the chain. What a machine may choose (threads, tiers, budgets, a folder for machine code) is not among them.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Number of the chain.
    pub chain_id: u64,
    /// The account of fees and rewards.
    pub collector: Address,
    /// The first block with the upgrade: events cost more, and so does gas.
    pub upgrade: u64,
}

impl Rules {
    /// Settings of an engine under these rules. What comes later is said from the beginning, with its height, so that one node
    /// runs across it, and a new one replays the past under the rules of then.
    pub fn config(&self) -> EngineConfig {
        let fees = FeeTerms { base_price: 2, burned_price: 1, ..FeeTerms::to(self.collector) };
        let dearer = FeeTerms { base_price: 3, ..fees };
        let schedule = GasSchedule::standard().with_price(HostOp::Log, Price { base: 5_000, per_unit: 10 });
        EngineConfig::default()
            .with_chain_id(self.chain_id)
            .with_fees(fees)
            .with_hooks(Arc::new(Reward { to: self.collector }))
            .with_schedule_from(self.upgrade, schedule)
            .with_fees_from(self.upgrade, dearer)
    }
}
