//! Types as Go writes them in messages.

use super::*;
use crate::types::constant::quote;

impl Store {
    /// A type's text. Names of other packages than the one being checked are shown with their package's.
    pub fn type_string(&self, ty: TypeId) -> String {
        let mut text = String::new();
        Printer { store: self, names: true, open: Vec::new() }.ty(ty, &mut text);
        text
    }

    /// A method's name and signature, without names of parameters.
    pub(crate) fn method_string(&self, name: Name, signature: TypeId) -> String {
        let mut text = self.names.text(name).to_owned();
        if let Some(signature) = self.signature(signature) {
            Printer { store: self, names: false, open: Vec::new() }.signature(&signature, &mut text);
        }
        text
    }

    /// `pkg.` before a name of another package.
    pub(crate) fn package_prefix(&self, pkg: Option<PkgId>) -> String {
        match pkg {
            Some(pkg) if self.current != Some(pkg) => format!("{}.", self.names.text(self.packages[pkg.index()].name)),
            _ => String::new(),
        }
    }

    /// Terms with bars between them.
    pub(crate) fn terms_string(&self, terms: &[Term]) -> String {
        let term = |term: &Term| format!("{}{}", if term.tilde { "~" } else { "" }, self.type_string(term.ty));
        if terms.is_empty() { "∅".into() } else { terms.iter().map(term).collect::<Vec<_>>().join(" | ") }
    }
}

struct Printer<'a> {
    store: &'a Store,
    names: bool,
    open: Vec<TypeId>,
}

/// Types inside types that are shown.
const DEPTH: usize = 40;
/// Bytes of a type that are shown: what it is made of may be shared, its text is not.
const LENGTH: usize = 2000;

impl Printer<'_> {
    fn ty(&mut self, ty: TypeId, out: &mut String) {
        if self.open.contains(&ty) || self.open.len() > DEPTH || out.len() > LENGTH {
            out.push('…');
            return;
        }
        self.open.push(ty);
        self.kind(ty, out);
        self.open.pop();
    }

    fn kind(&mut self, ty: TypeId, out: &mut String) {
        let store = self.store;
        match &store.types[ty.index()] {
            Type::Basic(basic) => out.push_str(basic.name()),
            Type::Array { len, elem } => {
                out.push_str(&format!("[{len}]"));
                self.ty(*elem, out);
            }
            Type::Slice(elem) => {
                out.push_str("[]");
                self.ty(*elem, out);
            }
            Type::Pointer(base) => {
                out.push('*');
                self.ty(*base, out);
            }
            Type::Map { key, elem } => {
                out.push_str("map[");
                self.ty(*key, out);
                out.push(']');
                self.ty(*elem, out);
            }
            Type::Chan { direction, elem } => self.chan(*direction, *elem, out),
            Type::Struct(fields) => self.fields(fields, out),
            Type::Tuple(params) => self.params(params, false, out),
            Type::Signature(signature) => {
                out.push_str("func");
                self.signature(signature, out);
            }
            Type::Interface(id) => self.interface(*id, out),
            Type::Union(terms) => {
                for (index, term) in terms.iter().enumerate() {
                    out.push_str(if index > 0 { " | " } else { "" });
                    out.push_str(if term.tilde { "~" } else { "" });
                    self.ty(term.ty, out);
                }
            }
            Type::Named(id) => {
                let named = &store.named[id.index()];
                self.object(named.obj, out);
                self.arguments(&named.args, &named.params, out);
            }
            Type::Alias(id) => {
                let alias = &store.aliases[id.index()];
                self.object(alias.obj, out);
                self.arguments(&alias.args, &alias.params, out);
            }
            Type::Param(id) => {
                let obj = store.params[id.index()].obj;
                out.push_str(store.object_name(obj));
            }
        }
    }

    fn object(&mut self, obj: ObjId, out: &mut String) {
        out.push_str(&self.store.package_prefix(self.store.object(obj).pkg));
        out.push_str(self.store.object_name(obj));
    }

    fn arguments(&mut self, args: &[TypeId], params: &[ParamId], out: &mut String) {
        if args.is_empty() {
            return self.type_params(params, out);
        }
        out.push('[');
        for (index, arg) in args.iter().enumerate() {
            out.push_str(if index > 0 { ", " } else { "" });
            self.ty(*arg, out);
        }
        out.push(']');
    }

    fn type_params(&mut self, params: &[ParamId], out: &mut String) {
        if params.is_empty() {
            return;
        }
        out.push('[');
        let mut last: Option<TypeId> = None;
        for param in params {
            let TypeParam { obj, bound, .. } = self.store.params[param.index()];
            if let Some(last) = last {
                if last != bound {
                    out.push(' ');
                    self.ty(last, out);
                }
                out.push_str(", ");
            }
            last = Some(bound);
            out.push_str(self.store.object_name(obj));
        }
        if let Some(last) = last {
            out.push(' ');
            self.ty(last, out);
        }
        out.push(']');
    }

    fn chan(&mut self, direction: crate::syntax::tree::Direction, elem: TypeId, out: &mut String) {
        use crate::syntax::tree::Direction;
        out.push_str(match direction {
            Direction::Both => "chan ",
            Direction::Send => "chan<- ",
            Direction::Receive => "<-chan ",
        });
        let inner = matches!(self.store.types[elem.index()], Type::Chan { direction: Direction::Receive, .. });
        if inner && direction == Direction::Both {
            out.push('(');
            self.ty(elem, out);
            out.push(')');
        } else {
            self.ty(elem, out);
        }
    }

    fn fields(&mut self, fields: &Struct, out: &mut String) {
        out.push_str("struct{");
        for (index, field) in fields.fields.iter().enumerate() {
            out.push_str(if index > 0 { "; " } else { "" });
            if !field.embedded {
                out.push_str(self.store.names.text(field.name));
                out.push(' ');
            }
            self.ty(field.ty, out);
            if !field.tag.is_empty() {
                out.push(' ');
                out.push_str(&quote(&field.tag));
            }
        }
        out.push('}');
    }

    fn interface(&mut self, id: InterfaceId, out: &mut String) {
        if id == self.store.universe.comparable_interface {
            return out.push_str("interface{comparable}");
        }
        let interface = &self.store.interfaces[id.index()];
        if interface.implicit && interface.methods.is_empty() && interface.embedded.len() == 1 {
            return self.ty(interface.embedded[0].0, out);
        }
        out.push_str("interface{");
        let mut first = true;
        for method in &interface.methods {
            out.push_str(if first { "" } else { "; " });
            first = false;
            out.push_str(self.store.names.text(method.name));
            if let Some(signature) = self.store.signature(method.signature) {
                self.signature(&signature, out);
            }
        }
        for (ty, _) in &interface.embedded {
            out.push_str(if first { "" } else { "; " });
            first = false;
            self.ty(*ty, out);
        }
        out.push('}');
    }

    fn signature(&mut self, signature: &Signature, out: &mut String) {
        self.type_params(&signature.type_params, out);
        self.params(&signature.params, signature.variadic, out);
        match &*signature.results {
            [] => {}
            [Param { name: None, ty, .. }] => {
                out.push(' ');
                self.ty(*ty, out);
            }
            results => {
                out.push(' ');
                self.params(results, false, out);
            }
        }
    }

    fn params(&mut self, params: &[Param], variadic: bool, out: &mut String) {
        out.push('(');
        for (index, param) in params.iter().enumerate() {
            out.push_str(if index > 0 { ", " } else { "" });
            if let (Some(name), true) = (param.name, self.names) {
                out.push_str(self.store.names.text(name));
                out.push(' ');
            }
            match self.store.types[param.ty.index()] {
                Type::Slice(elem) if variadic && index + 1 == params.len() => {
                    out.push_str("...");
                    self.ty(elem, out);
                }
                _ => self.ty(param.ty, out),
            }
        }
        out.push(')');
    }
}
