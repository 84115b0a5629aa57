//! Imports.

use crate::diagnostic::Code;
use crate::syntax::quoted::string_value;
use crate::syntax::tree::{ImportName, ImportSpec};
use crate::types::check::{Checker, Refusal};
use crate::types::store::*;

/// Characters that an import path can't have.
const ILLEGAL: &str = "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{fffd}";

/// Imports that are known and refused.
const REFUSED: &[(&str, Refusal)] = &[("unsafe", Refusal::Unsafe), ("reflect", Refusal::Reflect), ("C", Refusal::Cgo)];

impl Checker<'_> {
    pub(super) fn import(&mut self, spec: &ImportSpec, scope: ScopeId) {
        let Some(path) = string_value(self.files.text(spec.path)) else { return };
        let path = match path_of(path) {
            Ok(path) => path,
            Err(why) => {
                self.error(Code::Import, spec.path, format!("invalid import path ({why})"));
                return;
            }
        };
        if let Some((_, refusal)) = REFUSED.iter().find(|(refused, _)| *refused == path) {
            self.refuse(spec.path, *refusal);
        }
        let package = match self.store.find_package(&path) {
            Some(package) => package,
            None => self.unknown_package(spec, &path),
        };
        let name = match spec.name {
            ImportName::Own => self.store.package(package).name,
            ImportName::Given(ident) => ident.name,
            ImportName::Dot(span) => {
                self.refuse(span, Refusal::DotImport);
                self.store.names.intern(".")
            }
        };
        if self.text(name) == "init" {
            self.error(Code::Import, spec.span, "cannot import package as init - init must be a func");
            return;
        }
        let obj = self.store.new_object(name, spec.span, ObjectKind::Package(package), Some(INVALID));
        if let ImportName::Given(ident) = spec.name {
            self.info.definitions.insert(ident.span.start, obj);
        }
        if self.store.package(package).fake {
            self.used.insert(obj);
        }
        self.imports.push(obj);
        match spec.name {
            ImportName::Dot(span) => self.dot_import(span, package, obj, scope),
            _ => self.declare(scope, None, obj),
        }
    }

    fn unknown_package(&mut self, spec: &ImportSpec, path: &str) -> PkgId {
        if path != "C" {
            let diagnostic = self.diagnostic(Code::Import, spec.path, format!("could not import {path}"));
            self.report(diagnostic.advise("import only what a contract can use: see the list of packages"));
        }
        let trimmed = path.strip_suffix('/').unwrap_or(path);
        let name = trimmed.rsplit('/').next().unwrap_or(trimmed).to_owned();
        let name = self.store.names.intern(&name);
        self.store.new_package(path, name, true)
    }

    fn dot_import(&mut self, span: crate::syntax::files::Span, package: PkgId, import: ObjId, scope: ScopeId) {
        let theirs = self.store.package(package).scope;
        for obj in self.store.scopes[theirs.index()].order.clone() {
            let name = self.store.object(obj).name;
            if !self.store.is_exported(name) {
                continue;
            }
            match self.store.insert(scope, name, obj) {
                Some(other) => {
                    let message = format!("{} redeclared in this block", self.text(name));
                    self.redeclared(span, message, other);
                }
                None => {
                    self.dot_imports.insert((scope, obj), import);
                }
            }
        }
    }

    pub(in crate::types) fn unused_imports(&mut self) {
        for obj in self.imports.clone() {
            let Object { name, span, ref kind, .. } = *self.store.object(obj);
            let ObjectKind::Package(package) = *kind else { continue };
            if name == crate::syntax::names::Name::BLANK || self.used.contains(&obj) {
                continue;
            }
            let path = self.store.package(package).path.clone();
            let last = path.rsplit('/').next().unwrap_or(&path);
            let name = self.text(name);
            let message = match name == "." || name == last {
                true => format!("\"{path}\" imported and not used"),
                false => format!("\"{path}\" imported as {name} and not used"),
            };
            self.error(Code::Unused, span, message);
        }
    }

    /// `package fmt`, with the path where it differs.
    pub(in crate::types) fn package_text(&self, package: PkgId) -> String {
        let Package { path, name, .. } = self.store.package(package);
        let name = self.store.names.text(*name);
        if path == name { format!("package {name}") } else { format!("package {name} (\"{path}\")") }
    }
}

fn path_of(bytes: Vec<u8>) -> Result<String, String> {
    let path = String::from_utf8(bytes).map_err(|_| "invalid character U+FFFD".to_owned())?;
    if path.is_empty() {
        return Err("empty string".into());
    }
    match path.chars().find(|ch| ch.is_control() || ch.is_whitespace() || ILLEGAL.contains(*ch)) {
        Some(ch) => Err(format!("invalid character U+{:04X} '{ch}'", u32::from(ch))),
        None => Ok(path),
    }
}
