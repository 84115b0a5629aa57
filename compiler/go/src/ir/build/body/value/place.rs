//! Places, and the way through fields.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Base, Fx, Val};
use crate::ir::{ExprKind, Place, Shape, Ty};
use crate::syntax::files::Span;
use crate::syntax::tree::{self, ExprId};
use crate::types::info::SelectionKind;
use crate::types::store::ObjectKind;

impl Body<'_, '_> {
    /// An expression as a place if it is one, otherwise as a value.
    pub(crate) fn base(&mut self, id: ExprId) -> Res<Base> {
        if self.is_variable(id) {
            let (place, fx, ty) = self.place(id)?;
            return Ok(Base::Place(place, fx, ty));
        }
        Ok(Base::Value(self.expr(id)?))
    }

    pub(crate) fn base_value(&mut self, base: Base, span: Span) -> Val {
        match base {
            Base::Place(place, fx, ty) => Val::new(ExprKind::Read(Box::new(place)), ty, span, fx),
            Base::Value(val) => val,
        }
    }

    /// The target of a pointer, as a place.
    pub(crate) fn follow(&mut self, pointer: Val, ty: Ty) -> (Place, Fx, Ty) {
        let fx = Fx { reads: true, ..pointer.fx };
        (Place::Deref { pointer: Box::new(pointer.expr), ty }, fx, ty)
    }

    /// The target of a base that is a pointer; others stay what they are.
    pub(crate) fn through_pointer(&mut self, base: Base, span: Span) -> Base {
        match self.p.shape(base.ty()) {
            Shape::Pointer(target) => {
                let target = *target;
                let pointer = self.base_value(base, span);
                let (place, fx, ty) = self.follow(pointer, target);
                Base::Place(place, fx, ty)
            }
            _ => base,
        }
    }

    /// A field of a base, or of what it points to.
    pub(crate) fn field_of(&mut self, base: Base, index: usize, span: Span) -> Res<Base> {
        let base = self.through_pointer(base, span);
        let of = base.ty();
        let field = match self.p.shape(of) {
            Shape::Struct(fields) => fields.get(index).map(|field| field.ty),
            _ => None,
        };
        let Some(ty) = field else { return Err(self.p.internal("a field that is not there")) };
        let index = index as u32;
        Ok(match base {
            Base::Place(place, fx, _) => Base::Place(Place::Field { base: Box::new(place), of, index }, fx, ty),
            Base::Value(val) => {
                let kind = ExprKind::Field { value: Box::new(val.expr), index };
                Base::Value(Val::new(kind, ty, span, val.fx))
            }
        })
    }

    /// A place of the source, what evaluating it does, and its type.
    pub(crate) fn place(&mut self, id: ExprId) -> Res<(Place, Fx, Ty)> {
        self.deeper(|body| body.place_kind(id))
    }

    fn place_kind(&mut self, id: ExprId) -> Res<(Place, Fx, Ty)> {
        let span = self.at(id);
        let tree = self.tree;
        match tree.kind(id) {
            tree::ExprKind::Paren(x) => self.place(*x),
            tree::ExprKind::Name(_) => match self.info.uses.get(&id) {
                Some(obj) => self.variable(*obj),
                None => Err(self.p.internal("a name that stands for nothing")),
            },
            tree::ExprKind::Star(x) => {
                let pointer = self.expr(*x)?;
                match self.p.shape(pointer.ty()) {
                    Shape::Pointer(target) => {
                        let target = *target;
                        Ok(self.follow(pointer, target))
                    }
                    _ => Err(self.p.internal("a pointer that is none")),
                }
            }
            tree::ExprKind::Selector { x, .. } => {
                if let Some(obj) = self.info.uses.get(&id).copied()
                    && matches!(self.p.store.object(obj).kind, ObjectKind::Var(_))
                {
                    return self.variable(obj);
                }
                let info = self.info;
                let Some(selection) = info.selections.get(&id).filter(|s| s.kind == SelectionKind::Field) else {
                    return Err(self.p.internal("a selection that is no place"));
                };
                let mut base = self.base(*x)?;
                for index in &selection.path {
                    base = self.field_of(base, *index, span)?;
                }
                self.place_of(base)
            }
            tree::ExprKind::Index { x, indices } => {
                let Some(index) = indices.first() else { return Err(self.p.internal("an index without one")) };
                let base = self.index_base(*x, *index, span)?;
                self.place_of(base)
            }
            _ => Err(self.p.internal("an expression that is no place")),
        }
    }

    fn place_of(&mut self, base: Base) -> Res<(Place, Fx, Ty)> {
        match base {
            Base::Place(place, fx, ty) => Ok((place, fx, ty)),
            Base::Value(_) => Err(self.p.internal("a value that is no place")),
        }
    }
}
