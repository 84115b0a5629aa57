//! Indices and slices.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Base, Fx, Val};
use crate::ir::{Convert, Expr, ExprKind, Intrinsic, Place, Shape, Ty};
use crate::syntax::files::Span;
use crate::syntax::tree::ExprId;

impl Body<'_, '_> {
    /// `x[i]` as a value.
    pub(crate) fn index(&mut self, id: ExprId, x: ExprId, indices: &[ExprId]) -> Res<Val> {
        let span = self.at(id);
        let Some(index) = indices.first() else { return Err(self.p.internal("an index without one")) };
        let ty = self.type_of(x)?;
        match self.p.shape(ty).clone() {
            Shape::Map { key, elem } => {
                let (args, _) = self.map_operands(x, *index, ty, key)?;
                self.runtime_call("mapGet", &[key, elem], args, elem, span)
            }
            Shape::String => {
                let mut string = self.expr(x)?;
                let mut index = self.after(&mut [&mut string], |body| body.index_value(*index))?;
                let fx = self.ordered(&mut [&mut string, &mut index])?;
                let kind = ExprKind::StringByte { string: Box::new(string.expr), index: Box::new(index.expr) };
                Ok(Val::new(kind, self.p.t.uint8, span, Fx { reads: true, ..fx }))
            }
            _ => {
                let base = self.index_base(x, *index, span)?;
                Ok(self.base_value(base, span))
            }
        }
    }

    /// Map and key of an index of a map.
    pub(crate) fn map_operands(&mut self, x: ExprId, index: ExprId, map: Ty, key: Ty) -> Res<(Vec<Expr>, Fx)> {
        self.operands([(x, map), (index, key)], |body, (id, ty)| body.expr_as(id, ty))
    }

    /// An index: a constant is an `int`, everything else stays of the type it has.
    pub(crate) fn index_value(&mut self, id: ExprId) -> Res<Val> {
        let span = self.at(id);
        if let Some(value) = self.constant_of(id).cloned() {
            let int = self.p.t.int;
            return Ok(Val { expr: self.p.constant(&value, int, span)?, fx: Fx::NONE });
        }
        self.expr(id)
    }

    /// An element of an array, a slice, or an array behind a pointer.
    pub(crate) fn index_base(&mut self, x: ExprId, index: ExprId, span: Span) -> Res<Base> {
        let of = self.type_of(x)?;
        let elem = self.element(of)?;
        if matches!(self.p.shape(of), Shape::Slice(_)) {
            let mut slice = self.expr(x)?;
            let mut index = self.after(&mut [&mut slice], |body| body.index_value(index))?;
            let fx = self.ordered(&mut [&mut slice, &mut index])?;
            let place = Place::SliceElement { slice: Box::new(slice.expr), index: Box::new(index.expr), ty: elem };
            return Ok(Base::Place(place, Fx { reads: true, ..fx }, elem));
        }
        let base = self.base(x)?;
        let base = self.through_pointer(base, span);
        let of = base.ty();
        match base {
            Base::Place(mut place, mut fx, _) => {
                let (own, mut index) = self.collect(|body| body.index_value(index))?;
                if (!own.is_empty() || index.fx.calls) && fx.calls {
                    self.settle_place(&mut place)?;
                    fx.calls = false;
                }
                self.frame().out.extend(own);
                if index.fx.calls && fx.reads {
                    self.settle(&mut index)?;
                }
                let fx = Fx { reads: true, ..fx.and(index.fx) };
                let (base, index) = (Box::new(place), Box::new(index.expr));
                Ok(Base::Place(Place::ArrayElement { base, of, index }, fx, elem))
            }
            Base::Value(mut array) => {
                let mut index = self.after(&mut [&mut array], |body| body.index_value(index))?;
                let fx = self.ordered(&mut [&mut array, &mut index])?;
                let kind = ExprKind::ArrayElement { value: Box::new(array.expr), index: Box::new(index.expr) };
                Ok(Base::Value(Val::new(kind, elem, span, Fx { reads: true, ..fx })))
            }
        }
    }

    /// The length of a string or a slice, a capacity, as an `int`.
    pub(crate) fn word_as_int(&mut self, value: Expr, index: u8, fx: Fx) -> Val {
        let (span, word, int) = (value.span, self.p.t.uint32, self.p.t.int);
        let word = Expr { kind: ExprKind::Word { value: Box::new(value), index }, ty: word, span };
        Val::new(ExprKind::Convert { how: Convert::IntToInt, value: Box::new(word) }, int, span, fx)
    }

    /// `x[low:high:max]`.
    pub(crate) fn slice(&mut self, id: ExprId, x: ExprId, bounds: &[Option<ExprId>; 3]) -> Res<Val> {
        let (span, of, int) = (self.at(id), self.type_of(x)?, self.p.t.int);
        let ty = self.type_of(id)?;
        let array = match self.p.shape(of).clone() {
            Shape::Array { .. } => {
                let (place, fx, _) = self.place(x)?;
                let pointer = self.p.pointer_to(of);
                Some((self.address(place, fx, pointer, span), of))
            }
            Shape::Pointer(target) => Some((self.expr(x)?, target)),
            _ => None,
        };
        let is_array = array.is_some();
        let mut operand = match array {
            Some((pointer, array)) => self.whole_array(pointer, array, span)?,
            None => self.expr(x)?,
        };
        let string = matches!(self.p.shape(of), Shape::String);
        // Bounds that are left out are read from the operand, so that it is needed twice.
        if bounds[1].is_none() {
            operand = self.simple(operand)?;
        }
        let mut vals = vec![operand];
        for bound in bounds {
            let Some(bound) = bound else {
                vals.push(self.int_val(0, int, span));
                continue;
            };
            let (own, val) = self.collect(|body| {
                let val = body.index_value(*bound)?;
                body.index_to_int(val)
            })?;
            if !own.is_empty() {
                vals.iter_mut().try_for_each(|val| self.settle(val))?;
                self.frame().out.extend(own);
            }
            vals.push(val);
        }
        let fx = self.ordered(&mut vals.iter_mut().collect::<Vec<_>>())?;
        let mut exprs = vals.into_iter().map(|val| val.expr);
        let (Some(operand), Some(low), Some(high), Some(max)) =
            (exprs.next(), exprs.next(), exprs.next(), exprs.next())
        else {
            return Err(self.p.internal("a slice without bounds"));
        };
        let high = match bounds[1] {
            Some(_) => high,
            None => self.word_as_int(operand.clone(), 1, Fx::NONE).expr,
        };
        if string {
            let val = self.pure_call("sliceString", &[], vec![operand, low, high], self.p.t.string, span, fx)?;
            return self.coerce(val, ty);
        }
        let elem = self.element(of)?;
        let (name, args): (&'static str, _) = match (is_array, bounds[2]) {
            (false, None) => ("slice", vec![operand, low, high]),
            (false, Some(_)) => ("sliceMax", vec![operand, low, high, max]),
            (true, None) => ("sliceArray", vec![operand, low, high]),
            (true, Some(_)) => ("sliceArrayMax", vec![operand, low, high, max]),
        };
        let plain = self.p.slice_of(elem);
        let val = self.pure_call(name, &[elem], args, plain, span, fx)?;
        self.coerce(val, ty)
    }

    /// An integer of any type as an `int` that is out of range where the integer is: one above the largest `int`
    /// becomes negative, which every check refuses.
    pub(crate) fn index_to_int(&mut self, val: Val) -> Res<Val> {
        let (int, span) = (self.p.t.int, val.expr.span);
        if val.ty() == int {
            return Ok(val);
        }
        let fx = val.fx;
        Ok(Val::new(ExprKind::Convert { how: Convert::IntToInt, value: Box::new(val.expr) }, int, span, fx))
    }

    /// All of an array behind a pointer, as a slice.
    pub(crate) fn whole_array(&mut self, pointer: Val, array: Ty, span: Span) -> Res<Val> {
        let Shape::Array { len, elem } = *self.p.shape(array) else {
            return Err(self.p.internal("an array that is none"));
        };
        // A nil pointer to an array panics where it is sliced.
        let pointer = match pointer.expr.kind {
            ExprKind::Address(_) | ExprKind::New(_) => pointer,
            _ => {
                let (fx, ty) = (Fx { reads: true, ..pointer.fx }, pointer.ty());
                let place = Place::Deref { pointer: Box::new(pointer.expr), ty: array };
                Val::new(ExprKind::Address(Box::new(place)), ty, span, fx)
            }
        };
        let fx = pointer.fx;
        let (word, slice) = (self.p.t.uint32, self.p.slice_of(elem));
        let args = vec![pointer.expr];
        let address = ExprKind::Intrinsic { intrinsic: Intrinsic::AddressOf, types: vec![array], args };
        let address = Expr { kind: address, ty: word, span };
        let length = self.p.int_expr(i64::from(len), word, span);
        Ok(Val::new(ExprKind::Words(vec![address, length.clone(), length]), slice, span, fx))
    }
}
