//! Expressions and operands as Go shows them in messages.

use super::{Checker, Mode, Operand};
use crate::syntax::tree::{Direction, Element, ExprId, ExprKind, Field, Signature};
use crate::types::basic::Basic;
use crate::types::store::*;

/// Bytes of an expression that are shown.
const LENGTH: usize = 1000;
/// Levels of an expression that are shown.
const DEPTH: usize = 100;

impl Checker<'_> {
    /// An expression on one line, function bodies and elements of literals left out.
    pub(in crate::types) fn expr_text(&self, expr: ExprId) -> String {
        let mut out = String::new();
        self.show(expr, 0, &mut out);
        out
    }

    /// The text of an operand's expression.
    pub(in crate::types) fn operand_expr(&self, x: &Operand) -> String {
        match (x.expr, &x.text) {
            (Some(expr), _) => self.expr_text(expr),
            (None, Some(text)) => text.to_string(),
            (None, None) => String::new(),
        }
    }

    /// An operand with what it is: `x (variable of type int)`.
    pub(in crate::types) fn operand_text(&mut self, x: &Operand) -> String {
        if x.is_nil() {
            return "nil".into();
        }
        let expr = self.operand_expr(x);
        let mut inner = String::new();
        let untyped = self.store.untyped(x.ty);
        let describes = !matches!(x.mode, Mode::Invalid | Mode::NoValue | Mode::Builtin(_) | Mode::Type);
        if let (Some(untyped), true) = (untyped, describes) {
            inner.push_str(untyped.name());
            inner.push(' ');
        }
        inner.push_str(match x.mode {
            Mode::Invalid => "invalid operand",
            Mode::NoValue => "no value",
            Mode::Builtin(_) => "built-in",
            Mode::Type => "type",
            Mode::Const(_) => "constant",
            Mode::Variable => "variable",
            Mode::MapIndex => "map index expression",
            Mode::Value => "value",
            Mode::CommaOk => "comma, ok expression",
        });
        if let Mode::Const(value) = &x.mode {
            let value = value.to_string();
            if value != expr {
                inner.push(' ');
                inner.push_str(&value);
            }
        }
        if describes && untyped.is_none() {
            inner.push_str(&self.of_type(x.ty));
        }
        if expr.is_empty() { inner } else { format!("{expr} ({inner})") }
    }

    fn of_type(&mut self, ty: TypeId) -> String {
        if self.store.is_invalid(ty) {
            return " with invalid type".into();
        }
        let generic = if self.store.is_generic(ty) { "generic " } else { "" };
        let text = self.ty_text(ty);
        match self.store.get(ty) {
            Type::Param(id) => {
                let bound = self.store.param(id).bound;
                let empty = if self.store.param_set(id).is_empty() { " with empty type set" } else { "" };
                format!(" of {generic}type {text} constrained by {}{empty}", self.ty_text(bound))
            }
            _ => {
                let predeclared = self.store.unalias(ty) != ty
                    && matches!(self.store.get(ty), Type::Basic(_))
                    && matches!(text.as_str(), "byte" | "rune");
                let named = matches!(self.store.types[ty.index()], Type::Named(_) | Type::Alias(_)) && !predeclared;
                let kind = match (named, self.store.composite_kind(ty), self.store.basic_of(ty)) {
                    (false, ..) => String::new(),
                    (true, "", basic) => format!("{} ", basic.map_or("", Basic::name)),
                    (true, kind, _) => format!("{kind} "),
                };
                format!(" of {generic}{kind}type {text}")
            }
        }
    }

    fn show(&self, expr: ExprId, depth: usize, out: &mut String) {
        if depth > DEPTH || out.len() > LENGTH {
            out.push('…');
            return;
        }
        let deeper = depth + 1;
        match self.tree.kind(expr) {
            ExprKind::Bad | ExprKind::KeyValue { .. } => out.push_str("(bad expression)"),
            ExprKind::Name(name) => out.push_str(self.store.names.text(*name)),
            ExprKind::Literal(_) => out.push_str(&String::from_utf8_lossy(self.files.text(self.tree.span(expr)))),
            ExprKind::Ellipsis(elem) => {
                out.push_str("...");
                elem.iter().for_each(|elem| self.show(*elem, deeper, out));
            }
            ExprKind::Function { signature, .. } => {
                out.push_str("(func");
                self.show_signature(signature, deeper, out);
                out.push_str(" literal)");
            }
            ExprKind::Composite { ty, elements, .. } => {
                ty.iter().for_each(|ty| self.show(*ty, deeper, out));
                out.push_str(if elements.is_empty() { "{}" } else { "{…}" });
            }
            ExprKind::Paren(x) => self.show_between("(", &[*x], ")", deeper, out),
            ExprKind::Selector { x, field } => {
                self.show(*x, deeper, out);
                out.push('.');
                out.push_str(self.store.names.text(field.name));
            }
            ExprKind::Index { x, indices } => {
                self.show(*x, deeper, out);
                self.show_between("[", indices, "]", deeper, out);
            }
            ExprKind::Slice { x, bounds, full } => {
                self.show(*x, deeper, out);
                out.push('[');
                for (index, bound) in bounds.iter().enumerate() {
                    out.push_str(if index == 1 || index == 2 && *full { ":" } else { "" });
                    bound.iter().for_each(|bound| self.show(*bound, deeper, out));
                }
                out.push(']');
            }
            ExprKind::Assert { x, ty } => {
                self.show(*x, deeper, out);
                out.push_str(".(");
                match ty {
                    Some(ty) => self.show(*ty, deeper, out),
                    None => out.push_str("type"),
                }
                out.push(')');
            }
            ExprKind::Call { fun, args, dots, .. } => {
                self.show(*fun, deeper, out);
                self.show_between("(", args, if dots.is_some() { "...)" } else { ")" }, deeper, out);
            }
            ExprKind::Star(x) => self.show_between("*", &[*x], "", deeper, out),
            ExprKind::Unary { op, x } => self.show_between(op.text(), &[*x], "", deeper, out),
            ExprKind::Binary { .. } => self.show_chain(expr, deeper, out),
            ExprKind::ArrayType { len, elem } => {
                self.show_between("[", len.as_slice(), "]", deeper, out);
                self.show(*elem, deeper, out);
            }
            ExprKind::StructType(fields) => {
                out.push_str("struct{");
                self.show_fields(fields, "; ", deeper, out);
                out.push('}');
            }
            ExprKind::FuncType(signature) => {
                out.push_str("func");
                self.show_signature(signature, deeper, out);
            }
            ExprKind::InterfaceType(elements) => self.show_interface(elements, deeper, out),
            ExprKind::MapType { key, value } => {
                self.show_between("map[", &[*key], "]", deeper, out);
                self.show(*value, deeper, out);
            }
            ExprKind::ChanType { direction, elem } => {
                out.push_str(match direction {
                    Direction::Both => "chan ",
                    Direction::Send => "chan<- ",
                    Direction::Receive => "<-chan ",
                });
                self.show(*elem, deeper, out);
            }
        }
    }

    /// A chain of binary operators, which may be long.
    fn show_chain(&self, expr: ExprId, depth: usize, out: &mut String) {
        let (mut parts, mut left) = (Vec::new(), expr);
        while let ExprKind::Binary { op, x, y, .. } = self.tree.kind(left) {
            parts.push((op.text(), *y));
            left = *x;
        }
        self.show(left, depth, out);
        for (op, y) in parts.into_iter().rev() {
            if out.len() > LENGTH {
                return out.push('…');
            }
            out.push(' ');
            out.push_str(op);
            out.push(' ');
            self.show(y, depth, out);
        }
    }

    fn show_between(&self, open: &str, list: &[ExprId], close: &str, depth: usize, out: &mut String) {
        out.push_str(open);
        for (index, expr) in list.iter().enumerate() {
            out.push_str(if index > 0 { ", " } else { "" });
            self.show(*expr, depth, out);
        }
        out.push_str(close);
    }

    fn show_fields(&self, fields: &[Field], separator: &str, depth: usize, out: &mut String) {
        for (index, field) in fields.iter().enumerate() {
            out.push_str(if index > 0 { separator } else { "" });
            let names: Vec<&str> = field.names.iter().map(|name| self.store.names.text(name.name)).collect();
            out.push_str(&names.join(", "));
            out.push_str(if names.is_empty() { "" } else { " " });
            self.show(field.ty, depth, out);
        }
    }

    fn show_signature(&self, signature: &Signature, depth: usize, out: &mut String) {
        out.push('(');
        self.show_fields(&signature.params, ", ", depth, out);
        out.push(')');
        match &*signature.results {
            [] => {}
            [one] if one.names.is_empty() => {
                out.push(' ');
                self.show(one.ty, depth, out);
            }
            results => {
                out.push_str(" (");
                self.show_fields(results, ", ", depth, out);
                out.push(')');
            }
        }
    }

    fn show_interface(&self, elements: &[Element], depth: usize, out: &mut String) {
        out.push_str("interface{");
        for (index, element) in elements.iter().enumerate() {
            out.push_str(if index > 0 { "; " } else { "" });
            match element {
                Element::Method { name, signature } => {
                    out.push_str(self.store.names.text(name.name));
                    self.show_signature(signature, depth, out);
                }
                Element::Embedded(ty) => self.show(*ty, depth, out),
            }
        }
        out.push('}');
    }
}
