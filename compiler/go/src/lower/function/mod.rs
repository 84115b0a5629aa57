//! Functions: statements and expressions to operators.

mod aggregate;
mod call;
mod control;
mod entry;
mod expression;
mod facts;
mod interface;
mod intrinsic;
mod number;
mod operand;
mod place;
mod spot;
mod statement;

pub(in crate::lower) use interface::to_value;
pub(in crate::lower) use spot::load;

use super::code::{Code, Var};
use super::layout::Layout;
use super::module::Module;
use super::signature::Signature;
use super::survey::Survey;
use super::{clean, internal};
use crate::diagnostic::{Code as Kind, Diagnostic};
use crate::ir::{Function, Label, LangItem, LocalId, Shape, Stmt, Ty};
use crate::limits;
use crate::syntax::files::Span;
use facts::Facts;
use spot::Spot;
use std::rc::Rc;
use wasm_encoder::{Instruction as I, ValType};

/// A function and the statements that are lowered for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'f> {
    pub(super) function: &'f Function,
    pub(super) body: &'f [Stmt],
}

/// Lowers a function: its type and code.
pub(super) fn lower(module: &mut Module<'_>, source: Source<'_>) -> Result<(u32, Code), Diagnostic> {
    let mut emitter = Emitter::new(module, source)?;
    emitter.enter()?;
    emitter.body(source.body)?;
    emitter.close()?;
    let ty = emitter.ty;
    let mut code = emitter.code;
    clean::clean(&mut code);
    Ok((ty, code))
}

/// The home of a local.
#[derive(Debug, Clone, Copy)]
enum Home {
    /// So many locals of WebAssembly, beginning with this one.
    Vars(Var),
    /// Memory.
    Memory(Spot),
    /// A heap cell whose address is in a local of WebAssembly.
    Cell(Var),
    /// A large local on the heap, made when it is first declared; its address, 0 before.
    Heap(Var),
}

/// Lowers one function.
struct Emitter<'m, 'p, 'f> {
    module: &'m mut Module<'p>,
    function: &'f Function,
    signature: Signature,
    ty: u32,
    code: Code,
    survey: Survey,
    homes: Vec<Option<Home>>,
    /// Addresses to which results are written.
    returns: Vec<Var>,
    /// Blocks that are open, the innermost last.
    open: Vec<Option<Label>>,
    facts: Facts,
    frame: Frame,
    /// Values of locals that are known.
    constants: Vec<Option<i64>>,
    /// For locals that share the home of another, which one's. Neither is ever assigned.
    aliases: Vec<Option<LocalId>>,
    /// For locals that are the length of a slice or string, which one's.
    lengths: Vec<Option<LocalId>>,
    /// Operands that come later may assign locals, so that locals that are assigned have to be copied.
    risky: u32,
    depth: u32,
    span: Span,
}

/// The function's part of the stack of aggregates.
#[derive(Debug, Default)]
struct Frame {
    /// The local that holds its address.
    base: Option<Var>,
    /// Its bytes.
    size: u32,
    /// Offsets and bytes of temporaries of the statement that is lowered.
    temporaries: Vec<(u32, u32)>,
    /// Those of locals that are not needed behind the statements that are lowered.
    locals: Vec<(u32, u32)>,
    /// Those that nothing uses any more.
    free: Vec<(u32, u32)>,
}

impl<'m, 'p, 'f> Emitter<'m, 'p, 'f> {
    fn new(module: &'m mut Module<'p>, source: Source<'f>) -> Result<Self, Diagnostic> {
        let function = source.function;
        let params: Option<Vec<Ty>> =
            function.params.iter().map(|local| Some(function.locals.get(local.index())?.ty)).collect();
        let params = params.ok_or_else(|| internal(function.span, "a parameter that is no local"))?;
        let signature = module.signature_of(&params, &function.results, function.span)?;
        let closure = !function.captures.is_empty();
        let ty = module.func_type(&signature, closure);
        let mut takes = signature.takes.clone();
        takes.extend(closure.then_some(ValType::I32));
        Ok(Emitter {
            module,
            function,
            signature,
            ty,
            code: Code::new(&takes),
            survey: Survey::of(function, source.body)?,
            homes: vec![None; function.locals.len()],
            returns: Vec::new(),
            open: Vec::new(),
            facts: Facts::new(function.locals.len()),
            frame: Frame::default(),
            constants: vec![None; function.locals.len()],
            aliases: vec![None; function.locals.len()],
            lengths: vec![None; function.locals.len()],
            risky: 0,
            depth: 0,
            span: function.span,
        })
    }

    fn internal<T>(&self, what: impl std::fmt::Display) -> Result<T, Diagnostic> {
        Err(internal(self.span, format_args!("{what} in {}", self.function.name)))
    }

    /// Goes one level deeper.
    fn deeper<T>(&mut self, go: impl FnOnce(&mut Self) -> Result<T, Diagnostic>) -> Result<T, Diagnostic> {
        self.depth += 1;
        if self.depth > limits::LOWER_DEPTH {
            let text = format!("statements and expressions are nested more than {} deep", limits::LOWER_DEPTH);
            return Err(Diagnostic::new(Kind::Limit, self.span, text).advise("put a part into a function of its own"));
        }
        let result = go(self);
        self.depth -= 1;
        result
    }

    fn op(&mut self, op: I<'static>) {
        self.code.op(op);
    }

    /// An operator that can end the call.
    fn op_at(&mut self, op: I<'static>) {
        self.code.op_at(op, self.span);
    }

    fn layout(&mut self, ty: Ty) -> Result<Rc<Layout>, Diagnostic> {
        self.module.layout(ty)
    }

    fn shape(&self, ty: Ty) -> &'p Shape {
        self.module.program.types.shape(ty)
    }

    fn local_ty(&self, local: LocalId) -> Result<Ty, Diagnostic> {
        match self.function.locals.get(local.index()) {
            Some(local) => Ok(local.ty),
            None => self.internal("a local that is none"),
        }
    }

    /// The value on top of the stack goes into a new local.
    fn save(&mut self, ty: ValType) -> Var {
        let var = self.code.var(ty);
        self.op(I::LocalSet(var));
        var
    }

    /// Values on top of the stack go into new locals that follow one another.
    fn save_all(&mut self, vals: &[ValType]) -> Var {
        let first = self.code.vars.len() as Var;
        for val in vals {
            self.code.var(*val);
        }
        for index in (0..vals.len() as Var).rev() {
            self.op(I::LocalSet(first + index));
        }
        first
    }

    /// A call of a function of the runtime that does not return. Its arguments stand on the stack.
    fn panic(&mut self, item: LangItem) -> Result<(), Diagnostic> {
        let function = self.module.lang_item(item)?;
        self.op_at(I::Call(function));
        self.op(I::Unreachable);
        Ok(())
    }
}
