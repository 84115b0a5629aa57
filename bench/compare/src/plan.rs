//! What is compared with what.

/// A workload of a runner.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contestant {
    /// What it is called in tables.
    pub(crate) label: &'static str,
    pub(crate) runner: &'static str,
    pub(crate) workload: &'static str,
}

/// Which clock counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// Time the calling thread computed: for work that never waits.
    Cpu,
    /// Time that went by: for work on disk, or on several threads.
    Wall,
}

/// A comparison of two contestants of one group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) subject: usize,
    pub(crate) peer: usize,
    /// The highest ratio of subject to peer that Allod sets itself.
    pub(crate) goal: Option<f64>,
    /// What each side does that the other leaves out.
    pub(crate) note: &'static str,
}

/// Contestants that are measured in turn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) clock: Clock,
    pub(crate) contestants: &'static [Contestant],
    pub(crate) rows: &'static [Row],
}

const fn on(runner: &'static str, workload: &'static str, label: &'static str) -> Contestant {
    Contestant { label, runner, workload }
}

const fn row(name: &'static str, subject: usize, peer: usize, goal: Option<f64>, note: &'static str) -> Row {
    Row { name, subject, peer, goal, note }
}

/// Everything that is compared, in the order of the report.
pub(crate) const PLAN: &[Group] = &[
    Group {
        name: "counter",
        title: "A counter goes up by one; each call is committed by itself",
        clock: Clock::Cpu,
        contestants: &[
            on("allod", "counter", "Allod"),
            on("revm", "counter", "revm"),
            on("cosmwasm", "counter", "cosmwasm-vm"),
            on("wasmi", "counter", "wasmi, fresh instance"),
            on("wasmi", "counter-reused", "wasmi, instance reused"),
            on("native", "counter", "native Rust"),
        ],
        rows: &[
            row("counter/revm", 0, 1, Some(0.9), COUNTER_REVM),
            row("counter/cosmwasm", 0, 2, Some(1.0 / 60.0), COSMWASM),
            row("counter/wasmi", 0, 3, None, WASMI),
            row("counter/wasmi-reused", 0, 4, None, WASMI_REUSED),
            row("counter/native", 0, 5, None, NATIVE),
        ],
    },
    Group {
        name: "counter-block",
        title: "The same, a thousand calls a block and one commit for all of them",
        clock: Clock::Cpu,
        contestants: &[on("allod", "counter-block", "Allod"), on("revm", "counter-block", "revm")],
        rows: &[row("counter-block/revm", 0, 1, None, COUNTER_REVM)],
    },
    Group {
        name: "transfer",
        title: "A token moves between two of ten thousand accounts and logs an event; each transfer is committed by itself",
        clock: Clock::Cpu,
        contestants: &[
            on("allod", "transfer", "Allod"),
            on("revm", "transfer", "revm"),
            on("cosmwasm", "transfer", "cosmwasm-vm"),
            on("wasmi", "transfer", "wasmi, fresh instance"),
            on("wasmi", "transfer-reused", "wasmi, instance reused"),
            on("native", "transfer", "native Rust"),
            on("allod", "transfer-go", "Allod, contract in Go"),
        ],
        rows: &[
            row("transfer/revm", 0, 1, Some(0.7), TRANSFER_REVM),
            row("transfer/cosmwasm", 0, 2, None, COSMWASM),
            row("transfer/wasmi", 0, 3, None, WASMI),
            row("transfer/wasmi-reused", 0, 4, None, WASMI_REUSED),
            row("transfer/native", 0, 5, None, NATIVE),
            row("transfer-go/revm", 6, 1, None, TRANSFER_GO),
        ],
    },
    Group {
        name: "transfer-block",
        title: "The same, a thousand transfers a block and one commit for all of them",
        clock: Clock::Cpu,
        contestants: &[on("allod", "transfer-block", "Allod"), on("revm", "transfer-block", "revm")],
        rows: &[row("transfer-block/revm", 0, 1, None, TRANSFER_REVM)],
    },
    Group {
        name: "block1000-rocksdb",
        title: "The same with the state in RocksDB",
        clock: Clock::Wall,
        contestants: &[on("allod", "block1000-rocksdb", "Allod"), on("revm", "block1000-rocksdb", "revm")],
        rows: &[row("block1000-rocksdb/revm", 0, 1, Some(0.8), ROCKSDB_REVM)],
    },
    Group {
        name: "parallel",
        title: "Blocks of a thousand transfers that have nothing to do with each other, on two threads and on one",
        clock: Clock::Wall,
        contestants: &[on("allod", "disjoint-parallel", "two threads"), on("allod", "disjoint-serial", "one thread")],
        rows: &[row("parallel/serial", 0, 1, Some(1.0 / 1.7), PARALLEL)],
    },
    Group {
        name: "parallel-conflict",
        title: "Blocks in which every transfer wants the same two balances, on two threads and on one",
        clock: Clock::Wall,
        contestants: &[on("allod", "conflict-parallel", "two threads"), on("allod", "conflict-serial", "one thread")],
        rows: &[row("parallel-conflict/serial", 0, 1, Some(1.0 / 0.9), PARALLEL)],
    },
    Group {
        name: "growth",
        title: "A call that reads and writes one of very many objects in memory",
        clock: Clock::Cpu,
        contestants: &[
            on("allod", "objects-1000000", "1,000,000 objects"),
            on("allod", "objects-1000", "1,000 objects"),
        ],
        rows: &[row("objects-1000000/objects-1000", 0, 1, Some(1.3), GROWTH)],
    },
    Group {
        name: "crowded-owner",
        title: "GetObjectWithOwner for an owner who has very many objects of other contracts",
        clock: Clock::Cpu,
        contestants: &[on("allod", "owner-100000", "100,000 others"), on("allod", "owner-0", "none")],
        rows: &[row("owner-100000/owner-0", 0, 1, Some(1.2), OWNER)],
    },
    Group {
        name: "fib",
        title: "The 22nd Fibonacci number by recursion: 57,313 calls within the contract",
        clock: Clock::Cpu,
        contestants: &[
            on("allod", "fib", "Allod"),
            on("native", "fib", "native Rust"),
            on("wasmi", "fib", "wasmi"),
            on("cosmwasm", "fib", "cosmwasm-vm"),
            on("revm", "fib", "revm"),
        ],
        rows: &[
            row("fib/native", 0, 1, None, COMPUTE),
            row("fib/wasmi", 0, 2, None, COMPUTE),
            row("fib/cosmwasm", 0, 3, None, COMPUTE),
            row("fib/revm", 0, 4, None, COMPUTE),
        ],
    },
    Group {
        name: "sha256",
        title: "A chain of a thousand sha256 hashes of 32 bytes, computed by the contract itself",
        clock: Clock::Cpu,
        contestants: &[
            on("allod", "sha256", "Allod"),
            on("native", "sha256", "native Rust"),
            on("wasmi", "sha256", "wasmi"),
            on("cosmwasm", "sha256", "cosmwasm-vm"),
            on("revm", "sha256", "revm, precompile"),
        ],
        rows: &[
            row("sha256/native", 0, 1, None, SHA256),
            row("sha256/wasmi", 0, 2, None, SHA256),
            row("sha256/cosmwasm", 0, 3, None, SHA256),
            row("sha256/revm", 0, 4, None, SHA256),
        ],
    },
];

const COUNTER_REVM: &str = "revm's counter is seven instructions of EVM assembly and takes no argument; Allod's takes \
    one, which is checked against the ABI. Allod keeps a receipt with the gas by operation and the call tree; revm \
    returns gas, logs and output and keeps nothing. revm checks and raises the caller's balance and nonce; Allod leaves \
    nonces to the chain. Neither checks a signature.";
const TRANSFER_REVM: &str = "revm runs solc's optimised ERC-20 over `CacheDB`. Its balances and the words of its event \
    are 32 bytes, Allod's 8, and it hashes each holder's slot with keccak-256. Otherwise as for the counter.";
const TRANSFER_GO: &str = "The contract is `examples/token`, compiled by the stock Go toolchain. It does more than the \
    others: each payment makes a coin object for its receiver and takes from the payer's oldest ones. Left out where \
    no Go is installed.";
const ROCKSDB_REVM: &str = "Both write one unsynced batch a block with the same settings. Allod computes a state root \
    and stores every receipt; revm does neither. The keys each writes are counted below.";
const COSMWASM: &str = "cosmwasm-vm as wasmd drives it: module pinned, a fresh instance for every call, messages, \
    environment and answers in JSON, state in `MockStorage`, no undo, no block, no receipt. wasmd's Go side and its \
    store are left out.";
const WASMI: &str = "Allod's own contract on a bare interpreter: a store and an instance for each call, state in a hash \
    map. No gas, no permissions, no undo, no receipt, no arguments to check.";
const WASMI_REUSED: &str = "As before, with one instance for all calls, so that nothing keeps one call from the next.";
const NATIVE: &str =
    "A hash map and what has to happen to it, compiled into the program: the floor. Nothing is isolated.";
const PARALLEL: &str = "The same engine, the same blocks, the same results and root; in memory.";
const GROWTH: &str = "One contract made all the objects, in memory; each call takes one at random.";
const OWNER: &str = "The owner has one object of the contract that is called, and the others of another contract.";
const COMPUTE: &str = "Each system's own way of calling the contract is included once for each of the numbers. Allod \
    and cosmwasm-vm meter every instruction and compile; wasmi interprets the bytes Allod compiles and meters nothing; \
    revm interprets EVM code with 256-bit words.";
const SHA256: &str = "No contract may use the processor's hashing instructions, native Rust does. revm has no sha256 \
    in contract code and calls a precompile, as every contract does. Allod has a host operation too, which is not \
    what is measured here.";
