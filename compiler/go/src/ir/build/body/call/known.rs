//! Functions of the library with a parameter of type `any` whose type is known here: calls of them become calls of generic
//! ones, which ask for no descriptors.

use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Callee, Val};
use crate::ir::build::{Key, Res};
use crate::ir::{Shape, Ty};
use crate::syntax::tree::ExprId;
use crate::types::store::{ObjectKind, Type};

/// Rows of functions: the package, the name, the generic function, the position of the argument that it is generic in.
const TABLE: &[(&str, &str, &str, usize)] = &[
    ("sort", "Slice", "slice", 0),
    ("sort", "SliceStable", "slice", 0),
    ("sort", "SliceIsSorted", "sliceIsSorted", 0),
    ("errors", "As", "as", 1),
];

impl Body<'_, '_> {
    /// The value of a call of a function in the table, if the type of the argument is known.
    pub(super) fn known_call(&mut self, id: ExprId, fun: ExprId, args: &[ExprId]) -> Res<Option<Val>> {
        let Some((package, name, at)) = self.find_known(fun) else { return Ok(None) };
        let Some(ty) = args.get(at).and_then(|arg| self.info.types.get(arg)).map(|typed| typed.ty) else {
            return Ok(None);
        };
        if args.len() != 2 || matches!(self.p.store.get(ty), Type::Tuple(_)) {
            return Ok(None);
        }
        let own = self.ty(ty)?;
        let (generic, wanted) = match (self.p.shape(own).clone(), at) {
            (Shape::Slice(elem), 0) => (elem, self.p.slice_of(elem)),
            (Shape::Pointer(base), 1) => (base, self.p.pointer_to(base)),
            _ => return Ok(None),
        };
        let signature = self.signature_of(fun)?;
        let mut params = signature.params.iter().map(|param| self.ty(param.ty)).collect::<Res<Vec<Ty>>>()?;
        let results = signature.results.iter().map(|result| self.ty(result.ty)).collect::<Res<Vec<Ty>>>()?;
        let Some(param) = params.get_mut(at) else { return Ok(None) };
        *param = wanted;
        let span = self.tree.span(id);
        let (exprs, fx) = self.arguments(&mut None, args, &params, false, span)?;
        self.p.here = span;
        let obj = self.p.package_function(package, name)?;
        let function = self.p.request(Key::Declared(obj, [generic].into()))?;
        self.make_call(Callee::Static(function), None, exprs, &results, fx, span).map(Some)
    }

    fn find_known(&self, fun: ExprId) -> Option<(&'static str, &'static str, usize)> {
        let object = self.p.store.object(*self.info.uses.get(&fun)?);
        if !matches!(object.kind, ObjectKind::Func { method: false, .. }) {
            return None;
        }
        let (package, name) = (&self.p.store.package(object.pkg?).path, self.p.store.names.text(object.name));
        let row = TABLE.iter().find(|row| row.0 == package && row.1 == name)?;
        Some((row.0, row.2, row.3))
    }
}
