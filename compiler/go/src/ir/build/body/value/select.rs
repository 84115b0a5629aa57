//! Selectors: fields, methods called, methods as values.

use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Base, Fx, Method, Val, stmt};
use crate::ir::build::{Key, Res, Selector, Target};
use crate::ir::{ExprKind, LocalId, MethodName, Shape, StmtKind, Ty};
use crate::syntax::files::Span;
use crate::syntax::tree::{ExprId, Ident};
use crate::types::info::{Selection, SelectionKind};
use crate::types::store::Signature;
use std::sync::Arc;

impl Body<'_, '_> {
    /// `x.f` as a value.
    pub(crate) fn selector(&mut self, id: ExprId, x: ExprId, field: Ident) -> Res<Val> {
        let span = self.at(id);
        let info = self.info;
        if let Some(obj) = info.uses.get(&id) {
            return self.object(id, *obj);
        }
        let Some(selection) = info.selections.get(&id) else {
            return Err(self.p.internal("a selector that selects nothing"));
        };
        match selection.kind {
            SelectionKind::Field => {
                let mut base = self.base(x)?;
                for index in &selection.path {
                    base = self.field_of(base, *index, span)?;
                }
                Ok(self.base_value(base, span))
            }
            SelectionKind::Method => self.method_value(id, x, field, selection),
            SelectionKind::Expression => {
                let receiver = self.ty(selection.receiver)?;
                let selector = self.selector_name(field, selection);
                let function = self.p.request(Key::Method(receiver, selector))?;
                let ty = self.type_of(id)?;
                Ok(Val::new(ExprKind::Func(function), ty, span, Fx::NONE))
            }
        }
    }

    /// The name by which a method is found.
    pub(crate) fn selector_name(&mut self, field: Ident, selection: &Selection) -> Selector {
        if let Some(method) = selection.method {
            return self.p.selector_of(method);
        }
        let (name, package) = self.p.method_name(field.name, Some(self.pkg));
        Selector { name, package }
    }

    /// The method that a selection comes to, and its receiver, just as it wants it.
    pub(crate) fn method(&mut self, id: ExprId, x: ExprId, field: Ident, selection: &Selection) -> Res<Method> {
        let span = self.at(id);
        let mut base = self.base(x)?;
        let steps = selection.path.len().saturating_sub(1);
        for index in &selection.path[..steps] {
            base = self.field_of(base, *index, span)?;
        }
        let selector = self.selector_name(field, selection);
        self.method_on(base, &selector, span)
    }

    /// A method of a base, found by its name.
    pub(crate) fn method_on(&mut self, mut base: Base, selector: &Selector, span: Span) -> Res<Method> {
        let Some(path) = self.p.find_method(base.ty(), selector, true) else {
            return Err(self.p.internal(&format!("no method {}", selector.name)));
        };
        for index in &path.fields {
            base = self.field_of(base, *index as usize, span)?;
        }
        match &path.target {
            Target::Interface => {
                let method = self.interface_method(path.owner, selector)?;
                let id = self.p.dynamic_method(&method)?;
                let receiver = self.base_value(base, span);
                Ok(Method::Dynamic(id, receiver))
            }
            Target::Declared { obj, args, pointer } => {
                let function = self.p.request(Key::Declared(*obj, args.clone()))?;
                let receiver = self.receiver(base, *pointer, span)?;
                Ok(Method::Static(function, receiver))
            }
        }
    }

    /// The receiver as a method wants it: a pointer or a value.
    fn receiver(&mut self, base: Base, pointer: bool, span: Span) -> Res<Val> {
        let (_, is_pointer) = self.p.deref(base.ty());
        match (pointer, is_pointer) {
            (true, true) => Ok(self.base_value(base, span)),
            (false, false) => Ok(self.base_value(base, span)),
            (false, true) => {
                let target = self.through_pointer(base, span);
                Ok(self.base_value(target, span))
            }
            (true, false) => match base {
                Base::Place(place, fx, ty) => {
                    let ty = self.p.pointer_to(ty);
                    Ok(self.address(place, fx, ty, span))
                }
                Base::Value(_) => Err(self.p.internal("a method that needs the address of a value")),
            },
        }
    }

    /// The method of an interface, with its type.
    fn interface_method(&mut self, interface: Ty, selector: &Selector) -> Res<MethodName> {
        let Shape::Interface(methods) = self.p.shape(interface) else {
            return Err(self.p.internal("an interface that is none"));
        };
        let found = methods.iter().find(|m| m.name == selector.name && m.package == selector.package).cloned();
        found.ok_or_else(|| self.p.internal("a method that the interface has not"))
    }

    /// `x.m` as a value, which keeps a copy of `x`.
    fn method_value(&mut self, id: ExprId, x: ExprId, field: Ident, selection: &Selection) -> Res<Val> {
        let (span, ty) = (self.at(id), self.type_of(id)?);
        let selector = self.selector_name(field, selection);
        let method = self.method(id, x, field, selection)?;
        let (receiver, dynamic) = match method {
            Method::Static(_, receiver) => (receiver, false),
            Method::Dynamic(_, receiver) => (receiver, true),
        };
        let of = receiver.ty();
        let local = self.temp(receiver.expr)?;
        if dynamic {
            self.check_interface(local, span)?;
        }
        let function = self.p.request(Key::Bound(of, selector))?;
        let kind = ExprKind::Closure { function, captures: vec![local] };
        Ok(Val::new(kind, ty, span, Fx::NONE))
    }

    /// A method value of a nil interface panics where it is taken.
    pub(in crate::ir::build::body) fn check_interface(&mut self, local: LocalId, span: Span) -> Res<()> {
        let value = self.read_local(local, span);
        let cond = self.p.is_nil(value, span)?;
        let unit = self.p.t.unit;
        let call = self.runtime_call("panicNil", &[], Vec::new(), unit, span)?;
        let then = vec![stmt(StmtKind::Eval(call.expr), span)];
        self.emit(StmtKind::If { cond, then, otherwise: Vec::new() }, span);
        Ok(())
    }

    /// The signature of a callee, as the checker knows it.
    pub(crate) fn signature_of(&mut self, id: ExprId) -> Res<Arc<Signature>> {
        let ty = self.info.types.get(&id).map(|typed| typed.ty);
        let under = ty.and_then(|ty| self.p.store.common_under(ty).ok());
        match under.and_then(|under| self.p.store.signature(under)) {
            Some(signature) => Ok(signature),
            None => Err(self.p.internal("a call of what is no function")),
        }
    }
}
