//! Intrinsics of storage, and what they become for a type.

use super::super::Special;
use super::kind::Kind;
use super::{Build, Key, Res};
use crate::ir::{Convert, Expr, ExprKind, FunctionId, IntType, Intrinsic, Shape, Ty};
use crate::syntax::files::Span;
use std::sync::Arc;

pub(super) fn call(function: FunctionId, args: Vec<Expr>, ty: Ty, span: Span) -> Expr {
    Expr { kind: ExprKind::Call { function, args }, ty, span }
}

/// The same words under another type.
fn same(value: Expr, ty: Ty) -> Expr {
    if value.ty == ty {
        return value;
    }
    let span = value.span;
    Expr { kind: ExprKind::Convert { how: Convert::Same, value: Box::new(value) }, ty, span }
}

fn resized(value: Expr, ty: Ty) -> Expr {
    if value.ty == ty {
        return value;
    }
    let span = value.span;
    Expr { kind: ExprKind::Convert { how: Convert::IntToInt, value: Box::new(value) }, ty, span }
}

impl Build<'_> {
    /// The expression that a call of an intrinsic of storage becomes; nothing for other intrinsics. `ty` is its type
    /// argument, the type of the value in an interface for [`Intrinsic::Storage`].
    pub(crate) fn storage(
        &mut self,
        intrinsic: Intrinsic,
        types: &[Ty],
        args: Vec<Expr>,
        result: Ty,
        span: Span,
    ) -> Res<Result<Expr, Vec<Expr>>> {
        let expr = match (intrinsic, types) {
            (Intrinsic::Descriptor, [ty]) => self.descriptor(*ty, span),
            (Intrinsic::Unstorable, [ty]) => self.unstorable(*ty, span),
            (Intrinsic::TypeName, [ty]) => {
                let name = self.author_name(*ty);
                self.text(name.as_bytes(), span)
            }
            (Intrinsic::TargetDescriptor, [ty]) => match *self.shape(*ty) {
                Shape::Pointer(base) => self.descriptor(base, span),
                _ => self.text(b"", span),
            },
            (Intrinsic::TargetUnstorable, [ty]) => match *self.shape(*ty) {
                Shape::Pointer(base) => self.unstorable(base, span),
                _ => self.text(b"", span),
            },
            (Intrinsic::EncodedSize, [ty]) => self.encoded_size(*ty, one(self, args)?, span)?,
            (Intrinsic::Encode, [ty]) => {
                let [at, value] = <[Expr; 2]>::try_from(args).map_err(|_| self.internal("Encode of other than two"))?;
                self.encode(*ty, at, value, span)?
            }
            (Intrinsic::Decode, [ty]) => self.decode(*ty, span)?,
            (Intrinsic::DecodeInto, [ty]) => self.decode_into(*ty, one(self, args)?, span)?,
            (Intrinsic::Storage, _) => {
                let method = self.special_method(Special::Storage)?;
                let mut args = args.into_iter();
                let Some(receiver) = args.next() else { return Err(self.internal("Storage of nothing")) };
                let kind = ExprKind::CallMethod { method, receiver: Box::new(receiver), args: args.collect() };
                Expr { kind, ty: result, span }
            }
            _ => return Ok(Err(args)),
        };
        Ok(Ok(expr))
    }

    fn text(&self, bytes: &[u8], span: Span) -> Expr {
        Expr { kind: ExprKind::Str(Arc::from(bytes)), ty: self.t.string, span }
    }

    fn descriptor(&mut self, ty: Ty, span: Span) -> Expr {
        let bytes = self.descriptor_bytes(ty);
        self.text(&bytes, span)
    }

    /// The descriptor of a type; nothing where it can't be stored.
    pub(crate) fn descriptor_bytes(&mut self, ty: Ty) -> Vec<u8> {
        self.stored(ty).map_or_else(|_| Vec::new(), |stored| stored.descriptor().to_vec())
    }

    /// The bytes of a value that is written in the source.
    pub(crate) fn known_encoding(&self, value: &Expr) -> Option<Vec<u8>> {
        Some(match (&value.kind, self.kind(value.ty)?) {
            (ExprKind::Convert { how: Convert::Same, value: inner }, _) if self.kind(inner.ty).is_some() => {
                self.known_encoding(inner)?
            }
            (ExprKind::Bool(value), Kind::Bool) => vec![u8::from(*value)],
            (ExprKind::Int(value), Kind::Int(int)) => value.to_le_bytes()[..usize::from(int.bits / 8)].to_vec(),
            (ExprKind::Str(text), Kind::String) => [&(text.len() as u64).to_le_bytes()[..], text].concat(),
            _ => return None,
        })
    }

    fn unstorable(&mut self, ty: Ty, span: Span) -> Expr {
        let why = self.stored(ty).err();
        self.text(why.as_deref().unwrap_or_default().as_bytes(), span)
    }

    pub(super) fn count(&self, value: u64, ty: Ty, span: Span) -> Expr {
        Expr { kind: ExprKind::Int(value as i64), ty, span }
    }

    /// Bytes that a value takes.
    pub(crate) fn encoded_size(&mut self, ty: Ty, value: Expr, span: Span) -> Res<Expr> {
        let size = self.t.uint64;
        let Ok(_) = self.stored(ty) else { return Ok(self.count(0, size, span)) };
        if let Some(fixed) = self.fixed_size(ty) {
            return Ok(self.count(fixed, size, span));
        }
        let Some(kind) = self.kind(ty) else { return Err(self.internal("a stored type without a kind")) };
        let function = match kind {
            Kind::String => {
                let string = self.t.string;
                return Ok(call(self.wire("sizeString", &[])?, vec![same(value, string)], size, span));
            }
            Kind::Bytes(elem) => {
                let slice = self.slice_of(elem);
                return Ok(call(self.wire("sizeBytes", &[elem])?, vec![same(value, slice)], size, span));
            }
            Kind::List(elem) => {
                let slice = self.slice_of(elem);
                let value = same(value, slice);
                return Ok(match self.fixed_size(elem) {
                    Some(each) => {
                        let length =
                            Expr { kind: ExprKind::Word { value: Box::new(value), index: 1 }, ty: self.t.uint32, span };
                        let each = self.count(each, size, span);
                        call(self.wire("sizeItems", &[])?, vec![length, each], size, span)
                    }
                    None => call(self.wire("sizeList", &[elem])?, vec![value], size, span),
                });
            }
            Kind::Option(base) => {
                let pointer = self.pointer_to(base);
                return Ok(call(self.wire("sizeOption", &[base])?, vec![same(value, pointer)], size, span));
            }
            Kind::Map { key, elem } => {
                let map = self.intern(Shape::Map { key, elem });
                return Ok(call(self.wire("sizeMap", &[key, elem])?, vec![same(value, map)], size, span));
            }
            Kind::Struct(_) | Kind::Array { .. } => self.request(Key::Stored(Intrinsic::EncodedSize, ty))?,
            Kind::Bool | Kind::Int(_) | Kind::Fixed(_) | Kind::ByteArray(_) => {
                return Err(self.internal("a size that is fixed and is not"));
            }
        };
        Ok(call(function, vec![value], size, span))
    }

    /// A value written to an address, and the address behind it.
    pub(crate) fn encode(&mut self, ty: Ty, at: Expr, value: Expr, span: Span) -> Res<Expr> {
        let Ok(_) = self.stored(ty) else { return Ok(at) };
        let address = self.t.uint32;
        let Some(kind) = self.kind(ty) else { return Err(self.internal("a stored type without a kind")) };
        let (function, value) = match kind {
            Kind::Bool => {
                let bool = self.t.bool;
                (self.wire("writeBool", &[])?, same(value, bool))
            }
            Kind::Int(int) => {
                let (name, carrier) = self.carrier(int, true);
                (self.wire(name, &[])?, resized(value, carrier))
            }
            Kind::String => {
                let string = self.t.string;
                (self.wire("writeString", &[])?, same(value, string))
            }
            Kind::Bytes(elem) => {
                let slice = self.slice_of(elem);
                (self.wire("writeBytes", &[elem])?, same(value, slice))
            }
            Kind::Fixed(_) => (self.wire("writeFixed", &[ty])?, value),
            Kind::ByteArray(_) => (self.wire("writeByteArray", &[ty])?, value),
            Kind::List(elem) => {
                let slice = self.slice_of(elem);
                (self.wire("writeList", &[elem])?, same(value, slice))
            }
            Kind::Option(base) => {
                let pointer = self.pointer_to(base);
                (self.wire("writeOption", &[base])?, same(value, pointer))
            }
            Kind::Map { key, elem } => {
                let map = self.intern(Shape::Map { key, elem });
                (self.wire("writeMap", &[key, elem])?, same(value, map))
            }
            Kind::Struct(_) | Kind::Array { .. } => (self.request(Key::Stored(Intrinsic::Encode, ty))?, value),
        };
        Ok(call(function, vec![at, value], address, span))
    }

    /// A value taken from the bytes that are read.
    pub(super) fn decode(&mut self, ty: Ty, span: Span) -> Res<Expr> {
        let Ok(_) = self.stored(ty) else { return Ok(Expr { kind: ExprKind::Zero, ty, span }) };
        let Some(kind) = self.kind(ty) else { return Err(self.internal("a stored type without a kind")) };
        let (function, own) = match kind {
            Kind::Bool => (self.wire("readBool", &[])?, self.t.bool),
            Kind::Int(int) => {
                let (name, carrier) = self.carrier(int, false);
                let read = call(self.wire(name, &[])?, Vec::new(), carrier, span);
                return Ok(resized(read, ty));
            }
            Kind::String => (self.wire("readString", &[])?, self.t.string),
            Kind::Bytes(elem) => (self.wire("readBytes", &[elem])?, self.slice_of(elem)),
            Kind::Fixed(_) => (self.wire("readFixed", &[ty])?, ty),
            Kind::ByteArray(_) => (self.wire("readByteArray", &[ty])?, ty),
            Kind::List(elem) => (self.wire("readList", &[elem])?, self.slice_of(elem)),
            Kind::Option(base) => (self.wire("readOption", &[base])?, self.pointer_to(base)),
            Kind::Map { key, elem } => (self.wire("readMap", &[key, elem])?, self.intern(Shape::Map { key, elem })),
            Kind::Struct(_) | Kind::Array { .. } => (self.request(Key::Stored(Intrinsic::Decode, ty))?, ty),
        };
        Ok(same(call(function, Vec::new(), own, span), ty))
    }

    fn decode_into(&mut self, ty: Ty, target: Expr, span: Span) -> Res<Expr> {
        let bool = self.t.bool;
        if let Shape::Pointer(base) = *self.shape(ty)
            && self.stored(base).is_ok()
        {
            let pointer = self.pointer_to(base);
            return Ok(call(self.wire("decodeInto", &[base])?, vec![same(target, pointer)], bool, span));
        }
        Ok(Expr { kind: ExprKind::Bool(false), ty: bool, span })
    }

    /// The function that writes or reads integers of a width, and the type it takes.
    fn carrier(&self, int: IntType, write: bool) -> (&'static str, Ty) {
        match (int.bits, write) {
            (8, true) => ("write8", self.t.uint8),
            (8, false) => ("read8", self.t.uint8),
            (16, true) => ("write16", self.t.uint16),
            (16, false) => ("read16", self.t.uint16),
            (32, true) => ("write32", self.t.uint32),
            (32, false) => ("read32", self.t.uint32),
            (_, true) => ("write64", self.t.uint64),
            (_, false) => ("read64", self.t.uint64),
        }
    }
}

fn one(build: &Build<'_>, args: Vec<Expr>) -> Res<Expr> {
    let [value] = <[Expr; 1]>::try_from(args).map_err(|_| build.internal("an intrinsic of other than one"))?;
    Ok(value)
}
