//! Typed calls of package `core`: calls with values whose types are known here become calls of functions that are made for
//! just these types, so that nothing is put into an interface.
//!
//! A call that is not in the table, whose values can't be stored, or whose types only the run knows, stays as it is written:
//! package `core` then asks each value for its type, and says the same about it.

use super::said::said;
use crate::contract::imports::is_core;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::Callee;
use crate::ir::build::body::state::{Fx, Val};
use crate::ir::build::storage::WIRE;
use crate::ir::build::{Key, Res};
use crate::ir::{Expr, ExprKind, Shape, StmtKind, Ty};
use crate::syntax::files::Span;
use crate::syntax::tree::{self, ExprId};
use crate::types::info::SelectionKind;
use crate::types::store::*;
use std::sync::Arc;

/// The function that a call becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A field is written: `setTyped`.
    Set,
    /// A field is read into a variable: `getTyped`.
    Get,
    /// A condition or an error, and a text: one of the `assert…`.
    Assert,
    /// A message of values with their types, in pairs of a key and a value, and a function that takes it.
    Log,
    /// A message of values with their types behind so many other arguments, and a function that takes it.
    Call { fixed: usize, finish: &'static str },
    /// A message of values: `encodedAt`.
    Encode,
    /// Values out of bytes: `decodeTarget` of each.
    Decode,
}

/// Rows of functions of package `core` and methods of its interfaces `Context` and `Object`: the interface, the name, what
/// a call becomes.
const TABLE: &[(&str, &str, Form)] = &[
    ("Object", "Set", Form::Set),
    ("Object", "Get", Form::Get),
    ("", "Assert", Form::Assert),
    ("Context", "Assert", Form::Assert),
    ("", "Log", Form::Log),
    ("Context", "Log", Form::Log),
    ("", "Call", Form::Call { fixed: 2, finish: "callMessage" }),
    ("Context", "Call", Form::Call { fixed: 2, finish: "callMessage" }),
    ("", "CallWithGas", Form::Call { fixed: 3, finish: "callMessage" }),
    ("Context", "CallWithGas", Form::Call { fixed: 3, finish: "callMessage" }),
    ("", "CallWithValue", Form::Call { fixed: 3, finish: "callMessageWithValue" }),
    ("Context", "CallWithValue", Form::Call { fixed: 3, finish: "callMessageWithValue" }),
    ("", "CallWithOptions", Form::Call { fixed: 3, finish: "callMessageWithOptions" }),
    ("Context", "CallWithOptions", Form::Call { fixed: 3, finish: "callMessageWithOptions" }),
    ("", "Encode", Form::Encode),
    ("", "Decode", Form::Decode),
];

/// Values of a message, at most: their number is one byte of it.
const MAX_VALUES: usize = 255;

/// A call that is in the table.
struct Found {
    form: Form,
    /// The path under which package `core` was imported.
    core: String,
    /// The interface value whose method is called.
    receiver: Option<ExprId>,
    signature: Arc<Signature>,
}

impl Body<'_, '_> {
    /// The value of a call of package `core`, if it is one with types that are known.
    pub(super) fn typed_call(&mut self, id: ExprId, fun: ExprId, args: &[ExprId], dots: bool) -> Res<Option<Val>> {
        if dots {
            return Ok(None);
        }
        let Some(found) = self.find_typed(fun)? else { return Ok(None) };
        let Some(types) = self.argument_types(args)? else { return Ok(None) };
        let span = self.tree.span(id);
        let results = found.signature.results.iter().map(|result| self.ty(result.ty)).collect::<Res<Vec<Ty>>>()?;
        match found.form {
            Form::Set => self.typed_set(&found, args, &types, &results, span),
            Form::Get => self.typed_get(&found, args, &types, &results, span),
            Form::Assert => self.typed_assert(&found, args, &types, span),
            Form::Log => self.typed_log(&found, args, &types, span),
            Form::Call { fixed, finish } => self.typed_message(&found, args, &types, fixed, finish, &results, span),
            Form::Encode => self.typed_encode(&found, args, &types, &results, span),
            Form::Decode => self.typed_decode(&found, args, &types, &results, span),
        }
    }

    fn find_typed(&mut self, fun: ExprId) -> Res<Option<Found>> {
        let (tree, info) = (self.tree, self.info);
        let name = |of: &Self, interface: &str, name: &str| {
            let row = TABLE.iter().find(|row| row.0 == interface && row.1 == name);
            row.map(|row| row.2).filter(|_| interface.is_empty() || !of.p.implements_core)
        };
        let used = match tree.kind(fun) {
            tree::ExprKind::Name(_) | tree::ExprKind::Selector { .. } => info.uses.get(&fun).copied(),
            _ => None,
        };
        if let Some(obj) = used {
            let object = self.p.store.object(obj);
            let (Some(package), ObjectKind::Func { method: false, .. }) = (object.pkg, &object.kind) else {
                return Ok(None);
            };
            let core = self.p.store.package(package).path.clone();
            // Functions of core that pass their own arguments on are left alone.
            if !is_core(&core) {
                return Ok(None);
            }
            let Some(form) = name(self, "", self.p.store.object_name(obj)) else { return Ok(None) };
            let signature = self.signature_of(fun)?;
            return Ok(Some(Found { form, core, receiver: None, signature }));
        }
        let tree::ExprKind::Selector { x, field } = tree.kind(fun) else { return Ok(None) };
        let Some(selection) = info.selections.get(&fun).filter(|found| found.kind == SelectionKind::Method) else {
            return Ok(None);
        };
        let Some(named) = self.p.store.as_named(selection.receiver) else { return Ok(None) };
        let obj = self.p.store.named(named).obj;
        let Some(package) = self.p.store.object(obj).pkg else { return Ok(None) };
        let core = self.p.store.package(package).path.clone();
        if !is_core(&core) {
            return Ok(None);
        }
        let field = self.p.store.names.text(field.name);
        let Some(form) = name(self, self.p.store.object_name(obj), field) else { return Ok(None) };
        let signature = self.signature_of(fun)?;
        Ok(Some(Found { form, core, receiver: Some(*x), signature }))
    }

    /// Types of arguments; nothing if one call gives them all, or one has no type of its own.
    fn argument_types(&mut self, args: &[ExprId]) -> Res<Option<Vec<Ty>>> {
        let mut types = Vec::with_capacity(args.len());
        for arg in args {
            let Some(id) = self.info.types.get(arg).map(|typed| typed.ty) else { return Ok(None) };
            let id = self.p.store.default_type(id);
            if matches!(self.p.store.get(id), Type::Tuple(_)) {
                return Ok(None);
            }
            let ty = self.ty(id)?;
            if ty == self.p.t.nil {
                return Ok(None);
            }
            types.push(ty);
        }
        Ok(Some(types))
    }

    /// The type is known here, and values of it can be stored.
    fn is_known(&mut self, ty: Ty) -> bool {
        !self.p.is_interface(ty) && self.p.is_storable(ty)
    }

    /// The target of a pointer, if that can be stored.
    fn known_target(&mut self, ty: Ty) -> Option<Ty> {
        let Shape::Pointer(base) = *self.p.shape(ty) else { return None };
        self.p.is_storable(base).then_some(base)
    }

    fn core_function(&mut self, found: &Found, name: &str, types: &[Ty]) -> Res<Callee> {
        let obj = self.p.package_function(&found.core, name)?;
        Ok(Callee::Static(self.p.request(Key::Declared(obj, types.into()))?))
    }

    /// A call of a function of core as a statement.
    fn core_statement(&mut self, found: &Found, name: &str, types: &[Ty], args: Vec<Expr>, span: Span) -> Res<()> {
        let callee = self.core_function(found, name, types)?;
        let call = self.make_call(callee, None, args, &[], Fx::NONE, span)?;
        self.emit(StmtKind::Eval(call.expr), span);
        Ok(())
    }

    fn text_type(&self) -> Ty {
        self.p.t.string
    }

    /// Arguments in order, the receiver before them.
    fn typed_arguments(
        &mut self,
        found: &Found,
        args: &[ExprId],
        params: &[Ty],
        span: Span,
    ) -> Res<(Option<Val>, Vec<Expr>, Fx)> {
        let mut first = match found.receiver {
            Some(receiver) => Some(self.expr(receiver)?),
            None => None,
        };
        let (exprs, fx) = self.arguments(&mut first, args, params, false, span)?;
        self.p.here = span;
        Ok((first, exprs, fx))
    }

    /// The same, each in a temporary: other calls come between them and their use. A receiver is looked at for nil alone.
    fn spilled_arguments(&mut self, found: &Found, args: &[ExprId], params: &[Ty], span: Span) -> Res<Vec<Expr>> {
        let (first, exprs, fx) = self.typed_arguments(found, args, params, span)?;
        if let Some(receiver) = first {
            let local = self.temp(receiver.expr)?;
            self.check_interface(local, span)?;
        }
        let mut spilled = Vec::with_capacity(exprs.len());
        for expr in exprs {
            spilled.push(self.simple(Val { expr, fx })?.expr);
        }
        Ok(spilled)
    }

    fn typed_set(
        &mut self,
        found: &Found,
        args: &[ExprId],
        types: &[Ty],
        results: &[Ty],
        span: Span,
    ) -> Res<Option<Val>> {
        let &[_, value] = types else { return Ok(None) };
        if !self.is_known(value) {
            return Ok(None);
        }
        let params = [self.text_type(), value];
        let (first, exprs, fx) = self.typed_arguments(found, args, &params, span)?;
        let callee = self.core_function(found, "setTyped", &[value])?;
        self.make_call(callee, first, exprs, results, fx, span).map(Some)
    }

    fn typed_get(
        &mut self,
        found: &Found,
        args: &[ExprId],
        types: &[Ty],
        results: &[Ty],
        span: Span,
    ) -> Res<Option<Val>> {
        let &[_, pointer] = types else { return Ok(None) };
        let Some(target) = self.known_target(pointer) else { return Ok(None) };
        let params = [self.text_type(), self.p.pointer_to(target)];
        let (first, exprs, fx) = self.typed_arguments(found, args, &params, span)?;
        let callee = self.core_function(found, "getTyped", &[target])?;
        self.make_call(callee, first, exprs, results, fx, span).map(Some)
    }

    fn typed_assert(&mut self, found: &Found, args: &[ExprId], types: &[Ty], span: Span) -> Res<Option<Val>> {
        let error = self.p.store.universe.error;
        let (bool, error) = (self.p.t.bool, self.ty(error)?);
        let text = self.text_type();
        let name = match types {
            [condition] if *condition == bool => "assertBool",
            [condition, said] if *condition == bool && *said == text => "assertBoolText",
            [condition] if *condition == error => "assertError",
            [condition, said] if *condition == error && *said == text => "assertErrorText",
            _ => return Ok(None),
        };
        let (first, exprs, fx) = self.typed_arguments(found, args, types, span)?;
        let exprs = match first {
            None => exprs,
            Some(receiver) => {
                let mut spilled = Vec::with_capacity(exprs.len());
                let local = self.temp(receiver.expr)?;
                self.check_interface(local, span)?;
                for expr in exprs {
                    spilled.push(self.simple(Val { expr, fx })?.expr);
                }
                spilled
            }
        };
        let (name, exprs) = said(name, exprs);
        let callee = self.core_function(found, name, &[])?;
        self.make_call(callee, None, exprs, &[], fx, span).map(Some)
    }

    fn typed_log(&mut self, found: &Found, args: &[ExprId], types: &[Ty], span: Span) -> Res<Option<Val>> {
        let text = self.text_type();
        let keys = types.iter().skip(1).step_by(2).all(|key| *key == text);
        if types.len().is_multiple_of(2) || !keys {
            return Ok(None);
        }
        self.typed_message(found, args, types, 1, "logMessage", &[], span)
    }

    #[allow(clippy::too_many_arguments, reason = "a call and what it becomes")]
    fn typed_message(
        &mut self,
        found: &Found,
        args: &[ExprId],
        types: &[Ty],
        fixed: usize,
        finish: &str,
        results: &[Ty],
        span: Span,
    ) -> Res<Option<Val>> {
        let values = types.get(fixed..).unwrap_or_default();
        if types.len() < fixed || values.len() > MAX_VALUES || !values.iter().all(|ty| self.is_known(*ty)) {
            return Ok(None);
        }
        let mut params = Vec::with_capacity(types.len());
        for param in found.signature.params.iter().take(fixed) {
            params.push(self.ty(param.ty)?);
        }
        params.extend_from_slice(values);
        let mut exprs = self.spilled_arguments(found, args, &params, span)?;
        let (at, size) = self.message(WIRE, "Room", exprs.split_off(fixed), true, span)?;
        if finish == "callMessage" && fixed == 2 {
            exprs.insert(0, Expr { kind: ExprKind::Int(0), ty: self.p.t.uint64, span });
        }
        exprs.extend([at, size]);
        let callee = self.core_function(found, finish, &[])?;
        self.make_call(callee, None, exprs, results, Fx::NONE, span).map(Some)
    }

    fn typed_encode(
        &mut self,
        found: &Found,
        args: &[ExprId],
        types: &[Ty],
        results: &[Ty],
        span: Span,
    ) -> Res<Option<Val>> {
        if !types.iter().all(|ty| self.is_known(*ty)) {
            return Ok(None);
        }
        let exprs = self.spilled_arguments(found, args, types, span)?;
        let (at, size) = self.message(&found.core, "encodedRoom", exprs, false, span)?;
        let callee = self.core_function(found, "encodedAt", &[])?;
        self.make_call(callee, None, vec![at, size], results, Fx::NONE, span).map(Some)
    }

    fn typed_decode(
        &mut self,
        found: &Found,
        args: &[ExprId],
        types: &[Ty],
        results: &[Ty],
        span: Span,
    ) -> Res<Option<Val>> {
        let Some((data, pointers)) = types.split_first() else { return Ok(None) };
        let mut params = vec![*data];
        let mut targets = Vec::with_capacity(pointers.len());
        for pointer in pointers {
            let Some(target) = self.known_target(*pointer) else { return Ok(None) };
            targets.push(target);
            params.push(self.p.pointer_to(target));
        }
        params[0] = match found.signature.params.first() {
            Some(param) => self.ty(param.ty)?,
            None => return Ok(None),
        };
        let mut exprs = self.spilled_arguments(found, args, &params, span)?.into_iter();
        self.core_statement(found, "openBytes", &[], exprs.next().into_iter().collect(), span)?;
        for (expr, target) in exprs.zip(targets) {
            self.core_statement(found, "decodeTarget", &[target], vec![expr], span)?;
        }
        let callee = self.core_function(found, "decoded", &[])?;
        self.make_call(callee, None, Vec::new(), results, Fx::NONE, span).map(Some)
    }
}
