//! Function bodies: valid, and of a shape that a compiler gets through in linear time.

use super::error::{Check, GateError, Refusal, check_limit};
use super::features;
use super::limits::GateLimits;
use super::shape::FunctionShape;
use wasmparser::{BlockType, FuncToValidate, FuncType, FuncValidatorAllocations, FunctionBody, Operator};
use wasmparser::{ValidatorResources, WasmModuleResources};

/// The measures that are bounded over all functions together.
#[derive(Debug, Default)]
pub(super) struct Totals {
    locals: u64,
    moved: u64,
}

/// An open block.
struct Open {
    is_loop: bool,
    /// The number of values that a branch to it carries.
    carries: u64,
}

/// Walks through bodies, one after the other.
#[derive(Default)]
pub(super) struct Walk {
    pub(super) totals: Totals,
    pub(super) heaviest: FunctionShape,
    allocations: FuncValidatorAllocations,
    /// The blocks that are open.
    open: Vec<Open>,
}

impl Walk {
    /// Checks the next body. Limits are checked before the work that they bound.
    pub(super) fn body(
        &mut self,
        function: FuncToValidate<ValidatorResources>,
        body: &FunctionBody<'_>,
        limits: &GateLimits,
    ) -> Result<(), GateError> {
        let index = function.index;
        self.walk(function, body, limits).map_err(|e| e.within(index).at(body.range().start))
    }

    fn walk(
        &mut self,
        function: FuncToValidate<ValidatorResources>,
        body: &FunctionBody<'_>,
        limits: &GateLimits,
    ) -> Result<(), GateError> {
        let mut shape = FunctionShape { body_bytes: body.as_bytes().len() as u64, ..FunctionShape::default() };
        check_limit(Check::Functions, "bytes of one body", shape.body_bytes, limits.body_bytes)?;
        let params = function.resources.type_index_of_function(function.index);
        let (params, results) = params.and_then(|ty| arity(&function.resources, ty)).unwrap_or((0, 0));
        shape.locals = params;
        for group in body.get_locals_reader()? {
            shape.locals += u64::from(group?.0);
            check_limit(Check::Functions, "locals", shape.locals, limits.locals)?;
        }
        self.totals.locals += shape.locals;
        check_limit(Check::Functions, "locals in all functions", self.totals.locals, limits.all_locals)?;

        let mut validator = function.into_validator(std::mem::take(&mut self.allocations));
        let mut reader = body.get_binary_reader();
        validator.read_locals(&mut reader)?;
        let mut operators = body.get_operators_reader()?;
        let mut loop_nesting = 0;
        self.open.clear();
        self.open.push(Open { is_loop: false, carries: results });
        while !operators.eof() {
            let (operator, offset) = operators.read_with_offset()?;
            shape.operators += 1;
            let check = self.operator(&operator, validator.resources(), limits, &mut shape, &mut loop_nesting);
            check.map_err(|e| e.at(offset))?;
            validator.op(offset, &operator)?;
            shape.operands = shape.operands.max(validator.operand_stack_height().into());
            check_limit(Check::Functions, "operands at once", shape.operands, limits.operands)
                .map_err(|e| e.at(offset))?;
        }
        operators.finish()?;
        self.allocations = validator.into_allocations();
        self.heaviest = self.heaviest.max(shape);
        Ok(())
    }

    fn operator(
        &mut self,
        operator: &Operator<'_>,
        resources: &ValidatorResources,
        limits: &GateLimits,
        shape: &mut FunctionShape,
        loop_nesting: &mut u64,
    ) -> Result<(), GateError> {
        check_limit(Check::Functions, "operators of one body", shape.operators, limits.operators)?;
        if let Some(name) = features::refused(operator) {
            return Err(GateError::new(Check::Operators, Refusal::Disallowed(name)));
        }
        match operator {
            Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty } => {
                let is_loop = matches!(operator, Operator::Loop { .. });
                let (params, results) = match blockty {
                    BlockType::Empty => (0, 0),
                    BlockType::Type(_) => (0, 1),
                    BlockType::FuncType(ty) => arity(resources, *ty).unwrap_or((0, 0)),
                };
                shape.nesting = shape.nesting.max(self.open.len() as u64);
                self.open.push(Open { is_loop, carries: if is_loop { params } else { results } });
                shape.blocks += 1;
                shape.loops += u64::from(is_loop);
                *loop_nesting += u64::from(is_loop);
                shape.loop_nesting = shape.loop_nesting.max(*loop_nesting);
                check_limit(Check::Functions, "values that a block takes", params, limits.block_params)?;
                check_limit(Check::Functions, "blocks within blocks", shape.nesting, limits.nesting)?;
                check_limit(Check::Functions, "loops within loops", shape.loop_nesting, limits.loop_nesting)?;
                check_limit(Check::Functions, "loops in one function", shape.loops, limits.loops)?;
                let product = shape.blocks * shape.locals;
                check_limit(Check::Functions, "locals times blocks", product, limits.locals_by_blocks)?;
            }
            Operator::End => *loop_nesting -= u64::from(self.open.pop().is_some_and(|open| open.is_loop)),
            Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => {
                let target = self.open.iter().rev().nth(*relative_depth as usize);
                self.moves(target.map_or(0, |open| open.carries), limits)?;
            }
            Operator::BrTable { targets } => {
                shape.branch_targets = shape.branch_targets.max(targets.len().into());
                check_limit(Check::Functions, "targets of a br_table", targets.len().into(), limits.branch_targets)?;
                self.moves((u64::from(targets.len()) + 1) * (1 + limits.block_params), limits)?;
            }
            Operator::Call { function_index } => {
                let ty = resources.type_index_of_function(*function_index);
                let (params, results) = ty.and_then(|ty| arity(resources, ty)).unwrap_or((0, 0));
                self.moves(params + results, limits)?;
            }
            Operator::CallIndirect { type_index, .. } => {
                let (params, results) = arity(resources, *type_index).unwrap_or((0, 0));
                self.moves(params + results, limits)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn moves(&mut self, operands: u64, limits: &GateLimits) -> Result<(), GateError> {
        self.totals.moved += operands;
        let what = "operands moved by calls and branches";
        check_limit(Check::Functions, what, self.totals.moved, limits.moved_operands)
    }
}

/// The numbers of parameters and results of the signature with index `ty`.
fn arity(resources: &ValidatorResources, ty: u32) -> Option<(u64, u64)> {
    let signature: &FuncType = match &resources.sub_type_at(ty)?.composite_type.inner {
        wasmparser::CompositeInnerType::Func(signature) => signature,
        _ => return None,
    };
    Some((signature.params().len() as u64, signature.results().len() as u64))
}
