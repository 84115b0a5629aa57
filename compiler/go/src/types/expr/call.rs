//! Calls, conversions and instances of generic functions.

use crate::diagnostic::Code;
use crate::syntax::files::{Pos, Span};
use crate::syntax::tree::{ExprId, ExprKind};
use crate::types::builtin::CallKind;
use crate::types::check::{Checker, Later, Mode, Operand, Target};
use crate::types::generic::{Argument, Inference};
use crate::types::info::{Category, Typed};
use crate::types::store::*;
use std::sync::Arc;

/// A call as it is written.
#[derive(Debug, Clone, Copy)]
pub(in crate::types) struct Call<'a> {
    pub(in crate::types) expr: ExprId,
    pub(in crate::types) fun: ExprId,
    pub(in crate::types) args: &'a [ExprId],
    pub(in crate::types) dots: Option<Span>,
    pub(in crate::types) close: Pos,
}

impl<'a> Checker<'a> {
    pub(super) fn call(&mut self, call: &Call<'a>) -> (Operand, CallKind) {
        let (tree, span) = (self.tree, self.tree.span(call.expr));
        let done = |mut x: Operand, kind| {
            (x.expr, x.span, x.text) = (Some(call.expr), span, None);
            (x, kind)
        };
        let mut indices = None;
        let mut x = match tree.kind(call.fun) {
            ExprKind::Index { x, indices: list } => {
                let (mut x, function) = self.index(call.fun, *x, list);
                if function {
                    indices = Some(&**list);
                }
                (x.expr, x.span, x.text) = (Some(call.fun), tree.span(call.fun), None);
                self.record(&x);
                x
            }
            _ => self.expr_or_type(call.fun, true),
        };
        match x.mode {
            Mode::Invalid => {
                self.use_exprs(call.args);
                return done(x, CallKind::Statement);
            }
            Mode::Type => {
                self.conversion_call(call, &mut x);
                return done(x, CallKind::Conversion);
            }
            Mode::Builtin(builtin) => {
                let mut x = self.builtin(builtin, call);
                if x.is_valid() && !x.is_const() {
                    self.env.has_call = true;
                }
                x.expr = Some(call.expr);
                return done(x, builtin.row().kind);
            }
            _ => {}
        }
        let callable = self.store.common_under_if(x.ty, |store, ty, under| match under {
            Some(under) if !matches!(store.get(under), Type::Signature(_)) => {
                Err(format!("{} is not a function", store.type_string(ty)))
            }
            _ => Ok(()),
        });
        let signature = match callable.map(|under| self.store.signature(under)) {
            Ok(Some(signature)) => signature,
            Ok(None) => return done(Operand { mode: Mode::Invalid, ..x }, CallKind::Statement),
            Err(why) => {
                let message = format!("invalid operation: cannot call {}: {why}", self.operand_text(&x));
                self.error(Code::Operation, x.span, message);
                self.use_exprs(call.args);
                x.invalidate();
                return done(x, CallKind::Statement);
            }
        };
        let Some(signature) = self.call_signature(call, x.span, signature, indices) else {
            x.invalidate();
            return done(x, CallKind::Statement);
        };
        (x.mode, x.ty) = match &*signature.results {
            [] => (Mode::NoValue, x.ty),
            [result] => (Mode::Value, result.ty),
            _ => (Mode::Value, self.store.tuple(signature.results.clone())),
        };
        if x.mode == Mode::NoValue {
            x.ty = self.store.tuple(Arc::default());
        } else if signature.results.len() == 1 && !self.is_complete(x.ty) {
            x.invalidate();
        }
        self.env.has_call = true;
        let params = &signature.type_params;
        if x.mode == Mode::Value && !params.is_empty() && self.store.mentions_param(params, x.ty) {
            x.invalidate();
        }
        done(x, CallKind::Statement)
    }

    fn conversion_call(&mut self, call: &Call<'a>, x: &mut Operand) {
        self.not_generic(None, x);
        if !x.is_valid() {
            return;
        }
        let ty = x.ty;
        x.invalidate();
        if !self.is_complete(ty) {
            return;
        }
        let text = self.ty_text(ty);
        match call.args {
            [] => {
                let message = format!("missing argument in conversion to {text}");
                self.error(Code::Count, Span::at(call.close), message);
            }
            [arg] => {
                let target = self.target(Some(ty), "conversion");
                *x = self.expr_for(target.as_ref(), *arg);
                if !x.is_valid() {
                    return;
                }
                self.refuse_complex(ty, x.span);
                if call.dots.is_some() {
                    let message = format!("invalid use of ... in conversion to {text}");
                    self.error(Code::Operation, self.tree.span(*arg), message);
                    x.invalidate();
                    return;
                }
                if !self.store.is_param(ty)
                    && let Type::Interface(id) = self.store.under(ty)
                    && !self.store.type_set(id).is_method_set()
                {
                    let message = format!(
                        "cannot use interface {text} in conversion (contains specific type constraints or is comparable)"
                    );
                    self.error(Code::Type, self.tree.span(call.expr), message);
                    x.invalidate();
                    return;
                }
                self.conversion(x, ty);
            }
            [.., last] => {
                self.use_exprs(call.args);
                let message = format!("too many arguments in conversion to {text}");
                self.error(Code::Count, self.tree.span(*last), message);
            }
        }
    }

    /// The signature that a call has once its type arguments are known; its arguments have been checked. Nothing if
    /// the type arguments are wrong.
    fn call_signature(
        &mut self,
        call: &Call<'a>,
        span: Span,
        signature: Arc<Signature>,
        indices: Option<&[ExprId]>,
    ) -> Option<Arc<Signature>> {
        let generic = !signature.type_params.is_empty();
        let (mut signature, mut given, mut spans) = (signature, Vec::new(), Vec::new());
        if let Some(indices) = indices {
            spans = indices.iter().map(|index| self.tree.span(*index)).collect();
            let Some(list) = self.type_list(indices) else {
                self.use_exprs(call.args);
                return None;
            };
            let (got, want) = (list.len(), signature.type_params.len());
            if got > want {
                self.error(Code::Generic, spans[want], format!("got {got} type arguments but want {want}"));
                self.use_exprs(call.args);
                return None;
            }
            if got == want && want > 0 {
                signature = self.instance_of(span, call.fun, &signature, list, &spans);
                spans.clear();
            } else {
                given = list;
            }
        }
        let (mut args, partial) = self.generic_exprs(call.args);
        let signature = self.arguments(call, signature, given, &spans, &mut args, &partial);
        if generic && signature.type_params.is_empty() {
            let ty = self.store.func((*signature).clone());
            self.info.types.insert(call.fun, Typed { category: Category::Value, ty, value: None });
        }
        Some(signature)
    }

    /// A generic function with its type arguments, whose constraints are checked later.
    pub(super) fn instance_of(
        &mut self,
        span: Span,
        expr: ExprId,
        signature: &Signature,
        args: Vec<TypeId>,
        spans: &[Span],
    ) -> Arc<Signature> {
        let params = signature.type_params.clone();
        let map = params.iter().copied().zip(args.iter().copied()).collect();
        let mut instance = self.store.subst_signature(signature, &map);
        instance.type_params = Arc::default();
        self.info.instances.insert(self.tree.unparen(expr), args.clone());
        self.later.push(Later::Instance { span, params, args, spans: spans.to_vec() });
        Arc::new(instance)
    }

    /// `f[A]` or, where a target says what `f` has to be, `f`. Without `infer`, type arguments may be missing, and are
    /// given back.
    pub(super) fn instantiate_function(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        index: Option<(ExprId, &[ExprId])>,
        infer: bool,
    ) -> Option<Vec<TypeId>> {
        let mut given = Vec::new();
        let mut spans = Vec::new();
        if let Some((expr, indices)) = index {
            (x.expr, x.span, x.text) = (Some(expr), self.tree.span(expr), None);
            spans = indices.iter().map(|index| self.tree.span(*index)).collect();
            let Some(list) = self.type_list(indices) else {
                x.invalidate();
                return None;
            };
            given = list;
        }
        let Some(signature) = self.store.signature(x.ty) else {
            x.invalidate();
            return None;
        };
        let (got, want) = (given.len(), signature.type_params.len());
        if got > want {
            self.error(Code::Generic, spans[got - 1], format!("got {got} type arguments but want {want}"));
            x.invalidate();
            return None;
        }
        if got < want {
            if !infer {
                return Some(given);
            }
            match self.infer_function(target, x, &signature, &given) {
                Ok(args) => given = args,
                Err((span, why)) => {
                    self.error(Code::Generic, span, why);
                    x.invalidate();
                    return None;
                }
            }
        }
        let expr = x.expr.unwrap_or_else(|| la_arena::Idx::from_raw(0u32.into()));
        let instance = self.instance_of(x.span, expr, &signature, given, &spans);
        x.ty = self.store.func((*instance).clone());
        x.mode = Mode::Value;
        None
    }

    fn infer_function(
        &mut self,
        target: Option<&Target>,
        x: &Operand,
        signature: &Signature,
        given: &[TypeId],
    ) -> Result<Vec<TypeId>, (Span, String)> {
        let (params, map) = self.store.rename_params(&signature.type_params);
        let args: Vec<Option<TypeId>> = (0..params.len()).map(|index| given.get(index).copied()).collect();
        let (mut takes, mut gets) = (Vec::new(), Vec::new());
        if let Some(target) = target {
            let plain = Signature { type_params: Arc::default(), ..signature.clone() };
            let plain = self.store.subst_signature(&plain, &map);
            takes.push(self.store.func(plain));
            gets.push(Argument { ty: target.signature, text: target.text.clone(), span: x.span, nil: false });
        }
        self.store.infer(&Inference {
            params: &params,
            args: &args,
            takes: &takes,
            gets: &gets,
            reverse: target.is_some(),
            span: x.span,
        })
    }
}
