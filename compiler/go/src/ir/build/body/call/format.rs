//! Formats that are known here: `fmt.Sprintf` and `fmt.Errorf` with a constant format of plain verbs become sums of texts,
//! so that neither package `fmt` nor descriptors of types are in the module.
//!
//! A call that asks for more, by a flag, another verb or another type, stays as it is written and gives the same text.

use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Val};
use crate::ir::build::{Key, Res};
use crate::ir::{Expr, ExprKind, Shape, Ty};
use crate::syntax::files::Span;
use crate::syntax::tree::{Decl, ExprId};
use crate::types::constant::Value;
use crate::types::store::{ObjectKind, Type};

/// The package whose calls are read.
const FMT: &str = "fmt";

/// Verbs of a format that is read, at most: a sum has some more operands than that.
const MAX_VERBS: usize = 100;

/// A part of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// Text as it stands.
    Text(Vec<u8>),
    /// A verb without flags.
    Verb(u8),
}

/// The way from an operand to its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It is the text.
    Same,
    /// A function of the runtime takes it as this type.
    Runtime(&'static str, Ty),
    /// It is an error, printed by this verb.
    Error(u8),
}

/// The parts of a format; nothing if it has other verbs than `%v %s %d %t %w %%`, or flags.
fn pieces(format: &[u8]) -> Option<Vec<Piece>> {
    let (mut pieces, mut text, mut verbs) = (Vec::new(), Vec::new(), 0);
    let mut bytes = format.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            text.push(byte);
            continue;
        }
        match bytes.next()? {
            b'%' => text.push(b'%'),
            verb @ (b'v' | b's' | b'd' | b't' | b'w') => {
                verbs += 1;
                if verbs > MAX_VERBS {
                    return None;
                }
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                }
                pieces.push(Piece::Verb(verb));
            }
            _ => return None,
        }
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Some(pieces)
}

impl Body<'_, '_> {
    /// The value of a call of `fmt.Sprintf` or `fmt.Errorf`, if its format can be read here.
    pub(super) fn format_call(&mut self, id: ExprId, fun: ExprId, args: &[ExprId], dots: bool) -> Res<Option<Val>> {
        let Some(is_error) = self.is_errorf(fun).filter(|_| !dots) else { return Ok(None) };
        let Some((format, operands)) = args.split_first() else { return Ok(None) };
        let text = match self.info.types.get(format).and_then(|typed| typed.value.as_ref()) {
            Some(Value::String(text)) => text.clone(),
            _ => return Ok(None),
        };
        let Some(pieces) = pieces(&text) else { return Ok(None) };
        let verbs: Vec<u8> =
            pieces.iter().filter_map(|piece| if let Piece::Verb(verb) = piece { Some(*verb) } else { None }).collect();
        let wrapped: Vec<usize> = (0..verbs.len()).filter(|at| verbs[*at] == b'w').collect();
        if verbs.len() != operands.len() || wrapped.len() > usize::from(is_error) {
            return Ok(None);
        }
        let Some((types, ways)) = self.ways(operands, &verbs)? else { return Ok(None) };
        let span = self.tree.span(id);
        let values = self.evaluate(operands, &types, span)?;
        let text = self.sum(pieces, &values, &ways, span)?;
        if !is_error {
            return Ok(Some(text));
        }
        let error = self.p.store.universe.error;
        let error = self.ty(error)?;
        let mut arguments = vec![text.expr];
        let (package, name) = match wrapped.first() {
            None => ("errors", "New"),
            Some(at) => {
                arguments.push(values[*at].clone());
                (FMT, "wrap")
            }
        };
        let function = self.p.package_function(package, name)?;
        let function = self.p.request(Key::Declared(function, Default::default()))?;
        Ok(Some(self.call_of(function, arguments, error, span)))
    }

    /// Tells `fmt.Errorf` from `fmt.Sprintf`; nothing if the function is neither.
    fn is_errorf(&self, fun: ExprId) -> Option<bool> {
        let object = self.p.store.object(*self.info.uses.get(&fun)?);
        if !matches!(object.kind, ObjectKind::Func { method: false, .. })
            || self.p.store.package(object.pkg?).path != FMT
        {
            return None;
        }
        match self.p.store.names.text(object.name) {
            "Errorf" => Some(true),
            "Sprintf" => Some(false),
            _ => None,
        }
    }

    /// Types of operands, and the ways to their texts; nothing if one has another type than a basic one or `error`.
    fn ways(&mut self, operands: &[ExprId], verbs: &[u8]) -> Res<Option<(Vec<Ty>, Vec<Way>)>> {
        let error = self.p.store.universe.error;
        let (mut types, mut ways) = (Vec::new(), Vec::new());
        for (operand, verb) in operands.iter().zip(verbs) {
            let Some(id) = self.info.types.get(operand).map(|typed| typed.ty) else { return Ok(None) };
            let id = self.p.store.default_type(id);
            let way = match self.p.store.get(id) {
                _ if id == error && matches!(verb, b'v' | b's' | b'w') => {
                    (!self.p.has_formatters()).then_some(Way::Error(*verb))
                }
                Type::Basic(_) => {
                    let ty = self.ty(id)?;
                    self.basic_way(ty, *verb)
                }
                _ => None,
            };
            let Some(way) = way else { return Ok(None) };
            types.push(self.ty(id)?);
            ways.push(way);
        }
        Ok(Some((types, ways)))
    }

    fn basic_way(&self, ty: Ty, verb: u8) -> Option<Way> {
        let t = self.p.t;
        match (self.p.shape(ty), verb) {
            (Shape::String, b'v' | b's') => Some(Way::Same),
            (Shape::Bool, b'v' | b't') => Some(Way::Runtime("textOfBool", t.bool)),
            (Shape::Int(int), b'v' | b'd') if int.signed => Some(Way::Runtime("textOfInt", t.int)),
            (Shape::Int(_), b'v' | b'd') => Some(Way::Runtime("textOfUint", t.uint64)),
            _ => None,
        }
    }

    /// Operands, all of them evaluated before any text is made.
    fn evaluate(&mut self, operands: &[ExprId], types: &[Ty], span: Span) -> Res<Vec<Expr>> {
        let (exprs, fx) = self.arguments(&mut None, operands, types, false, span)?;
        self.p.here = span;
        exprs.into_iter().map(|expr| Ok(self.simple(Val { expr, fx })?.expr)).collect()
    }

    /// The sum of the texts of all pieces.
    fn sum(&mut self, pieces: Vec<Piece>, values: &[Expr], ways: &[Way], span: Span) -> Res<Val> {
        let t = self.p.t;
        let mut parts = Vec::with_capacity(pieces.len());
        let mut next = 0;
        for piece in pieces {
            let Piece::Verb(_) = piece else {
                let Piece::Text(text) = piece else { continue };
                parts.push(Expr { kind: ExprKind::Str(text.into()), ty: t.string, span });
                continue;
            };
            let value = Val { expr: values[next].clone(), fx: Fx::NONE };
            parts.push(match ways[next] {
                Way::Same => value.expr,
                Way::Runtime(name, ty) => {
                    let value = self.convert(value, ty, span)?;
                    self.runtime_call(name, &[], vec![value.expr], t.string, span)?.expr
                }
                Way::Error(verb) => {
                    let function = self.p.package_function(FMT, "textOfError")?;
                    let function = self.p.request(Key::Declared(function, Default::default()))?;
                    let verb = self.p.int_expr(i64::from(verb), t.uint8, span);
                    self.call_of(function, vec![value.expr, verb], t.string, span).expr
                }
            });
            next += 1;
        }
        match parts.len() {
            0 => Ok(Val::new(ExprKind::Str((*b"").into()), t.string, span, Fx::NONE)),
            1 => Ok(Val { expr: parts.remove(0), fx: Fx::CALLS }),
            2 => self.runtime_call("concat", &[], parts, t.string, span),
            _ => {
                let list = self.slice_of_values(parts, t.string, span)?;
                self.runtime_call("concatAll", &[], vec![list], t.string, span)
            }
        }
    }
}

impl crate::ir::build::Build<'_> {
    /// The program has a method `Format` of its own, so that an error may print itself.
    fn has_formatters(&mut self) -> bool {
        let units = self.units;
        let name = self.store.names.get("Format");
        *self.formatters.get_or_insert_with(|| {
            let own = units.iter().filter(|unit| !unit.embedded);
            let mut declared = own.flat_map(|unit| &unit.tree.files).flat_map(|file| &file.declarations);
            declared
                .any(|decl| matches!(decl, Decl::Func(func) if func.receiver.is_some() && Some(func.name.name) == name))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    #[test]
    fn formats_of_plain_verbs_are_read_and_others_are_not() {
        let text = |text: &str| Piece::Text(text.into());
        assert_eq!(
            pieces(b"a %d%% of %s"),
            Some(vec![text("a "), Piece::Verb(b'd'), text("% of "), Piece::Verb(b's')])
        );
        assert_eq!(pieces(b""), Some(vec![]));
        for format in ["%", "%5d", "%+v", "%x", "%[1]d", "%.2s", "% d"] {
            assert_eq!(pieces(format.as_bytes()), None, "{format}");
        }
    }
}
