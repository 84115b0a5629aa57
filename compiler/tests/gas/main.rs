//! Metering: what a module costs, what stands in it afterwards, and attacks on that.

mod hostile;
mod kernels;
mod law;
mod metered;
mod metered_bytes;
mod nan;
mod output;
mod regions;
mod stack;
mod table;
