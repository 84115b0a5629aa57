//! Contracts that only compute, in an instance that stays: the call itself is measured elsewhere.

use crate::chain::Contract;
use allod_bench_workload::kernels::{CHAIN, CHAIN_END, FIB, fib};
use allod_bench_workload::{Facts, Workload};

/// One of the kernels.
pub(crate) struct Kernel {
    contract: Contract,
    message: String,
    wanted: Vec<u8>,
}

impl Kernel {
    pub(crate) fn fib() -> Self {
        Self::new(format!(r#"{{"fib":{{"n":{FIB}}}}}"#), fib(FIB).to_le_bytes().to_vec())
    }

    pub(crate) fn sha256() -> Self {
        Self::new(format!(r#"{{"chain":{{"links":{CHAIN}}}}}"#), CHAIN_END.to_vec())
    }

    fn new(message: String, wanted: Vec<u8>) -> Self {
        Self { contract: Contract::new(true), message, wanted }
    }
}

impl Workload for Kernel {
    fn run(&mut self, operations: u64) {
        for _ in 0..operations {
            let answer = self.contract.execute("creator", self.message.as_bytes()).data;
            assert_eq!(answer.expect("an answer").as_slice(), self.wanted, "what the kernel answers");
        }
    }

    /// Each answer was compared as it came.
    fn check(&mut self) -> Facts {
        Facts::default()
    }
}
