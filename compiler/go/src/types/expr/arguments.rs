//! Arguments of calls.

use super::call::Call;
use crate::diagnostic::Code;
use crate::syntax::files::Span;
use crate::syntax::tree::{ExprId, ExprKind};
use crate::types::basic::{Basic, Info};
use crate::types::check::{Checker, Mode, Operand};
use crate::types::generic::{Argument, Inference};
use crate::types::store::*;
use std::sync::Arc;

impl<'a> Checker<'a> {
    /// Expressions, of which a single one may give several values.
    pub(in crate::types) fn exprs(&mut self, exprs: &[ExprId]) -> Vec<Operand> {
        match exprs {
            [single] => self.multi_expr(*single, false).0,
            several => several.iter().map(|expr| self.expr(*expr)).collect(),
        }
    }

    /// The same, where generic functions may stay so; with the type arguments that were written for each.
    pub(super) fn generic_exprs(&mut self, exprs: &'a [ExprId]) -> (Vec<Operand>, Vec<Vec<TypeId>>) {
        let (mut operands, mut given) = (Vec::new(), Vec::new());
        for expr in exprs {
            let (mut x, partial) = self.generic_argument(*expr);
            if let (1, true, Type::Tuple(params)) = (exprs.len(), x.is_valid(), self.store.get(x.ty)) {
                let value = |param: &Param| Operand { mode: Mode::Value, ty: param.ty, ..x.clone() };
                return (params.iter().map(value).collect(), Vec::new());
            }
            self.single_value(&mut x);
            operands.push(x);
            given.push(partial);
        }
        (operands, given)
    }

    fn generic_argument(&mut self, expr: ExprId) -> (Operand, Vec<TypeId>) {
        if let ExprKind::Index { x, indices } = self.tree.kind(expr) {
            let (mut x, function) = self.index(expr, *x, indices);
            (x.expr, x.span, x.text) = (Some(expr), self.tree.span(expr), None);
            if function {
                let partial = self.instantiate_function(None, &mut x, Some((expr, indices)), false);
                if let Some(partial) = partial {
                    return (x, partial);
                }
                self.record(&x);
                return (x, Vec::new());
            }
            self.record(&x);
            self.exclude(&mut x, true);
            return (x, Vec::new());
        }
        let (mut x, _) = self.raw_expr(None, expr, None, true);
        self.exclude(&mut x, true);
        (x, Vec::new())
    }

    /// Checks arguments against a signature; gives the signature with the type arguments that follow from them.
    pub(super) fn arguments(
        &mut self,
        call: &Call<'a>,
        signature: Arc<Signature>,
        given: Vec<TypeId>,
        spans: &[Span],
        args: &mut [Operand],
        partial: &[Vec<TypeId>],
    ) -> Arc<Signature> {
        let mut takes: Vec<TypeId> = signature.params.iter().map(|param| param.ty).collect();
        let mut wanted = takes.len();
        if signature.variadic {
            match call.dots {
                Some(dots) if call.args.len() == 1 && args.len() > 1 => {
                    let fun = self.expr_text(call.args[0]);
                    let message = format!("cannot use ... with {}-valued {fun}", args.len());
                    self.error(Code::Count, dots, message);
                    return signature;
                }
                Some(_) => {}
                None if args.len() + 1 >= takes.len() => {
                    let last = takes.pop().unwrap_or(INVALID);
                    let elem = match self.store.get(last) {
                        Type::Slice(elem) => elem,
                        _ => INVALID,
                    };
                    takes.resize(args.len(), elem);
                    wanted = args.len();
                }
                None => wanted -= 1,
            }
        } else if let Some(dots) = call.dots {
            let fun = self.expr_text(call.fun);
            self.error(Code::Count, dots, format!("cannot use ... in call to non-variadic {fun}"));
            return signature;
        }
        if args.len() != wanted {
            self.wrong_count(call, &signature, args, wanted);
            return signature;
        }
        let Some((signature, takes)) = self.type_arguments(call, signature, takes, given, spans, args, partial) else {
            return Arc::new(Signature::default());
        };
        if !args.is_empty() {
            let context = format!("argument to {}", self.expr_text(call.fun));
            for (arg, take) in args.iter_mut().zip(takes) {
                self.assignment(arg, Some(take), &context);
            }
        }
        signature
    }

    fn wrong_count(&mut self, call: &Call<'a>, signature: &Signature, args: &[Operand], wanted: usize) {
        let many = args.len() > wanted;
        let span = if many { args[wanted].span } else { Span::at(call.close) };
        let have: Vec<TypeId> = args.iter().map(|arg| arg.ty).collect();
        let want: Vec<TypeId> = signature.params.iter().map(|param| param.ty).collect();
        let have = self.types_text(&have, false, call.dots.is_some());
        let want = self.types_text(&want, signature.variadic, false);
        let (how, fun) = (if many { "too many" } else { "not enough" }, self.expr_text(call.fun));
        let message = format!("{how} arguments in call to {fun}\n\thave {have}\n\twant {want}");
        self.error(Code::Count, span, message);
    }

    /// Types with commas between them, untyped ones by their kind.
    pub(in crate::types) fn types_text(&mut self, types: &[TypeId], variadic: bool, dots: bool) -> String {
        let mut texts = Vec::with_capacity(types.len());
        for (index, ty) in types.iter().enumerate() {
            let mut text = match self.store.untyped(*ty) {
                _ if self.store.is_invalid(*ty) => "unknown type".to_owned(),
                Some(basic) if basic.info().has(Info::NUMERIC) => "number".to_owned(),
                Some(basic) => basic.name().replace("untyped ", ""),
                None => self.ty_text(*ty),
            };
            if index + 1 == types.len() {
                if let (true, Type::Slice(elem)) = (variadic, self.store.get(*ty)) {
                    text = format!("...{}", self.ty_text(elem));
                } else if dots {
                    text.push_str("...");
                }
            }
            texts.push(text);
        }
        format!("({})", texts.join(", "))
    }

    /// Infers the type arguments of the function and of generic functions among its arguments. Nothing if that fails,
    /// which is reported.
    #[allow(clippy::too_many_arguments)]
    fn type_arguments(
        &mut self,
        call: &Call<'a>,
        signature: Arc<Signature>,
        mut takes: Vec<TypeId>,
        given: Vec<TypeId>,
        spans: &[Span],
        args: &mut [Operand],
        partial: &[Vec<TypeId>],
    ) -> Option<(Arc<Signature>, Vec<TypeId>)> {
        let own = signature.type_params.len();
        let (mut params, mut known) = (Vec::new(), Vec::new());
        if own > 0 {
            let (fresh, map) = self.store.rename_params(&signature.type_params);
            takes = takes.iter().map(|ty| self.store.subst(*ty, &map)).collect();
            params.extend(fresh.iter().copied());
            known.extend((0..own).map(|index| given.get(index).copied()));
        }
        let mut generic = Vec::new();
        for (index, arg) in args.iter_mut().enumerate() {
            let Some(theirs) = self.store.signature(arg.ty).filter(|theirs| !theirs.type_params.is_empty()) else {
                continue;
            };
            if !matches!(self.store.types[arg.ty.index()], Type::Signature(_)) {
                continue;
            }
            let (fresh, map) = self.store.rename_params(&theirs.type_params);
            let plain = Signature { type_params: Arc::default(), ..(*theirs).clone() };
            let renamed = self.store.subst_signature(&plain, &map);
            arg.ty = self.store.func(Signature { type_params: fresh.clone(), ..renamed });
            let given = partial.get(index).map_or(&[][..], |list| list);
            known.extend((0..fresh.len()).map(|index| given.get(index).copied()));
            generic.push((index, params.len()..params.len() + fresh.len()));
            params.extend(fresh.iter().copied());
        }
        if params.is_empty() {
            return Some((signature, takes));
        }
        if args.iter().any(|arg| !arg.is_valid()) {
            return None;
        }
        let gets: Vec<Argument> = args.iter().map(|arg| self.as_argument(arg)).collect();
        let span = self.tree.span(call.expr);
        let inference = Inference { params: &params, args: &known, takes: &takes, gets: &gets, reverse: false, span };
        let found = match self.store.infer(&inference) {
            Ok(found) => found,
            Err((span, why)) => {
                let fun = self.expr_text(call.fun);
                self.error(Code::Generic, span, format!("in call to {fun}, {why}"));
                return None;
            }
        };
        let mut result = signature.clone();
        if own > 0 {
            result = self.instance_of(span, call.fun, &signature, found[..own].to_vec(), spans);
            let map = params[..own].iter().copied().zip(found[..own].iter().copied()).collect();
            takes = takes.iter().map(|ty| self.store.subst(*ty, &map)).collect();
        }
        for (index, range) in generic {
            let arg = &mut args[index];
            let (Some(theirs), Some(expr)) = (self.store.signature(arg.ty), arg.expr) else { continue };
            let instance = self.instance_of(span, expr, &theirs, found[range].to_vec(), &[]);
            arg.ty = self.store.func((*instance).clone());
            let arg = arg.clone();
            self.record(&arg);
        }
        Some((result, takes))
    }

    fn as_argument(&self, x: &Operand) -> Argument {
        Argument { ty: x.ty, text: self.operand_expr(x), span: x.span, nil: x.is_nil() }
    }

    /// Makes an untyped operand one of a basic type.
    pub(super) fn convert_to_basic(&mut self, x: &mut Operand, target: Basic) {
        self.convert_untyped(x, basic(target));
    }
}
