//! Function types, receivers and parameters.

use crate::diagnostic::Code;
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::tree::{ExprId, ExprKind, Field, Ident, Signature as Syntax};
use crate::types::basic::Basic;
use crate::types::check::{Checker, Later};
use crate::types::store::*;
use std::sync::Arc;

impl<'a> Checker<'a> {
    /// A signature, and the scope in which its parameters are declared.
    pub(in crate::types) fn signature_in_scope(
        &mut self,
        syntax: &'a Syntax,
        receiver: Option<&'a [Field]>,
        receiver_span: Span,
    ) -> (TypeId, ScopeId) {
        let declared_function = self.declared_function.take();
        let scope = self.store.new_scope(Some(self.env.scope), true);
        let around = std::mem::replace(&mut self.env.scope, scope);
        let mut signature = Signature::default();
        let mut declared = Vec::new();
        if let Some(fields) = receiver {
            if fields.len() > 1 {
                let last = &fields[fields.len() - 1];
                let span = last.names.first().map_or(self.tree.span(last.ty), |name| name.span);
                self.error(Code::Type, span, "method has multiple receivers");
            }
            let (param, params, name) = self.receiver(&fields[0], receiver_span);
            signature.receiver_params = params.into();
            declared.extend(name.map(|name| (name, param.ty, VarKind::Receiver)));
            signature.receiver = Some(param);
        }
        if !syntax.type_params.is_empty() {
            let params = self.declare_type_params(&syntax.type_params);
            signature.type_params = params.clone().into();
            self.bound_type_params(&syntax.type_params, &params);
            // Parameters may mention the function, which is generic by now.
            if let Some(obj) = declared_function {
                let ty = self.store.func(signature.clone());
                self.set_type(obj, ty);
            }
        }
        (signature.params, signature.variadic) = self.params(&syntax.params, VarKind::Param, &mut declared);
        (signature.results, _) = self.params(&syntax.results, VarKind::Result, &mut declared);
        for (name, ty, kind) in declared {
            let obj = self.local_variable(name.name, name.span, kind, Some(ty));
            self.declare(scope, Some(name), obj);
        }
        self.env.scope = around;
        (self.store.func(signature), scope)
    }

    fn params(
        &mut self,
        fields: &[Field],
        kind: VarKind,
        declared: &mut Vec<(Ident, TypeId, VarKind)>,
    ) -> (Arc<[Param]>, bool) {
        let (mut params, mut variadic) = (Vec::new(), false);
        for (index, field) in fields.iter().enumerate() {
            let mut ty = match *self.tree.kind(field.ty) {
                ExprKind::Ellipsis(Some(elem)) => {
                    let elem = self.var_type(elem);
                    if kind == VarKind::Param && index + 1 == fields.len() && field.names.len() <= 1 {
                        variadic = true;
                        self.store.slice(elem)
                    } else {
                        self.error(Code::Type, self.tree.span(field.ty), "invalid use of ...");
                        elem
                    }
                }
                _ => self.var_type(field.ty),
            };
            if variadic {
                self.record_type(field.ty, ty);
            }
            if self.store.is_untyped(ty) {
                ty = INVALID;
            }
            if field.names.is_empty() {
                params.push(Param { name: None, ty, span: self.tree.span(field.ty) });
            }
            for name in &field.names {
                params.push(Param { name: Some(name.name), ty, span: name.span });
                declared.push((*name, ty, kind));
            }
        }
        (params.into(), variadic)
    }

    /// A receiver's type without stars and parentheses: its being a pointer, the base, and what stands in brackets.
    pub(in crate::types) fn unpack_receiver(&self, expr: ExprId) -> (bool, ExprId, Vec<ExprId>) {
        let mut base = self.tree.unparen(expr);
        let mut pointer = false;
        if let ExprKind::Star(inner) = self.tree.kind(base) {
            pointer = true;
            base = self.tree.unparen(*inner);
        }
        match self.tree.kind(base) {
            ExprKind::Index { x, indices } => (pointer, *x, indices.to_vec()),
            _ => (pointer, base, Vec::new()),
        }
    }

    fn receiver(&mut self, field: &Field, receiver_span: Span) -> (Param, Vec<ParamId>, Option<Ident>) {
        let (pointer, base, args) = self.unpack_receiver(field.ty);
        let base_span = self.tree.span(base);
        let (ty, params) = match args.is_empty() {
            true => (self.plain_receiver(field.ty, base_span), Vec::new()),
            false => self.generic_receiver(field.ty, pointer, base, &args),
        };
        let name = field.names.first().copied();
        if field.names.len() > 1 {
            let last = field.names[field.names.len() - 1];
            self.error(Code::Type, last.span, "method has multiple receivers");
        }
        self.later.push(Later::Receiver { span: base_span, ty });
        let span = name.map_or(receiver_span, |name| name.span);
        (Param { name: name.map(|name| name.name), ty, span }, params, name)
    }

    fn plain_receiver(&mut self, expr: ExprId, base_span: Span) -> TypeId {
        let ty = self.var_type(expr);
        // An alias may stand for an instance, to which no methods can be added.
        let mut current = ty;
        loop {
            while let Type::Pointer(base) = self.store.types[current.index()] {
                current = base;
            }
            let Type::Alias(alias) = self.store.types[current.index()] else { return ty };
            let Some(right) = self.store.aliases[alias.index()].right else { return ty };
            current = right;
            while let Type::Pointer(base) = self.store.types[current.index()] {
                current = base;
            }
            if let Type::Named(named) = self.store.types[current.index()]
                && !self.store.named(named).params.is_empty()
            {
                let message = format!("cannot define new methods on instantiated type {}", self.ty_text(current));
                self.error(Code::Type, base_span, message);
                return INVALID;
            }
        }
    }

    fn generic_receiver(
        &mut self,
        expr: ExprId,
        pointer: bool,
        base: ExprId,
        args: &[ExprId],
    ) -> (TypeId, Vec<ParamId>) {
        let base_span = self.tree.span(base);
        let generic = match self.generic_type(base) {
            Ok(ty) => Some(ty),
            Err(why) => {
                if let Some(why) = why {
                    self.error(Code::Type, base_span, why);
                }
                None
            }
        };
        let named = generic.and_then(|ty| match self.store.types[ty.index()] {
            Type::Named(named) => Some(named),
            _ => {
                let message = format!("cannot define new methods on generic alias type {}", self.ty_text(ty));
                self.error(Code::Type, base_span, message);
                None
            }
        });
        let (mut params, mut types) = (Vec::new(), Vec::new());
        for (index, arg) in args.iter().enumerate() {
            let span = self.tree.span(*arg);
            let name = match self.tree.kind(*arg) {
                ExprKind::Name(name) => *name,
                ExprKind::Bad => Name::BLANK,
                _ => {
                    let message = format!("receiver type parameter {} must be an identifier", self.expr_text(*arg));
                    self.error(Code::Type, span, message);
                    Name::BLANK
                }
            };
            let (param, ty) = self.declare_type_param(Ident { name, span }, index);
            self.record_type(*arg, ty);
            params.push(param);
            types.push(ty);
        }
        self.env.type_params.extend(&params);
        let Some(named) = named else { return (INVALID, params) };
        let declared = self.store.named(named).params.clone();
        if declared.len() != params.len() {
            let plural = if params.len() == 1 { "" } else { "s" };
            let (got, want) = (params.len(), declared.len());
            let message =
                format!("receiver declares {got} type parameter{plural}, but receiver base type declares {want}");
            self.error(Code::Type, base_span, message);
        } else {
            let map = declared.iter().copied().zip(types.iter().copied()).collect();
            for (own, theirs) in params.iter().zip(&*declared) {
                self.mono.same_param(*own, *theirs);
                let bound = self.store.param(*theirs).bound;
                let bound = self.store.subst(bound, &map);
                self.store.params[own.index()].bound = bound;
            }
        }
        let mut ty = self.store.instance(named, types.into());
        if pointer && ty != INVALID {
            ty = self.store.pointer(ty);
        }
        self.record_type(expr, ty);
        (ty, params)
    }

    pub(in crate::types) fn check_receiver(&mut self, span: Span, ty: TypeId) {
        let (base, _) = self.store.deref(ty);
        if self.store.is_invalid(base) {
            return;
        }
        let text = self.ty_text(base);
        match self.store.get(base) {
            Type::Named(named) => {
                let obj = self.store.named(named).obj;
                if self.store.object(obj).pkg != Some(self.pkg) {
                    self.error(Code::Type, span, format!("cannot define new methods on non-local type {text}"));
                    return;
                }
                let why = match self.store.under(base) {
                    Type::Basic(Basic::UnsafePointer) => "unsafe.Pointer",
                    Type::Pointer(_) | Type::Interface(_) => "pointer or interface type",
                    _ => return,
                };
                self.error(Code::Type, span, format!("invalid receiver type {text} ({why})"));
            }
            Type::Basic(_) => {
                self.error(Code::Type, span, format!("cannot define new methods on non-local type {text}"));
            }
            _ => self.error(Code::Type, span, format!("invalid receiver type {}", self.ty_text(ty))),
        }
    }
}
