//! Hashes: equal values have equal ones, so that they follow equality part by part.

use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Val};
use crate::ir::build::{Build, Key, Res, Special};
use crate::ir::print::type_string;
use crate::ir::{Expr, ExprKind, Function, LocalId, Place, Shape, StmtKind, Ty};

impl Build<'_> {
    /// `func(v T) uint32`.
    pub(crate) fn make_hash(&mut self, ty: Ty) -> Res<Function> {
        let text = type_string(&self.program.types, ty);
        let (word, string) = (self.t.uint32, self.t.string);
        let compares = self.compares(ty);
        self.synthetic(format!("{text}.hash"), &[word], |body| {
            let (local, span) = (body.plain_param(ty)?, body.p.here);
            if !compares {
                let text = Expr { kind: ExprKind::Str(text.into_bytes().into()), ty: string, span };
                let unit = body.p.t.unit;
                let call = body.runtime_call("panicUnhashable", &[], vec![text], unit, span)?;
                body.emit(StmtKind::Eval(call.expr), span);
                return Ok(());
            }
            let hash = body.hash_of(local, ty)?;
            body.emit(StmtKind::Return(vec![hash]), span);
            Ok(())
        })
    }
}

impl Body<'_, '_> {
    fn hash_of(&mut self, local: LocalId, ty: Ty) -> Res<Expr> {
        let (span, t) = (self.p.here, self.p.t);
        let value = Val { expr: self.read_local(local, span), fx: Fx::NONE };
        let (name, value): (&'static str, Val) = match self.p.shape(ty).clone() {
            Shape::Bool => {
                let number = |value| Box::new(Expr { kind: ExprKind::Int(value), ty: t.uint64, span });
                let kind = ExprKind::Choose { cond: Box::new(value.expr), then: number(1), otherwise: number(0) };
                ("hashInt", Val::new(kind, t.uint64, span, Fx::NONE))
            }
            Shape::Int(_) => ("hashInt", self.convert(value, t.uint64, span)?),
            Shape::Float(_) => ("hashFloat", self.convert(value, t.float64, span)?),
            Shape::String => ("stringHash", self.same(value, t.string)),
            Shape::Pointer(base) => {
                let kind = ExprKind::Intrinsic {
                    intrinsic: crate::ir::Intrinsic::AddressOf,
                    types: vec![base],
                    args: vec![value.expr],
                };
                let address = Val::new(kind, t.uint32, span, Fx::NONE);
                ("hashInt", self.convert(address, t.uint64, span)?)
            }
            Shape::Interface(_) => return self.hash_interface(value.expr),
            Shape::Struct(fields) => {
                let hash = self.start()?;
                for (index, field) in fields.iter().enumerate().filter(|(_, field)| &*field.name != "_") {
                    let place = Place::Field { base: Box::new(Place::Local(local)), of: ty, index: index as u32 };
                    self.join(hash, place, field.ty)?;
                }
                return Ok(self.read_local(hash, span));
            }
            Shape::Array { len, elem } => {
                let hash = self.start()?;
                self.each_index(len, |body, index| {
                    let base = Box::new(Place::Local(local));
                    body.join(hash, Place::ArrayElement { base, of: ty, index: Box::new(index) }, elem)
                })?;
                return Ok(self.read_local(hash, span));
            }
            Shape::Slice(_) | Shape::Map { .. } | Shape::Func { .. } | Shape::Tuple(_) => {
                return Err(self.p.internal("a hash of what does not compare"));
            }
        };
        Ok(self.runtime_call(name, &[], vec![value.expr], t.uint32, span)?.expr)
    }

    fn start(&mut self) -> Res<LocalId> {
        let (span, word) = (self.p.here, self.p.t.uint32);
        let zero = self.p.int_expr(0, word, span);
        self.temp(zero)
    }

    /// Puts the hash of a part behind what there is.
    fn join(&mut self, hash: LocalId, place: Place, ty: Ty) -> Res<()> {
        let (span, word) = (self.p.here, self.p.t.uint32);
        let part = Expr { kind: ExprKind::Read(Box::new(place)), ty, span };
        let function = self.p.request(Key::Hash(ty))?;
        let part = self.call_of(function, vec![part], word, span).expr;
        let args = vec![self.read_local(hash, span), part];
        let value = self.runtime_call("hashJoin", &[], args, word, span)?.expr;
        self.emit(StmtKind::Assign { place: Place::Local(hash), value }, span);
        Ok(())
    }

    fn hash_interface(&mut self, value: Expr) -> Res<Expr> {
        let (span, word) = (self.p.here, self.p.t.uint32);
        let cond = Box::new(self.p.is_nil(value.clone(), span)?);
        let method = self.p.special_method(Special::Hash)?;
        let kind = ExprKind::CallMethod { method, receiver: Box::new(value), args: Vec::new() };
        let otherwise = Box::new(Expr { kind, ty: word, span });
        let then = Box::new(self.p.int_expr(0, word, span));
        Ok(Expr { kind: ExprKind::Choose { cond, then, otherwise }, ty: word, span })
    }
}
