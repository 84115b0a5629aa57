//! Composite literals.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Val};
use crate::ir::{Expr, ExprKind, Shape, StmtKind, Ty};
use crate::limits;
use crate::syntax::files::Span;
use crate::syntax::tree::{self, ExprId};
use std::sync::Arc;

/// Elements of an array with their indices.
type Elements = Vec<(u32, Expr)>;

impl Body<'_, '_> {
    /// `T{...}`, or `&T{...}` where the type is a pointer that was left out.
    pub(crate) fn composite(&mut self, id: ExprId, elements: &[ExprId]) -> Res<Val> {
        let (span, ty) = (self.at(id), self.type_of(id)?);
        match self.p.shape(ty) {
            Shape::Pointer(base) => {
                let base = *base;
                let val = self.literal(elements, base, span)?;
                Ok(Val::new(ExprKind::New(Box::new(val.expr)), ty, span, val.fx))
            }
            _ => self.literal(elements, ty, span),
        }
    }

    fn literal(&mut self, elements: &[ExprId], ty: Ty, span: Span) -> Res<Val> {
        match self.p.shape(ty).clone() {
            Shape::Struct(fields) => {
                let types: Vec<Ty> = fields.iter().map(|field| field.ty).collect();
                let names: Vec<_> = fields.iter().map(|field| field.name.clone()).collect();
                self.struct_literal(elements, &types, &names, ty, span)
            }
            Shape::Array { elem, .. } => {
                let (list, _, fx) = self.indexed(elements, elem)?;
                Ok(Val::new(ExprKind::Array(list), ty, span, fx))
            }
            Shape::Slice(elem) => {
                let (list, count, fx) = self.indexed(elements, elem)?;
                let expr = self.slice_of_elements(list, count, elem, span)?;
                Ok(self.same(Val { expr, fx }, ty))
            }
            Shape::Map { key, elem } => self.map_literal(elements, key, elem, ty, span),
            _ => Err(self.p.internal("a literal of a type that has none")),
        }
    }

    fn struct_literal(
        &mut self,
        elements: &[ExprId],
        types: &[Ty],
        names: &[Arc<str>],
        ty: Ty,
        span: Span,
    ) -> Res<Val> {
        if elements.is_empty() {
            return Ok(Val::new(ExprKind::Zero, ty, span, Fx::NONE));
        }
        let tree = self.tree;
        let mut positions = Vec::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            match tree.kind(*element) {
                tree::ExprKind::KeyValue { key, value } => {
                    let name = tree.name(*key).map(|name| self.p.store.names.text(name));
                    let at = name.and_then(|name| names.iter().position(|own| &**own == name));
                    let Some(at) = at else { return Err(self.p.internal("a field that is not there")) };
                    positions.push((at, *value));
                }
                _ => positions.push((index, *element)),
            }
        }
        let (values, fx) = self.operands(positions.iter(), |body, (at, value)| body.expr_as(*value, types[*at]))?;
        let mut fields: Vec<Option<Expr>> = vec![None; types.len()];
        // Fields are evaluated as they are written, and stored in their own order.
        let in_order = positions.windows(2).all(|pair| pair[0].0 < pair[1].0);
        for ((at, _), value) in positions.iter().zip(values) {
            let value = match in_order || !fx.calls {
                true => value,
                false => self.simple(Val { expr: value, fx })?.expr,
            };
            fields[*at] = Some(value);
        }
        let fill =
            |(at, field): (usize, Option<Expr>)| field.unwrap_or(Expr { kind: ExprKind::Zero, ty: types[at], span });
        let fields = fields.into_iter().enumerate().map(fill).collect();
        Ok(Val::new(ExprKind::Struct(fields), ty, span, fx))
    }

    /// Elements with their indices, ascending, and how many there are with those that are left out.
    fn indexed(&mut self, elements: &[ExprId], elem: Ty) -> Res<(Elements, u32, Fx)> {
        let tree = self.tree;
        let (mut next, mut count, mut places) = (0u64, 0u64, Vec::with_capacity(elements.len()));
        for element in elements {
            let mut value = *element;
            if let tree::ExprKind::KeyValue { key, value: own } = tree.kind(*element) {
                value = *own;
                let at = self.constant_of(*key).and_then(|key| key.to_i64()).and_then(|key| u64::try_from(key).ok());
                let Some(at) = at else { return Err(self.p.internal("an index that is not constant")) };
                next = at;
            }
            places.push((next, value));
            next += 1;
            count = count.max(next);
        }
        if count > limits::ARRAY_ELEMENTS {
            return Err(self.p.limit("elements of a literal", limits::ARRAY_ELEMENTS as usize));
        }
        let (values, fx) = self.operands(places.iter(), |body, (_, value)| body.expr_as(*value, elem))?;
        let in_order = places.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let mut list = Vec::with_capacity(values.len());
        for ((at, _), value) in places.iter().zip(values) {
            let value = match in_order || !fx.calls {
                true => value,
                false => self.simple(Val { expr: value, fx })?.expr,
            };
            list.push((*at as u32, value));
        }
        list.sort_by_key(|(at, _)| *at);
        Ok((list, count as u32, fx))
    }

    fn map_literal(&mut self, elements: &[ExprId], key: Ty, elem: Ty, ty: Ty, span: Span) -> Res<Val> {
        let tree = self.tree;
        let plain = self.p.intern(Shape::Map { key, elem });
        let hint = self.p.int_expr(elements.len() as i64, self.p.t.int, span);
        let map = self.map_call("makeMap", key, elem, vec![hint], plain, span)?;
        let local = self.temp(map.expr)?;
        for element in elements {
            let tree::ExprKind::KeyValue { key: own, value } = tree.kind(*element) else {
                return Err(self.p.internal("a map element without a key"));
            };
            let (mut args, _) = self.operands([(*own, key), (*value, elem)], |body, (id, ty)| body.expr_as(id, ty))?;
            args.insert(0, self.read_local(local, span));
            let unit = self.p.t.unit;
            let set = self.map_call("mapSet", key, elem, args, unit, tree.span(*element))?;
            self.emit(StmtKind::Eval(set.expr), tree.span(*element));
        }
        let expr = self.read_local(local, span);
        Ok(self.same(Val { expr, fx: Fx::NONE }, ty))
    }

    /// A call of a function of package `runtime` on maps.
    pub(crate) fn map_call(
        &mut self,
        name: &'static str,
        key: Ty,
        elem: Ty,
        args: Vec<Expr>,
        ty: Ty,
        span: Span,
    ) -> Res<Val> {
        self.runtime_call(name, &[key, elem], args, ty, span)
    }
}
