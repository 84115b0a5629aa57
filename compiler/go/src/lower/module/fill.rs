//! Filling: functions are lowered as they are reached, from the exports on.

use super::{Callee, Lowered, Module};
use crate::diagnostic::{Code as Kind, Diagnostic};
use crate::ir::{Body, FunctionId};
use crate::limits;
use crate::lower::code::Code;
use crate::lower::inline::inline;
use crate::lower::state::State;
use crate::lower::{data, function, initialiser, parts};
use crate::syntax::files::Span;

impl Module<'_> {
    /// Lowers everything that is reached from the exports, and then what initialises: package variables have their values
    /// from a state, or by a function that runs before all others. Addresses and positions in the table that exports
    /// lead to are the same either way.
    pub(in crate::lower) fn fill(&mut self, state: Option<&State>) -> Result<(), Diagnostic> {
        let program = self.program;
        data::place_globals(self)?;
        for export in &program.exports {
            self.function(export.function)?;
        }
        self.lower_reached()?;
        match state {
            Some(state) => {
                self.image.restore(&state.memory)?;
                for callee in &state.table {
                    let number = self.callee(*callee);
                    self.slot(number);
                }
            }
            None => {
                if let Some(init) = initialiser(program)? {
                    self.init = Some(self.function(init)?);
                }
            }
        }
        self.lower_reached()?;
        inline(self);
        Ok(())
    }

    fn lower_reached(&mut self) -> Result<(), Diagnostic> {
        while self.lowered.len() < self.reached.len() {
            self.lower_next()?;
        }
        Ok(())
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
        self.lowered.push(Lowered { callee, ty, code, unused: false });
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
