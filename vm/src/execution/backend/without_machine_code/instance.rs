//! Instance of machine code in a build without it.

use super::Code;
use crate::EngineError;
use crate::engine::budget::Budgets;
use crate::execution::backend::entry::{Instance, RawValue};
use crate::execution::context::ExecutionContext;
use crate::execution::exit::ExecResult;
use crate::execution::gas::GasMeter;
use crate::modules::metadata::Export;

/// Instance of machine code, of which there is none.
pub(crate) enum NoInstance {}

pub(in crate::execution::backend) fn take(code: &Code, _: &Budgets) -> Result<Box<NoInstance>, EngineError> {
    match *code {}
}

pub(in crate::execution::backend) fn give(code: &Code, _: Box<NoInstance>, _: &Budgets) {
    match *code {}
}

impl NoInstance {
    pub(in crate::execution::backend) fn set_counters(&mut self, _: GasMeter, _: i32) {
        match *self {}
    }

    pub(in crate::execution::backend) fn allow_memory(&mut self, _: usize) {
        match *self {}
    }

    pub(in crate::execution::backend) fn gas(&self) -> i64 {
        match *self {}
    }
}

impl Instance for NoInstance {
    fn call(&mut self, _: &mut ExecutionContext, _: Export<'_>, _: &mut [RawValue]) -> ExecResult {
        match *self {}
    }
}
