//! The two interfaces as WebAssembly imports: every function a module may import, by exact type.
//!
//! Pointers and lengths are `i32`, read as unsigned offsets into the module's memory. A range outside the
//! memory ends the call with a trap, as a load there would. An *in* pointer to a name of fixed width
//! (address, object id, hash) points at its bytes; an *out* pointer at room for them. Where a result has
//! a length of its own, the function takes `(out, capacity)`: a result that fits is written there, one
//! that does not is kept, and `fetch` reads it.
//!
//! Objects are named by *handles*, small numbers that `create_object`, `get_object` and
//! `get_object_with_owner` give out and that mean something only within one call.

use serde::{Deserialize, Serialize};

/// The module name of every import below.
pub const IMPORT_MODULE: &str = "allod";

/// A WebAssembly number type that imports use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WasmType {
    /// 32 bits.
    I32,
    /// 64 bits.
    I64,
}

/// Import of a host module: a function that an embedder serves, by its exact name and type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModuleImport {
    /// The name of the host module.
    pub module: String,
    /// The function's name in it.
    pub name: String,
    /// The types it takes.
    pub params: Vec<WasmType>,
    /// The type it returns, if any.
    pub result: Option<WasmType>,
}

/// One function that a module may import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Import {
    /// Its operation.
    pub op: HostOp,
    /// Its name in module [`IMPORT_MODULE`].
    pub name: &'static str,
    /// The types it takes.
    pub params: &'static [WasmType],
    /// The type it returns, if any.
    pub result: Option<WasmType>,
    /// Parameters by name, and what comes back.
    pub doc: &'static str,
}

macro_rules! imports {
    ($($(#[$meta:meta])* $op:ident = $name:literal ($($param:ident),*) $(-> $result:ident)?, $doc:literal;)*) => {
        /// Something the host does for a contract, and is paid for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum HostOp {
            $(#[doc = concat!("`", $name, "`: ", $doc)] $op,)*
            /// Opening a call frame: by bytes of input. No import; charged when a call begins.
            Entry,
            /// Setting up an instance: by pages of its initial memory. No import; charged when a call begins.
            Instantiate,
            /// A WASI call of a module whose toolchain needs it: by bytes moved.
            Wasi,
            /// Storing a module: by bytes of it. No import; charged at deploy.
            Deploy,
            /// A function of a host module: this beside the price that it was registered with.
            HostModule,
        }

        impl HostOp {
            /// Every operation, in order.
            pub const ALL: &[HostOp] = &[$(HostOp::$op,)* HostOp::Entry, HostOp::Instantiate, HostOp::Wasi, HostOp::Deploy, HostOp::HostModule];

            /// The operation's name: its import's, where it has one.
            pub fn name(self) -> &'static str {
                match self {
                    $(HostOp::$op => $name,)*
                    HostOp::Entry => "entry",
                    HostOp::Instantiate => "instantiate",
                    HostOp::Wasi => "wasi",
                    HostOp::Deploy => "deploy",
                    HostOp::HostModule => "host_module",
                }
            }
        }

        /// Every function a module may import from [`IMPORT_MODULE`].
        pub const IMPORTS: &[Import] = &[$(Import {
            op: HostOp::$op,
            name: $name,
            params: &[$(WasmType::$param),*],
            result: imports!(@result $($result)?),
            doc: $doc,
        },)*];
    };
    (@result) => { None };
    (@result $result:ident) => { Some(WasmType::$result) };
}

imports! {
    // The call itself
    Input = "input" (I32, I32) -> I32, "(out, capacity) → length of the input; written if it fits";
    Output = "output" (I32, I32), "(ptr, len): sets the result of the call";
    Revert = "revert" (I32, I32, I32), "(code, ptr, len): ends the call, undoes it, and gives the text as the reason";
    Fetch = "fetch" (I32, I32) -> I32, "(out, capacity) → length of the kept result; written as far as it fits";
    LastError = "last_error" (I32, I32) -> I32, "(out, capacity) → length of the text of the last failure; written as far as it fits";
    Debug = "debug" (I32, I32), "(ptr, len): adds to the debug log, which no contract can see";
    GasLeft = "gas_left" () -> I64, "→ gas left to this call";

    // Context
    BlockHeight = "block_height" () -> I64, "→ number of this block";
    BlockTime = "block_time" () -> I64, "→ time of this block, Unix seconds";
    ChainId = "chain_id" () -> I64, "→ the chain's number";
    ContractAddress = "contract_address" (I32), "(out): the executing contract";
    Deployer = "deployer" (I32), "(out): the account that deployed the executing contract";
    Sender = "sender" (I32), "(out): the immediate caller";
    Origin = "origin" (I32), "(out): the transaction's signer";
    Balance = "balance" (I32) -> I64, "(address) → its balance";
    Transfer = "transfer" (I32, I64) -> I32, "(to, amount) → status: pays from the contract's balance";
    Attached = "attached" () -> I64, "→ what is left of the value that the sender attached to this call";
    Receive = "receive" (I64) -> I32, "(amount) → status: takes from what the sender attached to this call";
    Call = "call" (I32, I32, I32, I32, I32, I64, I32, I32) -> I64, "(contract, name, name_len, args, args_len, gas, out, capacity) → status, length: args are tagged values; gas 0 means all that is left";
    CallWith = "call_with" (I32, I32, I32, I32, I32, I32, I32, I32) -> I64, "(contract, name, name_len, args, args_len, terms 24, out, capacity) → status, length: as call, on terms of three u64: gas, value, and 0 where args are tagged values or 1 where they are the callee's input as it is";
    Log = "log" (I32, I32, I32, I32) -> I32, "(name, name_len, attributes, attributes_len) → status: attributes are tagged values, key and value in turn";
    CreateObject = "create_object" () -> I64, "→ status, handle: a new object, owned by the executing contract";
    GetObject = "get_object" (I32) -> I64, "(id) → status, handle; the zero id is the contract's default object";
    GetObjectWithOwner = "get_object_with_owner" (I32) -> I64, "(owner) → status, handle of the oldest object of this contract which that address owns, its default object apart";
    DeleteObject = "delete_object" (I32) -> I32, "(handle) → status: removes the object, its fields and its index entry; never a default object";

    // Object
    ObjectId = "object_id" (I32, I32) -> I32, "(handle, out) → status: its id";
    ObjectOwner = "object_owner" (I32, I32) -> I64, "(handle, out) → status, kind: 0 owned (the address is written), 1 shared, 2 immutable (zeros are written); plus 256 if sealed";
    ObjectContract = "object_contract" (I32, I32) -> I32, "(handle, out) → status: the contract that made it";
    ObjectSetOwner = "object_set_owner" (I32, I32) -> I32, "(handle, address) → status: gives it to another address";
    ObjectShare = "object_share" (I32) -> I32, "(handle) → status: makes it nobody's, writable by its contract";
    ObjectFreeze = "object_freeze" (I32) -> I32, "(handle) → status: makes it immutable for ever";
    ObjectSeal = "object_seal" (I32, I32) -> I32, "(handle, on) → status: whether a write needs the owner's consent";
    ObjectGet = "object_get" (I32, I32, I32, I32, I32, I32, I32) -> I64, "(handle, field, field_len, type, type_len, out, capacity) → status, length: the value alone, if its type is that one";
    ObjectSet = "object_set" (I32, I32, I32, I32, I32, I32, I32) -> I32, "(handle, field, field_len, type, type_len, value, value_len) → status";

    // Cryptography
    Sha256 = "sha256" (I32, I32, I32), "(ptr, len, out): 32 bytes";
    Keccak256 = "keccak256" (I32, I32, I32), "(ptr, len, out): 32 bytes";
    Blake3 = "blake3" (I32, I32, I32), "(ptr, len, out): 32 bytes";
    Ed25519Verify = "ed25519_verify" (I32, I32, I32, I32) -> I32, "(public_key 32, ptr, len, signature 64) → status: ok or invalid";
    Secp256k1Verify = "secp256k1_verify" (I32, I32, I32) -> I32, "(public_key 33, digest 32, signature 64) → status: ok or invalid";
    Secp256k1Recover = "secp256k1_recover" (I32, I32, I32, I32) -> I32, "(digest 32, signature 64, recovery_id, out 33) → status: ok or invalid";
}
