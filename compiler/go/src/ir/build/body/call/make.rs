//! `make`.

use crate::ir::Shape;
use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Val};
use crate::syntax::tree::ExprId;

impl Body<'_, '_> {
    pub(crate) fn make(&mut self, id: ExprId, args: &[ExprId]) -> Res<Val> {
        let (span, ty, int) = (self.at(id), self.type_of(id)?, self.p.t.int);
        let sizes = args.get(1..).unwrap_or(&[]);
        let (mut sizes, _) = self.operands(sizes.iter(), |body, size| {
            let val = body.index_value(*size)?;
            body.index_to_int(val)
        })?;
        match self.p.shape(ty).clone() {
            Shape::Map { key, elem } => {
                let hint = match sizes.is_empty() {
                    true => self.p.int_expr(0, int, span),
                    false => sizes.remove(0),
                };
                let plain = self.p.intern(Shape::Map { key, elem });
                let val = self.map_call("makeMap", key, elem, vec![hint], plain, span)?;
                Ok(self.same(val, ty))
            }
            Shape::Slice(elem) => {
                if sizes.len() == 1 {
                    let length = self.simple(Val { expr: sizes.remove(0), fx: Fx::CALLS })?.expr;
                    sizes = vec![length.clone(), length];
                }
                let plain = self.p.slice_of(elem);
                let val = self.runtime_call("makeSlice", &[elem], sizes, plain, span)?;
                Ok(self.same(val, ty))
            }
            _ => Err(self.p.internal("a type that can't be made")),
        }
    }
}
