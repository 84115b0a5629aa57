//! Stores: what stands in them, stores of the embedder's, stores that fail, and engines that only read.

mod browse;
mod busy;
mod foreign_stores;
mod key_layout;
mod read_only;
mod store_faults;
mod store_root;
mod told;
mod verify;
