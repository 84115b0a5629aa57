//! A builder of small programs, and a machine that runs them.

use crate::ir::*;
use crate::lower::{HEAP, Lowered, Options, beginning, lower, lower_from};
use crate::syntax::files::{Files, Pos, Span};
use wasmi::{Engine, Linker, Module, Store, Val};

/// A program under construction.
pub(super) struct Build {
    pub(super) program: Program,
    pub(super) files: Files,
    pub(super) span: Span,
}

/// A function under construction.
#[derive(Default)]
pub(super) struct Fun {
    pub(super) params: Vec<LocalId>,
    pub(super) results: Vec<Ty>,
    pub(super) captures: Vec<LocalId>,
    pub(super) locals: Vec<Local>,
}

impl Fun {
    pub(super) fn local(&mut self, ty: Ty) -> LocalId {
        self.locals.push(Local { name: String::new(), ty, boxed: false });
        LocalId(self.locals.len() as u32 - 1)
    }

    pub(super) fn boxed(&mut self, ty: Ty) -> LocalId {
        self.locals.push(Local { name: String::new(), ty, boxed: true });
        LocalId(self.locals.len() as u32 - 1)
    }

    pub(super) fn param(&mut self, ty: Ty) -> LocalId {
        let local = self.local(ty);
        self.params.push(local);
        local
    }
}

impl Build {
    /// A program with the functions that the backend calls by itself: each tells the host its number and arguments.
    pub(super) fn new() -> Build {
        let mut files = Files::new();
        let file = files.add("main.go", &b"package main\n\nfunc main() {}\n"[..]).expect("a short file");
        let start = files.file(file).start();
        let span = Span::new(Pos(start.0 + 14), Pos(start.0 + 18));
        let mut build = Build { program: Program::default(), files, span };
        let (int, uint, unsigned) = (build.int(), build.num(64, false), build.num(32, false));
        let mut fun = Fun::default();
        fun.param(unsigned);
        fun.param(int);
        fun.param(int);
        let fail = build.host(fun, "test", "fail");
        let items = [
            (LangItem::PanicIndex, vec![int, int]),
            (LangItem::PanicIndexUnsigned, vec![uint, int]),
            (LangItem::PanicNil, vec![]),
            (LangItem::PanicDivide, vec![]),
            (LangItem::PanicShift, vec![]),
            (LangItem::PanicMemory, vec![]),
            (LangItem::PanicStack, vec![]),
        ];
        for (number, (item, params)) in items.into_iter().enumerate() {
            let mut fun = Fun::default();
            let locals: Vec<LocalId> = params.iter().map(|ty| fun.param(*ty)).collect();
            let mut args = vec![build.const_of(unsigned, number as i64)];
            for at in 0..2 {
                args.push(match locals.get(at) {
                    Some(local) => build.convert(Convert::Same, build.get(&fun, *local), int),
                    None => build.i(0),
                });
            }
            let call = build.call(fail, args);
            let body = vec![build.eval(call), build.stmt(StmtKind::Unreachable)];
            let id = build.function(fun, body);
            build.program.lang_items.insert(item, id);
        }
        build
    }

    pub(super) fn ty(&mut self, shape: Shape) -> Ty {
        self.program.types.intern(TypeInfo { shape, name: None, identity: 0 })
    }

    pub(super) fn num(&mut self, bits: u8, signed: bool) -> Ty {
        self.ty(Shape::Int(IntType { bits, signed }))
    }

    pub(super) fn int(&mut self) -> Ty {
        self.num(64, true)
    }

    pub(super) fn unit(&mut self) -> Ty {
        self.ty(Shape::Tuple([].into()))
    }

    pub(super) fn structure(&mut self, fields: &[Ty]) -> Ty {
        let field = |ty: &Ty| Field { name: "f".into(), ty: *ty, embedded: false, exported: false, tag: [].into() };
        self.ty(Shape::Struct(fields.iter().map(field).collect()))
    }

    pub(super) fn expr(&self, kind: ExprKind, ty: Ty) -> Expr {
        Expr { kind, ty, span: self.span }
    }

    pub(super) fn const_of(&self, ty: Ty, value: i64) -> Expr {
        self.expr(ExprKind::Int(value), ty)
    }

    pub(super) fn i(&mut self, value: i64) -> Expr {
        let int = self.int();
        self.const_of(int, value)
    }

    pub(super) fn get(&self, fun: &Fun, local: LocalId) -> Expr {
        self.read(Place::Local(local), fun.locals[local.index()].ty)
    }

    pub(super) fn read(&self, place: Place, ty: Ty) -> Expr {
        self.expr(ExprKind::Read(Box::new(place)), ty)
    }

    pub(super) fn bin(&mut self, op: BinaryOp, left: Expr, right: Expr) -> Expr {
        let ty = match op {
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
                self.ty(Shape::Bool)
            }
            _ => left.ty,
        };
        self.expr(ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, ty)
    }

    pub(super) fn convert(&self, how: Convert, value: Expr, ty: Ty) -> Expr {
        self.expr(ExprKind::Convert { how, value: Box::new(value) }, ty)
    }

    pub(super) fn call(&mut self, function: FunctionId, args: Vec<Expr>) -> Expr {
        let results = self.program.function(function).results.clone();
        let ty = match results[..] {
            [ty] => ty,
            _ => self.ty(Shape::Tuple(results.into())),
        };
        self.expr(ExprKind::Call { function, args }, ty)
    }

    pub(super) fn stmt(&self, kind: StmtKind) -> Stmt {
        Stmt { kind, span: self.span }
    }

    pub(super) fn set(&self, local: LocalId, value: Expr) -> Stmt {
        self.assign(Place::Local(local), value)
    }

    pub(super) fn assign(&self, place: Place, value: Expr) -> Stmt {
        self.stmt(StmtKind::Assign { place, value })
    }

    pub(super) fn declare(&self, local: LocalId, value: Expr) -> Stmt {
        self.stmt(StmtKind::Declare { local, value: Some(value) })
    }

    pub(super) fn eval(&self, value: Expr) -> Stmt {
        self.stmt(StmtKind::Eval(value))
    }

    pub(super) fn give(&self, value: Expr) -> Stmt {
        self.stmt(StmtKind::Return(vec![value]))
    }

    pub(super) fn when(&self, cond: Expr, then: Vec<Stmt>) -> Stmt {
        self.stmt(StmtKind::If { cond, then, otherwise: Vec::new() })
    }

    /// `for cond { body }`, with labels of its own.
    pub(super) fn repeat(&self, label: u32, cond: Expr, mut body: Vec<Stmt>) -> Stmt {
        let (out, again) = (Label(label), Label(label + 1));
        let leave = self.stmt(StmtKind::Branch(out));
        body.insert(0, self.stmt(StmtKind::If { cond, then: Vec::new(), otherwise: vec![leave] }));
        body.push(self.stmt(StmtKind::Branch(again)));
        let body = vec![self.stmt(StmtKind::Loop { label: again, body })];
        self.stmt(StmtKind::Block { label: out, body })
    }

    pub(super) fn function(&mut self, fun: Fun, body: Vec<Stmt>) -> FunctionId {
        let id = self.reserve();
        self.define(id, fun, body);
        id
    }

    /// A function that calls can name before it is defined.
    pub(super) fn reserve(&mut self) -> FunctionId {
        self.add(Fun::default(), Body::Code(Vec::new()))
    }

    pub(super) fn define(&mut self, id: FunctionId, fun: Fun, body: Vec<Stmt>) {
        let function = &mut self.program.functions[id.index()];
        (function.params, function.results, function.captures) = (fun.params, fun.results, fun.captures);
        (function.locals, function.body) = (fun.locals, Body::Code(body));
    }

    pub(super) fn host(&mut self, fun: Fun, module: &str, name: &str) -> FunctionId {
        self.add(fun, Body::Import { module: module.into(), name: name.into() })
    }

    fn add(&mut self, fun: Fun, body: Body) -> FunctionId {
        let id = FunctionId(self.program.functions.len() as u32);
        self.program.functions.push(Function {
            name: format!("f{}", id.0),
            params: fun.params,
            results: fun.results,
            captures: fun.captures,
            locals: fun.locals,
            body,
            span: self.span,
            shown: true,
        });
        id
    }

    pub(super) fn global(&mut self, ty: Ty) -> GlobalId {
        self.program.globals.push(Global { name: "g".into(), ty, value: None });
        GlobalId(self.program.globals.len() as u32 - 1)
    }

    pub(super) fn export(&mut self, name: &str, function: FunctionId) {
        self.program.exports.push(Export { name: name.into(), function });
    }

    /// The module of the program, which has to be valid.
    pub(super) fn lower(&self) -> Lowered {
        let options = Options { names: true, ..Options::default() };
        validated(lower(&self.program, &self.files, &options).expect("a program that fits together"))
    }

    /// The module of the program that begins with what its initialisation leaves.
    pub(super) fn lower_ahead(&self) -> Lowered {
        let beginning = beginning(&self.program, &self.files, 8 << 20).expect("a program that fits together");
        let beginning = beginning.expect("a program that initialises");
        let engine = Engine::default();
        let module = Module::new(&engine, &beginning.wasm).expect("a valid module");
        let mut store = Store::new(&engine, String::new());
        let instance = linker(&engine).instantiate_and_start(&mut store, &module).expect("an instance");
        let init = instance.get_func(&store, "_initialize").expect("an init");
        init.call(&mut store, &[], &mut []).expect("an init that returns");
        let heap = instance.get_global(&store, HEAP).expect("a global").get(&store).i32().expect("an address");
        let memory = instance.get_memory(&store, "memory").expect("a memory").data(&store).to_vec();
        let state = beginning.state(&memory, heap as u32).expect("as much memory");
        let options = Options { names: true, ..Options::default() };
        validated(lower_from(&self.program, &self.files, &options, &state).expect("a state that fits"))
    }

    /// The result of an export, or what it failed with: the number of the function of the runtime and its arguments.
    pub(super) fn run(&self, name: &str, args: &[i64]) -> Result<i64, String> {
        run(&self.lower(), name, args)
    }
}

/// A module that has to be valid, with no feature but those that the engine's gate lets in.
fn validated(lowered: Lowered) -> Lowered {
    let features = wasmparser::WasmFeatures::WASM1
        | wasmparser::WasmFeatures::SIGN_EXTENSION
        | wasmparser::WasmFeatures::SATURATING_FLOAT_TO_INT
        | wasmparser::WasmFeatures::MULTI_VALUE
        | wasmparser::WasmFeatures::BULK_MEMORY;
    if let Err(why) = wasmparser::Validator::new_with_features(features).validate_all(&lowered.wasm) {
        let text = wasmprinter::print_bytes(&lowered.wasm).unwrap_or_default();
        panic!("{why}\n{text}");
    }
    lowered
}

fn linker(engine: &Engine) -> Linker<String> {
    let mut linker = Linker::new(engine);
    let fail = |mut caller: wasmi::Caller<'_, String>, number: i32, a: i64, b: i64| {
        *caller.data_mut() = format!("{number} {a} {b}");
        Err::<(), _>(wasmi::Error::new("panic"))
    };
    linker.func_wrap("test", "fail", fail).expect("a new name");
    linker
}

/// The result of an export, or what it failed with.
pub(super) fn run(lowered: &Lowered, name: &str, args: &[i64]) -> Result<i64, String> {
    let mut config = wasmi::Config::default();
    config.set_max_recursion_depth(10_000);
    let engine = Engine::new(&config);
    let module = Module::new(&engine, &lowered.wasm).expect("a valid module");
    let linker = linker(&engine);
    let mut store = Store::new(&engine, String::new());
    let instance = linker.instantiate_and_start(&mut store, &module).expect("an instance");
    if let Some(init) = instance.get_func(&store, "_initialize") {
        init.call(&mut store, &[], &mut []).expect("an init that returns");
    }
    let function = instance.get_func(&store, name).expect("an export");
    let ty = function.ty(&store);
    let args: Vec<Val> = args
        .iter()
        .zip(ty.params())
        .map(|(arg, ty)| if *ty == wasmi::ValType::I32 { Val::I32(*arg as i32) } else { Val::I64(*arg) })
        .collect();
    let mut results = vec![Val::I32(0); ty.results().len()];
    match function.call(&mut store, &args, &mut results) {
        Ok(()) => Ok(match results.first() {
            Some(Val::I64(value)) => *value,
            Some(Val::I32(value)) => i64::from(*value),
            Some(Val::F64(value)) => value.to_bits() as i64,
            _ => 0,
        }),
        Err(why) if store.data().is_empty() => Err(why.to_string()),
        Err(_) => Err(store.data().clone()),
    }
}
