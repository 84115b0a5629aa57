//! Modules: what they are made into, by which compiler, and that nothing that can be seen depends on it.

mod artefacts;
mod differential;
mod explain_random;
mod host_modules;
mod metering_oracle;
mod tiers_random;
