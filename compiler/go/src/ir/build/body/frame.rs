//! Frames: a function that is being built, inside those it stands in.

use crate::ir::build::body::state::{Defers, Fall, Jump, Var, Yield, stmt};
use crate::ir::build::{Build, Env, Facts, Res};
use crate::ir::{Expr, ExprKind, Function, Label, Local, LocalId, Place, Stmt, StmtKind, Ty};
use crate::limits;
use crate::packages::Unit;
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::tree::{Block, Ident, Tree};
use crate::types::info::Info;
use crate::types::store::{ObjId, Param, PkgId, TypeId};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// A function that is being built.
pub(crate) struct Frame {
    pub(crate) name: String,
    span: Span,
    pub(crate) locals: Vec<Local>,
    pub(crate) params: Vec<LocalId>,
    captures: Vec<LocalId>,
    /// The variables that are captured, in the order of the captures.
    pub(crate) captured: Vec<Var>,
    pub(crate) vars: HashMap<Var, LocalId>,
    pub(crate) out: Vec<Stmt>,
    labels: u32,
    pub(crate) jumps: Vec<Jump>,
    pub(crate) results: Vec<Ty>,
    /// Variables of the results, if they have names or deferred functions may change them.
    pub(crate) result_vars: Option<Vec<Var>>,
    /// Behind all statements, where deferred functions are called.
    pub(crate) exit: Option<Label>,
    pub(crate) defers: Defers,
    /// The way of `fallthrough` from where the builder is.
    pub(crate) fall: Option<Fall>,
    /// The frame is the body of a loop over a function.
    pub(crate) yields: Option<Yield>,
    pub(crate) closures: u32,
}

/// The builder of one declared function, or of the initializers of a package.
pub(crate) struct Body<'b, 'a> {
    pub(crate) p: &'b mut Build<'a>,
    pub(crate) tree: &'a Tree,
    pub(crate) info: &'a Info,
    pub(crate) pkg: PkgId,
    /// The package is one of the program's own.
    own: bool,
    /// The label in front of the statement that is built next.
    pub(crate) label: Option<Name>,
    pub(crate) env: Rc<Env>,
    pub(crate) facts: Rc<Facts>,
    pub(crate) frames: Vec<Frame>,
    pub(crate) depth: u32,
    made: u32,
}

impl<'b, 'a> Body<'b, 'a> {
    pub(crate) fn new(p: &'b mut Build<'a>, unit: usize, env: Rc<Env>, facts: Rc<Facts>) -> Self {
        let units: &'a [Arc<Unit>] = p.units;
        let Unit { tree, info, package, embedded, .. } = &*units[unit];
        let own = !embedded;
        Body { p, tree, info, pkg: *package, own, label: None, env, facts, frames: Vec::new(), depth: 0, made: 0 }
    }

    pub(crate) fn push_frame(&mut self, name: String, span: Span) {
        self.frames.push(Frame {
            name,
            span,
            locals: Vec::new(),
            params: Vec::new(),
            captures: Vec::new(),
            captured: Vec::new(),
            vars: HashMap::new(),
            out: Vec::new(),
            labels: 0,
            jumps: Vec::new(),
            results: Vec::new(),
            result_vars: None,
            exit: None,
            defers: Defers::None,
            fall: None,
            yields: None,
            closures: 0,
        });
    }

    /// The innermost frame.
    pub(crate) fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("a body has a frame while it is built")
    }

    pub(crate) fn ty(&mut self, id: TypeId) -> Res<Ty> {
        let env = self.env.clone();
        self.p.ty(id, &env)
    }

    pub(crate) fn emit(&mut self, kind: StmtKind, span: Span) {
        self.frame().out.push(stmt(kind, span));
    }

    pub(crate) fn new_label(&mut self) -> Label {
        let frame = self.frame();
        frame.labels += 1;
        Label(frame.labels - 1)
    }

    /// A new local of the innermost frame.
    pub(crate) fn new_local(&mut self, name: String, ty: Ty, boxed: bool) -> Res<LocalId> {
        if self.frame().locals.len() >= limits::FUNCTION_VARIABLES {
            return Err(self.p.limit("variables in a function", limits::FUNCTION_VARIABLES));
        }
        let frame = self.frame();
        frame.locals.push(Local { name, ty, boxed });
        Ok(LocalId(frame.locals.len() as u32 - 1))
    }

    /// A temporary that begins with a value.
    pub(crate) fn temp(&mut self, value: Expr) -> Res<LocalId> {
        let (ty, span) = (value.ty, value.span);
        let local = self.new_local(String::new(), ty, false)?;
        self.emit(StmtKind::Declare { local, value: Some(value) }, span);
        Ok(local)
    }

    /// A local for a variable of the source.
    pub(crate) fn local_of(&mut self, obj: ObjId) -> Res<LocalId> {
        let Some(id) = self.p.store.object(obj).ty else { return Err(self.p.internal("a variable without a type")) };
        let ty = self.ty(id)?;
        let name = self.p.store.object_name(obj).to_owned();
        let boxed = self.facts.boxed.contains(&obj);
        let local = self.new_local(name, ty, boxed)?;
        self.frame().vars.insert(Var::Object(obj), local);
        Ok(local)
    }

    /// A variable of the builder's own that functions inside may capture.
    pub(crate) fn made_var(&mut self, ty: Ty, boxed: bool) -> Res<(Var, LocalId)> {
        self.made += 1;
        let var = Var::Made(self.made);
        let local = self.new_local(String::new(), ty, boxed)?;
        self.frame().vars.insert(var, local);
        Ok((var, local))
    }

    /// The local of a variable in the innermost frame; it is captured if it belongs to one around that.
    pub(crate) fn local(&mut self, var: Var) -> Res<LocalId> {
        let top = self.frames.len() - 1;
        let Some(owner) = self.frames.iter().rposition(|frame| frame.vars.contains_key(&var)) else {
            return Err(self.p.internal("a variable that is not declared"));
        };
        for index in owner..top {
            let source = self.frames[index].vars[&var];
            let Local { name, ty, boxed } = self.frames[index].locals[source.index()].clone();
            let frame = &mut self.frames[index + 1];
            frame.locals.push(Local { name, ty, boxed });
            let local = LocalId(frame.locals.len() as u32 - 1);
            frame.captures.push(local);
            frame.captured.push(var);
            frame.vars.insert(var, local);
        }
        Ok(self.frames[top].vars[&var])
    }

    pub(crate) fn local_type(&mut self, local: LocalId) -> Ty {
        self.frame().locals[local.index()].ty
    }

    /// The value of an unboxed local.
    pub(crate) fn read_local(&mut self, local: LocalId, span: Span) -> Expr {
        let ty = self.local_type(local);
        Expr { kind: ExprKind::Read(Box::new(Place::Local(local))), ty, span }
    }

    /// Declares a local that a closure's record fills.
    pub(crate) fn captured_local(&mut self, ty: Ty) -> Res<LocalId> {
        let local = self.new_local(String::new(), ty, false)?;
        self.frame().captures.push(local);
        Ok(local)
    }

    /// Declares a parameter that the source has no name for.
    pub(crate) fn plain_param(&mut self, ty: Ty) -> Res<LocalId> {
        let local = self.new_local(String::new(), ty, false)?;
        self.frame().params.push(local);
        Ok(local)
    }

    /// Declares a parameter of the source.
    pub(crate) fn param(&mut self, ident: Option<Ident>, ty: TypeId) -> Res<()> {
        let named = ident.filter(|ident| ident.name != Name::BLANK);
        let obj = named.and_then(|ident| self.info.definitions.get(&ident.span.start).copied());
        let local = match obj {
            Some(obj) => self.local_of(obj)?,
            None => {
                let ty = self.ty(ty)?;
                self.new_local(String::new(), ty, false)?
            }
        };
        self.frame().params.push(local);
        Ok(())
    }

    /// Declares the results of a function, and variables for them where they are needed.
    pub(crate) fn results(&mut self, results: &[Param], idents: &[Option<Ident>], block: &Block) -> Res<()> {
        for result in results {
            let ty = self.ty(result.ty)?;
            self.frame().results.push(ty);
        }
        let iterates = self.find_defers(block)?;
        let kept = self.frame().exit.is_some() || iterates;
        if results.is_empty() || idents.iter().flatten().next().is_none() && !kept {
            return Ok(());
        }
        let mut vars = Vec::new();
        for (result, ident) in results.iter().zip(idents) {
            let named = ident.filter(|ident| ident.name != Name::BLANK);
            let obj = named.and_then(|ident| self.info.definitions.get(&ident.span.start).copied());
            let (var, local) = match obj {
                Some(obj) => (Var::Object(obj), self.local_of(obj)?),
                None => {
                    let ty = self.ty(result.ty)?;
                    self.made_var(ty, false)?
                }
            };
            self.frame().locals[local.index()].boxed |= iterates;
            self.emit(StmtKind::Declare { local, value: None }, result.span);
            vars.push(var);
        }
        self.frame().result_vars = Some(vars);
        Ok(())
    }

    /// Ends the innermost frame.
    pub(crate) fn finish(&mut self, span: Span) -> Res<Function> {
        self.run_defers(span)?;
        let Some(frame) = self.frames.pop() else { return Err(self.p.internal("a frame that is not there")) };
        Ok(Function {
            name: frame.name,
            params: frame.params,
            results: frame.results,
            captures: frame.captures,
            locals: frame.locals,
            body: crate::ir::Body::Code(frame.out),
            span: frame.span,
            shown: self.own,
        })
    }

    /// Runs `build` with a list of statements of its own, and gives that.
    pub(crate) fn collect<T>(&mut self, build: impl FnOnce(&mut Self) -> Res<T>) -> Res<(Vec<Stmt>, T)> {
        let around = std::mem::take(&mut self.frame().out);
        let result = build(self);
        let own = std::mem::replace(&mut self.frame().out, around);
        Ok((own, result?))
    }

    /// Goes one level deeper into the source; too many are refused.
    pub(crate) fn deeper<T>(&mut self, build: impl FnOnce(&mut Self) -> Res<T>) -> Res<T> {
        self.depth += 1;
        if self.depth > 2 * limits::CHECK_DEPTH {
            return Err(self.p.limit("levels of statements and expressions", 2 * limits::CHECK_DEPTH as usize));
        }
        let result = build(self);
        self.depth -= 1;
        result
    }
}
