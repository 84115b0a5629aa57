//! One script of the suite on everything.

use super::adapt::{Adapted, Way, adapt};
use super::engines::{Called, Deployed, Engines, LIMITS};
use super::report::Report;
use super::suite::File;
use super::wanted::{End, GAS, Wanted, end, words};
use allod_testing::machine::interpreter::{AS_THE_ENGINE, Wasmi};
use allod_testing::machine::{Ended, Instance, Limits, Machine, compiled::Wasmer};
use allod_compiler::gate::{self, GateError, GateOptions};
use allod_compiler::instrument::instrument;
use allod_core::GasSchedule;
use std::collections::HashMap;
use wast::lexer::Lexer;
use wast::parser::{self, ParseBuffer};
use wast::token::{Id, Span};
use wast::{QuoteWat, QuoteWatTest, Wast, WastArg, WastDirective, WastExecute, WastInvoke};

/// The name of what runs before anything else.
const INITIALIZE: &str = "_initialize";

/// A module of a script.
enum Module {
    /// It is let in.
    Runs(Box<Loaded>),
    /// The gate refuses it.
    Disallowed,
}

/// A module that is let in, on everything.
struct Loaded {
    adapted: Adapted,
    machine: Wasmer,
    /// Instances that keep what the script does to them: in machine code, and interpreted.
    lasting: [Box<dyn Instance>; 2],
    /// The same on the engine; none where that would not have it, which is noted.
    deployed: Option<Deployed>,
}

/// A script while it runs.
pub struct Script<'r> {
    file: &'r File,
    engines: &'r Engines,
    report: &'r mut Report,
    modules: Vec<Module>,
    last: Option<usize>,
    named: HashMap<String, usize>,
    definitions: HashMap<Option<String>, Vec<u8>>,
}

/// Runs `file`.
pub fn run(file: &File, engines: &Engines, report: &mut Report) {
    report.count(file.set, "files");
    let script = Script {
        file,
        engines,
        report,
        modules: Vec::new(),
        last: None,
        named: HashMap::new(),
        definitions: HashMap::new(),
    };
    script.run();
}

impl Script<'_> {
    fn run(mut self) {
        let mut lexer = Lexer::new(self.file.text);
        lexer.allow_confusing_unicode(true);
        let buffer = match ParseBuffer::new_with_lexer(lexer) {
            Ok(buffer) => buffer,
            Err(error) => return self.differ(0, &format!("can't be read: {error}")),
        };
        match parser::parse::<Wast<'_>>(&buffer) {
            Ok(wast) => wast.directives.into_iter().for_each(|directive| self.directive(directive)),
            Err(error) => return self.differ(0, &format!("can't be read: {error}")),
        }
        for at in 0..self.modules.len() {
            let Module::Runs(loaded) = &mut self.modules[at] else { continue };
            let [one, other] = &mut loaded.lasting;
            match one.memory() == other.memory() {
                true => self.report.compared.memories += 1,
                false => self.differ(0, &format!("memory of module {at} differs")),
            }
        }
    }

    fn line(&self, span: Span) -> usize {
        span.linecol_in(self.file.text).0 + 1
    }

    fn differ(&mut self, line: usize, what: &str) {
        self.report.differ(format!("{}/{}:{line}", self.file.set, self.file.name), what);
    }

    fn count(&mut self, column: &'static str) {
        self.report.count(self.file.set, column);
    }

    fn directive(&mut self, directive: WastDirective<'_>) {
        let line = self.line(directive.span());
        match directive {
            WastDirective::Module(mut module) => {
                let name = module.name().map(|id| id.name().to_owned());
                match module.encode() {
                    Ok(bytes) => self.load(line, name, &bytes),
                    Err(error) => self.differ(line, &format!("no module: {error}")),
                }
            }
            WastDirective::ModuleDefinition(mut module) => {
                let name = module.name().map(|id| id.name().to_owned());
                match module.encode() {
                    Ok(bytes) => drop(self.definitions.insert(name, bytes)),
                    Err(error) => self.differ(line, &format!("no module: {error}")),
                }
            }
            WastDirective::ModuleInstance { instance, module, .. } => {
                let module = module.map(|id| id.name().to_owned());
                match self.definitions.get(&module).cloned() {
                    Some(bytes) => self.load(line, instance.map(|id| id.name().to_owned()), &bytes),
                    None => self.differ(line, "no such definition"),
                }
            }
            // Whoever imports from it is refused, as are its own exports to nobody.
            WastDirective::Register { .. } => {}
            WastDirective::Invoke(call) => self.invoke(line, &call, Wanted::Return),
            WastDirective::AssertReturn { exec, results, .. } => self.execute(line, exec, Wanted::Values(&results)),
            WastDirective::AssertTrap { exec, message, .. } => self.execute(line, exec, Wanted::Trap(message)),
            WastDirective::AssertExhaustion { call, .. } => self.invoke(line, &call, Wanted::Exhaustion),
            WastDirective::AssertMalformed { module, .. }
            | WastDirective::AssertInvalid { module, .. }
            | WastDirective::AssertMalformedCustom { module, .. }
            | WastDirective::AssertInvalidCustom { module, .. } => self.refused(line, module),
            WastDirective::AssertUnlinkable { module, .. } => self.refused(line, QuoteWat::Wat(module)),
            // Exceptions, stack switching and threads have no module that is let in.
            WastDirective::AssertException { .. }
            | WastDirective::AssertSuspension { .. }
            | WastDirective::Thread(_)
            | WastDirective::Wait { .. } => self.count("not let in"),
        }
    }

    fn execute(&mut self, line: usize, exec: WastExecute<'_>, wanted: Wanted<'_>) {
        match exec {
            WastExecute::Invoke(call) => self.invoke(line, &call, wanted),
            // A module that traps before anybody calls it must not be let in.
            WastExecute::Wat(module) => self.refused(line, QuoteWat::Wat(module)),
            WastExecute::Get { module, global, .. } => {
                self.call(line, module, &super::adapt::getter(global), &[], wanted);
            }
        }
    }

    fn invoke(&mut self, line: usize, call: &WastInvoke<'_>, wanted: Wanted<'_>) {
        self.call(line, call.module, call.name, &call.args, wanted);
    }

    /// A module that must not be let in.
    fn refused(&mut self, line: usize, mut module: QuoteWat<'_>) {
        let bytes = match module.to_test() {
            Ok(QuoteWatTest::Binary(bytes)) => bytes,
            // The gate sees no text; this is the parser's own business.
            Ok(QuoteWatTest::Text(_)) | Err(_) => return self.count("text alone"),
        };
        match enters(&bytes) {
            Ok(()) => self.differ(line, "let in, and must not be"),
            Err(_) => self.count("refused as it should be"),
        }
    }

    /// Asks the gate for a module, and puts it on everything.
    fn load(&mut self, line: usize, name: Option<String>, bytes: &[u8]) {
        self.count("modules");
        let module = match self.admitted(line, bytes) {
            Some(adapted) => match self.loaded(line, adapted) {
                Ok(loaded) => Module::Runs(Box::new(loaded)),
                Err(what) => {
                    self.differ(line, &what);
                    Module::Disallowed
                }
            },
            None => Module::Disallowed,
        };
        self.modules.push(module);
        self.last = Some(self.modules.len() - 1);
        if let Some(name) = name {
            self.named.insert(name, self.modules.len() - 1);
        }
    }

    /// The module as the gate lets it in, if it does.
    fn admitted(&mut self, line: usize, bytes: &[u8]) -> Option<Adapted> {
        let verdict = enters(bytes);
        let adapted = adapt(bytes);
        match (verdict, adapted.map(|adapted| (enters(&adapted.wasm), adapted))) {
            (Ok(()), Some((Ok(()), adapted))) => {
                self.count("let in");
                Some(adapted)
            }
            (Ok(()), other) => {
                self.differ(line, &format!("let in, and not once adapted: {:?}", other.map(|other| other.0)));
                None
            }
            (Err(_), Some((Ok(()), adapted))) => {
                self.count("let in adapted");
                Some(adapted)
            }
            (Err(error), None) | (Err(_), Some((Err(error), _))) => {
                self.report.refuse(error.check.name());
                None
            }
        }
    }

    fn loaded(&mut self, line: usize, adapted: Adapted) -> Result<Loaded, String> {
        let metered = instrument(&adapted.wasm, &GasSchedule::standard()).map_err(|e| e.to_string())?.wasm;
        let wide = gate::check(&adapted.wasm, &GateOptions { simd: false, ..widest() }).is_err();
        let deployed = match self.engines.deploy(&adapted.wasm, wide) {
            Ok(deployed) => Some(deployed),
            Err(what) => {
                self.differ(line, &what);
                None
            }
        };
        let machine = Wasmer::cranelift(&metered)?;
        let mut lasting = [machine.instance()?, Wasmi::legalized(&metered, &AS_THE_ENGINE)?.instance()?];
        if adapted.starts {
            for instance in &mut lasting {
                end(&instance.call(INITIALIZE, &[], LIMITS)?).map_err(|kind| format!("start: {kind}"))?;
            }
        }
        Ok(Loaded { adapted, machine, lasting, deployed })
    }

    /// One call on everything.
    fn call(&mut self, line: usize, module: Option<Id<'_>>, name: &str, args: &[WastArg<'_>], wanted: Wanted<'_>) {
        let at = match module {
            Some(id) => self.named.get(id.name()).copied(),
            None => self.last,
        };
        let Some(Module::Runs(loaded)) = at.map(|at| &mut self.modules[at]) else { return self.count("not let in") };
        let given = args.iter().map(words).collect::<Option<Vec<_>>>().map(|words| words.concat());
        let (Some(way), Some(given)) = (loaded.adapted.functions.get(name).cloned(), given) else {
            return self.differ(line, &format!("{name} can't be called"));
        };
        let outcome = loaded.lasting(&way, &given, &wanted).map(|()| self.report.compared.calls += 1);
        let outcome = outcome.and_then(|()| loaded.on_engines(self.engines, &way, &given));
        match outcome {
            Ok(receipts) => {
                match receipts {
                    0 => self.report.compared.not_offered += 1,
                    receipts => {
                        self.report.compared.receipts += receipts;
                        self.report.compared.instances += receipts;
                    }
                }
                self.count(wanted.kind());
            }
            Err(what) => self.differ(line, &format!("{} {name}({given:x?}): {what}", wanted.kind())),
        }
    }
}

impl Loaded {
    /// Calls a function in the instances that last.
    fn lasting(&mut self, way: &Way, given: &[u64], wanted: &Wanted<'_>) -> Result<(), String> {
        let mut ends: Vec<Ended> = Vec::new();
        for instance in &mut self.lasting {
            ends.push(instance.call(&way.export, given, LIMITS)?);
        }
        if ends.iter().any(|other| *other != ends[0]) {
            return Err(format!("compiled and interpreted differ: {ends:x?}"));
        }
        match wanted.holds(&end(&ends[0]), &way.results) {
            true => Ok(()),
            false => Err(format!("{:x?}, wanted {wanted:?}", ends[0])),
        }
    }

    /// Calls a function on both engines, which must end as a new instance outside of them does. Gives how many receipts
    /// were compared.
    fn on_engines(&self, engines: &Engines, way: &Way, given: &[u64]) -> Result<u64, String> {
        let Some(deployed) = &self.deployed else { return Ok(0) };
        let mut receipts = 0;
        for export in &way.parts {
            let Some(called) = engines.call(deployed, export, given)? else { continue };
            let wanted = self.anew(export, given)?;
            // Nobody pays more than there was.
            let spent = called.end == wanted.end && called.end == Err(GAS);
            if called != wanted && !spent {
                return Err(format!("{export}: the engine's {called:x?}, a new instance's {wanted:x?}"));
            }
            receipts += 1;
        }
        Ok(receipts)
    }

    /// Calls an export in a new instance, as an engine does.
    fn anew(&self, export: &str, given: &[u64]) -> Result<Called, String> {
        let mut instance = self.machine.instance()?;
        let mut left = LIMITS.gas;
        if self.adapted.starts {
            left = instance.call(INITIALIZE, &[], LIMITS)?.gas;
        }
        let ended = instance.call(export, given, Limits { gas: left, ..LIMITS })?;
        let end: End = end(&ended);
        Ok(Called { end, instructions: (LIMITS.gas - ended.gas) as u64 })
    }
}

/// Whether the gate lets `module` in, with the widest options.
fn enters(module: &[u8]) -> Result<(), GateError> {
    gate::check(module, &widest()).map(drop)
}

/// As much as the specification allows, in size and in features that the gate knows.
fn widest() -> GateOptions {
    GateOptions {
        max_code_bytes: usize::MAX,
        memory_pages: 65_536,
        table_entries: 1 << 20,
        bulk_memory: true,
        simd: true,
    }
}
