//! Blocks: order, nonces, chain, input, refusals and what an engine in memory leaves unwritten between them.

mod blocks;
mod blocks_random;
mod chain_id;
mod digest_bytes;
mod input;
mod nonces;
mod refusal;
mod write_behind;
