//! Struct types.

use crate::diagnostic::Code;
use crate::syntax::names::Name;
use crate::syntax::quoted::string_value;
use crate::syntax::tree::{ExprId, ExprKind, Field, Ident};
use crate::types::basic::Basic;
use crate::types::check::{Checker, Later};
use crate::types::store::*;
use std::collections::HashMap;
use std::sync::Arc;

impl Checker<'_> {
    pub(super) fn struct_type(&mut self, list: &[Field]) -> TypeId {
        let mut fields: Vec<FieldType> = Vec::new();
        let mut known: HashMap<Name, crate::syntax::files::Span> = HashMap::new();
        for field in list {
            let ty = self.var_type(field.ty);
            let tag: Arc<[u8]> = field.tag.map_or_else(Arc::default, |tag| self.tag(tag));
            let embedded = field.names.is_empty();
            let names = match embedded {
                false => field.names.to_vec(),
                true => vec![self.embedded_name(field.ty)],
            };
            for Ident { name, span } in names {
                if name != Name::BLANK
                    && let Some(other) = known.insert(name, span)
                {
                    let text = self.text(name);
                    let diagnostic = self.diagnostic(Code::Redeclared, span, format!("{text} redeclared"));
                    self.report(diagnostic.relate(other, format!("other declaration of {text}")));
                    continue;
                }
                let (pkg, tag) = (Some(self.pkg), tag.clone());
                fields.push(FieldType { name, pkg, ty, embedded, tag, span });
            }
            if embedded {
                self.later.push(Later::EmbeddedField { expr: field.ty, ty });
            }
        }
        self.store.add(Type::Struct(Arc::new(Struct { fields: fields.into() })))
    }

    fn tag(&mut self, expr: ExprId) -> Arc<[u8]> {
        string_value(self.files.text(self.tree.span(expr))).unwrap_or_default().into()
    }

    /// The name an embedded field has: that of its type.
    fn embedded_name(&mut self, expr: ExprId) -> Ident {
        let (mut current, mut pointer) = (expr, false);
        loop {
            match self.tree.kind(current) {
                ExprKind::Name(name) => return Ident { name: *name, span: self.tree.span(current) },
                ExprKind::Selector { field, .. } => return *field,
                ExprKind::Index { x, .. } => current = *x,
                ExprKind::Star(x) if !pointer => {
                    pointer = true;
                    current = *x;
                }
                ExprKind::Bad => break,
                _ => {
                    let message = format!("embedded field type {} has no name", self.expr_text(expr));
                    self.error(Code::Type, self.tree.span(expr), message);
                    break;
                }
            }
        }
        Ident { name: Name::BLANK, span: self.tree.span(expr) }
    }

    pub(in crate::types) fn check_embedded_field(&mut self, expr: ExprId, ty: TypeId) {
        let (base, pointer) = self.store.deref(ty);
        let message = match self.store.under(base) {
            Type::Basic(Basic::UnsafePointer) => "embedded field type cannot be unsafe.Pointer",
            Type::Pointer(_) => "embedded field type cannot be a pointer",
            Type::Interface(_) if self.store.is_param(base) => {
                "embedded field type cannot be a (pointer to a) type parameter"
            }
            Type::Interface(_) if pointer => "embedded field type cannot be a pointer to an interface",
            _ => return,
        };
        self.error(Code::Type, self.tree.span(expr), message);
    }
}
