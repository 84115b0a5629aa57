//! Composite literals.

use crate::diagnostic::Code;
use crate::syntax::files::{Pos, Span};
use crate::syntax::names::Name;
use crate::syntax::tree::{ExprId, ExprKind};
use crate::types::check::{Checker, Mode, Operand};
use crate::types::constant::Value;
use crate::types::relate::{Found, Lookup, Member};
use crate::types::store::*;
use std::collections::{HashMap, HashSet};

impl<'a> Checker<'a> {
    pub(super) fn composite(
        &mut self,
        expr: ExprId,
        ty: Option<ExprId>,
        elements: &'a [ExprId],
        hint: Option<TypeId>,
    ) -> Operand {
        let span = self.tree.span(expr);
        let invalid = Operand::new(Mode::Invalid, INVALID, expr, span);
        let mut counted = false;
        let (mut whole, mut base) = match (ty, hint) {
            (Some(ty), _) => {
                let whole = match *self.tree.kind(ty) {
                    ExprKind::ArrayType { len: Some(len), elem } if self.is_dots(len) => {
                        counted = true;
                        let elem = self.var_type(elem);
                        self.store.array(-1, elem)
                    }
                    _ => self.ty(ty),
                };
                (whole, whole)
            }
            (None, Some(hint)) => {
                let under = self.store.common_under(hint).unwrap_or(hint);
                match self.store.get(under) {
                    Type::Pointer(base) => (hint, base),
                    _ => (hint, hint),
                }
            }
            (None, None) => {
                self.error(Code::Literal, span, "missing type in composite literal");
                (INVALID, INVALID)
            }
        };
        if !self.is_complete(base) {
            return invalid;
        }
        let common = self.store.common_under(base);
        match common.as_ref().map(|under| self.store.get(*under)) {
            Ok(Type::Struct(fields)) => self.struct_elements(base, &fields, elements, span),
            Ok(Type::Array { len, elem }) => {
                let found = self.indexed_elements(elements, elem, Some(len).filter(|len| *len >= 0));
                if counted {
                    whole = self.store.array(found, elem);
                    base = whole;
                    ty.iter().for_each(|ty| self.record_type(*ty, base));
                }
            }
            Ok(Type::Slice(elem)) => _ = self.indexed_elements(elements, elem, None),
            Ok(Type::Map { key, elem }) => self.map_elements(elements, key, elem),
            other => {
                let why = if other.is_err() { " (no common underlying type)" } else { "" };
                for element in elements {
                    match *self.tree.kind(*element) {
                        ExprKind::KeyValue { value, .. } => self.use_exprs(&[value]),
                        _ => self.use_exprs(&[*element]),
                    };
                }
                if common.is_ok_and(|under| under == INVALID) {
                    // The type has been reported; what follows may go on with it.
                    return Operand { mode: Mode::Value, ty: whole, ..invalid };
                }
                let (what, text) = (if ty.is_none() { " element" } else { "" }, self.ty_text(whole));
                self.error(Code::Literal, span, format!("invalid composite literal{what} type {text}{why}"));
                return invalid;
            }
        }
        Operand::new(Mode::Value, whole, expr, span)
    }

    fn is_dots(&self, len: ExprId) -> bool {
        matches!(self.tree.kind(len), ExprKind::Ellipsis(_))
    }

    fn struct_elements(&mut self, base: TypeId, fields: &Struct, elements: &[ExprId], span: Span) {
        let Some(first) = elements.first() else { return };
        if matches!(self.tree.kind(*first), ExprKind::KeyValue { .. }) {
            return self.keyed_fields(base, elements);
        }
        for (index, element) in elements.iter().enumerate() {
            if matches!(self.tree.kind(*element), ExprKind::KeyValue { .. }) {
                let message = "mixture of field:value and value elements in struct literal";
                self.error(Code::Literal, self.tree.span(*element), message);
                continue;
            }
            let mut x = self.generic_expr(*element, None);
            let Some(field) = fields.fields.get(index) else {
                let message = format!("too many values in struct literal of type {}", self.ty_text(base));
                self.error(Code::Literal, x.span, message);
                break;
            };
            if self.is_hidden(field) {
                let (name, base) = (self.text(field.name), self.ty_text(base));
                let message =
                    format!("implicit assignment to unexported field {name} in struct literal of type {base}");
                self.error(Code::Literal, x.span, message);
                continue;
            }
            self.assignment(&mut x, Some(field.ty), "struct literal");
        }
        if elements.len() < fields.fields.len() {
            let hidden = fields.fields.iter().any(|field| self.is_hidden(field));
            let hint = if hidden { " (type has unexported fields - use key:value pairs)" } else { "" };
            let message = format!("too few values in struct literal of type {}{hint}", self.ty_text(base));
            let close = Pos(span.end.0.saturating_sub(1));
            self.error(Code::Literal, Span::at(close), message);
        }
    }

    fn is_hidden(&self, field: &FieldType) -> bool {
        !self.store.is_exported(field.name) && field.pkg != Some(self.pkg)
    }

    fn keyed_fields(&mut self, base: TypeId, elements: &[ExprId]) {
        let mut seen: HashMap<Vec<usize>, Name> = HashMap::new();
        for element in elements {
            let span = self.tree.span(*element);
            let ExprKind::KeyValue { key, value } = *self.tree.kind(*element) else {
                self.error(Code::Literal, span, "mixture of field:value and value elements in struct literal");
                continue;
            };
            let mut x = self.generic_expr(value, None);
            let key_span = self.tree.span(key);
            let Some(name) = self.tree.name(key) else {
                let message = format!("invalid field name {} in struct literal", self.expr_text(key));
                self.error(Code::Literal, span, message);
                continue;
            };
            let under = self.store.common_under(base).unwrap_or(base);
            let Lookup::Found(Found { member, path, indirect }) =
                self.store.find_member(under, false, Some(self.pkg), name, false)
            else {
                let message = self.literal_lookup_text(base, under, name);
                self.error(Code::Member, key_span, message);
                continue;
            };
            let Member::Field(field) = member else {
                self.error(Code::Member, key_span, format!("{} is not a field", self.text(name)));
                continue;
            };
            if path.len() > 1 {
                let what = format!(
                    "use of promoted field {} in struct literal of type {}",
                    self.field_path(under, &path),
                    self.ty_text(base)
                );
                if !self.need_go27(key_span, &what) {
                    continue;
                }
            }
            if indirect {
                let message = format!("invalid implicit pointer indirection to reach {}", self.text(name));
                self.error(Code::Literal, key_span, message);
                continue;
            }
            self.assignment(&mut x, Some(field.ty), "struct literal");
            self.check_field_once(&mut seen, path, field.name, span);
        }
    }

    fn literal_lookup_text(&mut self, base: TypeId, under: TypeId, name: Name) -> String {
        // The text is that of the struct; the type named is the literal's.
        let text = self.lookup_text(under, false, name, true);
        let (under, base) = (self.ty_text(under), self.ty_text(base));
        text.replacen(&under, &base, 1)
    }

    fn check_field_once(&mut self, seen: &mut HashMap<Vec<usize>, Name>, path: Vec<usize>, name: Name, span: Span) {
        let own = self.text(name);
        if seen.contains_key(&path) {
            self.error(Code::Duplicate, span, format!("duplicate field name {own} in struct literal"));
            return;
        }
        let around = (1..path.len()).find_map(|length| seen.get(&path[..length]).copied());
        let within = seen.iter().find(|(other, _)| other.len() > path.len() && other.starts_with(&path));
        let within = within.map(|(_, name)| *name);
        if let Some(other) = around {
            let other = self.text(other);
            let message = format!("cannot specify promoted field {own} and enclosing embedded field {other}");
            self.error(Code::Duplicate, span, message);
        } else if let Some(other) = within {
            let other = self.text(other);
            let message = format!("cannot specify embedded field {own} and enclosed promoted field {other}");
            self.error(Code::Duplicate, span, message);
        }
        seen.insert(path, name);
    }

    fn field_path(&mut self, ty: TypeId, path: &[usize]) -> String {
        let (mut names, mut current) = (Vec::new(), ty);
        for index in path {
            let mut under = self.store.under_id(current);
            if let Type::Pointer(base) = self.store.get(under) {
                under = self.store.under_id(base);
            }
            let Type::Struct(fields) = self.store.get(under) else { break };
            let Some(field) = fields.fields.get(*index) else { break };
            names.push(self.text(field.name));
            current = field.ty;
        }
        names.join(".")
    }

    /// Elements of an array or slice; gives the length they make.
    fn indexed_elements(&mut self, elements: &[ExprId], elem: TypeId, length: Option<i64>) -> i64 {
        let (mut seen, mut index, mut max) = (HashSet::new(), 0i64, 0i64);
        for element in elements {
            let span = self.tree.span(*element);
            let (mut valid, mut value) = (false, *element);
            if let ExprKind::KeyValue { key, value: own } = *self.tree.kind(*element) {
                value = own;
                let (ty, at) = self.index_value(key, length);
                if !self.store.is_invalid(ty) {
                    match at {
                        Some(at) => (index, valid) = (at, true),
                        None => {
                            let message = format!("index {} must be integer constant", self.expr_text(key));
                            self.error(Code::Literal, span, message);
                        }
                    }
                }
            } else if length.is_some_and(|length| index >= length) {
                let length = length.unwrap_or(0);
                self.error(Code::Literal, span, format!("index {index} is out of bounds (>= {length})"));
            } else {
                valid = true;
            }
            if valid && !seen.insert(index) {
                let message = format!("duplicate index {index} in array or slice literal");
                self.error(Code::Duplicate, span, message);
            }
            index = index.saturating_add(1);
            max = max.max(index);
            let mut x = self.generic_expr(value, Some(elem));
            self.assignment(&mut x, Some(elem), "array or slice literal");
        }
        max
    }

    fn map_elements(&mut self, elements: &[ExprId], key_type: TypeId, elem: TypeId) {
        let interface = self.store.is_plain_interface(key_type);
        let mut seen: HashMap<String, Vec<TypeId>> = HashMap::new();
        for element in elements {
            let ExprKind::KeyValue { key, value } = *self.tree.kind(*element) else {
                self.error(Code::Literal, self.tree.span(*element), "missing key in map literal");
                continue;
            };
            let mut x = self.generic_expr(key, Some(key_type));
            self.assignment(&mut x, Some(key_type), "map literal");
            if !x.is_valid() {
                continue;
            }
            if let Some(value) = x.value().filter(|value| !value.is_unknown()) {
                let text = value.to_string();
                let types = seen.entry(constant_key(value)).or_default();
                let duplicate = match interface {
                    true => types.clone().into_iter().any(|ty| self.store.identical(ty, x.ty)),
                    false => !types.is_empty(),
                };
                types.push(x.ty);
                if duplicate {
                    self.error(Code::Duplicate, x.span, format!("duplicate key {text} in map literal"));
                    continue;
                }
            }
            let mut x = self.generic_expr(value, Some(elem));
            self.assignment(&mut x, Some(elem), "map literal");
        }
    }
}

/// A text that two constants share only if they are the same value.
pub(in crate::types) fn constant_key(value: &Value) -> String {
    match value {
        Value::String(bytes) => bytes.iter().map(|byte| char::from(*byte)).collect::<String>() + "\"",
        Value::Bool(value) => value.to_string(),
        _ => match value.to_fraction() {
            Some(fraction) => format!("{}/{}", fraction.numerator, fraction.denominator),
            None => String::new(),
        },
    }
}
