//! Functions that go over the fields of a struct and the elements of an array.

use super::calls::call;
use super::kind::Kind;
use super::{Build, Res};
use crate::ir::{
    BinaryOp, Body, Expr, ExprKind, Field, Function, Intrinsic, Local, LocalId, Place, Stmt, StmtKind, Ty,
};
use crate::syntax::files::Span;

/// A function of parts while it is written.
struct Writer {
    function: Function,
    out: Vec<Stmt>,
    span: Span,
}

impl Writer {
    fn local(&mut self, name: &str, ty: Ty, boxed: bool) -> LocalId {
        self.function.locals.push(Local { name: name.into(), ty, boxed });
        LocalId(self.function.locals.len() as u32 - 1)
    }

    fn param(&mut self, name: &str, ty: Ty, boxed: bool) -> LocalId {
        let local = self.local(name, ty, boxed);
        self.function.params.push(local);
        local
    }

    fn emit(&mut self, kind: StmtKind) {
        self.out.push(Stmt { kind, span: self.span });
    }

    fn expr(&self, kind: ExprKind, ty: Ty) -> Expr {
        Expr { kind, ty, span: self.span }
    }

    fn read(&self, local: LocalId) -> Expr {
        self.expr(ExprKind::Read(Box::new(Place::Local(local))), self.function.locals[local.index()].ty)
    }

    fn field(&self, local: LocalId, index: usize, field: &Field) -> Expr {
        let of = self.function.locals[local.index()].ty;
        let place = Place::Field { base: Box::new(Place::Local(local)), of, index: index as u32 };
        self.expr(ExprKind::Read(Box::new(place)), field.ty)
    }

    fn finish(mut self, value: Expr) -> Function {
        self.emit(StmtKind::Return(vec![value]));
        Function { body: Body::Code(self.out), ..self.function }
    }
}

impl Build<'_> {
    /// The function that an intrinsic of storage calls for a struct or an array.
    pub(in crate::ir::build) fn make_stored(&mut self, intrinsic: Intrinsic, ty: Ty) -> Res<Function> {
        let (verb, result) = match intrinsic {
            Intrinsic::EncodedSize => ("size", self.t.uint64),
            Intrinsic::Encode => ("write", self.t.uint32),
            Intrinsic::Decode => ("read", ty),
            _ => return Err(self.internal("an intrinsic without parts")),
        };
        let mut function = self.placeholder();
        function.name = format!("wire.{verb}[{}]", self.author_name(ty));
        function.results = vec![result];
        let writer = Writer { span: function.span, function, out: Vec::new() };
        match (self.kind(ty), intrinsic) {
            (Some(Kind::Struct(fields)), Intrinsic::EncodedSize) => self.struct_size(writer, ty, &fields),
            (Some(Kind::Struct(fields)), Intrinsic::Encode) => self.struct_encode(writer, ty, &fields),
            (Some(Kind::Struct(fields)), _) => self.struct_decode(writer, ty, &fields),
            (Some(Kind::Array { len, elem }), Intrinsic::EncodedSize) => self.array_size(writer, ty, len, elem),
            (Some(Kind::Array { len, elem }), Intrinsic::Encode) => self.array_encode(writer, ty, len, elem),
            (Some(Kind::Array { len, elem }), _) => self.array_decode(writer, ty, len, elem),
            _ => Err(self.internal("a type without parts")),
        }
    }

    fn struct_size(&mut self, mut writer: Writer, ty: Ty, fields: &[Field]) -> Res<Function> {
        let value = writer.param("value", ty, false);
        let size = self.t.uint64;
        let sum = writer.local("size", size, false);
        let fixed = fields.iter().filter_map(|field| self.fixed_size(field.ty)).fold(0, u64::saturating_add);
        let fixed = self.count(fixed, size, writer.span);
        writer.emit(StmtKind::Declare { local: sum, value: Some(fixed) });
        for (index, field) in fields.iter().enumerate() {
            if self.fixed_size(field.ty).is_some() {
                continue;
            }
            let part = writer.field(value, index, field);
            let part = self.encoded_size(field.ty, part, writer.span)?;
            let (left, right) = (Box::new(writer.read(sum)), Box::new(part));
            let total = writer.expr(ExprKind::Binary { op: BinaryOp::Add, left, right }, size);
            writer.emit(StmtKind::Assign { place: Place::Local(sum), value: total });
        }
        let total = writer.read(sum);
        Ok(writer.finish(total))
    }

    fn struct_encode(&mut self, mut writer: Writer, ty: Ty, fields: &[Field]) -> Res<Function> {
        let at = writer.param("at", self.t.uint32, false);
        let value = writer.param("value", ty, false);
        for (index, field) in fields.iter().enumerate() {
            let part = writer.field(value, index, field);
            let behind = self.encode(field.ty, writer.read(at), part, writer.span)?;
            writer.emit(StmtKind::Assign { place: Place::Local(at), value: behind });
        }
        let behind = writer.read(at);
        Ok(writer.finish(behind))
    }

    fn struct_decode(&mut self, writer: Writer, ty: Ty, fields: &[Field]) -> Res<Function> {
        let mut parts = Vec::with_capacity(fields.len());
        for field in fields {
            parts.push(self.decode(field.ty, writer.span)?);
        }
        let value = writer.expr(ExprKind::Struct(parts), ty);
        Ok(writer.finish(value))
    }

    /// A slice over the elements of an array that has an address.
    fn elements(&mut self, writer: &Writer, array: LocalId, len: u32, elem: Ty) -> Expr {
        let (of, address) = (writer.function.locals[array.index()].ty, self.t.uint32);
        let pointer = self.pointer_to(of);
        let pointer = writer.expr(ExprKind::Address(Box::new(Place::Local(array))), pointer);
        let kind = ExprKind::Intrinsic { intrinsic: Intrinsic::AddressOf, types: vec![of], args: vec![pointer] };
        let first = writer.expr(kind, address);
        let length = || writer.expr(ExprKind::Int(i64::from(len)), address);
        let slice = self.slice_of(elem);
        writer.expr(ExprKind::Words(vec![first, length(), length()]), slice)
    }

    fn array_size(&mut self, mut writer: Writer, ty: Ty, len: u32, elem: Ty) -> Res<Function> {
        let value = writer.param("value", ty, true);
        let items = self.elements(&writer, value, len, elem);
        let size = call(self.wire("sizeList", &[elem])?, vec![items], self.t.uint64, writer.span);
        Ok(writer.finish(size))
    }

    fn array_encode(&mut self, mut writer: Writer, ty: Ty, len: u32, elem: Ty) -> Res<Function> {
        let at = writer.param("at", self.t.uint32, false);
        let value = writer.param("value", ty, true);
        let items = self.elements(&writer, value, len, elem);
        let args = vec![writer.read(at), items];
        let behind = call(self.wire("writeList", &[elem])?, args, self.t.uint32, writer.span);
        Ok(writer.finish(behind))
    }

    fn array_decode(&mut self, mut writer: Writer, ty: Ty, len: u32, elem: Ty) -> Res<Function> {
        let value = writer.local("value", ty, true);
        writer.emit(StmtKind::Declare { local: value, value: None });
        let items = self.elements(&writer, value, len, elem);
        let filled = call(self.wire("readItems", &[elem])?, vec![items], self.t.unit, writer.span);
        writer.emit(StmtKind::Eval(filled));
        let whole = writer.read(value);
        Ok(writer.finish(whole))
    }
}
