//! Contracts in Go, compiled and run on a small host.

mod abi;
mod builds;
mod cost;
mod documents;
mod embedded_structs;
mod host;
mod mutated;
mod sdk;
mod stock_go;
mod styles;
