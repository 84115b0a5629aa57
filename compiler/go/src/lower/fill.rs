//! Filling: functions are lowered as they are reached, from the exports on.

use super::code::Code;
use super::module::{Callee, Lowered, Module};
use super::{data, function, internal, parts};
use crate::diagnostic::{Code as Kind, Diagnostic};
use crate::ir::{Body, FunctionId, StmtKind};
use crate::limits;
use crate::syntax::files::Span;

impl Module<'_> {
    /// Lowers everything that is reached from the exports.
    pub(super) fn fill(&mut self) -> Result<(), Diagnostic> {
        let program = self.program;
        let done = data::place_globals(self)?;
        for export in &program.exports {
            self.function(export.function)?;
        }
        if let Some(id) = program.init {
            self.fill_init(id, done)?;
        }
        while self.lowered.len() < self.reached.len() {
            self.lower_next()?;
        }
        Ok(())
    }

    /// Lowers the function that runs before all others, without the statements that are done already.
    fn fill_init(&mut self, id: FunctionId, done: usize) -> Result<(), Diagnostic> {
        let program = self.program;
        let number = self.function(id)?;
        let function = program.function(id);
        let Body::Code(body) = &function.body else {
            return Err(internal(function.span, "an init function without code"));
        };
        let body = body.get(done..).unwrap_or_default();
        if body.iter().all(|stmt| matches!(&stmt.kind, StmtKind::Return(values) if values.is_empty())) {
            return Ok(());
        }
        // Functions are lowered in the order of their numbers.
        while self.lowered.len() < number as usize {
            self.lower_next()?;
        }
        self.init = Some(number);
        let (ty, code) = function::lower(self, function::Source { function, body })?;
        self.push(number, ty, Some(code))
    }

    fn lower_next(&mut self) -> Result<(), Diagnostic> {
        let number = self.lowered.len() as u32;
        let callee = self.reached[number as usize];
        let (ty, code) = match callee {
            Callee::Function(id) => {
                let function = self.program.function(id);
                match &function.body {
                    Body::Code(body) => {
                        let (ty, code) = function::lower(self, function::Source { function, body })?;
                        (ty, Some(code))
                    }
                    Body::Import { .. } => (self.import_type(id)?, None),
                    Body::Intrinsic(intrinsic) => {
                        let (ty, code) = parts::intrinsic(self, id, *intrinsic)?;
                        (ty, Some(code))
                    }
                }
            }
            Callee::Thunk(id) => some(parts::thunk(self, id)?),
            Callee::Dispatch(id) => some(parts::dispatch(self, id)?),
            Callee::Implements(interface) => some(parts::implements(self, interface)?),
            Callee::Allocate => some(parts::allocate(self)?),
            Callee::Grow => some(parts::grow(self)?),
        };
        self.push(number, ty, code)
    }

    fn push(&mut self, number: u32, ty: u32, code: Option<Code>) -> Result<(), Diagnostic> {
        if self.lowered.len() >= limits::MODULE_FUNCTIONS {
            let text = format!("more than {} functions, instances of generic ones counted", limits::MODULE_FUNCTIONS);
            return Err(Diagnostic::new(Kind::Limit, Span::default(), text));
        }
        let callee = self.reached[number as usize];
        self.lowered.push(Lowered { callee, ty, code });
        Ok(())
    }

    fn import_type(&mut self, id: FunctionId) -> Result<u32, Diagnostic> {
        let signature = self.signature(id)?;
        Ok(self.func_type(&signature, false))
    }
}

fn some((ty, code): (u32, Code)) -> (u32, Option<Code>) {
    (ty, Some(code))
}
