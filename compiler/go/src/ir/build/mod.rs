//! The builder: typed trees of all packages to one closed program.
//!
//! It starts at the exports and builds each function that they reach, for each list of type arguments it is reached
//! with. A method that is called through an interface is reached for every type whose values are put into one.
//!
//! | file or folder | holds |
//! |---|---|
//! | `types.rs` | types of a program, and what type parameters stand for |
//! | `request.rs` | functions that are wanted, each once |
//! | `members.rs` | methods of a type, promoted ones too |
//! | `dynamic.rs` | types in interfaces, and methods that are called through them |
//! | `wrapper.rs` | functions that no source has: promoted methods, method values |
//! | `derive` | equality and hash of a type |
//! | `storage` | how values are stored, logged and passed |
//! | `entries.rs` | entry points of a contract |
//! | `facts.rs` | variables that need a heap cell |
//! | `body` | one function: statements and expressions |

pub(crate) mod body;
mod derive;
mod dynamic;
mod entries;
mod facts;
mod init;
mod members;
mod request;
mod storage;
mod types;
mod wrapper;

pub(crate) use dynamic::{Dynamic, Special};
pub(crate) use facts::{Facts, Finder};
pub(crate) use members::{Selector, Target};
pub(crate) use request::Key;
pub(crate) use types::{Common, Env, NamedType};

use super::{Function, FunctionId, GlobalId, Program, Ty};
use crate::contract::Entry;
use crate::diagnostic::Diagnostic;
use crate::limits;
use crate::packages::Unit;
use crate::syntax::files::{Files, Span};
use crate::syntax::tree::{Decl, FuncDecl};
use crate::types::store::*;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// The result of building a part; the diagnostic is boxed since it is large and rare.
pub(crate) type Res<T> = Result<T, Box<Diagnostic>>;

/// The use that a program is built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// A contract: the host calls its exports.
    #[default]
    Contract,
    /// A program with a `main`, which may print: what stock Go is compared with.
    Program,
}

/// The builder of one program.
pub(crate) struct Build<'a> {
    pub(crate) store: &'a mut Store,
    pub(crate) files: &'a Files,
    pub(crate) units: &'a [Arc<Unit>],
    /// A method `Format` is in the program; nothing until that has been asked.
    formatters: Option<bool>,
    pub(crate) program: Program,
    pub(crate) t: Common,
    pub(crate) no_params: Rc<Env>,
    /// The place that is being built, for diagnostics.
    pub(crate) here: Span,
    pub(crate) diagnostics: Vec<Diagnostic>,
    declarations: HashMap<ObjId, (usize, &'a FuncDecl)>,
    facts: HashMap<ObjId, Rc<Facts>>,
    globals: HashMap<ObjId, GlobalId>,
    initializer_facts: HashMap<usize, Rc<Facts>>,
    environments: u32,
    converted: HashMap<(u32, TypeId), Ty>,
    named_types: HashMap<NamedType, Ty>,
    named_keys: HashMap<Ty, NamedType>,
    wanted: HashMap<Key, FunctionId>,
    queue: std::collections::VecDeque<(Key, FunctionId)>,
    runtime_objects: HashMap<&'static str, ObjId>,
    /// Functions of package `runtime` that change nothing: their calls need no order.
    pub(crate) pure_functions: std::collections::HashSet<FunctionId>,
    pub(crate) dynamic: Dynamic,
    pub(crate) storage: storage::Storage,
    /// A type of the program may implement an interface of package `core` beside core's own.
    pub(crate) implements_core: bool,
}

/// Builds the program that begins at `exports`, names for the host, each with a function of the last package, and at the
/// `entries` of a contract.
pub(crate) fn build(
    store: &mut Store,
    files: &Files,
    units: &[Arc<Unit>],
    exports: &[(String, ObjId)],
    entries: &[Entry],
) -> Result<Program, Vec<Diagnostic>> {
    let mut program = Program::default();
    let t = Common::new(&mut program.types);
    let mut build = Build {
        store,
        files,
        units,
        formatters: None,
        program,
        t,
        no_params: Rc::default(),
        here: Span::default(),
        diagnostics: Vec::new(),
        declarations: HashMap::new(),
        facts: HashMap::new(),
        globals: HashMap::new(),
        initializer_facts: HashMap::new(),
        environments: 0,
        converted: HashMap::new(),
        named_types: HashMap::new(),
        named_keys: HashMap::new(),
        wanted: HashMap::new(),
        queue: Default::default(),
        runtime_objects: HashMap::new(),
        pure_functions: Default::default(),
        dynamic: Dynamic::default(),
        storage: storage::Storage::default(),
        implements_core: false,
    };
    build.find_declarations();
    build.implements_core = build.implements_interfaces_of_core();
    if let Err(diagnostic) = build.whole(exports, entries) {
        build.diagnostics.push(*diagnostic);
    }
    match build.diagnostics.is_empty() {
        true => Ok(build.program),
        false => {
            build.diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
            build.diagnostics.dedup();
            build.diagnostics.truncate(limits::DIAGNOSTICS);
            Err(build.diagnostics)
        }
    }
}

impl<'a> Build<'a> {
    fn find_declarations(&mut self) {
        let units: &'a [Arc<Unit>] = self.units;
        for (index, unit) in units.iter().enumerate() {
            for declaration in unit.tree.files.iter().flat_map(|file| &file.declarations) {
                match declaration {
                    Decl::Func(func) => {
                        if let Some(obj) = unit.info.definitions.get(&func.name.span.start) {
                            self.declarations.insert(*obj, (index, &**func));
                        }
                    }
                    Decl::Bad(_) | Decl::Import(_) | Decl::Const(_) | Decl::Var(_) | Decl::Type(_) => {}
                }
            }
        }
    }

    fn whole(&mut self, exports: &[(String, ObjId)], entries: &[Entry]) -> Res<()> {
        self.lang_items()?;
        for (name, obj) in exports {
            let function = self.request(Key::Declared(*obj, Arc::default()))?;
            self.program.exports.push(super::Export { name: name.clone(), function });
        }
        for entry in entries {
            self.export_entry(entry)?;
        }
        self.drain()?;
        self.initializers()?;
        self.finish_dynamic()
    }

    /// Builds what has been asked for until nothing is left.
    fn drain(&mut self) -> Res<()> {
        while let Some((key, id)) = self.queue.pop_front() {
            match self.make(&key) {
                Ok(function) => self.program.functions[id.index()] = function,
                Err(diagnostic) => self.diagnostics.push(*diagnostic),
            }
            if self.diagnostics.len() >= limits::DIAGNOSTICS {
                break;
            }
        }
        Ok(())
    }

    /// The declaration of a function, and the package it is in.
    pub(crate) fn declaration(&self, obj: ObjId) -> Res<(usize, &'a FuncDecl)> {
        match self.declarations.get(&obj) {
            Some(found) => Ok(*found),
            None => Err(self.internal(&format!("{} has no declaration", self.store.object_name(obj)))),
        }
    }

    /// The facts about a declared function that are known before it is built.
    pub(crate) fn facts_of(&mut self, obj: ObjId) -> Res<Rc<Facts>> {
        if let Some(facts) = self.facts.get(&obj) {
            return Ok(facts.clone());
        }
        let (unit, func) = self.declaration(obj)?;
        let units: &'a [Arc<Unit>] = self.units;
        let unit = &units[unit];
        let finder = Finder::new(&unit.tree, &unit.info, self.store);
        let facts = match &func.body {
            Some(body) => finder.function(func.receiver.as_deref().unwrap_or(&[]), &func.signature, body),
            None => Facts::default(),
        };
        let facts = Rc::new(facts);
        self.facts.insert(obj, facts.clone());
        Ok(facts)
    }

    /// A package variable.
    pub(crate) fn global(&mut self, obj: ObjId) -> Res<GlobalId> {
        if let Some(global) = self.globals.get(&obj) {
            return Ok(*global);
        }
        let Object { ty, pkg, .. } = self.store.object(obj).clone();
        let no_params = self.no_params.clone();
        let ty = match ty {
            Some(ty) => self.ty(ty, &no_params)?,
            None => return Err(self.internal("a package variable without a type")),
        };
        let package = pkg.map_or("", |pkg| self.store.names.text(self.store.package(pkg).name));
        let name = format!("{package}.{}", self.store.object_name(obj));
        let id = GlobalId(self.program.globals.len() as u32);
        self.program.globals.push(super::Global { name, ty, value: None });
        self.globals.insert(obj, id);
        Ok(id)
    }

    /// A function without code, until it is built.
    fn placeholder(&self) -> Function {
        Function {
            name: String::new(),
            params: Vec::new(),
            results: Vec::new(),
            captures: Vec::new(),
            locals: Vec::new(),
            body: super::Body::Code(Vec::new()),
            span: self.here,
            shown: false,
        }
    }
}
