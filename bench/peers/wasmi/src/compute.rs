//! Contracts that only compute.

use allod_bench_workload::kernels::{MODULE, Task};
use allod_bench_workload::{Facts, Workload};
use wasmi::{Engine, Linker, Module, Store, TypedFunc};

/// One of the kernels, on an instance that stays.
pub(crate) struct Kernel {
    store: Store<()>,
    function: TypedFunc<u64, u64>,
    task: Task,
}

impl Kernel {
    pub(crate) fn new(task: Task) -> Self {
        let engine = Engine::default();
        let module = Module::new(&engine, MODULE).expect("the kernels are a module");
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine).instantiate_and_start(&mut store, &module).expect("it imports nothing");
        let function = instance.get_typed_func(&store, task.function).expect("the kernel is there");
        Self { store, function, task }
    }
}

impl Workload for Kernel {
    fn run(&mut self, operations: u64) {
        for _ in 0..operations {
            let answer = self.function.call(&mut self.store, self.task.argument).expect("the kernel runs");
            assert_eq!(answer, self.task.wanted, "what the kernel answers");
        }
    }

    /// Each answer was compared as it came.
    fn check(&mut self) -> Facts {
        Facts::default()
    }
}
