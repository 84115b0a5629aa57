//! Calls.

use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Call, Callee, Fx, Method, Val, as_same};
use crate::ir::build::{Key, Res};
use crate::ir::{Expr, ExprKind, Intrinsic, LocalId, Shape, StmtKind, Ty};
use crate::syntax::files::Span;
use crate::syntax::tree::{self, ExprId};
use crate::types::info::{Category, SelectionKind};
use crate::types::store::{ObjectKind, Type};
use std::sync::Arc;

impl<'a> Body<'_, 'a> {
    /// A call, a conversion or a call of a predeclared function.
    pub(crate) fn call(&mut self, id: ExprId) -> Res<Val> {
        let tree = self.tree;
        let tree::ExprKind::Call { fun, args, dots, .. } = tree.kind(id) else {
            return Err(self.p.internal("a call that is none"));
        };
        let inner = tree.unparen(*fun);
        let category = self.info.types.get(fun).or_else(|| self.info.types.get(&inner)).map(|typed| typed.category);
        match (category, args.first()) {
            (Some(Category::Type), Some(arg)) => return self.conversion(id, *arg),
            (Some(Category::Builtin), _) => return self.builtin(id, inner, args, dots.is_some()),
            _ => {}
        }
        if let Some(ObjectKind::Builtin(_)) = self.info.uses.get(&inner).map(|obj| &self.p.store.object(*obj).kind) {
            return self.builtin(id, inner, args, dots.is_some());
        }
        if let Some(val) = self.typed_call(id, inner, args, dots.is_some())? {
            return Ok(val);
        }
        if let Some(val) = self.known_call(id, inner, args)? {
            return Ok(val);
        }
        if let Some(val) = self.format_call(id, inner, args, dots.is_some())? {
            return Ok(val);
        }
        let call = self.callee(*fun)?;
        let span = tree.span(id);
        self.finish_call(call, args, dots.is_some(), span)
    }

    /// The callee of a call.
    pub(crate) fn callee(&mut self, fun: ExprId) -> Res<Call> {
        let tree = self.tree;
        let inner = tree.unparen(fun);
        let signature = self.signature_of(fun).or_else(|_| self.signature_of(inner))?;
        let variadic = signature.variadic;
        let params = signature.params.iter().map(|param| self.ty(param.ty)).collect::<Res<Arc<[Ty]>>>()?;
        let results = signature.results.iter().map(|result| self.ty(result.ty)).collect::<Res<Arc<[Ty]>>>()?;
        let ready = |callee, first| Call { callee, first, params, results, variadic };
        if let Some((obj, args)) = self.named_function(inner)? {
            if let Some(intrinsic) = self.p.intrinsic_of(obj) {
                return Ok(ready(Callee::Intrinsic(intrinsic, args), None));
            }
            let function = self.p.request(Key::Declared(obj, args))?;
            return Ok(ready(Callee::Static(function), None));
        }
        let info = self.info;
        if let tree::ExprKind::Selector { x, field } = tree.kind(inner)
            && let Some(selection) = info.selections.get(&inner)
        {
            match selection.kind {
                SelectionKind::Method => {
                    return Ok(match self.method(inner, *x, *field, selection)? {
                        Method::Static(function, receiver) => ready(Callee::Static(function), Some(receiver)),
                        Method::Dynamic(method, receiver) => ready(Callee::Dynamic(method), Some(receiver)),
                    });
                }
                SelectionKind::Expression => {
                    let receiver = self.ty(selection.receiver)?;
                    let selector = self.selector_name(*field, selection);
                    let function = self.p.request(Key::Method(receiver, selector))?;
                    return Ok(ready(Callee::Static(function), None));
                }
                SelectionKind::Field => {}
            }
        }
        let value = self.expr(fun)?;
        Ok(ready(Callee::Value, Some(value)))
    }

    fn finish_call(&mut self, call: Call, args: &[ExprId], dots: bool, span: Span) -> Res<Val> {
        let Call { callee, mut first, params, results, variadic } = call;
        let (exprs, fx) = self.arguments(&mut first, args, &params, variadic && !dots, span)?;
        self.p.here = span;
        self.make_call(callee, first, exprs, &results, fx, span)
    }

    /// A call whose operands are in order.
    pub(crate) fn make_call(
        &mut self,
        callee: Callee,
        first: Option<Val>,
        mut args: Vec<Expr>,
        results: &[Ty],
        fx: Fx,
        span: Span,
    ) -> Res<Val> {
        let ty = self.p.result_type(results);
        let kind = match (callee, first) {
            (Callee::Static(function), first) => {
                args.splice(0..0, first.map(|val| val.expr));
                ExprKind::Call { function, args }
            }
            (Callee::Intrinsic(intrinsic, types), _) => return self.intrinsic(intrinsic, &types, args, ty, fx, span),
            (Callee::Dynamic(method), Some(val)) => ExprKind::CallMethod { method, receiver: Box::new(val.expr), args },
            (Callee::Value, Some(val)) => ExprKind::CallClosure { callee: Box::new(val.expr), args },
            (Callee::Dynamic(_) | Callee::Value, None) => {
                return Err(self.p.internal("a call without what is called"));
            }
        };
        Ok(Val::new(kind, ty, span, Fx::CALLS))
    }

    fn intrinsic(
        &mut self,
        intrinsic: Intrinsic,
        types: &[Ty],
        args: Vec<Expr>,
        ty: Ty,
        fx: Fx,
        span: Span,
    ) -> Res<Val> {
        let function = match (intrinsic, types) {
            (Intrinsic::Hash, [of]) => Some(self.p.request(Key::Hash(*of))?),
            (Intrinsic::Equal, [_]) => {
                let [a, b] = <[Expr; 2]>::try_from(args).map_err(|_| self.p.internal("Equal of other than two"))?;
                let expr = self.p.equal(a, b, span)?;
                return Ok(Val { expr, fx: Fx { reads: true, ..fx } });
            }
            (Intrinsic::Comparable, _) => Some(self.p.request(Key::Comparable)?),
            _ => None,
        };
        if let Some(function) = function {
            return Ok(self.call_of(function, args, ty, span));
        }
        let args = match self.p.storage(intrinsic, types, args, ty, span)? {
            Ok(expr) => return Ok(Val { expr, fx: Fx::CALLS.and(fx) }),
            Err(args) => args,
        };
        self.p.program.wants_type_table |= intrinsic == Intrinsic::TypeTable;
        let kind = ExprKind::Intrinsic { intrinsic, types: types.to_vec(), args };
        Ok(Val::new(kind, ty, span, Fx { reads: true, ..fx }))
    }

    /// Arguments behind a receiver or function value, as the parameters want them.
    pub(crate) fn arguments(
        &mut self,
        first: &mut Option<Val>,
        args: &[ExprId],
        params: &[Ty],
        pack: bool,
        span: Span,
    ) -> Res<(Vec<Expr>, Fx)> {
        let fixed = if pack { params.len().saturating_sub(1) } else { params.len() };
        let rest = match (pack, params.last()) {
            (true, Some(last)) => Some(self.element(*last)?),
            _ => None,
        };
        let mut vals: Vec<Val> = Vec::new();
        let (own, several) = self.collect(|body| match args {
            [arg] => body.several(*arg),
            _ => Ok(None),
        })?;
        if let Some(values) = several {
            if let Some(val) = first {
                self.settle(val)?;
            }
            self.frame().out.extend(own);
            for (index, local) in values.into_iter().enumerate() {
                let expr = self.read_local(local, span);
                let ty = params.get(index).filter(|_| index < fixed).copied().or(rest);
                let Some(ty) = ty else { return Err(self.p.internal("more arguments than parameters")) };
                vals.push(self.coerce(Val { expr, fx: Fx::NONE }, ty)?);
            }
        } else {
            for (index, arg) in args.iter().enumerate() {
                let ty = params.get(index).filter(|_| index < fixed).copied().or(rest);
                let Some(ty) = ty else { return Err(self.p.internal("more arguments than parameters")) };
                let (own, val) = self.collect(|body| body.expr_as(*arg, ty))?;
                if !own.is_empty() {
                    for val in first.iter_mut().chain(&mut vals) {
                        self.settle(val)?;
                    }
                    self.frame().out.extend(own);
                }
                vals.push(val);
            }
        }
        let fx = self.ordered(&mut first.iter_mut().chain(&mut vals).collect::<Vec<_>>())?;
        let mut exprs: Vec<Expr> = vals.into_iter().map(|val| val.expr).collect();
        if let (Some(elem), Some(slice)) = (rest, params.last()) {
            let rest = exprs.split_off(fixed.min(exprs.len()));
            exprs.push(match rest.is_empty() {
                true => Expr { kind: ExprKind::Zero, ty: *slice, span },
                false => {
                    let list = self.slice_of_values(rest, elem, span)?;
                    as_same(list, *slice)
                }
            });
        }
        Ok((exprs, fx))
    }

    /// Arguments of a predeclared function, each as a value of a type where one is wanted. A call that gives several
    /// values gives them all.
    pub(crate) fn spread(&mut self, args: &[ExprId], wanted: impl Fn(usize) -> Option<Ty>) -> Res<(Vec<Expr>, Fx)> {
        if let [arg] = args
            && let Some(locals) = self.several(*arg)?
        {
            let mut exprs = Vec::new();
            for (index, local) in locals.into_iter().enumerate() {
                let span = self.at(*arg);
                let val = Val { expr: self.read_local(local, span), fx: Fx::NONE };
                exprs.push(match wanted(index) {
                    Some(ty) => self.coerce(val, ty)?.expr,
                    None => val.expr,
                });
            }
            return Ok((exprs, Fx::NONE));
        }
        self.operands(args.iter().enumerate(), |body, (index, arg)| match wanted(index) {
            Some(ty) => body.expr_as(*arg, ty),
            None => body.expr(*arg),
        })
    }

    /// The expression is a call with several results.
    pub(crate) fn gives_several(&self, id: ExprId) -> bool {
        let call = matches!(self.tree.kind(self.tree.unparen(id)), tree::ExprKind::Call { .. });
        let typed = self.info.types.get(&id).filter(|typed| call && typed.category != Category::NoValue);
        typed.is_some_and(|typed| matches!(self.p.store.get(typed.ty), Type::Tuple(_)))
    }

    /// The values of a call that gives several, in temporaries; nothing if it gives one.
    pub(crate) fn several(&mut self, id: ExprId) -> Res<Option<Vec<LocalId>>> {
        let tree = self.tree;
        if !self.gives_several(id) {
            return Ok(None);
        }
        let span = tree.span(id);
        let value = self.expr(id)?.expr;
        let Shape::Tuple(types) = self.p.shape(value.ty).clone() else {
            return Err(self.p.internal("several values that are no tuple"));
        };
        let locals = types.iter().map(|ty| self.new_local(String::new(), *ty, false)).collect::<Res<Vec<_>>>()?;
        self.emit(StmtKind::AssignTuple { locals: locals.iter().copied().map(Some).collect(), value }, span);
        Ok(Some(locals))
    }
}
