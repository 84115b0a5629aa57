//! Wrappers: functions that no source has.

use super::body::Body;
use super::body::state::Val;
use super::members::TypeList;
use super::{Build, Facts, Res, Selector};
use crate::ir::{Expr, ExprKind, Function, Place, StmtKind, Ty};
use std::rc::Rc;

impl<'a> Build<'a> {
    /// Builds a function that is not of the source.
    pub(crate) fn synthetic(
        &mut self,
        name: String,
        results: &[Ty],
        build: impl FnOnce(&mut Body<'_, 'a>) -> Res<()>,
    ) -> Res<Function> {
        let (env, span) = (self.no_params.clone(), self.here);
        let mut body = Body::new(self, 0, env, Rc::new(Facts::default()));
        body.push_frame(name, span);
        body.frame().results = results.to_vec();
        build(&mut body)?;
        body.finish(span)
    }

    /// A method whose first parameter is a receiver of just this type.
    pub(super) fn make_method(&mut self, receiver: Ty, selector: &Selector) -> Res<Function> {
        let name = format!("{}.{}", crate::ir::print::type_string(&self.program.types, receiver), selector.name);
        let (params, results) = self.method_parts(receiver, selector)?;
        self.synthetic(name, &results, |body| {
            let local = body.plain_param(receiver)?;
            let args = params.iter().map(|ty| body.plain_param(*ty)).collect::<Res<Vec<_>>>()?;
            body.pass_on(Place::Local(local), receiver, selector, &args, &results)
        })
    }

    /// A method as a function value: the receiver is captured.
    pub(super) fn make_bound(&mut self, receiver: Ty, selector: &Selector) -> Res<Function> {
        let name = format!("{}.{}-fm", crate::ir::print::type_string(&self.program.types, receiver), selector.name);
        let (params, results) = self.method_parts(receiver, selector)?;
        self.synthetic(name, &results, |body| {
            let args = params.iter().map(|ty| body.plain_param(*ty)).collect::<Res<Vec<_>>>()?;
            let local = body.captured_local(receiver)?;
            body.pass_on(Place::Local(local), receiver, selector, &args, &results)
        })
    }

    fn method_parts(&mut self, receiver: Ty, selector: &Selector) -> Res<(TypeList, TypeList)> {
        let Some(path) = self.find_method(receiver, selector, false) else {
            return Err(self.internal(&format!("no method {}", selector.name)));
        };
        let signature = self.method_signature(&path, selector)?;
        self.func_parts(signature)
    }
}

impl Body<'_, '_> {
    /// Calls a method on a receiver, and returns what it gives.
    fn pass_on(
        &mut self,
        receiver: Place,
        ty: Ty,
        selector: &Selector,
        args: &[crate::ir::LocalId],
        results: &[Ty],
    ) -> Res<()> {
        let span = self.p.here;
        let base = super::body::state::Base::Place(receiver, super::body::state::Fx::NONE, ty);
        let method = self.method_on(base, selector, span)?;
        let args: Vec<Expr> = args.iter().map(|local| self.read_local(*local, span)).collect();
        let result = self.p.result_type(results);
        let Val { expr, .. } = self.call_method(method, args, result, span);
        self.give(expr, results)
    }

    /// Returns the value of a call.
    pub(crate) fn give(&mut self, call: Expr, results: &[Ty]) -> Res<()> {
        let span = call.span;
        match results {
            [] => self.emit(StmtKind::Eval(call), span),
            [_] => self.emit(StmtKind::Return(vec![call]), span),
            several => {
                let new = |ty: &Ty| self.new_local(String::new(), *ty, false);
                let locals = several.iter().map(new).collect::<Res<Vec<_>>>()?;
                let all = locals.iter().copied().map(Some).collect();
                self.emit(StmtKind::AssignTuple { locals: all, value: call }, span);
                let values = locals.iter().map(|local| self.read_local(*local, span)).collect();
                self.emit(StmtKind::Return(values), span);
            }
        }
        Ok(())
    }

    fn call_method(
        &mut self,
        method: super::body::state::Method,
        mut args: Vec<Expr>,
        ty: Ty,
        span: crate::syntax::files::Span,
    ) -> Val {
        let kind = match method {
            super::body::state::Method::Static(function, receiver) => {
                args.insert(0, receiver.expr);
                ExprKind::Call { function, args }
            }
            super::body::state::Method::Dynamic(method, receiver) => {
                ExprKind::CallMethod { method, receiver: Box::new(receiver.expr), args }
            }
        };
        Val::new(kind, ty, span, super::body::state::Fx::CALLS)
    }
}
