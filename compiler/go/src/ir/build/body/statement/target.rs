//! Targets: what stands on the left side of an assignment.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Left, Val};
use crate::ir::{Expr, ExprKind, Place, Shape, StmtKind, Ty};
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::tree::{self, ExprId};
use crate::types::store::ObjId;

impl<'a> Body<'_, 'a> {
    /// A package variable that is given its first value.
    pub(crate) fn package_target(&mut self, obj: ObjId, blank: bool) -> Res<Left> {
        if blank {
            return Ok(Left::Blank);
        }
        let (place, fx, ty) = self.variable(obj)?;
        Ok(Left::Place(place, fx, ty))
    }

    /// The target that an expression on the left side is.
    pub(crate) fn target(&mut self, id: ExprId) -> Res<Left> {
        let inner = self.tree.unparen(id);
        if self.tree.name(inner) == Some(Name::BLANK) {
            return Ok(Left::Blank);
        }
        if let tree::ExprKind::Index { x, indices } = self.tree.kind(inner) {
            let of = self.type_of(*x)?;
            if let (Shape::Map { key, elem }, Some(index)) = (self.p.shape(of).clone(), indices.first()) {
                let mut map = self.expr(*x)?;
                let mut own = self.after(&mut [&mut map], |body| body.expr_as(*index, key))?;
                self.ordered(&mut [&mut map, &mut own])?;
                return Ok(Left::Element(map, own, key, elem));
            }
        }
        let (place, fx, ty) = self.place(inner)?;
        Ok(Left::Place(place, fx, ty))
    }

    pub(crate) fn settle_target(&mut self, target: &mut Left) -> Res<()> {
        match target {
            Left::Blank | Left::New(_) => Ok(()),
            Left::Place(place, fx, _) => {
                if fx.calls {
                    self.settle_place(place)?;
                    fx.calls = false;
                }
                Ok(())
            }
            Left::Element(map, key, ..) => {
                self.settle(map)?;
                self.settle(key)
            }
        }
    }

    /// Evaluates what a target is found by, for good.
    pub(crate) fn fix_target(&mut self, target: Left) -> Res<Left> {
        Ok(match target {
            Left::Blank | Left::New(_) => target,
            Left::Place(mut place, _, ty) => {
                self.fix_place(&mut place)?;
                Left::Place(place, Fx::READS, ty)
            }
            Left::Element(mut map, mut key, key_type, elem) => {
                self.fix_expr(&mut map.expr)?;
                self.fix_expr(&mut key.expr)?;
                (map.fx, key.fx) = (Fx::NONE, Fx::NONE);
                Left::Element(map, key, key_type, elem)
            }
        })
    }

    /// Evaluates what a target is found by, so that it can be read and written: no statement in between assigns to it.
    pub(crate) fn hold_target(&mut self, target: Left) -> Res<Left> {
        Ok(match target {
            Left::Place(mut place, fx, ty) => {
                self.hold_place(&mut place)?;
                Left::Place(place, fx, ty)
            }
            Left::Element(map, key, key_type, elem) => {
                let (map, key) = (self.simple(map)?, self.simple(key)?);
                Left::Element(map, key, key_type, elem)
            }
            Left::Blank | Left::New(_) => target,
        })
    }

    fn hold_place(&mut self, place: &mut Place) -> Res<()> {
        match place {
            Place::Local(_) | Place::Global(_) => Ok(()),
            Place::Deref { pointer, .. } => self.hold_expr(pointer),
            Place::Field { base, .. } => self.hold_place(base),
            Place::ArrayElement { base, index, .. } => {
                self.hold_place(base)?;
                self.hold_expr(index)
            }
            Place::SliceElement { slice, index, .. } => {
                self.hold_expr(slice)?;
                self.hold_expr(index)
            }
        }
    }

    fn hold_expr(&mut self, expr: &mut Expr) -> Res<()> {
        let local = match &expr.kind {
            ExprKind::Read(place) => match **place {
                Place::Local(local) => !self.frame().locals[local.index()].boxed,
                _ => false,
            },
            _ => false,
        };
        if local { Ok(()) } else { self.fix_expr(expr) }
    }

    fn fix_place(&mut self, place: &mut Place) -> Res<()> {
        match place {
            Place::Local(_) | Place::Global(_) => Ok(()),
            Place::Deref { pointer, .. } => self.fix_expr(pointer),
            Place::Field { base, .. } => self.fix_place(base),
            Place::ArrayElement { base, index, .. } => {
                self.fix_place(base)?;
                self.fix_expr(index)
            }
            Place::SliceElement { slice, index, .. } => {
                self.fix_expr(slice)?;
                self.fix_expr(index)
            }
        }
    }

    fn fix_expr(&mut self, expr: &mut Expr) -> Res<()> {
        let known = matches!(expr.kind, ExprKind::Int(_) | ExprKind::Str(_) | ExprKind::Zero | ExprKind::Address(_));
        if known { Ok(()) } else { self.spill(expr) }
    }

    pub(crate) fn target_type(&mut self, target: &Left) -> Res<Option<Ty>> {
        Ok(match target {
            Left::Blank => None,
            Left::New(obj) => match self.p.store.object(*obj).ty {
                Some(ty) => Some(self.ty(ty)?),
                None => return Err(self.p.internal("a variable without a type")),
            },
            Left::Place(_, _, ty) => Some(*ty),
            Left::Element(_, _, _, elem) => Some(*elem),
        })
    }

    /// Gives a target its value.
    pub(crate) fn store(&mut self, target: Left, val: Val, span: Span) -> Res<()> {
        match target {
            Left::Blank => self.emit(StmtKind::Eval(val.expr), span),
            Left::New(obj) => {
                let local = self.local_of(obj)?;
                let ty = self.local_type(local);
                let value = self.coerce(val, ty)?.expr;
                self.emit(StmtKind::Declare { local, value: Some(value) }, span);
            }
            Left::Place(place, _, ty) => {
                let value = self.coerce(val, ty)?.expr;
                self.emit(StmtKind::Assign { place, value }, span);
            }
            Left::Element(mut map, mut own, key, elem) => {
                let mut val = self.coerce(val, elem)?;
                self.ordered(&mut [&mut map, &mut own, &mut val])?;
                let unit = self.p.t.unit;
                let args = vec![map.expr, own.expr, val.expr];
                let call = self.map_call("mapSet", key, elem, args, unit, span)?;
                self.emit(StmtKind::Eval(call.expr), span);
            }
        }
        Ok(())
    }
}
