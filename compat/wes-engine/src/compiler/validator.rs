//! Validator: the chain's gate, and operations of the host that the caller does not want in a module.

use allod_compiler::gate::{GateError, ModuleShape, check_with};
use allod_vm::{GateRules, HostOp};
use std::collections::BTreeSet;

/// Result of a validation: the measures of a module that may enter.
pub type ValidationResult = Result<ModuleShape, ValidationError>;

/// Error of a module that may not enter.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum ValidationError {
    /// The gate does not let it in, on any node.
    #[error(transparent)]
    Gate(#[from] GateError),
    /// It imports what this caller's policy does not allow.
    #[error("it imports {operation}, allowed are {allowed}")]
    Import {
        /// The operation.
        operation: String,
        /// Those that are allowed.
        allowed: String,
    },
}

/// Validator of modules.
#[derive(Clone, Debug)]
pub struct Validator {
    rules: GateRules,
    allowed: Option<BTreeSet<&'static str>>,
}

impl Validator {
    /// Validator by a chain's gate.
    pub fn new(rules: GateRules) -> Self {
        Self { rules, allowed: None }
    }

    /// Allows a module no operations of the host but these, and no function of WASI. The chain may allow more: this is for a
    /// host that decides what is deployed.
    #[must_use]
    pub fn with_allowed_operations(mut self, operations: impl IntoIterator<Item = HostOp>) -> Self {
        self.allowed = Some(operations.into_iter().map(HostOp::name).collect());
        self
    }

    /// The chain's gate.
    pub fn rules(&self) -> &GateRules {
        &self.rules
    }

    /// Validates a module.
    ///
    /// # Errors
    /// [`ValidationError`] with the check that failed.
    pub fn validate(&self, wasm: &[u8]) -> ValidationResult {
        let shape = check_with(wasm, &self.rules.options, &self.rules.imports)?;
        if let Some(allowed) = &self.allowed {
            let operations = shape.imports.iter().map(|op| op.name());
            if let Some(found) = operations.chain(shape.wasi.iter().copied()).find(|name| !allowed.contains(name)) {
                let allowed: Vec<_> = allowed.iter().copied().collect();
                let allowed = if allowed.is_empty() { "none".to_owned() } else { allowed.join(", ") };
                return Err(ValidationError::Import { operation: found.to_owned(), allowed });
            }
        }
        Ok(shape)
    }
}
