//! Equality: field by field, element by element; of interfaces by a method that every dynamic type has.

use crate::ir::build::body::Body;
use crate::ir::build::body::state::{as_same, stmt};
use crate::ir::build::{Build, Key, Res, Special};
use crate::ir::print::type_string;
use crate::ir::{BinaryOp, Expr, ExprKind, Function, LocalId, Place, Shape, StmtKind, Ty, UnaryOp};

impl Build<'_> {
    /// `==` is defined on values of the type, though it may panic on what is in interfaces.
    pub(crate) fn compares(&self, ty: Ty) -> bool {
        match self.shape(ty) {
            Shape::Slice(_) | Shape::Map { .. } | Shape::Func { .. } | Shape::Tuple(_) => false,
            Shape::Array { elem, .. } => self.compares(*elem),
            Shape::Struct(fields) => fields.iter().all(|field| self.compares(field.ty)),
            Shape::Bool | Shape::Int(_) | Shape::Float(_) | Shape::String | Shape::Pointer(_) | Shape::Interface(_) => {
                true
            }
        }
    }

    /// Values of the type have interfaces inside.
    fn has_interfaces(&self, ty: Ty) -> bool {
        match self.shape(ty) {
            Shape::Interface(_) => true,
            Shape::Array { elem, .. } => self.has_interfaces(*elem),
            Shape::Struct(fields) => fields.iter().any(|field| self.has_interfaces(field.ty)),
            _ => false,
        }
    }

    /// `func(a, b T) bool`.
    pub(crate) fn make_equal(&mut self, ty: Ty) -> Res<Function> {
        let (name, bool) = (format!("{}.==", type_string(&self.program.types, ty)), self.t.bool);
        self.synthetic(name, &[bool], |body| {
            let (a, b) = (body.plain_param(ty)?, body.plain_param(ty)?);
            match body.p.shape(ty).clone() {
                Shape::Struct(fields) => {
                    for (index, field) in fields.iter().enumerate().filter(|(_, field)| &*field.name != "_") {
                        let part =
                            |local| Place::Field { base: Box::new(Place::Local(local)), of: ty, index: index as u32 };
                        body.differ(part(a), part(b), field.ty)?;
                    }
                    body.give_bool(true);
                    Ok(())
                }
                Shape::Array { len, elem } => body.equal_elements((a, b), ty, len, elem),
                Shape::Interface(_) => body.equal_interfaces(a, b),
                _ => {
                    let span = body.p.here;
                    let (a, b) = (body.read_local(a, span), body.read_local(b, span));
                    let equal = body.p.equal(a, b, span)?;
                    body.emit(StmtKind::Return(vec![equal]), span);
                    Ok(())
                }
            }
        })
    }

    /// `func(a T, b any) bool`, where `b` is a `T` too.
    pub(crate) fn make_equal_boxed(&mut self, ty: Ty) -> Res<Function> {
        let text = type_string(&self.program.types, ty);
        let (name, bool, any, string) = (format!("{text}.==any"), self.t.bool, self.t.any, self.t.string);
        let compares = self.compares(ty);
        self.synthetic(name, &[bool], |body| {
            let (a, b, span) = (body.plain_param(ty)?, body.plain_param(any)?, body.p.here);
            if !compares {
                let text = Expr { kind: ExprKind::Str(text.into_bytes().into()), ty: string, span };
                let unit = body.p.t.unit;
                let call = body.runtime_call("panicUncomparable", &[], vec![text], unit, span)?;
                body.emit(StmtKind::Eval(call.expr), span);
                return Ok(());
            }
            let inner = ExprKind::FromInterface(Box::new(body.read_local(b, span)));
            let (a, inner) = (body.read_local(a, span), Expr { kind: inner, ty, span });
            let equal = body.p.equal(a, inner, span)?;
            body.emit(StmtKind::Return(vec![equal]), span);
            Ok(())
        })
    }

    /// `func(v any) bool`: whether `==` with an equal type does not panic.
    pub(crate) fn make_comparable(&mut self) -> Res<Function> {
        let (bool, any) = (self.t.bool, self.t.any);
        self.synthetic("any.comparable".into(), &[bool], |body| body.comparable_interface(any))
    }

    /// `func(v T) bool`: the same of a value.
    pub(crate) fn make_comparable_boxed(&mut self, ty: Ty) -> Res<Function> {
        let (name, bool) = (format!("{}.comparable", type_string(&self.program.types, ty)), self.t.bool);
        let compares = self.compares(ty);
        self.synthetic(name, &[bool], |body| {
            let local = body.plain_param(ty)?;
            if compares {
                body.parts_compare(Place::Local(local), ty)?;
            }
            body.give_bool(compares);
            Ok(())
        })
    }
}

impl Body<'_, '_> {
    fn comparable_interface(&mut self, any: Ty) -> Res<()> {
        let (local, span, bool) = (self.plain_param(any)?, self.p.here, self.p.t.bool);
        let value = self.read_local(local, span);
        let cond = Box::new(self.p.is_nil(value.clone(), span)?);
        let method = self.p.special_method(Special::Comparable)?;
        let call = ExprKind::CallMethod { method, receiver: Box::new(value), args: Vec::new() };
        let otherwise = Box::new(Expr { kind: call, ty: bool, span });
        let then = Box::new(Expr { kind: ExprKind::Bool(true), ty: bool, span });
        let kind = ExprKind::Choose { cond, then, otherwise };
        self.emit(StmtKind::Return(vec![Expr { kind, ty: bool, span }]), span);
        Ok(())
    }

    /// Returns false if something inside a value does not compare.
    fn parts_compare(&mut self, place: Place, ty: Ty) -> Res<()> {
        let (span, bool, any) = (self.p.here, self.p.t.bool, self.p.t.any);
        match self.p.shape(ty).clone() {
            Shape::Interface(_) => {
                let value = as_same(self.read_place(place, ty), any);
                let function = self.p.request(Key::Comparable)?;
                let call = Expr { kind: ExprKind::Call { function, args: vec![value] }, ty: bool, span };
                let cond = Expr { kind: ExprKind::Unary { op: UnaryOp::Not, value: Box::new(call) }, ty: bool, span };
                let (then, ()) = self.collect(|body| {
                    body.give_bool(false);
                    Ok(())
                })?;
                self.emit(StmtKind::If { cond, then, otherwise: Vec::new() }, span);
                Ok(())
            }
            Shape::Struct(fields) => {
                for (index, field) in fields.iter().enumerate().filter(|(_, field)| &*field.name != "_") {
                    let part = Place::Field { base: Box::new(place.clone()), of: ty, index: index as u32 };
                    self.parts_compare(part, field.ty)?;
                }
                Ok(())
            }
            Shape::Array { len, elem } if self.p.has_interfaces(elem) => self.each_index(len, |body, index| {
                let (base, index) = (Box::new(place), Box::new(index));
                body.parts_compare(Place::ArrayElement { base, of: ty, index }, elem)
            }),
            _ => Ok(()),
        }
    }

    /// Returns a boolean.
    pub(super) fn give_bool(&mut self, value: bool) {
        let span = self.p.here;
        let value = Expr { kind: ExprKind::Bool(value), ty: self.p.t.bool, span };
        self.emit(StmtKind::Return(vec![value]), span);
    }

    fn read_place(&mut self, place: Place, ty: Ty) -> Expr {
        Expr { kind: ExprKind::Read(Box::new(place)), ty, span: self.p.here }
    }

    /// Returns false if two parts differ.
    fn differ(&mut self, a: Place, b: Place, ty: Ty) -> Res<()> {
        let (span, bool) = (self.p.here, self.p.t.bool);
        let (a, b) = (self.read_place(a, ty), self.read_place(b, ty));
        let equal = self.p.equal(a, b, span)?;
        let cond = Expr { kind: ExprKind::Unary { op: UnaryOp::Not, value: Box::new(equal) }, ty: bool, span };
        let (then, ()) = self.collect(|body| {
            body.give_bool(false);
            Ok(())
        })?;
        self.emit(StmtKind::If { cond, then, otherwise: Vec::new() }, span);
        Ok(())
    }

    fn equal_elements(&mut self, (a, b): (LocalId, LocalId), of: Ty, len: u32, elem: Ty) -> Res<()> {
        self.each_index(len, |body, index| {
            let part =
                |local| Place::ArrayElement { base: Box::new(Place::Local(local)), of, index: Box::new(index.clone()) };
            let (a, b) = (part(a), part(b));
            body.differ(a, b, elem)
        })?;
        self.give_bool(true);
        Ok(())
    }

    /// Does something for each index of an array.
    pub(super) fn each_index(&mut self, len: u32, each: impl FnOnce(&mut Self, Expr) -> Res<()>) -> Res<()> {
        let (span, int, bool) = (self.p.here, self.p.t.int, self.p.t.bool);
        let zero = self.p.int_expr(0, int, span);
        let at = self.temp(zero)?;
        let (breaks, repeat) = (self.new_label(), self.new_label());
        let (turn, ()) = self.collect(|body| {
            let (now, count) = (body.read_local(at, span), body.p.int_expr(i64::from(len), int, span));
            let kind = ExprKind::Binary { op: BinaryOp::Ge, left: Box::new(now.clone()), right: Box::new(count) };
            let cond = Expr { kind, ty: bool, span };
            let then = vec![stmt(StmtKind::Branch(breaks), span)];
            body.emit(StmtKind::If { cond, then, otherwise: Vec::new() }, span);
            each(body, now.clone())?;
            let one = Box::new(body.p.int_expr(1, int, span));
            let kind = ExprKind::Binary { op: BinaryOp::Add, left: Box::new(now), right: one };
            let value = Expr { kind, ty: int, span };
            body.emit(StmtKind::Assign { place: Place::Local(at), value }, span);
            body.emit(StmtKind::Branch(repeat), span);
            Ok(())
        })?;
        let body = vec![stmt(StmtKind::Loop { label: repeat, body: turn }, span)];
        self.emit(StmtKind::Block { label: breaks, body }, span);
        Ok(())
    }

    fn equal_interfaces(&mut self, a: LocalId, b: LocalId) -> Res<()> {
        let (span, bool, word) = (self.p.here, self.p.t.bool, self.p.t.uint32);
        let number = |body: &mut Self, local| {
            let value = Box::new(body.read_local(local, span));
            Expr { kind: ExprKind::Word { value, index: 0 }, ty: word, span }
        };
        for (other, op, result) in [(Some(b), BinaryOp::Ne, false), (None, BinaryOp::Eq, true)] {
            let left = Box::new(number(self, a));
            let right = Box::new(match other {
                Some(other) => number(self, other),
                None => self.p.int_expr(0, word, span),
            });
            let cond = Expr { kind: ExprKind::Binary { op, left, right }, ty: bool, span };
            let (then, ()) = self.collect(|body| {
                body.give_bool(result);
                Ok(())
            })?;
            self.emit(StmtKind::If { cond, then, otherwise: Vec::new() }, span);
        }
        let method = self.p.special_method(Special::Equal)?;
        let (receiver, args) = (Box::new(self.read_local(a, span)), vec![self.read_local(b, span)]);
        let call = Expr { kind: ExprKind::CallMethod { method, receiver, args }, ty: bool, span };
        self.emit(StmtKind::Return(vec![call]), span);
        Ok(())
    }
}
