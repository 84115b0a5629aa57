//! Contracts that only compute.

use crate::chain::{address, call, code, data, evm};
use allod_bench_workload::kernels::{CHAIN, CHAIN_END, FIB, fib};
use allod_bench_workload::{Facts, Workload};
use revm::ExecuteEvm;
use revm::database::CacheDB;
use revm::database_interface::EmptyDB;
use revm::handler::{MainnetContext, MainnetEvm};
use revm::primitives::{Address, Bytes, U256};
use revm::state::{AccountInfo, Bytecode};

/// One of the kernels.
pub(crate) struct Kernel {
    evm: MainnetEvm<MainnetContext<CacheDB<EmptyDB>>>,
    contract: Address,
    input: Bytes,
    wanted: [u8; 32],
}

impl Kernel {
    /// `fib(uint256)`
    pub(crate) fn fib() -> Self {
        Self::new([0xc6, 0xc2, 0xea, 0x17], FIB, U256::from(fib(FIB)).to_be_bytes())
    }

    /// `chain(uint256)`
    pub(crate) fn sha256() -> Self {
        Self::new([0x58, 0x52, 0xcc, 0x0c], CHAIN, CHAIN_END)
    }

    fn new(selector: [u8; 4], argument: u64, wanted: [u8; 32]) -> Self {
        let contract = address(1);
        let code = code(include_str!("../contracts/kernels.hex"));
        let mut db = CacheDB::default();
        db.insert_account_info(contract, AccountInfo::from_bytecode(Bytecode::new_raw(code.into())));
        Self { evm: evm(db), contract, input: data(selector, &[U256::from(argument)]), wanted }
    }
}

impl Workload for Kernel {
    fn run(&mut self, operations: u64) {
        for _ in 0..operations {
            let call = call(address(2), self.contract, self.input.clone(), 1 << 60);
            let result = self.evm.transact(call).expect("a map answers").result;
            assert_eq!(
                result.output().map(|output| output.as_ref()),
                Some(&self.wanted[..]),
                "what the kernel answers"
            );
        }
    }

    /// Each answer was compared as it came.
    fn check(&mut self) -> Facts {
        Facts::default()
    }
}
