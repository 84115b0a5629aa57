//! Module: what is reached from the exports, and its numbers.

mod fill;

use crate::diagnostic::Diagnostic;
use crate::ir::{Body, FunctionId, LangItem, MethodId, Program, Ty};
use crate::lower::code::Code;
use crate::lower::data::Image;
use crate::lower::internal;
use crate::lower::layout::{Layout, Layouts};
use crate::lower::signature::{Pass, Signature};
use crate::syntax::files::Span;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_encoder::ValType;

/// A function of the module: from the program, or made by the backend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::lower) enum Callee {
    /// A function of the program, or one of the host.
    Function(FunctionId),
    /// A function without captures under the signature of function values.
    Thunk(FunctionId),
    /// A method by the dynamic type of its receiver.
    Dispatch(MethodId),
    /// A test of a dynamic type number against those that have all methods of an interface.
    Implements(Ty),
    /// New memory of so many bytes.
    Allocate,
    /// Enlarges memory so that the heap fits into it.
    Grow,
}

/// Parameters and results in WebAssembly.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::lower) struct FuncType {
    pub(in crate::lower) params: Vec<ValType>,
    pub(in crate::lower) results: Vec<ValType>,
}

/// Types of functions, each once.
#[derive(Debug, Default)]
pub(in crate::lower) struct FuncTypes {
    pub(in crate::lower) all: Vec<FuncType>,
    known: HashMap<FuncType, u32>,
}

impl FuncTypes {
    /// The number of a type.
    pub(in crate::lower) fn intern(&mut self, ty: FuncType) -> u32 {
        let next = self.all.len() as u32;
        *self.known.entry(ty.clone()).or_insert_with(|| {
            self.all.push(ty);
            next
        })
    }
}

/// A function that is lowered.
#[derive(Debug)]
pub(in crate::lower) struct Lowered {
    pub(in crate::lower) callee: Callee,
    pub(in crate::lower) ty: u32,
    /// Nothing for a function of the host.
    pub(in crate::lower) code: Option<Code>,
    /// Nothing calls it any more: it is left out of the module.
    pub(in crate::lower) unused: bool,
}

/// Descriptors that have an address.
#[derive(Debug, Default)]
pub(in crate::lower) struct Descriptors {
    /// The table's address, if something asks for it.
    pub(in crate::lower) table: Option<u32>,
    /// Addresses of descriptors.
    pub(in crate::lower) known: HashMap<Ty, u32>,
    /// Those that are not written yet.
    pub(in crate::lower) waiting: Vec<Ty>,
}

/// A module while it is filled.
#[derive(Debug)]
pub(in crate::lower) struct Module<'p> {
    pub(in crate::lower) program: &'p Program,
    pub(in crate::lower) layouts: Layouts,
    pub(in crate::lower) image: Image,
    pub(in crate::lower) types: FuncTypes,
    /// Addresses of package variables.
    pub(in crate::lower) globals: Vec<u32>,
    /// The function that runs before any other, if one has to.
    pub(in crate::lower) init: Option<u32>,
    /// Functions, in the order in which they were reached.
    pub(in crate::lower) lowered: Vec<Lowered>,
    /// Functions by their position in the table, which begins with nothing at 0.
    pub(in crate::lower) table: Vec<u32>,
    /// The stack of aggregates is used.
    pub(in crate::lower) uses_stack: bool,
    /// Functions by number, those that are still to be lowered among them.
    pub(in crate::lower) reached: Vec<Callee>,
    numbers: HashMap<Callee, u32>,
    slots: HashMap<u32, u32>,
    type_numbers: HashMap<Ty, u32>,
    /// Descriptors of types.
    pub(in crate::lower) descriptors: Descriptors,
    /// For functions of the host that are declared twice, the first declaration.
    imports: HashMap<FunctionId, FunctionId>,
}

impl<'p> Module<'p> {
    /// A module of a program, empty.
    pub(in crate::lower) fn new(program: &'p Program) -> Self {
        Module {
            program,
            layouts: Layouts::default(),
            image: Image::new(),
            types: FuncTypes::default(),
            globals: Vec::new(),
            init: None,
            lowered: Vec::new(),
            table: Vec::new(),
            uses_stack: false,
            reached: Vec::new(),
            numbers: HashMap::new(),
            slots: HashMap::new(),
            type_numbers: program.dynamic_types.iter().zip(1..).map(|(ty, number)| (*ty, number)).collect(),
            descriptors: Default::default(),
            imports: doubles(program),
        }
    }

    /// The number by which operators call a function, which is going to be lowered.
    pub(in crate::lower) fn callee(&mut self, callee: Callee) -> u32 {
        let next = self.reached.len() as u32;
        *self.numbers.entry(callee).or_insert_with(|| {
            self.reached.push(callee);
            next
        })
    }

    /// The number of a function that has been reached.
    pub(in crate::lower) fn number(&self, callee: Callee) -> Option<u32> {
        self.numbers.get(&callee).copied()
    }

    /// The number of a function of the program.
    pub(in crate::lower) fn function(&mut self, id: FunctionId) -> Result<u32, Diagnostic> {
        if id.index() >= self.program.functions.len() {
            return Err(internal(
                Span::default(),
                format_args!("function {} of {}", id.index(), self.program.functions.len()),
            ));
        }
        Ok(self.callee(Callee::Function(self.imports.get(&id).copied().unwrap_or(id))))
    }

    /// The number of a function of the runtime.
    pub(in crate::lower) fn lang_item(&mut self, item: LangItem) -> Result<u32, Diagnostic> {
        let id = self.program.lang_items.get(&item);
        let id = *id.ok_or_else(|| internal(Span::default(), format_args!("the program has no {item:?}")))?;
        self.function(id)
    }

    /// The position in the table of a function that is called by function values.
    pub(in crate::lower) fn slot(&mut self, number: u32) -> u32 {
        let next = self.table.len() as u32 + 1;
        *self.slots.entry(number).or_insert_with(|| {
            self.table.push(number);
            next
        })
    }

    /// The address of the closure record of a function without captures.
    pub(in crate::lower) fn record(&mut self, id: FunctionId) -> Result<u32, Diagnostic> {
        let number = self.callee(Callee::Thunk(id));
        let slot = self.slot(number);
        self.image.constant(&slot.to_le_bytes(), 4)
    }

    /// The layout of a type.
    pub(in crate::lower) fn layout(&mut self, ty: Ty) -> Result<Rc<Layout>, Diagnostic> {
        self.layouts.of(&self.program.types, ty)
    }

    /// The signature of a function of the program.
    pub(in crate::lower) fn signature(&mut self, id: FunctionId) -> Result<Signature, Diagnostic> {
        let function = self.program.function(id);
        let params: Option<Vec<Ty>> =
            function.params.iter().map(|local| Some(function.locals.get(local.index())?.ty)).collect();
        let params = params.ok_or_else(|| internal(function.span, "a parameter that is no local"))?;
        self.signature_of(&params, &function.results, function.span)
    }

    /// The signature of functions with parameters and results of these types.
    pub(in crate::lower) fn signature_of(
        &mut self,
        params: &[Ty],
        results: &[Ty],
        span: Span,
    ) -> Result<Signature, Diagnostic> {
        Signature::of(&mut self.layouts, &self.program.types, params, results, span)
    }

    /// The signature of a method that is called through interfaces, the words of its receiver in front of its parameters.
    pub(in crate::lower) fn method_signature(&mut self, id: MethodId, span: Span) -> Result<Signature, Diagnostic> {
        let program = self.program;
        let method = program.methods.get(id.index()).ok_or_else(|| internal(span, "a method that is none"))?;
        let mut signature = self.signature_of(&method.params, &method.results, span)?;
        let addresses = signature.results.iter().filter(|pass| **pass == Pass::Address).count();
        signature.takes.splice(addresses..addresses, [ValType::I32, ValType::I64]);
        Ok(signature)
    }

    /// The type in WebAssembly of a signature, with a closure record or without.
    pub(in crate::lower) fn func_type(&mut self, signature: &Signature, closure: bool) -> u32 {
        let mut params = signature.takes.clone();
        params.extend(closure.then_some(ValType::I32));
        self.types.intern(FuncType { params, results: signature.gives.clone() })
    }

    /// The string of an expression, if it is one that is written out.
    pub(in crate::lower) fn string(&mut self, bytes: &[u8]) -> Result<(u32, u32), Diagnostic> {
        if bytes.is_empty() {
            return Ok((0, 0));
        }
        Ok((self.image.constant(bytes, 1)?, bytes.len() as u32))
    }

    /// The number of a dynamic type.
    pub(in crate::lower) fn type_number(&self, ty: Ty) -> Option<u32> {
        self.type_numbers.get(&ty).copied()
    }
}

/// Functions of the host that have been declared before, with the same types.
fn doubles(program: &Program) -> HashMap<FunctionId, FunctionId> {
    let mut first = HashMap::new();
    let mut doubles = HashMap::new();
    for (function, index) in program.functions.iter().zip(0..) {
        let Body::Import { module, name } = &function.body else { continue };
        let types: Vec<Ty> = function.locals.iter().map(|local| local.ty).collect();
        let id = FunctionId(index);
        let before = *first.entry((module, name, types, &function.results)).or_insert(id);
        if before != id {
            doubles.insert(id, before);
        }
    }
    doubles
}
