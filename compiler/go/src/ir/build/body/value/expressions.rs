//! Expressions.

use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Val, Var};
use crate::ir::build::{Key, Res};
use crate::ir::{Expr, ExprKind, FunctionId, Place, Shape, Ty, UnaryOp};
use crate::syntax::files::Span;
use crate::syntax::token::Op;
use crate::syntax::tree::{self, ExprId};
use crate::types::info::Category;
use crate::types::store::{ObjId, ObjectKind, VarKind};
use std::sync::Arc;

impl Body<'_, '_> {
    /// The type of an expression.
    pub(crate) fn type_of(&mut self, id: ExprId) -> Res<Ty> {
        match self.info.types.get(&id) {
            Some(typed) => self.ty(typed.ty),
            None => Err(self.p.internal("an expression without a type")),
        }
    }

    /// A place in the source for diagnostics.
    pub(crate) fn at(&mut self, id: ExprId) -> Span {
        self.p.here = self.tree.span(id);
        self.p.here
    }

    /// An expression as a value of a type: what an assignment does.
    pub(crate) fn expr_as(&mut self, id: ExprId, ty: Ty) -> Res<Val> {
        let val = self.expr(id)?;
        self.coerce(val, ty)
    }

    /// An expression with one value.
    pub(crate) fn expr(&mut self, id: ExprId) -> Res<Val> {
        self.deeper(|body| body.expr_kind(id))
    }

    fn expr_kind(&mut self, id: ExprId) -> Res<Val> {
        let span = self.at(id);
        if let Some(value) = self.constant_of(id).cloned() {
            let ty = self.type_of(id)?;
            let expr = self.p.constant(&value, ty, span)?;
            return Ok(Val { expr, fx: Fx::NONE });
        }
        let tree = self.tree;
        match tree.kind(id) {
            tree::ExprKind::Name(_) => match self.info.uses.get(&id) {
                Some(obj) => self.object(id, *obj),
                None => Err(self.p.internal("a name that stands for nothing")),
            },
            tree::ExprKind::Paren(x) => self.expr(*x),
            tree::ExprKind::Function { signature, body } => self.function_literal(id, signature, body),
            tree::ExprKind::Composite { elements, .. } => self.composite(id, elements),
            tree::ExprKind::Selector { x, field } => self.selector(id, *x, *field),
            tree::ExprKind::Index { x, indices } => match self.info.instances.contains_key(&id) {
                true => self.function_value(id),
                false => self.index(id, *x, indices),
            },
            tree::ExprKind::Slice { x, bounds, .. } => self.slice(id, *x, bounds),
            tree::ExprKind::Assert { x, .. } => self.assertion(id, *x),
            tree::ExprKind::Call { .. } => self.call(id),
            tree::ExprKind::Star(_) => self.read(id),
            tree::ExprKind::Unary { op, x } => self.unary(id, *op, *x),
            tree::ExprKind::Binary { .. } => self.binary(id),
            tree::ExprKind::Literal(_) => {
                Err(self.p.refused("complex constants can't be compiled", "use a struct of two numbers"))
            }
            tree::ExprKind::Bad
            | tree::ExprKind::Ellipsis(_)
            | tree::ExprKind::KeyValue { .. }
            | tree::ExprKind::ArrayType { .. }
            | tree::ExprKind::StructType(_)
            | tree::ExprKind::FuncType(_)
            | tree::ExprKind::InterfaceType(_)
            | tree::ExprKind::MapType { .. }
            | tree::ExprKind::ChanType { .. } => Err(self.p.internal("an expression that has no value")),
        }
    }

    /// The value of what a name stands for.
    pub(crate) fn object(&mut self, id: ExprId, obj: ObjId) -> Res<Val> {
        let span = self.at(id);
        match self.p.store.object(obj).kind.clone() {
            ObjectKind::Var(_) => self.read(id),
            ObjectKind::Func { .. } => self.function_value(id),
            ObjectKind::Nil => Ok(Val::new(ExprKind::Zero, self.p.t.nil, span, Fx::NONE)),
            ObjectKind::Const(value) => {
                let ty = self.type_of(id)?;
                Ok(Val { expr: self.p.constant(&value, ty, span)?, fx: Fx::NONE })
            }
            ObjectKind::Package(_) | ObjectKind::Type | ObjectKind::Builtin(_) | ObjectKind::Label => {
                Err(self.p.internal("a name that has no value"))
            }
        }
    }

    /// The variable that an object is, as a place.
    pub(crate) fn variable(&mut self, obj: ObjId) -> Res<(Place, Fx, Ty)> {
        if matches!(self.p.store.object(obj).kind, ObjectKind::Var(VarKind::Package)) {
            let global = self.p.global(obj)?;
            let ty = self.p.program.globals[global.index()].ty;
            return Ok((Place::Global(global), Fx::READS, ty));
        }
        let local = self.local(Var::Object(obj))?;
        let (ty, boxed) = {
            let local = &self.frame().locals[local.index()];
            (local.ty, local.boxed)
        };
        Ok((Place::Local(local), if boxed { Fx::READS } else { Fx::NONE }, ty))
    }

    /// The declared function that an expression names, and its type arguments.
    pub(crate) fn named_function(&mut self, id: ExprId) -> Res<Option<(ObjId, Arc<[Ty]>)>> {
        let id = self.tree.unparen(id);
        let base = match self.tree.kind(id) {
            tree::ExprKind::Index { x, .. } => self.tree.unparen(*x),
            _ => id,
        };
        let Some(obj) = self.info.uses.get(&base).copied() else { return Ok(None) };
        if !matches!(self.p.store.object(obj).kind, ObjectKind::Func { method: false, .. }) {
            return Ok(None);
        }
        let instances = self.info.instances.get(&id).or_else(|| self.info.instances.get(&base));
        let args = match instances {
            Some(args) => args.iter().map(|arg| self.ty(*arg)).collect::<Res<Arc<[Ty]>>>()?,
            None => Arc::default(),
        };
        Ok(Some((obj, args)))
    }

    /// A declared function as a value.
    pub(crate) fn function_value(&mut self, id: ExprId) -> Res<Val> {
        let span = self.at(id);
        let Some((obj, args)) = self.named_function(id)? else {
            return Err(self.p.internal("a function that is not declared"));
        };
        if self.p.intrinsic_of(obj).is_some() {
            return Err(self.p.internal("an intrinsic as a value"));
        }
        let function = self.p.request(Key::Declared(obj, args))?;
        let ty = self.type_of(id)?;
        Ok(Val::new(ExprKind::Func(function), ty, span, Fx::NONE))
    }

    fn unary(&mut self, id: ExprId, op: Op, x: ExprId) -> Res<Val> {
        let (span, ty) = (self.at(id), self.type_of(id)?);
        let op = match op {
            Op::And => return self.address_of(id, x),
            Op::Add => return self.expr_as(x, ty),
            Op::Sub => UnaryOp::Neg,
            Op::Xor => UnaryOp::Complement,
            Op::Not => UnaryOp::Not,
            _ => return Err(self.p.refused("a contract can't use channels", "use a slice or a map")),
        };
        let val = self.expr_as(x, ty)?;
        Ok(Val::new(ExprKind::Unary { op, value: Box::new(val.expr) }, ty, span, val.fx))
    }

    /// `&x`, of a variable or of a composite literal.
    fn address_of(&mut self, id: ExprId, x: ExprId) -> Res<Val> {
        let (span, ty) = (self.at(id), self.type_of(id)?);
        let x = self.tree.unparen(x);
        if matches!(self.tree.kind(x), tree::ExprKind::Composite { .. }) {
            let val = self.expr(x)?;
            return Ok(Val::new(ExprKind::New(Box::new(val.expr)), ty, span, val.fx));
        }
        let (place, fx, _) = self.place(x)?;
        Ok(self.address(place, fx, ty, span))
    }

    /// The address of a place. That of a variable can't change, and reads nothing.
    pub(crate) fn address(&mut self, place: Place, fx: Fx, ty: Ty, span: Span) -> Val {
        let fixed = matches!(place, Place::Local(_) | Place::Global(_));
        let fx = if fixed { Fx::NONE } else { fx };
        match place {
            Place::Deref { pointer, .. } if matches!(pointer.kind, ExprKind::Address(_) | ExprKind::New(_)) => {
                Val { expr: Expr { ty, ..*pointer }, fx }
            }
            place => Val::new(ExprKind::Address(Box::new(place)), ty, span, fx),
        }
    }

    /// The value of a place in the source.
    pub(crate) fn read(&mut self, id: ExprId) -> Res<Val> {
        let span = self.at(id);
        let (place, fx, ty) = self.place(id)?;
        Ok(Val::new(ExprKind::Read(Box::new(place)), ty, span, fx))
    }

    /// The expression is a place: it can be assigned or has an address.
    pub(crate) fn is_variable(&self, id: ExprId) -> bool {
        self.info.types.get(&id).is_some_and(|typed| typed.category == Category::Variable)
    }

    /// A call of a function of package `runtime` that changes nothing.
    pub(crate) fn pure_call(
        &mut self,
        name: &'static str,
        types: &[Ty],
        args: Vec<Expr>,
        ty: Ty,
        span: Span,
        fx: Fx,
    ) -> Res<Val> {
        let function = self.p.runtime(name, types)?;
        self.p.pure_functions.insert(function);
        Ok(Val::new(ExprKind::Call { function, args }, ty, span, Fx { reads: true, ..fx }))
    }

    /// A call of a function of package `runtime`.
    pub(crate) fn runtime_call(
        &mut self,
        name: &'static str,
        types: &[Ty],
        args: Vec<Expr>,
        ty: Ty,
        span: Span,
    ) -> Res<Val> {
        let function = self.p.runtime(name, types)?;
        Ok(self.call_of(function, args, ty, span))
    }

    pub(crate) fn call_of(&self, function: FunctionId, args: Vec<Expr>, ty: Ty, span: Span) -> Val {
        Val::new(ExprKind::Call { function, args }, ty, span, Fx::CALLS)
    }

    /// The element type of a slice, an array, or a pointer to one.
    pub(crate) fn element(&self, ty: Ty) -> Res<Ty> {
        match self.p.shape(ty) {
            Shape::Slice(elem) | Shape::Array { elem, .. } => Ok(*elem),
            Shape::Pointer(base) => match self.p.shape(*base) {
                Shape::Array { elem, .. } => Ok(*elem),
                _ => Err(self.p.internal("elements of what has none")),
            },
            Shape::String => Ok(self.p.t.uint8),
            _ => Err(self.p.internal("elements of what has none")),
        }
    }
}
