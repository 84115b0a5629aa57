//! Instance of machine code, for one call.

use super::boundary::{ExecError, PooledInstance};
use super::trap;
use crate::execution::backend::entry::{Instance, RawValue};
use crate::execution::context::ExecutionContext;
use crate::execution::exit::ExecResult;
use crate::modules::metadata::Export;

impl Instance for PooledInstance {
    fn call(&mut self, context: &mut ExecutionContext, export: Export<'_>, values: &mut [RawValue]) -> ExecResult {
        let function = self.function(export.index, export.name)?;
        self.enter(context, &function, values).map_err(|error| match error {
            ExecError::Stopped(exit) => exit,
            ExecError::Trapped { error, stack_left } => trap::exit(error, stack_left),
        })
    }
}
