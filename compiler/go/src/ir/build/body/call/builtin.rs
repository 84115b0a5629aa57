//! Calls of predeclared functions.

use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Val, as_same};
use crate::ir::build::{Res, Selector};
use crate::ir::print::type_string;
use crate::ir::{BinaryOp, Expr, ExprKind, FloatWidth, Shape, StmtKind, Ty};
use crate::syntax::files::Span;
use crate::syntax::tree::{ExprId, ExprKind as Syntax};
use crate::types::builtin::Builtin;
use crate::types::info::Category;
use crate::types::store::ObjectKind;

impl Body<'_, '_> {
    /// The predeclared function that an expression names.
    pub(crate) fn builtin_of(&self, fun: ExprId) -> Option<Builtin> {
        match self.p.store.object(*self.info.uses.get(&self.tree.unparen(fun))?).kind {
            ObjectKind::Builtin(builtin) => Some(builtin),
            _ => None,
        }
    }

    pub(crate) fn builtin(&mut self, id: ExprId, fun: ExprId, args: &[ExprId], dots: bool) -> Res<Val> {
        let span = self.at(id);
        let Some(builtin) = self.builtin_of(fun) else { return Err(self.p.internal("a builtin that is none")) };
        match builtin {
            Builtin::Append => self.append(id, args, dots),
            Builtin::Len | Builtin::Cap => self.measure(builtin, args, span),
            Builtin::Make => self.make(id, args),
            Builtin::New => self.new_value(id, args),
            Builtin::Max | Builtin::Min => {
                let ty = self.type_of(id)?;
                self.extreme(builtin == Builtin::Min, args, ty, span)
            }
            Builtin::Clear | Builtin::Copy | Builtin::Delete | Builtin::Panic | Builtin::Print | Builtin::Println => {
                let vals = self.builtin_args(builtin, args)?;
                self.builtin_on(builtin, vals, span)
            }
            Builtin::Close => Err(self.p.refused("a contract can't use channels", "use a slice or a map")),
            Builtin::Complex | Builtin::Imag | Builtin::Real => {
                Err(self.p.refused("a contract can't use complex numbers", "use a struct of two numbers"))
            }
            Builtin::Recover => {
                let advice = "return an error; a panic undoes the whole call";
                Err(self.p.refused("a contract can't recover from a panic", advice))
            }
            Builtin::UnsafeAdd
            | Builtin::Alignof
            | Builtin::Offsetof
            | Builtin::Sizeof
            | Builtin::UnsafeSlice
            | Builtin::SliceData
            | Builtin::UnsafeString
            | Builtin::StringData => Err(self.p.refused("a contract can't use unsafe", "convert values instead")),
        }
    }

    /// Arguments of a predeclared function that may stand alone, in the order of their evaluation.
    pub(crate) fn builtin_args(&mut self, builtin: Builtin, args: &[ExprId]) -> Res<Vec<Val>> {
        let key = match (builtin, args.first()) {
            (Builtin::Delete, Some(map)) => {
                let mut ty = self.type_of(*map)?;
                if let Shape::Tuple(types) = self.p.shape(ty)
                    && let Some(first) = types.first()
                {
                    ty = *first;
                }
                match self.p.shape(ty) {
                    Shape::Map { key, .. } => Some(*key),
                    _ => None,
                }
            }
            _ => None,
        };
        let (exprs, fx) = self.spread(args, |index| key.filter(|_| index == 1))?;
        Ok(exprs.into_iter().map(|expr| Val { expr, fx }).collect())
    }

    /// A predeclared function that may stand alone, on values.
    pub(crate) fn builtin_on(&mut self, builtin: Builtin, vals: Vec<Val>, span: Span) -> Res<Val> {
        let (unit, int) = (self.p.t.unit, self.p.t.int);
        let mut args: Vec<Expr> = vals.into_iter().map(|val| val.expr).collect();
        let Some(first) = args.first().map(|arg| arg.ty) else {
            return self.print(builtin == Builtin::Println, Vec::new(), span);
        };
        match (builtin, self.p.shape(first).clone()) {
            (Builtin::Print | Builtin::Println, _) => self.print(builtin == Builtin::Println, args, span),
            (Builtin::Panic, _) => self.panic(args.remove(0), span),
            (Builtin::Delete, Shape::Map { key, elem }) => self.map_call("mapDelete", key, elem, args, unit, span),
            (Builtin::Clear, Shape::Map { key, elem }) => self.map_call("mapClear", key, elem, args, unit, span),
            (Builtin::Clear, Shape::Slice(elem)) => {
                let val = self.plain_slice(args.remove(0), elem);
                self.runtime_call("clearSlice", &[elem], vec![val], unit, span)
            }
            (Builtin::Copy, Shape::Slice(elem)) if args.len() == 2 => {
                let from = args.remove(1);
                let to = self.plain_slice(args.remove(0), elem);
                if matches!(self.p.shape(from.ty), Shape::String) {
                    let from = as_same(from, self.p.t.string);
                    let bytes = self.p.slice_of(self.p.t.uint8);
                    let to = as_same(to, bytes);
                    return self.runtime_call("copyString", &[], vec![to, from], int, span);
                }
                let from = self.plain_slice(from, elem);
                self.runtime_call("copySlice", &[elem], vec![to, from], int, span)
            }
            _ => Err(self.p.internal("a predeclared function of other arguments")),
        }
    }

    /// A slice without the name of its type.
    pub(crate) fn plain_slice(&mut self, slice: Expr, elem: Ty) -> Expr {
        let plain = self.p.slice_of(elem);
        as_same(slice, plain)
    }

    fn panic(&mut self, value: Expr, span: Span) -> Res<Val> {
        let t = self.p.t;
        if value.ty == t.string {
            return self.runtime_call("panicString", &[], vec![value], t.unit, span);
        }
        let error = self.p.store.universe.error;
        let error = self.ty(error)?;
        let is_error = value.ty == error;
        let val = Val { expr: value, fx: Fx::CALLS };
        match is_error {
            true => self.runtime_call("panicError", &[], vec![val.expr], t.unit, span),
            false => {
                if let Some(text) = self.declared_float(&val, span)? {
                    return self.runtime_call("panicString", &[], vec![text], t.unit, span);
                }
                let val = self.coerce(val, t.any)?;
                self.runtime_call("panicValue", &[], vec![val.expr], t.unit, span)
            }
        }
    }

    /// Text of a panic with a float of a declared type that has no text of its own: `main.T(1.5)`.
    fn declared_float(&mut self, val: &Val, span: Span) -> Res<Option<Expr>> {
        let (t, ty) = (self.p.t, val.ty());
        let Shape::Float(width) = *self.p.shape(ty) else { return Ok(None) };
        let has = |name: &str| {
            let selector = Selector { name: name.into(), package: "".into() };
            self.p.find_method(ty, &selector, false).is_some()
        };
        // Only declared types have a package.
        if !type_string(&self.p.program.types, ty).contains('.') || has("Error") || has("String") {
            return Ok(None);
        }
        let text = |text: String| Expr { kind: ExprKind::Str(text.into_bytes().into()), ty: t.string, span };
        let before = text(type_string(&self.p.program.types, ty) + "(");
        let digits = self.text_of_float(val.clone(), width, span)?;
        let list = self.slice_of_values(vec![before, digits, text(")".into())], t.string, span)?;
        Ok(Some(self.runtime_call("concatAll", &[], vec![list], t.string, span)?.expr))
    }

    fn measure(&mut self, builtin: Builtin, args: &[ExprId], span: Span) -> Res<Val> {
        let Some(arg) = args.first() else { return Err(self.p.internal("a length of nothing")) };
        let int = self.p.t.int;
        let of = self.type_of(*arg)?;
        let array = match self.p.shape(of) {
            Shape::Pointer(base) => *base,
            _ => of,
        };
        match self.p.shape(array).clone() {
            Shape::Array { len, .. } => {
                let val = self.expr(*arg)?;
                if val.fx.calls {
                    let span = val.expr.span;
                    self.emit(StmtKind::Eval(val.expr), span);
                }
                Ok(self.int_val(i64::from(len), int, span))
            }
            Shape::Map { key, elem } => {
                let val = self.expr(*arg)?;
                let fx = val.fx;
                self.pure_call("mapLen", &[key, elem], vec![val.expr], int, span, fx)
            }
            Shape::String | Shape::Slice(_) => {
                let val = self.expr(*arg)?;
                let word = if builtin == Builtin::Len { 1 } else { 2 };
                let fx = val.fx;
                Ok(self.word_as_int(val.expr, word, fx))
            }
            _ => Err(self.p.internal("a length of what has none")),
        }
    }

    fn new_value(&mut self, id: ExprId, args: &[ExprId]) -> Res<Val> {
        let (span, ty) = (self.at(id), self.type_of(id)?);
        let (Shape::Pointer(base), Some(arg)) = (self.p.shape(ty).clone(), args.first()) else {
            return Err(self.p.internal("a new value that is no pointer"));
        };
        let is_type = self.info.types.get(arg).is_none_or(|typed| typed.category == Category::Type);
        let val = match is_type {
            true => Val::new(ExprKind::Zero, base, span, Fx::NONE),
            false => self.expr_as(*arg, base)?,
        };
        Ok(Val::new(ExprKind::New(Box::new(val.expr)), ty, span, val.fx))
    }

    /// `min` and `max`.
    fn extreme(&mut self, least: bool, args: &[ExprId], ty: Ty, span: Span) -> Res<Val> {
        let (exprs, _) = self.spread(args, |_| Some(ty))?;
        let mut best: Option<Expr> = None;
        for expr in exprs {
            let next = self.simple(Val { expr, fx: Fx::CALLS })?.expr;
            best = Some(match best {
                None => next,
                Some(best) => {
                    let better = self.better(least, best, next, ty, span)?;
                    self.simple(Val { expr: better, fx: Fx::CALLS })?.expr
                }
            });
        }
        match best {
            Some(expr) => Ok(Val { expr, fx: Fx::NONE }),
            None => Err(self.p.internal("the least of nothing")),
        }
    }

    /// The lesser or greater of two simple values.
    fn better(&mut self, least: bool, a: Expr, b: Expr, ty: Ty, span: Span) -> Res<Expr> {
        let t = self.p.t;
        if let Shape::Float(width) = *self.p.shape(ty) {
            let name = if least { "minFloat" } else { "maxFloat" };
            let mut args = Vec::new();
            for value in [a, b] {
                let val = Val { expr: value, fx: Fx::NONE };
                args.push(match width {
                    FloatWidth::F32 => self.convert(val, t.float64, span)?.expr,
                    FloatWidth::F64 => self.same(val, t.float64).expr,
                });
            }
            let val = self.pure_call(name, &[], args, t.float64, span, Fx::NONE)?;
            return Ok(self.convert(val, ty, span)?.expr);
        }
        let op = if least { BinaryOp::Lt } else { BinaryOp::Gt };
        let (left, right) = match self.p.shape(ty) {
            Shape::String => {
                let args = [&b, &a].map(|value| as_same(value.clone(), t.string)).to_vec();
                (
                    self.pure_call("stringCompare", &[], args, t.int, span, Fx::NONE)?.expr,
                    self.p.int_expr(0, t.int, span),
                )
            }
            _ => (b.clone(), a.clone()),
        };
        let cond = ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) };
        let cond = Box::new(Expr { kind: cond, ty: t.bool, span });
        let kind = ExprKind::Choose { cond, then: Box::new(b), otherwise: Box::new(a) };
        Ok(Expr { kind, ty, span })
    }

    /// The expression is a call of `panic`, behind which nothing runs.
    pub(crate) fn never_returns(&self, id: ExprId) -> bool {
        let id = self.tree.unparen(id);
        matches!(self.tree.kind(id), Syntax::Call { .. }) && self.info.panics.contains(&id)
    }
}
