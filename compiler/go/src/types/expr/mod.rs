//! Expressions.
//!
//! An expression is checked from the outside in and comes to an operand. Constants and some comparisons and shifts have
//! no type at first; they are kept aside with their trees, and get a type when their surroundings ask for one.

mod arguments;
mod assign;
mod builtins;
mod call;
mod composite;
mod convert;
mod index;
mod literal;
mod operators;
mod selector;
mod untyped;

use super::builtin::CallKind;
use super::check::{Checker, Mode, Operand, Target};
use super::store::*;
use crate::diagnostic::Code;
use crate::syntax::names::Name;
use crate::syntax::token::Op;
use crate::syntax::tree::{ExprId, ExprKind};

pub(in crate::types) use composite::constant_key;
pub(in crate::types) use operators::Operation;

use call::Call;

impl<'a> Checker<'a> {
    /// An expression with one value.
    pub(in crate::types) fn expr(&mut self, expr: ExprId) -> Operand {
        self.expr_for(None, expr)
    }

    /// The same, where a generic function becomes the one that the target asks for.
    pub(in crate::types) fn expr_for(&mut self, target: Option<&Target>, expr: ExprId) -> Operand {
        let (mut x, _) = self.raw_expr(target, expr, None, false);
        self.exclude(&mut x, true);
        self.single_value(&mut x);
        x
    }

    /// The same, where a generic function may stay one. `hint` is the type of a composite literal without one.
    pub(in crate::types) fn generic_expr(&mut self, expr: ExprId, hint: Option<TypeId>) -> Operand {
        let (mut x, _) = self.raw_expr(None, expr, hint, true);
        self.exclude(&mut x, true);
        self.single_value(&mut x);
        x
    }

    /// An expression with any number of values. With `comma_ok` one that can give a second one does; then the second
    /// result is true.
    pub(in crate::types) fn multi_expr(&mut self, expr: ExprId, comma_ok: bool) -> (Vec<Operand>, bool) {
        let (mut x, _) = self.raw_expr(None, expr, None, false);
        self.exclude(&mut x, true);
        if x.is_valid()
            && let Type::Tuple(params) = self.store.get(x.ty)
        {
            let made = |(index, param): (usize, &Param)| {
                Operand::made(Mode::Value, param.ty, &format!("{} function result", nth(index + 1)), x.span)
            };
            return (params.iter().enumerate().map(made).collect(), false);
        }
        if comma_ok && matches!(x.mode, Mode::MapIndex | Mode::CommaOk) {
            let bool = basic(super::basic::Basic::UntypedBool);
            let ok = Operand::made(Mode::Value, bool, "ok value of (comma, ok) expression", x.span);
            return (vec![x, ok], true);
        }
        (vec![x], false)
    }

    /// An expression with one value, or a type.
    pub(in crate::types) fn expr_or_type(&mut self, expr: ExprId, allow_generic: bool) -> Operand {
        let (mut x, _) = self.raw_expr(None, expr, None, allow_generic);
        self.exclude(&mut x, false);
        self.single_value(&mut x);
        x
    }

    /// Operands that are no values are reported; types and predeclared functions only if a value is wanted.
    fn exclude(&mut self, x: &mut Operand, value: bool) {
        let (code, text) = match x.mode {
            Mode::NoValue if value => (Code::Type, "used as value"),
            Mode::NoValue => (Code::Type, "used as value or type"),
            Mode::Builtin(_) if value => (Code::Operation, "must be called"),
            Mode::Type if value => (Code::Type, "is not an expression"),
            _ => return,
        };
        let message = format!("{} {text}", self.operand_text(x));
        self.error(code, x.span, message);
        x.invalidate();
    }

    pub(in crate::types) fn single_value(&mut self, x: &mut Operand) {
        if x.mode == Mode::Value && matches!(self.store.get(x.ty), Type::Tuple(_)) {
            let message = format!("multiple-value {} in single-value context", self.operand_text(x));
            self.error(Code::Count, x.span, message);
            x.invalidate();
        }
    }

    /// An expression of any kind, and what a statement of it would be.
    pub(in crate::types) fn raw_expr(
        &mut self,
        target: Option<&Target>,
        expr: ExprId,
        hint: Option<TypeId>,
        allow_generic: bool,
    ) -> (Operand, CallKind) {
        let span = self.tree.span(expr);
        let (mut x, kind) = match self.enter(span) {
            true => self.expr_kind(target, expr, hint),
            false => (Operand::new(Mode::Invalid, INVALID, expr, span), CallKind::Statement),
        };
        self.leave();
        if !allow_generic {
            self.not_generic(target, &mut x);
        }
        self.record(&x);
        (x, kind)
    }

    /// A generic function or type needs type arguments, which a target may say.
    pub(in crate::types) fn not_generic(&mut self, target: Option<&Target>, x: &mut Operand) {
        if !x.is_valid() || x.mode == Mode::NoValue {
            return;
        }
        let what = match self.store.types[x.ty.index()].clone() {
            Type::Signature(signature) if !signature.type_params.is_empty() => {
                if let Some(target) = target {
                    self.instantiate_function(Some(target), x, None, true);
                    return;
                }
                "function"
            }
            Type::Named(_) | Type::Alias(_) if self.store.is_generic(x.ty) => "type",
            _ => return,
        };
        let message = format!("cannot use generic {what} {} without instantiation", self.operand_expr(x));
        self.error(Code::Generic, x.span, message);
        x.invalidate();
        x.ty = INVALID;
    }

    fn expr_kind(&mut self, target: Option<&Target>, expr: ExprId, hint: Option<TypeId>) -> (Operand, CallKind) {
        let (tree, span) = (self.tree, self.tree.span(expr));
        let mut x = match tree.kind(expr) {
            ExprKind::Bad => Operand::new(Mode::Invalid, INVALID, expr, span),
            ExprKind::Name(name) => self.ident(expr, *name, false),
            ExprKind::Literal(literal) => self.literal(expr, *literal),
            ExprKind::Function { signature, body } => self.function_literal(expr, signature, body),
            ExprKind::Composite { ty, elements, .. } => self.composite(expr, *ty, elements, hint),
            ExprKind::Paren(inner) => {
                let (mut x, kind) = self.raw_expr(None, *inner, None, false);
                (x.expr, x.span) = (Some(expr), span);
                return (x, kind);
            }
            ExprKind::Selector { x, field } => self.selector(expr, *x, *field, false),
            ExprKind::Index { x, indices } => {
                let (mut x, function) = self.index(expr, *x, indices);
                if function {
                    self.instantiate_function(target, &mut x, Some((expr, indices)), true);
                }
                x
            }
            ExprKind::Slice { x, bounds, full } => self.slice_expr(expr, *x, bounds, *full),
            ExprKind::Assert { x, ty } => self.assertion(expr, *x, *ty),
            ExprKind::Call { fun, args, dots, close } => {
                let call = Call { expr, fun: *fun, args, dots: *dots, close: *close };
                return self.call(&call);
            }
            ExprKind::Star(base) => self.star(expr, *base),
            ExprKind::Unary { op, x } => {
                let x = self.unary(expr, *op, *x);
                if x.is_valid() && *op == Op::Arrow {
                    return (Operand { expr: Some(expr), span, ..x }, CallKind::Statement);
                }
                x
            }
            ExprKind::Binary { .. } => self.binary_chain(expr),
            ExprKind::KeyValue { .. } => self.wrong(expr, "no key:value expected"),
            ExprKind::Ellipsis(_) => self.wrong(expr, "invalid use of ..."),
            ExprKind::ArrayType { .. }
            | ExprKind::StructType(_)
            | ExprKind::FuncType(_)
            | ExprKind::InterfaceType(_)
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => {
                let ty = self.ty(expr);
                Operand::new(Mode::Type, ty, expr, span)
            }
        };
        (x.expr, x.span, x.text) = (Some(expr), span, None);
        let kind = if x.is_valid() { CallKind::Expression } else { CallKind::Statement };
        (x, kind)
    }

    fn wrong(&mut self, expr: ExprId, message: &str) -> Operand {
        let span = self.tree.span(expr);
        self.error(Code::Operation, span, message);
        Operand::new(Mode::Invalid, INVALID, expr, span)
    }

    fn star(&mut self, expr: ExprId, inner: ExprId) -> Operand {
        let mut x = self.expr_or_type(inner, false);
        match x.mode {
            Mode::Invalid => return x,
            Mode::Builtin(_) => {
                let message = format!("{} must be called", self.operand_text(&x));
                self.error(Code::Operation, x.span, message);
                x.invalidate();
                return x;
            }
            Mode::Type => {
                self.later_var_type(inner, x.ty);
                x.ty = self.store.pointer(x.ty);
                return x;
            }
            _ => {}
        }
        let mut base: Option<TypeId> = None;
        for specific in self.store.specifics(x.ty) {
            let pointed = specific.and_then(|(_, under)| match self.store.get(under) {
                Type::Pointer(base) => Some(base),
                _ => None,
            });
            let message = match (pointed, base) {
                (None, _) => "cannot indirect {}",
                (Some(own), Some(other)) if !self.store.identical(own, other) => {
                    "pointers of {} must have identical base types"
                }
                (Some(own), _) => {
                    base = Some(own);
                    continue;
                }
            };
            let text = self.operand_text(&x);
            self.error(Code::Operation, x.span, format!("invalid operation: {}", message.replace("{}", &text)));
            x.invalidate();
            return x;
        }
        match base {
            Some(base) if self.is_complete(base) => Operand::new(Mode::Variable, base, expr, self.tree.span(expr)),
            _ => {
                x.invalidate();
                x
            }
        }
    }

    fn assertion(&mut self, expr: ExprId, inner: ExprId, ty: Option<ExprId>) -> Operand {
        let mut x = self.expr(inner);
        if !x.is_valid() {
            return x;
        }
        let span = self.tree.span(expr);
        let Some(ty) = ty else { return self.wrong(expr, "use of .(type) outside type switch") };
        let text = self.operand_text(&x);
        let message = match self.store.is_param(x.ty) {
            true => Some(format!("invalid operation: cannot use type assertion on type parameter value {text}")),
            false if !self.store.is_interface(x.ty) => Some(format!("invalid operation: {text} is not an interface")),
            false => None,
        };
        if let Some(message) = message {
            self.error(Code::Operation, x.span, message);
            x.invalidate();
            return x;
        }
        let ty = self.var_type(ty);
        if self.store.is_invalid(ty) || !self.is_complete(ty) {
            x.invalidate();
            return x;
        }
        self.check_assertion(expr, &x, ty, false);
        Operand::new(Mode::CommaOk, ty, expr, span)
    }

    /// A value of `x` may have the type; in a type switch the message differs.
    pub(in crate::types) fn check_assertion(&mut self, expr: ExprId, x: &Operand, ty: TypeId, switch: bool) {
        if self.store.is_interface(ty) {
            return;
        }
        let lacks = self.store.lacks_methods(ty, x.ty, false, &mut |store, a, b| store.identical(a, b));
        let Some(why) = lacks else { return };
        let (text, wanted) = (self.expr_text(expr), self.ty_text(ty));
        let message = match switch {
            true => {
                let x = self.operand_text(x);
                format!("impossible type switch case: {text}\n\t{x} cannot have dynamic type {wanted} {why}")
            }
            false => {
                let interface = self.ty_text(x.ty);
                format!("impossible type assertion: {text}\n\t{wanted} does not implement {interface} {why}")
            }
        };
        self.error(Code::Assignment, self.tree.span(expr), message);
    }

    /// Checks expressions whose values nobody can use, because of a mistake around them. True if all are right.
    pub(in crate::types) fn use_exprs(&mut self, exprs: &[ExprId]) -> bool {
        let mut right = true;
        for expr in exprs {
            right &= self.use_expr(*expr);
        }
        right
    }

    fn use_expr(&mut self, expr: ExprId) -> bool {
        match self.tree.kind(self.tree.unparen(expr)) {
            ExprKind::Name(name) if *name == Name::BLANK => true,
            ExprKind::Name(_) => self.expr_or_type(self.tree.unparen(expr), true).is_valid(),
            ExprKind::KeyValue { key, value } => self.use_exprs(&[*key, *value]),
            _ => self.raw_expr(None, expr, None, true).0.is_valid(),
        }
    }

    /// The same for the left side of an assignment, which does not use its variables.
    pub(in crate::types) fn use_left(&mut self, exprs: &[ExprId]) -> bool {
        let mut right = true;
        for expr in exprs {
            let variable = self.variable_named(*expr);
            let unused = variable.filter(|obj| !self.used.contains(obj));
            right &= self.use_expr(*expr);
            unused.iter().for_each(|obj| _ = self.used.remove(obj));
        }
        right
    }

    /// The variable of this package that an expression is nothing but the name of.
    pub(in crate::types) fn variable_named(&self, expr: ExprId) -> Option<ObjId> {
        let name = self.tree.name(self.tree.unparen(expr))?;
        let obj = self.lookup(name)?;
        let object = self.store.object(obj);
        (matches!(object.kind, ObjectKind::Var(_)) && object.pkg == Some(self.pkg)).then_some(obj)
    }
}

/// `1st`, `2nd`, ...
fn nth(number: usize) -> String {
    let ending = match number {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
