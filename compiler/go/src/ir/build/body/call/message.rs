//! Messages: values of known types, written one after the other. All bytes that are known ahead are written together.

use crate::ir::build::body::Body;
use crate::ir::build::{Key, Res};
use crate::ir::{BinaryOp, Expr, ExprKind, Intrinsic, LocalId, Place, StmtKind, Ty};
use crate::syntax::files::Span;
use std::sync::Arc;

/// Bytes that are written by stores; more are copied.
const STORED: usize = 16;

/// A part of a message.
enum Part {
    /// Bytes that are known.
    Known(Vec<u8>),
    /// A value.
    Value(Expr),
}

impl Body<'_, '_> {
    /// Writes values, simple ones, to where a function of a package says: the address and the number of bytes. `tagged`
    /// messages begin with how many there are, and each value has its type before it.
    pub(super) fn message(
        &mut self,
        package: &str,
        room: &str,
        values: Vec<Expr>,
        tagged: bool,
        span: Span,
    ) -> Res<(Expr, Expr)> {
        let parts = self.parts(values, tagged);
        let (long, word) = (self.p.t.uint64, self.p.t.uint32);
        let mut known = 0;
        let mut total: Option<Expr> = None;
        for part in &parts {
            match part {
                Part::Known(bytes) => known += bytes.len() as u64,
                Part::Value(value) => match self.p.fixed_size(value.ty) {
                    Some(size) => known += size,
                    None => {
                        let size = self.p.encoded_size(value.ty, value.clone(), span)?;
                        total = Some(match total {
                            Some(total) => binary(BinaryOp::Add, total, size),
                            None => size,
                        });
                    }
                },
            }
        }
        let fixed = total.is_none();
        let known = Expr { kind: ExprKind::Int(known as i64), ty: long, span };
        let total = match total {
            Some(total) => binary(BinaryOp::Add, total, known),
            None => known,
        };
        let obj = self.p.package_function(package, room)?;
        let function = self.p.request(Key::Declared(obj, Arc::default()))?;
        let start = Expr { kind: ExprKind::Call { function, args: vec![total] }, ty: word, span };
        let start = self.temp(start)?;
        let (mut base, mut offset) = (start, 0u32);
        for part in parts {
            match part {
                Part::Known(bytes) => {
                    self.write_known(&bytes, base, offset, span);
                    offset += bytes.len() as u32;
                }
                Part::Value(value) => {
                    let ty = value.ty;
                    let at = self.behind(base, offset, span);
                    let next = self.p.encode(ty, at, value, span)?;
                    match self.p.fixed_size(ty) {
                        Some(size) => {
                            self.emit(StmtKind::Eval(next), span);
                            offset += size as u32;
                        }
                        None => (base, offset) = (self.temp(next)?, 0),
                    }
                }
            }
        }
        let at = self.read_local(start, span);
        let size = match fixed {
            true => Expr { kind: ExprKind::Int(i64::from(offset)), ty: word, span },
            false => binary(BinaryOp::Sub, self.behind(base, offset, span), at.clone()),
        };
        Ok((at, size))
    }

    fn parts(&mut self, values: Vec<Expr>, tagged: bool) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut known = if tagged { vec![values.len() as u8] } else { Vec::new() };
        for value in values {
            if tagged {
                known.extend(self.p.descriptor_bytes(value.ty));
            }
            match self.p.known_encoding(&value) {
                Some(bytes) => known.extend(bytes),
                None => {
                    if !known.is_empty() {
                        parts.push(Part::Known(std::mem::take(&mut known)));
                    }
                    parts.push(Part::Value(value));
                }
            }
        }
        if !known.is_empty() {
            parts.push(Part::Known(known));
        }
        parts
    }

    /// The address that is so many bytes behind the one in a local.
    fn behind(&self, base: LocalId, offset: u32, span: Span) -> Expr {
        let ty = self.p.t.uint32;
        let base = Expr { kind: ExprKind::Read(Box::new(Place::Local(base))), ty, span };
        match offset {
            0 => base,
            _ => binary(BinaryOp::Add, base, Expr { kind: ExprKind::Int(i64::from(offset)), ty, span }),
        }
    }

    fn write_known(&mut self, bytes: &[u8], base: LocalId, offset: u32, span: Span) {
        let (word, unit) = (self.p.t.uint32, self.p.t.unit);
        let number = |value: i64, ty: Ty| Expr { kind: ExprKind::Int(value), ty, span };
        let write = |body: &mut Self, intrinsic, args: Vec<Expr>| {
            let kind = ExprKind::Intrinsic { intrinsic, types: Vec::new(), args };
            body.emit(StmtKind::Eval(Expr { kind, ty: unit, span }), span);
        };
        if bytes.len() > STORED {
            let text = Expr { kind: ExprKind::Str(bytes.into()), ty: self.p.t.string, span };
            let from = ExprKind::Intrinsic { intrinsic: Intrinsic::StringData, types: Vec::new(), args: vec![text] };
            let to = self.behind(base, offset, span);
            let args = vec![to, Expr { kind: from, ty: word, span }, number(bytes.len() as i64, word)];
            return write(self, Intrinsic::Copy, args);
        }
        let (mut rest, mut offset) = (bytes, offset);
        while !rest.is_empty() {
            let t = self.p.t;
            let (size, intrinsic, ty) = match rest.len() {
                8.. => (8, Intrinsic::Store64, t.uint64),
                4.. => (4, Intrinsic::Store32, t.uint32),
                2.. => (2, Intrinsic::Store16, t.uint16),
                _ => (1, Intrinsic::Store8, t.uint8),
            };
            let mut raw = [0; 8];
            raw[..size].copy_from_slice(&rest[..size]);
            let at = self.behind(base, offset, span);
            write(self, intrinsic, vec![at, number(i64::from_le_bytes(raw), ty)]);
            rest = &rest[size..];
            offset += size as u32;
        }
    }
}

fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    let (ty, span) = (left.ty, left.span);
    Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, ty, span }
}
