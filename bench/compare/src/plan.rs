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

pub(crate) const fn on(runner: &'static str, workload: &'static str, label: &'static str) -> Contestant {
    Contestant { label, runner, workload }
}

pub(crate) const fn row(name: &'static str, subject: usize, peer: usize, goal: Option<f64>, note: &'static str) -> Row {
    Row { name, subject, peer, goal, note }
}

/// Group of a kernel of `workload/languages`, by its name.
macro_rules! kernel_in_go {
    ($kernel:literal) => {
        Group {
            name: concat!("go-", $kernel),
            title: concat!($kernel, " in Go, beside the same in Rust, both as contracts"),
            clock: Clock::Cpu,
            contestants: &[
                on("allod", concat!("go-", $kernel), "Allod, in Go"),
                on("allod", concat!("rust-", $kernel), "Allod, in Rust"),
                on("go", concat!("native-go-", $kernel), "native Go"),
            ],
            rows: &[
                row(concat!("go-", $kernel, "/rust"), 0, 1, Some(1.3), GO_RUST),
                row(concat!("go-", $kernel, "/native-go"), 0, 2, None, GO_NATIVE),
            ],
        }
    };
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
            on("near", "counter", "near-vm-runner"),
            on("soroban", "counter", "soroban-env-host"),
            on("wasmi", "counter", "wasmi, fresh instance"),
            on("wasmi", "counter-reused", "wasmi, instance reused"),
            on("native", "counter", "native Rust"),
        ],
        rows: &[
            row("counter/revm", 0, 1, Some(0.9), COUNTER_REVM),
            row("counter/cosmwasm", 0, 2, Some(1.0 / 60.0), COSMWASM),
            row("counter/near", 0, 3, None, COUNTER_NEAR),
            row("counter/soroban", 0, 4, None, COUNTER_SOROBAN),
            row("counter/wasmi", 0, 5, None, WASMI),
            row("counter/wasmi-reused", 0, 6, None, WASMI_REUSED),
            row("counter/native", 0, 7, None, NATIVE),
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
            on("near", "transfer", "near-vm-runner"),
            on("soroban", "transfer", "soroban-env-host"),
            on("wasmi", "transfer", "wasmi, fresh instance"),
            on("wasmi", "transfer-reused", "wasmi, instance reused"),
            on("native", "transfer", "native Rust"),
            on("allod", "transfer-go", "Allod, contract in Go"),
        ],
        rows: &[
            row("transfer/revm", 0, 1, Some(0.7), TRANSFER_REVM),
            row("transfer/cosmwasm", 0, 2, None, COSMWASM),
            row("transfer/near", 0, 3, None, TRANSFER_NEAR),
            row("transfer/soroban", 0, 4, None, TRANSFER_SOROBAN),
            row("transfer/wasmi", 0, 5, None, WASMI),
            row("transfer/wasmi-reused", 0, 6, None, WASMI_REUSED),
            row("transfer/native", 0, 7, None, NATIVE),
            row("transfer-go/revm", 8, 1, Some(1.0), TRANSFER_GO),
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
            on("near", "fib", "near-vm-runner"),
            on("soroban", "fib", "soroban-env-host"),
        ],
        rows: &[
            row("fib/native", 0, 1, None, COMPUTE),
            row("fib/wasmi", 0, 2, None, COMPUTE),
            row("fib/cosmwasm", 0, 3, None, COMPUTE),
            row("fib/revm", 0, 4, None, COMPUTE),
            row("fib/near", 0, 5, None, COMPUTE),
            row("fib/soroban", 0, 6, None, COMPUTE),
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
            on("near", "sha256", "near-vm-runner"),
            on("soroban", "sha256", "soroban-env-host"),
        ],
        rows: &[
            row("sha256/native", 0, 1, None, SHA256),
            row("sha256/wasmi", 0, 2, None, SHA256),
            row("sha256/cosmwasm", 0, 3, None, SHA256),
            row("sha256/revm", 0, 4, None, SHA256),
            row("sha256/near", 0, 5, None, SHA256),
            row("sha256/soroban", 0, 6, None, SHA256),
        ],
    },
    kernel_in_go!("fib"),
    kernel_in_go!("sha256"),
    kernel_in_go!("keccak"),
    kernel_in_go!("sort"),
    kernel_in_go!("sieve"),
    kernel_in_go!("matrix"),
    Group {
        name: "go-counter",
        title: "The counter in Go, beside the one in WebAssembly text",
        clock: Clock::Cpu,
        contestants: &[on("allod", "counter-go", "in Go"), on("allod", "counter-text", "in text")],
        rows: &[row("counter-go/text", 0, 1, Some(1.3), GO_COUNTER)],
    },
    Group {
        name: "go-token",
        title: "The token with balances as fields in Go, beside the one in WebAssembly text",
        clock: Clock::Cpu,
        contestants: &[on("allod", "transfer-go-fields", "in Go"), on("allod", "transfer", "in text")],
        rows: &[row("transfer-go-fields/text", 0, 1, Some(1.3), GO_TOKEN)],
    },
];

const COUNTER_REVM: &str = "revm's counter is seven instructions of EVM assembly and takes no argument; Allod's takes \
    one, which is checked against the ABI. Allod keeps a receipt with the gas by operation and the call tree; revm \
    returns gas, logs and output and keeps nothing. revm checks and raises the caller's balance and nonce; Allod leaves \
    nonces to the chain. Neither checks a signature.";
const TRANSFER_REVM: &str = "revm runs solc's optimised ERC-20 over `CacheDB`. Its balances and the words of its event \
    are 32 bytes, Allod's 8, and it hashes each holder's slot with keccak-256. Otherwise as for the counter.";
const TRANSFER_GO: &str = "The contract is `examples/token`, compiled by Allod's own compiler for Go. It does more \
    than the others: each payment makes a coin object for its receiver and takes from the payer's oldest ones.";
const ROCKSDB_REVM: &str = "Both write one unsynced batch a block with the same settings. Allod computes a state root \
    and stores every receipt; revm does neither. The keys each writes are counted below.";
const COSMWASM: &str = "cosmwasm-vm as wasmd drives it: module pinned, a fresh instance for every call, messages, \
    environment and answers in JSON, state in `MockStorage`, no undo, no block, no receipt. wasmd's Go side and its \
    store are left out.";
const COUNTER_NEAR: &str = "near-vm-runner as a node drives it for a receipt, with the configuration of its own protocol \
    version: prices, limits, the caches of compiled and of loaded contracts, an instance from the pool for every call, \
    gas and storage counted. The argument is 8 raw bytes, where contracts built with near-sdk parse JSON. State is in \
    the crate's own `MockedExternal`, a map. The trie, its proofs and root, undo, receipts and what the actions around \
    the call cost are left out.";
const TRANSFER_NEAR: &str = "As `counter/near`. Balances are 8 bytes under the 64 letters of an implicit account, and \
    the event is NEP-141's, in JSON, which the contract writes. Registering accounts and deposits for storage are left \
    out.";
const COUNTER_SOROBAN: &str = "soroban-env-host as stellar-core drives it for a transaction, through \
    `invoke_host_function`: call, footprint, the contract's instance, its code and the entry in XDR, a new host with a \
    budget and an instance for each call, changes, events and answer in XDR, rent worked out. Modules are kept in a \
    cache, whose table of host functions has to be copied for each call: a fifth to a third of the time. Entries are \
    in a map, in XDR already. stellar-core's own side is left out: its ledger, fees, sequence numbers, hashes, its C++. \
    So is prolonging the life of entries, which contracts usually do.";
const TRANSFER_SOROBAN: &str = "As `counter/soroban`. The payer is the source of the transaction and authorises the \
    call, which the host checks against an entry in XDR; the signature is the transaction's, and nobody checks it here. \
    Numbers are u64 that fit into a value of the host; SEP-41 would have i128.";
const WASMI: &str = "Allod's own contract on a bare interpreter: a store and an instance for each call, state in a hash \
    map. No gas, no permissions, no undo, no receipt, no arguments to check.";
const WASMI_REUSED: &str = "As before, with one instance for all calls, so that nothing keeps one call from the next.";
const NATIVE: &str =
    "A hash map and what has to happen to it, compiled into the program: the floor. Nothing is isolated.";
const PARALLEL: &str = "The same engine, the same blocks, the same results and root; in memory. The transactions are made \
    before the clock starts, on either side: a chain has them from its network. That the receipts of the block before are \
    let go counts.";
const GROWTH: &str = "One contract made all the objects, in memory; each call takes one at random.";
const OWNER: &str = "The owner has one object of the contract that is called, and the others of another contract.";
const COMPUTE: &str = "Each system's own way of calling the contract is included once for each of the numbers. Allod, \
    cosmwasm-vm and near-vm-runner meter every instruction and compile; soroban-env-host meters and interprets; wasmi \
    interprets and meters nothing. near-vm-runner, soroban-env-host and wasmi run the bytes Allod compiles, the first \
    two behind a few lines that turn arguments and answers into theirs. revm interprets EVM code with 256-bit words.";
const SHA256: &str = "No contract may use the processor's hashing instructions, native Rust does. revm has no sha256 \
    in contract code and calls a precompile, as every contract does. Allod, near-vm-runner and soroban-env-host have a \
    host operation too, which is not what is measured here.";
const GO_RUST: &str = "The same work line by line, `bench/workload/languages`; Go by Allod's own compiler, Rust by rustc at \
    its highest level without what links optimise. Both are metered and run on the same engine.";
const GO_NATIVE: &str = "The same source by stock Go, in native code and unmetered.";
const GO_COUNTER: &str = "`examples/counter` beside `examples/wat_counter`: both add to a field of the default object, check \
    the sum, log one event and give the count. Go's event has three attributes, the text's one.";
const GO_TOKEN: &str = "`examples/token_fields` in Go; the text is what is compared with the peers. Both keep a balance in \
    a field of one object and log one event.";
