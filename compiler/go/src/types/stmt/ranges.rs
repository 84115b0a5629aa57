//! `for ... range`.

use super::Place;
use crate::diagnostic::Code;
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::tree::{Block, Direction, ExprId, Ident};
use crate::types::basic::{Basic, Info};
use crate::types::check::{Checker, Mode, Operand};
use crate::types::store::*;

/// The types of the two variables, as far as there are any; otherwise why nothing can be gone through.
type Variables = Result<[Option<TypeId>; 2], String>;

impl<'a> Checker<'a> {
    pub(super) fn range(
        &mut self,
        place: Place,
        span: Span,
        left: [Option<ExprId>; 2],
        define: bool,
        over: ExprId,
        body: &'a Block,
    ) {
        let mut x = self.expr(over);
        let mut types = [None, None];
        if x.is_valid() {
            match self.range_types(x.ty) {
                Err(why) => {
                    let why = if why.is_empty() { why } else { format!(": {why}") };
                    let message = format!("cannot range over {}{why}", self.operand_text(&x));
                    self.error(Code::Operation, x.span, message);
                    types = [Some(INVALID), Some(INVALID)];
                }
                Ok(found) => {
                    types = found;
                    let text = self.operand_text(&x);
                    let extra = match (found, left) {
                        ([None, _], [Some(key), _]) => Some((key, "permits no iteration variables")),
                        ([_, None], [_, Some(value)]) => Some((value, "permits only one iteration variable")),
                        _ => None,
                    };
                    if let Some((expr, why)) = extra {
                        self.error(Code::Count, self.tree.span(expr), format!("range over {text} {why}"));
                    }
                }
            }
        }
        let integer = x.is_valid() && self.store.is(x.ty, Info::INTEGER);
        self.in_scope(|checker| {
            if define {
                checker.range_define(span, left, types, integer.then_some(&mut x));
            } else if left[0].is_some() {
                checker.range_assign(left, types, integer.then_some(&mut x));
            } else if integer {
                checker.assignment(&mut x, None, "range clause");
            }
            checker.in_scope(|checker| checker.statements(place, &body.stmts));
        });
    }

    fn range_define(
        &mut self,
        span: Span,
        left: [Option<ExprId>; 2],
        types: [Option<TypeId>; 2],
        mut integer: Option<&mut Operand>,
    ) {
        let mut fresh = Vec::new();
        for (index, expr) in left.iter().enumerate() {
            let Some(expr) = *expr else { continue };
            let at = self.tree.span(expr);
            let name = self.tree.name(expr);
            if name.is_none() {
                let message = format!("cannot declare {}", self.expr_text(expr));
                self.error(Code::Redeclared, at, message);
            }
            let name = name.unwrap_or(Name::BLANK);
            let obj = self.local_variable(name, at, VarKind::Local, None);
            self.info.definitions.insert(at.start, obj);
            if name != Name::BLANK {
                fresh.push((Ident { name, span: at }, obj));
            }
            let Some(ty) = types[index].filter(|ty| !self.store.is_invalid(*ty)) else {
                self.set_type(obj, INVALID);
                self.used.insert(obj);
                continue;
            };
            match (&mut integer, index) {
                (Some(x), 0) => self.init_variable(obj, x, "range clause"),
                _ => {
                    let mut y = Operand::made(Mode::Value, ty, &self.expr_text(expr), at);
                    self.init_variable(obj, &mut y, "assignment");
                }
            }
        }
        if fresh.is_empty() {
            self.error(Code::Redeclared, span, "no new variables on left side of :=");
        }
        for (name, obj) in fresh {
            self.declare(self.env.scope, Some(name), obj);
        }
    }

    fn range_assign(
        &mut self,
        left: [Option<ExprId>; 2],
        types: [Option<TypeId>; 2],
        mut integer: Option<&mut Operand>,
    ) {
        for (index, expr) in left.iter().enumerate() {
            let Some(expr) = *expr else { continue };
            let Some(ty) = types[index].filter(|ty| !self.store.is_invalid(*ty)) else { continue };
            match (&mut integer, index) {
                (Some(x), 0) => {
                    self.assign_value(expr, x, "range clause");
                    if x.is_valid() && !self.store.is(x.ty, Info::INTEGER) {
                        let message = format!("cannot use iteration variable of type {}", self.ty_text(x.ty));
                        self.error(Code::Type, self.tree.span(expr), message);
                    }
                }
                _ => {
                    let mut y = Operand::made(Mode::Value, ty, &self.expr_text(expr), self.tree.span(expr));
                    self.assign_value(expr, &mut y, "assignment");
                }
            }
        }
    }

    fn range_types(&mut self, ty: TypeId) -> Variables {
        let under = self.store.common_under_if(ty, |store, ty, under| match under.map(|under| store.get(under)) {
            Some(Type::Chan { direction: Direction::Send, .. }) => {
                Err(format!("receive from send-only channel {}", store.type_string(ty)))
            }
            _ => Ok(()),
        })?;
        let int = Some(basic(Basic::Int));
        match self.store.array_behind(under) {
            Type::Basic(basic) if basic.info().has(Info::STRING) => Ok([int, Some(self.store.universe.rune)]),
            Type::Basic(basic) if basic.info().has(Info::INTEGER) => Ok([Some(ty), None]),
            Type::Array { elem, .. } | Type::Slice(elem) => Ok([int, Some(elem)]),
            Type::Map { key, elem } => Ok([Some(key), Some(elem)]),
            Type::Chan { elem, .. } => Ok([Some(elem), None]),
            Type::Signature(signature) => self.range_function(&signature),
            _ => Err(String::new()),
        }
    }

    fn range_function(&mut self, signature: &Signature) -> Variables {
        let fail = |why: &str| Err(format!("func must be func(yield func(...) bool): {why}"));
        let [yields] = &*signature.params else { return fail("wrong argument count") };
        if !signature.results.is_empty() {
            return fail("unexpected results");
        }
        let under = match self.store.common_under(yields.ty) {
            Ok(under) => under,
            Err(why) => return fail(&format!("in yield type, {why}")),
        };
        let Some(yields) = self.store.signature(under) else { return fail("argument is not func") };
        if yields.params.len() > 2 {
            return fail("yield func has too many parameters");
        }
        let bool = basic(Basic::Bool);
        match &*yields.results {
            [result] if self.store.identical(result.ty, bool) => {}
            [result] if self.store.is(result.ty, Info::BOOLEAN) => {
                return fail("yield func returns user-defined boolean, not bool");
            }
            _ => return fail("yield func does not return bool"),
        }
        if yields.variadic {
            return Err(format!("yield func of type {} cannot be variadic", self.ty_text(under)));
        }
        let param = |index: usize| yields.params.get(index).map(|param| param.ty);
        Ok([param(0), param(1)])
    }
}
