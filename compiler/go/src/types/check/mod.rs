//! The checker: one package from its tree to what is known of it.
//!
//! It goes over declarations on demand: a name is looked into when it is first used, and what is being looked into
//! stands on a path on which cycles show. What needs complete types waits in a queue until they are.

mod depth;
mod later;
mod operand;
mod refusals;
mod report;
mod show;

pub(super) use later::Later;
pub(super) use operand::{Mode, Operand, Target};
pub(super) use refusals::Refusal;
pub(crate) use refusals::{BODY_WANTED, PRINT_REFUSED, is_refused_here_alone};

use super::constant::Value;
use super::generic::Mono;
use super::info::{Category, Info, Typed};
use super::store::*;
use crate::diagnostic::Diagnostic;
use crate::syntax::files::{Files, Span};
use crate::syntax::tree::{ExprId, FuncDecl, Tree, TypeSpec};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// The version of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Version {
    /// Go 1.26.
    #[default]
    Go26,
    /// Go 1.27, which has generic methods and promoted fields in struct literals.
    Go27,
}

/// A package that has been checked.
#[derive(Debug)]
pub struct Checked {
    /// The package, by which others can import it.
    pub package: PkgId,
    /// The findings on its tree.
    pub info: Info,
    /// The mistakes in it, in the order of the source. Refusals are among them.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks a package. What it imports has to be in the store already, by the path it is imported by. The tree should
/// have no mistakes of syntax; where it has some, what can't be read is passed over.
pub fn check(store: &mut Store, files: &Files, tree: &Tree, path: &str, version: Version) -> Checked {
    check_from(store, files, tree, path, version, false)
}

/// Checks a package that comes with the compiler: as [`check`], but functions may have no body and directives may
/// say where they are imported from.
pub fn check_embedded(store: &mut Store, files: &Files, tree: &Tree, path: &str) -> Checked {
    check_from(store, files, tree, path, Version::default(), true)
}

fn check_from(store: &mut Store, files: &Files, tree: &Tree, path: &str, version: Version, embedded: bool) -> Checked {
    let name = tree.files.first().map(|file| file.package.name).unwrap_or(crate::syntax::names::Name::BLANK);
    let pkg = store.new_package(path, name, false);
    let around = store.current.replace(pkg);
    store.too_large = false;
    let scope = store.package(pkg).scope;
    let mut checker = Checker {
        files,
        tree,
        pkg,
        version,
        embedded,
        info: Info::default(),
        diagnostics: Vec::new(),
        refusals: Vec::new(),
        decls: HashMap::new(),
        decl_list: Vec::new(),
        objects: Vec::new(),
        untyped: HashMap::new(),
        later: Vec::new(),
        path: Vec::new(),
        methods: HashMap::new(),
        used: HashSet::new(),
        imports: Vec::new(),
        dot_imports: HashMap::new(),
        mono: Mono::default(),
        ambient: HashMap::new(),
        functions: 0,
        declared_function: None,
        string_bytes: 0,
        depth: 0,
        stopped: false,
        failed: false,
        refused: HashSet::new(),
        env: Env::new(scope),
        store,
    };
    checker.package();
    let (info, diagnostics) = (checker.info, report::in_order(checker.diagnostics, checker.refusals));
    store.current = around;
    Checked { package: pkg, info, diagnostics }
}

/// A declaration of the package, or a method.
#[derive(Debug)]
pub(super) struct Decl<'a> {
    /// The scope of its file.
    pub(super) scope: ScopeId,
    /// The variables of one initializer, if there are several.
    pub(super) variables: Vec<ObjId>,
    pub(super) ty: Option<ExprId>,
    pub(super) init: Option<ExprId>,
    /// The initializer of a constant was written further up.
    pub(super) inherited: bool,
    pub(super) type_spec: Option<&'a TypeSpec>,
    pub(super) func: Option<&'a FuncDecl>,
    /// The package's objects it depends on.
    pub(super) deps: BTreeSet<ObjId>,
}

/// The place in the program that is being checked.
#[derive(Debug, Clone)]
pub(super) struct Env {
    /// The package's declaration whose dependencies are being found.
    pub(super) decl: Option<usize>,
    pub(super) scope: ScopeId,
    pub(super) iota: Option<Value>,
    /// The constant that mistakes in an inherited initializer are reported at.
    pub(super) blame: Option<Span>,
    pub(super) in_type_params: bool,
    pub(super) signature: Option<Arc<Signature>>,
    pub(super) has_label: bool,
    pub(super) has_call: bool,
    /// The number of the function or function literal.
    pub(super) function: u32,
    /// Type parameters of the function around.
    pub(super) type_params: Vec<ParamId>,
}

impl Env {
    pub(super) fn new(scope: ScopeId) -> Self {
        Env {
            decl: None,
            scope,
            iota: None,
            blame: None,
            in_type_params: false,
            signature: None,
            has_label: false,
            has_call: false,
            function: 0,
            type_params: Vec::new(),
        }
    }
}

/// An expression whose type is not settled yet.
#[derive(Debug, Clone)]
pub(super) struct Untyped {
    /// It is the left operand of a shift, so that its type has to be an integer's.
    pub(super) shifted: bool,
    pub(super) category: Category,
    pub(super) ty: TypeId,
    pub(super) value: Option<Value>,
}

/// The checker of one package.
pub(super) struct Checker<'a> {
    pub(super) store: &'a mut Store,
    pub(super) files: &'a Files,
    pub(super) tree: &'a Tree,
    pub(super) pkg: PkgId,
    pub(super) version: Version,
    /// The package comes with the compiler.
    pub(super) embedded: bool,
    pub(super) info: Info,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) refusals: Vec<Diagnostic>,
    pub(super) decls: HashMap<ObjId, usize>,
    pub(super) decl_list: Vec<Decl<'a>>,
    /// The package's objects and methods in the order of the source.
    pub(super) objects: Vec<ObjId>,
    pub(super) untyped: HashMap<ExprId, Untyped>,
    pub(super) later: Vec<Later<'a>>,
    /// Declarations that are being looked into, each because of the one before.
    pub(super) path: Vec<ObjId>,
    /// Methods by the name of their receiver's type, until they have been given to it.
    pub(super) methods: HashMap<ObjId, Vec<ObjId>>,
    /// Variables and imports that are used.
    pub(super) used: HashSet<ObjId>,
    pub(super) imports: Vec<ObjId>,
    pub(super) dot_imports: HashMap<(ScopeId, ObjId), ObjId>,
    pub(super) mono: Mono,
    /// Type parameters around types that are declared in functions.
    pub(super) ambient: HashMap<ObjId, Vec<ParamId>>,
    pub(super) functions: u32,
    /// The function whose signature is looked at next.
    pub(super) declared_function: Option<ObjId>,
    /// Bytes of constant strings that have been put together.
    pub(super) string_bytes: usize,
    pub(super) depth: u32,
    pub(super) stopped: bool,
    /// A mistake has been reported.
    pub(super) failed: bool,
    pub(super) refused: HashSet<Span>,
    pub(super) env: Env,
}

impl Checker<'_> {
    fn package(&mut self) {
        self.collect_objects();
        self.direct_cycles();
        self.package_objects();
        self.process_later(0);
        self.init_order();
        self.unused_imports();
        self.record_untyped();
        if !self.failed {
            self.instantiation_loops();
        }
    }

    fn record_untyped(&mut self) {
        for (expr, Untyped { category, ty, value, .. }) in std::mem::take(&mut self.untyped) {
            self.info.types.insert(expr, Typed { category, ty, value });
        }
    }

    fn instantiation_loops(&mut self) {
        let Some((obj, steps)) = self.mono.find_loop(self.store) else { return };
        let mut diagnostic =
            self.diagnostic(crate::diagnostic::Code::Generic, self.store.object(obj).span, "instantiation cycle");
        for (span, text) in steps {
            diagnostic = diagnostic.relate(span, text);
        }
        self.report(diagnostic);
    }

    /// Looks a name up from where the checker is.
    pub(super) fn lookup(&self, name: crate::syntax::names::Name) -> Option<ObjId> {
        self.store.lookup(self.env.scope, name).map(|(_, obj)| obj)
    }

    /// The type of an object; invalid while it is not known.
    pub(super) fn object_type(&self, obj: ObjId) -> TypeId {
        self.store.object(obj).ty.unwrap_or(INVALID)
    }

    pub(super) fn set_type(&mut self, obj: ObjId, ty: TypeId) {
        self.store.objects[obj.index()].ty = Some(ty);
    }

    /// Runs `body` in a scope inside the current one.
    pub(super) fn in_scope<T>(&mut self, body: impl FnOnce(&mut Self) -> T) -> T {
        let scope = self.store.new_scope(Some(self.env.scope), false);
        let around = std::mem::replace(&mut self.env.scope, scope);
        let result = body(self);
        self.env.scope = around;
        result
    }
}
