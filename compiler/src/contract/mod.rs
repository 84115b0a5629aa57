//! Go source of a contract: validated, its ABI found, its wrapper written.
//!
//! | module | does |
//! |---|---|
//! | [`parser`](self::parser) | the source's tokens and its syntax tree |
//! | [`nesting`](self::nesting) | limits of nesting, before anything recursive looks at the source |
//! | [`tokens`](self::tokens) | keywords, pragmas and names that no contract may hold |
//! | [`imports`](self::imports) | the packages a contract may use, and what they are called in the file |
//! | [`declarations`](self::declarations) | what the file declares, by name |
//! | [`types`](self::types) | Go types as the ABI's |
//! | [`functions`](self::functions) | which functions a contract offers, and how they are called |
//! | [`events`](self::events) | which events it logs |
//! | [`body`](self::body) | what a function's body does with names of the package |
//! | [`package_state`](self::package_state) | which package variables are changed, and so do not last |
//! | [`wrapper`](self::wrapper) | the code between the host's convention and the functions |
//!
//! Every refusal has its place, and all of them are reported, not the first alone.

mod body;
mod declarations;
mod events;
mod functions;
mod imports;
mod literal;
mod nesting;
mod package_state;
mod parser;
mod refusals;
mod tokens;
mod types;
mod wrapper;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{CompileError, Stage};
use allod_core::Abi;

/// Stack of the thread that parses, in bytes; [`nesting`] keeps the tree's depth well below it.
const PARSER_STACK: usize = 256 << 20;

/// Byte order mark, with which some editors begin a file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A contract as the toolchain needs it, and its ABI.
#[derive(Debug)]
pub(crate) struct Contract {
    pub(crate) abi: Abi,
    /// The contract's own source, as package `main`, every line where it was.
    pub(crate) go: String,
    /// The code that the host calls.
    pub(crate) wrapper: String,
    /// The path by which the contract imports the SDK.
    pub(crate) sdk: &'static str,
    /// Mistakes that are let in.
    pub(crate) warnings: Vec<Diagnostic>,
}

/// Reads `code`.
///
/// # Errors
/// [`CompileError::Refused`] with everything that is wrong.
pub(crate) fn read(code: &[u8], name: &str, begin: &(dyn Fn(Stage) + Sync)) -> Result<Contract, CompileError> {
    begin(Stage::Parse);
    let text = std::str::from_utf8(code).map_err(|e| refusals::not_text(name, code, e.valid_up_to()))?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    // The parser is recursive and its tree can't leave the thread, so all of the reading is done over there.
    let contract = std::thread::scope(|scope| {
        let parser =
            std::thread::Builder::new().stack_size(PARSER_STACK).spawn_scoped(scope, || parse(text, name, begin));
        parser.map(|thread| thread.join())
    });
    match contract {
        Ok(Ok(contract)) => contract,
        Ok(Err(_)) => Err(refusals::parser_failed(name)),
        Err(source) => Err(CompileError::Io { path: "thread of the parser".into(), source }),
    }
}

fn parse(text: &str, name: &str, begin: &(dyn Fn(Stage) + Sync)) -> Result<Contract, CompileError> {
    let mut refusals = refusals::Refusals::new(text, name);
    let tokens = parser::tokens(text, &mut refusals)?;
    tokens::check(&tokens, &mut refusals);
    nesting::check(&tokens, &mut refusals);
    let tree = match refusals.too_deep() {
        true => None,
        false => parser::tree(text, &tokens, &mut refusals),
    };
    let Some(tree) = tree else { return Err(refused(refusals)) };
    begin(Stage::Types);
    let imports = imports::Imports::read(&tree, &mut refusals);
    let declared = declarations::Declarations::read(&tree, &mut refusals);
    let mut types = types::Types::new(&declared, &imports);
    begin(Stage::Abi);
    let bodies = package_state::functions(&tree);
    let functions = functions::read(&tree, &bodies, &mut types, &mut refusals);
    package_state::check(&tree, &bodies, &imports, &mut refusals);
    let events = events::read(&tokens, &imports, &declared);
    let own = types.own();
    if types.exhausted() {
        let (found, instead) = types::Types::too_many();
        refusals.add(tree.pkg_name.pos, found, instead);
    }
    if !refusals.is_empty() {
        return Err(refused(refusals));
    }
    let abi = Abi {
        package_name: tree.pkg_name.name.clone(),
        imports: imports.paths().map(str::to_owned).collect(),
        functions: functions.iter().map(functions::ContractFunction::abi).collect(),
        events,
    };
    begin(Stage::Wrap);
    let wrapper = match wrapper::write(&functions, &own, imports.sdk_path()) {
        Ok(wrapper) => wrapper,
        Err(limit) => {
            let found = format!("more than {limit} bytes of code are needed between the host and this contract");
            refusals.add(tree.pkg_name.pos, found, "offer fewer functions, with smaller types");
            return Err(refused(refusals));
        }
    };
    let (go, sdk) = (parser::as_main(text, &tree), imports.sdk_path());
    Ok(Contract { abi, go, wrapper, sdk, warnings: refusals.warnings() })
}

fn refused(refusals: refusals::Refusals) -> CompileError {
    match refusals.is_empty() {
        true => refusals::parser_failed(refusals.file()),
        false => CompileError::Refused(Diagnostics(refusals.sorted())),
    }
}
