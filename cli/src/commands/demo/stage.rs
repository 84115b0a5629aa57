//! The demo's stage: an engine, its cast by name, and what the audience sees.

use crate::failure::Failure;
use crate::report::figures::{duration, readable, thousands};
use crate::report::trace;
use crate::report::{self, Shown};
use crate::request::clock;
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::screen::progress::Progress;
use allod_compiler::scratch::Scratch;
use allod_core::{Address, Args, ObjectId, Value};
use allod_vm::{DeployOptions, Engine, EngineConfig, ExecuteOptions, Receipt, Tiers};
use std::collections::BTreeMap;
use std::fmt::Display;

/// Ending that the story wants of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Success,
    Failure,
}

/// An engine on a store of its own, its cast by name, and what the audience sees.
pub(super) struct Stage<'s> {
    screen: &'s Screen,
    engine: Engine,
    /// Removed with everything in it when the stage is.
    folder: Scratch,
    cast: BTreeMap<String, Address>,
    chapters: u32,
    calls: u64,
    gas: u64,
    /// For the next call only.
    next: ExecuteOptions,
}

impl<'s> Stage<'s> {
    /// Opens RocksDB in a new folder.
    pub(super) fn set(screen: &'s Screen) -> Result<Self, Failure> {
        let folder =
            Scratch::new("demo").map_err(|error| Failure::Machine(format!("a folder for the demo: {error}")))?;
        // Machine code outlives the story: the second time, only the tale itself takes time.
        let artefacts = allod_compiler::toolchain::default_cache().join("artefacts");
        let config = EngineConfig::default().with_path(folder.path()).with_cache_dir(artefacts);
        let engine = Engine::open(config.with_tiers(Tiers::COMPILED))?;
        let next = ExecuteOptions::default();
        let stage = Self { screen, engine, folder, cast: BTreeMap::new(), chapters: 0, calls: 0, gas: 0, next };
        stage.text(format_args!(
            "Contracts in Go, run as WebAssembly, kept in RocksDB ({}, removed at the end).",
            stage.folder.path().display()
        ))?;
        Ok(stage)
    }

    /// Adds an account whose key nobody keeps.
    pub(super) fn account(&mut self, name: &str) -> Address {
        let address = Address::of_public_key(name.as_bytes());
        self.cast.insert(name.to_owned(), address);
        address
    }

    /// Begins a part of the story.
    pub(super) fn chapter(&mut self, title: &str) -> Result<(), Failure> {
        self.chapters += 1;
        let chapter = format!("{}. {title}", self.chapters);
        self.text(format_args!("\n{chapter}\n{}", "─".repeat(chapter.chars().count())))
    }

    /// Tells the audience something.
    pub(super) fn say(&self, text: impl Display) -> Result<(), Failure> {
        self.text(format_args!("\n  {text}"))
    }

    /// The next call may use at most `gas`.
    pub(super) fn limit(&mut self, gas: u64) {
        self.next.gas_limit = Some(gas);
    }

    /// The next call's signer brings `object` along.
    pub(super) fn bring(&mut self, object: ObjectId) {
        self.next.objects.push(object);
    }

    /// The next call's signer attaches `amount`.
    pub(super) fn pay(&mut self, amount: u64) {
        self.next.value = amount;
    }

    /// Gives somebody money out of nothing.
    pub(super) fn fund(&self, name: &str, amount: u64) -> Result<(), Failure> {
        Ok(self.engine.fund(self.who(name)?, amount)?)
    }

    /// Shows what somebody has.
    pub(super) fn balance(&self, name: &str) -> Result<(), Failure> {
        self.text(format_args!("\n  {name} has {}", thousands(self.engine.balance(self.who(name)?)?)))
    }

    /// Compiles and deploys Go source.
    pub(super) fn deploy(&mut self, from: &str, name: &str, source: &str) -> Result<Address, Failure> {
        let file = format!("{name}.go");
        let progress = Progress::begin(&file, self.screen);
        let options = DeployOptions {
            from: self.who(from)?,
            name: Some(file.clone()),
            block: Some(clock::next_block(&self.engine)?),
            progress: Some(progress.teller()),
            ..DeployOptions::default()
        };
        let deployed = self.engine.deploy_with_options(source, options);
        let took = progress.end();
        let deployed = deployed?;
        self.cast.insert(name.to_owned(), deployed.address);
        self.count(&deployed.receipt);
        self.text(format_args!(
            "\n  {from}> deploy {file}: compiled and deployed in {}, {} gas\n    address {}",
            duration(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX)),
            thousands(deployed.receipt.gas.used),
            deployed.address
        ))?;
        self.json(&deployed.receipt)?;
        Ok(deployed.address)
    }

    /// Calls a function; the story goes on only if it ends as wanted.
    pub(super) fn call(
        &mut self,
        from: &str,
        contract: &str,
        function: &str,
        args: Args,
        wanted: Ending,
    ) -> Result<Receipt, Failure> {
        let options = ExecuteOptions {
            from: self.who(from)?,
            block: Some(clock::next_block(&self.engine)?),
            timing: true,
            ..std::mem::take(&mut self.next)
        };
        let line = format!("{from}> {contract}.{function}({})", show(&args));
        let receipt = self.engine.execute(self.who(contract)?, function, args, options)?;
        self.count(&receipt);
        self.receipt(&line, &receipt)?;
        match (receipt.is_success(), wanted) {
            (true, Ending::Success) | (false, Ending::Failure) => Ok(receipt),
            (true, Ending::Failure) => Err(Failure::Contract(format!("{line} succeeded, which it should not"))),
            (false, Ending::Success) => Err(Failure::Contract(format!("{line}: {}", receipt.status))),
        }
    }

    /// Asks a function that may only read.
    pub(super) fn query(&mut self, from: &str, contract: &str, function: &str, args: Args) -> Result<(), Failure> {
        let options = ExecuteOptions {
            from: self.who(from)?,
            block: Some(clock::next_block(&self.engine)?),
            ..ExecuteOptions::default()
        };
        let line = format!("{from}? {contract}.{function}({})", show(&args));
        let receipt = self.engine.query(self.who(contract)?, function, args, options)?;
        if !receipt.is_success() {
            return Err(Failure::Contract(format!("{line}: {}", receipt.status)));
        }
        let result = report::result(&receipt, &|address| self.name(address));
        let shown = format!("\n  {line} → {result}   {} gas", thousands(receipt.gas.used));
        self.text(self.readable(&shown))?;
        self.json(&receipt)
    }

    /// Ends the story.
    pub(super) fn close(self) -> Result<(), Failure> {
        self.text(format_args!(
            "\n{} transactions, {} gas. Now with a contract of your own: allod init hello",
            self.calls,
            thousands(self.gas)
        ))?;
        let Self { engine, folder, .. } = self;
        drop(engine);
        folder.close().map_err(|error| Failure::Machine(format!("the demo's folder: {error}")))
    }

    fn receipt(&self, line: &str, receipt: &Receipt) -> Result<(), Failure> {
        let name = |address: &Address| self.name(address);
        let ended = match receipt.is_success() {
            true => format!("→ {}", report::result(receipt, &name)),
            false => format!("✗ {}", report::ended(receipt)),
        };
        let mut lines = vec![format!("\n  {line} {ended}"), format!("    gas    {}", report::gas(&receipt.gas))];
        lines.extend(receipt.events.iter().map(|event| format!("    event  {}", report::event(event, &name))));
        if !receipt.trace.children.is_empty() {
            lines.extend(trace::draw(receipt, &name).to_string().lines().map(|row| format!("    {row}")));
        } else if let Some(elapsed) = receipt.trace.elapsed_ns {
            lines.push(format!("    time   {}", duration(elapsed)));
        }
        self.text(self.readable(&lines.join("\n")))?;
        self.json(receipt)
    }

    fn text(&self, text: impl Display) -> Result<(), Failure> {
        match self.screen.is_json() {
            true => Ok(()),
            false => self.screen.page(&Page::paragraph(text)),
        }
    }

    fn json(&self, receipt: &Receipt) -> Result<(), Failure> {
        match self.screen.is_json() {
            true => self.screen.json(report::to_json(receipt, Shown { trace: true, hash: true })),
            false => Ok(()),
        }
    }

    fn count(&mut self, receipt: &Receipt) {
        self.calls += 1;
        self.gas = self.gas.saturating_add(receipt.gas.used);
    }

    fn who(&self, name: &str) -> Result<Address, Failure> {
        self.cast.get(name).copied().ok_or_else(|| Failure::NotFound(format!("nobody is called {name}")))
    }

    fn name(&self, address: &Address) -> Option<String> {
        self.cast.iter().find(|(_, known)| *known == address).map(|(name, _)| name.clone())
    }

    fn readable(&self, text: &str) -> String {
        readable(text, true, &|address| self.name(address))
    }
}

fn show(args: &Args) -> String {
    let words: Vec<String> = match args {
        Args::Positional(values) => values.iter().map(Value::to_string).collect(),
        Args::Named(pairs) => pairs.iter().map(|(name, value)| format!("{name}: {value}")).collect(),
        _ => Vec::new(),
    };
    words.join(", ")
}
