//! Errors of the chain: each names the value that was wrong and the one wanted. Nothing has changed after any of them.

use allod_vm::{Address, BlockContext, CodecError, EngineError, Hash, Reason};

/// Error of a transaction, a block or a node.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// A secret that is no key.
    #[error("no key: a secret is a number from 1 to the order of secp256k1, and below it")]
    Key,
    /// A transaction of too many bytes.
    #[error("a transaction of {given} bytes, at most {limit} are allowed")]
    TransactionBytes {
        /// Its bytes.
        given: usize,
        /// The most there may be.
        limit: usize,
    },
    /// Bytes that are no transaction, header or block.
    #[error(transparent)]
    Encoding(#[from] CodecError),
    /// Bytes that say what others say already.
    #[error("the bytes are not those that a transaction of this content has")]
    SecondForm,
    /// A signature that nobody made, or in another than its one form.
    #[error("the signature does not hold for transaction {digest}")]
    Signature {
        /// Digest of the transaction.
        digest: Hash,
    },
    /// A signature of somebody else.
    #[error("the transaction is from {given}, and signed by {signer}")]
    Signer {
        /// The account it says.
        given: Address,
        /// The account that signed.
        signer: Address,
    },
    /// A transaction that no block would let begin.
    #[error("{0}")]
    Refused(Reason),
    /// A transaction that asks for more gas than one may have.
    #[error("the transaction asks for {given} gas, the most is {limit}")]
    Gas {
        /// Gas that it asks for.
        given: u64,
        /// Gas that it may ask for.
        limit: u64,
    },
    /// A transaction that is not the next of its account.
    #[error("transaction {given} of {account}: the next one is {wanted}")]
    Nonce {
        /// The signer.
        account: Address,
        /// Its nonce.
        given: u64,
        /// The one that comes next.
        wanted: u64,
    },
    /// A pool without room.
    #[error("the pool has no room: {given} {what}, at most {limit} are allowed")]
    PoolFull {
        /// The thing that there would be too many of.
        what: &'static str,
        /// The number that there would be.
        given: usize,
        /// The most there may be.
        limit: usize,
    },
    /// A block of too many transactions.
    #[error("a block of {given} transactions, at most {limit} are allowed")]
    BlockTransactions {
        /// Its transactions.
        given: usize,
        /// The most there may be.
        limit: usize,
    },
    /// A header that does not follow the last one, or that its transactions do not lead to.
    #[error("header {height}: {what} is {given}, wanted {wanted}")]
    Header {
        /// Its height.
        height: u64,
        /// The field that is wrong.
        what: &'static str,
        /// Its value.
        given: String,
        /// The value wanted.
        wanted: String,
    },
    /// A store whose state is of another block than the header that it has.
    #[error("the store is at block {found}, state root {root}, and has no header for it")]
    Head {
        /// The last block of the state.
        found: BlockContext,
        /// Root of the state.
        root: Hash,
    },
    /// The engine or its store failed, or refuses the block.
    #[error(transparent)]
    Engine(Box<EngineError>),
}

impl ChainError {
    /// The engine's error, if it is one.
    pub fn engine(&self) -> Option<&EngineError> {
        match self {
            Self::Engine(error) => Some(error),
            _ => None,
        }
    }
}

impl From<EngineError> for ChainError {
    fn from(error: EngineError) -> Self {
        Self::Engine(error.into())
    }
}

impl From<allod_vm::StateError> for ChainError {
    fn from(error: allod_vm::StateError) -> Self {
        EngineError::from(error).into()
    }
}
