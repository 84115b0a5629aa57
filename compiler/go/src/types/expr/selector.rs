//! Selectors: members of packages, fields and methods.

use crate::diagnostic::Code;
use crate::syntax::names::Name;
use crate::syntax::tree::{ExprId, Ident};
use crate::types::check::{Checker, Mode, Operand, Refusal};
use crate::types::info::{Selection, SelectionKind};
use crate::types::relate::{Found, Lookup, Member};
use crate::types::store::*;
use std::sync::Arc;

impl Checker<'_> {
    pub(in crate::types) fn selector(&mut self, expr: ExprId, base: ExprId, field: Ident, want_type: bool) -> Operand {
        let span = self.tree.span(expr);
        let invalid = Operand::new(Mode::Invalid, INVALID, expr, span);
        if let Some(name) = self.tree.name(base)
            && let Some(obj) = self.lookup(name)
            && let ObjectKind::Package(package) = self.store.object(obj).kind
        {
            self.info.uses.insert(base, obj);
            self.used.insert(obj);
            return self.package_member(expr, package, field).unwrap_or(invalid);
        }
        let x = self.expr_or_type(base, false);
        match x.mode {
            Mode::Invalid => return invalid,
            Mode::Builtin(_) => {
                let message = format!("invalid use of {} in selector expression", self.operand_text(&x));
                self.error(Code::Operation, field.span, message);
                return invalid;
            }
            _ => {}
        }
        if !self.is_complete(x.ty) {
            return invalid;
        }
        if want_type {
            let message = format!("{} is not a type", self.expr_text(expr));
            self.error(Code::Type, field.span, message);
            return invalid;
        }
        if let Type::Pointer(base) = self.store.under(x.ty)
            && !self.is_complete(base)
        {
            return invalid;
        }
        let addressable = x.mode == Mode::Variable;
        match self.store.find_member(x.ty, addressable, Some(self.pkg), field.name, false) {
            Lookup::Found(found) => self.member(expr, x, field, found).unwrap_or(invalid),
            lookup => {
                self.report_missing(&x, field, lookup);
                invalid
            }
        }
    }

    fn package_member(&mut self, expr: ExprId, package: PkgId, field: Ident) -> Option<Operand> {
        let span = self.tree.span(expr);
        let scope = self.store.package(package).scope;
        let Some(obj) = self.store.lookup_in(scope, field.name) else {
            if !self.store.package(package).fake && field.name != Name::BLANK {
                let wanted = self.text(field.name).to_lowercase();
                let similar = self.store.scopes[scope.index()].order.iter().copied().find(|obj| {
                    let name = self.store.object(*obj).name;
                    self.store.is_exported(name) && self.store.names.text(name).to_lowercase() == wanted
                });
                let but = similar.map_or(String::new(), |obj| format!(" (but have {})", self.store.object_name(obj)));
                let message = format!("undefined: {}{but}", self.expr_text(expr));
                self.error(Code::Undeclared, field.span, message);
            }
            return None;
        };
        if !self.store.is_exported(field.name) {
            let (name, package) = (self.text(field.name), self.text(self.store.package(package).name));
            self.error(Code::Undeclared, field.span, format!("name {name} not exported by package {package}"));
        }
        self.info.uses.insert(expr, obj);
        let ty = self.object_type(obj);
        let mode = match self.store.object(obj).kind.clone() {
            ObjectKind::Const(value) => Mode::Const(value),
            ObjectKind::Type => Mode::Type,
            ObjectKind::Var(_) => Mode::Variable,
            ObjectKind::Func { .. } => Mode::Value,
            ObjectKind::Builtin(builtin) => {
                self.refuse(span, Refusal::Unsafe);
                Mode::Builtin(builtin)
            }
            ObjectKind::Package(_) | ObjectKind::Nil | ObjectKind::Label => return None,
        };
        Some(Operand::new(mode, ty, expr, span))
    }

    fn report_missing(&mut self, x: &Operand, field: Ident, lookup: Lookup) {
        if self.store.under_id(x.ty) == INVALID {
            return;
        }
        let (text, name) = (self.operand_expr(x), self.text(field.name));
        let ty = self.ty_text(x.ty);
        match lookup {
            Lookup::Ambiguous => {
                self.error(Code::Member, field.span, format!("ambiguous selector {text}.{name}"));
            }
            Lookup::NeedsPointer if x.mode == Mode::Type => {
                let message = format!("invalid method expression {ty}.{name} (needs pointer receiver (*{ty}).{name})");
                self.error(Code::Member, field.span, message);
            }
            Lookup::NeedsPointer => {
                self.error(Code::Member, field.span, format!("cannot call pointer method {name} on {ty}"));
            }
            _ => {
                let why = match self.store.is_interface_pointer(x.ty) {
                    true => self.store.interface_pointer_text(x.ty),
                    false => self.lookup_text(x.ty, x.mode == Mode::Variable, field.name, false),
                };
                self.error(Code::Member, field.span, format!("{text}.{name} undefined ({why})"));
            }
        }
    }

    /// The reason that a type has no such member, and a member whose name is nearly the same.
    pub(in crate::types) fn lookup_text(&mut self, ty: TypeId, addressable: bool, name: Name, literal: bool) -> String {
        let near = match self.store.find_member(ty, addressable, Some(self.pkg), name, true) {
            Lookup::Found(Found { member, .. }) => Some(member),
            _ => None,
        };
        let (wanted, text) = (self.text(name), self.ty_text(ty));
        let near = near.map(|member| {
            let (own, pkg) = self.store.member_name(&member);
            let what = if matches!(member, Member::Field(_)) { "field" } else { "method" };
            (self.text(own), pkg == Some(self.pkg), what, self.store.is_exported(own))
        });
        let tail = |text: &str| text.chars().skip(1).collect::<String>();
        let exported = self.store.is_exported(name);
        let (mut misspelled, mut unexported, mut inaccessible) = (false, false, false);
        if let Some((near, own, _, near_exported)) = &near {
            misspelled = *own || *near_exported && (exported || tail(&wanted) == tail(near));
            unexported = !misspelled && exported && !near_exported && tail(&wanted) == tail(near);
            inaccessible = !misspelled && !exported && *near == wanted;
        }
        let (near, what) = near.map_or((String::new(), "object"), |(near, _, what, _)| (near, what));
        if literal {
            let unknown = format!("unknown field {wanted} in struct literal of type {text}");
            return match (misspelled, unexported, inaccessible) {
                (true, ..) => format!("{unknown}, but does have {near}"),
                (_, true, _) => format!("{unknown}, but does have unexported {near}"),
                (.., true) => format!("cannot refer to unexported field {near} in struct literal of type {text}"),
                _ => unknown,
            };
        }
        let none = format!("type {text} has no field or method {wanted}");
        match (misspelled, unexported, inaccessible) {
            (true, ..) => format!("{none}, but does have {what} {near}"),
            (_, true, _) => format!("{none}, but does have unexported {what} {near}"),
            (.., true) => format!("cannot refer to unexported {what} {near}"),
            _ => none,
        }
    }

    fn member(&mut self, expr: ExprId, x: Operand, field: Ident, found: Found) -> Option<Operand> {
        let span = self.tree.span(expr);
        let Found { member, path, indirect } = found;
        let is_type = x.mode == Mode::Type;
        let method = match &member {
            Member::Method { obj, .. } => Some(*obj),
            _ => None,
        };
        let kind = match (&member, is_type) {
            (Member::Field(_), false) => SelectionKind::Field,
            (Member::Field(_), true) => {
                let (name, ty) = (self.text(field.name), self.ty_text(x.ty));
                let message = format!("operand for field selector {name} must be value of type {ty}");
                self.error(Code::Member, x.span, message);
                return None;
            }
            (_, false) => SelectionKind::Method,
            (_, true) => SelectionKind::Expression,
        };
        if let Some(method) = method {
            self.resolve(method);
            self.depend_on(method);
        }
        let ty = self.store.member_type(&member)?;
        self.info.selections.insert(expr, Selection { kind, receiver: x.ty, method, path, indirect });
        if kind == SelectionKind::Field {
            let mode = if x.mode == Mode::Variable || indirect { Mode::Variable } else { Mode::Value };
            return Some(Operand::new(mode, ty, expr, span));
        }
        let signature = self.store.signature(ty)?;
        let mut plain = Signature { receiver: None, receiver_params: Arc::default(), ..(*signature).clone() };
        if kind == SelectionKind::Expression {
            let named = signature.params.first().is_some_and(|param| param.name.is_some());
            let name = signature.receiver.as_ref().and_then(|receiver| receiver.name).unwrap_or(Name::BLANK);
            let receiver = Param { name: named.then_some(name), ty: x.ty, span };
            plain.params = [receiver].into_iter().chain(signature.params.iter().cloned()).collect();
        }
        let ty = self.store.func(plain);
        Some(Operand::new(Mode::Value, ty, expr, span))
    }
}
