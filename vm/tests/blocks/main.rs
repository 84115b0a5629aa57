//! Blocks: order, nonces, chain, input and what an engine in memory leaves unwritten between them.

mod blocks;
mod blocks_random;
mod chain_id;
mod input;
mod nonces;
mod write_behind;
