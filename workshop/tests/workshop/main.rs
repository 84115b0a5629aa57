//! Tests in Go: what they cost, how they end, and what is told of them.

mod endings;
mod gas;
mod suite;
mod worlds;
