//! Entry points of a contract: one function without parameters for each function that it offers, which reads the input, calls,
//! and sends the result.

use super::{Build, Key, Res};
use crate::contract::Entry;
use crate::ir::{Body, Export, Expr, ExprKind, Function, FunctionId, Local, LocalId, Place, Stmt, StmtKind, Ty};
use crate::packages::ENTRY;
use crate::syntax::files::Span;
use crate::types::store::TypeId;
use std::sync::Arc;

/// An entry point while it is written.
struct Writer {
    locals: Vec<Local>,
    out: Vec<Stmt>,
    span: Span,
}

impl Writer {
    fn local(&mut self, ty: Ty) -> LocalId {
        self.locals.push(Local { name: String::new(), ty, boxed: false });
        LocalId(self.locals.len() as u32 - 1)
    }

    fn emit(&mut self, kind: StmtKind) {
        self.out.push(Stmt { kind, span: self.span });
    }

    fn expr(&self, kind: ExprKind, ty: Ty) -> Expr {
        Expr { kind, ty, span: self.span }
    }

    fn read(&self, local: LocalId) -> Expr {
        self.expr(ExprKind::Read(Box::new(Place::Local(local))), self.locals[local.index()].ty)
    }

    fn call(&self, function: FunctionId, args: Vec<Expr>, ty: Ty) -> Expr {
        self.expr(ExprKind::Call { function, args }, ty)
    }
}

impl Build<'_> {
    /// Adds an entry point to the program's exports.
    pub(super) fn export_entry(&mut self, entry: &Entry) -> Res<()> {
        self.here = entry.span;
        let function = self.entry_point(entry)?;
        let id = self.new_function()?;
        self.program.functions[id.index()] = function;
        self.program.exports.push(Export { name: entry.name.clone(), function: id });
        Ok(())
    }

    fn entry_function(&mut self, name: &'static str, types: &[Ty]) -> Res<FunctionId> {
        let obj = self.package_function(ENTRY, name)?;
        self.request(Key::Declared(obj, types.into()))
    }

    fn plain(&mut self, id: TypeId) -> Res<Ty> {
        let no_params = self.no_params.clone();
        self.ty(id, &no_params)
    }

    fn entry_point(&mut self, entry: &Entry) -> Res<Function> {
        let mut writer = Writer { locals: Vec::new(), out: Vec::new(), span: entry.span };
        let unit = self.t.unit;
        let open = self.entry_function("Open", &[])?;
        writer.emit(StmtKind::Eval(writer.call(open, Vec::new(), unit)));

        let mut args = self.receiver_and_context(&writer, entry)?;
        for input in &entry.inputs {
            let ty = self.plain(*input)?;
            let take = self.entry_function("Take", &[ty])?;
            let local = writer.local(ty);
            let value = Some(writer.call(take, Vec::new(), ty));
            writer.emit(StmtKind::Declare { local, value });
            args.push(writer.read(local));
        }
        let close = self.entry_function("Close", &[])?;
        let name = writer.expr(ExprKind::Str(Arc::from(entry.name.as_bytes())), self.t.string);
        writer.emit(StmtKind::Eval(writer.call(close, vec![name], unit)));

        let function = self.request(Key::Declared(entry.function, Arc::default()))?;
        let outputs = entry.outputs.iter().map(|output| self.plain(*output)).collect::<Res<Vec<Ty>>>()?;
        let error = match entry.fails {
            true => Some(self.error_type()?),
            false => None,
        };
        let results: Vec<Ty> = outputs.iter().copied().chain(error).collect();
        let locals: Vec<LocalId> = results.iter().map(|ty| writer.local(*ty)).collect();
        let ty = self.result_type(&results);
        let call = writer.call(function, args, ty);
        match &locals[..] {
            [] => writer.emit(StmtKind::Eval(call)),
            [one] => writer.emit(StmtKind::Declare { local: *one, value: Some(call) }),
            several => {
                let locals = several.iter().copied().map(Some).collect();
                writer.emit(StmtKind::AssignTuple { locals, value: call });
            }
        }
        if error.is_some()
            && let Some(last) = locals.last()
        {
            let fail = self.entry_function("Fail", &[])?;
            writer.emit(StmtKind::Eval(writer.call(fail, vec![writer.read(*last)], unit)));
        }
        if let ([local], [ty]) = (&locals[..outputs.len()], &outputs[..]) {
            let answer = self.entry_function("Answer", &[*ty])?;
            writer.emit(StmtKind::Eval(writer.call(answer, vec![writer.read(*local)], unit)));
        } else if !outputs.is_empty() {
            let begin = self.entry_function("Begin", &[])?;
            writer.emit(StmtKind::Eval(writer.call(begin, Vec::new(), unit)));
            for (local, ty) in locals.iter().zip(&outputs) {
                let give = self.entry_function("Give", &[*ty])?;
                writer.emit(StmtKind::Eval(writer.call(give, vec![writer.read(*local)], unit)));
            }
            let send = self.entry_function("Send", &[])?;
            writer.emit(StmtKind::Eval(writer.call(send, Vec::new(), unit)));
        }
        Ok(Function {
            name: format!("entry.{}", entry.name),
            locals: writer.locals,
            body: Body::Code(writer.out),
            span: entry.span,
            ..self.placeholder()
        })
    }

    /// The arguments that no caller gives.
    fn receiver_and_context(&mut self, writer: &Writer, entry: &Entry) -> Res<Vec<Expr>> {
        let mut args = Vec::new();
        if let Some((ty, pointer)) = entry.receiver {
            let ty = self.plain(ty)?;
            let value = writer.expr(ExprKind::Zero, ty);
            args.push(match pointer {
                true => {
                    let pointer = self.pointer_to(ty);
                    writer.expr(ExprKind::New(Box::new(value)), pointer)
                }
                false => value,
            });
        }
        if let Some(context) = entry.context {
            // All that the one context there is knows, the host knows: its type has no fields.
            let ty = self.plain(context)?;
            let Some(package) =
                self.store.as_named(context).and_then(|named| self.store.object(self.store.named(named).obj).pkg)
            else {
                return Err(self.internal("a context of no package"));
            };
            let path = self.store.package(package).path.clone();
            let chain = self.package_function(&path, "chain")?;
            let Some(chain) = self.store.object(chain).ty else { return Err(self.internal("chain is no type")) };
            let chain = self.plain(chain)?;
            self.add_dynamic_type(chain)?;
            let value = writer.expr(ExprKind::Zero, chain);
            args.push(writer.expr(ExprKind::ToInterface(Box::new(value)), ty));
        }
        Ok(args)
    }

    /// The type `error`.
    fn error_type(&mut self) -> Res<Ty> {
        let error = self.store.universe.error;
        self.plain(error)
    }
}
