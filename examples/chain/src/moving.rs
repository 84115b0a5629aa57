//! Moving of a state: out of one node, and into another that trusts a header.

use crate::archive::Archive;
use crate::error::ChainError;
use crate::header::Header;
use crate::node::Node;
use allod_vm::{EngineConfig, Genesis, Storage, import};
use std::io::{Read, Write};
use std::sync::Arc;

impl Node {
    /// Writes the state to `to`, and gives the header that it belongs to.
    ///
    /// # Errors
    /// The engine's.
    pub fn export(&self, to: impl Write) -> Result<Header, ChainError> {
        self.engine().export()?.write_to(to)?;
        Ok(self.head().clone())
    }

    /// Opens a node over an empty `store` with the state that `from` has, if it is that of the header, which comes from
    /// somebody who is trusted: a light client, a checkpoint, a friend. Blocks go on from there.
    ///
    /// # Errors
    /// [`ChainError::Engine`] that names the row which is wrong, or the root; [`ChainError::Header`] for a state of another
    /// block; and as [`Node::open`]. The store can be emptied and used again then.
    pub fn import(
        config: EngineConfig,
        store: Arc<dyn Storage>,
        genesis: &Genesis,
        trusted: Header,
        from: impl Read,
    ) -> Result<Self, ChainError> {
        let imported = import(store.clone(), from, trusted.state_root)?;
        // The last block is in no root, so it is compared by itself.
        trusted.check("the block", &trusted.context(), &imported.block)?;
        Archive::new(store.clone()).put_header(&trusted)?;
        Self::open(config, store, genesis)
    }
}
